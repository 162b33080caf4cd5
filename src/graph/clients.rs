//! Apps that call Azure Digital Twins: found by a setting that holds the address of an instance.

use super::Graph;
use super::{targets, twins};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::{Data, Piece, Val, Value};
use crate::look::words;
use crate::look::{Look, Spot};

/// The types of apps.
pub const APPS: &[&str] = &["Microsoft.Web/sites", "Microsoft.App/containerApps"];

/// The type of workflows, which call addresses that stand in their actions and parameters.
pub const WORKFLOW: &str = "Microsoft.Logic/workflows";

/// A setting of an app.
#[derive(Debug)]
pub struct Setting<'w> {
    /// The resource that holds it: the app, or its `config/appsettings`.
    pub holder: &'w Instance<'w>,
    /// Its name.
    pub name: String,
    /// The element or member.
    pub spot: Spot<'w>,
    /// Its value.
    pub value: Val<'w>,
}

/// An app that calls Azure Digital Twins.
#[derive(Debug)]
pub struct Wiring<'w> {
    /// The app.
    pub app: &'w Instance<'w>,
    /// The setting with the address.
    pub setting: Setting<'w>,
    /// The deployed instance that it calls, where it is one of this world.
    pub twins: Option<&'w Instance<'w>>,
}

/// Whether and how an app calls Azure Digital Twins.
pub fn wiring<'w>(graph: &Graph<'w>, app: &'w Instance<'w>) -> Option<Wiring<'w>> {
    settings(graph, app).into_iter().find_map(|setting| {
        let twins = match called(graph, setting.value) {
            Called::Nothing => return None,
            Called::Outside => None,
            Called::This(found) => Some(found),
        };
        Some(Wiring { app, setting, twins })
    })
}

/// The settings of an app whose names are known.
pub fn settings<'w>(graph: &Graph<'w>, app: &'w Instance<'w>) -> Vec<Setting<'w>> {
    let mut settings = Vec::new();
    if app.is(WORKFLOW) {
        addresses(app, &mut settings);
        return settings;
    }
    pairs(app, &app.list("properties.siteConfig.appSettings").0, &mut settings);
    for container in app.list("properties.template.containers").0 {
        if let Look::Found(spot) = app.look_from(&container, "env") {
            pairs(app, &app.elements(&spot).0, &mut settings);
        }
    }
    for config in targets::children_of(graph, app, "Microsoft.Web/sites/config") {
        let name = config.resource_id().and_then(ResourceId::name).and_then(Value::as_str);
        if name.is_some_and(|name| name.eq_ignore_ascii_case("appsettings")) {
            members(config, &mut settings);
        }
    }
    settings
}

/// The addresses that the actions of a workflow call, and the values of its parameters.
fn addresses<'w>(workflow: &'w Instance<'w>, settings: &mut Vec<Setting<'w>>) {
    /// More values than this are not looked at.
    const MOST: usize = 2_000;
    const KEYS: [&str; 3] = ["uri", "value", "defaultValue"];
    let roots = ["properties.definition", "properties.parameters"];
    let mut waiting: Vec<_> = roots.iter().filter_map(|path| workflow.look(path).found()).collect();
    let mut seen = 0;
    while let Some(spot) = waiting.pop() {
        seen += 1;
        let Some(object) = spot.value.and_then(Value::as_object).filter(|_| seen < MOST) else {
            continue;
        };
        for member in object.members {
            let key = member.key;
            // Names with dots are no paths.
            if key.contains(['.', '[']) {
                continue;
            }
            let Look::Found(next) = workflow.look_from(&spot, key) else { continue };
            if KEYS.iter().any(|name| key.eq_ignore_ascii_case(name))
                && let Some(value) = next.value
            {
                let name = next.path.clone();
                settings.push(Setting { holder: workflow, name, spot: next.clone(), value });
            }
            waiting.push(next);
        }
    }
    settings.reverse();
}

/// `[{ "name": …, "value": … }]`.
fn pairs<'w>(holder: &'w Instance<'w>, list: &[Spot<'w>], settings: &mut Vec<Setting<'w>>) {
    for spot in list {
        let part = |name| holder.look_from(spot, name).value();
        let (Some(name), Some(value)) = (part("name"), part("value")) else { continue };
        let Some(name) = name.as_str() else { continue };
        settings.push(Setting { holder, name: name.to_owned(), spot: spot.clone(), value });
    }
}

/// `{ "name": "value" }`.
fn members<'w>(holder: &'w Instance<'w>, settings: &mut Vec<Setting<'w>>) {
    let Look::Found(start) = holder.look("properties") else { return };
    let Some(object) = start.value.and_then(Value::as_object) else {
        return;
    };
    for member in object.members {
        let Look::Found(spot) = holder.look_from(&start, member.key) else { continue };
        let Some(value) = spot.value else { continue };
        settings.push(Setting { holder, name: member.key.to_owned(), spot, value });
    }
}

/// The host names of all instances end with this.
const SUFFIX: &str = ".digitaltwins.azure.net";

/// What a value is the address of.
enum Called<'w> {
    /// No instance of Azure Digital Twins.
    Nothing,
    /// An instance that this world does not deploy.
    Outside,
    /// This instance.
    This(&'w Instance<'w>),
}

/// Which instance a value is the address of.
fn called<'w>(graph: &Graph<'w>, value: Val<'w>) -> Called<'w> {
    let mentions = targets::mentioned(value);
    let hosts = mentions.iter().filter(|mention| mention.reads("hostName"));
    let mut found = hosts.filter_map(|mention| targets::by_id(graph, mention.id));
    if let Some(found) = found.find(|found| found.is(twins::INSTANCE)) {
        let is_outside = found.declaration.resource.existing;
        return if is_outside { Called::Outside } else { Called::This(found) };
    }
    let Some(host) = host(value) else { return Called::Nothing };
    let first = host.split('.').next().unwrap_or_default();
    let mut instances = graph.deployed(twins::INSTANCE);
    instances.find(|one| words::is_named(one, first)).map_or(Called::Outside, Called::This)
}

/// The literal host of an address of an instance, in lower case.
fn host(value: Val<'_>) -> Option<String> {
    let text = match value.data {
        Data::Str(text) => text,
        Data::Text(pieces) => pieces.iter().find_map(|piece| match piece {
            Piece::Literal(text) if text.to_ascii_lowercase().contains(SUFFIX) => Some(*text),
            _ => None,
        })?,
        _ => return None,
    };
    let lower = text.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").unwrap_or(&lower);
    let host = host.split('/').next().unwrap_or_default();
    host.ends_with(SUFFIX).then(|| host.to_owned())
}

/// Whether an app is joined to a network, by whichever of the ways there are.
pub fn is_joined<'w>(graph: &Graph<'w>, app: &'w Instance<'w>) -> Tri {
    const OWN: [&str; 3] = [
        "properties.virtualNetworkSubnetId",
        "properties.hostingEnvironmentProfile.id",
        "properties.siteConfig.vnetName",
    ];
    let children =
        ["Microsoft.Web/sites/networkConfig", "Microsoft.Web/sites/virtualNetworkConnections"];
    let has_child = children.iter().any(|name| !targets::children_of(graph, app, name).is_empty());
    let own = OWN.iter().map(|path| words::is_set(app, path));
    own.fold(has_child.into(), Tri::or)
}
