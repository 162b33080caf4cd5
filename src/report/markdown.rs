//! Markdown for comments on pull requests and for step summaries.

use super::{Options, Spot, concise, coverage, shown, statistics, text};
use crate::finding::{Finding, Report, Severity};
use std::fmt::Write as _;
use std::io;

/// GitHub drops a step summary of more than 1 MiB.
const SUMMARY_BYTES: usize = 1_000_000;

/// Writes the counts, the picture where there is one, the rules and all findings.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(page(report, options, usize::MAX).as_bytes())
}

/// Like [`write`](fn@write), with so many findings as a step summary takes that has so many bytes already.
pub fn write_step_summary(
    report: &Report,
    options: &Options,
    taken: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let room = SUMMARY_BYTES.saturating_sub(taken);
    let page = page(report, options, room);
    if page.len() <= room {
        return out.write_all(page.as_bytes());
    }
    let counts = heading(report);
    if counts.len() <= room { out.write_all(counts.as_bytes()) } else { Ok(()) }
}

fn heading(report: &Report) -> String {
    format!("## armlint\n\n{}\n", escaped(&coverage::findings_line(report)))
}

fn page(report: &Report, options: &Options, most: usize) -> String {
    let mut page = heading(report);
    if let Some(picture) =
        options.picture.as_deref().map(picture).filter(|picture| picture.len() < most / 2)
    {
        page.push_str(&picture);
    }
    let closing = format!("\n{}\n", escaped(&coverage::coverage_line(report)));
    let counts = statistics_table(report, options);
    // What comes after the findings, and the row that says how many are missing, has its room kept.
    let room = most.saturating_sub(page.len() + counts.len() + closing.len() + 200);
    page.push_str(&table(report, options, room));
    page.push_str(&counts);
    page.push_str(&closing);
    page
}

fn table(report: &Report, options: &Options, room: usize) -> String {
    let mut table = String::new();
    let mut missing = 0;
    for finding in shown(report, options) {
        let row = row(report, finding);
        if missing > 0 || table.len() + row.len() > room {
            missing += 1;
        } else {
            table.push_str(&row);
        }
    }
    if missing > 0 {
        let _ = writeln!(table, "| | | | {missing} more findings are not shown here |");
    }
    if table.is_empty() {
        return table;
    }
    format!("\n| Severity | Rule | Place | Finding |\n|---|---|---|---|\n{table}")
}

fn row(report: &Report, finding: &Finding) -> String {
    let mark = match finding.severity {
        _ if finding.suppressed.is_some() => "suppressed",
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Note => "ℹ️ note",
    };
    let card = finding.card;
    let spot = Spot::of(report, finding.place);
    let place = format!("{}:{}", spot.path, spot.start.line);
    let rule = format!("[{} {}]({})", card.id, escaped(card.name), card.help_uri());
    format!("| {mark} | {rule} | {} | {} |\n", escaped(&place), escaped(&concise::message(finding)))
}

fn statistics_table(report: &Report, options: &Options) -> String {
    let mut rows = String::new();
    for (card, number) in statistics::counts(report, options) {
        let (name, title) = (escaped(card.name), escaped(card.title));
        let _ = writeln!(rows, "| {number} | {} {name} | {title} |", card.id);
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n<details><summary>By rule</summary>\n\n| Findings | Rule | About |\n|---:|---|---|\n{rows}\n</details>\n"
    )
}

/// The fence is longer than any row of back quotes in the picture, so that nothing gets out of it.
fn picture(mermaid: &str) -> String {
    let mermaid = text::block(mermaid.trim());
    let mut fence = "```".to_owned();
    while mermaid.contains(&fence) {
        fence.push('`');
    }
    format!("\n{fence}mermaid\n{mermaid}\n{fence}\n")
}

/// Text in which nothing is markup, a table cell's end, a link or a mention.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 16);
    for c in text::line(value).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // The invisible space keeps readers from making a mention of it.
            '@' => out.push_str("@&#8203;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    out.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")
}
