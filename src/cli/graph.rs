//! `armlint graph PATH`.

use super::args::{CheckArgs, Drawing, GraphArgs};
use super::{Exit, Stop, check, complain};
use crate::finding::FileStatus;
use crate::picture::{self, Form};
use std::io::{self, Write as _};

pub(super) fn run(arguments: &GraphArgs) -> Result<Exit, Stop> {
    let wishes = CheckArgs {
        paths: vec![arguments.path.clone()],
        parameters: arguments.parameters.clone(),
        config: arguments.config.clone(),
        no_config: arguments.no_config,
        ..CheckArgs::plain()
    };
    let report = check::in_own_pool(&wishes, |wishes| Ok(check::judge(wishes, true)?.report))?;
    let form = match arguments.format {
        Drawing::Mermaid => Form::Mermaid,
        Drawing::Dot => Form::Dot,
        Drawing::Svg => Form::Svg,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    picture::write(form, &report.pictures, &mut out)?;
    out.flush()?;
    if report.pictures.is_empty() {
        complain("note: there is no network in it");
    }
    let broken = |status| matches!(status, FileStatus::Invalid);
    for file in report.files.iter().filter(|file| broken(file.status)) {
        complain(&format!("error: {}: {}", file.path, file.why.as_deref().unwrap_or("unreadable")));
    }
    Ok(Exit::from(report.files.iter().any(|file| broken(file.status))))
}
