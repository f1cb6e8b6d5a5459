//! Hugo's part of the comparison: templates that show the links of a document in both directions, and lists.

use std::fs;
use std::path::Path;
use std::process::Command;

const SETTINGS: &str = "disableKinds = ['taxonomy', 'term', 'RSS']\n";
const PAGE: &str = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}{{ .Params.name }}</h1>
{{ range .Params.personas }}{{ with site.GetPage (print \"/personas/\" .) }}<a href=\"{{ .RelPermalink }}\">{{ .Params.name }}</a>{{ end }}{{ end }}
{{ range .Params.problems }}{{ with site.GetPage (print \"/problems/\" .) }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}{{ end }}
{{ .Content }}
{{ $named := partialCached \"named.html\" . }}
{{ range index $named .File.ContentBaseName }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}";
const LIST: &str = "<!doctype html><title>{{ .Title }}</title>
{{ range .RegularPages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}{{ .Params.name }}</a>{{ end }}";
/// The documents that name each, made once a build.
const NAMED: &str = "{{ $named := newScratch }}{{ range site.RegularPages }}{{ $page := . }}
{{ range slice .Params.personas .Params.problems }}{{ range . }}{{ $named.Add . (slice $page) }}{{ end }}{{ end }}
{{ end }}{{ return $named.Values }}";

/// The sizes of the comparison; none where Hugo is not installed.
pub fn sizes() -> Vec<usize> {
    match Command::new("hugo").arg("version").output() {
        Ok(_) => crate::corpus::sizes(),
        Err(_) => vec![],
    }
}

pub fn write_templates(site: &Path) {
    let layouts = site.join("layouts");
    for folder in ["_default", "partials"] {
        fs::create_dir_all(layouts.join(folder)).unwrap();
    }
    fs::write(site.join("hugo.toml"), SETTINGS).unwrap();
    for (name, text) in [
        ("_default/single.html", PAGE),
        ("_default/list.html", LIST),
        ("partials/named.html", NAMED),
    ] {
        fs::write(layouts.join(name), text).unwrap();
    }
}

pub fn run(site: &Path, output: &Path) {
    let mut command = Command::new("hugo");
    command.args(["--quiet", "--source"]).arg(site);
    let ended = command.arg("--destination").arg(output).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
}
