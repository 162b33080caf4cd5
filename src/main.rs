//! The `armlint` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    armlint::cli::run(std::env::args_os()).into()
}
