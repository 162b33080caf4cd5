//! What lowering makes of each construct of Bicep that the pairs of `bicep_pairs` cannot tell.
#![allow(clippy::expect_used, reason = "it is a test")]

mod expressions;
mod faults;
mod modules;
mod resources;
#[path = "../support/mod.rs"]
mod support;
mod types;

use armlint::model::{Unit, bicep};
use armlint::source::{FileId, Source, Span};
use armlint::syntax::document::Text;
use serde_json::Value;
use std::sync::Arc;
use support::{show, text, world};

fn lower(path: &str, source: &str) -> Unit {
    bicep::unit(FileId(0), Arc::new(Source::new(path, source)))
}

/// The outputs of a template without resources of note.
fn outputs(source: &str) -> Value {
    files(&[("main.bicep", source)])
}

fn files(files: &[(&str, &str)]) -> Value {
    let read = |path: &str| {
        files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned())
    };
    world(files[0].0, &read, |world, unit| {
        let frame = world.root.get().expect("the world has begun");
        let names = unit.template.outputs.iter();
        names
            .map(|(name, _)| (name.to_owned(), frame.output(name).map_or(Value::Null, show)))
            .collect()
    })
}

/// Type, name and id of each resource, in order.
fn resources(source: &str) -> Vec<[String; 3]> {
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let told = world.instances().iter().map(|instance| {
            let id = text(instance.id());
            let id = id.replace("/subscriptions/‹subscription().subscriptionId›", "S");
            let id = id.replace("/resourceGroups/‹resourceGroup().name›", "/G");
            [instance.resource_type().to_owned(), text(instance.name()), id]
        });
        told.collect()
    })
}

fn words(unit: &Unit, text: Text) -> &str {
    unit.document.text(text)
}

fn at(unit: &Unit, span: Span) -> &str {
    span.of(&unit.document.source.text)
}
