//! Links and images: each becomes a hole in the HTML and a [`Link`] that says where it wants to lead.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::autolink::autolinks;
use super::body::{Hole, Image, Link, escape};
use super::target::Target;
use super::writer::{Close, OpenImage, Writer};
use crate::diagnostic::{At, Problem};

impl<'a> Writer<'a> {
    pub fn begin_link(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &str,
        span: &Range<usize>,
    ) -> Close {
        let target = match kind {
            LinkType::WikiLink { .. } => Some(Target::wiki(address)),
            LinkType::Email => Target::parse(&format!("mailto:{address}")),
            _ => self.parse(address, span),
        };
        let Some(target) = target else {
            return Close::Nothing;
        };
        let span = (span.start, link_end(kind, self.text, span));
        let close = self.open_link(Link {
            target,
            title: some(title),
            span,
            image: None,
        });
        self.in_bare_wikilink = matches!(
            (kind, &close),
            (LinkType::WikiLink { has_pothole: false }, Close::Link)
        );
        close
    }

    /// Starts a link, unless one is open already: links do not nest.
    pub fn open_link(&mut self, link: Link) -> Close {
        if std::mem::replace(&mut self.in_link, true) {
            return Close::Nothing;
        }
        let index = self.push_link(link);
        self.hole(Hole::Open(index));
        Close::Link
    }

    pub fn end_link(&mut self) {
        self.in_link = false;
        self.in_bare_wikilink = false;
        self.hole(Hole::Close);
    }

    fn push_link(&mut self, link: Link) -> u32 {
        let index = u32::try_from(self.body.links.len()).expect("a body has fewer than 2^32 links");
        self.body.links.push(link);
        index
    }

    /// Takes an address apart, and says so if it may not be followed.
    pub fn parse(&mut self, address: &str, span: &Range<usize>) -> Option<Target> {
        let target = Target::parse(address);
        if target.is_none() {
            let scheme: String = address
                .trim()
                .split(':')
                .next()
                .unwrap_or_default()
                .chars()
                .take(30)
                .collect();
            let message = format!("a page may not link to `{}:`", scheme.escape_debug());
            let problem = Problem::new("outside-link", At::Body(span.start, span.end), message);
            self.body
                .problems
                .push(problem.help("links are relative or start with http, https, mailto or tel"));
        }
        target
    }

    pub fn begin_image(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &'a str,
        span: &Range<usize>,
    ) -> Close {
        // `![[id]]` is meant to show another entry here; a link to it is the nearest thing.
        if matches!(kind, LinkType::WikiLink { .. }) {
            return self.begin_link(kind, address, title, span);
        }
        let target = self.parse(address, span);
        self.open_image = Some(OpenImage {
            target,
            title,
            span: span.clone(),
            alt: String::new(),
        });
        Close::Image
    }

    pub fn end_image(&mut self) {
        let Some(open) = self.open_image.take() else {
            return;
        };
        let image = Image {
            alt: open.alt.into(),
            ..Image::default()
        };
        self.image(
            open.target,
            some(open.title),
            (open.span.start, open.span.end),
            image,
        );
    }

    /// An image that is complete: a hole for it, or a link to it where it is on another host. Without a target only
    /// its alternative text remains.
    pub fn image(
        &mut self,
        target: Option<Target>,
        title: Option<Box<str>>,
        span: (usize, usize),
        image: Image,
    ) {
        if let Some(heading) = &mut self.heading {
            heading.alt.push_str(&image.alt);
        }
        let Some(target) = target else {
            return escape(&image.alt, &mut self.html);
        };
        if !matches!(target, Target::External(_)) || self.options.external_images {
            let index = self.push_link(Link {
                target,
                title,
                span,
                image: Some(image),
            });
            return self.hole(Hole::Image(index));
        }
        let host = target.host().unwrap_or("another host").to_string();
        let message = format!("the image is on `{host}`, so the page links to it");
        let problem = Problem::new("external-image", At::Body(span.0, span.1), message);
        self.body
            .problems
            .push(problem.help("keep a copy beside the page, or set `images.external: allow`"));
        let close = self.open_link(Link {
            target,
            title,
            span,
            image: None,
        });
        match image.alt.trim() {
            "" => escape(&format!("image on {host}"), &mut self.html),
            alt => escape(alt, &mut self.html),
        }
        self.close(close);
    }

    /// Text between marks, with the bare addresses in it linked. `span` is where it stands in the body.
    pub fn running_text(&mut self, text: &str, span: Range<usize>) {
        self.plain(text);
        if self.is_silent() {
            return;
        }
        let links = if self.in_link || !self.has_addresses {
            Vec::new()
        } else {
            autolinks(text)
        };
        let mut source = Source {
            text: self.text,
            rest: span,
            lost: false,
        };
        let mut written = 0;
        for link in links {
            let shown = text.get(link.range.clone()).unwrap_or_default();
            escape(
                text.get(written..link.range.start).unwrap_or_default(),
                &mut self.html,
            );
            written = link.range.end;
            let span = source.find(shown);
            let Some(target) = Target::parse(&link.address) else {
                continue;
            };
            let close = self.open_link(Link {
                target,
                title: None,
                span,
                image: None,
            });
            escape(shown, &mut self.html);
            self.close(close);
        }
        escape(text.get(written..).unwrap_or_default(), &mut self.html);
    }
}

/// The source of some text, in which its parts are looked for one after the other.
struct Source<'a> {
    text: &'a str,
    rest: Range<usize>,
    lost: bool,
}

impl Source<'_> {
    /// Where a part of the text stands. One that is written with escapes is not found; then its place, and that of
    /// everything after it, is all that was left.
    fn find(&mut self, part: &str) -> (usize, usize) {
        let found = if self.lost {
            None
        } else {
            self.text
                .get(self.rest.clone())
                .and_then(|rest| rest.find(part))
        };
        let Some(at) = found else {
            self.lost = true;
            return (self.rest.start, self.rest.end);
        };
        let start = self.rest.start + at;
        self.rest.start = start + part.len();
        (start, self.rest.start)
    }
}

/// Where a link ends. The parser ends some wikilinks one byte early.
/// https://github.com/pulldown-cmark/pulldown-cmark/issues/1050
pub(super) fn link_end(kind: LinkType, text: &str, span: &Range<usize>) -> usize {
    let is_wikilink = matches!(kind, LinkType::WikiLink { .. });
    let ends = |end| {
        text.get(span.start..end)
            .is_some_and(|link: &str| link.ends_with("]]"))
    };
    if is_wikilink && !ends(span.end) && ends(span.end + 1) {
        span.end + 1
    } else {
        span.end
    }
}

pub(super) fn some(text: &str) -> Option<Box<str>> {
    Some(text).filter(|t| !t.is_empty()).map(Into::into)
}
