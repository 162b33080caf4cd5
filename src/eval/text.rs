//! One expression by itself: `armlint eval`, and tests.

use super::ambient;
use super::data;
use super::frame::{Arguments, Given};
use super::render;
use super::scope::Binding;
use super::symbol::Symbol;
use super::value::{Data, Val};
use super::world::{Budget, NoFiles, World};
use crate::catalogue::clouds::Cloud;
use crate::model::{Reread, TargetScope, Unit, arm};
use crate::source::{FileId, Source};
use crate::syntax::json;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// What an expression is evaluated in.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The subscription's id.
    pub subscription_id: Option<String>,
    /// The resource group's name.
    pub resource_group: Option<String>,
    /// The management group's name.
    pub management_group: Option<String>,
    /// `resourceGroup`, `subscription`, `managementGroup` or `tenant`.
    pub scope: Option<String>,
    /// Variables; their texts may be expressions.
    pub variables: Map<String, Json>,
    /// Values of parameters.
    pub parameters: Map<String, Json>,
    /// The loop that the expression is in: its name, and the index of the turn.
    pub copy: Option<(String, i64)>,
}

impl Context {
    /// Reads a context file. Unknown members are passed over.
    pub fn from_json(json: &Json) -> Self {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let map =
            |name: &str| json.get(name).and_then(Json::as_object).cloned().unwrap_or_default();
        let copy = json.get("copy").and_then(|copy| {
            let name = copy.get("name").and_then(Json::as_str).unwrap_or_default();
            Some((name.to_owned(), copy.get("index")?.as_i64()?))
        });
        Self {
            subscription_id: text("subscriptionId"),
            resource_group: text("resourceGroup"),
            management_group: text("managementGroup"),
            scope: text("scope"),
            variables: map("variables"),
            parameters: map("parameters"),
            copy,
        }
    }

    fn target(&self) -> TargetScope {
        let scope = self.scope.as_deref().unwrap_or_default().to_ascii_lowercase();
        match scope.as_str() {
            "subscription" => TargetScope::Subscription,
            "managementgroup" => TargetScope::ManagementGroup,
            "tenant" => TargetScope::Tenant,
            _ => TargetScope::ResourceGroup,
        }
    }
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvalError {
    /// It depends on what is not known; the unknown part as an expression.
    Unknown(String),
    /// It fails, as the deployment would.
    Error(String),
}

/// Evaluates one expression, with or without its brackets.
pub fn evaluate(expression: &str, context: &Context) -> Result<Json, EvalError> {
    let expression = expression.trim();
    let expression = match (expression.starts_with('['), expression.ends_with(']')) {
        (true, true) => expression.to_owned(),
        // With brackets around it, it would be text that begins with one.
        (true, false) => {
            let why = "the expression begins with '[', and no ']' ends it";
            return Err(EvalError::Error(why.to_owned()));
        }
        (false, _) => format!("[{expression}]"),
    };
    let template = serde_json::json!({
        "parameters": context.parameters.keys().map(|name| (name.clone(), Json::Object(Map::new()))).collect::<Map<_, _>>(),
        "variables": context.variables,
        "outputs": { "value": { "value": expression } },
    });
    let unit = read(&template.to_string());
    let parameters = read(&Json::Object(context.parameters.clone()).to_string());
    let bump = bumpalo::Bump::new();
    let world = World::new(&bump, &NoFiles, Cloud::Public, Budget::default());
    let value = in_world(world, &unit, &parameters, context);
    outcome(world, value)
}

fn in_world<'w>(
    world: &'w World<'w>,
    unit: &'w Unit,
    parameters: &'w Unit,
    context: &Context,
) -> Val<'w> {
    let heap = world.heap;
    let mut home = ambient::unknown_home(heap, context.target());
    let set = |place: &mut Val<'w>, text: &Option<String>| {
        if let Some(text) = text {
            *place = heap.str(text);
        }
    };
    set(&mut home.subscription, &context.subscription_id);
    set(&mut home.group, &context.resource_group);
    set(&mut home.management_group, &context.management_group);
    let given: Vec<_> = parameters
        .document
        .root()
        .members()
        .map(|(key, value)| Given {
            name: heap.text(key.as_text().unwrap_or_default()),
            value: data::value(heap, value),
        })
        .collect();
    let frame = world.start_at(unit, Arguments::Given(heap.slice(&given)), home);
    let output = unit.template.outputs.get("value").and_then(|output| output.value);
    let Some(node) = output.map(|node| frame.at(node)) else { return heap.null() };
    let mut scope = frame.scope();
    if let Some((name, index)) = &context.copy {
        scope = scope.with(Binding::ResourceIndex(heap.text(name), heap.int(*index)));
    }
    scope.evaluate(node)
}

fn read(text: &str) -> Unit {
    let document = json::parse(FileId(0), Arc::new(Source::new("expression", text)));
    let template = arm::template(&document);
    Unit { document, template, parameter_file: None, restored: false, reread: Reread::default() }
}

fn outcome<'w>(world: &'w World<'w>, value: Val<'w>) -> Result<Json, EvalError> {
    // Looking at all of it may find a failure deep inside.
    let known = value.is_known();
    let failed = world.notes().first().map(|note| note.message.to_owned());
    if let Some(why) = failed {
        return Err(EvalError::Error(why));
    }
    match value.data {
        Data::Unknown(Symbol::Failed { why, .. }) => Err(EvalError::Error((*why).to_owned())),
        _ if known => Ok(render::json(value)),
        _ => Err(EvalError::Unknown(render::expression(value))),
    }
}
