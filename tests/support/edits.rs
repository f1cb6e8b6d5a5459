//! Random, reproducible edits like those of people and tools. The project can always be read, but may have errors.

use std::fs;
use std::path::{Path, PathBuf};

use super::site::Random;

pub struct Editor {
    root: PathBuf,
    random: Random,
    count: usize,
}

/// What was edited, and the files from the root.
#[derive(Debug)]
pub struct Edit {
    pub what: &'static str,
    pub paths: Vec<String>,
}

type Step = (&'static str, fn(&mut Editor) -> Vec<String>);

/// Texts are edited most often.
const STEPS: &[Step] = &[
    ("text", Editor::text),
    ("text", Editor::text),
    ("text", Editor::text),
    ("truncate and rewrite", Editor::rewrite),
    ("rename over", Editor::rename_over),
    ("create", Editor::create),
    ("delete", Editor::delete),
    ("move folder", Editor::move_folder),
    ("draft", Editor::draft),
    ("visibility", Editor::visibility),
    ("id", Editor::id),
    ("alias", Editor::alias),
    ("title", Editor::title),
    ("link", Editor::link),
    ("wiki link", Editor::wiki_link),
    ("heading", Editor::heading),
    ("template", Editor::template),
    ("partial", Editor::partial),
    ("theme", Editor::theme),
    ("config", Editor::config),
    ("asset", Editor::asset),
    ("static", Editor::statics),
    ("outside", Editor::outside),
    ("break", Editor::break_it),
];

impl Editor {
    /// Edits a [generated](super::site::generated) project. It gets some broken links and one to a file that is no
    /// content, so that edits can move and break them.
    pub fn new(root: &Path, seed: u64) -> Self {
        let mut editor = Editor {
            root: root.into(),
            random: Random(seed),
            count: 0,
        };
        for path in editor.documents().iter().step_by(3) {
            let text = editor.read(path);
            editor.write(
                path,
                format!("{text}\n[nowhere](nowhere.md) [[no-such-id]]\n"),
            );
        }
        editor.setting("repository", "https://github.com/example/example");
        let start = "docs/guide/start.md";
        let text = editor.read(start);
        editor.write(start, format!("{text}\n[notes](../../tools/notes.txt)\n"));
        editor
    }

    pub fn edit(&mut self) -> Edit {
        self.count += 1;
        let (what, step) = *self.random.pick(STEPS);
        let paths = step(self);
        Edit { what, paths }
    }

    /// Every Markdown file, sorted.
    fn documents(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.root.join("docs")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.root).unwrap().to_str().unwrap();
                match path.is_dir() {
                    true => folders.push(path),
                    false if name.ends_with(".md") => found.push(name.to_owned()),
                    false => {}
                }
            }
        }
        found.sort();
        found
    }

    fn any(&mut self) -> String {
        let documents = self.documents();
        self.random.pick(&documents).clone()
    }

    fn any_entry(&mut self) -> String {
        let mut documents = self.documents();
        documents.retain(|d| self.read(d).starts_with("---\n"));
        self.random.pick(&documents).clone()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> Vec<String> {
        let disk = self.root.join(path);
        fs::create_dir_all(disk.parent().unwrap()).unwrap();
        fs::write(disk, text).unwrap();
        vec![path.to_owned()]
    }

    fn remove(&self, path: &str) -> Vec<String> {
        let _ = fs::remove_file(self.root.join(path));
        vec![path.to_owned()]
    }

    /// Sets or removes a field of the front matter.
    fn set(&mut self, path: &str, field: &str, value: Option<&str>) -> Vec<String> {
        let text = self.read(path);
        let (front, body) = text.split_at(text[4..].find("---\n").map_or(4, |i| i + 4));
        let others = front[4..]
            .lines()
            .filter(|line| !line.starts_with(&format!("{field}:")));
        let mut front: Vec<String> = others.map(str::to_owned).collect();
        front.extend(value.map(|value| format!("{field}: {value}")));
        self.write(path, format!("---\n{}\n{body}", front.join("\n")))
    }

    fn text(&mut self) -> Vec<String> {
        let path = self.any();
        let text = self.read(&path);
        let n = self.count;
        match self.random.below(3) {
            // At the end, in the middle, or shorter.
            0 => self.write(
                &path,
                format!("{text}\nParagraph {n} with `code` and **weight**.\n"),
            ),
            1 => self.write(
                &path,
                text.replacen("\n\n", &format!("\n\nIn between {n}.\n\n"), 1),
            ),
            _ => {
                let mut lines: Vec<&str> = text.lines().collect();
                if lines.len() > 12 {
                    lines.remove(lines.len() - 2);
                }
                self.write(&path, lines.join("\n") + &format!("\n{n}\n"))
            }
        }
    }

    fn rewrite(&mut self) -> Vec<String> {
        let path = self.any();
        let text = self.read(&path);
        self.write(&path, "");
        let n = self.count;
        self.write(&path, format!("{text}\nRewritten {n}.\n"))
    }

    fn rename_over(&mut self) -> Vec<String> {
        let path = self.any();
        let n = self.count;
        let text = format!("{}\nSaved {n} aside.\n", self.read(&path));
        let aside = self.root.join(&path).with_extension("md.tmp~");
        fs::write(&aside, text).unwrap();
        fs::rename(aside, self.root.join(&path)).unwrap();
        vec![path]
    }

    fn create(&mut self) -> Vec<String> {
        let n = self.count;
        match self.random.below(4) {
            0 => self.write(
                &format!("docs/guide/page-{n}.md"),
                format!("# Page {n}\n\nText.\n"),
            ),
            1 => self.write(
                &format!("docs/new-{n}/index.md"),
                format!("# Folder {n}\n\n[Home](../index.md)\n"),
            ),
            2 => self.write(
                &format!("docs/personas/made-{n}.md"),
                format!("---\nname: Made {n}\n---\nSomebody.\n"),
            ),
            _ => self.write(
                &format!("docs/problems/made-{n}.md"),
                format!(
                    "---\ntitle: Made {n}\nneed: see {n}\npersonas: [persona-0]\n---\nIt hurts.\n"
                ),
            ),
        }
    }

    fn delete(&mut self) -> Vec<String> {
        if self.documents().len() < 20 {
            return self.create();
        }
        let path = self.any();
        self.remove(&path)
    }

    fn move_folder(&mut self) -> Vec<String> {
        let (a, b) = (self.root.join("docs/guide"), self.root.join("docs/manual"));
        let moved = match a.exists() && !b.exists() {
            true => fs::rename(&a, &b),
            false => fs::rename(&b, &a),
        };
        if moved.is_err() {
            return self.create();
        }
        vec!["docs/guide".into(), "docs/manual".into()]
    }

    fn draft(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let is_draft = self.read(&path).contains("\ndraft: true");
        self.set(&path, "draft", (!is_draft).then_some("true"))
    }

    fn visibility(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let is_internal = self.read(&path).contains("\nvisibility: internal");
        self.set(&path, "visibility", (!is_internal).then_some("internal"))
    }

    fn id(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let id = format!("renamed-{}", self.random.below(30));
        let has = self.read(&path).contains("\nid: ");
        self.set(&path, "id", (!has).then_some(&*id))
    }

    fn alias(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let alias = format!("[old-{}]", self.random.below(30));
        self.set(&path, "aliases", Some(&alias))
    }

    fn title(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let field = match self.read(&path).contains("\nname: ") {
            true => "name",
            false => "title",
        };
        let title = format!("Called {}", self.count);
        self.set(&path, field, Some(&title))
    }

    fn link(&mut self) -> Vec<String> {
        let path = self.any_entry();
        let to = format!("[persona-{}]", self.random.below(6));
        self.set(&path, "personas", Some(&to))
    }

    fn wiki_link(&mut self) -> Vec<String> {
        let path = self.any();
        let to = self.random.below(14);
        let text = format!(
            "{}\nSee [[problem-{to}]] and [it](../problems/problem-{to}.md#x).\n",
            self.read(&path)
        );
        self.write(&path, text)
    }

    fn heading(&mut self) -> Vec<String> {
        let path = self.any();
        let text = format!("{}\n## Heading {}\n\nText.\n", self.read(&path), self.count);
        self.write(&path, text)
    }

    fn own_copy(&mut self, name: &str) -> Vec<String> {
        let path = format!("templates/{name}");
        if self.random.below(4) == 0 {
            return self.remove(&path);
        }
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
        let text = fs::read_to_string(built_in.join(&path)).unwrap();
        let n = self.count;
        self.write(&path, format!("{text}<!-- {n} -->"))
    }

    fn template(&mut self) -> Vec<String> {
        let name = *self.random.pick(&["entry.html", "list.html", "plain.html"]);
        match self.random.below(3) {
            // In the template that all others extend.
            0 => {
                let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
                let text = fs::read_to_string(built_in.join("templates/base.html")).unwrap();
                let mark = format!("<body><!-- {} -->", self.count);
                self.write("templates/base.html", text.replace("<body>", &mark))
            }
            1 => self.remove("templates/base.html"),
            _ => self.own_copy(name),
        }
    }

    fn partial(&mut self) -> Vec<String> {
        let path = "templates/components/site_footer.html";
        if self.random.below(3) == 0 {
            return self.remove(path);
        }
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
        let text = fs::read_to_string(built_in.join(path)).unwrap();
        let mark = format!("Built with casebook {}", self.count);
        self.write(path, text.replace("Built with casebook", &mark))
    }

    fn theme(&mut self) -> Vec<String> {
        let n = self.count;
        match self.random.below(5) {
            0 => self.write(
                "themes/own/theme.yaml",
                format!("type: {{size: {}px}}\n", 10 + n % 9),
            ),
            3 => self.write(
                "theme.yaml",
                ["logo: own.css\n", "logo: favicon.svg\n"][n % 2],
            ),
            4 => self.remove("theme.yaml"),
            1 => self.write("themes/own/static/own.css", format!("/* {n} */\n")),
            _ => self.setting("theme", ["default", "own"][n % 2]),
        }
    }

    fn setting(&mut self, key: &str, value: &str) -> Vec<String> {
        let text = self.read("casebook.yaml");
        let others = text
            .lines()
            .filter(|line| !line.starts_with(&format!("{key}:")));
        let mut lines: Vec<String> = others.map(str::to_owned).collect();
        lines.push(format!("{key}: {value}"));
        self.write("casebook.yaml", lines.join("\n") + "\n")
    }

    fn config(&mut self) -> Vec<String> {
        let n = self.count;
        match self.random.below(5) {
            0 => self.setting("title", &format!("Site {n}")),
            1 => self.setting("urls", ["file", "clean"][n % 2]),
            2 => self.setting("exclude", ["[]", "['guide/second.md']"][n % 2]),
            3 => self.setting("checks", ["{}", "{untested: off}"][n % 2]),
            _ => self.setting("description", &format!("About {n}")),
        }
    }

    fn asset(&mut self) -> Vec<String> {
        let n = self.count;
        match self.random.below(4) {
            0 => self.remove("docs/pictures/dot.gif"),
            1 => self.write("docs/pictures/other.gif", format!("GIF89a other {n}")),
            2 => {
                let path = self.any();
                let text = format!("{}\n![](../pictures/other.gif)\n", self.read(&path));
                self.write(&path, text)
            }
            _ => self.write(
                "docs/pictures/dot.gif",
                "GIF89a".to_owned() + &"x".repeat(n),
            ),
        }
    }

    fn statics(&mut self) -> Vec<String> {
        let n = self.count;
        match self.random.below(3) {
            0 => self.remove("static/CNAME"),
            1 => self.write("static/CNAME", format!("{n}.example.org\n")),
            _ => self.write("static/own.css", format!("/* {n} */\n")),
        }
    }

    /// A file that is no content, and a link to it.
    fn outside(&mut self) -> Vec<String> {
        let n = self.count;
        match self.root.join("tools/notes.txt").exists() {
            true => self.remove("tools/notes.txt"),
            false => self.write("tools/notes.txt", format!("{n}\n")),
        }
    }

    /// Writes a file that cannot be read, or fixes it if it exists.
    fn break_it(&mut self) -> Vec<String> {
        let path = "docs/problems/broken.md";
        match self.read(path).contains('[') {
            true => self.write(
                path,
                "---\ntitle: Whole again\npersonas: persona-1\n---\nText.\n",
            ),
            false => self.write(path, "---\ntitle: [\n---\nText.\n"),
        }
    }
}
