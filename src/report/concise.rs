//! One line a finding: `path:line:column: severity[ID] message`.

use super::{Options, Spot, coverage, shown, text};
use crate::finding::{Finding, Report, Severity};
use std::io;

/// Writes the findings, then the counts and the coverage.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in shown(report, options) {
        writeln!(out, "{}", line(report, finding, options.colour))?;
    }
    if options.closing { closing(report, out) } else { Ok(()) }
}

/// The last two lines of the formats for people.
pub(crate) fn closing(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", coverage::findings_line(report))?;
    writeln!(out, "{}", coverage::coverage_line(report))
}

/// The one line of `finding`.
pub(crate) fn line(report: &Report, finding: &Finding, colour: bool) -> String {
    let spot = Spot::of(report, finding.place).display();
    let label = format!("{}[{}]", finding.severity.as_str(), finding.card.id);
    let label = if colour { paint(finding.severity, &label) } else { label };
    format!("{spot}: {label} {}", message(finding))
}

/// The message, with a word before it where the finding is suppressed.
pub(crate) fn message(finding: &Finding) -> String {
    let message = text::line(&finding.message);
    match &finding.suppressed {
        Some(suppression) => format!("(suppressed: {}) {message}", text::line(&suppression.reason)),
        None => message.into_owned(),
    }
}

fn paint(severity: Severity, text: &str) -> String {
    let colour = match severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Note => 36,
    };
    format!("\u{1b}[1;{colour}m{text}\u{1b}[0m")
}
