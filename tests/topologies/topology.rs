//! Topologies: one service behind private endpoints, as data that faults can be put into.

use armlint::catalogue::clouds::Cloud;
use armlint::catalogue::pattern;
use armlint::catalogue::private_link::{self, Group, LinkType, Role, Zone};
use armlint::catalogue::public_access::{self, FlagRole};
use serde_json::{Value, json};

/// Two regions of a cloud, and the short code of the first one.
const fn regions(cloud: Cloud) -> (&'static str, &'static str, &'static str) {
    match cloud {
        Cloud::Public => ("westeurope", "northeurope", "we"),
        Cloud::UsGov => ("usgovvirginia", "usgovtexas", "ugv"),
        Cloud::China => ("chinanorth3", "chinaeast2", "cnn3"),
    }
}

/// A service, a network, endpoints and zones.
#[derive(Debug, Clone)]
pub(crate) struct Topology {
    pub(crate) cloud: Cloud,
    pub(crate) region: &'static str,
    /// Another region of the cloud.
    pub(crate) elsewhere: &'static str,
    /// How many instances of the service there are; the endpoints are dealt out to them.
    pub(crate) targets: usize,
    pub(crate) target_type: &'static str,
    pub(crate) kind: Option<&'static str>,
    pub(crate) properties: Value,
    pub(crate) group_ids: Vec<String>,
    pub(crate) endpoint_region: &'static str,
    pub(crate) prefix: &'static str,
    pub(crate) endpoints: usize,
    pub(crate) zones: Vec<ZoneSpec>,
    /// Positions in `zones`; `None` for no zone group.
    pub(crate) zone_group: Option<Vec<usize>>,
    pub(crate) connection_state: Option<&'static str>,
    /// The properties with public access on; `None` where there is no one switch.
    pub(crate) open: Option<Value>,
}

#[derive(Debug, Clone)]
pub(crate) struct ZoneSpec {
    pub(crate) name: String,
    /// The network that it is linked to: `net` or `other`.
    pub(crate) link: Option<&'static str>,
    pub(crate) registration: bool,
}

impl Topology {
    /// The name of an instance of the service.
    pub(crate) fn target(&self, number: usize) -> String {
        if self.targets == 1 { "target".to_owned() } else { format!("target{number}") }
    }

    /// The instance that an endpoint leads to.
    pub(crate) fn target_of(&self, endpoint: usize) -> String {
        self.target(endpoint % self.targets)
    }
}

impl ZoneSpec {
    fn new(name: String) -> Self {
        Self { name, link: Some("net"), registration: false }
    }
}

/// The correct topology of every row of the catalogue, in each cloud where it has zones.
pub(crate) fn all() -> Vec<Topology> {
    Cloud::ALL.into_iter().flat_map(of_cloud).collect()
}

/// The correct topologies of a cloud.
pub(crate) fn of_cloud(cloud: Cloud) -> Vec<Topology> {
    let mut all = Vec::new();
    for link in private_link::types() {
        for group in link.groups.iter().filter(|group| !group.described && group.knows_zones(cloud))
        {
            let topologies = kinds(group).into_iter().map(|kind| correct(link, group, kind, cloud));
            all.extend(topologies.filter(|topology| !topology.zones.is_empty()));
        }
    }
    all
}

fn kinds(group: &'static Group) -> Vec<Option<&'static str>> {
    let mut kinds: Vec<_> = group
        .zones
        .iter()
        .filter_map(|zone| zone.kind)
        .map(|kind| if kind == "*" { "Other" } else { kind })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() { vec![None] } else { kinds.into_iter().map(Some).collect() }
}

fn correct(
    link: &'static LinkType,
    group: &'static Group,
    kind: Option<&'static str>,
    cloud: Cloud,
) -> Topology {
    let required: Vec<&Zone> = group.in_role(Role::Required, cloud, kind).collect();
    let choice = group.in_role(Role::Alternative, cloud, kind).next();
    let rows: Vec<_> = required.into_iter().chain(choice).collect();
    let names = rows.iter().map(|zone| fill(zone.name, cloud));
    let zones: Vec<_> = names.map(ZoneSpec::new).collect();
    let (region, elsewhere, _) = regions(cloud);
    Topology {
        cloud,
        region,
        elsewhere,
        targets: 1,
        target_type: link.name,
        kind,
        properties: closed(link.name),
        group_ids: vec![fill(group.id, cloud)],
        endpoint_region: region,
        prefix: "10.1.0.0/16",
        endpoints: 1,
        zone_group: Some((0..zones.len()).collect()),
        zones,
        connection_state: None,
        open: open(link.name),
    }
}

fn fill(pattern: &'static str, cloud: Cloud) -> String {
    let (region, _, code) = regions(cloud);
    let stands_for = |placeholder: &str| match placeholder {
        "regionName" => region.to_owned(),
        "regionCode" => code.to_owned(),
        other => format!("my{}", other.to_ascii_lowercase()),
    };
    pattern::fill(pattern, |placeholder| Some(stands_for(placeholder))).unwrap()
}

/// The properties of a service with its one switch for public access on.
fn open(name: &str) -> Option<Value> {
    let mut flags = public_access::flags_on(name).filter(|(_, flag)| flag.role == FlagRole::Main);
    let (access, flag) = flags.next().filter(|(access, _)| access.unreported.is_none())?;
    let on = flag.public.first()?;
    let on = if flag.boolean { json!(*on == "true") } else { json!(on) };
    let mut body = json!({ "properties": closed(name) });
    set(&mut body, &format!("/{}", flag.path.replace('.', "/")), on);
    (flags.next().is_none() && !access.only).then(|| body["properties"].clone())
}

/// The properties of a service with every switch for public access off.
fn closed(name: &str) -> Value {
    let mut body = json!({});
    for (_, flag) in public_access::flags_on(name).filter(|(_, flag)| flag.role == FlagRole::Main) {
        let Some(off) = flag.private.first() else { continue };
        let off = if flag.boolean { json!(*off == "true") } else { json!(off) };
        let path = format!("/{}", flag.path.replace('.', "/"));
        set(&mut body, &path, off);
    }
    body["properties"]["customSubDomainName"] = json!("mine");
    body["properties"].clone()
}

fn set(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for key in path.split('/').skip(1) {
        at = at.as_object_mut().unwrap().entry(key).or_insert_with(|| json!({}));
    }
    *at = value;
}
