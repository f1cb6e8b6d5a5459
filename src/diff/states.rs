//! The two states of a project, scored so that they can be compared: what one of them keeps private is private in both,
//! and what cannot be read in one of them is left out of both.

use std::sync::Arc;

use super::names::Names;
use super::not_compared::{self, NotCompared};
use crate::config::Config;
use crate::content::source::{CONFIG_FILE, Error, ProjectFiles, Source};
use crate::engine::{Engine, Request, Snapshot, content_folder};
use crate::model::{Schema, load};

/// The two states, all as of one day.
pub struct States {
    /// The base under its own rules; `None` if those of the head are the same.
    pub base_by_old_rules: Option<Snapshot>,
    pub base: Snapshot,
    pub head: Snapshot,
    /// The settings of each: its `casebook.yaml`.
    pub settings: [Option<Source>; 2],
    pub not_compared: Vec<NotCompared>,
    /// The base has no document, and the head has some.
    pub is_all_new: bool,
}

impl States {
    /// `engine` has made the snapshot `head_alone` of the files of the head.
    ///
    /// # Errors
    ///
    /// An input exists and cannot be read. Settings that cannot be read are no error here: ask
    /// [`Snapshot::settings_error`].
    pub fn score(
        files: [ProjectFiles; 2],
        (mut engine, head_alone): (Engine, Snapshot),
        request: &Request,
    ) -> Result<States, Error> {
        let settings = [files[0].read_config()?, files[1].read_config()?];
        let mut scoring = Scoring {
            hash: settings
                .each_ref()
                .map(|source| source.as_ref().map(|s| s.hash)),
            schemas: settings
                .each_ref()
                .map(|source| Arc::new(schema(source.as_ref()))),
            files,
            settings,
            request,
        };
        let mut head = match scoring.withholds_more() {
            true => scoring.head(&mut engine)?,
            false => head_alone,
        };
        let (mut base, mut base_by_old_rules) = scoring.base(&mut engine)?;
        if scoring.was_no_project(&base, &head) {
            scoring.files[0].content = Some(head.folders.content.clone());
            (base, base_by_old_rules) = scoring.base(&mut engine)?;
        }
        let as_it_was = base_by_old_rules.as_ref().unwrap_or(&base);
        let is_all_new = as_it_was.document_count == 0 && head.document_count > 0;
        let (not_compared, left_out) = {
            let old = base_by_old_rules.as_ref().unwrap_or(&base);
            not_compared::find([&[old, &base], &[&head]])
        };
        if !left_out.is_empty() {
            for files in &mut scoring.files {
                files.left_out = left_out.iter().cloned().collect();
            }
            head = scoring.head(&mut engine)?;
            (base, base_by_old_rules) = scoring.base(&mut engine)?;
        }
        Ok(States {
            base_by_old_rules,
            base,
            head,
            settings: scoring.settings,
            not_compared,
            is_all_new,
        })
    }
}

/// Of base and head.
struct Scoring<'a> {
    files: [ProjectFiles; 2],
    settings: [Option<Source>; 2],
    hash: [Option<u128>; 2],
    schemas: [Arc<Schema>; 2],
    request: &'a Request,
}

impl Scoring<'_> {
    fn withholds_more(&self) -> bool {
        let [base, head] = &self.schemas;
        self.hash[0] != self.hash[1] && Schema::clone(head).withhold_as(base)
    }

    /// True if the base was a repository without casebook, all Markdown of which would count as its content: it has no
    /// settings, its content is its root where that of the head is a folder, and nothing of it is in the head.
    fn was_no_project(&self, base: &Snapshot, head: &Snapshot) -> bool {
        if self.settings[0].is_some()
            || !base.folders.content.is_empty()
            || head.folders.content.is_empty()
        {
            return false;
        }
        let names = Names::new(base, head, [base, base, head]);
        !base.graph.ids().any(|id| names.head_of(id).is_some())
    }

    fn head(&self, engine: &mut Engine) -> Result<Snapshot, Error> {
        engine.turn_to(self.files[1].clone(), None, Some(self.schemas[0].clone()));
        engine.snapshot(self.request)
    }

    /// Under the rules of the head, but from the folder where the base has its content; and under its own.
    fn base(&self, engine: &mut Engine) -> Result<(Snapshot, Option<Snapshot>), Error> {
        let [files, _] = self.files.clone();
        let [base, head] = self.schemas.clone();
        let mut by_new_rules = files.clone();
        by_new_rules.content = Some(content_folder(&files, self.settings[0].as_ref()));
        let none = || Some(Source::in_memory(CONFIG_FILE, ""));
        let new_rules = self.settings[1].clone().or_else(none);
        engine.turn_to(by_new_rules, new_rules, Some(base));
        let by_new_rules = engine.snapshot(self.request)?;
        if self.hash[0] == self.hash[1] {
            return Ok((by_new_rules, None));
        }
        engine.turn_to(files, None, Some(head));
        Ok((by_new_rules, Some(engine.snapshot(self.request)?)))
    }
}

fn schema(settings: Option<&Source>) -> Schema {
    let text = settings.and_then(Source::text).unwrap_or_default();
    load::load_schema(&Config::read(text).0).0
}
