//! The script that pages get in the preview, and the socket that notifies browsers of changes.
//!
//! Each message covers everything since the last one, so a slow browser misses nothing and delays no other.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::timeout;

use super::revision::{Revision, RevisionChange};

/// The address of the socket.
pub const SOCKET_PATH: &str = "/__casebook/live";
/// idiomorph, which changes a page in place, and the client that calls it.
pub const CLIENT_SCRIPT: &str =
    concat!(include_str!("idiomorph.js"), "\n", include_str!("live.js"));
pub const PANEL_STYLE: &str = include_str!("live.css");

/// In bytes. Browsers send nothing but pongs, so a longer message closes the socket.
pub const MAX_MESSAGE_SIZE: usize = 1024;
/// A socket is closed if sending a message takes longer than this.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// The interval of pings, which detect browsers that have gone.
const PING_INTERVAL: Duration = Duration::from_secs(25);

#[derive(Serialize)]
struct ChangeMessage<'a> {
    session: &'a str,
    #[serde(flatten)]
    change: RevisionChange,
}

/// What a browser shows at the moment.
pub struct ClientState {
    /// The last version that the browser has; `None` if that was of another server.
    version: Option<u64>,
    /// The name of the page it shows.
    page: String,
    fingerprint: String,
}

impl ClientState {
    /// Reads the query of the socket's address.
    pub fn from_query(query: &str, session: &str) -> Self {
        let same_session = query_value(query, "session").is_some_and(|s| s == session);
        let version = query_value(query, "version").and_then(|v| v.parse().ok());
        ClientState {
            version: version.filter(|_| same_session),
            page: query_value(query, "page").unwrap_or_default(),
            fingerprint: query_value(query, "print").unwrap_or_default(),
        }
    }

    /// The changes that lead to this revision, which counts as shown afterwards; `None` if it is shown already, or
    /// nothing was read yet.
    fn advance_to(&mut self, revision: &Revision) -> Option<RevisionChange> {
        if revision.version == 0 {
            return None;
        }
        let mut change = revision.changes_since(self.version.unwrap_or(u64::MAX))?;
        self.version = Some(revision.version);
        let fingerprint = fingerprint_text(revision, &self.page);
        if fingerprint != self.fingerprint && revision.page(&self.page).is_some() {
            change.changed.push(self.page.as_str().into());
        }
        self.fingerprint = fingerprint;
        Some(change)
    }
}

/// Sends changes to a browser until it disconnects.
pub async fn run_socket(
    mut socket: WebSocket,
    mut revisions: watch::Receiver<Arc<Revision>>,
    mut client: ClientState,
    session: String,
) {
    let mut unanswered_pings = 0;
    loop {
        // Not held while waiting: a revision may be large, and there may be many browsers.
        let revision = revisions.borrow_and_update().clone();
        let change = client.advance_to(&revision);
        drop(revision);
        if let Some(change) = change {
            let message = ChangeMessage {
                session: &session,
                change,
            };
            let Ok(text) = serde_json::to_string(&message) else {
                return;
            };
            if !send(&mut socket, Message::Text(text.into())).await {
                return;
            }
        }
        tokio::select! {
            changed = revisions.changed() => if changed.is_err() { return },
            received = socket.recv() => match received {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => unanswered_pings = 0,
            },
            () = tokio::time::sleep(PING_INTERVAL) => {
                unanswered_pings += 1;
                if unanswered_pings > 2 || !send(&mut socket, Message::Ping(Bytes::new())).await {
                    return;
                }
            }
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    let sent = timeout(SEND_TIMEOUT, socket.send(message)).await;
    matches!(sent, Ok(Ok(())))
}

/// The first value with this name in the query of an address, decoded.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(n, _)| *n == name)?;
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
    decoded.ok().map(|value| value.into_owned())
}

/// The script element that loads the live client into a page.
pub fn client_tag(page: &str, revision: &Revision, session: &str) -> String {
    let (version, fingerprint) = (revision.version, fingerprint_text(revision, page));
    let page = html_escape::encode_double_quoted_attribute(page);
    format!(
        r#"<script src="/__casebook/live.js" data-page="{page}" data-print="{fingerprint}" data-version="{version}" data-session="{session}" defer></script>"#
    )
}

fn fingerprint_text(revision: &Revision, name: &str) -> String {
    let fingerprint = revision.fingerprint(name);
    fingerprint.map_or_else(String::new, |print| format!("{:032x}", print.0))
}

/// Adds the client to a finished page: at the end of its head, or of the page if it has no head.
pub fn with_client(html: &str, tag: &str) -> String {
    let at = html.find("</head>").unwrap_or(html.len());
    [&html[..at], tag, &html[at..]].concat()
}

/// A page that shows only this text, for where there is no page to show.
pub fn placeholder_page(text: &str, tag: &str) -> String {
    let text = html_escape::encode_text(text);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text}</title>
<link rel="stylesheet" href="/__casebook/live.css">
{tag}</head>
<body class="casebook-empty">
<main><h1>{text}</h1></main>
</body>
</html>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_added_to_the_head_and_nothing_else_changes() {
        let html = "<html><head><title>x</title></head><body>&lt;/head></body></html>";
        let tag = client_tag("a\"b.html", &Revision::default(), "s");
        let with = with_client(html, &tag);
        assert_eq!(with.replace(&tag, ""), html);
        assert!(
            with.contains(r#"</title><script src="/__casebook/live.js" data-page="a&quot;b.html""#)
        );
        assert!(with_client("no head", &tag).starts_with("no head<script"));
    }

    /// Else the first revision, before which there was no file, would seem to change every script, and reload the page.
    #[test]
    fn a_browser_of_another_server_hears_nothing_before_the_first_revision() {
        let mut client = ClientState::from_query("version=7&session=a", "b");
        assert_eq!(client.advance_to(&Revision::default()), None);
        let first = Revision::default().with_findings(Vec::new(), None);
        assert!(client.advance_to(&first).unwrap().all);
    }

    #[test]
    fn a_version_of_another_server_is_ignored() {
        let version = |query| ClientState::from_query(query, "a").version;
        assert_eq!(version("version=7&session=a"), Some(7));
        assert_eq!(version("version=7&session=b"), None);
        assert_eq!(version("version=x&session=a"), None);
        assert_eq!(
            query_value("page=a%20b%2Fc", "page").as_deref(),
            Some("a b/c")
        );
    }
}
