//! Files beside the content: which are copied, that metadata is removed, and how links to the others are shown.

use std::collections::BTreeMap;
use std::fs;

use crate::support::Project;
use crate::support::site::{Random, cases};
use casebook::graph::BodyLink;
use casebook::media::{self, Policy};
use casebook::output;

const DRAWING: &str = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>";
const SCRIPT: &str = "<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>";

/// A JPEG without metadata, and the same with an EXIF location.
fn photos() -> (Vec<u8>, Vec<u8>) {
    let picture = b"\xff\xdb\0\x03q\xff\xda\0\x03s\x12\x34\xff\xd9";
    let tiff = b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0HOME";
    let length = (tiff.len() as u16 + 8).to_be_bytes();
    let exif = [b"\xff\xe1", &length[..], b"Exif\0\0", tiff].concat();
    (
        [b"\xff\xd8", &picture[..]].concat(),
        [b"\xff\xd8", &exif[..], picture].concat(),
    )
}

/// The copied files, with the bytes that are written.
fn published(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let snapshot = project.snapshot();
    let root = project.root().canonicalize().unwrap();
    let around = output::ProtectedFolders {
        root: &root,
        content: &root,
        sources: &[],
        home: None,
        content_is_root: true,
    };
    let target = output::open(&root.join("public"), &around).unwrap();
    let pages = snapshot.pages();
    let files = pages
        .iter()
        .filter(|page| matches!(page.content, casebook::page::Content::File { .. }));
    let files: Vec<_> = files.cloned().collect();
    target
        .publish(&files, &[], &|_| Ok(vec![]), 0, |_, _| {
            Err::<Vec<u8>, _>("no templates here")
        })
        .unwrap();
    files
        .iter()
        .map(|page| {
            let path = page.url.to_string();
            let bytes = fs::read(root.join("public").join(&path)).unwrap();
            (path, bytes)
        })
        .collect()
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

#[test]
fn only_referenced_files_are_copied_and_photos_without_metadata() {
    let (plain, photo) = photos();
    let project =
        Project::new(">>> notes.md\n![Desk](img/desk.jpg) ![Flow](flow.svg) [Data](/data.csv)\n");
    project
        .write("img/desk.jpg", &photo)
        .write("flow.svg", DRAWING)
        .write("data.csv", "a,b\n")
        .write("img/private.jpg", &photo);
    let files = published(&project);
    assert_eq!(names(&files), ["data.csv", "flow.svg", "img/desk.jpg"]);
    assert_eq!(files["img/desk.jpg"], plain);
    assert_eq!(files["flow.svg"], DRAWING.as_bytes());
    assert!(project.findings().is_empty());
}

#[test]
fn files_that_may_have_script_are_not_copied_and_their_links_become_text() {
    let project = Project::new(
        ">>> notes.md\n# Notes\n\nSee ![Flow](flow.svg) and [the page](page.html).\n>>> other.md\n[Flow](flow.svg)\n",
    );
    project
        .write("flow.svg", SCRIPT)
        .write("page.html", "<p>hello</p>");
    assert!(published(&project).is_empty());
    assert_eq!(
        project.findings(),
        [
            "notes.md:3:5 unsafe-asset `flow.svg` is not copied: it has a `script`",
            "notes.md:3:27 unsafe-asset `page.html` is not copied: its type is not known to be safe",
        ]
    );
    for entry in &project.snapshot().graph.entries {
        for link in &entry.body_links {
            assert!(matches!(link, BodyLink::Broken), "{link:?}");
        }
    }
}

#[test]
fn files_that_the_project_allows_are_copied_without_metadata() {
    let (plain, photo) = photos();
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nassets: {allow: ['shown/**', page.html]}\n\
         >>> notes.md\n![Flow](shown/flow.svg) ![Flow](flow.svg) [Page](page.html) ![Desk](shown/desk.jpg)\n",
    );
    project
        .write("shown/flow.svg", SCRIPT)
        .write("flow.svg", SCRIPT)
        .write("page.html", "<p>hello</p>")
        .write("shown/desk.jpg", &photo);
    let files = published(&project);
    assert_eq!(
        names(&files),
        ["page.html", "shown/desk.jpg", "shown/flow.svg"]
    );
    assert_eq!(files["shown/desk.jpg"], plain);
}

#[test]
fn metadata_can_be_refused_instead_of_stripped() {
    let (plain, photo) = photos();
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nimages: {metadata: refuse}\n\
         >>> notes.md\n![Desk](desk.jpg) ![Plain](plain.jpg)\n",
    );
    project.write("desk.jpg", &photo).write("plain.jpg", &plain);
    assert_eq!(names(&published(&project)), ["plain.jpg"]);
    assert_eq!(
        project.findings(),
        ["notes.md:1:1 unsafe-asset `desk.jpg` is not copied: it holds EXIF with a location"]
    );
}

#[test]
fn a_photo_that_is_cleaned_is_written_once_and_again_when_it_changes() {
    let (plain, photo) = photos();
    let project = Project::new(">>> notes.md\n![Desk](desk.jpg)\n");
    project.write("desk.jpg", &photo);
    assert_eq!(published(&project)["desk.jpg"], plain);
    let written = || {
        let file = project.root().join("public/desk.jpg");
        fs::metadata(file).unwrap().modified().unwrap()
    };
    let before = written();
    assert_eq!(published(&project)["desk.jpg"], plain);
    assert_eq!(written(), before);
    let changed = [&photo[..photo.len() - 2], b"\x56\xff\xd9"].concat();
    project.write("desk.jpg", changed);
    let expected = [&plain[..plain.len() - 2], b"\x56\xff\xd9"].concat();
    assert_eq!(published(&project)["desk.jpg"], expected);
}

#[test]
fn a_wrong_glob_in_allow_is_reported() {
    let project = Project::new(">>> casebook.yaml\ncontent: .\nassets:\n  allow: ['a[']\n");
    assert_eq!(
        project.findings(),
        ["casebook.yaml:3:11 config-invalid unclosed character class; missing ']'"]
    );
}

/// Images with bytes changed, removed, doubled and inserted: none makes a panic, and a cleaned file stays the same when
/// it is cleaned again.
#[test]
fn a_damaged_file_is_inspected_without_a_panic() {
    let (plain, photo) = photos();
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        [&(data.len() as u32).to_be_bytes(), &kind[..], data, b"0123"].concat()
    };
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0; 13]),
        chunk(b"eXIf", b"II*\0HOME"),
        chunk(b"tEXt", b"a\0HOME"),
        chunk(b"IDAT", b"x"),
        chunk(b"IEND", b""),
    ]
    .concat();
    let riff = |kind: &[u8], data: &[u8]| {
        [
            b"RIFF",
            &(data.len() as u32 + 4).to_le_bytes()[..],
            kind,
            data,
        ]
        .concat()
    };
    let webp = riff(
        b"WEBP",
        b"VP8X\x0a\0\0\0\x08\0\0\0\0\0\0\0\0\0EXIF\x04\0\0\0HOME",
    );
    let avif = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1\0\0\0\x10meta\0\0\0\0Exif".to_vec();
    let svg = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='x'><style>a{b:url(#c)}</style><use xlink:href='#a'/>&a;</svg>";
    let seeds = [
        ("a.jpg", photo),
        ("b.jpeg", plain),
        ("c.png", png),
        ("d.webp", webp),
        ("e.avif", avif),
        ("f.svg", svg.into()),
        ("g.svg", DRAWING.into()),
        (
            "h.gif",
            b"GIF89a\x01\0\x01\0\0\0\0!\xfe\x04HOME\0;".to_vec(),
        ),
        ("i.pdf", b"%PDF-1.7\n".to_vec()),
        ("j.csv", b"\xff\xfea\0,\0b\0".to_vec()),
    ];
    let mut random = Random(2026);
    let (mut cleaned, mut refused) = (0, 0);
    for _ in 0..cases(3_000, 50_000) {
        let (name, seed) = random.pick(&seeds);
        let mut bytes = seed.clone();
        for _ in 0..random.below(4) {
            let at = random.below(bytes.len());
            match random.below(5) {
                0 => bytes.truncate(at),
                1 => bytes[at] = *random.pick(&[0, 1, 0x7f, 0x80, 0xfe, 0xff]),
                2 => bytes[at] = random.next() as u8,
                3 => drop(bytes.drain(at..(at + 1 + random.below(9)).min(bytes.len()))),
                _ => bytes = [&bytes[..at], &bytes[..]].concat(),
            }
            if bytes.is_empty() {
                break;
            }
        }
        match media::policy(name, bytes.clone()) {
            Policy::Copy => {}
            Policy::Refuse(_) => refused += 1,
            Policy::CopyStripped { removed: of } => {
                cleaned += 1;
                let clean =
                    media::strip_metadata(bytes).unwrap_or_else(|| panic!("{name} with {of}"));
                let again = media::policy(name, clean);
                assert!(
                    !matches!(again, Policy::CopyStripped { .. }),
                    "{name} with {of}: {again:?}"
                );
            }
        }
    }
    println!("{cleaned} cleaned, {refused} refused");
    assert!(cleaned > 100 && refused > 100, "{cleaned}, {refused}");
}

#[test]
fn a_picture_of_a_dot_folder_is_copied_where_the_settings_name_the_folder() {
    let project = Project::new(
        ">>> docs/product/logo.md\n# Logo\n\n![Black](../.gitbook/assets/a%20b.svg) [doc](../.gitbook/assets/x.md)\n",
    );
    project
        .write("docs/.gitbook/assets/a b.svg", DRAWING)
        .write("docs/.gitbook/assets/x.md", "# X")
        .write("docs/.gitbook/assets/unused.svg", DRAWING)
        .write("docs/.gitbook/vars.json", "{}")
        .write("casebook.yaml", "content: docs\n");
    let not_there =
        "docs/product/logo.md:3:40 broken-link this leads to what is no part of the site";
    let picture = "docs/product/logo.md:3:1 missing-image this picture is in a folder that begins with a dot, which is never published";
    assert_eq!(project.findings(), [picture, not_there]);
    assert!(names(&published(&project)).is_empty());

    project.write(
        "casebook.yaml",
        "content: docs\nassets: {folders: [.gitbook/assets/]}\n",
    );
    assert_eq!(names(&published(&project)), ["gitbook/assets/a b.svg"]);
    assert_eq!(project.findings(), [not_there]);
}

#[test]
fn a_folder_of_assets_is_a_dot_folder_inside_the_content() {
    for folder in ["pictures", "../.x", "/.x", "/etc", ".git", "a/./.x", "."] {
        let settings = format!("assets: {{folders: [\"{folder}\"]}}\n");
        let project = Project::new(">>> content/a.md\n# A\n");
        project.write("casebook.yaml", settings);
        let findings = project.findings();
        let expected = format!("config-invalid `{folder}` is no dot folder of the content");
        assert!(findings[0].contains(&expected), "{findings:?}");
        // Nothing in it is read.
        assert_eq!(findings.len(), 1, "{findings:?}");
    }
}

#[test]
fn a_file_of_the_repository_inside_the_content_is_shown_there() {
    let page = "# Portal\n\n[licence](LICENSE) [script](tools/run.py#L3) [form](.github/form.md) [folder](templates) [tools](tools/) [doc](gone.py) [draft](d.md)\n";
    let project = Project::new("");
    project
        .write(
            "casebook.yaml",
            "content: .\nrepository: https://github.com/o/r\n",
        )
        .write("README.md", page)
        .write("LICENSE", "MIT")
        .write("tools/run.py", "pass")
        .write(".github/form.md", "# F")
        .write("templates/note.txt", "x")
        .write("d.md", "---\ndraft: true\n---\n# D\n");
    let snapshot = project.snapshot();
    let links = snapshot
        .graph
        .entries
        .iter()
        .flat_map(|entry| &entry.body_links);
    let urls: Vec<&str> = links
        .filter_map(|link| match link {
            BodyLink::External { url } => Some(&**url),
            _ => None,
        })
        .collect();
    assert_eq!(
        urls,
        [
            "https://github.com/o/r/blob/main/LICENSE",
            "https://github.com/o/r/blob/main/tools/run.py",
            "https://github.com/o/r/blob/main/.github/form.md",
            "https://github.com/o/r/blob/main/templates",
            "https://github.com/o/r/blob/main/tools",
        ]
    );
    let findings = project.findings();
    assert!(
        findings.len() == 2 && findings[0].contains("`gone.py` leads nowhere"),
        "{findings:?}"
    );
}

#[test]
fn a_file_of_the_static_folder_is_found_by_its_address_and_by_its_path() {
    let page = "# A\n\n![a](/img/a.svg) ![b](@site/static/img/a.svg) ![c](../static/img/a.svg) [d](/img/a.svg) [x](/img/.x) ![n](/img/none.svg)\n";
    let project = Project::new("");
    project
        .write("content/a.md", page)
        .write("static/img/a.svg", DRAWING)
        .write("static/img/.x", "x");
    let snapshot = project.snapshot();
    let links = snapshot
        .graph
        .entries
        .iter()
        .flat_map(|entry| &entry.body_links);
    let found =
        links.filter(|link| matches!(link, BodyLink::Asset { url } if url.as_str() == "img/a.svg"));
    assert_eq!(found.count(), 4);
    let findings = project.findings();
    assert!(findings.len() == 2, "{findings:?}");
}

#[test]
fn an_address_from_the_root_of_the_repository_finds_a_page_and_an_excluded_file_is_a_warning() {
    let project = Project::new("");
    project
        .write("casebook.yaml", "content: docs\nexclude: [\"forms/**\"]\n")
        .write(
            "docs/a.md",
            "# A\n\n[b](/docs/more/b.md) [c](/docs/more/b) [form](forms/x.md)\n",
        )
        .write("docs/more/b.md", "# B\n")
        .write("docs/forms/x.md", "# X\n");
    let expected = "docs/a.md:3:40 outside-link this leads to what is no part of the site";
    assert_eq!(project.findings(), [expected]);
}

#[test]
fn a_path_from_the_top_of_the_repository_leads_to_its_file() {
    let page = "# A\n\n[a](/src/a.html) [b](../src/a.html) [c](/src) [d](/src/b.html)\n";
    let read = |settings: &str| {
        let project = Project::new("");
        project
            .write(
                "casebook.yaml",
                format!("content: documentation\n{settings}"),
            )
            .write("documentation/a.md", page)
            .write("src/a.html", "<p>");
        let snapshot = project.snapshot();
        let links = snapshot.graph.entries[0].body_links.iter();
        let urls = links.filter_map(|link| match link {
            BodyLink::External { url } => Some(url.to_string()),
            _ => None,
        });
        (urls.collect::<Vec<_>>(), project.findings())
    };
    let gone = "documentation/a.md:3:47 broken-link `/src/b.html` leads nowhere";
    let (urls, findings) = read("repository: https://github.com/o/r\n");
    let file = "https://github.com/o/r/blob/main/src/a.html";
    assert_eq!(urls, [file, file, "https://github.com/o/r/blob/main/src"]);
    assert_eq!(findings, [gone]);
    let (urls, findings) = read("");
    assert_eq!(urls, [""; 0]);
    let lies_outside = |place, path| {
        format!(
            "documentation/a.md:3:{place} outside-link `{path}` lies outside the content folder"
        )
    };
    let wanted = [
        lies_outside(1, "/src/a.html"),
        lies_outside(18, "../src/a.html"),
        lies_outside(37, "/src"),
        gone.to_owned(),
    ];
    assert_eq!(findings, wanted);
}
