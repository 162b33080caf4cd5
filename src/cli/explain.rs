//! `armlint explain RULE`.

use super::args::ExplainArgs;
use super::rules::{cards, rules};
use super::{Exit, Stop};
use crate::rule::card::{Example, ExampleLanguage};
use crate::rule::{Card, RuleIndex};
use std::io::{self, Write};

pub(super) fn run(arguments: &ExplainArgs) -> Result<Exit, Stop> {
    let index = RuleIndex::new(cards(&rules(&arguments.rules)?));
    let found = index.find(&arguments.rule);
    if found.is_empty() {
        let hint = index
            .suggestion(&arguments.rule)
            .map(|word| format!("; did you mean '{word}'?"))
            .unwrap_or_default();
        return Err(Stop::Because(format!("there is no rule '{}'{hint}", arguments.rule)));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for card in found {
        explain(card, &mut out)?;
    }
    out.flush()?;
    Ok(0)
}

fn explain(card: &Card, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} {}\n\n{}.\n", card.id, card.name, card.title)?;
    let on = if card.on { "on by default" } else { "off by default" };
    writeln!(
        out,
        "Severity {}, confidence at most {}, {on}.\n",
        card.severity.as_str(),
        card.confidence.as_str()
    )?;
    for (title, text) in [("Why", card.why), ("What it looks at", card.looks_at)] {
        section(out, title, text)?;
    }
    for (title, bad) in [("Bad", true), ("Good", false)] {
        for example in card.examples.iter().filter(|example| example.is_bad() == bad) {
            show(out, title, example)?;
        }
    }
    section(out, "Fix", card.fix)?;
    list(out, "References", card.references)?;
    list(out, "Equivalent checks", card.equivalents)?;
    list(out, "Frameworks", card.frameworks)?;
    list(out, "Other names", card.aliases)?;
    writeln!(out, "{}", card.help_uri())
}

fn section(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    if text.is_empty() { Ok(()) } else { writeln!(out, "## {title}\n\n{}\n", text.trim()) }
}

fn show(out: &mut dyn Write, title: &str, example: &Example) -> io::Result<()> {
    let (language, fence) = match example.language {
        ExampleLanguage::Arm => ("ARM JSON", "json"),
        ExampleLanguage::Bicep => ("Bicep", "bicep"),
    };
    writeln!(
        out,
        "## {title} example, {language}\n\n```{fence}\n{}\n```\n",
        example.text.trim_end()
    )
}

fn list(out: &mut dyn Write, title: &str, items: &[&str]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for item in items {
        writeln!(out, "- {item}")?;
    }
    writeln!(out)
}
