//! Finds e-mail addresses in running text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::matches::{Match, PersonalDataKind};
use crate::content::yaml::{self, Node};

/// The longest local part and domain (RFC 5321, 4.5.3.1).
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;

/// Last labels that are no top-level domains: `logo@2x.png` is a file.
const FILE_EXTENSIONS: [&str; 26] = [
    "avif", "css", "csv", "docx", "gif", "gz", "htm", "html", "ico", "jpeg", "jpg", "js", "json",
    "mjs", "pdf", "png", "svg", "toml", "ts", "txt", "webp", "woff", "xlsx", "xml", "yaml", "yml",
];

pub(super) fn find(text: &str, limit: usize) -> Vec<Match> {
    let ats = text.match_indices('@').map(|(at, _)| at);
    ats.filter_map(|at| email_at(text, at))
        .take(limit)
        .collect()
}

fn email_at(text: &str, at: usize) -> Option<Match> {
    let local = local_part(&text[..at])?;
    let domain = domain_part(&text[at + 1..])?;
    // The path of a page: `/old/ana@acme.org.html`.
    let is_domain =
        |rest: &&str| rest.contains('.') && !rest.starts_with(|c: char| c.is_ascii_digit());
    let of_page = domain.strip_suffix(".html").filter(is_domain);
    let domain = of_page.unwrap_or(domain);
    let last = domain.rsplit('.').next().unwrap_or_default();
    let is_person = local != "git" && !domain.starts_with("thread.");
    let is_nobody = is_version(domain) || is_nobodys(&format!("{local}@{domain}"));
    if !is_person || !is_top_level_domain(last) || is_nobody {
        return None;
    }
    let first: String = local.chars().take(1).collect();
    Some(Match {
        range: at - local.len()..at + 1 + domain.len(),
        kind: PersonalDataKind::Email,
        masked: format!("{first}…@….{last}"),
        domain: Some(format!("@{}", domain.to_lowercase())),
    })
}

/// What `addresses.yaml` says.
static NOBODYS: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    let lists = match yaml::parse(include_str!("addresses.yaml")) {
        Ok(Node::Map(lists)) => lists,
        _ => vec![],
    };
    let words = |node: Node| match node {
        Node::List(words) => words.iter().filter_map(Node::as_text).collect(),
        _ => BTreeSet::new(),
    };
    let lists = lists.into_iter();
    lists.map(|(name, node)| (name, words(node))).collect()
});

fn is_listed(list: &str, word: &str) -> bool {
    let list = NOBODYS.get(list);
    list.is_some_and(|words| words.contains(&word.to_lowercase()))
}

/// True for the address of an example or of a test.
pub(super) fn is_nobodys(address: &str) -> bool {
    let parts = address.rsplit_once('@');
    parts.is_some_and(|(local, domain)| is_reserved(domain) || is_form(local, domain))
}

/// True for a domain that is nobody's or of programs, and for one below it.
fn is_reserved(domain: &str) -> bool {
    let starts = domain.match_indices('.').map(|(dot, _)| dot + 1);
    let mut ends = starts.chain([0]).map(|start| &domain[start..]);
    ends.any(|end| is_listed("domains", end) || is_listed("accounts", end))
}

/// True for an address that shows the form of one: `name@firma.de`.
fn is_form(local: &str, domain: &str) -> bool {
    let first = domain.split('.').next().unwrap_or_default();
    is_listed("form_names", local) && is_listed("form_domains", first)
}

fn local_part(before: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-'&".contains(c);
    let near = before.char_indices().rev().take(MAX_LOCAL);
    let (start, _) = near.take_while(|(_, c)| is_part(*c)).last()?;
    let local = before[start..].trim_start_matches(['.', '_', '%', '-', '\'', '&', '+']);
    let longer = before[..start].ends_with(is_part);
    let handle = before[..start].ends_with('@');
    (!local.is_empty() && !longer && !handle && !local.ends_with(['.', '\''])).then_some(local)
}

fn domain_part(after: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let near = after.chars().take(MAX_DOMAIN).take_while(|c| is_part(*c));
    let end: usize = near.map(char::len_utf8).sum();
    let domain = after[..end].trim_end_matches(['.', '-']);
    let labels = domain.split('.');
    let named = labels.clone().all(|l| !l.is_empty() && !l.starts_with('-'));
    (named && labels.count() > 1).then_some(domain)
}

fn is_top_level_domain(label: &str) -> bool {
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let plain = letters == label.chars().count() || label.starts_with("xn--");
    plain
        && letters >= 2
        && label.len() <= 24
        && !FILE_EXTENSIONS.contains(&label.to_lowercase().as_str())
}

/// True for the version of a package: `react@18.3.0-rc.next`, `checkout@v4.next`.
fn is_version(domain: &str) -> bool {
    let mut labels = domain.split('.');
    let first = labels.next().unwrap_or_default();
    let number = first.strip_prefix('v').unwrap_or(first);
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let second = labels.next().unwrap_or_default();
    digits && (number.len() < 3 || second.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_domains_that_are_nobodys_are_left_alone() {
        for address in [
            "user@example.com",
            "user@example.org",
            "USER@EXAMPLE.NET",
            "user@example.edu",
            "a.b@mail.example.com",
            "user@acme.test",
            "user@acme.invalid",
            "user@acme.example",
            "user@mail.localhost",
            "user@printer.local",
            "success@simulator.amazonses.com",
            "serviceAccount:secrets-app@project.iam.gserviceaccount.com",
        ] {
            assert_eq!(find(address, 9), [], "{address}");
        }
        for (address, domain) in [
            ("user@Acme.org", "@acme.org"),
            (
                "user@gserviceaccount.com.acme.org",
                "@gserviceaccount.com.acme.org",
            ),
            ("**user@acme.org**", "@acme.org"),
            ("Write to ***user@acme.org***", "@acme.org"),
            ("**Mail:**user@acme.org", "@acme.org"),
            ("a*user@acme.org", "@acme.org"),
            ("user@myexample.org", "@myexample.org"),
            ("user@example.at", "@example.at"),
            ("user@example.com.au", "@example.com.au"),
            ("user@contest.de", "@contest.de"),
            ("user@local.de", "@local.de"),
            ("user@test.de", "@test.de"),
        ] {
            let found = find(address, 9);
            let domains: Vec<Option<&str>> = found.iter().map(|m| m.domain.as_deref()).collect();
            assert_eq!(domains, [Some(domain)], "{address}");
        }
    }
}
