//! Workflow commands of GitHub Actions: annotations in the log and beside the changed lines.

use super::{GRAVEST_FIRST, Options, Spot, concise, coverage, shown};
use crate::finding::{Finding, Report, Severity};
use std::fmt::Write as _;
use std::io;

/// So many annotations of one kind are shown for a step; the rest stays in the log.
const SHOWN: usize = 10;

/// Writes one command a finding, the gravest first, then the counts as a notice.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut hidden = 0;
    for severity in GRAVEST_FIRST {
        let mut number = 0;
        for finding in shown(report, options).filter(|finding| finding.severity == severity) {
            writeln!(out, "{}", command(report, finding))?;
            number += 1;
        }
        hidden += number.max(SHOWN) - SHOWN;
    }
    if options.closing { closing(report, hidden, out) } else { Ok(()) }
}

fn closing(report: &Report, hidden: usize, out: &mut dyn io::Write) -> io::Result<()> {
    if hidden > 0 {
        writeln!(
            out,
            "{hidden} more findings are listed above than GitHub shows as annotations of one step"
        )?;
    }
    let words = format!("{}; {}", coverage::findings_line(report), coverage::coverage_line(report));
    writeln!(out, "::notice title=armlint::{}", data(&words))
}

/// `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…::path:line:column: message`.
fn command(report: &Report, finding: &Finding) -> String {
    let kind = match finding.severity {
        _ if finding.suppressed.is_some() => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let spot = Spot::of(report, finding.place);
    let file = super::text::line(spot.path);
    let mut line = format!(
        "::{kind} file={},line={},endLine={}",
        property(&file),
        spot.start.line,
        spot.end.line
    );
    // GitHub rejects columns that are not on one line.
    if spot.start.line == spot.end.line {
        let _ = write!(line, ",col={},endColumn={}", spot.start.column, spot.end.column);
    }
    let title = format!("{} {}", finding.card.id, finding.card.name);
    // The log shows the text alone, so the place is said again.
    let words = format!("{}: {}", spot.display(), concise::message(finding));
    let _ = write!(line, ",title={}::{}", property(&title), data(&words));
    line
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
