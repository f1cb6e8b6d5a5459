//! Reads a repository's history through the program `git`. Nothing here writes, fetches, or runs a hook or a filter.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use jiff::civil::Date;

use crate::text::{nearest_name, visible, visible_except};

/// A repository, seen from a folder in it.
pub struct Repository {
    folder: PathBuf,
    /// The path of the folder from the top of the repository, ending in `/`; empty for the top itself.
    prefix: String,
    /// Variables such as `GIT_DIR` are not passed on.
    is_found_by_folder: bool,
    commands: Mutex<Vec<String>>,
}

/// What the commits of this line of history did to the files below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHistory {
    folder: PathBuf,
    days: [Date; 2],
    head: Option<Commit>,
    pub changes: Arc<FileChanges>,
}

/// By path from the folder: the days (UTC) of the commits that wrote the file, and whether it was new on that day.
pub type FileChanges = BTreeMap<String, BTreeMap<Date, bool>>;

/// The full hash of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit(String);

/// The files of a commit below the folder, by path from there.
#[derive(Debug, Default)]
pub struct Tree {
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Symbolic links, which are not read.
    pub links: Vec<String>,
    pub not_kept: NotKept,
}

/// What lies below the folder and is not kept in this repository, by path from there; folders may end in `/`.
#[derive(Clone, Debug, Default)]
pub struct NotKept {
    /// Submodules, and other repositories inside this one.
    pub submodules: Vec<String>,
    pub ignored: Vec<String>,
}

/// Why history cannot be read: a message and, after it, a help line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub help: Option<String>,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        let help = self.help.iter();
        help.into_iter()
            .try_for_each(|help| write!(f, "\n  = help: {help}"))
    }
}

fn error(message: impl Into<String>, help: &str) -> Error {
    Error {
        message: message.into(),
        help: (!help.is_empty()).then(|| help.to_owned()),
    }
}

/// What brings the history that a shallow clone lacks.
const DEEPEN: &str =
    "set `fetch-depth: 0` in the step that checks out, or run `git fetch --unshallow`";

impl Commit {
    /// The first ten digits of the hash.
    pub fn short(&self) -> &str {
        &self.0[..10.min(self.0.len())]
    }

    pub fn hash(&self) -> &str {
        &self.0
    }
}

impl FileHistory {
    /// Reads the commits from the first of two days to the last, or returns `before` if it was read of the same commit.
    ///
    /// # Errors
    ///
    /// There is no repository, or the clone is shallow: its oldest commit would seem to have made every file.
    pub fn read(folder: &Path, days: [Date; 2], before: Option<&Self>) -> Result<Self, Error> {
        let repository = Repository::containing(folder)?;
        let mut history = FileHistory {
            folder: folder.to_owned(),
            days,
            head: repository.find_commit("HEAD")?,
            changes: Arc::default(),
        };
        let key = |h: &Self| (h.folder.clone(), h.days, h.head.clone());
        if let Some(before) = before.filter(|before| key(before) == key(&history)) {
            return Ok(before.clone());
        }
        if repository.is_shallow()? {
            return Err(error("this clone is shallow", DEEPEN));
        }
        if let Some(head) = &history.head {
            history.changes = Arc::new(repository.file_changes(head, days)?);
        }
        Ok(history)
    }
}

impl Repository {
    /// The repository that holds a folder.
    ///
    /// # Errors
    ///
    /// There is no `git`, the folder is in no work tree, or git refuses to read it: its own words.
    pub fn containing(folder: &Path) -> Result<Repository, Error> {
        let mut repository = Repository {
            folder: folder.to_owned(),
            prefix: String::new(),
            is_found_by_folder: false,
            commands: Mutex::default(),
        };
        let [git_dir, prefix] = repository.place()?;
        repository.prefix = prefix;
        // With `GIT_DIR` alone, as in the hook of a linked work tree, git takes any folder for the top.
        repository.is_found_by_folder = true;
        match repository.place() {
            Ok([same, prefix]) if same == git_dir => repository.prefix = prefix,
            Ok(_) => {
                let message = "`GIT_DIR` names another repository than that of this folder";
                return Err(error(message, "unset `GIT_DIR`"));
            }
            Err(_) => repository.is_found_by_folder = false,
        }
        Ok(repository)
    }

    /// Where the repository keeps its objects, and the path of the folder in it.
    fn place(&self) -> Result<[String; 2], Error> {
        let what = ["--show-toplevel", "--absolute-git-dir", "--show-prefix"];
        let output = self.run(&[&["rev-parse"], &what[..]].concat())?;
        if !output.status.success() {
            let words = git_words(&output);
            let help = match words.contains("dubious ownership") {
                true => "",
                false => "run it in a folder that git keeps",
            };
            return Err(error(words, help));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.lines().skip(1).map(str::to_owned);
        Ok([(); 2].map(|()| lines.next().unwrap_or_default()))
    }

    /// The commands that were run, each as a line.
    pub fn commands(&self) -> Vec<String> {
        let commands = self.commands.lock();
        commands.map_or(vec![], |commands| commands.clone())
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    ///
    /// There is none of this name; the help names the branch that is most like it.
    pub fn commit(&self, revision: &str) -> Result<Commit, Error> {
        if let Some(commit) = self.find_commit(revision)? {
            return Ok(commit);
        }
        if revision == "HEAD" {
            return Err(error("there is no commit yet to compare with", "make one"));
        }
        let refs = ["for-each-ref", "--format=%(refname:short)"];
        let names = self.text(&refs)?.unwrap_or_default();
        let near = nearest_name(revision, names.lines());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.is_shallow()? => DEEPEN.to_owned(),
            None => "name a branch, a tag or a commit".to_owned(),
        };
        let message = format!("git knows no revision `{}`", visible(revision));
        Err(error(message, &help))
    }

    fn find_commit(&self, revision: &str) -> Result<Option<Commit>, Error> {
        let wanted = format!("{revision}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let hash = self.text(&[&verify[..], &[&wanted]].concat())?;
        Ok(hash.map(Commit))
    }

    /// The branch that others start from, by its usual names.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn default_branch(&self) -> Result<&'static str, Error> {
        for name in [
            "origin/HEAD",
            "origin/main",
            "origin/master",
            "main",
            "master",
        ] {
            if self.find_commit(name)?.is_some() {
                return Ok(name);
            }
        }
        self.commit("HEAD")?;
        let help = match self.is_shallow()? {
            true => DEEPEN,
            false => "name the range, as in `casebook diff origin/trunk...HEAD`",
        };
        Err(error(
            "there is no branch `main` or `master` to compare with",
            help,
        ))
    }

    /// The newest commit that two others have in common.
    ///
    /// # Errors
    ///
    /// There is none, or this clone does not hold it.
    pub fn merge_base(&self, a: &Commit, b: &Commit) -> Result<Commit, Error> {
        let found = self.text(&["merge-base", &a.0, &b.0])?;
        let is_shallow = self.is_shallow()?;
        let (short_a, short_b) = (a.short(), b.short());
        match found.map(Commit) {
            Some(base) if !is_shallow || !self.is_cut_off(a, b, &base)? => Ok(base),
            None if !is_shallow => Err(error(
                format!("{short_a} and {short_b} have no commit in common"),
                "compare them as they are with `A..B`",
            )),
            _ => Err(error(
                format!(
                    "this clone is shallow and lacks what {short_a} and {short_b} have in common"
                ),
                DEEPEN,
            )),
        }
    }

    /// True if the history of one of two commits ends in this shallow clone before it reaches what both have in common:
    /// beyond that end, they may have a newer one in common. None is newer than one of the two.
    fn is_cut_off(&self, a: &Commit, b: &Commit, base: &Commit) -> Result<bool, Error> {
        if [a, b].contains(&base) {
            return Ok(false);
        }
        let file = self.text(&["rev-parse", "--git-path", "shallow"])?;
        let file = self.folder.join(file.unwrap_or_default());
        let Ok(ends) = std::fs::read_to_string(file) else {
            return Ok(true);
        };
        let ends: HashSet<&str> = ends.lines().collect();
        let since = self.text(&["rev-list", &a.0, &b.0, "--not", &base.0])?;
        let since = since.unwrap_or_default();
        Ok(since.lines().any(|commit| ends.contains(commit)))
    }

    /// The last commit of this line of history before a day; `None` if the history begins later.
    ///
    /// # Errors
    ///
    /// The clone is shallow and does not reach that day.
    pub fn last_before(&self, day: Date) -> Result<Option<Commit>, Error> {
        // Git takes a commit of that very second for one before it.
        let eve = day.yesterday().unwrap_or(day);
        let before = format!("--before={eve}T23:59:59Z");
        let found = self.text(&["rev-list", "-1", "--first-parent", &before, "HEAD"])?;
        if found.is_none() && self.is_shallow()? {
            let message = format!("this clone is shallow and begins after {day}");
            return Err(error(message, DEEPEN));
        }
        Ok(found.map(Commit))
    }

    /// Reads which files below the folder the commits of these days wrote. Of a merge it is what it brought to this line of
    /// history, on its own day: then readers could see it. A file at another path is a new one, as its page is; what git
    /// takes for a move differs between its versions.
    fn file_changes(&self, head: &Commit, [first, last]: [Date; 2]) -> Result<FileChanges, Error> {
        let utc = jiff::tz::TimeZone::UTC;
        let start = first.to_zoned(utc.clone()).ok();
        let start = start.map_or(0, |start| start.timestamp().as_second().max(0));
        // Nothing here is left to the settings of whoever runs it.
        let log = [
            "log",
            "--first-parent",
            "--diff-merges=first-parent",
            "--root",
            "--relative",
            "--no-renames",
            "--no-follow",
            "--no-ext-diff",
            "--no-show-signature",
            "--diff-filter=AMT",
            "--name-status",
            "-z",
            "--format=%ct",
            &format!("--max-age={start}"),
            &head.0,
            "--",
            ".",
        ];
        let output = self.run(&log)?;
        if !output.status.success() {
            return Err(error(git_words(&output), DEEPEN));
        }
        let mut changes = FileChanges::new();
        let mut day = None;
        // The second of a commit, then `STATUS` and `PATH` of each file.
        let mut parts = output.stdout.split(|byte| *byte == 0);
        while let Some(part) = parts.next() {
            let part = String::from_utf8_lossy(part.trim_ascii());
            if let Ok(second) = part.parse() {
                let time = jiff::Timestamp::from_second(second).ok();
                let date = time.map(|time| time.to_zoned(utc.clone()).date());
                day = date.filter(|date| (first..=last).contains(date));
            } else if let Some(path) = parts.next()
                && let Some(day) = day
                // A name that is not UTF-8 cannot be a page's.
                && let Ok(path) = std::str::from_utf8(path)
            {
                let days = changes.entry(path.to_owned()).or_default();
                *days.entry(day).or_default() |= part == "A";
            }
        }
        Ok(changes)
    }

    fn is_shallow(&self) -> Result<bool, Error> {
        let answer = self.text(&["rev-parse", "--is-shallow-repository"])?;
        Ok(answer.as_deref() == Some("true"))
    }

    /// The bytes of one file of a commit, by path from the folder; empty if there is none.
    pub fn file(&self, commit: &Commit, path: &str) -> Result<Vec<u8>, Error> {
        let name = format!("{}:{}{path}", commit.0, self.prefix);
        let output = self.run(&["cat-file", "blob", &name])?;
        Ok(output.stdout)
    }

    /// Reads the files of a commit for which `is_wanted` is true, by path from the folder; the others are empty.
    ///
    /// # Errors
    ///
    /// An object is missing, as in a partial clone.
    pub fn tree(&self, commit: &Commit, is_wanted: impl Fn(&str) -> bool) -> Result<Tree, Error> {
        let mut tree = Tree::default();
        let mut wanted: Vec<(String, String)> = Vec::new();
        let list = ["ls-tree", "-r", "-z", "--full-tree", &commit.0];
        let below = ["--", &self.prefix];
        let below = if self.prefix.is_empty() {
            &[]
        } else {
            &below[..]
        };
        let output = self.run(&[&list[..], below].concat())?;
        if !output.status.success() {
            return Err(error(git_words(&output), DEEPEN));
        }
        // Each record is `MODE TYPE HASH\tPATH`.
        for record in output.stdout.split(|byte| *byte == 0) {
            // A name that is not UTF-8 cannot be a page's.
            let Ok(record) = std::str::from_utf8(record) else {
                continue;
            };
            let Some((meta, path)) = record.split_once('\t') else {
                continue;
            };
            let Some(path) = path.strip_prefix(&self.prefix).map(str::to_owned) else {
                continue;
            };
            match meta.split(' ').collect::<Vec<_>>()[..] {
                ["120000", ..] => tree.links.push(path),
                ["160000", ..] => tree.not_kept.submodules.push(path),
                [_, "blob", hash] if is_wanted(&path) => wanted.push((path, hash.to_owned())),
                _ => {
                    tree.files.insert(path, Arc::default());
                }
            }
        }
        let bytes = self.blobs(wanted.iter().map(|(_, hash)| hash.as_str()))?;
        for ((path, hash), bytes) in wanted.into_iter().zip(bytes) {
            let Some(bytes) = bytes else {
                let message = format!("this clone lacks `{path}` as it was ({})", &hash[..10]);
                return Err(error(message, "fetch it with `git fetch --refetch`"));
            };
            tree.files.insert(path, bytes);
        }
        Ok(tree)
    }

    /// What of the files on disk no commit of this repository would hold.
    ///
    /// # Errors
    ///
    /// The index cannot be read: git's own words.
    pub fn not_kept(&self) -> Result<NotKept, Error> {
        let list = |args: &[&str]| -> Result<Vec<String>, Error> {
            let output = self.run(&[&["ls-files", "-z"], args].concat())?;
            if !output.status.success() {
                return Err(error(git_words(&output), ""));
            }
            let text = String::from_utf8_lossy(&output.stdout);
            let records = text.split('\0').filter(|record| !record.is_empty());
            Ok(records.map(str::to_owned).collect())
        };
        // Each record is `MODE HASH STAGE\tPATH`.
        let submodules = list(&["--stage"])?.into_iter();
        let submodules = submodules.filter(|record| record.starts_with("160000 "));
        let submodules =
            submodules.filter_map(|record| Some(record.split_once('\t')?.1.to_owned()));
        // Git does not look into another repository: its folder stands for it.
        let nested = list(&["--others", "--exclude-standard"])?.into_iter();
        let nested = nested.filter(|path| path.ends_with('/'));
        Ok(NotKept {
            submodules: submodules.chain(nested).collect(),
            ignored: list(&["--others", "--ignored", "--exclude-standard", "--directory"])?,
        })
    }

    /// The bytes of blobs, in their order; `None` for one that this clone does not hold.
    fn blobs<'a>(
        &self,
        hashes: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<Option<Arc<[u8]>>>, Error> {
        let asked: String = hashes.flat_map(|hash| [hash, "\n"]).collect();
        let count = asked.lines().count();
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped());
        let output = spawn_with_input(command, asked.into_bytes()).map_err(cannot_run)?;
        let mut rest = &output.stdout[..];
        let mut blobs = Vec::with_capacity(count);
        // Each answer is `HASH TYPE SIZE\nBYTES\n`, or `HASH missing\n`.
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let header = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            let size = header.rsplit(' ').next().and_then(|size| size.parse().ok());
            blobs.push(match size {
                Some(size) if rest.len() > size => {
                    let (bytes, after) = rest.split_at(size);
                    rest = &after[1..];
                    Some(bytes.into())
                }
                _ => None,
            });
        }
        blobs.resize(count, None);
        Ok(blobs)
    }

    /// What a command prints, without the line break at its end; `None` if it fails or prints nothing.
    fn text(&self, args: &[&str]) -> Result<Option<String>, Error> {
        let output = self.run(args)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let text = text.trim_end_matches(['\n', '\r']);
        Ok((output.status.success() && !text.is_empty()).then(|| text.to_owned()))
    }

    fn run(&self, args: &[&str]) -> Result<Output, Error> {
        self.command(args).output().map_err(cannot_run)
    }

    fn command(&self, args: &[&str]) -> Command {
        if let Ok(mut commands) = self.commands.lock() {
            commands.push(format!("git {}", args.join(" ")));
        }
        let mut command = Command::new("git");
        if self.is_found_by_folder {
            let names = ["DIR", "WORK_TREE", "COMMON_DIR", "INDEX_FILE", "PREFIX"];
            for name in names {
                command.env_remove(format!("GIT_{name}"));
            }
        }
        let settings = ["core.hooksPath=/dev/null", "core.fsmonitor=false"];
        command
            .arg("-C")
            .arg(&self.folder)
            .args(["--no-optional-locks", "--literal-pathspecs"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .args(args.iter().map(OsStr::new))
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null());
        command
    }
}

/// Writes the input from another thread, so that neither side waits for the other.
fn spawn_with_input(mut command: Command, input: Vec<u8>) -> io::Result<Output> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // A program that ends early has said why on its other end.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
        child.wait_with_output()
    })
}

fn cannot_run(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => error("there is no program `git`", "install git"),
        _ => error(format!("cannot run `git`: {cause}"), ""),
    }
}

/// What git says of its failure, without `fatal:`.
fn git_words(output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.trim().trim_start_matches("fatal: ");
    format!("git says: {}", visible_except(words, &['\n', '\t']))
}
