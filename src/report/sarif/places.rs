//! Places of the report as SARIF's locations.

use crate::finding::{Label, Report};
use crate::report::{Options, Spot, inside, line_hash, text};
use crate::source::{FileId, Place, Source, Span};
use serde_sarif::sarif as s;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;

/// The name of the base that all addresses are relative to.
pub(super) const ROOT: &str = "%SRCROOT%";
/// Longer texts are not repeated as snippets.
const LONGEST_SNIPPET: u32 = 2_000;
/// Bytes of context on either side where lines are long.
const SIDE: usize = 300;

/// The places of one report; remembers the line hashes of each file.
pub(super) struct Places<'r> {
    report: &'r Report,
    snippets: bool,
    hashes: HashMap<FileId, Vec<String>>,
    /// The texts of files without their secrets.
    shown: RefCell<HashMap<FileId, Rc<Cow<'r, str>>>>,
}

impl<'r> Places<'r> {
    pub(super) fn new(report: &'r Report, options: &Options) -> Self {
        let shown = RefCell::default();
        Self { report, snippets: options.snippets, hashes: HashMap::new(), shown }
    }

    /// GitHub's hash of the line on which `place` begins.
    pub(super) fn line_hash(&mut self, place: Place) -> Option<String> {
        let source = self.report.sources.get(place.file)?;
        let hashes =
            self.hashes.entry(place.file).or_insert_with(|| line_hash::line_hashes(&source.text));
        hashes.get(source.line_at(place.span.start)).cloned()
    }

    /// A file with its text as it may be shown, where source text is shown at all.
    fn shown(&self, file: FileId) -> Option<(&'r Source, Rc<Cow<'r, str>>)> {
        let source = self.report.sources.get(file).filter(|_| self.snippets)?;
        let make = || Rc::new(self.report.secrets.shown(file, &source.text));
        let shown = Rc::clone(self.shown.borrow_mut().entry(file).or_insert_with(make));
        Some((source, shown))
    }

    /// The location of `place` without further words.
    pub(super) fn location(&self, place: Place) -> s::Location {
        let spot = Spot::of(self.report, place);
        let shown = self.shown(place.file);
        let mut region = region(&spot);
        region.snippet = shown.and_then(|(_, shown)| snippet(&shown, place.span));
        let mut physical = s::PhysicalLocation {
            artifact_location: Some(artifact(spot.path)),
            ..s::PhysicalLocation::default()
        };
        physical.region = Some(region);
        s::Location { physical_location: Some(physical), ..s::Location::default() }
    }

    /// The location of a finding, with the lines around it.
    pub(super) fn primary(&self, place: Place) -> s::Location {
        let mut location = self.location(place);
        let shown = self.shown(place.file);
        if let (Some(physical), Some((source, shown))) = (&mut location.physical_location, shown) {
            physical.context_region = context(source, &shown, place);
        }
        location
    }

    /// The location of `label` with its words.
    pub(super) fn labelled(&self, label: &Label) -> s::Location {
        let mut location = self.location(label.place);
        location.message = Some(super::message(super::results::plain(&label.message)));
        location
    }

    /// The region of `place` alone, as a replacement wants it.
    pub(super) fn region(&self, place: Place) -> s::Region {
        region(&Spot::of(self.report, place))
    }

    /// The printed path of a file.
    pub(super) fn path(&self, file: FileId) -> &'r str {
        self.report.sources.get(file).map_or("", |source| &source.path)
    }
}

/// The first character of a file that no source of the run stands for.
pub(super) fn start_of(path: &str) -> s::Location {
    let region = s::Region {
        start_line: Some(1),
        start_column: Some(1),
        end_line: Some(1),
        end_column: Some(1),
        ..s::Region::default()
    };
    let physical = s::PhysicalLocation {
        artifact_location: Some(artifact(path)),
        region: Some(region),
        ..s::PhysicalLocation::default()
    };
    s::Location { physical_location: Some(physical), ..s::Location::default() }
}

/// The address of a file, relative to the root.
pub(super) fn artifact(path: &str) -> s::ArtifactLocation {
    s::ArtifactLocation {
        uri: Some(percent_encoded(inside(path))),
        uri_base_id: Some(ROOT.to_owned()),
        ..s::ArtifactLocation::default()
    }
}

/// All but the unreserved characters of RFC 3986 and the slash is encoded.
pub(super) fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(byte as char);
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn region(spot: &Spot<'_>) -> s::Region {
    s::Region {
        start_line: Some(spot.start.line.into()),
        start_column: Some(spot.start.column.into()),
        end_line: Some(spot.end.line.into()),
        end_column: Some(spot.end.column.into()),
        ..s::Region::default()
    }
}

fn snippet(text: &str, span: Span) -> Option<s::ArtifactContent> {
    let fits = span.len() <= LONGEST_SNIPPET;
    fits.then(|| s::ArtifactContent {
        text: Some(span.of(text).to_owned()),
        ..s::ArtifactContent::default()
    })
}

/// The lines around `place`, or a part of them where they are long; nothing where that is no more than the place itself.
fn context(source: &Source, text: &str, place: Place) -> Option<s::Region> {
    let span = place.span;
    let first = source.line_at(span.start).saturating_sub(1);
    let last = source.line_at(span.end) + 1;
    let line_start =
        |line: usize| source.line_starts().get(line).map_or(text.len(), |start| *start as usize);
    let near_start = text.ceil_char_boundary((span.start as usize).saturating_sub(SIDE));
    let near_end = text.floor_char_boundary((span.end as usize + SIDE).min(text.len()));
    let start = line_start(first).max(near_start);
    let end = line_start(last + 1).min(near_end);
    let around = Span::new(start as u32, end as u32);
    // The last line end goes, but for a place at the very end of the text.
    let end = around.start + around.of(text).trim_end_matches(['\r', '\n']).len() as u32;
    let around = Span::new(around.start, end.max(span.end));
    if !around.contains(span) || around == span || around.len() > 2 * LONGEST_SNIPPET {
        return None;
    }
    let (start, end) = source.range(around);
    let mut region = region(&Spot { path: "", start, end });
    region.snippet = Some(s::ArtifactContent {
        text: Some(around.of(text).to_owned()),
        ..s::ArtifactContent::default()
    });
    Some(region)
}

/// A path as people read it in a message.
pub(super) fn readable(path: &str) -> String {
    text::path(inside(path)).into_owned()
}
