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

use super::host_guard::AllowedHosts;
use super::panel;
use super::request_path::{self, RequestPath};
use super::revision::Revision;
use super::{content_type, live};
use crate::content::source;
use crate::diagnostic::Finding;
use crate::page::{Content, Fingerprint, encode_path, hash_bytes};
use crate::{media, search};

/// What the preview itself brings along, under a name that no page can have (ids and tags hold no `__`).
const PREVIEW_PREFIX: &str = "/__casebook/";
/// How long a browser waits for the first edition before it is told that there is none.
const FIRST_REVISION_TIMEOUT: Duration = Duration::from_secs(20);
/// So many rendered pages are kept, so that a page whose template breaks can still be shown as it was.
const MAX_RENDERED_PAGES: usize = 256;

/// All that answering needs.
pub struct Service {
    pub allowed_hosts: AllowedHosts,
    pub revisions: watch::Receiver<Arc<Revision>>,
    /// Tells a server from the one before it on the same port.
    pub session: String,
    pub root: std::path::PathBuf,
    rendered: Mutex<RenderedPages>,
}

/// Pages as they could last be made.
#[derive(Default)]
struct RenderedPages(HashMap<String, (Fingerprint, Arc<str>)>);

impl RenderedPages {
    fn insert(&mut self, name: &str, print: Fingerprint, html: Arc<str>) {
        if self.0.len() >= MAX_RENDERED_PAGES && !self.0.contains_key(name) {
            self.0.clear();
        }
        self.0.insert(name.to_owned(), (print, html));
    }

    fn get(&self, name: &str) -> Option<&(Fingerprint, Arc<str>)> {
        self.0.get(name)
    }
}

type HttpResponse = Response<Body>;

impl Service {
    pub fn new(
        names: AllowedHosts,
        editions: watch::Receiver<Arc<Revision>>,
        session: String,
        root: std::path::PathBuf,
    ) -> Self {
        Service {
            allowed_hosts: names,
            revisions: editions,
            session,
            root,
            rendered: Mutex::default(),
        }
    }

    pub async fn handle(self: Arc<Self>, request: Request) -> HttpResponse {
        let (mut parts, _) = request.into_parts();
        let is_head = parts.method == Method::HEAD;
        let mut answer = match self.reject(&parts) {
            Some(refusal) => refusal,
            None if parts.uri.path() == live::SOCKET_PATH => self.open_socket(&mut parts).await,
            None => self.serve_path(&parts).await,
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
    fn reject(&self, parts: &Parts) -> Option<HttpResponse> {
        let mut hosts = parts.headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|h| h.to_str().ok());
        let Some(host) = host.filter(|_| hosts.next().is_none()) else {
            return Some(plain_response(
                StatusCode::BAD_REQUEST,
                "One Host header is needed.",
            ));
        };
        if let Some(authority) = parts.uri.authority()
            && !self.allowed_hosts.is_allowed(authority.as_str())
        {
            return Some(plain_response(StatusCode::BAD_REQUEST, "This is no proxy."));
        }
        if !self.allowed_hosts.is_allowed(host) {
            let text = "This name is not one of ours. To use it, pass it with --host.";
            return Some(plain_response(StatusCode::FORBIDDEN, text));
        }
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            let mut answer = plain_response(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.");
            let allowed = HeaderValue::from_static("GET, HEAD");
            answer.headers_mut().insert(header::ALLOW, allowed);
            return Some(answer);
        }
        None
    }

    async fn open_socket(&self, parts: &mut Parts) -> HttpResponse {
        let header = |name| {
            parts
                .headers
                .get(name)
                .and_then(|v: &HeaderValue| v.to_str().ok())
        };
        let host = header(header::HOST).unwrap_or_default();
        if !self
            .allowed_hosts
            .is_allowed_origin(header(header::ORIGIN), host)
        {
            return plain_response(StatusCode::FORBIDDEN, "Only our own pages may listen.");
        }
        let seen =
            live::ClientState::from_query(parts.uri.query().unwrap_or_default(), &self.session);
        let editions = self.revisions.clone();
        let session = self.session.clone();
        match WebSocketUpgrade::from_request_parts(parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(live::MAX_MESSAGE_SIZE)
                .max_frame_size(live::MAX_MESSAGE_SIZE)
                .on_upgrade(move |socket| live::run_socket(socket, editions, seen, session)),
            Err(_) => plain_response(StatusCode::BAD_REQUEST, "This is a WebSocket."),
        }
    }

    async fn serve_path(&self, parts: &Parts) -> HttpResponse {
        let edition = self.current_revision().await;
        let path = parts.uri.path();
        if let Some(own) = path.strip_prefix(PREVIEW_PREFIX) {
            return self.preview_file(own, parts, &edition);
        }
        let found = match request_path::parse(path) {
            None => Route::NotFound,
            Some(target) => route(&edition, target),
        };
        match found {
            Route::SiteFile(name) => {
                let (status, body) = self.file_bytes(&edition, &name).await;
                response_with_etag(
                    status,
                    content_type::from_name(&name),
                    body,
                    &parts.headers,
                    &self.session,
                )
            }
            Route::RedirectToFolder(name) => {
                let mut answer = plain_response(StatusCode::FOUND, "It is a folder.");
                let to = format!("/{}/", encode_path(&name));
                if let Ok(to) = HeaderValue::from_str(&to) {
                    answer.headers_mut().insert(header::LOCATION, to);
                }
                answer
            }
            Route::SearchFile(name) => {
                let kind = content_type::from_name(&name);
                let made = edition.clone();
                let read = move || made.search_file(&name).map(<[u8]>::to_vec);
                match tokio::task::spawn_blocking(read).await.ok().flatten() {
                    Some(body) => response_with_etag(
                        StatusCode::OK,
                        kind,
                        body,
                        &parts.headers,
                        &self.session,
                    ),
                    None => self.not_found(&edition).await,
                }
            }
            Route::NotFound => self.not_found(&edition).await,
        }
    }

    /// The newest edition; at the very start, the first.
    async fn current_revision(&self) -> Arc<Revision> {
        let mut editions = self.revisions.clone();
        let first = editions.wait_for(|edition| edition.version > 0);
        let _ = tokio::time::timeout(FIRST_REVISION_TIMEOUT, first).await;
        self.revisions.borrow().clone()
    }

    /// The preview's own files.
    fn preview_file(&self, name: &str, parts: &Parts, edition: &Revision) -> HttpResponse {
        let text = match name {
            "live.js" => live::CLIENT_SCRIPT.to_owned(),
            "live.css" => live::PANEL_STYLE.to_owned(),
            "findings.json" => {
                let page = live::query_value(parts.uri.query().unwrap_or_default(), "page");
                let page = page.unwrap_or_default();
                let wrong = self.rendered_page(edition, &page).err().map(|e| *e);
                panel::panel_json(edition, &page, wrong, &self.root)
            }
            "missing.json" => {
                let path = live::query_value(parts.uri.query().unwrap_or_default(), "path");
                panel::suggestions_json(edition, &path.unwrap_or_default())
            }
            _ => return plain_response(StatusCode::NOT_FOUND, "There is no such file."),
        };
        let kind = content_type::from_name(name);
        response_with_etag(
            StatusCode::OK,
            kind,
            text.into_bytes(),
            &parts.headers,
            &self.session,
        )
    }

    /// What stands at an address where nothing is.
    async fn not_found(&self, edition: &Revision) -> HttpResponse {
        let kind = content_type::from_name("404.html");
        let body = match edition.page("404.html") {
            Some(_) => self.file_bytes(edition, "404.html").await.1,
            None => live::placeholder_page(
                "Nothing is here yet.",
                &self.client_tag(edition, "404.html"),
            )
            .into_bytes(),
        };
        response_with_etag(
            StatusCode::NOT_FOUND,
            kind,
            body,
            &HeaderMap::new(),
            &self.session,
        )
    }

    /// The bytes of a file of the site, with the live client where it is a page.
    async fn file_bytes(&self, edition: &Revision, name: &str) -> (StatusCode, Vec<u8>) {
        let content = edition.page(name).map(|page| page.content.clone());
        match content {
            Some(Content::Template { .. }) if !name.ends_with(".html") => {
                match self.rendered_page(edition, name) {
                    Ok(text) => (StatusCode::OK, text.as_bytes().to_vec()),
                    Err(wrong) => (
                        StatusCode::INTERNAL_SERVER_ERROR,
                        wrong.message.into_bytes(),
                    ),
                }
            }
            Some(Content::Template { .. }) => {
                let tag = self.client_tag(edition, name);
                let page = match self.rendered_page(edition, name) {
                    Ok(html) => live::with_client(&html, &tag),
                    Err(_) => match self.last_rendered(name) {
                        Some(html) => live::with_client(&html, &tag),
                        None => live::placeholder_page("This page cannot be made.", &tag),
                    },
                };
                (StatusCode::OK, page.into_bytes())
            }
            Some(Content::Bytes(bytes)) if name.ends_with(".html") => {
                let text = String::from_utf8_lossy(&bytes);
                let page = live::with_client(&text, &self.client_tag(edition, name));
                (StatusCode::OK, page.into_bytes())
            }
            Some(Content::Bytes(bytes)) => (StatusCode::OK, bytes.to_vec()),
            Some(Content::Streamed(made)) => (StatusCode::OK, made.to_bytes()),
            Some(Content::File {
                path,
                strips_metadata: clean,
                ..
            }) => {
                let read = tokio::task::spawn_blocking(move || read_file(&path, clean)).await;
                match read.ok().flatten() {
                    Some(bytes) => (StatusCode::OK, bytes),
                    None => (StatusCode::NOT_FOUND, b"The file is gone.".to_vec()),
                }
            }
            None => (StatusCode::NOT_FOUND, Vec::new()),
        }
    }

    /// A page as its template makes it; kept, so that it is made once.
    fn rendered_page(&self, edition: &Revision, name: &str) -> Result<Arc<str>, Box<Finding>> {
        let (Some(page), Some(print), Some(snapshot)) = (
            edition.page(name),
            edition.fingerprint(name),
            &edition.snapshot,
        ) else {
            return Ok("".into());
        };
        if !matches!(page.content, Content::Template { .. }) {
            return Ok("".into());
        }
        if let Some((_, html)) = self
            .lock_rendered()
            .get(name)
            .filter(|(kept, _)| *kept == print)
        {
            return Ok(html.clone());
        }
        let html: Arc<str> = snapshot.render(page)?.into();
        self.lock_rendered().insert(name, print, html.clone());
        Ok(html)
    }

    /// A page as it could last be made.
    fn last_rendered(&self, name: &str) -> Option<Arc<str>> {
        self.lock_rendered().get(name).map(|(_, html)| html.clone())
    }

    fn lock_rendered(&self) -> std::sync::MutexGuard<'_, RenderedPages> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client_tag(&self, edition: &Revision, name: &str) -> String {
        live::client_tag(name, edition, &self.session)
    }
}

enum Route {
    /// A file of the site, by name.
    SiteFile(String),
    /// A folder that was asked for without its slash.
    RedirectToFolder(String),
    /// A file of the search index.
    SearchFile(String),
    NotFound,
}

/// As GitHub Pages does it: `/x` is `x` or `x.html`, `/x/` is `x/index.html`.
fn route(revision: &Revision, target: RequestPath) -> Route {
    let exists = |name: &String| revision.page(name).is_some();
    match target {
        RequestPath::Folder(name) => Some(name + "index.html")
            .filter(exists)
            .map_or(Route::NotFound, Route::SiteFile),
        RequestPath::File(name) => {
            let html = format!("{name}.html");
            if name.split('/').next() == Some(search::INDEX_FOLDER) {
                Route::SearchFile(name)
            } else if exists(&name) {
                Route::SiteFile(name)
            } else if exists(&html) {
                Route::SiteFile(html)
            } else if exists(&format!("{name}/index.html")) {
                Route::RedirectToFolder(name)
            } else {
                Route::NotFound
            }
        }
    }
}

/// A file beside the content, as `build` publishes it.
fn read_file(path: &std::path::Path, clean: bool) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    source::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    match clean {
        true => media::strip_metadata(bytes),
        false => Some(bytes),
    }
}

/// The answer, or that nothing has changed since the browser asked last.
fn response_with_etag(
    status: StatusCode,
    kind: &'static str,
    body: Vec<u8>,
    request_headers: &HeaderMap,
    session: &str,
) -> HttpResponse {
    let etag = format!("\"{session}-{:032x}\"", hash_bytes(&body));
    let known = request_headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    let is_known = status == StatusCode::OK
        && known.any(|k| k.trim().trim_start_matches("W/") == etag || k.trim() == "*");
    let mut answer = match is_known {
        true => HttpResponse::new(Body::empty()),
        false => HttpResponse::new(Body::from(body)),
    };
    *answer.status_mut() = match is_known {
        true => StatusCode::NOT_MODIFIED,
        false => status,
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let (StatusCode::OK | StatusCode::NOT_MODIFIED, Ok(tag)) =
        (status, HeaderValue::from_str(&etag))
    {
        headers.insert(header::ETAG, tag);
    }
    answer
}

fn plain_response(status: StatusCode, text: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::new(Body::from(text));
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
        let mut rendered = RenderedPages::default();
        let all: Vec<String> = (0..MAX_RENDERED_PAGES).map(|n| n.to_string()).collect();
        for print in [1, 2] {
            for name in &all {
                rendered.insert(name, Fingerprint(print), "page".into());
            }
            let kept = |name: &String| rendered.get(name).map(|(print, _)| print.0);
            assert!(all.iter().all(|name| kept(name) == Some(print)), "{print}");
        }
        rendered.insert("new", Fingerprint(1), "page".into());
        assert!(rendered.get("new").is_some());
        assert!(all.iter().all(|name| rendered.get(name).is_none()));
    }
}
