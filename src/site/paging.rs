//! Divides long lists into pages: `problems/index.html`, `problems/page-2.html`; `checks.html`, `checks/page-2.html`.

use std::sync::Arc;

use serde::Serialize;

use super::SiteContext;
use crate::graph::Entry;
use crate::page::{Inputs, Page, Url, UrlStyle};

pub const MAX_ROWS_PER_PAGE: usize = 500;
/// The limit for the rows of one page, so that the page with its layout stays under 1 MiB.
const MAX_PAGE_BYTES: usize = 980 << 10;

/// The text, or its first `most` characters with an ellipsis.
pub fn truncate_chars(text: &str, most: usize) -> String {
    // Fast path: a text never has more characters than bytes.
    if text.len() <= most {
        return text.into();
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.into(),
    }
}

/// One page of a list.
pub struct ListPage<'a, T> {
    pub url: Url,
    /// From 1.
    pub number: usize,
    pub items: &'a [T],
    /// How many items are on earlier pages.
    pub items_before: usize,
    /// `None` if the list has only one page.
    pub pager: Option<Pager>,
}

/// Where the pages of a list are.
#[derive(Serialize, Debug)]
pub struct Pager {
    /// From 1.
    pub page: usize,
    /// The addresses of all pages, from the root of the site.
    pub hrefs: Arc<[String]>,
}

/// Divides a list into pages. An empty list has one empty page. `bytes` returns the approximate size of an item's HTML.
pub fn paginate<'a, T>(
    first: &Url,
    items: &'a [T],
    style: UrlStyle,
    bytes: impl Fn(&T) -> usize,
) -> Vec<ListPage<'a, T>> {
    let starts = page_starts(items, bytes);
    let numbers = 1..=starts.len();
    let hrefs = numbers.map(|n| nth_page_url(first, n).to_link(style));
    let hrefs: Arc<[String]> = hrefs.collect();
    let ends = starts.iter().skip(1).copied().chain([items.len()]);
    let ranges = starts.iter().copied().zip(ends).enumerate();
    ranges
        .map(|(index, (before, end))| ListPage {
            url: nth_page_url(first, index + 1),
            number: index + 1,
            items: &items[before..end],
            items_before: before,
            pager: (hrefs.len() > 1).then(|| Pager {
                page: index + 1,
                hrefs: Arc::clone(&hrefs),
            }),
        })
        .collect()
}

/// The pages of a list, each with the input `pager`; `inputs` makes the others.
pub fn pages<T>(
    site: &SiteContext,
    template: &'static str,
    first: &Url,
    items: &[T],
    bytes: impl Fn(&T) -> usize,
    inputs: impl Fn(&ListPage<T>) -> Inputs,
) -> Vec<Page> {
    let parts = paginate(first, items, site.url_style(), bytes).into_iter();
    let pages = parts.map(|part| {
        let inputs = inputs(&part).with_value("pager", &part.pager);
        Page::template(part.url, template, inputs)
    });
    pages.collect()
}

/// The index of the first item of each page.
fn page_starts<T>(items: &[T], bytes: impl Fn(&T) -> usize) -> Vec<usize> {
    let mut starts = vec![0];
    let (mut count, mut sum) = (0, 0);
    for (index, item) in items.iter().enumerate() {
        let size = bytes(item);
        if count == MAX_ROWS_PER_PAGE || (count > 0 && sum + size > MAX_PAGE_BYTES) {
            starts.push(index);
            (count, sum) = (0, 0);
        }
        count += 1;
        sum += size;
    }
    starts
}

/// The approximate size of an entry in a list: its card, its link and the markup around them.
pub fn estimated_entry_bytes(entry: &Entry) -> usize {
    let document = &entry.document;
    let summary = document.fields.text("summary").map_or(0, str::len);
    // Percent-encoding makes an address up to three times as long.
    400 + document.title.len()
        + 3 * entry.url.as_str().len()
        + summary
        + document.body.summary.len()
}

/// The address of the nth page of the list that starts at `first`.
fn nth_page_url(first: &Url, number: usize) -> Url {
    if number == 1 {
        return first.clone();
    }
    let stem = first.as_str().trim_end_matches(".html");
    let folder = match stem.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
        _ => format!("{stem}/"),
    };
    Url::new(format!("{folder}page-{number}.html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;
    use crate::site::view_names::View;

    fn urls(first: &str, n: usize) -> Vec<String> {
        let items = vec![(); n];
        paginate(&Url::new(first), &items, UrlStyle::File, |()| 100)
            .iter()
            .map(|part| format!("{} {}", part.url, part.items.len()))
            .collect()
    }

    #[test]
    fn a_list_of_more_than_five_hundred_continues_on_further_pages() {
        assert_eq!(urls("problems/index.html", 0), ["problems/index.html 0"]);
        assert_eq!(
            urls("problems/index.html", 501),
            ["problems/index.html 500", "problems/page-2.html 1"]
        );
        assert_eq!(
            urls("checks.html", 1000),
            ["checks.html 500", "checks/page-2.html 500"]
        );
    }

    #[test]
    fn large_rows_make_more_pages() {
        let items = vec![(); 10];
        let parts = paginate(&Url::new("a.html"), &items, UrlStyle::File, |()| 300 << 10);
        let sizes: Vec<usize> = parts.iter().map(|part| part.items.len()).collect();
        assert_eq!(sizes, [3, 3, 3, 1]);
    }

    #[test]
    fn a_pager_has_the_first_the_last_and_neighbouring_pages() {
        let items = vec![(); 500 * 9];
        let site = fixture::with_site(&[], Arc::clone);
        let view = View::named("tags");
        let pages = pages(
            &site,
            "tags.html",
            &view.url(),
            &items,
            |()| 100,
            |part| {
                let inputs = site.layout_inputs(&view.meta(&site, &part.url));
                inputs
                    .with_value("view", view)
                    .with_value::<[(); 0]>("tags", &[])
            },
        );
        let said = |url: &str| {
            let html = fixture::render(&pages, url);
            let pager = html.split("<nav class=\"pager").nth(1).expect("many pages");
            fixture::visible_text(&format!("<nav {pager}"), "nav").replace("Page ", "")
        };
        assert_eq!(said("tags/page-5.html"), "Previous 1 … 3 4 5 6 7 … 9 Next");
        assert_eq!(said("tags/index.html"), "1 2 3 … 9 Next");
    }
}
