//! For people: each finding with its source text, where its value comes from, and how to mend it.

mod fold;
mod view;

use super::{Options, concise, shown, text};
use crate::finding::{Finding, Label, Report, Severity};
use crate::source::{FileId, Place};
use fold::Folder;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, SourceSpan,
};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display};
use std::io;
use view::View;

/// Writes the findings, then the counts and the coverage.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let handler = handler(options);
    let findings: Vec<&Finding> = shown(report, options).collect();
    let folder = Folder::new(width(options), findings.iter().map(|finding| finding.card.fix));
    // A few at a time, so that neither a long report nor all that it shows need be in memory as a whole.
    for some in findings.chunks(64) {
        let views = views(report, some);
        let pages = some.par_iter().map(|finding| page(finding, &views, &folder, &handler));
        for page in pages.collect::<Vec<_>>() {
            out.write_all(page?.as_bytes())?;
        }
    }
    if options.closing { concise::closing(report, out) } else { Ok(()) }
}

/// All that is told of one finding.
fn page(
    finding: &Finding,
    views: &Views<'_>,
    folder: &Folder,
    handler: &GraphicalReportHandler,
) -> io::Result<String> {
    let mut text = String::new();
    for page in pages(finding, views, folder) {
        let mut part = String::new();
        handler.render_report(&mut part, &page).map_err(io::Error::other)?;
        text.push_str(part.trim_start_matches('\n'));
    }
    if let Some(line) = circumstances(finding) {
        text.push_str("  ");
        text.push_str(&line);
        text.push('\n');
    }
    text.push('\n');
    Ok(text)
}

fn handler(options: &Options) -> GraphicalReportHandler {
    let theme =
        if options.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_links(options.links)
        .with_link_display_text("(why)")
        .with_width(width(options))
        .with_wrap_lines(false)
        .without_syntax_highlighting()
}

fn width(options: &Options) -> usize {
    options.width.max(40)
}

type Views<'r> = HashMap<FileId, View<'r>>;

/// One view for each file that one of the findings points into.
fn views<'r>(report: &'r Report, findings: &[&Finding]) -> Views<'r> {
    let places = findings.iter().copied().flat_map(places);
    let files: BTreeSet<FileId> = places.map(|place| place.file).collect();
    let view = |file: FileId| {
        let source = report.sources.get(file)?;
        Some((file, View::of(source, |text| report.secrets.shown(file, text))))
    };
    files.into_par_iter().filter_map(view).collect()
}

fn places(finding: &Finding) -> impl Iterator<Item = Place> {
    let labels = finding.trace.iter().chain(&finding.related).map(|label| label.place);
    std::iter::once(finding.place).chain(labels)
}

/// What is to be known beside the fault: how sure it is, how often and with which parameters it is there.
fn circumstances(finding: &Finding) -> Option<String> {
    let mut parts = Vec::new();
    if finding.confidence < crate::finding::Confidence::High {
        parts.push(format!("confidence {}", finding.confidence.as_str()));
    }
    if finding.instances > 1 {
        parts.push(format!("{} instances", finding.instances));
    }
    if !finding.parameters.is_empty() {
        let files: Vec<_> = finding.parameters.iter().map(|path| text::path(path)).collect();
        parts.push(format!("with {}", files.join(", ")));
    }
    if parts.is_empty() { None } else { Some(format!("note: {}", parts.join("; "))) }
}

/// A finding, or a label that lies elsewhere, as miette wants it.
struct Page<'r> {
    message: String,
    code: Option<String>,
    url: Option<String>,
    help: Option<String>,
    severity: miette::Severity,
    source: Option<&'r View<'r>>,
    labels: Vec<LabeledSpan>,
}

/// Labels so many lines away share the snippet of the finding.
const NEAR: usize = 3;

/// The finding with what lies next to it, then the labels that lie elsewhere, so that the first place that is read is the
/// fault; the help stands under the last.
fn pages<'r>(finding: &Finding, views: &'r Views<'r>, folder: &Folder) -> Vec<Page<'r>> {
    let view = views.get(&finding.place.file);
    let line = |place: Place| view.map_or(0, |view| view.line(place.span));
    let is_near = |place: Place| {
        place.file == finding.place.file && line(place).abs_diff(line(finding.place)) <= NEAR
    };
    let labels = || finding.trace.iter().chain(&finding.related);
    let here = labels().filter(|label| is_near(label.place));
    let elsewhere = labels().filter(|label| !is_near(label.place));
    let mut pages = vec![Page::of(finding, here, views, folder)];
    pages.extend(elsewhere.map(|label| Page::elsewhere(label, views, folder)));
    if let Some(last) = pages.last_mut() {
        last.help = folder.help(finding.card.fix).map(str::to_owned);
    }
    pages
}

impl<'r> Page<'r> {
    fn of<'l>(
        finding: &Finding,
        here: impl Iterator<Item = &'l Label>,
        views: &'r Views<'r>,
        folder: &Folder,
    ) -> Self {
        let card = finding.card;
        let source = views.get(&finding.place.file);
        let (same, here): (Vec<&Label>, Vec<&Label>) =
            here.partition(|label| label.place == finding.place);
        let about: Vec<String> = same.into_iter().map(words).collect();
        let about = Some(about.join("; ")).filter(|words| !words.is_empty());
        let primary = LabeledSpan::new_primary_with_span(about, span(source, finding.place));
        let labels = here
            .into_iter()
            .map(|label| LabeledSpan::new_with_span(Some(words(label)), span(source, label.place)));
        Self {
            message: folder.message(&concise::message(finding)).into_owned(),
            code: Some(format!("{} {} ({})", card.id, card.name, finding.severity.as_str())),
            url: Some(card.help_uri()),
            help: None,
            severity: severity(finding.severity),
            source,
            labels: std::iter::once(primary).chain(labels).collect(),
        }
    }

    fn elsewhere(label: &Label, views: &'r Views<'r>, folder: &Folder) -> Self {
        let source = views.get(&label.place.file);
        Self {
            message: folder.message(&words(label)).into_owned(),
            code: None,
            url: None,
            help: None,
            severity: miette::Severity::Advice,
            source,
            labels: vec![LabeledSpan::new_primary_with_span(None, span(source, label.place))],
        }
    }
}

fn words(label: &Label) -> String {
    text::line(&label.message).into_owned()
}

fn span(source: Option<&View<'_>>, place: Place) -> SourceSpan {
    source.map_or_else(|| (0, 0).into(), |view| view.mark(place.span))
}

const fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    }
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Page<'_> {}

impl Diagnostic for Page<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.map(|view| view as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source
            .map(|_| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
