//! Answers requests from the current revision. Names are looked up and never joined to a folder, so nothing but the
//! site and four files of the preview can be served.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use tokio::sync::watch;

use super::host_guard::AllowedHosts;
use super::live;
use super::panel;
use super::payload::{HttpResponse, Payload, set_content_type, single_header};
use super::request_path::{self, RequestPath};
use super::revision::Revision;
use crate::content::source;
use crate::diagnostic::Finding;
use crate::page::{Content, Fingerprint, encode_path, hash_bytes};
use crate::{media, search};

/// The address of the preview's own files. No page can have it, because ids and tags hold no `__`.
const PREVIEW_PREFIX: &str = "/__casebook/";
/// The longest path and query of a request. Browsers send more only if somebody wants to keep the server busy.
const MAX_TARGET_BYTES: usize = 8 * 1024;
/// The headers that every response has.
const FIXED_HEADERS: [(header::HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-cache"),
    (header::REFERRER_POLICY, "no-referrer"),
    // Pages have a policy of their own; a browser reads this part of it in a header only.
    (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    (
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];
/// How long a request waits for the first revision before it is answered without one.
const FIRST_REVISION_TIMEOUT: Duration = Duration::from_secs(20);
/// How many rendered pages are kept. If a template breaks, its pages are shown as they were last rendered.
const MAX_RENDERED_PAGES: usize = 256;

/// The request handler, shared by all connections.
pub struct Service {
    pub allowed_hosts: AllowedHosts,
    pub revisions: watch::Receiver<Arc<Revision>>,
    /// Differs from that of an earlier server on the same port, so browsers notice a restart.
    pub session: String,
    pub root: std::path::PathBuf,
    pub rendered: Mutex<RenderedPages>,
}

/// The last HTML of each page that could be rendered, by name. Emptied when it is full.
#[derive(Default)]
pub struct RenderedPages(HashMap<String, (Fingerprint, Arc<str>)>);

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

impl Service {
    pub async fn handle(self: Arc<Self>, request: Request) -> HttpResponse {
        let (mut parts, _) = request.into_parts();
        let is_head = parts.method == Method::HEAD;
        let mut response = match self.reject(&parts) {
            Some(response) => response,
            None if parts.uri.path() == live::SOCKET_PATH => self.open_socket(&mut parts).await,
            None => {
                let revision = self.current_revision().await;
                // On a thread that may wait: pages are rendered, files read and the search index made.
                let answer = move || self.answer(&parts, &revision);
                let failed = |_| plain_response(StatusCode::INTERNAL_SERVER_ERROR, "It failed.");
                let answer = tokio::task::spawn_blocking(answer).await;
                answer.unwrap_or_else(failed)
            }
        };
        let headers = response.headers_mut();
        for (name, value) in FIXED_HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if is_head {
            if let Some(length) = response.body().size_hint().exact() {
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_LENGTH, length.into());
            }
            return response.map(|_| Body::empty());
        }
        response
    }

    /// The response to a request that is refused whatever its path is; `None` if it may go on.
    fn reject(&self, parts: &Parts) -> Option<HttpResponse> {
        let target = parts.uri.path_and_query().map_or("", |t| t.as_str());
        if target.len() > MAX_TARGET_BYTES {
            let text = "The address is too long.";
            return Some(plain_response(StatusCode::URI_TOO_LONG, text));
        }
        let Some(host) = single_header(&parts.headers, header::HOST) else {
            let text = "One Host header is needed.";
            return Some(plain_response(StatusCode::BAD_REQUEST, text));
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
            let mut response = plain_response(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.");
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(header::ALLOW, allowed);
            return Some(response);
        }
        None
    }

    async fn open_socket(&self, parts: &mut Parts) -> HttpResponse {
        let host = single_header(&parts.headers, header::HOST).unwrap_or_default();
        let origin = single_header(&parts.headers, header::ORIGIN);
        if !self.allowed_hosts.is_allowed_origin(origin, host) {
            return plain_response(StatusCode::FORBIDDEN, "Only our own pages may listen.");
        }
        let query = parts.uri.query().unwrap_or_default();
        let client = live::ClientState::from_query(query, &self.session);
        let (revisions, session) = (self.revisions.clone(), self.session.clone());
        match WebSocketUpgrade::from_request_parts(parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(live::MAX_MESSAGE_SIZE)
                .max_frame_size(live::MAX_MESSAGE_SIZE)
                .on_upgrade(move |socket| live::run_socket(socket, revisions, client, session)),
            Err(_) => plain_response(StatusCode::BAD_REQUEST, "This is a WebSocket."),
        }
    }

    /// The newest revision. At the start, waits for the first one up to [`FIRST_REVISION_TIMEOUT`].
    async fn current_revision(&self) -> Arc<Revision> {
        let mut revisions = self.revisions.clone();
        let first = revisions.wait_for(|revision| revision.version > 0);
        let _ = tokio::time::timeout(FIRST_REVISION_TIMEOUT, first).await;
        self.revisions.borrow().clone()
    }

    /// The response to a request that is not refused. May take long.
    fn answer(&self, parts: &Parts, revision: &Revision) -> HttpResponse {
        let path = parts.uri.path();
        if let Some(own) = path.strip_prefix(PREVIEW_PREFIX) {
            return self.preview_file(own, parts, revision);
        }
        let found = request_path::parse(path).map_or(Route::NotFound, |t| route(revision, t));
        match found {
            Route::SiteFile(name) => self.site_file(revision, &name, parts),
            Route::RedirectToFolder(name) => {
                let mut response = plain_response(StatusCode::FOUND, "It is a folder.");
                let to = format!("/{}/", encode_path(&name));
                if let Ok(to) = HeaderValue::from_str(&to) {
                    response.headers_mut().insert(header::LOCATION, to);
                }
                response
            }
            Route::SearchFile(name) => match revision.search_file(&name) {
                Some(bytes) => self.response(&name, bytes.to_vec(), parts),
                None => self.not_found(revision),
            },
            Route::NotFound => self.not_found(revision),
        }
    }

    /// Serves a file of the preview itself, by name below [`PREVIEW_PREFIX`]. Pages of others get none, because it may
    /// take work to make one. (The header is sent by all browsers of today.)
    fn preview_file(&self, name: &str, parts: &Parts, revision: &Revision) -> HttpResponse {
        let site = parts.headers.get("sec-fetch-site");
        if site.is_some_and(|site| site != "same-origin" && site != "none") {
            return plain_response(StatusCode::FORBIDDEN, "Only our own pages may ask.");
        }
        let query = |name| live::query_value(parts.uri.query().unwrap_or_default(), name);
        let text = match name {
            "live.js" => live::CLIENT_SCRIPT.to_owned(),
            "live.css" => live::PANEL_STYLE.to_owned(),
            "findings.json" => {
                let page = query("page").unwrap_or_default();
                let render_error = self.rendered_page(revision, &page).err();
                panel::panel_json(revision, &page, render_error.map(|e| *e), &self.root)
            }
            "missing.json" => panel::suggestions_json(revision, &query("path").unwrap_or_default()),
            _ => return plain_response(StatusCode::NOT_FOUND, "There is no such file."),
        };
        self.response(name, text, parts)
    }

    /// The site's 404 page, or a placeholder if it has none.
    fn not_found(&self, revision: &Revision) -> HttpResponse {
        let name = "404.html";
        let html = match revision.page(name).map(|page| &page.content) {
            Some(Content::Template { .. }) => self.html_page(revision, name),
            Some(Content::Bytes(bytes)) => {
                let html = String::from_utf8_lossy(bytes);
                live::with_client(&html, &self.client_tag(revision, name))
            }
            _ => {
                let tag = self.client_tag(revision, name);
                live::placeholder_page("Nothing is here yet.", &tag)
            }
        };
        named_response(StatusCode::NOT_FOUND, html.into(), name)
    }

    /// A file of the site; HTML pages get the script of the preview.
    fn site_file(&self, revision: &Revision, name: &str, parts: &Parts) -> HttpResponse {
        let gone = || plain_response(StatusCode::NOT_FOUND, "The file is gone.");
        let Some(page) = revision.page(name) else {
            return gone();
        };
        match &page.content {
            Content::Template { .. } if name.ends_with(".html") => {
                self.response(name, self.html_page(revision, name), parts)
            }
            Content::Template { .. } => match self.rendered_page(revision, name) {
                Ok(text) => self.response(name, text.as_bytes().to_vec(), parts),
                Err(error) => {
                    let status = StatusCode::INTERNAL_SERVER_ERROR;
                    named_response(status, error.message.into(), name)
                }
            },
            Content::Bytes(bytes) if name.ends_with(".html") => {
                let html = String::from_utf8_lossy(bytes);
                let html = live::with_client(&html, &self.client_tag(revision, name));
                self.response(name, html, parts)
            }
            Content::Bytes(bytes) => self.response(name, Bytes::from_owner(bytes.clone()), parts),
            Content::Streamed(made) => self.response(name, made.to_bytes(), parts),
            Content::File {
                root,
                path,
                strips_metadata: true,
                ..
            } => match read_clean_image(root, path) {
                Some(bytes) => self.response(name, bytes, parts),
                None => gone(),
            },
            Content::File { root, path, .. } => {
                let opened = source::open(root, &**path).and_then(|file| {
                    let (length, version) = source::length_and_version(&file)?;
                    Payload::File(file, length).into_response(name, self.etag(version), parts)
                });
                opened.unwrap_or_else(|_| gone())
            }
        }
    }

    /// A page as it is now, else as it was last rendered, with the script of the preview.
    fn html_page(&self, revision: &Revision, name: &str) -> String {
        let tag = self.client_tag(revision, name);
        let html = self.rendered_page(revision, name).ok();
        match html.or_else(|| self.last_rendered(name)) {
            Some(html) => live::with_client(&html, &tag),
            None => live::placeholder_page("This page cannot be made.", &tag),
        }
    }

    /// The text of a page, rendered once for each fingerprint; empty if the page has no template.
    fn rendered_page(&self, revision: &Revision, name: &str) -> Result<Arc<str>, Box<Finding>> {
        let (Some(page), Some(print), Some(snapshot)) = (
            revision.page(name),
            revision.fingerprint(name),
            &revision.snapshot,
        ) else {
            return Ok("".into());
        };
        if !matches!(page.content, Content::Template { .. }) {
            return Ok("".into());
        }
        if let Some((kept, html)) = self.lock_rendered().get(name)
            && *kept == print
        {
            return Ok(html.clone());
        }
        let html: Arc<str> = snapshot.render(page)?.into();
        self.lock_rendered().insert(name, print, html.clone());
        Ok(html)
    }

    /// The page as it was last rendered without errors.
    fn last_rendered(&self, name: &str) -> Option<Arc<str>> {
        self.lock_rendered().get(name).map(|(_, html)| html.clone())
    }

    fn lock_rendered(&self) -> std::sync::MutexGuard<'_, RenderedPages> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A response with these bytes.
    fn response(&self, name: &str, bytes: impl Into<Bytes>, parts: &Parts) -> HttpResponse {
        let bytes = bytes.into();
        let etag = self.etag(Some(hash_bytes(&bytes)));
        let response = Payload::Bytes(bytes).into_response(name, etag, parts);
        response.unwrap_or_else(|_| plain_response(StatusCode::NOT_FOUND, "The file is gone."))
    }

    fn etag(&self, version: Option<u128>) -> Option<String> {
        version.map(|version| format!("\"{}-{version:032x}\"", self.session))
    }

    fn client_tag(&self, revision: &Revision, page: &str) -> String {
        live::client_tag(page, revision, &self.session)
    }
}

enum Route {
    /// A file of the site, by name.
    SiteFile(String),
    /// A folder that was requested without the slash at its end.
    RedirectToFolder(String),
    /// A file of the search index.
    SearchFile(String),
    NotFound,
}

/// Finds the file for a path as GitHub Pages does: `/x` is `x` or `x.html`, `/x/` is `x/index.html`.
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

/// The bytes of a picture without its metadata, as `build` publishes it; `None` if it cannot be read or cleaned.
fn read_clean_image(root: &std::path::Path, path: &str) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let mut file = source::open(root, path).ok()?;
    file.read_to_end(&mut bytes).ok()?;
    media::strip_metadata(bytes)
}

/// A response with a short text.
fn plain_response(status: StatusCode, text: &'static str) -> HttpResponse {
    named_response(status, Body::from(text), "text.txt")
}

/// A response of the type that the name of a file says.
fn named_response(status: StatusCode, body: Body, name: &str) -> HttpResponse {
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    set_content_type(&mut response, name);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_pages_are_limited_and_a_kept_page_can_be_replaced() {
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
