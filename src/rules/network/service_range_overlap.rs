//! Subnets of clusters and container environments in ranges that the service takes for itself.

use crate::catalogue::subnets::{self, Range as Taken};
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::{Confidence, Severity};
use crate::graph::subnets::{Range, overlap, parse};
use crate::look::words::{is_any, is_something};
use crate::look::{Look, Spot, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW020",
        name: "service-range-overlap",
        title: "Subnet overlaps a range that its service takes for itself",
        severity: Severity::Error,
        why: "Kubernetes clusters and container environments use address ranges of their own inside: for services, for pods, and for the platform. Where a subnet has the same addresses, the deployment is refused, or containers cannot reach what lies there. A cluster that says nothing takes 10.0.0.0/16 for its services, which many networks use.",
        looks_at: "The subnets of Azure Kubernetes Service and Azure Container Apps, where they are declared here: against the ranges that the platform reserves, and of a cluster's network against its service range and, with pods outside of the network, its pod range, set or by default. Ranges that are not known are passed over.",
        fix: "Give the subnet another range, or set `serviceCidr` and `podCidr` to ranges that the network does not use.",
        references: &[
            "https://learn.microsoft.com/azure/aks/concepts-network-cni-overview",
            "https://learn.microsoft.com/azure/aks/azure-cni-overlay",
            "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/servicecidroverlapexistingsubnetscidr-error",
            "https://learn.microsoft.com/azure/container-apps/custom-virtual-networks",
        ],
        resource_types: &[CLUSTER, POOL, ENVIRONMENT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] }, "subnets": [
      { "name": "nodes", "properties": { "addressPrefix": "10.0.1.0/24" } } ] } },
  { "type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-05-01", "name": "cluster", "location": "westeurope",
    "properties": {
      "networkProfile": { "networkPlugin": "azure" },
      "agentPoolProfiles": [ { "name": "nodes", "count": 3,
        "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]" // <- finding
      } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] }, "subnets": [
      { "name": "nodes", "properties": { "addressPrefix": "10.0.1.0/24" } } ] } },
  { "type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-05-01", "name": "cluster", "location": "westeurope",
    "properties": {
      "networkProfile": { "networkPlugin": "azure", "serviceCidr": "10.1.0.0/16", "dnsServiceIP": "10.1.0.10" },
      "agentPoolProfiles": [ { "name": "nodes", "count": 3,
        "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"
      } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '172.30.0.0/16' ] }
    subnets: [ { name: 'apps', properties: { addressPrefix: '172.30.1.0/24' } } ]
  }
}
resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'environment'
  location: 'westeurope'
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: net.properties.subnets[0].id // <- finding
    }
  }
}
",
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.0.0.0/16' ] }
    subnets: [ { name: 'apps', properties: { addressPrefix: '10.0.1.0/24' } } ]
  }
}
resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'environment'
  location: 'westeurope'
  properties: {
    vnetConfiguration: { infrastructureSubnetId: net.properties.subnets[0].id }
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

const CLUSTER: &str = "Microsoft.ContainerService/managedClusters";
const POOL: &str = "Microsoft.ContainerService/managedClusters/agentPools";
const ENVIRONMENT: &str = "Microsoft.App/managedEnvironments";
/// How the rows of the catalogue about these services begin.
const OF_CLUSTERS: &str = "AKS: ";
const OF_ENVIRONMENTS: &str = "Azure Container Apps environment";
const OF_PROFILES: &str = "Azure Container Apps workload profiles";
const SERVICES: &str = "AKS default service";
const PODS: &str = "AKS default pod";

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    if instance.is(CLUSTER) {
        let own = own_ranges(instance);
        for pool in instance.list("properties.agentPoolProfiles").0 {
            if let Some(spot) = instance.look_from(&pool, "vnetSubnetID").found() {
                check_subnet(context, instance, &spot, &own, &[OF_CLUSTERS]);
            }
        }
    } else if instance.is(POOL) {
        if let Some(spot) = instance.look("properties.vnetSubnetID").found() {
            check_subnet(context, instance, &spot, &[], &[OF_CLUSTERS]);
        }
    } else if let Some(spot) =
        instance.look("properties.vnetConfiguration.infrastructureSubnetId").found()
    {
        let has_profiles = instance.look("properties.workloadProfiles").value();
        let has_profiles = has_profiles.is_some_and(|value| is_something(value).is_yes());
        let services: &[_] =
            if has_profiles { &[OF_ENVIRONMENTS, OF_PROFILES] } else { &[OF_ENVIRONMENTS] };
        check_subnet(context, instance, &spot, &[], services);
    }
}

/// A range that a cluster takes.
struct Own<'w> {
    net: IpNet,
    what: &'static str,
    /// Where it stands; `None` for a default.
    value: Option<Val<'w>>,
}

/// The ranges that a cluster takes inside, set or by default.
fn own_ranges<'w>(cluster: &'w Instance<'w>) -> Vec<Own<'w>> {
    let mut own = Vec::new();
    own.extend(own_range(cluster, "properties.networkProfile.serviceCidr", "services", SERVICES));
    let says = |path: &str, word: &'static str| {
        cluster.look(path).value().is_some_and(|value| is_any(value, &[word]).is_yes())
    };
    if says("properties.networkProfile.networkPlugin", "kubenet")
        || says("properties.networkProfile.networkPluginMode", "overlay")
    {
        own.extend(own_range(cluster, "properties.networkProfile.podCidr", "pods", PODS));
    }
    own
}

fn own_range<'w>(
    cluster: &'w Instance<'w>,
    path: &str,
    what: &'static str,
    default: &str,
) -> Option<Own<'w>> {
    match cluster.look(path) {
        Look::Found(spot) => {
            let net = parse(spot.value?.as_str()?)?;
            Some(Own { net, what, value: spot.value })
        }
        Look::Missing(_) => {
            let net = of_service(default).next()?.cidr.parse().ok()?;
            Some(Own { net, what, value: None })
        }
        Look::Unknown => None,
    }
}

fn of_service(start: &str) -> impl Iterator<Item = &'static Taken> {
    let is_one = move |range: &&Taken| range.service.is_some_and(|name| name.starts_with(start));
    subnets::ranges().iter().filter(is_one)
}

fn check_subnet<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    own: &[Own<'w>],
    services: &[&str],
) {
    let network = context.network();
    let Some(id) = spot.value else { return };
    let Some(around) = network.around(id, instance) else { return };
    let Some(subnet) = network.subnet(&network.end(id, instance), &around) else { return };
    for range in subnet.ranges().0 {
        let clash = own.iter().find(|own| overlap(&own.net, &range.net));
        let taken = services
            .iter()
            .flat_map(|start| of_service(start))
            .find(|taken| taken.cidr.parse::<IpNet>().is_ok_and(|net| overlap(&net, &range.net)));
        let message = match (clash, taken) {
            (Some(own), _) => format!(
                "The subnet has '{}', and the cluster takes '{}' for its {}{}.",
                range.net,
                own.net,
                own.what,
                if own.value.is_none() { " unless it is told otherwise" } else { "" }
            ),
            (None, Some(taken)) => {
                format!("The subnet has '{}', and the platform takes '{}'.", range.net, taken.cidr)
            }
            (None, None) => continue,
        };
        let sure = sure(&range, clash, id);
        let Some(mut finding) = context.report(&RULE.card, instance, spot, sure, message) else {
            return;
        };
        if let Some(value) = clash.and_then(|own| own.value) {
            finding = finding.trace_of("the cluster's", value);
        }
        finding.related(range.spot.place, "the range of the subnet");
        return;
    }
}

fn sure<'w>(range: &Range<'w>, own: Option<&Own<'w>>, id: Val<'w>) -> Confidence {
    let own = own.and_then(|own| own.value).map_or(Confidence::High, |own| confidence(own.basis));
    range.spot.confidence().min(own).min(confidence(id.basis))
}
