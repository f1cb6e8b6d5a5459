//! Answers requests from the current edition. A name is looked up, never joined to a folder: nothing but the site and
//! four files of the preview's own exists here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use tokio::sync::watch;

use super::edition::Edition;
use super::panel;
use super::target::{self, Target};
use super::visitor::Names;
use super::{content_type, live};
use crate::diagnostic::Finding;
use crate::page::{Content, Fingerprint, encode_path, hash_bytes};
use crate::{asset, search, source};

/// What the preview itself brings along, under a name that no page can have (ids and tags hold no `__`).
const OWN: &str = "/__casebook/";
/// How long a browser waits for the first edition before it is told that there is none.
const START: Duration = Duration::from_secs(20);
/// So many rendered pages are kept, so that a page whose template breaks can still be shown as it was.
const MOST_RENDERED: usize = 256;

/// All that answering needs.
pub struct Door {
    pub names: Names,
    pub editions: watch::Receiver<Arc<Edition>>,
    /// Tells a server from the one before it on the same port.
    pub session: String,
    pub root: std::path::PathBuf,
    rendered: Mutex<Rendered>,
}

/// Pages as they could last be made.
#[derive(Default)]
struct Rendered(HashMap<String, (Fingerprint, Arc<str>)>);

impl Rendered {
    fn keep(&mut self, name: &str, print: Fingerprint, html: Arc<str>) {
        if self.0.len() >= MOST_RENDERED && !self.0.contains_key(name) {
            self.0.clear();
        }
        self.0.insert(name.to_owned(), (print, html));
    }

    fn get(&self, name: &str) -> Option<&(Fingerprint, Arc<str>)> {
        self.0.get(name)
    }
}

type Answer = Response<Body>;

impl Door {
    pub fn new(
        names: Names,
        editions: watch::Receiver<Arc<Edition>>,
        session: String,
        root: std::path::PathBuf,
    ) -> Self {
        Door {
            names,
            editions,
            session,
            root,
            rendered: Mutex::default(),
        }
    }

    pub async fn answer(self: Arc<Self>, request: Request) -> Answer {
        let (mut parts, _) = request.into_parts();
        let is_head = parts.method == Method::HEAD;
        let mut answer = match self.refusal(&parts) {
            Some(refusal) => refusal,
            None if parts.uri.path() == live::SOCKET => self.socket(&mut parts).await,
            None => self.page(&parts).await,
        };
        let headers = answer.headers_mut();
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let own_only = HeaderValue::from_static("same-origin");
        headers.insert("cross-origin-resource-policy", own_only);
        if is_head {
            let length = answer.body().size_hint().exact().map(HeaderValue::from);
            if let Some(length) = length {
                answer.headers_mut().insert(header::CONTENT_LENGTH, length);
            }
            return answer.map(|_| Body::empty());
        }
        answer
    }

    /// Requests that get no file, whatever they ask for.
    fn refusal(&self, parts: &Parts) -> Option<Answer> {
        let mut hosts = parts.headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|h| h.to_str().ok());
        let Some(host) = host.filter(|_| hosts.next().is_none()) else {
            return Some(plain(StatusCode::BAD_REQUEST, "One Host header is needed."));
        };
        if let Some(authority) = parts.uri.authority()
            && !self.names.is_ours(authority.as_str())
        {
            return Some(plain(StatusCode::BAD_REQUEST, "This is no proxy."));
        }
        if !self.names.is_ours(host) {
            let text = "This name is not one of ours. To use it, pass it with --host.";
            return Some(plain(StatusCode::FORBIDDEN, text));
        }
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.");
            let allowed = HeaderValue::from_static("GET, HEAD");
            answer.headers_mut().insert(header::ALLOW, allowed);
            return Some(answer);
        }
        None
    }

    async fn socket(&self, parts: &mut Parts) -> Answer {
        let header = |name| {
            parts
                .headers
                .get(name)
                .and_then(|v: &HeaderValue| v.to_str().ok())
        };
        let host = header(header::HOST).unwrap_or_default();
        if !self.names.may_listen(header(header::ORIGIN), host) {
            return plain(StatusCode::FORBIDDEN, "Only our own pages may listen.");
        }
        let seen = live::Seen::read(parts.uri.query().unwrap_or_default(), &self.session);
        let editions = self.editions.clone();
        let session = self.session.clone();
        match WebSocketUpgrade::from_request_parts(parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(live::MOST_HEARD)
                .max_frame_size(live::MOST_HEARD)
                .on_upgrade(move |socket| live::talk(socket, editions, seen, session)),
            Err(_) => plain(StatusCode::BAD_REQUEST, "This is a WebSocket."),
        }
    }

    async fn page(&self, parts: &Parts) -> Answer {
        let edition = self.edition().await;
        let path = parts.uri.path();
        if let Some(own) = path.strip_prefix(OWN) {
            return self.own(own, parts, &edition);
        }
        let found = match target::read(path) {
            None => Found::Nothing,
            Some(target) => find(&edition, target),
        };
        match found {
            Found::Page(name) => {
                let (status, body) = self.bytes(&edition, &name).await;
                finish(
                    status,
                    content_type::of(&name),
                    body,
                    &parts.headers,
                    &self.session,
                )
            }
            Found::Folder(name) => {
                let mut answer = plain(StatusCode::FOUND, "It is a folder.");
                let to = format!("/{}/", encode_path(&name));
                if let Ok(to) = HeaderValue::from_str(&to) {
                    answer.headers_mut().insert(header::LOCATION, to);
                }
                answer
            }
            Found::Index(name) => {
                let kind = content_type::of(&name);
                let made = edition.clone();
                let read = move || made.search(&name).map(<[u8]>::to_vec);
                match tokio::task::spawn_blocking(read).await.ok().flatten() {
                    Some(body) => finish(StatusCode::OK, kind, body, &parts.headers, &self.session),
                    None => self.missing(&edition).await,
                }
            }
            Found::Nothing => self.missing(&edition).await,
        }
    }

    /// The newest edition; at the very start, the first.
    async fn edition(&self) -> Arc<Edition> {
        let mut editions = self.editions.clone();
        let first = editions.wait_for(|edition| edition.version > 0);
        let _ = tokio::time::timeout(START, first).await;
        self.editions.borrow().clone()
    }

    /// The preview's own files.
    fn own(&self, name: &str, parts: &Parts, edition: &Edition) -> Answer {
        let text = match name {
            "live.js" => live::SCRIPT.to_owned(),
            "live.css" => live::STYLE.to_owned(),
            "findings.json" => {
                let page = live::asked(parts.uri.query().unwrap_or_default(), "page");
                let page = page.unwrap_or_default();
                let wrong = self.render(edition, &page).err();
                panel::json(edition, &page, wrong, &self.root)
            }
            "missing.json" => {
                let path = live::asked(parts.uri.query().unwrap_or_default(), "path");
                panel::likely(edition, &path.unwrap_or_default())
            }
            _ => return plain(StatusCode::NOT_FOUND, "There is no such file."),
        };
        let kind = content_type::of(name);
        finish(
            StatusCode::OK,
            kind,
            text.into_bytes(),
            &parts.headers,
            &self.session,
        )
    }

    /// What stands at an address where nothing is.
    async fn missing(&self, edition: &Edition) -> Answer {
        let kind = content_type::of("404.html");
        let body = match edition.page("404.html") {
            Some(_) => self.bytes(edition, "404.html").await.1,
            None => live::empty_page("Nothing is here yet.", &self.tag(edition, "404.html"))
                .into_bytes(),
        };
        finish(
            StatusCode::NOT_FOUND,
            kind,
            body,
            &HeaderMap::new(),
            &self.session,
        )
    }

    /// The bytes of a file of the site, with the live client where it is a page.
    async fn bytes(&self, edition: &Edition, name: &str) -> (StatusCode, Vec<u8>) {
        let content = edition.page(name).map(|page| page.content.clone());
        match content {
            Some(Content::Template { .. }) if !name.ends_with(".html") => {
                match self.render(edition, name) {
                    Ok(text) => (StatusCode::OK, text.as_bytes().to_vec()),
                    Err(wrong) => (
                        StatusCode::INTERNAL_SERVER_ERROR,
                        wrong.message.into_bytes(),
                    ),
                }
            }
            Some(Content::Template { .. }) => {
                let tag = self.tag(edition, name);
                let page = match self.render(edition, name) {
                    Ok(html) => live::with_client(&html, &tag),
                    Err(_) => match self.last(name) {
                        Some(html) => live::with_client(&html, &tag),
                        None => live::empty_page("This page cannot be made.", &tag),
                    },
                };
                (StatusCode::OK, page.into_bytes())
            }
            Some(Content::Bytes(bytes)) if name.ends_with(".html") => {
                let text = String::from_utf8_lossy(&bytes);
                let page = live::with_client(&text, &self.tag(edition, name));
                (StatusCode::OK, page.into_bytes())
            }
            Some(Content::Bytes(bytes)) => (StatusCode::OK, bytes.to_vec()),
            Some(Content::Made(made)) => (StatusCode::OK, made.bytes()),
            Some(Content::File { path, clean, .. }) => {
                let read = tokio::task::spawn_blocking(move || file(&path, clean)).await;
                match read.ok().flatten() {
                    Some(bytes) => (StatusCode::OK, bytes),
                    None => (StatusCode::NOT_FOUND, b"The file is gone.".to_vec()),
                }
            }
            None => (StatusCode::NOT_FOUND, Vec::new()),
        }
    }

    /// A page as its template makes it; kept, so that it is made once.
    fn render(&self, edition: &Edition, name: &str) -> Result<Arc<str>, Finding> {
        let (Some(page), Some(print), Some(snapshot)) =
            (edition.page(name), edition.print(name), &edition.snapshot)
        else {
            return Ok("".into());
        };
        if !matches!(page.content, Content::Template { .. }) {
            return Ok("".into());
        }
        if let Some((_, html)) = self.kept().get(name).filter(|(kept, _)| *kept == print) {
            return Ok(html.clone());
        }
        let html: Arc<str> = snapshot.render(page)?.into();
        self.kept().keep(name, print, html.clone());
        Ok(html)
    }

    /// A page as it could last be made.
    fn last(&self, name: &str) -> Option<Arc<str>> {
        self.kept().get(name).map(|(_, html)| html.clone())
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Rendered> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tag(&self, edition: &Edition, name: &str) -> String {
        live::tag(name, edition, &self.session)
    }
}

enum Found {
    /// A file of the site, by name.
    Page(String),
    /// A folder that was asked for without its slash.
    Folder(String),
    /// A file of the search index.
    Index(String),
    Nothing,
}

/// As GitHub Pages does it: `/x` is `x` or `x.html`, `/x/` is `x/index.html`.
fn find(edition: &Edition, target: Target) -> Found {
    let there = |name: &String| edition.page(name).is_some();
    match target {
        Target::Folder(name) => Some(name + "index.html")
            .filter(there)
            .map_or(Found::Nothing, Found::Page),
        Target::File(name) => {
            let html = format!("{name}.html");
            if name.split('/').next() == Some(search::FOLDER) {
                Found::Index(name)
            } else if there(&name) {
                Found::Page(name)
            } else if there(&html) {
                Found::Page(html)
            } else if there(&format!("{name}/index.html")) {
                Found::Folder(name)
            } else {
                Found::Nothing
            }
        }
    }
}

/// A file beside the content, as `build` publishes it.
fn file(path: &std::path::Path, clean: bool) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    source::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    match clean {
        true => asset::clean(bytes),
        false => Some(bytes),
    }
}

/// The answer, or that nothing has changed since the browser asked last.
fn finish(
    status: StatusCode,
    kind: &'static str,
    body: Vec<u8>,
    asked: &HeaderMap,
    session: &str,
) -> Answer {
    let tag = format!("\"{session}-{:032x}\"", hash_bytes(&body));
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    let is_known = status == StatusCode::OK
        && known.any(|k| k.trim().trim_start_matches("W/") == tag || k.trim() == "*");
    let mut answer = match is_known {
        true => Answer::new(Body::empty()),
        false => Answer::new(Body::from(body)),
    };
    *answer.status_mut() = match is_known {
        true => StatusCode::NOT_MODIFIED,
        false => status,
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let (StatusCode::OK | StatusCode::NOT_MODIFIED, Ok(tag)) =
        (status, HeaderValue::from_str(&tag))
    {
        headers.insert(header::ETAG, tag);
    }
    answer
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    let mut answer = Answer::new(Body::from(text));
    *answer.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_pages_are_kept_and_those_that_are_kept_may_change() {
        let mut rendered = Rendered::default();
        let all: Vec<String> = (0..MOST_RENDERED).map(|n| n.to_string()).collect();
        for print in [1, 2] {
            for name in &all {
                rendered.keep(name, Fingerprint(print), "page".into());
            }
            let kept = |name: &String| rendered.get(name).map(|(print, _)| print.0);
            assert!(all.iter().all(|name| kept(name) == Some(print)), "{print}");
        }
        rendered.keep("new", Fingerprint(1), "page".into());
        assert!(rendered.get("new").is_some());
        assert!(all.iter().all(|name| rendered.get(name).is_none()));
    }
}
