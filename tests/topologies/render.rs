//! One topology in eight spellings.

use crate::topology::Topology;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Literals,
    Parameters,
    Variables,
    Symbols,
    Children,
    Deployments,
    Bicep,
    Modules,
}

pub(crate) const SPELLINGS: [Spelling; 8] = [
    Spelling::Literals,
    Spelling::Parameters,
    Spelling::Variables,
    Spelling::Symbols,
    Spelling::Children,
    Spelling::Deployments,
    Spelling::Bicep,
    Spelling::Modules,
];

pub(crate) const NETWORK: &str = "Microsoft.Network/virtualNetworks";
pub(crate) const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
pub(crate) const ZONE: &str = "Microsoft.Network/privateDnsZones";

/// Writes a topology: the texts of its files, the root first.
pub(crate) fn render(topology: &Topology, spelling: Spelling) -> Vec<(&'static str, String)> {
    let template = match spelling {
        Spelling::Bicep => return crate::bicep::files(topology),
        Spelling::Modules => return crate::modules::files(topology),
        Spelling::Deployments => crate::deployments::template(topology),
        _ => Writer { topology, spelling }.template(),
    };
    vec![("azuredeploy.json", serde_json::to_string_pretty(&template).unwrap())]
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
        let mut resources: Vec<(String, Value)> = (0..self.topology.targets)
            .map(|number| self.topology.target(number))
            .map(|name| (name.clone(), self.target(&name)))
            .collect();
        resources.extend(["net", "other"].map(|name| (name.to_owned(), self.network(name))));
        for at in 0..self.topology.zones.len() {
            resources.push((format!("zone{at}"), self.zone(at)));
        }
        resources.extend(self.links());
        for number in 0..self.topology.endpoints {
            resources.push((format!("pe{number}"), self.endpoint(number)));
            if let Some(group) = self.zone_group().filter(|_| self.spelling != Spelling::Children) {
                let pe = format!("pe{number}");
                let name = child(&self.name(&pe), "default");
                let mut group = with(group, &format!("{ENDPOINT}/privateDnsZoneGroups"), &name);
                let after = std::iter::once(self.after(&pe, ENDPOINT, &self.name(&pe)));
                group["dependsOn"] = after.chain(self.after_zones()).collect();
                resources.push((format!("group{number}"), group));
            }
        }
        if let Some(state) = self.topology.connection_state {
            let body = json!({ "properties": { "privateLinkServiceConnectionState": { "status": state, "description": "no" } } });
            let name = child(&self.name("target"), "pe0");
            let type_ = format!("{}/privateEndpointConnections", self.topology.target_type);
            let mut connection = with(body, &type_, &name);
            connection["dependsOn"] = json!([self.after_target("target")]);
            resources.push(("connection".to_owned(), connection));
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

    /// What has a name of its own besides the zones.
    fn symbols(&self) -> Vec<String> {
        let targets = (0..self.topology.targets).map(|number| self.topology.target(number));
        let endpoints = (0..self.topology.endpoints).map(|number| format!("pe{number}"));
        let networks = ["net", "other"].map(str::to_owned);
        targets.chain(endpoints).chain(networks).collect()
    }

    fn parameters(&self) -> Value {
        let all = self.symbols().into_iter().map(|name| (name, json!({ "type": "string" })));
        if self.spelling == Spelling::Parameters { Value::Object(all.collect()) } else { json!({}) }
    }

    fn variables(&self) -> Value {
        let mut all: Map<_, _> = self
            .symbols()
            .into_iter()
            .map(|name| (name.clone(), json!(format!("my-{name}"))))
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
            Spelling::Parameters => format!("[parameters('{name}')]"),
            Spelling::Variables => format!("[variables('{name}')]"),
            _ => name.to_owned(),
        }
    }

    fn zone_name(&self, at: usize) -> String {
        match self.spelling {
            Spelling::Variables => format!("[variables('zones')[{at}]]"),
            _ => self.topology.zones[at].name.clone(),
        }
    }

    /// An entry of `dependsOn`: a symbolic name, a name, a type with a name, or an id.
    fn after(&self, symbol: &str, type_: &str, name: &str) -> Value {
        match self.spelling {
            Spelling::Symbols => json!(symbol),
            Spelling::Parameters => json!(name),
            Spelling::Literals => json!(format!("{type_}/{name}")),
            _ => json!(self.id(symbol, type_, name)),
        }
    }

    fn after_target(&self, target: &str) -> Value {
        self.after(target, self.topology.target_type, &self.name(target))
    }

    fn after_zones(&self) -> Vec<Value> {
        let zones = self.topology.zone_group.iter().flatten();
        zones.map(|at| self.after(&format!("zone{at}"), ZONE, &self.zone_name(*at))).collect()
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

    fn target(&self, name: &str) -> Value {
        let mut body = json!({ "location": self.topology.region, "sku": { "name": "Premium" }, "properties": self.topology.properties });
        if let Some(kind) = self.topology.kind {
            body["kind"] = json!(kind);
        }
        with(body, self.topology.target_type, &self.name(name))
    }

    fn network(&self, name: &str) -> Value {
        let prefix = if name == "net" { self.topology.prefix } else { "10.2.0.0/16" };
        let subnet = json!({ "name": "endpoints", "properties": { "addressPrefix": prefix } });
        let space = json!({ "addressPrefixes": [prefix] });
        let body = if self.spelling == Spelling::Children {
            let child = json!({ "type": "subnets", "apiVersion": "2023-11-01", "name": "endpoints", "properties": { "addressPrefix": prefix } });
            json!({ "location": self.topology.region, "properties": { "addressSpace": space }, "resources": [child] })
        } else {
            json!({ "location": self.topology.region, "properties": { "addressSpace": space, "subnets": [subnet] } })
        };
        with(body, NETWORK, &self.name(name))
    }

    fn zone(&self, at: usize) -> Value {
        let mut body = json!({ "location": "global" });
        if let Some(link) = self.link(at).filter(|_| self.spelling == Spelling::Children) {
            let mut link = with(link, "virtualNetworkLinks", "link");
            link["dependsOn"] = self.after_link(at, &self.zone_name(at));
            body["resources"] = json!([link]);
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

    fn after_link(&self, at: usize, zone: &str) -> Value {
        let net = self.topology.zones[at].link.unwrap_or("net");
        let net = self.after(net, NETWORK, &self.name(net));
        json!([self.after(&format!("zone{at}"), ZONE, zone), net])
    }

    fn links(&self) -> Vec<(String, Value)> {
        let zones = 0..self.topology.zones.len();
        let named = |at: usize| {
            let name = child(&self.zone_name(at), "link");
            let mut link = with(self.link(at)?, &format!("{ZONE}/virtualNetworkLinks"), &name);
            link["dependsOn"] = self.after_link(at, &self.zone_name(at));
            Some((format!("link{at}"), link))
        };
        zones.filter(|_| self.spelling != Spelling::Children).filter_map(named).collect()
    }

    fn endpoint(&self, number: usize) -> Value {
        let name = self.topology.target_of(number);
        let target = self.id(&name, self.topology.target_type, &self.name(&name));
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
        let net = match self.spelling {
            // A subnet that is a child of its own comes after its network.
            Spelling::Children => json!(self.subnet_id()),
            _ => self.after("net", NETWORK, &self.name("net")),
        };
        body["dependsOn"] = json!([net, self.after_target(&name)]);
        if let Some(group) = self.zone_group().filter(|_| self.spelling == Spelling::Children) {
            let mut group = with(group, "privateDnsZoneGroups", "default");
            group["dependsOn"] = json!(self.after_zones());
            body["resources"] = json!([group]);
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

/// The api version that a type is written with.
pub(crate) fn version(type_: &str) -> &'static str {
    if type_.contains("Network/") { "2023-11-01" } else { "2030-01-01" }
}

/// A resource of a body.
pub(crate) fn with(mut body: Value, type_: &str, name: &str) -> Value {
    body["type"] = json!(type_);
    body["apiVersion"] = json!(version(type_));
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
