//! Links and images: each becomes a hole in the HTML and a [`Link`] to resolve.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::autolink::autolinks;
use super::body::{Hole, Image, Link, write_escaped};
use super::emoji::with_emoji;
use super::link_target::{LinkTarget, without_escape};
use super::plain_text::{GAP, NAME_MARK};
use super::writer::{OnClose, OpenImage, Writer};
use crate::text::visible;

impl<'a> Writer<'a> {
    pub fn begin_link(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &str,
        span: &Range<usize>,
    ) -> OnClose {
        let target = match kind {
            LinkType::WikiLink { .. } => Some(LinkTarget::from_wikilink(address)),
            LinkType::Email => LinkTarget::parse(&format!("mailto:{address}")),
            _ => self.parse_target(address, span),
        };
        let Some(target) = target else {
            return OnClose::Nothing;
        };
        let span = span.start..link_end(kind, self.text, span);
        let close = self.open_link(Link {
            title: non_empty(title),
            ..Link::new(target, &span)
        });
        self.in_bare_wikilink = matches!(
            (kind, &close),
            (LinkType::WikiLink { has_pothole: false }, OnClose::Link)
        );
        if self.in_bare_wikilink {
            self.push_plain_text(NAME_MARK);
        }
        close
    }

    /// Starts a link. Links do not nest: of one in another only the text is shown, but it is looked up.
    pub fn open_link(&mut self, link: Link) -> OnClose {
        let index = self.push_link(link);
        if std::mem::replace(&mut self.in_link, true) {
            return OnClose::Nothing;
        }
        self.push_hole(Hole::Open(index));
        OnClose::Link
    }

    pub fn end_link(&mut self) {
        self.in_link = false;
        if std::mem::take(&mut self.in_bare_wikilink) {
            self.push_plain_text(NAME_MARK);
        }
        self.push_hole(Hole::Close);
    }

    fn push_link(&mut self, link: Link) -> u32 {
        let index = u32::try_from(self.body.links.len()).expect("a body has fewer than 2^32 links");
        self.body.links.push(link);
        index
    }

    /// Parses an address. Reports one that may not be followed, and returns `None`.
    pub fn parse_target(&mut self, address: &str, span: &Range<usize>) -> Option<LinkTarget> {
        let target = LinkTarget::parse(address);
        if target.is_none() {
            let scheme = address.trim().split(':').next().unwrap_or_default();
            let scheme: String = scheme.chars().take(30).collect();
            let message = format!("a page may not link to `{}:`", visible(&scheme));
            let help = "links are relative or start with http, https, mailto or tel";
            self.tell("outside-link", span, message, help);
        }
        target
    }

    pub fn begin_image(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &'a str,
        span: &Range<usize>,
    ) -> OnClose {
        let is_wikilink = matches!(kind, LinkType::WikiLink { .. });
        // `![[id]]` embeds an entry in other tools; here it becomes a link.
        if is_wikilink && !is_picture(without_escape(address)) {
            return self.begin_link(kind, address, title, span);
        }
        let target = match is_wikilink {
            true => Some(LinkTarget::from_wikilink(address)),
            false => self.parse_target(address, span),
        };
        self.open_image = Some(OpenImage {
            target,
            title,
            span: span.clone(),
            alt: String::new(),
        });
        OnClose::Image
    }

    pub fn end_image(&mut self) {
        let Some(open) = self.open_image.take() else {
            return;
        };
        let mut image = Image {
            alt: open.alt.into(),
            ..Image::default()
        };
        if let Some(LinkTarget::Wikilink { id, .. }) = &open.target {
            image = of_wikilink(image, id);
        }
        self.push_image(open.target, non_empty(open.title), &open.span, image);
    }

    /// Adds a complete image: a hole for it, or a link if images on other hosts are not shown. Without a target only
    /// its alternative text is written.
    pub fn push_image(
        &mut self,
        target: Option<LinkTarget>,
        title: Option<Box<str>>,
        span: &Range<usize>,
        image: Image,
    ) {
        if let Some(heading) = &mut self.heading {
            heading.alt.push_str(&image.alt);
        }
        self.push_plain_text(GAP);
        let Some(target) = target else {
            return write_escaped(&image.alt, &mut self.html);
        };
        if matches!(&target, LinkTarget::Local { path, .. } if path.is_empty()) {
            let message = "the image has no address, so the page shows its text".to_owned();
            self.tell("missing-image", span, message, "write the path of its file");
            return write_escaped(&image.alt, &mut self.html);
        }
        let is_on_host = target.host().is_some();
        let is_shown = match &target {
            LinkTarget::External(_) => is_on_host && self.options.external_images,
            LinkTarget::Local { path, .. } => is_picture(path),
            _ => true,
        };
        if is_shown {
            let index = self.push_link(Link {
                title,
                image: Some(image),
                ..Link::new(target, span)
            });
            return self.push_hole(Hole::Image(index));
        }
        let host = target.host().unwrap_or_default().to_string();
        let (message, help) = match is_on_host {
            true => (
                format!("the image is on `{host}`, so the page links to it"),
                "keep a copy beside the page, or set `images.external: allow`",
            ),
            false => (
                "this is no image, so the page links to it".to_owned(),
                "write a link, without the `!`",
            ),
        };
        self.tell("external-image", span, message, help);
        let link = Link::new(target, span);
        let close = self.open_link(Link { title, ..link });
        match image.alt.trim() {
            "" if is_on_host => write_escaped(&format!("image on {host}"), &mut self.html),
            "" => write_escaped("link", &mut self.html),
            alt => write_escaped(alt, &mut self.html),
        }
        self.run_on_close(close);
    }

    /// Writes text with the bare addresses in it linked. `span` is its range in the body.
    pub fn write_running_text(&mut self, text: &str, span: Range<usize>) {
        self.push_plain_text(text);
        if self.is_suppressed() {
            return;
        }
        self.enter_cell();
        let links = if self.in_link || !self.may_have_autolinks {
            Vec::new()
        } else {
            autolinks(text)
        };
        let mut source = SourceLocator {
            text: self.text,
            start: span.start,
            end: span.end,
            is_lost: false,
        };
        let mut written = 0;
        for link in links {
            let shown = text.get(link.range.clone()).unwrap_or_default();
            let between = text.get(written..link.range.start).unwrap_or_default();
            write_escaped(&with_emoji(between), &mut self.html);
            written = link.range.end;
            let span = source.locate_next(shown);
            // No page links to `ftp://`.
            let Some(target) = LinkTarget::parse(&link.address) else {
                write_escaped(shown, &mut self.html);
                continue;
            };
            let close = self.open_link(Link::new(target, &span));
            write_escaped(shown, &mut self.html);
            self.run_on_close(close);
        }
        let rest = text.get(written..).unwrap_or_default();
        write_escaped(&with_emoji(rest), &mut self.html);
    }
}

/// Finds the parts of a text in its source, one after the other.
struct SourceLocator<'a> {
    text: &'a str,
    /// Where the rest begins.
    start: usize,
    end: usize,
    is_lost: bool,
}

impl SourceLocator<'_> {
    /// The range of the next part. From the first part written with escapes on, it is the range of all that is left.
    fn locate_next(&mut self, part: &str) -> Range<usize> {
        let rest = self
            .text
            .get(self.start..self.end)
            .filter(|_| !self.is_lost);
        let Some(at) = rest.and_then(|rest| rest.find(part)) else {
            self.is_lost = true;
            return self.start..self.end;
        };
        let start = self.start + at;
        self.start = start + part.len();
        start..self.start
    }
}

/// Where a link ends. The parser ends some wikilinks one byte early.
/// https://github.com/pulldown-cmark/pulldown-cmark/issues/1050
pub(super) fn link_end(kind: LinkType, text: &str, span: &Range<usize>) -> usize {
    let is_wikilink = matches!(kind, LinkType::WikiLink { .. });
    let link = |end| text.get(span.start..end).unwrap_or_default();
    let ends = |end| link(end).ends_with("]]");
    span.end + usize::from(is_wikilink && !ends(span.end) && ends(span.end + 1))
}

pub(super) fn non_empty(text: &str) -> Option<Box<str>> {
    Some(text).filter(|t| !t.is_empty()).map(Into::into)
}

/// True if the file with this name is a picture.
fn is_picture(name: &str) -> bool {
    const EXTENSIONS: [&str; 14] = [
        "apng", "avif", "bmp", "gif", "heic", "ico", "jfif", "jpeg", "jpg", "png", "svg", "tif",
        "tiff", "webp",
    ];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.contains(&&*extension.trim().to_lowercase())
}

/// `![[wall.png|120]]` and `![[wall.png|120x80]]` say how large the picture is shown.
fn of_wikilink(image: Image, id: &str) -> Image {
    let (width, height) = image.alt.split_once('x').unwrap_or((&image.alt, ""));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(width) || !(height.is_empty() || is_number(height)) {
        return image;
    }
    Image {
        width: Some(width.into()),
        height: (!height.is_empty()).then(|| height.into()),
        alt: id.into(),
        ..image
    }
}
