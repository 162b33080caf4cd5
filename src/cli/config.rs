//! `armlint config`, `armlint init` and `armlint migrate`.

use super::args::{ConfigArgs, InitArgs, Listing, MigrateArgs};
use super::{Exit, Stop, complain, configuration};
use crate::config::{NAMES, show};
use crate::discover;
use crate::finding::FileKind;
use crate::rule::RuleIndex;
use crate::session::{Content, Session};
use crate::{init, migrate};
use std::io::{self, Write};

/// Shows what holds and where it is said.
pub(super) fn show(arguments: &ConfigArgs) -> Result<Exit, Stop> {
    let working = super::working()?;
    if arguments.schema {
        write!(io::stdout(), "{}", crate::config::schema::text())?;
        return Ok(0);
    }
    let layers = configuration::layers(arguments.config.as_deref(), &arguments.path, &working)?;
    match arguments.format {
        Listing::Text => write!(io::stdout(), "{}", show::text(&layers))?,
        Listing::Json => writeln!(io::stdout(), "{:#}", show::to_json(&layers))?,
    }
    Ok(0)
}

/// Writes a first configuration, unless there is one.
pub(super) fn init(arguments: &InitArgs) -> Result<Exit, Stop> {
    let root = super::canonical_path(&arguments.path)?;
    let file = root.join(NAMES[0]);
    if file.exists() && !arguments.force {
        return Err(Stop::Because(format!(
            "{} is there already; --force replaces it",
            file.display()
        )));
    }
    let survey = init::look(&root);
    std::fs::write(&file, init::configuration(&survey))?;
    writeln!(io::stdout(), "Wrote {}: {}", file.display(), survey.summary())?;
    Ok(0)
}

/// Translates the suppressions of other tools.
pub(super) fn migrate(arguments: &MigrateArgs) -> Result<Exit, Stop> {
    let working = super::working()?;
    let session = Session::new(working);
    let index = RuleIndex::new(super::rules::cards(&super::rules::rules(&[])?));
    let (inputs, _) =
        discover::discover(&arguments.paths).map_err(|error| Stop::Because(error.to_string()))?;
    let mut translated = 0;
    for input in inputs {
        let file = session.read(&input.path);
        let Content::Unit { unit, kind } = &file.content else { continue };
        if *kind == FileKind::Parameters {
            continue;
        }
        let migration = migrate::template(&unit.document.source, *kind, &index);
        for note in &migration.notes {
            complain(&format!("{}:{}: {}", unit.document.source.path, note.line, note.message));
        }
        translated += migration.translated;
        if arguments.write && migration.translated > 0 {
            std::fs::write(&input.path, &migration.text)?;
        } else if migration.translated > 0 {
            writeln!(
                io::stdout(),
                "{}: {} to translate",
                unit.document.source.path,
                migration.translated
            )?;
        }
    }
    configurations(arguments, &index)?;
    let done = if arguments.write { "translated" } else { "can be translated; --write does it" };
    writeln!(io::stdout(), "{} {done}", crate::report::text::count(translated, "suppression"))?;
    Ok(0)
}

/// The configuration files of other tools become entries to add by hand.
fn configurations(arguments: &MigrateArgs, index: &RuleIndex) -> Result<(), Stop> {
    for name in ["ps-rule.yaml", ".checkov.yaml"] {
        for folder in arguments.paths.iter().filter(|path| path.is_dir()) {
            let Ok(text) = std::fs::read_to_string(folder.join(name)) else { continue };
            let fragment = migrate::configuration(name, &text, index).to_toml();
            if !fragment.is_empty() {
                writeln!(io::stdout(), "# from {name}, for armlint.toml:\n{fragment}")?;
            }
        }
    }
    Ok(())
}
