//! A topology in Bicep modules, which hand ids over by outputs and parameters.

use crate::bicep::{bicep, code, connection, endpoint_body, network, resource, target};
use crate::render::{ENDPOINT, NETWORK, ZONE};
use crate::topology::Topology;
use serde_json::json;
use std::fmt::Write as _;

pub(crate) fn files(topology: &Topology) -> Vec<(&'static str, String)> {
    vec![
        ("main.bicep", main(topology)),
        ("network.bicep", network_module(topology)),
        ("service.bicep", service_module(topology)),
        ("zone.bicep", zone_module(false)),
        ("linkedZone.bicep", zone_module(true)),
        ("endpoint.bicep", endpoint_module(topology)),
    ]
}

fn main(topology: &Topology) -> String {
    let mut text = String::new();
    for (name, prefix) in [("net", topology.prefix), ("other", "10.2.0.0/16")] {
        text += &call(name, "network", &[("name", quoted(name)), ("prefix", quoted(prefix))]);
    }
    for number in 0..topology.targets {
        let name = topology.target(number);
        text += &call(&name, "service", &[("name", quoted(&name))]);
    }
    for (at, zone) in topology.zones.iter().enumerate() {
        let mut arguments = vec![("name", quoted(&zone.name))];
        if let Some(net) = zone.link {
            arguments.push(("networkId", format!("{net}.outputs.id")));
            arguments.push(("registration", zone.registration.to_string()));
        }
        let file = if zone.link.is_some() { "linkedZone" } else { "zone" };
        text += &call(&format!("zone{at}"), file, &arguments);
    }
    for number in 0..topology.endpoints {
        let zones = topology.zone_group.iter().flatten();
        let ids: Vec<_> = zones.map(|at| format!("zone{at}.outputs.id")).collect();
        let name = format!("pe{number}");
        let mut arguments = vec![
            ("name", quoted(&name)),
            ("targetId", format!("{}.outputs.id", topology.target_of(number))),
            ("subnetId", "net.outputs.subnetId".to_owned()),
        ];
        if topology.zone_group.is_some() {
            arguments.push(("zoneIds", format!("[\n{}\n]", ids.join("\n"))));
        }
        text += &call(&name, "endpoint", &arguments);
    }
    text
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn call(symbol: &str, file: &str, arguments: &[(&str, String)]) -> String {
    let mut text =
        format!("module {symbol} './{file}.bicep' = {{\nname: '{symbol}-deployment'\nparams: {{\n");
    for (name, value) in arguments {
        let _ = writeln!(text, "{name}: {value}");
    }
    text + "}\n}\n"
}

fn network_module(topology: &Topology) -> String {
    let body = network("name", "prefix", topology.region);
    format!(
        "param name string\nparam prefix string\n{}output id string = net.id\noutput subnetId string = net.properties.subnets[0].id\n",
        resource("net", NETWORK, body)
    )
}

fn service_module(topology: &Topology) -> String {
    let state = topology.connection_state.map(|state| connection(topology, state));
    format!(
        "param name string\n{}{}output id string = target.id\n",
        resource("target", topology.target_type, target(topology, "name")),
        state.unwrap_or_default()
    )
}

fn zone_module(is_linked: bool) -> String {
    let zone = bicep(&json!({ "name": code("name"), "location": "global" }));
    let link = bicep(&json!({
        "parent": code("zone"), "name": "link", "location": "global",
        "properties": { "registrationEnabled": code("registration"), "virtualNetwork": { "id": code("networkId") } },
    }));
    let mut text = format!("param name string\n{}", resource("zone", ZONE, zone));
    if is_linked {
        text += "param networkId string\nparam registration bool\n";
        text += &resource("link", &format!("{ZONE}/virtualNetworkLinks"), link);
    }
    text + "output id string = zone.id\n"
}

fn endpoint_module(topology: &Topology) -> String {
    let body = endpoint_body(topology, code("name"), code("subnetId"), code("targetId"));
    let mut text = format!(
        "param name string\nparam targetId string\nparam subnetId string\n{}",
        resource("endpoint", ENDPOINT, body)
    );
    if topology.zone_group.is_some() {
        let configs = "[for (id, index) in zoneIds: {\nname: 'zone${index}'\nproperties: {\nprivateDnsZoneId: id\n}\n}]";
        let group = bicep(&json!({
            "parent": code("endpoint"), "name": "default",
            "properties": { "privateDnsZoneConfigs": code(configs) },
        }));
        text += "param zoneIds array\n";
        text += &resource("group", &format!("{ENDPOINT}/privateDnsZoneGroups"), group);
    }
    text
}
