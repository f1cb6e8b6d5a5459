//! What a browser is told: the client that pages get, and the socket that names what has changed.
//!
//! A socket is told of the newest edition only, so one that never reads holds up nobody and misses nothing.

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
/// idiomorph changes a page in place; the client after it decides when.
pub const CLIENT_SCRIPT: &str =
    concat!(include_str!("idiomorph.js"), "\n", include_str!("live.js"));
pub const PANEL_STYLE: &str = include_str!("live.css");

/// A browser has nothing to say; a longer message ends the socket.
pub const MAX_MESSAGE_SIZE: usize = 1024;
/// A browser that takes longer to read a message is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// How often to see whether the browser is still there.
const PING_INTERVAL: Duration = Duration::from_secs(25);

#[derive(Serialize)]
struct ChangeMessage<'a> {
    session: &'a str,
    #[serde(flatten)]
    change: RevisionChange,
}

/// What a browser shows.
pub struct ClientState {
    /// `None` if it is of another server.
    version: Option<u64>,
    /// The name of the page.
    page: String,
    fingerprint: String,
}

impl ClientState {
    /// As a browser says it in the address of the socket.
    pub fn from_query(query: &str, session: &str) -> Self {
        let ours = query_value(query, "session").is_some_and(|s| s == session);
        let version = query_value(query, "version").and_then(|v| v.parse().ok());
        ClientState {
            version: version.filter(|_| ours),
            page: query_value(query, "page").unwrap_or_default(),
            fingerprint: query_value(query, "print").unwrap_or_default(),
        }
    }

    /// What it must be told of an edition, which it then has seen.
    fn advance_to(&mut self, edition: &Revision) -> Option<RevisionChange> {
        let mut change = edition.changes_since(self.version.unwrap_or(u64::MAX))?;
        self.version = Some(edition.version);
        let print = fingerprint_text(edition, &self.page);
        if print != self.fingerprint && edition.page(&self.page).is_some() {
            change.changed.push(self.page.as_str().into());
        }
        self.fingerprint = print;
        Some(change)
    }
}

/// Tells a browser what has changed, until it goes.
pub async fn run_socket(
    mut socket: WebSocket,
    mut revisions: watch::Receiver<Arc<Revision>>,
    mut client: ClientState,
    session: String,
) {
    let mut unanswered_pings = 0;
    loop {
        // No edition is held on to while waiting: it may be large, and there may be many browsers.
        let edition = revisions.borrow_and_update().clone();
        let change = client.advance_to(&edition);
        drop(edition);
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

/// A value of a query.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs
        .filter(|(n, _)| *n == name)
        .map(|(_, value)| value)
        .next()?;
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
    decoded.ok().map(|value| value.into_owned())
}

/// The element that loads the client on a page.
pub fn client_tag(name: &str, revision: &Revision, session: &str) -> String {
    let (version, fingerprint) = (revision.version, fingerprint_text(revision, name));
    let name = html_escape::encode_double_quoted_attribute(name);
    format!(
        r#"<script src="/__casebook/live.js" data-page="{name}" data-print="{fingerprint}" data-version="{version}" data-session="{session}" defer></script>"#
    )
}

fn fingerprint_text(revision: &Revision, name: &str) -> String {
    let fingerprint = revision.fingerprint(name);
    fingerprint.map_or_else(String::new, |print| format!("{:032x}", print.0))
}

/// A finished page with the client in its head, or at its end where it has none.
pub fn with_client(html: &str, tag: &str) -> String {
    let at = html.find("</head>").unwrap_or(html.len());
    [&html[..at], tag, &html[at..]].concat()
}

/// A page for where there is none.
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
    fn the_client_stands_in_the_head_and_changes_nothing_else() {
        let html = "<html><head><title>x</title></head><body>&lt;/head></body></html>";
        let tag = client_tag("a\"b.html", &Revision::empty(), "s");
        let with = with_client(html, &tag);
        assert_eq!(with.replace(&tag, ""), html);
        assert!(
            with.contains(r#"</title><script src="/__casebook/live.js" data-page="a&quot;b.html""#)
        );
        assert!(with_client("no head", &tag).starts_with("no head<script"));
    }

    #[test]
    fn a_version_of_another_server_is_none() {
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
