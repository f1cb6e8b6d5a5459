//! Turns the graph into pages: for each, a URL, a template and its inputs. Nothing is rendered or written here.
//!
//! A view is one file, one line in [`registry::VIEWS`] and one in `views.yaml`; the navigation leads to those that
//! [`nav::existing_views`] returns. It reads a [`SiteContext`]. What several pages show of an entry is its [`card`], built once.

pub mod card;
pub mod chain;
pub mod changes;
pub mod checks;
pub mod command;
pub mod contribute;
pub mod coverage;
pub mod declined;
pub mod entry;
pub mod evidence;
pub mod exports;
#[cfg(test)]
pub mod fixture;
pub mod folder_tree;
pub mod glossary;
pub mod home;
pub mod how_to_read;
pub mod layout;
pub mod line;
pub mod list;
pub mod mark;
pub mod nav;
pub mod not_found;
pub mod opportunities;
pub mod page_link;
pub mod paging;
pub mod plain_pages;
pub mod property_label;
pub mod prose;
pub mod registry;
pub mod rich_text;
pub mod score_sum;
mod site_context;
pub mod tags;
pub mod view_names;
pub mod waits;

pub use site_context::{BODY_INPUT, ExplainCode, Layout, PageMeta, SiteContext, body};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_language_its_text_direction_and_metadata_for_sharing() {
        let files = [(
            "personas/ana.md",
            "---\nname: Ana & co\nlang: he\nsummary: Who <we> serve.\n---\n",
        )];
        let config = "base_url: https://example.org/\n";
        let html = fixture::with_site_and_config(config, &files, |site| {
            fixture::render(&entry::pages(site), "personas/ana.html")
        });
        for part in [
            "<html lang=\"he\" dir=\"rtl\">",
            "<meta name=\"description\" content=\"Who &lt;we&gt; serve.\">",
            "<meta property=\"og:title\" content=\"Ana &amp; co\">",
            "<meta property=\"og:description\" content=\"Who &lt;we&gt; serve.\">",
            "<meta property=\"og:url\" content=\"https://example.org/personas/ana.html\">",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    #[test]
    fn a_notice_stands_at_the_top_of_a_page_as_text() {
        let files = [("personas/ana.md", "---\nname: Ana\n---\n")];
        let page = |config: &str| {
            fixture::with_site_and_config(config, &files, |site| {
                fixture::render(&entry::pages(site), "personas/ana.html")
            })
        };
        let html = page("notice: Invented & <b>\n");
        let notice =
            "<aside class=\"notice\" aria-label=\"Notice\">Invented &amp; &lt;b&gt;</aside>";
        assert!(html.find(notice) < html.find("<main"), "{html}");
        assert!(html.contains(notice), "{html}");
        assert!(!page("").contains("notice"), "{html}");
    }
}
