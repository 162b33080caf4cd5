//! An app that cannot reach the private side of its instance.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::subject::display_name;
use crate::graph::{clients, exposure, targets};
use crate::look::words::{self, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT016",
        name: "adt-client-not-in-vnet",
        title: "App that calls a closed Digital Twins instance is in no network",
        confidence: Confidence::Medium,
        why: "A closed instance answers callers from its private endpoint alone. An app outside of the network, or in one that cannot resolve the private address, gets 403.",
        looks_at: "Web and function apps that call an instance of the same deployment whose `publicNetworkAccess` is off, without `virtualNetworkSubnetId`, a `networkConfig`, or an App Service Environment; or in a network of the deployment that the zone `privatelink.digitaltwins.azure.net` is certainly not linked to.",
        fix: "Give the app VNet integration with a subnet of the network that the zone is linked to.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-enable-private-link",
            "https://learn.microsoft.com/azure/app-service/overview-vnet-integration",
        ],
        resource_types: &["Microsoft.Web/sites"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "properties": { "publicNetworkAccess": "Disabled" }
}, {
  "type": "Microsoft.Web/sites", // <- finding
  "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "subnetId": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "properties": { "publicNetworkAccess": "Disabled" }
}, {
  "type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "virtualNetworkSubnetId": "[parameters('subnetId')]", "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
} ] }"#,
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
  }
}

resource reader 'Microsoft.Web/sites@2023-12-01' = { // <- finding
  name: 'reader'
  location: 'westeurope'
  kind: 'functionapp'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'ADT_SERVICE_URL'
          value: 'https://${twins.properties.hostName}'
        }
      ]
    }
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource reader 'Microsoft.Web/sites@2023-12-01' = {
  name: 'reader'
  location: 'westeurope'
  kind: 'functionapp'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'ADT_SERVICE_URL'
          value: 'https://${twins.properties.hostName}'
        }
      ]
    }
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, app: &'w Instance<'w>) {
    let Some(wiring) = clients::wiring(context, app) else { return };
    let Some(instance) = wiring.twins.filter(|twins| exposure::is_closed(twins).is_yes()) else {
        return;
    };
    let message = match clients::is_joined(context, app) {
        Tri::No => format!(
            "'{}' calls '{}', whose public side is closed, but is joined to no network{}.",
            display_name(app),
            display_name(instance),
            plan_note(context, app)
        ),
        Tri::Yes if is_in_other_network(context, app) => format!(
            "'{}' calls '{}', whose public side is closed, from a network that the zone '{ZONE}' is not linked to.",
            display_name(app),
            display_name(instance)
        ),
        _ => return,
    };
    if let Some(handle) = context.report(&RULE.card, app, &app.spot(), Confidence::Medium, message)
    {
        handle
            .related(wiring.setting.spot.place, "the setting with the address of the instance")
            .related_resource(instance, "the closed instance");
    }
}

const ZONE: &str = "privatelink.digitaltwins.azure.net";
const NETWORK: &str = "Microsoft.Network/virtualNetworks";

/// Whether the app's network is of this world, resolves names by itself, and is certainly not linked to the zone, which has
/// links.
fn is_in_other_network<'w>(context: &Context<'w>, app: &'w Instance<'w>) -> bool {
    let network = || {
        let id = app.look("properties.virtualNetworkSubnetId").value()?;
        targets::around_id(context, id, NETWORK)
    };
    let Some(network) = network().filter(|network| !network.declaration.resource.existing) else {
        return false;
    };
    if !network.look("properties.dhcpOptions").is_missing() {
        return false;
    }
    let zones = context.deployed("Microsoft.Network/privateDnsZones");
    let zones: Vec<_> = zones.filter(|zone| words::is_named(zone, ZONE)).collect();
    let links = zones.iter().flat_map(|zone| {
        targets::children_of(context, zone, "Microsoft.Network/privateDnsZones/virtualNetworkLinks")
    });
    let answers: Vec<_> = links
        .map(|link| {
            let id = link.look("properties.virtualNetwork.id").value();
            id.map_or(Tri::Maybe, |id| targets::is_id_of(context, id, network))
        })
        .collect();
    !answers.is_empty() && answers.iter().all(|answer| answer.is_no())
}

/// Consumption plans cannot join a network.
fn plan_note<'w>(context: &Context<'w>, app: &'w Instance<'w>) -> &'static str {
    let plan =
        app.look("properties.serverFarmId").value().and_then(|id| targets::by_id(context, id));
    let is_consumption = plan.is_some_and(|plan| {
        says(plan, "sku.name", &["Y1"]).or(says(plan, "sku.tier", &["Dynamic"])).is_yes()
    });
    if is_consumption { ", and its consumption plan cannot be joined to one" } else { "" }
}
