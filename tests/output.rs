//! Publishing into a folder: which files are written, which are kept, and which folders are refused.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use casebook::output::{self, Bundle, Error, ProtectedFolders, PublishError, PublishReport};
use casebook::page::{Content, Inputs, Page, Shared, Url};
use tempfile::TempDir;

/// A project with a content folder; `public` is where the output goes.
struct Project {
    folder: TempDir,
    rendered: Mutex<Vec<String>>,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for sources in ["content/problems", "themes", "static"] {
            fs::create_dir_all(folder.path().join(sources)).unwrap();
        }
        Project {
            folder,
            rendered: Mutex::default(),
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    fn public(&self) -> PathBuf {
        self.root().join("public")
    }

    fn open(&self, output: impl AsRef<Path>) -> Result<output::OutputFolder, Error> {
        let (root, home) = (self.root(), PathBuf::from("/root-of-nobody"));
        let (content, themes, statics) = (
            root.join("content"),
            root.join("themes"),
            root.join("static"),
        );
        let sources = [themes.as_path(), &statics];
        let around = ProtectedFolders {
            root: &root,
            content: &content,
            sources: &sources,
            home: Some(&home),
            content_is_root: false,
        };
        output::open(&root.join(output), &around)
    }

    /// Publishes pages whose text is their input; `!` fails to render.
    fn try_publish(&self, pages: &[(&str, &str)]) -> Result<PublishReport, PublishError<String>> {
        self.rendered.lock().unwrap().clear();
        let target = self.open("public").map_err(PublishError::Output)?;
        target.publish(&self::pages(pages), &[], &no_bundles, 1, |page, _| {
            self.render(page)
        })
    }

    fn publish(&self, pages: &[(&str, &str)]) -> PublishReport {
        self.try_publish(pages).unwrap()
    }

    fn render(&self, page: &Page) -> Result<String, String> {
        self.rendered.lock().unwrap().push(page.url.to_string());
        let text = text(page);
        if text == "!" {
            Err(format!("{} is broken", page.url))
        } else {
            Ok(text)
        }
    }

    fn rendered(&self) -> Vec<String> {
        let mut rendered = self.rendered.lock().unwrap().clone();
        rendered.sort();
        rendered
    }

    /// The site's files with their text; links as `-> target`, empty folders as `/`.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut tree = tree(&self.public());
        tree.remove(MANIFEST).expect("a manifest");
        tree
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.public().join(path)).unwrap()
    }

    /// Asserts that nothing is left beside the output.
    fn assert_tidy(&self) {
        let names: Vec<String> = fs::read_dir(self.root())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(".casebook"))
            .collect();
        assert!(names.is_empty(), "{names:?}");
    }
}

const MANIFEST: &str = ".casebook-manifest.json";

fn pages(pages: &[(&str, &str)]) -> Vec<Page> {
    let page = |(url, text): &(&str, &str)| {
        Page::template(
            Url::new(*url),
            "page.html",
            Inputs::new().with("text", Shared::new(*text)),
        )
    };
    pages.iter().map(page).collect()
}

fn text(page: &Page) -> String {
    match &page.content {
        Content::Template { inputs, .. } => inputs
            .compute()
            .get("text")
            .unwrap()
            .value()
            .as_str()
            .unwrap()
            .to_owned(),
        _ => panic!("only templates are rendered"),
    }
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .map(Result::unwrap)
        .filter_map(|entry| {
            let path = entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let kind = entry.file_type();
            if kind.is_symlink() {
                Some((
                    path,
                    format!(
                        "-> {}",
                        fs::read_link(entry.path()).unwrap().to_string_lossy()
                    ),
                ))
            } else if kind.is_dir() {
                let empty = fs::read_dir(entry.path()).unwrap().next().is_none();
                empty.then(|| (path, "/".to_owned()))
            } else {
                Some((
                    path,
                    String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned(),
                ))
            }
        });
    entries.collect()
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// Inode and time of every file and folder, so that any touch shows.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, i64)> {
    let stamp = |entry: walkdir::DirEntry| {
        let found = entry.path().symlink_metadata().unwrap();
        (
            entry.path().to_path_buf(),
            (
                found.ino(),
                found.mtime(),
                found.mtime_nsec(),
                found.ctime_nsec(),
            ),
        )
    };
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| stamp(entry.unwrap()))
        .collect()
}

fn output_error(result: Result<PublishReport, PublishError<String>>) -> String {
    match result {
        Err(PublishError::Output(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn no_bundles(_: &[usize]) -> Result<Vec<Vec<Page>>, String> {
    Ok(vec![])
}

const SITE: &[(&str, &str)] = &[
    ("index.html", "home"),
    ("problems/a.html", "a"),
    ("problems/deep/b.html", "b"),
];

#[test]
fn a_first_build_writes_every_page_and_nothing_else() {
    let project = Project::new();
    let report = project.publish(SITE);
    assert_eq!(
        report,
        PublishReport {
            written: 3,
            bytes: 6,
            ..PublishReport::default()
        }
    );
    assert_eq!(project.tree(), expected(SITE));
    project.assert_tidy();
}

#[test]
fn the_output_and_the_folders_above_it_are_made() {
    let project = Project::new();
    project
        .open("out/of/the/way")
        .unwrap()
        .publish(&pages(SITE), &[], &no_bundles, 1, |page, _| {
            project.render(page)
        })
        .unwrap();
    assert!(
        project
            .root()
            .join("out/of/the/way/problems/deep/b.html")
            .exists()
    );
}

#[test]
fn a_second_build_of_the_same_touches_nothing() {
    let project = Project::new();
    project.publish(SITE);
    let before = stamps(&project.root());
    let report = project.publish(SITE);
    assert_eq!(
        report,
        PublishReport {
            kept: 3,
            bytes: 6,
            ..PublishReport::default()
        }
    );
    assert_eq!(project.rendered(), [""; 0]);
    assert_eq!(stamps(&project.root()), before);
}

#[test]
fn only_a_changed_page_is_rendered_and_written() {
    let project = Project::new();
    project.publish(SITE);
    let before = stamps(&project.public());
    let mut site = SITE.to_vec();
    site[1].1 = "A";
    let report = project.publish(&site);
    assert_eq!((report.written, report.kept, report.removed), (1, 2, 0));
    assert_eq!(project.rendered(), ["problems/a.html"]);
    assert_eq!(project.tree(), expected(&site));
    let after = stamps(&project.public());
    for kept in ["index.html", "problems/deep/b.html"] {
        let path = project.public().join(kept);
        let (inode, seconds, nanoseconds, _) = after[&path];
        assert_eq!(
            (inode, seconds, nanoseconds),
            (before[&path].0, before[&path].1, before[&path].2),
            "{kept}"
        );
    }
    project.assert_tidy();
}

#[test]
fn a_page_that_renders_to_the_same_bytes_keeps_its_file() {
    let project = Project::new();
    project.publish(SITE);
    let inode = |path: &str| project.public().join(path).metadata().unwrap().ino();
    let before = inode("index.html");
    project.rendered.lock().unwrap().clear();
    // Another theme: every fingerprint is new.
    let report = project
        .open("public")
        .unwrap()
        .publish(&pages(SITE), &[], &no_bundles, 2, |page, _| {
            project.render(page)
        })
        .unwrap();
    assert_eq!(
        (project.rendered().len(), report.written, report.kept),
        (3, 0, 3)
    );
    assert_eq!(inode("index.html"), before);
    assert_eq!(project.publish(SITE).written, 0);
}

#[test]
fn a_file_that_was_changed_by_hand_is_written_again() {
    let project = Project::new();
    project.publish(SITE);
    fs::write(project.public().join("index.html"), "HOME").unwrap();
    fs::remove_file(project.public().join("problems/a.html")).unwrap();
    assert_eq!(project.publish(SITE).written, 2);
    assert_eq!(project.tree(), expected(SITE));
}

#[test]
fn a_page_that_is_gone_is_removed_with_its_empty_folders() {
    let project = Project::new();
    project.publish(SITE);
    let report = project.publish(&SITE[..2]);
    assert_eq!((report.written, report.kept, report.removed), (0, 2, 1));
    assert_eq!(project.tree(), expected(&SITE[..2]));
    assert!(!project.public().join("problems/deep").exists());
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    let project = Project::new();
    for site in [[("team", "1")], [("team/index.html", "2")], [("team", "3")]] {
        project.publish(&site);
        assert_eq!(project.tree(), expected(&site));
    }
}

#[test]
fn foreign_files_are_kept_and_named() {
    let project = Project::new();
    project.publish(SITE);
    let public = project.public();
    fs::create_dir_all(public.join("uploads/empty")).unwrap();
    fs::write(public.join("uploads/x.bin"), "x").unwrap();
    fs::write(public.join("problems/deep/CNAME"), "c").unwrap();
    let foreign = ["problems/deep/CNAME", "uploads/empty/", "uploads/x.bin"];
    assert_eq!(project.publish(SITE).foreign, foreign);
    let inode = public.join("uploads/x.bin").metadata().unwrap().ino();

    let report = project.publish(&[("index.html", "new")]);
    assert_eq!(
        (report.removed, report.foreign),
        (2, foreign.map(str::to_owned).to_vec())
    );
    let kept = [
        ("index.html", "new"),
        ("problems/deep/CNAME", "c"),
        ("uploads/empty", "/"),
        ("uploads/x.bin", "x"),
    ];
    assert_eq!(project.tree(), expected(&kept));
    assert_eq!(
        public.join("uploads/x.bin").metadata().unwrap().ino(),
        inode
    );
    project.assert_tidy();
}

#[test]
fn a_foreign_file_in_the_way_of_a_page_is_refused() {
    let project = Project::new();
    project.publish(SITE);
    fs::write(project.public().join("new.html"), "mine").unwrap();
    fs::create_dir(project.public().join("team")).unwrap();
    fs::write(project.public().join("team/notes"), "mine").unwrap();
    for page in ["new.html", "new.html/x.html", "team"] {
        let error = output_error(project.try_publish(&[("index.html", "home"), (page, "ours")]));
        assert!(
            error.contains("is in the way of a page and casebook did not make it"),
            "{error}"
        );
    }
    assert_eq!(project.read("new.html"), "mine");
    assert_eq!(project.read("team/notes"), "mine");
    project.assert_tidy();
}

#[test]
fn an_empty_folder_in_the_place_of_a_page_is_replaced() {
    let project = Project::new();
    project.publish(SITE);
    fs::create_dir(project.public().join("team")).unwrap();
    let site = [("index.html", "home"), ("team", "ours")];
    assert_eq!(project.publish(&site).foreign, [""; 0]);
    assert_eq!(project.tree(), expected(&site));
}

/// A bundle is made again only if one of its files has changed; the report counts its files either way.
#[test]
fn an_unchanged_bundle_is_kept_and_counted_beside_one_that_is_made_again() {
    let project = Project::new();
    let publish = |home: &str, fingerprint| {
        let file = |name| Page::bytes(Url::new(name), *b"x");
        let made = Mutex::new(Vec::new());
        let make = |changed: &[usize]| {
            made.lock().unwrap().extend(changed);
            let files = |at: &usize| match at {
                0 => vec![file("s/0/a"), file("s/0/b")],
                _ => vec![file("s/1/a")],
            };
            Ok(changed.iter().map(files).collect())
        };
        let bundles = [("s/0", 7), ("s/1", fingerprint)];
        let bundles = bundles.map(|(folder, fingerprint)| Bundle {
            folder,
            fingerprint,
        });
        let target = project.open("public").unwrap();
        let pages = pages(&[("index.html", home), ("s.html", "s")]);
        let render = |page: &Page, _: &Inputs| project.render(page);
        let report = target.publish(&pages, &bundles, &make, 1, render);
        let report = report.unwrap();
        (report.written, report.kept, made.into_inner().unwrap())
    };
    assert_eq!(publish("home", 1), (5, 0, vec![0, 1]));
    assert_eq!(publish("home", 1), (0, 5, vec![]));
    assert_eq!(publish("new", 1), (1, 4, vec![]));
    assert_eq!(publish("new", 2), (0, 5, vec![1]));
    // One that is damaged or incomplete is made again whole, and no other.
    fs::write(project.public().join("s/0/b"), "damaged").unwrap();
    assert_eq!(publish("new", 2), (1, 4, vec![0]));
    fs::remove_file(project.public().join("s/1/a")).unwrap();
    assert_eq!(publish("new", 2), (1, 4, vec![1]));
    let site = [
        ("index.html", "new"),
        ("s.html", "s"),
        ("s/0/a", "x"),
        ("s/0/b", "x"),
        ("s/1/a", "x"),
    ];
    assert_eq!(project.tree(), expected(&site));
}

#[test]
fn a_link_in_the_output_is_replaced_and_never_followed() {
    let project = Project::new();
    let secret = project.root().join("secret.txt");
    fs::write(&secret, "secret").unwrap();
    let elsewhere = project.root().join("elsewhere");
    for site in [
        SITE,
        &[
            ("index.html", "HOME"),
            ("problems/a.html", "A"),
            ("new.html", "new"),
        ],
    ] {
        project.publish(SITE);
        fs::remove_file(project.public().join("index.html")).unwrap();
        symlink("../secret.txt", project.public().join("index.html")).unwrap();
        symlink("../secret.txt", project.public().join("new.html")).unwrap();
        // The old folder with the files that the manifest lists, but behind a link.
        fs::rename(project.public().join("problems"), &elsewhere).unwrap();
        symlink(&elsewhere, project.public().join("problems")).unwrap();
        project.publish(site);
        assert_eq!(project.tree(), expected(site));
        assert_eq!(fs::read_to_string(&secret).unwrap(), "secret");
        assert_eq!(fs::read_to_string(elsewhere.join("a.html")).unwrap(), "a");
        fs::remove_dir_all(&elsewhere).unwrap();
    }
}

#[test]
fn a_folder_that_moved_behind_a_link_is_written_again() {
    let project = Project::new();
    project.publish(SITE);
    let elsewhere = project.root().join("elsewhere");
    fs::rename(project.public().join("problems"), &elsewhere).unwrap();
    symlink(&elsewhere, project.public().join("problems")).unwrap();
    assert_eq!(project.publish(SITE).written, 2);
    assert_eq!(project.tree(), expected(SITE));
    let inode = |path: PathBuf| path.metadata().unwrap().ino();
    let page = project.public().join("problems/a.html");
    assert_ne!(inode(page), inode(elsewhere.join("a.html")));
}

#[test]
fn a_stale_page_that_became_a_link_is_removed_and_its_target_kept() {
    let project = Project::new();
    project.publish(SITE);
    let secret = project.root().join("secret.txt");
    fs::write(&secret, "secret").unwrap();
    fs::remove_file(project.public().join("problems/a.html")).unwrap();
    symlink(&secret, project.public().join("problems/a.html")).unwrap();
    project.publish(&SITE[..1]);
    assert_eq!(project.tree(), expected(&SITE[..1]));
    assert_eq!(fs::read_to_string(&secret).unwrap(), "secret");
}

#[test]
fn a_page_that_does_not_render_leaves_the_old_site_and_reports_every_error() {
    let project = Project::new();
    project.publish(SITE);
    let before = stamps(&project.root());
    let broken = [
        ("index.html", "new"),
        ("problems/a.html", "!"),
        ("problems/deep/b.html", "!"),
    ];
    match project.try_publish(&broken) {
        Err(PublishError::Render(errors)) => {
            assert_eq!(
                errors,
                [
                    "problems/a.html is broken",
                    "problems/deep/b.html is broken"
                ]
            );
        }
        other => panic!("{other:?}"),
    }
    let mut after = stamps(&project.root());
    // The staging folder was made and removed.
    after.insert(project.root(), before[&project.root()]);
    assert_eq!(after, before);
}

#[test]
fn a_page_that_cannot_be_written_leaves_the_old_site() {
    let project = Project::new();
    project.publish(SITE);
    let long = "x".repeat(300);
    let error = output_error(project.try_publish(&[("index.html", "new"), (&long, "x")]));
    assert!(error.starts_with("cannot write `"), "{error}");
    assert!(
        error.ends_with("`: the name is too long or not allowed here"),
        "{error}"
    );
    assert_eq!(project.tree(), expected(SITE));
    project.assert_tidy();
}

#[test]
fn a_first_build_that_fails_leaves_no_output_folder() {
    let project = Project::new();
    assert!(project.try_publish(&[("index.html", "!")]).is_err());
    assert!(!project.public().exists());
    project.assert_tidy();
}

#[test]
fn bytes_and_files_are_published_without_rendering() {
    let project = Project::new();
    let source = project.root().join("content/photo.png");
    let big = vec![7; 200_000];
    fs::write(&source, &big).unwrap();
    let hard = project.root().join("content/hard.png");
    fs::hard_link(&source, &hard).unwrap();
    let file = |url: &str, path: &str| {
        let content = Content::File {
            root: project.root().into(),
            path: path.into(),
            stamp: 1,
            strips_metadata: false,
        };
        Page {
            url: Url::new(url),
            content,
        }
    };
    let pages = [
        Page::bytes(Url::new("graph.json"), *b"{}"),
        file("hard.png", "content/hard.png"),
        file("img/photo.png", "content/photo.png"),
    ];
    let publish = || {
        project
            .open("public")
            .unwrap()
            .publish(&pages, &[], &no_bundles, 1, |page, _| project.render(page))
            .unwrap()
    };
    let report = publish();
    assert_eq!((report.written, report.bytes), (3, 400_002));
    assert_eq!(
        fs::read(project.public().join("img/photo.png")).unwrap(),
        big
    );
    assert_ne!(
        project.public().join("hard.png").metadata().unwrap().ino(),
        hard.metadata().unwrap().ino()
    );
    assert_eq!(publish().kept, 3);

    let page = Page::bytes(Url::new("img/photo.png"), big);
    let target = project.open("public").unwrap();
    let report = target
        .publish(&[page], &[], &no_bundles, 1, |page, _| project.render(page))
        .unwrap();
    assert_eq!(
        (report.written, report.kept),
        (0, 1),
        "the same bytes from elsewhere"
    );
}

#[test]
fn a_source_that_is_a_link_a_pipe_or_gone_is_an_error() {
    let project = Project::new();
    project.publish(SITE);
    let content = project.root().join("content");
    symlink("/etc/passwd", content.join("link")).unwrap();
    symlink("/etc", content.join("folder")).unwrap();
    let made = Command::new("mkfifo")
        .arg(content.join("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    for (name, cause) in [
        ("link", "it is a symbolic link"),
        ("folder/passwd", "it is a symbolic link"),
        ("pipe", "it is not a regular file"),
        ("gone", "it does not exist"),
    ] {
        let content = Content::File {
            root: project.root().into(),
            path: format!("content/{name}").into(),
            stamp: 1,
            strips_metadata: false,
        };
        let page = Page {
            url: Url::new("x"),
            content,
        };
        let error = output_error(project.open("public").unwrap().publish(
            &[page],
            &[],
            &no_bundles,
            1,
            |page, _| project.render(page),
        ));
        assert!(
            error.starts_with("cannot read `") && error.ends_with(cause),
            "{error}"
        );
    }
    assert_eq!(project.tree(), expected(SITE));
    project.assert_tidy();
}

#[test]
fn folders_that_hold_or_are_sources_are_refused() {
    let project = Project::new();
    fs::create_dir_all(project.root().join("repo/.git")).unwrap();
    fs::write(project.root().join("file"), "").unwrap();
    let before = stamps(&project.root());
    for (output, reason) in [
        (".", "holds the project"),
        ("..", "holds the project"),
        ("public/..", "holds the project"),
        ("/", "is the root of the file system"),
        ("content", "holds the content"),
        ("content/site", "lies in the content folder"),
        ("themes", "holds `"),
        ("static/site", "lies in `"),
        ("repo", "is a git repository or part of one"),
        (".git/site", "is a git repository or part of one"),
        ("file", "is not a folder"),
        ("file/site", "a part of the path is a file"),
    ] {
        let error = project.open(output).unwrap_err().to_string();
        assert!(error.contains(reason), "{output}: {error}");
    }
    assert_eq!(stamps(&project.root()), before);
}

#[test]
fn the_home_folder_and_what_holds_it_are_refused() {
    let project = Project::new();
    let (root, elsewhere) = (project.root(), tempfile::tempdir().unwrap());
    let home = elsewhere.path().join("home/me");
    fs::create_dir_all(&home).unwrap();
    let around = ProtectedFolders {
        root: &root,
        content: &root,
        sources: &[],
        home: Some(&home),
        content_is_root: false,
    };
    for output in [&home, home.parent().unwrap()] {
        assert!(
            output::open(output, &around)
                .unwrap_err()
                .message
                .ends_with("holds your home folder")
        );
    }
    assert!(output::open(&home.join("site"), &around).is_ok());
}

#[test]
fn only_the_output_of_a_project_that_is_its_own_content_may_lie_in_it() {
    let project = Project::new();
    let root = project.root();
    let themes = root.join("themes");
    let open = |output: &str, content_is_root| {
        let around = ProtectedFolders {
            root: &root,
            content: &root,
            sources: &[&themes],
            home: None,
            content_is_root,
        };
        output::open(&root.join(output), &around)
    };
    assert!(open("public", true).is_ok());
    assert!(open("casebook-site", true).is_ok());
    assert!(
        open("public", false)
            .unwrap_err()
            .message
            .ends_with("lies in the content folder")
    );
    assert!(open("themes/public", true).is_err());
}

#[test]
fn a_folder_that_casebook_did_not_make_is_refused() {
    let project = Project::new();
    let public = project.public();
    fs::create_dir(&public).unwrap();
    assert!(project.open("public").is_ok(), "an empty folder is fine");
    fs::write(public.join("thesis.txt"), "years of work").unwrap();
    let error = project.open("public").unwrap_err();
    assert!(
        error
            .message
            .ends_with("is not empty and casebook did not make it"),
        "{error}"
    );
    for manifest in [
        "",
        "{",
        "{}",
        "[1]",
        r#"{"format":"casebook-manifest/2","generator":"","files":{}}"#,
    ] {
        fs::write(public.join(MANIFEST), manifest).unwrap();
        let error = project.open("public").unwrap_err();
        assert!(
            error.message.ends_with("is damaged, or of another program"),
            "{error}"
        );
    }
    let valid = r#"{"format":"casebook-manifest/1","generator":"","files":{}}"#;
    fs::remove_file(public.join(MANIFEST)).unwrap();
    fs::write(project.root().join("manifest"), valid).unwrap();
    symlink("../manifest", public.join(MANIFEST)).unwrap();
    assert!(project.open("public").is_err());
    assert_eq!(
        fs::read_to_string(public.join("thesis.txt")).unwrap(),
        "years of work"
    );
}

#[test]
fn a_folder_that_was_filled_after_the_check_is_refused() {
    let project = Project::new();
    let target = project.open("public").unwrap();
    fs::create_dir(project.public()).unwrap();
    fs::write(project.public().join("thesis.txt"), "years of work").unwrap();
    let error = output_error(
        target.publish(&pages(SITE), &[], &no_bundles, 1, |page, _| {
            project.render(page)
        }),
    );
    assert!(
        error.contains("is not empty and casebook did not make it"),
        "{error}"
    );
    assert_eq!(
        tree(&project.public()),
        expected(&[("thesis.txt", "years of work")])
    );
}

#[test]
fn an_output_that_is_a_link_or_below_one_in_the_project_is_refused() {
    let project = Project::new();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), project.root().join("link")).unwrap();
    for (output, reason) in [
        ("link", "is a symbolic link"),
        ("link/", "is a symbolic link"),
        ("link/site", "lies below the symbolic link `link`"),
        ("link/../site", "lies below the symbolic link `link`"),
    ] {
        let error = project.open(output).unwrap_err().message;
        assert!(error.contains(reason), "{output}: {error}");
    }
    // Some people have links in the path to the project.
    let way = elsewhere.path().join("way");
    symlink(project.root(), &way).unwrap();
    project
        .open(way.join("public"))
        .unwrap()
        .publish(&pages(SITE), &[], &no_bundles, 1, |page, _| {
            project.render(page)
        })
        .unwrap();
    assert_eq!(project.tree(), expected(SITE));
    assert!(
        project
            .open(way.join("content"))
            .unwrap_err()
            .message
            .ends_with("holds the content")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_mount_point_is_refused_with_that_reason() {
    let project = Project::new();
    let error = project.open("/proc").unwrap_err();
    assert!(
        error
            .message
            .ends_with("is a mount point, so a new site cannot take its place"),
        "{error}"
    );
}

#[test]
fn paths_that_lead_out_of_the_site_are_refused() {
    let project = Project::new();
    // `Url::new` accepts these in a release build.
    for path in ["a//b.html", "", "a\\..\\b.html", MANIFEST, "C:/x"] {
        let error = output_error(project.try_publish(&[(path, "x")]));
        assert!(error.ends_with("is no path for a page"), "{error}");
    }
    let error = output_error(project.try_publish(&[("a.html", "1"), ("a.html", "2")]));
    assert_eq!(error, "two pages are to be written to `a.html`");
    assert!(!project.public().exists());
}

#[test]
fn a_second_build_at_the_same_time_is_refused() {
    let project = Project::new();
    for round in ["first", "later"] {
        let nested = Mutex::new(Vec::new());
        let site = [("index.html", round)];
        let target = project.open("public").unwrap();
        target
            .publish(&pages(&site), &[], &no_bundles, 1, |page, _| {
                let other = project.open("public").unwrap();
                let result = other.publish(&pages(SITE), &[], &no_bundles, 1, |page, _| {
                    Ok::<_, String>(text(page))
                });
                nested.lock().unwrap().push(output_error(result));
                Ok::<_, String>(text(page))
            })
            .unwrap();
        let error = nested.into_inner().unwrap().remove(0);
        assert!(error.contains("is locked by another build"), "{error}");
        assert_eq!(project.tree(), expected(&site));
        project.assert_tidy();
    }
}

#[test]
fn builds_side_by_side_publish_or_say_locked() {
    let sites: Vec<[(&str, &str); 2]> = ["0", "1", "2", "3"]
        .map(|text| [("index.html", text), ("a.html", text)])
        .to_vec();
    for _ in 0..20 {
        let project = Project::new();
        std::thread::scope(|scope| {
            for site in &sites {
                scope.spawn(|| (0..20).for_each(|_| publish_or_locked(&project, site)));
            }
        });
        let tree = project.tree();
        assert!(sites.iter().any(|site| tree == expected(site)), "{tree:?}");
        project.assert_tidy();
    }
}

fn publish_or_locked(project: &Project, site: &[(&str, &str)]) {
    let target = project.open("public").unwrap();
    match target.publish(&pages(site), &[], &no_bundles, 1, |page, _| {
        Ok::<_, String>(text(page))
    }) {
        Ok(_) => {}
        Err(PublishError::Output(error))
            if error.message.ends_with("is locked by another build") => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// No test of its own: the process that [`a_killed_build_leaves_the_old_site_or_the_new_one`] kills, and that aborts
/// in [`a_build_that_aborts_leaves_the_old_site`]. It builds two sites in turn, forever.
#[test]
fn victim() {
    let Some(root) = std::env::var_os("CASEBOOK_TEST_VICTIM") else {
        return;
    };
    let root = PathBuf::from(root);
    let content = root.join("content");
    let around = ProtectedFolders {
        root: &root,
        content: &content,
        sources: &[],
        home: None,
        content_is_root: false,
    };
    let abort = std::env::var_os("CASEBOOK_TEST_ABORT").is_some();
    for round in 0_usize.. {
        output::open(&root.join("public"), &around)
            .unwrap()
            .publish(&versions(round), &[], &no_bundles, 1, |page, _| {
                if abort && page.url.as_str().ends_with("150.html") {
                    std::process::abort();
                }
                Ok::<_, String>(text(page))
            })
            .unwrap();
    }
}

/// 200 pages of one version; half of them change with it, and so do their names.
fn versions(round: usize) -> Vec<Page> {
    let version = (round % 2).to_string();
    let mut site: Vec<(String, &str)> = (0..100)
        .map(|i| (format!("same/{i:03}.html"), "same"))
        .collect();
    site.extend((100..190).map(|i| (format!("changing/{i}.html"), version.as_str())));
    site.extend((190..200).map(|i| (format!("named-{version}/{i}.html"), version.as_str())));
    let site: Vec<(&str, &str)> = site
        .iter()
        .map(|(url, text)| (url.as_str(), *text))
        .collect();
    pages(&site)
}

fn spawn_victim(project: &Project, abort: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "victim", "--nocapture", "--test-threads=1"])
        .env("CASEBOOK_TEST_VICTIM", project.root());
    if abort {
        command.env("CASEBOOK_TEST_ABORT", "1");
    }
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn as_tree(pages: &[Page]) -> BTreeMap<String, String> {
    pages
        .iter()
        .map(|page| (page.url.to_string(), text(page)))
        .collect()
}

#[test]
fn a_build_that_aborts_leaves_the_old_site() {
    let project = Project::new();
    project.publish(SITE);
    let before = stamps(&project.public());
    fs::write(project.public().join("mine.txt"), "mine").unwrap();
    assert!(!spawn_victim(&project, true).wait().unwrap().success());
    let mut after = stamps(&project.public());
    after.remove(&project.public().join("mine.txt"));
    assert!(project.root().join(".casebook-staging-public").exists());
    for (path, (inode, ..)) in before {
        assert_eq!(after.remove(&path).unwrap().0, inode);
    }
    assert!(after.is_empty());

    let report = project.publish(SITE);
    assert_eq!(
        (report.kept, report.foreign),
        (3, vec!["mine.txt".to_owned()])
    );
    project.assert_tidy();
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let project = Project::new();
    let target = project.open("public").unwrap();
    target
        .publish(&versions(0), &[], &no_bundles, 1, |page, _| {
            Ok::<_, String>(text(page))
        })
        .unwrap();
    fs::write(project.public().join("mine.txt"), "mine").unwrap();
    let whole = [0, 1].map(|round| {
        let mut tree = as_tree(&versions(round));
        tree.insert("mine.txt".to_owned(), "mine".to_owned());
        tree
    });
    let mut leftovers = 0;
    for round in 0..40 {
        let mut victim = spawn_victim(&project, false);
        std::thread::sleep(Duration::from_micros(15_000 + 1_370 * round));
        victim.kill().unwrap();
        victim.wait().unwrap();
        leftovers += usize::from(project.root().join(".casebook-staging-public").exists());
        let tree = project.tree();
        assert!(whole.contains(&tree), "round {round}: {:?}", tree.keys());
    }
    assert!(leftovers > 0, "no build was killed in the middle");

    let report = project.publish(SITE);
    assert_eq!(report.foreign, ["mine.txt"]);
    project.assert_tidy();
}

#[test]
fn a_file_that_came_into_a_replaced_site_is_moved_into_the_new_one() {
    let project = Project::new();
    project.publish(SITE);
    // As if the process had been killed right after the swap.
    let left = project.root().join(".casebook-staging-public");
    let old = project.root().join("old");
    fs::rename(project.public(), &old).unwrap();
    project.publish(SITE);
    fs::rename(&old, &left).unwrap();
    fs::create_dir_all(left.join("problems/late")).unwrap();
    fs::write(left.join("index.html"), "old").unwrap();
    fs::write(left.join("problems/late/mine.txt"), "mine").unwrap();
    symlink("/etc", left.join("problems/late/link")).unwrap();
    let report = project.publish(SITE);
    assert_eq!(report.foreign, ["problems/late/mine.txt"]);
    assert_eq!(project.read("problems/late/mine.txt"), "mine");
    assert_eq!(project.read("index.html"), "home");
    project.assert_tidy();
}

/// A checkout brings any names and bytes along, a manifest too, but not the folder in which a build wrote it.
#[test]
fn a_folder_beside_the_output_is_believed_only_if_a_build_on_this_machine_left_it() {
    for name in [".casebook-staging-public", ".casebook-old-public"] {
        for (what, has_output) in [
            ("a page", true),
            ("a page", false),
            ("a manifest of a build", true),
            ("a manifest of a build", false),
            ("a manifest that names some folder", true),
            ("half a manifest", true),
            ("a link", false),
        ] {
            let project = Project::new();
            let left = project.root().join(name);
            project.publish(SITE);
            fs::create_dir(&left).unwrap();
            fs::write(left.join("evil.html"), "evil").unwrap();
            let manifest = fs::read_to_string(project.public().join(MANIFEST)).unwrap();
            let (before, after) = manifest.split_once("\"folder\":\"").unwrap();
            let forged = format!(
                "{before}\"folder\":\"1-1\"{}",
                &after[after.find('"').unwrap() + 1..]
            );
            match what {
                "a page" => {}
                "a link" => symlink("/etc", left.join("evil")).unwrap(),
                "a manifest of a build" => fs::write(left.join(MANIFEST), &manifest).unwrap(),
                "half a manifest" => fs::write(left.join(MANIFEST), before).unwrap(),
                _ => fs::write(left.join(MANIFEST), forged).unwrap(),
            }
            if !has_output {
                fs::remove_dir_all(project.public()).unwrap();
            }
            let before = tree(&left);
            let error = output_error(project.try_publish(&[("index.html", "new")]));
            assert!(
                error.contains(&format!("{name}` was not left by a build on this machine")),
                "{name}, {what}: {error}"
            );
            assert_eq!(tree(&left), before, "{name}, {what}");
            assert_eq!(project.public().exists(), has_output, "{name}, {what}");
            if has_output {
                assert_eq!(project.tree(), expected(SITE), "{name}, {what}");
            }
        }
    }
}

#[test]
fn no_link_is_carried_into_a_new_site() {
    let project = Project::new();
    project.publish(SITE);
    let public = project.public();
    fs::create_dir(public.join("uploads")).unwrap();
    symlink("/etc/passwd", public.join("secret.html")).unwrap();
    symlink("/nowhere", public.join("dangling")).unwrap();
    symlink("/etc", public.join("uploads/folder")).unwrap();
    let report = project.publish(SITE);
    let links = ["dangling", "secret.html", "uploads/folder"];
    assert_eq!(report.dropped_links, links);
    assert_eq!(report.written, 0);
    let mut site = expected(SITE);
    site.insert("uploads".to_owned(), "/".to_owned());
    assert_eq!(project.tree(), site);
    assert_eq!(project.publish(SITE).dropped_links, [""; 0]);
}

#[test]
fn an_old_site_that_was_moved_aside_is_put_back() {
    let project = Project::new();
    project.publish(SITE);
    // As if the process had been killed between the two renames of systems that cannot exchange folders.
    let old = project.root().join(".casebook-old-public");
    for empty_output in [false, true] {
        fs::rename(project.public(), &old).unwrap();
        if empty_output {
            fs::create_dir(project.public()).unwrap();
        }
        let report = project.publish(SITE);
        assert_eq!((report.written, report.kept), (0, 3));
        assert_eq!(project.tree(), expected(SITE));
        project.assert_tidy();
    }
}

#[test]
fn two_builds_of_the_same_pages_are_the_same_with_any_thread_count() {
    let trees = [1, 2, 8].map(|threads| {
        let project = Project::new();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let target = project.open("public").unwrap();
        pool.install(|| {
            target.publish(&versions(0), &[], &no_bundles, 1, |page, _| {
                Ok::<_, String>(text(page))
            })
        })
        .unwrap();
        project.tree()
    });
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0], trees[2]);
}

/// A ceiling of ten times what was measured; the figure itself belongs to the benchmarks.
#[test]
fn a_thousand_pages_are_published_quickly() {
    let project = Project::new();
    let big = "x".repeat(14_000);
    let names: Vec<String> = (0..1000).map(|i| format!("problems/{i}.html")).collect();
    let site: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), big.as_str()))
        .collect();
    let start = Instant::now();
    project.publish(&site);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}
