//! Answers requests from the current revision. Names are looked up and never joined to a folder, so nothing but the
//! site and four files of the preview can be served.

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

/// The address of the preview's own files. No page can have it, because ids and tags hold no `__`.
const PREVIEW_PREFIX: &str = "/__casebook/";
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

type HttpResponse = Response<Body>;

impl Service {
    pub async fn handle(self: Arc<Self>, request: Request) -> HttpResponse {
        let (mut parts, _) = request.into_parts();
        let is_head = parts.method == Method::HEAD;
        let mut response = match self.reject(&parts) {
            Some(response) => response,
            None if parts.uri.path() == live::SOCKET_PATH => self.open_socket(&mut parts).await,
            None => self.serve_path(&parts).await,
        };
        let headers = response.headers_mut();
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let same_origin = HeaderValue::from_static("same-origin");
        headers.insert("cross-origin-resource-policy", same_origin);
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
        let mut hosts = parts.headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|h| h.to_str().ok());
        let Some(host) = host.filter(|_| hosts.next().is_none()) else {
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
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let (host, origin) = (header(header::HOST), header(header::ORIGIN));
        let hosts = &self.allowed_hosts;
        if !hosts.is_allowed_origin(origin, host.unwrap_or_default()) {
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

    async fn serve_path(&self, parts: &Parts) -> HttpResponse {
        let revision = self.current_revision().await;
        let path = parts.uri.path();
        if let Some(own) = path.strip_prefix(PREVIEW_PREFIX) {
            return self.preview_file(own, parts, &revision);
        }
        let found = match request_path::parse(path) {
            None => Route::NotFound,
            Some(target) => route(&revision, target),
        };
        match found {
            Route::SiteFile(name) => {
                let (status, body) = self.file_bytes(&revision, &name).await;
                self.response(status, &name, body, &parts.headers)
            }
            Route::RedirectToFolder(name) => {
                let mut response = plain_response(StatusCode::FOUND, "It is a folder.");
                let to = format!("/{}/", encode_path(&name));
                if let Ok(to) = HeaderValue::from_str(&to) {
                    response.headers_mut().insert(header::LOCATION, to);
                }
                response
            }
            Route::SearchFile(name) => {
                let (made, file) = (revision.clone(), name.clone());
                let read = move || made.search_file(&file).map(<[u8]>::to_vec);
                match tokio::task::spawn_blocking(read).await.ok().flatten() {
                    Some(body) => self.response(StatusCode::OK, &name, body, &parts.headers),
                    None => self.not_found(&revision).await,
                }
            }
            Route::NotFound => self.not_found(&revision).await,
        }
    }

    /// The newest revision. At the start, waits for the first one up to [`FIRST_REVISION_TIMEOUT`].
    async fn current_revision(&self) -> Arc<Revision> {
        let mut revisions = self.revisions.clone();
        let first = revisions.wait_for(|revision| revision.version > 0);
        let _ = tokio::time::timeout(FIRST_REVISION_TIMEOUT, first).await;
        self.revisions.borrow().clone()
    }

    /// Serves a file of the preview itself, by name below [`PREVIEW_PREFIX`].
    fn preview_file(&self, name: &str, parts: &Parts, revision: &Revision) -> HttpResponse {
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
        self.response(StatusCode::OK, name, text.into_bytes(), &parts.headers)
    }

    /// The site's 404 page, or a placeholder if it has none.
    async fn not_found(&self, revision: &Revision) -> HttpResponse {
        let name = "404.html";
        let body = match revision.page(name) {
            Some(_) => self.file_bytes(revision, name).await.1,
            None => {
                let tag = self.client_tag(revision, name);
                live::placeholder_page("Nothing is here yet.", &tag).into_bytes()
            }
        };
        self.response(StatusCode::NOT_FOUND, name, body, &HeaderMap::new())
    }

    /// The bytes of a file of the site; HTML pages get the script of the preview.
    async fn file_bytes(&self, revision: &Revision, name: &str) -> (StatusCode, Vec<u8>) {
        let content = revision.page(name).map(|page| page.content.clone());
        match content {
            Some(Content::Template { .. }) if !name.ends_with(".html") => {
                let failed = StatusCode::INTERNAL_SERVER_ERROR;
                match self.rendered_page(revision, name) {
                    Ok(text) => (StatusCode::OK, text.as_bytes().to_vec()),
                    Err(error) => (failed, error.message.into_bytes()),
                }
            }
            Some(Content::Template { .. }) => {
                let tag = self.client_tag(revision, name);
                let html = self.rendered_page(revision, name).ok();
                let page = match html.or_else(|| self.last_rendered(name)) {
                    Some(html) => live::with_client(&html, &tag),
                    None => live::placeholder_page("This page cannot be made.", &tag),
                };
                (StatusCode::OK, page.into_bytes())
            }
            Some(Content::Bytes(bytes)) if name.ends_with(".html") => {
                let text = String::from_utf8_lossy(&bytes);
                let page = live::with_client(&text, &self.client_tag(revision, name));
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

    /// A response with this file, or 304 if the browser has the same bytes already. Only status 200 has an ETag.
    fn response(
        &self,
        status: StatusCode,
        name: &str,
        body: Vec<u8>,
        request_headers: &HeaderMap,
    ) -> HttpResponse {
        let etag = format!("\"{}-{:032x}\"", self.session, hash_bytes(&body));
        let known = request_headers.get_all(header::IF_NONE_MATCH).iter();
        let known = known.filter_map(|v| v.to_str().ok());
        let mut known = known.flat_map(|v| v.split(',')).map(str::trim);
        let is_ok = status == StatusCode::OK;
        let is_known = |k: &str| k.trim_start_matches("W/") == etag || k == "*";
        let (status, body) = match is_ok && known.any(is_known) {
            true => (StatusCode::NOT_MODIFIED, Body::empty()),
            false => (status, Body::from(body)),
        };
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        let kind = HeaderValue::from_static(content_type::from_name(name));
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(tag) = HeaderValue::from_str(&etag).ok().filter(|_| is_ok) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
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

/// The bytes of a file beside the content as `build` would publish them; `None` if it cannot be read or cleaned.
fn read_file(path: &std::path::Path, strips_metadata: bool) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    source::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    match strips_metadata {
        true => media::strip_metadata(bytes),
        false => Some(bytes),
    }
}

/// A response with a short text.
fn plain_response(status: StatusCode, text: &'static str) -> HttpResponse {
    let mut response = HttpResponse::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
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
