//! Divides long lists into pages: `problems/index.html`, `problems/page-2.html`; `checks.html`, `checks/page-2.html`.

use serde::Serialize;

use super::SiteContext;
use crate::graph::Entry;
use crate::page::{Inputs, Page, Url, UrlStyle};

pub const MAX_ROWS_PER_PAGE: usize = 500;
/// The limit for the rows of one page, so that the page with its layout stays under 1 MiB.
const MAX_PAGE_BYTES: usize = 980 << 10;
/// How many page numbers a pager shows on each side of the current one.
const PAGER_NEIGHBOURS: usize = 2;

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

/// Links between the pages of a list; addresses are from the root of the site.
#[derive(Serialize, Debug, PartialEq)]
pub struct Pager {
    pub page: usize,
    pub pages: usize,
    pub links: Vec<PageLink>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// A page number. The current page has no address; a gap stands for one or more left out pages.
#[derive(Serialize, Debug, PartialEq)]
pub struct PageLink {
    pub number: usize,
    pub href: Option<String>,
    pub gap: bool,
}

/// Divides a list into pages. An empty list has one empty page. `bytes` returns the approximate size of an item's HTML.
pub fn paginate<'a, T>(
    first: &Url,
    items: &'a [T],
    style: UrlStyle,
    bytes: impl Fn(&T) -> usize,
) -> Vec<ListPage<'a, T>> {
    let starts = page_starts(items, bytes);
    let pages = starts.len();
    let links: Vec<String> = (1..=pages)
        .map(|n| nth_page_url(first, n).to_link(style))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([items.len()]);
    let ranges = starts.iter().copied().zip(ends).enumerate();
    ranges
        .map(|(index, (before, end))| ListPage {
            url: nth_page_url(first, index + 1),
            number: index + 1,
            items: &items[before..end],
            items_before: before,
            pager: (pages > 1).then(|| Pager::new(index + 1, &links)),
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

impl Pager {
    fn new(page: usize, hrefs: &[String]) -> Self {
        let pages = hrefs.len();
        let href = |number: usize| hrefs.get(number.wrapping_sub(1)).cloned();
        let is_shown = |n: usize| n == 1 || n == pages || n.abs_diff(page) <= PAGER_NEIGHBOURS;
        let mut links: Vec<PageLink> = Vec::new();
        for number in 1..=pages {
            if is_shown(number) {
                links.push(PageLink {
                    number,
                    href: href(number).filter(|_| number != page),
                    gap: false,
                });
            } else if links.last().is_some_and(|link| !link.gap) {
                links.push(PageLink {
                    number,
                    href: None,
                    gap: true,
                });
            }
        }
        Pager {
            page,
            pages,
            links,
            previous: href(page - 1),
            next: href(page + 1),
        }
    }
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
        let parts = paginate(&Url::new("index.html"), &items, UrlStyle::File, |()| 100);
        let pager = parts[4].pager.as_ref().expect("many pages");
        let said: Vec<String> = pager
            .links
            .iter()
            .map(|l| match (&l.href, l.gap) {
                (_, true) => "…".into(),
                (None, _) => format!("[{}]", l.number),
                (Some(_), _) => l.number.to_string(),
            })
            .collect();
        assert_eq!(said.join(" "), "1 … 3 4 [5] 6 7 … 9");
        assert_eq!(pager.previous.as_deref(), Some("page-4.html"));
        assert_eq!(
            parts[0].pager.as_ref().and_then(|p| p.previous.clone()),
            None
        );
    }
}
