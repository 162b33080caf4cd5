//! A topology in nested deployments, which hand ids over by outputs and parameters.

use crate::render::{ENDPOINT, NETWORK, ZONE, with};
use crate::topology::Topology;
use serde_json::{Value, json};

pub(crate) fn template(topology: &Topology) -> Value {
    let region = topology.region;
    let networks = [("net", topology.prefix), ("other", "10.2.0.0/16")];
    let mut resources: Vec<_> =
        networks.iter().map(|(name, prefix)| network(name, prefix, region)).collect();
    resources.extend((0..topology.targets).map(|number| service(topology, number)));
    for at in 0..topology.zones.len() {
        resources.push(zone(topology, at));
    }
    for number in 0..topology.endpoints {
        resources.push(endpoint(topology, number));
    }
    json!({ "contentVersion": "1.0.0.0", "resources": resources })
}

/// A deployment with scope `inner`; `arguments` are expressions.
fn deployment(
    name: &str,
    arguments: &[(&str, String)],
    resources: Vec<Value>,
    outputs: &[(&str, String)],
) -> Value {
    let given = arguments
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!({ "value": value })))
        .collect();
    let declared = arguments
        .iter()
        .map(|(name, _)| ((*name).to_owned(), json!({ "type": "string" })))
        .collect();
    let outputs = outputs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!({ "type": "string", "value": value })))
        .collect();
    let body = json!({ "properties": {
        "mode": "Incremental",
        "expressionEvaluationOptions": { "scope": "inner" },
        "parameters": Value::Object(given),
        "template": {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "parameters": Value::Object(declared),
            "resources": resources,
            "outputs": Value::Object(outputs),
        },
    } });
    with(body, "Microsoft.Resources/deployments", name)
}

fn output(deployment: &str, name: &str) -> String {
    format!(
        "[reference(resourceId('Microsoft.Resources/deployments', '{deployment}')).outputs.{name}.value]"
    )
}

fn network(name: &str, prefix: &str, region: &str) -> Value {
    let subnet = json!({ "name": "endpoints", "properties": { "addressPrefix": prefix } });
    let body = json!({ "location": "[parameters('location')]", "properties": { "addressSpace": { "addressPrefixes": [prefix] }, "subnets": [subnet] } });
    let outputs = [
        ("id", format!("[resourceId('{NETWORK}', parameters('name'))]")),
        (
            "subnetId",
            format!("[reference(resourceId('{NETWORK}', parameters('name'))).subnets[0].id]"),
        ),
    ];
    let arguments = [("name", name.to_owned()), ("location", region.to_owned())];
    deployment(
        &format!("{name}-deployment"),
        &arguments,
        vec![with(body, NETWORK, "[parameters('name')]")],
        &outputs,
    )
}

fn service(topology: &Topology, number: usize) -> Value {
    let name = topology.target(number);
    let type_ = topology.target_type;
    let mut body = json!({ "location": topology.region, "sku": { "name": "Premium" }, "properties": topology.properties });
    if let Some(kind) = topology.kind {
        body["kind"] = json!(kind);
    }
    let mut resources = vec![with(body, type_, &name)];
    if let Some(state) = topology.connection_state {
        let body = json!({ "properties": { "privateLinkServiceConnectionState": { "status": state, "description": "no" } } });
        let mut connection =
            with(body, &format!("{type_}/privateEndpointConnections"), &format!("{name}/pe0"));
        connection["dependsOn"] = json!([format!("[resourceId('{type_}', '{name}')]")]);
        resources.push(connection);
    }
    let id = format!("[resourceId('{type_}', '{name}')]");
    deployment(&format!("{name}-deployment"), &[], resources, &[("id", id)])
}

fn zone(topology: &Topology, at: usize) -> Value {
    let spec = &topology.zones[at];
    let mut resources = vec![with(json!({ "location": "global" }), ZONE, "[parameters('name')]")];
    let mut arguments = vec![("name", spec.name.clone())];
    if let Some(net) = spec.link {
        arguments.push(("networkId", output(&format!("{net}-deployment"), "id")));
        let properties = json!({ "registrationEnabled": spec.registration, "virtualNetwork": { "id": "[parameters('networkId')]" } });
        let after = format!("[resourceId('{ZONE}', parameters('name'))]");
        let body = json!({ "location": "global", "dependsOn": [after], "properties": properties });
        resources.push(with(
            body,
            &format!("{ZONE}/virtualNetworkLinks"),
            "[concat(parameters('name'), '/link')]",
        ));
    }
    let outputs = [("id", format!("[resourceId('{ZONE}', parameters('name'))]"))];
    deployment(&format!("zone{at}"), &arguments, resources, &outputs)
}

fn endpoint(topology: &Topology, number: usize) -> Value {
    let mut arguments = vec![
        ("name", format!("pe{number}")),
        ("targetId", output(&format!("{}-deployment", topology.target_of(number)), "id")),
        ("subnetId", output("net-deployment", "subnetId")),
    ];
    let mut connection = json!({ "privateLinkServiceId": "[parameters('targetId')]" });
    if !topology.group_ids.is_empty() {
        connection["groupIds"] = json!(topology.group_ids);
    }
    let body = json!({
        "location": topology.endpoint_region,
        "properties": {
            "subnet": { "id": "[parameters('subnetId')]" },
            "privateLinkServiceConnections": [{ "name": "target", "properties": connection }],
        },
    });
    let mut resources = vec![with(body, ENDPOINT, "[parameters('name')]")];
    let names = ["zone0", "zone1", "zone2", "zone3", "zone4", "zone5"];
    if let Some(zones) = &topology.zone_group {
        let mut configs = Vec::new();
        for at in zones {
            arguments.push((names[*at], output(names[*at], "id")));
            configs.push(json!({ "name": names[*at], "properties": { "privateDnsZoneId": format!("[parameters('{}')]", names[*at]) } }));
        }
        let after = format!("[resourceId('{ENDPOINT}', parameters('name'))]");
        let body =
            json!({ "dependsOn": [after], "properties": { "privateDnsZoneConfigs": configs } });
        resources.push(with(
            body,
            &format!("{ENDPOINT}/privateDnsZoneGroups"),
            "[format('{0}/default', parameters('name'))]",
        ));
    }
    deployment(&format!("endpoint{number}"), &arguments, resources, &[])
}
