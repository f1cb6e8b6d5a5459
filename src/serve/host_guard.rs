//! Who may ask: names under which this machine may be addressed, and pages that may open the socket.
//!
//! A page of any other site can send requests to this machine. It cannot read the answers, unless its own name leads
//! here (DNS rebinding) or it opens a socket; so foreign names and foreign pages are refused.

use std::net::{IpAddr, Ipv6Addr};

/// The names that are answered to.
#[derive(Clone, Debug)]
pub struct AllowedHosts {
    /// What `--host` says, if it is not this machine alone.
    host: Option<String>,
    port: u16,
}

impl AllowedHosts {
    pub fn new(asked: Option<&str>, port: u16) -> Self {
        let asked = asked.map(|name| without_brackets(name).to_ascii_lowercase());
        AllowedHosts {
            host: asked.filter(|name| !is_loopback(name)),
            port,
        }
    }

    /// Is a `Host` (or an authority) one of ours? The port is of no matter: it may be forwarded.
    pub fn is_allowed(&self, host: &str) -> bool {
        let Some((name, _)) = split_authority(host) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        if is_loopback(&name) {
            return true;
        }
        match &self.host {
            None => false,
            Some(asked) if *asked == name => true,
            // Asked for every address of this machine: an address is no name that somebody could point here.
            Some(asked) => {
                let any = asked.parse().is_ok_and(|ip: IpAddr| ip.is_unspecified());
                any && name.parse().is_ok_and(|ip: IpAddr| !ip.is_unspecified())
            }
        }
    }

    /// May a page of this origin open the socket, that asked for it at `host`?
    pub fn is_allowed_origin(&self, origin: Option<&str>, host: &str) -> bool {
        let Some(authority) = origin.and_then(|o| o.strip_prefix("http://")) else {
            return false;
        };
        let port = split_authority(authority).map(|(_, port)| port.unwrap_or(80));
        let same = authority.eq_ignore_ascii_case(host) || port == Some(self.port);
        same && self.is_allowed(authority)
    }
}

pub fn is_loopback(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost"
        || name
            .parse()
            .is_ok_and(|ip: IpAddr| ip == Ipv6Addr::LOCALHOST || ip.is_loopback())
}

/// Name and port of an authority; an IPv6 address without its brackets.
fn split_authority(authority: &str) -> Option<(&str, Option<u16>)> {
    let (name, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => match authority.split_once(':') {
            Some((name, _)) => authority.split_at(name.len()),
            None => (authority, ""),
        },
    };
    let is_bracketed = authority.starts_with('[');
    if is_bracketed != name.contains(':') || name.is_empty() {
        return None;
    }
    match port.strip_prefix(':') {
        None => port.is_empty().then_some((name, None)),
        Some(port) => Some((name, Some(port.parse().ok()?))),
    }
}

fn without_brackets(name: &str) -> &str {
    let inner = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    inner.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered_to_unless_asked() {
        let names = AllowedHosts::new(None, 4000);
        for ours in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:4000",
            "[::1]:4000",
            "localhost.",
        ] {
            assert!(names.is_allowed(ours), "{ours}");
        }
        for foreign in [
            "",
            "evil.invalid",
            "localhost.evil.invalid",
            "0.0.0.0:4000",
            "192.168.0.7",
            "localhost:x",
            "::1",
            "[localhost]",
            "localhost@evil.invalid",
        ] {
            assert!(!names.is_allowed(foreign), "{foreign}");
        }
        let named = AllowedHosts::new(Some("box.lan"), 4000);
        assert!(named.is_allowed("box.lan:4000") && !named.is_allowed("other.lan"));
        let any = AllowedHosts::new(Some("0.0.0.0"), 4000);
        assert!(any.is_allowed("192.168.0.7:4000") && any.is_allowed("0.0.0.0"));
        assert!(!any.is_allowed("evil.invalid"));
    }

    #[test]
    fn only_our_own_pages_may_listen() {
        let names = AllowedHosts::new(None, 4000);
        let may = |origin| names.is_allowed_origin(origin, "localhost:4000");
        assert!(may(Some("http://localhost:4000")));
        assert!(may(Some("http://127.0.0.1:4000")));
        for origin in [
            None,
            Some("null"),
            Some("https://localhost:4000"),
            Some("http://localhost:3000"),
            Some("http://localhost"),
            Some("http://evil.invalid:4000"),
            Some("file://"),
        ] {
            assert!(!may(origin), "{origin:?}");
        }
        assert!(names.is_allowed_origin(Some("http://localhost:8080"), "localhost:8080"));
    }
}
