//! A card as a page of Markdown: `armlint explain`, and the pages under `docs/rules`.

use super::card::{Card, Example, ExampleLanguage, FILLER};
use crate::catalogue::frameworks::Asked;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// Writes the page of a card.
pub fn write(card: &Card, out: &mut dyn Write) -> io::Result<()> {
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
    let definitions: Vec<_> = card.asked().filter_map(definition).collect();
    list(out, "Definitions of Azure Policy", &definitions)?;
    list(out, "Frameworks", &card.framework_tags())?;
    list(out, "Other names", card.aliases)?;
    writeln!(out, "{}", card.help_uri())
}

fn section(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    if text.is_empty() { Ok(()) } else { writeln!(out, "## {title}\n\n{}\n", text.trim()) }
}

fn show(out: &mut dyn Write, title: &str, example: &Example) -> io::Result<()> {
    let language = match example.language {
        ExampleLanguage::Arm => "ARM JSON",
        ExampleLanguage::Bicep => "Bicep",
    };
    writeln!(out, "## {title} example, {language}\n")?;
    if example.filler > 0 {
        writeln!(out, "`{FILLER}` stands for {} letters.\n", example.filler)?;
    }
    fenced(out, example.path(), example.text)?;
    let config = Some(("armlint.toml", example.config)).filter(|(_, text)| !text.is_empty());
    for (path, text) in example.files.iter().copied().chain(config) {
        writeln!(out, "`{path}`:\n")?;
        fenced(out, path, text)?;
    }
    Ok(())
}

fn fenced(out: &mut dyn Write, path: &str, text: &str) -> io::Result<()> {
    let fence = path.rsplit('.').next().unwrap_or_default();
    writeln!(out, "```{fence}\n{}\n```\n", text.trim_end())
}

/// The id of a definition of Azure Policy, and its name.
fn definition(asked: &Asked) -> Option<String> {
    asked.definition.map(|id| format!("{id} ({})", asked.title))
}

fn list<T: Display>(out: &mut dyn Write, title: &str, items: &[T]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for item in items {
        writeln!(out, "- {item}")?;
    }
    writeln!(out)
}

/// The page of a card under `docs/rules`.
pub fn markdown(card: &Card) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = write(card, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The index of the pages, by family.
pub fn index(cards: &[&Card]) -> String {
    let mut text = String::from("# Rules\n\n`armlint explain RULE` prints the same pages.\n");
    let mut family = "";
    for card in cards {
        if card.family() != family {
            family = card.family();
            let _ = writeln!(
                text,
                "\n## {family}\n\n| rule | severity | default | what |\n|---|---|---|---|"
            );
        }
        let (name, severity) = (card.name, card.severity.as_str());
        let default = if card.on {
            "on"
        } else if card.pedantic {
            "off, taste"
        } else {
            "off"
        };
        let title = card.title.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| {} [{name}]({name}.md) | {severity} | {default} | {title} |",
            card.id
        );
    }
    text
}
