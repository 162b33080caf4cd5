//! What is looked at.

use crate::cli::Stop;
use crate::cli::args::CheckArgs;
use crate::discover::{self, Input, Unwalked};
use crate::session::{LARGEST, Session};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The files to look at; `-` is what stdin holds.
pub(super) fn inputs(
    session: &Session,
    arguments: &CheckArgs,
    working: &Path,
) -> Result<(Vec<Input>, Vec<Unwalked>), Stop> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Err(Stop::Because("'-' cannot be mixed with paths".to_owned()));
        }
        return Ok((vec![stdin(session, arguments, working)?], Vec::new()));
    }
    discover::discover(&arguments.paths).map_err(|error| Stop::Because(error.to_string()))
}

fn stdin(session: &Session, arguments: &CheckArgs, working: &Path) -> Result<Input, Stop> {
    let mut bytes = Vec::new();
    // One byte more than is taken tells that there is more.
    io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)?;
    let start = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes).trim_ascii_start();
    let looks_like_json = matches!(start.first(), None | Some(b'{' | b'['));
    let name = arguments.stdin_filename.clone().unwrap_or_else(|| {
        PathBuf::from(if looks_like_json { "stdin.json" } else { "stdin.bicep" })
    });
    let path = working.join(name);
    session.provide_stdin(&path, bytes);
    let bound = discover::git_root(&path)
        .or_else(|| path.parent().map(Path::to_path_buf))
        .unwrap_or_default();
    Ok(Input { path, named: false, bound })
}
