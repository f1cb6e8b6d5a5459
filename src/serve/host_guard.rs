//! Decides under which host names the server may be addressed, and which origins may open the socket.
//!
//! A page of any site can send requests to this machine. It can read the responses if its own name resolves to this
//! machine (DNS rebinding) or if it opens a socket, so other host names and other origins are refused.

use std::net::{IpAddr, Ipv6Addr};

/// The host names under which the server may be addressed: this machine's own, and that of `--host`.
#[derive(Clone, Debug)]
pub struct AllowedHosts {
    /// The value of `--host`, unless that is a loopback name.
    host: Option<String>,
}

impl AllowedHosts {
    pub fn new(host: Option<&str>) -> Self {
        let host = host.map(|name| without_brackets(name).to_ascii_lowercase());
        AllowedHosts {
            host: host.filter(|name| !is_loopback(name)),
        }
    }

    /// True if a `Host` header (or authority) names this server. The port is not compared, because it may be forwarded.
    pub fn is_allowed(&self, host: &str) -> bool {
        let Some(name) = host_name(host) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        if is_loopback(&name) {
            return true;
        }
        match &self.host {
            None => false,
            Some(host) if *host == name => true,
            // `--host 0.0.0.0` permits every IP address, but no name: a name could be made to resolve to this machine.
            Some(host) => {
                let any = host.parse().is_ok_and(|ip: IpAddr| ip.is_unspecified());
                any && name.parse().is_ok_and(|ip: IpAddr| !ip.is_unspecified())
            }
        }
    }

    /// True if a page of this origin may open the socket: a page that came from this server under this name. `host` is
    /// the `Host` header of the request.
    pub fn is_allowed_origin(&self, origin: Option<&str>, host: &str) -> bool {
        let authority = origin.and_then(|origin| origin.strip_prefix("http://"));
        authority.is_some_and(|authority| {
            authority.eq_ignore_ascii_case(host) && self.is_allowed(authority)
        })
    }
}

/// True for `localhost` and loopback addresses.
pub fn is_loopback(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost"
        || name
            .parse()
            .is_ok_and(|ip: IpAddr| ip == Ipv6Addr::LOCALHOST || ip.is_loopback())
}

/// The name in an authority; an IPv6 address without its brackets.
fn host_name(authority: &str) -> Option<&str> {
    let (name, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_bracketed = authority.starts_with('[');
    if is_bracketed != name.contains(':') || name.is_empty() {
        return None;
    }
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let ends_well = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    ends_well.then_some(name)
}

fn without_brackets(name: &str) -> &str {
    let inner = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    inner.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_allowed_without_host_option() {
        let names = AllowedHosts::new(None);
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
        let named = AllowedHosts::new(Some("box.lan"));
        assert!(named.is_allowed("box.lan:4000") && !named.is_allowed("other.lan"));
        let any = AllowedHosts::new(Some("0.0.0.0"));
        assert!(any.is_allowed("192.168.0.7:4000") && any.is_allowed("0.0.0.0"));
        assert!(!any.is_allowed("evil.invalid"));
    }

    #[test]
    fn only_pages_of_this_server_may_open_the_socket() {
        let names = AllowedHosts::new(None);
        let may = |origin| names.is_allowed_origin(origin, "localhost:4000");
        assert!(may(Some("http://localhost:4000")));
        for origin in [
            None,
            Some("null"),
            Some("https://localhost:4000"),
            Some("http://localhost:3000"),
            Some("http://127.0.0.1:4000"),
            Some("http://localhost:4000.evil.invalid"),
            Some("http://evil.invalid@localhost:4000"),
            Some("http://localhost"),
            Some("http://evil.invalid:4000"),
            Some("file://"),
        ] {
            assert!(!may(origin), "{origin:?}");
        }
        assert!(names.is_allowed_origin(Some("http://localhost:8080"), "localhost:8080"));
        let any = AllowedHosts::new(Some("0.0.0.0"));
        assert!(any.is_allowed_origin(Some("http://192.168.0.7:4000"), "192.168.0.7:4000"));
        assert!(!any.is_allowed_origin(Some("http://203.0.113.5:4000"), "192.168.0.7:4000"));
    }
}
