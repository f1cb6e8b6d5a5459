//! Compiles templates with Tera and renders them.
//!
//! A template sees its page's inputs and nothing else. Tera's only functions are `range` and `throw`: nothing here
//! reaches the disk, the clock or the environment.

use std::sync::{Arc, OnceLock};

use tera::Tera;

use super::embedded::is_built_in;
use super::engine::new_tera;
use super::file::{TemplateFile, TemplateFiles, ThemeFile};
use super::invalid::template_invalid;
use super::minify::remove_indentation;
use super::{tera_errors, unquoted_attributes};
use crate::diagnostic::{Finding, Place};
use crate::page::Inputs;

/// The templates of a theme by name, which is their path below `templates/`: `entry.html`, `components/meter.html`.
pub struct Templates {
    /// Compiled when the first page is rendered, if all files are built in: a unit test compiles those.
    tera: OnceLock<Tera>,
    files: TemplateFiles,
}

impl Templates {
    /// Compiles the templates. Reports the errors within each template or, if all parse, the errors between them.
    pub(super) fn compile(sources: &[(&str, &ThemeFile)]) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut files = TemplateFiles::new();
        for (name, file) in sources {
            match std::str::from_utf8(&file.bytes) {
                Ok(text) => {
                    let (path, text) = (Arc::clone(&file.path), text.to_owned());
                    files.insert((*name).to_owned(), TemplateFile { path, text });
                }
                Err(error) => findings.push(tera_errors::not_utf8(file, error.valid_up_to())),
            }
        }
        if findings.is_empty() && files.values().all(|file| is_built_in(&file.path)) {
            let tera = OnceLock::new();
            return Ok(Templates { tera, files });
        }
        for file in files.values() {
            findings.extend(unquoted_attributes::check_attribute_quotes(
                &file.path, &file.text,
            ));
        }
        let tera = compile_tera(&files);
        if let Err(error) = &tera {
            let syntax_errors = files
                .iter()
                .filter_map(|(name, file)| tera_errors::syntax_error(name, file));
            let before = findings.len();
            findings.extend(syntax_errors);
            // If a template is missing because it is not UTF-8, errors about references to it would be noise.
            if findings.len() == before && files.len() == sources.len() {
                findings.extend(tera_errors::reference_errors(error, &files));
            }
        }
        match tera {
            Ok(tera) if findings.is_empty() => Ok(Templates {
                tera: tera.into(),
                files,
            }),
            _ => Err(findings),
        }
    }

    /// The source of a template, by the path that errors show.
    pub fn source_text(&self, path: &str) -> Option<&str> {
        let mut files = self.files.values();
        files
            .find(|file| &*file.path == path)
            .map(|file| file.text.as_str())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Renders a template with exactly these inputs.
    ///
    /// # Errors
    ///
    /// The error and its place in the template that caused it. An undefined variable is an error, not an empty text.
    pub fn render(&self, name: &str, inputs: &Inputs) -> Result<String, Box<Finding>> {
        if !self.contains(name) {
            let message = format!("the theme has no template `{name}`");
            let path = format!("templates/{name}").into();
            let missing = template_invalid(&path, Place::Start, message);
            return Err(Box::new(missing));
        }
        let tera = self.tera.get_or_init(|| {
            compile_tera(&self.files).expect("a unit test compiles the built-in theme")
        });
        tera.render(name, &inputs.to_tera_context())
            .map_err(|error| Box::new(tera_errors::render_error(&error, name, &self.files)))
    }
}

fn compile_tera(files: &TemplateFiles) -> tera::TeraResult<Tera> {
    let mut tera = new_tera();
    let minified = files
        .iter()
        .map(|(name, file)| (name, remove_indentation(&file.text)));
    match tera.add_raw_templates(minified) {
        Ok(()) => Ok(tera),
        Err(error) => {
            // Its places are those of the text that the author wrote.
            let written = files.iter().map(|(name, file)| (name, &file.text));
            Err(new_tera().add_raw_templates(written).err().unwrap_or(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Shared;

    fn compile(templates: &[(&str, &str)]) -> Result<Templates, Vec<Finding>> {
        let files: Vec<ThemeFile> = templates
            .iter()
            .map(|(name, text)| ThemeFile {
                path: format!("templates/{name}").into(),
                name: format!("templates/{name}"),
                bytes: text.as_bytes().into(),
            })
            .collect();
        let sources: Vec<_> = templates
            .iter()
            .map(|(name, _)| *name)
            .zip(&files)
            .collect();
        Templates::compile(&sources)
    }

    /// `path:line:column: message (help)`, as a terminal shows it.
    fn line(problem: &Finding) -> String {
        let place = match &problem.place {
            Place::Line(line, column) => format!(":{line}:{column}"),
            _ => String::new(),
        };
        let help = problem
            .help
            .as_ref()
            .map_or(String::new(), |help| format!(" ({help})"));
        format!("{}{place}: {}{help}", problem.path, problem.message)
    }

    fn load_errors(templates: &[(&str, &str)]) -> Vec<String> {
        compile(templates)
            .err()
            .expect("an error")
            .iter()
            .map(line)
            .collect()
    }

    fn render(templates: &[(&str, &str)], inputs: &Inputs) -> Result<String, String> {
        let compiled = compile(templates)
            .map_err(|problems| format!("{problems:?}"))
            .expect("valid templates");
        compiled
            .render(templates[0].0, inputs)
            .map_err(|problem| line(&problem))
    }

    fn inputs() -> Inputs {
        let page = serde_json::json!({"title": "<b>", "body": ""});
        Inputs::new()
            .with("page", Shared::new(&page))
            .with("site_title", Shared::new("Site"))
    }

    #[test]
    fn html_and_xml_are_escaped_and_finished_html_is_not() {
        let inputs = inputs().with("safe", Shared::from_html("<i>"));
        for name in ["a.html", "a.xml"] {
            let rendered = render(&[(name, "{{ page.title }}{{ safe }}")], &inputs);
            assert_eq!(rendered.as_deref(), Ok("&lt;b&gt;<i>"));
        }
    }

    #[test]
    fn templates_extend_include_and_call_components_of_other_files() {
        let templates = [
            (
                "entry.html",
                r#"{% extends "base.html" %}{% block main %}{% include "part.html" %}{{ <Meter value={3} /> }}{% endblock %}"#,
            ),
            ("base.html", "<main>{% block main %}{% endblock %}</main>"),
            ("part.html", "{{ site_title }} "),
            (
                "components/meter.html",
                "{% component Meter(value: integer) %}{{ value }}{% endcomponent Meter %}",
            ),
        ];
        assert_eq!(
            render(&templates, &inputs()).as_deref(),
            Ok("<main>Site 3</main>")
        );
    }

    #[test]
    fn a_missing_name_is_an_error_at_its_place_and_offers_a_near_one() {
        for (text, error) in [
            (
                "é\n  {{ page.titel }}",
                "templates/a.html:2:11: field `titel` is not defined (did you mean `title`?)",
            ),
            (
                "{{ page.nope }}",
                "templates/a.html:1:9: field `nope` is not defined (there are `body`, `title`)",
            ),
            (
                "{{ site_tilte }}",
                "templates/a.html:1:4: variable `site_tilte` is not defined (did you mean `site_title`?)",
            ),
            (
                "{{ xyz }}",
                "templates/a.html:1:4: variable `xyz` is not defined (there are `page`, `site_title`)",
            ),
        ] {
            assert_eq!(
                render(&[("a.html", text)], &inputs()),
                Err(error.to_owned())
            );
        }
    }

    #[test]
    fn an_error_in_a_parent_a_part_or_a_component_is_reported_in_its_own_file() {
        let base = ("base.html", "{{ nope }}");
        let part = ("part.html", "\n{{ nope }}");
        let meter = (
            "meter.html",
            "{% component Meter(value) %}\n{{ nope }}{% endcomponent %}",
        );
        for (text, expected) in [
            (r#"{% extends "base.html" %}"#, "templates/base.html:1:4: "),
            (r#"{% include "part.html" %}"#, "templates/part.html:2:4: "),
            ("{{ <Meter value={1} /> }}", "templates/meter.html:2:4: "),
        ] {
            let error =
                render(&[("a.html", text), base, part, meter], &inputs()).expect_err("undefined");
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn every_syntax_error_is_reported_at_once() {
        assert_eq!(
            load_errors(&[
                ("a.html", "<p>\n{{ 1 + }}"),
                ("b.html", "{% if true %}"),
                ("c.html", r#"{% extends "gone.html" %}"#),
                ("d.html", "<a title={{ v }}>"),
            ]),
            [
                "templates/d.html:1:10: a value in an attribute needs quotes (write `name=\"{{ value }}\"`)",
                "templates/a.html:2:8: found `}}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`",
                "templates/b.html:1:14: unexpected end of input (is an `endif`, `endfor`, `endblock` or `endcomponent` missing?)",
            ]
        );
    }

    #[test]
    fn every_unknown_name_is_reported_at_once() {
        assert_eq!(
            load_errors(&[
                ("a.html", "{{ x | uper }}\n{{ <Metre /> }}"),
                (
                    "b.html",
                    "{{ get_env(name=\"GITHUB_TOKEN\") }}{% include \"../../etc/passwd\" %}{% include \"c.htm\" %}"
                ),
                ("c.html", "{% component Meter() %}{% endcomponent %}"),
            ]),
            [
                "templates/a.html:1:8: unknown filter `uper`",
                "templates/a.html:2:4: unknown component `Metre` (did you mean `Meter`?)",
                "templates/b.html:1:4: unknown function `get_env` (a template sees its page's inputs; its only functions are `range` and `throw`)",
                "templates/b.html:1:46: unknown template `../../etc/passwd`",
                "templates/b.html:1:78: unknown template `c.htm` (did you mean `c.html`?)",
            ]
        );
    }

    #[test]
    fn invalid_inheritance_is_an_error_at_its_tag() {
        for (templates, error) in [
            (
                vec![("a.html", r#"{% include "a.html" %}"#)],
                "templates/a.html:1:1: `a.html` includes itself",
            ),
            (
                vec![("a.html", r#"{% extends "a.html" %}"#)],
                "templates/a.html:1:1: `a.html` extends itself",
            ),
            (
                vec![
                    ("a.html", r#"x {%- include "b.html" %}"#),
                    ("b.html", r#"{% include "a.html" %}"#),
                ],
                "templates/a.html:1:3: `a.html` includes itself through `b.html`",
            ),
            (
                vec![
                    ("a.html", r#"{% extends "b.html" %}"#),
                    ("b.html", r#"{% extends "a.html" %}"#),
                ],
                "templates/a.html:1:1: `a.html` extends itself through `b.html`",
            ),
            (
                vec![("a.html", "\n{% extends 'bse.html' %}"), ("base.html", "")],
                "templates/a.html:2:1: no template `bse.html` (did you mean `base.html`?)",
            ),
            (
                vec![
                    ("a.html", "{% component Meter() %}{% endcomponent %}"),
                    ("b.html", " {% component Meter() %}{% endcomponent %}"),
                ],
                "templates/b.html:1:2: component `Meter` is also defined in `templates/a.html` \
                 (rename it, or override the other file by one of the same name)",
            ),
        ] {
            assert_eq!(load_errors(&templates), [error]);
        }
    }

    /// Tera 1 aborted the process on these.
    #[test]
    fn deep_and_endless_templates_are_errors_on_a_small_stack() {
        let hostile = || {
            let parens = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
            assert_eq!(load_errors(&[("a.html", &parens)]).len(), 1);
            let ifs = "{% if true %}".repeat(5000) + &"{% endif %}".repeat(5000);
            assert_eq!(load_errors(&[("a.html", &ifs)]).len(), 1);
            let error = render(&[("a.html", "{{ range(end=2000000000) }}")], &inputs())
                .expect_err("a bomb");
            assert!(
                error.starts_with("templates/a.html:1:4: function `range` would produce"),
                "{error}"
            );
            let endless = "{% component A() %}{{ <A /> }}{% endcomponent %}{{ <A /> }}";
            assert_eq!(
                render(&[("a.html", endless)], &inputs()),
                Err("templates/a.html: components call each other without end".to_owned())
            );
        };
        // The stack size of a rayon worker.
        std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(hostile)
            .expect("a thread")
            .join()
            .expect("no panic");
    }

    #[test]
    fn a_template_that_is_not_utf8_is_an_error_at_its_first_wrong_byte() {
        let file = ThemeFile {
            path: "templates/a.html".into(),
            name: "templates/a.html".to_owned(),
            bytes: b"ok\n\xc3\xa9\xff".as_slice().into(),
        };
        let problems = Templates::compile(&[("a.html", &file)])
            .err()
            .expect("an error");
        assert_eq!(
            line(&problems[0]),
            "templates/a.html:2:2: not UTF-8 (save the file as UTF-8)"
        );
    }

    #[test]
    fn an_unknown_template_is_an_error_not_a_panic() {
        let error = compile(&[])
            .expect("no templates")
            .render("a.html", &inputs())
            .expect_err("unknown");
        assert_eq!(
            line(&error),
            "templates/a.html: the theme has no template `a.html`"
        );
    }
}
