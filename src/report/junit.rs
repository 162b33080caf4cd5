//! JUnit's XML: a suite for each file, a failed case for each error or warning.

use super::{Options, Spot, concise, coverage, shown, text};
use crate::finding::{Finding, Report, Severity};
use std::io;

/// Writes one document; a run without findings has one passed case, so that readers do not take it for broken.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let suites = suites(report, options);
    let cases: usize = suites.iter().map(|suite| suite.cases.len()).sum::<usize>().max(1);
    let failures: usize = suites.iter().map(Suite::failures).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"armlint\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\">"
    )?;
    for suite in &suites {
        write_suite(report, suite, out)?;
    }
    write_coverage(report, suites.is_empty(), out)?;
    writeln!(out, "</testsuites>")
}

struct Suite<'r> {
    path: &'r str,
    cases: Vec<&'r Finding>,
}

impl Suite<'_> {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|finding| fails(finding)).count()
    }
}

fn fails(finding: &Finding) -> bool {
    finding.suppressed.is_none() && finding.severity > Severity::Note
}

/// Findings come sorted by path, so those of one file stand together.
fn suites<'r>(report: &'r Report, options: &Options) -> Vec<Suite<'r>> {
    let mut suites: Vec<Suite<'r>> = Vec::new();
    for finding in shown(report, options) {
        let path = Spot::of(report, finding.place).path;
        match suites.last_mut() {
            Some(suite) if suite.path == path => suite.cases.push(finding),
            _ => suites.push(Suite { path, cases: vec![finding] }),
        }
    }
    suites
}

fn write_suite(report: &Report, suite: &Suite<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (path, tests, failures) = (escaped(suite.path), suite.cases.len(), suite.failures());
    writeln!(
        out,
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    )?;
    for finding in &suite.cases {
        let spot = Spot::of(report, finding.place);
        let (id, line, column) = (escaped(finding.card.id), spot.start.line, spot.start.column);
        writeln!(
            out,
            "    <testcase name=\"org.armlint.{id}\" classname=\"{path}\" line=\"{line}\" column=\"{column}\">"
        )?;
        writeln!(out, "      {}", outcome(report, finding))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn outcome(report: &Report, finding: &Finding) -> String {
    let line = escaped(&concise::line(report, finding, false));
    let message = escaped(&finding.message);
    match &finding.suppressed {
        Some(suppression) => format!("<skipped message=\"{}\"/>", escaped(&suppression.reason)),
        None if fails(finding) => {
            let kind = finding.severity.as_str();
            format!("<failure message=\"{message}\" type=\"{kind}\">{line}</failure>")
        }
        None => format!("<system-out>{line}</system-out>"),
    }
}

fn write_coverage(report: &Report, clean: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let tests = u8::from(clean);
    writeln!(out, "  <testsuite name=\"armlint\" tests=\"{tests}\" failures=\"0\" errors=\"0\">")?;
    if clean {
        writeln!(out, "    <testcase name=\"No errors found\" classname=\"armlint\"/>")?;
    }
    let words = format!("{}\n{}", coverage::findings_line(report), coverage::coverage_line(report));
    writeln!(out, "    <system-out>{}</system-out>", escaped_block(&words))?;
    writeln!(out, "  </testsuite>")
}

fn escaped(value: &str) -> String {
    entities(&text::line(value))
}

fn escaped_block(value: &str) -> String {
    entities(&text::block(value))
}

/// Control characters, which XML cannot hold at all, are spelled out before this.
fn entities(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 16);
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}
