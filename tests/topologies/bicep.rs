//! A topology as one Bicep file: symbolic names, `parent:`, and no `dependsOn`.

use crate::render::{ENDPOINT, NETWORK, ZONE, version};
use crate::topology::Topology;
use serde_json::{Value, json};
use std::fmt::Write as _;

pub(crate) fn files(topology: &Topology) -> Vec<(&'static str, String)> {
    let mut text = String::new();
    for number in 0..topology.targets {
        let name = topology.target(number);
        text += &resource(&name, topology.target_type, target(topology, &format!("'{name}'")));
    }
    for (name, prefix) in [("net", topology.prefix), ("other", "10.2.0.0/16")] {
        let body = network(&format!("'{name}'"), &format!("'{prefix}'"), topology.region);
        text += &resource(name, NETWORK, body);
    }
    for (at, zone) in topology.zones.iter().enumerate() {
        let body = json!({ "name": zone.name, "location": "global" });
        text += &resource(&format!("zone{at}"), ZONE, bicep(&body));
        if let Some(net) = zone.link {
            let body = json!({
                "parent": code(&format!("zone{at}")), "name": "link", "location": "global",
                "properties": { "registrationEnabled": zone.registration, "virtualNetwork": { "id": code(&format!("{net}.id")) } },
            });
            let type_ = format!("{ZONE}/virtualNetworkLinks");
            text += &resource(&format!("link{at}"), &type_, bicep(&body));
        }
    }
    for number in 0..topology.endpoints {
        text += &endpoint(topology, number);
    }
    if let Some(state) = topology.connection_state {
        text += &connection(topology, state);
    }
    vec![("main.bicep", text)]
}

fn endpoint(topology: &Topology, number: usize) -> String {
    let id = code(&format!("{}.id", topology.target_of(number)));
    let body = endpoint_body(
        topology,
        json!(format!("pe{number}")),
        code("net.properties.subnets[0].id"),
        id,
    );
    let mut text = resource(&format!("pe{number}"), ENDPOINT, body);
    if let Some(zones) = &topology.zone_group {
        let config = |at: &usize| json!({ "name": format!("zone{at}"), "properties": { "privateDnsZoneId": code(&format!("zone{at}.id")) } });
        let configs: Vec<_> = zones.iter().map(config).collect();
        let body = json!({
            "parent": code(&format!("pe{number}")), "name": "default",
            "properties": { "privateDnsZoneConfigs": configs },
        });
        let type_ = format!("{ENDPOINT}/privateDnsZoneGroups");
        text += &resource(&format!("group{number}"), &type_, bicep(&body));
    }
    text
}

/// The body of an endpoint; `subnet` and `target` are ids.
pub(crate) fn endpoint_body(
    topology: &Topology,
    name: Value,
    subnet: Value,
    target: Value,
) -> String {
    let mut connection = json!({ "privateLinkServiceId": target });
    if !topology.group_ids.is_empty() {
        connection["groupIds"] = json!(topology.group_ids);
    }
    bicep(&json!({
        "name": name,
        "location": topology.endpoint_region,
        "properties": {
            "subnet": { "id": subnet },
            "privateLinkServiceConnections": [{ "name": "target", "properties": connection }],
        },
    }))
}

/// The body of the service.
pub(crate) fn target(topology: &Topology, name: &str) -> String {
    let mut body = json!({ "name": code(name), "location": topology.region, "sku": { "name": "Premium" }, "properties": topology.properties });
    if let Some(kind) = topology.kind {
        body["kind"] = json!(kind);
    }
    bicep(&body)
}

/// The body of a network with one subnet; name and prefix are expressions.
pub(crate) fn network(name: &str, prefix: &str, region: &str) -> String {
    bicep(&json!({
        "name": code(name), "location": region,
        "properties": {
            "addressSpace": { "addressPrefixes": [code(prefix)] },
            "subnets": [{ "name": "endpoints", "properties": { "addressPrefix": code(prefix) } }],
        },
    }))
}

/// What says that a connection is in a state.
pub(crate) fn connection(topology: &Topology, state: &str) -> String {
    let body = json!({
        "parent": code("target"), "name": "pe0",
        "properties": { "privateLinkServiceConnectionState": { "status": state, "description": "no" } },
    });
    let type_ = format!("{}/privateEndpointConnections", topology.target_type);
    resource("connection", &type_, bicep(&body))
}

/// A declaration.
pub(crate) fn resource(symbol: &str, type_: &str, body: String) -> String {
    format!("resource {symbol} '{type_}@{}' = {body}\n", version(type_))
}

/// Marks a text as an expression, which stands without quotes.
pub(crate) fn code(expression: &str) -> Value {
    json!({ "\u{0}": expression })
}

/// A value as Bicep has it.
pub(crate) fn bicep(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(expression)) = object.get("\u{0}") {
                return expression.clone();
            }
            let mut text = "{\n".to_owned();
            for (key, value) in object {
                let _ = writeln!(text, "'{key}': {}", bicep(value));
            }
            text + "}"
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(bicep).collect();
            format!("[\n{}\n]", items.join("\n"))
        }
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}
