//! What is seen of templates after expansion, for people to check what armlint understood.

use super::jobs::{self, Job};
use super::world;
use super::{Loaded, Plan};
use crate::discover::Input;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::render;
use crate::look::Look;
use crate::session::reach::{Reach, Store};
use crate::session::{Content, Session};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// The resources of all worlds, and what could not be read.
#[derive(Debug, Default)]
pub struct Listed {
    /// One object for each resource.
    pub resources: Vec<Json>,
    /// What could not be read.
    pub problems: Vec<String>,
}

/// Lists the resources of each world among the files.
pub fn resources(session: &Session, inputs: Vec<Input>, plan: &Plan) -> Listed {
    let load = |input: Input| Loaded { file: session.read(&input.path), input };
    let loaded: Vec<_> = inputs.into_iter().map(load).collect();
    let mut listed = Listed::default();
    for Loaded { file, .. } in &loaded {
        let path = session.printed(&file.path);
        match &file.content {
            Content::Unit { unit, .. } => {
                listed.problems.extend(unit.document.fatal().map(|problem| {
                    let at = unit.document.source.position(problem.span.start);
                    format!("{path}:{}:{}: {}", at.line, at.column, problem.message)
                }));
            }
            Content::Undecodable { .. } => {
                listed.problems.push(format!("{path}: the file is not UTF-8"));
            }
            Content::Defect { what, .. } => {
                listed.problems.push(format!("{path}: {}", crate::isolate::message(what)));
            }
            Content::Unreadable { why, .. } => listed.problems.push(format!("{path}: {why}")),
            Content::Other => {}
        }
    }
    let jobs = jobs::plan(session, &loaded, &FxHashSet::default(), plan).jobs;
    let worlds: Vec<_> = jobs.iter().map(|job| Arc::new(world::run(session, job, plan))).collect();
    let told = world::told(&worlds);
    for (job, _) in jobs.iter().zip(told).filter(|(_, told)| *told) {
        listed.resources.extend(of_job(session, job, plan));
    }
    listed
}

fn of_job(session: &Session, job: &Job, plan: &Plan) -> Vec<Json> {
    let (store, bump) = (Store::default(), bumpalo::Bump::new());
    let reach = Reach::new(session, &store, job.bound.clone(), &plan.environment);
    let Some(world) = world::start(&bump, &reach, job, plan) else { return Vec::new() };
    let file = |instance: &&&Instance<'_>| instance.frame().unit.document.file;
    let told = world.instances().iter().filter(|instance| job.tells_of(session, file(instance)));
    let mut shown: Vec<_> = told.map(|instance| show(instance)).collect();
    let secrets = world::secrets(world);
    for resource in &mut shown {
        secrets.mask_json(resource);
    }
    shown
}

fn show<'w>(instance: &'w Instance<'w>) -> Json {
    let body = body(instance);
    let place = instance.type_place();
    let source = &instance.frame().unit.document.source;
    let (start, end) = source.range(place.span);
    let chain = instance.frame().chain();
    let deployment: Vec<_> =
        chain.iter().filter_map(|frame| frame.name).map(render::json).collect();
    json!({
        "type": instance.resource_type(),
        "api_version": instance.api_version(),
        "name": render::json(instance.name()),
        "scope": render::json(instance.base()),
        "location": instance.look("location").value().map(render::json),
        "condition": condition(instance),
        "existing": instance.declaration.resource.existing,
        "deployment": deployment,
        "path": source.path,
        "region": {
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
        },
        "body": body,
    })
}

/// The answer of the conditions: `true` where there is none, the expression while it is not known.
fn condition<'w>(instance: &'w Instance<'w>) -> Json {
    let presence = instance.presence();
    match presence.truth {
        Tri::Yes => true.into(),
        Tri::No => false.into(),
        Tri::Maybe => {
            let parts: Vec<String> =
                presence.conditions.iter().map(|value| render::expression(value)).collect();
            json!({ "$unknown": parts.join(" and ") })
        }
    }
}

/// Members that are listed by themselves, or say how and not what is deployed.
const NOT_BODY: &[&str] = &[
    "type",
    "apiVersion",
    "name",
    "location",
    "condition",
    "copy",
    "dependsOn",
    "comments",
    "resources",
    "scope",
    "existing",
    "parent",
];

fn body<'w>(instance: &'w Instance<'w>) -> Json {
    let Look::Found(spot) = instance.look("") else { return Json::Null };
    let Some(object) = spot.value.and_then(crate::eval::value::Value::as_object) else {
        return spot.value.map_or(Json::Null, render::json);
    };
    let kept = object
        .members
        .iter()
        .filter(|member| !NOT_BODY.iter().any(|name| member.key.eq_ignore_ascii_case(name)));
    let members: Map<String, Json> =
        kept.map(|member| (member.key.to_owned(), render::json(member.value.get()))).collect();
    members.into()
}
