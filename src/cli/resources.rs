//! `armlint resources PATH`.

use super::args::{Listing, ResourcesArgs};
use super::{Exit, Stop};
use crate::check::{self, Plan};
use crate::discover;
use crate::session::Session;
use std::io::{self, Write};

pub(super) fn run(arguments: &ResourcesArgs) -> Result<Exit, Stop> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build();
    pool.map_err(|error| Stop::Because(error.to_string()))?.install(|| in_pool(arguments))
}

fn in_pool(arguments: &ResourcesArgs) -> Result<Exit, Stop> {
    let working = super::working()?;
    let session = Session::new(working);
    let (inputs, _) = discover::discover(std::slice::from_ref(&arguments.path))
        .map_err(|error| Stop::Because(error.to_string()))?;
    let parameters = super::canonical(&arguments.parameters)?;
    let plan = Plan { parameters, ..Plan::new(&[]) };
    let listed = check::resources(&session, inputs, &plan);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match arguments.format {
        Listing::Json => {
            let all = serde_json::json!({ "resources": listed.resources });
            serde_json::to_writer_pretty(&mut out, &all).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Listing::Text => {
            for resource in &listed.resources {
                writeln!(out, "{}", line(resource))?;
            }
        }
    }
    out.flush()?;
    if listed.resources.is_empty() && listed.problems.is_empty() {
        super::complain("note: no resource is deployed by it");
    }
    for problem in &listed.problems {
        super::complain(&format!("error: {problem}"));
    }
    Ok(Exit::from(!listed.problems.is_empty()))
}

fn line(resource: &serde_json::Value) -> String {
    let text = |name: &str| match &resource[name] {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "-".to_owned(),
        other => other
            .get("$unknown")
            .and_then(serde_json::Value::as_str)
            .map_or_else(|| other.to_string(), |e| format!("[{e}]")),
    };
    let start = &resource["region"];
    let place = format!("{}:{}:{}", text("path"), start["startLine"], start["startColumn"]);
    let line = format!("{} {} {} ({place})", text("type"), text("name"), text("location"));
    crate::report::text::line(&line).into_owned()
}
