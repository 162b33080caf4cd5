//! An IoT hub that Device Update cannot reach.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DU001",
        name: "device-update-linked-iothub-closed",
        title: "IoT hub of Device Update has its public side closed",
        confidence: Confidence::Medium,
        why: "Device Update talks to its IoT hub over the hub's public side. It does not support a hub whose public network access is disabled: devices get no updates.",
        looks_at: "The hubs in `iotHubs` of Device Update instances that the same deployment creates, with `publicNetworkAccess` off.",
        fix: "Leave the hub's public side open, and narrow it with IP filter rules.",
        references: &["https://learn.microsoft.com/azure/iot-hub-device-update/network-security"],
        resource_types: &["Microsoft.DeviceUpdate/accounts/instances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Devices/IotHubs", "apiVersion": "2023-06-30", "name": "devices", "location": "westeurope",
  "sku": { "name": "S1", "capacity": 1 },
  "properties": {
    "publicNetworkAccess": "Disabled" // <- finding
  }
}, {
  "type": "Microsoft.DeviceUpdate/accounts/instances", "apiVersion": "2023-07-01", "name": "updates/main", "location": "westeurope",
  "properties": { "iotHubs": [ { "resourceId": "[resourceId('Microsoft.Devices/IotHubs', 'devices')]" } ] }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Devices/IotHubs", "apiVersion": "2023-06-30", "name": "devices", "location": "westeurope",
  "sku": { "name": "S1", "capacity": 1 },
  "properties": { "publicNetworkAccess": "Enabled" }
}, {
  "type": "Microsoft.DeviceUpdate/accounts/instances", "apiVersion": "2023-07-01", "name": "updates/main", "location": "westeurope",
  "properties": { "iotHubs": [ { "resourceId": "[resourceId('Microsoft.Devices/IotHubs', 'devices')]" } ] }
} ] }"#,
            ),
            Example::bicep(
                r"resource devices 'Microsoft.Devices/IotHubs@2023-06-30' = {
  name: 'devices'
  location: 'westeurope'
  sku: {
    name: 'S1'
    capacity: 1
  }
  properties: {
    publicNetworkAccess: 'Disabled' // <- finding
  }
}

resource main 'Microsoft.DeviceUpdate/accounts/instances@2023-07-01' = {
  name: 'updates/main'
  location: 'westeurope'
  properties: {
    iotHubs: [
      {
        resourceId: devices.id
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource devices 'Microsoft.Devices/IotHubs@2023-06-30' = {
  name: 'devices'
  location: 'westeurope'
  sku: {
    name: 'S1'
    capacity: 1
  }
  properties: {
    publicNetworkAccess: 'Disabled'
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

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let (hubs, _) = instance.list("properties.iotHubs");
    for entry in hubs {
        let id = instance.look_from(&entry, "resourceId").value();
        let Some(hub) = id.and_then(|id| targets::by_id(context, id)) else { continue };
        if hub.declaration.resource.existing {
            continue;
        }
        let closed = words::stated(hub, "properties.publicNetworkAccess", &["Disabled"]);
        let Some((spot, confidence)) = closed else { continue };
        let message = format!(
            "The IoT hub '{}' has its public side closed, but Device Update, which is linked to it, needs it.",
            display_name(hub)
        );
        if let Some(handle) = context.report(&RULE.card, hub, &spot, confidence, message) {
            handle.related_resource(instance, "the Device Update instance");
        }
    }
}
