//! Pools of a cluster that run another version than its control plane.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::words;
use crate::look::{self, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "RS090",
        name: "aks-pool-version",
        title: "AKS pool runs another version than its cluster",
        severity: Severity::Note,
        category: "lifecycle",
        on: false,
        why: "Nodes that lag behind the control plane miss its fixes, and hold the next upgrade up.",
        looks_at: "`orchestratorVersion` of pools, in the cluster and as children, against `kubernetesVersion` of the cluster, as far as both are written. Absent, a pool takes the version of the cluster. Versions that are not known are passed over. Off by default: pools are upgraded one after the other.",
        fix: "Use the version of the cluster, or leave `orchestratorVersion` out.",
        references: &["https://learn.microsoft.com/azure/aks/upgrade-aks-cluster"],
        equivalents: &["AZR-000016", "Azure.AKS.PoolVersion"],
        resource_types: &["Microsoft.ContainerService/managedClusters"],
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2026-05-01",
      "name": "example",
      "location": "westeurope",
      "properties": {
        "dnsPrefix": "example",
        "kubernetesVersion": "1.34.2",
        "agentPoolProfiles": [
          {
            "name": "system",
            "mode": "System",
            "count": 3,
            "orchestratorVersion": "1.33.1" // <- finding
          }
        ]
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.ContainerService/managedClusters@2026-05-01' = {
  name: 'example'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'example'
    kubernetesVersion: '1.34.2'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        orchestratorVersion: '1.33.1' // <- finding
      }
    ]
  }
}
",
            ),
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2026-05-01",
      "name": "example",
      "location": "westeurope",
      "properties": {
        "dnsPrefix": "example",
        "kubernetesVersion": "1.34.2",
        "agentPoolProfiles": [
          {
            "name": "system",
            "mode": "System",
            "count": 3,
            "orchestratorVersion": "1.34"
          }
        ]
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.ContainerService/managedClusters@2026-05-01' = {
  name: 'example'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'example'
    kubernetesVersion: '1.34.2'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        orchestratorVersion: '1.34'
      }
    ]
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

fn check<'w>(context: &Context<'w>, cluster: &'w Instance<'w>) {
    let Some(control) = cluster.look("properties.kubernetesVersion").value() else { return };
    let Some(wanted) = control.as_str() else { return };
    let (pools, _) = cluster.list("properties.agentPoolProfiles");
    let inside = pools.iter().filter_map(|pool| {
        Some((cluster, cluster.look_from(pool, "orchestratorVersion").found()?))
    });
    let children = targets::children_of(context, cluster, POOL)
        .into_iter()
        .filter_map(|pool| Some((pool, pool.look("properties.orchestratorVersion").found()?)));
    for (instance, spot) in inside.chain(children) {
        let bad = |value: Val<'w>| match value.as_str() {
            Some(version) => differ(version, wanted).into(),
            None => Tri::Maybe,
        };
        let Some(value) = spot.value else { continue };
        let Some(confidence) = judge(value, bad) else { continue };
        let message = format!(
            "A pool of '{}' runs '{}', its cluster '{wanted}'.",
            display_name(cluster),
            words::shown(value)
        );
        let confidence = confidence.min(look::confidence(control.basis));
        context.report(&RULE.card, instance, &spot, confidence, message);
    }
}

const POOL: &str = "Microsoft.ContainerService/managedClusters/agentPools";

/// Whether two versions differ where both are written: `1.34` and `1.34.2` do not.
fn differ(left: &str, right: &str) -> bool {
    left.trim().split('.').zip(right.trim().split('.')).any(|(left, right)| left != right)
}
