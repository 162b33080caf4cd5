//! Logging commands of Azure Pipelines.

use super::{GRAVEST_FIRST, Options, Spot, concise, shown, text};
use crate::finding::{Finding, Report, Severity};
use std::io;

/// Writes one command a finding, the gravest first; notes, for which there is no command, and suppressed findings as plain lines.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for severity in GRAVEST_FIRST {
        for finding in shown(report, options).filter(|finding| finding.severity == severity) {
            writeln!(out, "{}", line(report, finding))?;
        }
    }
    let issues = shown(report, options)
        .any(|finding| finding.severity > Severity::Note && finding.suppressed.is_none());
    if issues && options.exit_code == 0 {
        writeln!(out, "##vso[task.complete result=SucceededWithIssues;]")?;
    }
    if options.closing { concise::closing(report, out) } else { Ok(()) }
}

/// `##vso[task.logissue type=…;sourcepath=…;linenumber=…;columnnumber=…;code=…;]path:line:column: message`.
fn line(report: &Report, finding: &Finding) -> String {
    let kind = match finding.severity {
        Severity::Error if finding.suppressed.is_none() => "error",
        Severity::Warning if finding.suppressed.is_none() => "warning",
        _ => return concise::line(report, finding, false),
    };
    let spot = Spot::of(report, finding.place);
    format!(
        "##vso[task.logissue type={kind};sourcepath={};linenumber={};columnnumber={};code={};]{}",
        property(&text::line(spot.path)),
        spot.start.line,
        spot.start.column,
        property(finding.card.id),
        data(&format!("{}: {} ({})", spot.display(), concise::message(finding), finding.card.name)),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
