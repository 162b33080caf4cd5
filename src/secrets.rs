//! What a report must not show: values of secure parameters, and all that is made of them.
//!
//! Known secrets are looked for in every text that is written, source snippets included, and hidden behind as many `*` as they
//! have bytes, so that offsets hold. A text is a secret in the files of the worlds that have it, and no more: the same word may
//! mean nothing in another template. Files of which nobody can tell what is secret in them show no string at all.

mod finder;
mod hide;
mod scopes;

use crate::finding::Report;
use crate::picture::Picture;
use crate::source::{FileId, Span};
use hide::{hide, keys, literal, strings};
use rustc_hash::FxHashMap;
use scopes::{Scope, Scopes};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Shorter texts are no secrets that could be looked for: they stand everywhere.
pub const SHORTEST: usize = 4;

/// Of more secrets than this they are not looked for one by one: no string of the sources that have them is shown.
const MOST: usize = 1_000;

/// Texts that are secret, in each way in which a template may write them.
type Texts = BTreeSet<String>;

/// The secrets of a world, or of a run.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// Texts of the world that is looked at.
    own: Texts,
    /// The texts of each world, and the files of the worlds that have just these; also where there are none.
    held: BTreeMap<Arc<Texts>, BTreeSet<FileId>>,
    spans: BTreeMap<FileId, Vec<Span>>,
    /// Files whose strings are all hidden.
    files: BTreeSet<FileId>,
    scopes: OnceLock<Arc<Scopes>>,
}

impl Secrets {
    /// Hides a text wherever it stands, in each way in which a template may write it.
    pub fn add_text(&mut self, text: &str) {
        // The words for yes and no are no secrets, and would be hidden wherever they stand.
        let is_word = ["true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if text.len() < SHORTEST || is_word || self.own.len() > MOST {
            return;
        }
        let json = serde_json::Value::from(text).to_string();
        let written = [
            text.to_owned(),
            json.trim_matches('"').to_owned(),
            text.replace('\'', "''"),
            text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${"),
            text.escape_default().to_string(),
        ];
        self.own.extend(written);
        self.scopes.take();
    }

    /// Hides the string literal at a place of a file, however it is written.
    pub fn add_span(&mut self, file: FileId, span: Span) {
        self.spans.entry(file).or_default().push(span);
    }

    /// Hides all strings of a file.
    pub fn add_file(&mut self, file: FileId) {
        self.files.insert(file);
    }

    /// Says which files the texts so far are secret in: all files of their world.
    pub fn hold(&mut self, files: impl IntoIterator<Item = FileId>) {
        let own = Arc::new(std::mem::take(&mut self.own));
        self.held.entry(own).or_default().extend(files);
        self.scopes.take();
    }

    /// Adds the secrets of another world.
    pub fn merge(&mut self, other: Self) {
        self.own.extend(other.own);
        for (texts, files) in other.held {
            self.held.entry(texts).or_default().extend(files);
        }
        for (file, spans) in other.spans {
            self.spans.entry(file).or_default().extend(spans);
        }
        self.files.extend(other.files);
        self.scopes.take();
    }

    /// A text of a file as it may be shown: as long as it is, byte by byte.
    pub fn shown<'t>(&self, file: FileId, text: &'t str) -> Cow<'t, str> {
        let scope = self.scope(Some(file));
        let mut hidden = scope.finder().find(text);
        hidden.extend(keys(text));
        let spans = self.spans.get(&file).into_iter().flatten();
        hidden.extend(spans.filter_map(|span| literal(text, *span)));
        if scope.is_full() || self.files.contains(&file) {
            hidden.extend(strings(text));
        }
        hide(text, hidden)
    }

    /// A text about a file as it may be shown; about none, without any secret of all files.
    pub fn masked<'t>(&self, file: Option<FileId>, text: &'t str) -> Cow<'t, str> {
        self.scope(file).masked(text)
    }

    /// Hides secrets in all that a report says in words, and goes with it to those who show its sources.
    pub fn mask_into(self, report: &mut Report) {
        self.mask(report);
        report.secrets = self;
    }

    fn mask(&self, report: &mut Report) {
        for finding in &mut report.findings {
            self.scope(Some(finding.place.file)).mask_finding(finding);
        }
        let sources = &report.sources;
        let paths: OnceLock<FxHashMap<&str, FileId>> = OnceLock::new();
        for file in &mut report.files {
            let Some(why) = &mut file.why else { continue };
            let known = paths.get_or_init(|| {
                let files = (0..sources.len()).map(|number| FileId(number as u32));
                files.filter_map(|file| Some((sources.get(file)?.path.as_str(), file))).collect()
            });
            self.scope(known.get(file.path.as_str()).copied()).change(why);
        }
        for label in &mut report.unseen {
            self.scope(Some(label.place.file)).mask_label(label);
        }
    }

    /// Hides secrets in the picture of a world.
    pub fn mask_picture(&self, picture: &mut Picture) {
        let scope = self.scope(None);
        scope.change(&mut picture.title);
        for node in &mut picture.nodes {
            scope.change(&mut node.title);
            node.details.iter_mut().for_each(|line| scope.change(line));
        }
        picture.edges.iter_mut().for_each(|edge| scope.change(&mut edge.label));
    }

    /// Hides secrets in JSON, keys included.
    pub fn mask_json(&self, json: &mut serde_json::Value) {
        match json {
            serde_json::Value::String(text) => self.scope(None).change(text),
            serde_json::Value::Array(items) => {
                for item in items {
                    self.mask_json(item);
                }
            }
            serde_json::Value::Object(members) => {
                let taken = std::mem::take(members);
                members.extend(taken.into_iter().map(|(key, mut value)| {
                    self.mask_json(&mut value);
                    (self.masked(None, &key).into_owned(), value)
                }));
            }
            _ => {}
        }
    }

    fn scope(&self, file: Option<FileId>) -> &Scope {
        self.scopes.get_or_init(|| Arc::new(Scopes::new(&self.own, &self.held))).of(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_in_each_way_of_writing() {
        let mut secrets = Secrets::default();
        secrets.add_text("a\"b'c");
        assert_eq!(secrets.masked(None, "x a\"b'c y"), "x ***** y");
        assert_eq!(secrets.masked(None, "x \"a\\\"b'c\" y"), "x \"******\" y");
        assert_eq!(secrets.masked(None, "x 'a\"b''c' y"), "x '******' y");
        assert_eq!(secrets.masked(None, "x 'a\"b\\'c' y"), "x '******' y");
        assert!(matches!(secrets.masked(None, "abc"), Cow::Borrowed(_)));
    }

    #[test]
    fn words_of_a_sentence_are_no_secrets() {
        let mut secrets = Secrets::default();
        secrets.add_text("password");
        secrets.add_text("pass-word");
        let masked = |text: &str| {
            let mut text = text.to_owned();
            secrets.scope(None).change_sentence(&mut text);
            text
        };
        assert_eq!(
            masked("The rule's passwords: one password."),
            "The rule's passwords: one password."
        );
        assert_eq!(masked("'a' is 'password'."), "'a' is '********'.");
        assert_eq!(masked("'my password' is a password"), "'my ********' is a password");
        assert_eq!(masked("'a'password' is b"), "'a'********' is b");
        assert_eq!(masked("it is 'open password"), "it is 'open ********");
        assert_eq!(masked("it is pass-word"), "it is *********");
    }

    #[test]
    fn hidden_text_is_as_long() {
        let mut secrets = Secrets::default();
        secrets.add_text("päss\u{1F600}");
        secrets.add_text("ss\u{1F600}w");
        let shown = secrets.masked(None, "épäss\u{1F600}wé");
        assert_eq!(shown, format!("é{}é", "*".repeat(10)));
    }

    #[test]
    fn keys_in_connection_strings_are_hidden() {
        let secrets = Secrets::default();
        assert_eq!(
            secrets.masked(None, "AccountName=x;AccountKey=abcd==;EndpointSuffix=y"),
            "AccountName=x;AccountKey=******;EndpointSuffix=y"
        );
        assert_eq!(
            secrets.masked(None, "https://x/?sv=1&sig=abcdef&x"),
            "https://x/?sv=1&sig=******&x"
        );
        assert_eq!(secrets.masked(None, "Password=${x}"), "Password=${x}");
    }

    #[test]
    fn files_of_unknown_secrets_show_no_string() {
        let mut secrets = Secrets::default();
        secrets.add_file(FileId(0));
        let text = "{ \"a\": \"bcd\", \"e\" : [\"f\\\"g\"], \"open";
        assert_eq!(secrets.shown(FileId(0), text), "{ \"a\": \"***\", \"e\" : [\"****\"], \"****");
    }

    #[test]
    fn a_text_is_secret_in_the_files_of_its_worlds() {
        let world = |text: &str, files: &[u32]| {
            let mut secrets = Secrets::default();
            secrets.add_text(text);
            secrets.hold(files.iter().map(|file| FileId(*file)));
            secrets
        };
        let mut run = world("password", &[1, 2]);
        run.merge(world("telling", &[2, 3]));
        run.merge(world("", &[2, 4]));
        let all = "'password' 'telling'";
        for (file, wanted) in [
            (1, "'********' 'telling'"),
            (2, "'********' '*******'"),
            (3, "'password' '*******'"),
            (4, all),
            // No world has it: nobody can tell whose words these are.
            (5, "'********' '*******'"),
        ] {
            let file = FileId(file);
            assert_eq!(run.masked(Some(file), all), wanted);
            assert_eq!(run.shown(file, all), wanted);
        }
        assert_eq!(run.masked(None, all), "'********' '*******'");
    }

    #[test]
    fn many_secrets_hide_all_strings_where_they_are_and_nowhere_else() {
        let mut run = Secrets::default();
        for number in 0..=MOST {
            run.add_text(&format!("secret-{number:05}"));
        }
        run.hold([FileId(0)]);
        run.hold([FileId(1)]);
        assert_eq!(run.shown(FileId(0), "'any'"), "'***'");
        assert_eq!(run.shown(FileId(1), "'any'"), "'any'");
    }
}
