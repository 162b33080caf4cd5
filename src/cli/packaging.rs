//! What packages of the program hold beside it: completions and manual pages.

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::{Exit, Stop};
use clap::CommandFactory as _;
use std::io::{self, Write as _};

pub(super) fn completions(arguments: &CompletionsArgs) -> Result<Exit, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "armlint", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(0)
}

pub(super) fn man(arguments: &ManArgs) -> Result<Exit, Stop> {
    let mut program = Cli::command();
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Stop::Because(format!("there is no command '{name}'")))?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    io::stdout().lock().write_all(&text)?;
    Ok(0)
}
