//! One topology in six spellings.

use crate::topology::{REGION, Topology};
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Literals,
    Parameters,
    Variables,
    Symbols,
    Children,
    Deployments,
}

pub(crate) const SPELLINGS: [Spelling; 6] = [
    Spelling::Literals,
    Spelling::Parameters,
    Spelling::Variables,
    Spelling::Symbols,
    Spelling::Children,
    Spelling::Deployments,
];

const NETWORK: &str = "Microsoft.Network/virtualNetworks";
const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const ZONE: &str = "Microsoft.Network/privateDnsZones";

/// Writes a topology as an ARM template.
pub(crate) fn render(topology: &Topology, spelling: Spelling) -> String {
    let template = match spelling {
        Spelling::Deployments => crate::deployments::template(topology),
        _ => Writer { topology, spelling }.template(),
    };
    serde_json::to_string_pretty(&template).unwrap()
}

struct Writer<'t> {
    topology: &'t Topology,
    spelling: Spelling,
}

/// Removes the brackets of an expression.
fn inner(text: &str) -> String {
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(expression) => expression.to_owned(),
        None => format!("'{text}'"),
    }
}

impl Writer<'_> {
    fn template(&self) -> Value {
        let mut resources = vec![
            ("target", self.target()),
            ("net", self.network("net")),
            ("other", self.network("other")),
        ];
        let names: Vec<_> = (0..10).map(|number| format!("zone{number}")).collect();
        for (at, name) in names.iter().enumerate().take(self.topology.zones.len()) {
            resources.push((name, self.zone(at)));
        }
        let mut resources: Vec<(String, Value)> =
            resources.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        resources.extend(self.links());
        for number in 0..self.topology.endpoints {
            resources.push((format!("pe{number}"), self.endpoint(number)));
            if let Some(group) = self.zone_group().filter(|_| self.spelling != Spelling::Children) {
                let name = child(&self.name(&format!("pe{number}")), "default");
                resources.push((
                    format!("group{number}"),
                    with(group, &format!("{ENDPOINT}/privateDnsZoneGroups"), &name),
                ));
            }
        }
        if let Some(state) = self.topology.connection_state {
            let body = json!({ "properties": { "privateLinkServiceConnectionState": { "status": state, "description": "no" } } });
            let name = child(&self.name("target"), "pe0");
            resources.push((
                "connection".to_owned(),
                with(
                    body,
                    &format!("{}/privateEndpointConnections", self.topology.target_type),
                    &name,
                ),
            ));
        }
        let mut template = json!({ "contentVersion": "1.0.0.0", "parameters": self.parameters(), "variables": self.variables() });
        if self.spelling == Spelling::Symbols {
            template["languageVersion"] = json!("2.0");
            template["resources"] = Value::Object(resources.into_iter().collect::<Map<_, _>>());
        } else {
            template["resources"] = resources.into_iter().map(|(_, resource)| resource).collect();
        }
        template
    }

    fn parameters(&self) -> Value {
        let all = ["target", "net", "other", "pe0"]
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "type": "string" })));
        if self.spelling == Spelling::Parameters { Value::Object(all.collect()) } else { json!({}) }
    }

    fn variables(&self) -> Value {
        let mut all: Map<_, _> = ["target", "net", "other", "pe0"]
            .iter()
            .map(|name| ((*name).to_owned(), json!(format!("my-{name}"))))
            .collect();
        all.insert(
            "zones".to_owned(),
            self.topology.zones.iter().map(|zone| json!(zone.name)).collect(),
        );
        if self.spelling == Spelling::Variables { Value::Object(all) } else { json!({}) }
    }

    /// The name of a resource.
    fn name(&self, name: &str) -> String {
        match self.spelling {
            Spelling::Parameters if !name.starts_with("pe") || name == "pe0" => {
                format!("[parameters('{name}')]")
            }
            Spelling::Variables if !name.starts_with("pe") || name == "pe0" => {
                format!("[variables('{name}')]")
            }
            _ => name.to_owned(),
        }
    }

    fn zone_name(&self, at: usize) -> String {
        match self.spelling {
            Spelling::Variables => format!("[variables('zones')[{at}]]"),
            _ => self.topology.zones[at].name.clone(),
        }
    }

    /// The id of a resource.
    fn id(&self, symbol: &str, type_: &str, name: &str) -> String {
        match self.spelling {
            Spelling::Symbols => format!("[resourceInfo('{symbol}').id]"),
            Spelling::Variables => {
                format!("[concat(resourceGroup().id, '/providers/{type_}/', {})]", inner(name))
            }
            _ => format!("[resourceId('{type_}', {})]", inner(name)),
        }
    }

    fn subnet_id(&self) -> String {
        let name = self.name("net");
        match self.spelling {
            Spelling::Symbols => "[reference('net').subnets[0].id]".to_owned(),
            Spelling::Variables => {
                format!(
                    "[format('{{0}}/subnets/{{1}}', {}, 'endpoints')]",
                    inner(&self.id("net", NETWORK, &name))
                )
            }
            _ => format!("[resourceId('{NETWORK}/subnets', {}, 'endpoints')]", inner(&name)),
        }
    }

    fn target(&self) -> Value {
        let mut body = json!({ "location": REGION, "sku": { "name": "Premium" }, "properties": self.topology.properties });
        if let Some(kind) = self.topology.kind {
            body["kind"] = json!(kind);
        }
        with(body, self.topology.target_type, &self.name("target"))
    }

    fn network(&self, name: &str) -> Value {
        let prefix = if name == "net" { self.topology.prefix } else { "10.2.0.0/16" };
        let subnet = json!({ "name": "endpoints", "properties": { "addressPrefix": prefix } });
        let space = json!({ "addressPrefixes": [prefix] });
        let body = if self.spelling == Spelling::Children {
            let child = json!({ "type": "subnets", "apiVersion": "2023-11-01", "name": "endpoints", "properties": { "addressPrefix": prefix } });
            json!({ "location": REGION, "properties": { "addressSpace": space }, "resources": [child] })
        } else {
            json!({ "location": REGION, "properties": { "addressSpace": space, "subnets": [subnet] } })
        };
        with(body, NETWORK, &self.name(name))
    }

    fn zone(&self, at: usize) -> Value {
        let mut body = json!({ "location": "global" });
        if let Some(link) = self.link(at).filter(|_| self.spelling == Spelling::Children) {
            body["resources"] = json!([with(link, "virtualNetworkLinks", "link")]);
        }
        with(body, ZONE, &self.zone_name(at))
    }

    fn link(&self, at: usize) -> Option<Value> {
        let zone = &self.topology.zones[at];
        let id = zone.link.map(|net| self.id(net, NETWORK, &self.name(net)))?;
        Some(
            json!({ "location": "global", "properties": { "registrationEnabled": zone.registration, "virtualNetwork": { "id": id } } }),
        )
    }

    fn links(&self) -> Vec<(String, Value)> {
        let zones = 0..self.topology.zones.len();
        let named = |at: usize| {
            let name = child(&self.zone_name(at), "link");
            Some((
                format!("link{at}"),
                with(self.link(at)?, &format!("{ZONE}/virtualNetworkLinks"), &name),
            ))
        };
        zones.filter(|_| self.spelling != Spelling::Children).filter_map(named).collect()
    }

    fn endpoint(&self, number: usize) -> Value {
        let target = self.id("target", self.topology.target_type, &self.name("target"));
        let mut connection = json!({ "privateLinkServiceId": target });
        if !self.topology.group_ids.is_empty() {
            connection["groupIds"] = json!(self.topology.group_ids);
        }
        let mut body = json!({
            "location": self.topology.endpoint_region,
            "properties": {
                "subnet": { "id": self.subnet_id() },
                "privateLinkServiceConnections": [{ "name": "target", "properties": connection }],
            },
        });
        if let Some(group) = self.zone_group().filter(|_| self.spelling == Spelling::Children) {
            body["resources"] = json!([with(group, "privateDnsZoneGroups", "default")]);
        }
        with(body, ENDPOINT, &self.name(&format!("pe{number}")))
    }

    fn zone_group(&self) -> Option<Value> {
        let zones = self.topology.zone_group.as_ref()?.iter();
        let config = |at: &usize| {
            let id = self.id(&format!("zone{at}"), ZONE, &self.zone_name(*at));
            json!({ "name": format!("zone{at}"), "properties": { "privateDnsZoneId": id } })
        };
        let configs: Vec<_> = zones.map(config).collect();
        Some(json!({ "properties": { "privateDnsZoneConfigs": configs } }))
    }
}

/// A resource of a body.
pub(crate) fn with(mut body: Value, type_: &str, name: &str) -> Value {
    body["type"] = json!(type_);
    body["apiVersion"] =
        json!(if type_.contains("Network/") { "2023-11-01" } else { "2030-01-01" });
    body["name"] = json!(name);
    body
}

fn child(parent: &str, name: &str) -> String {
    if parent.starts_with('[') {
        format!("[concat({}, '/{name}')]", inner(parent))
    } else {
        format!("{parent}/{name}")
    }
}
