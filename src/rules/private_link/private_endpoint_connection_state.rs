//! Connections that a template rejects or leaves waiting.

use crate::catalogue::private_link;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::look::{Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL011",
        name: "private-endpoint-connection-state",
        title: "Template sets a private endpoint connection to rejected, pending or disconnected",
        severity: Severity::Error,
        why: "Only an approved connection carries traffic. One that is rejected or disconnected is of no use any more and has to be deleted; a pending one waits for somebody to approve it.",
        looks_at: "`properties.privateLinkServiceConnectionState.status` of `privateEndpointConnections`, as resources and in the body of their parent. `Pending` is a warning. States that are not known are passed over.",
        fix: "Set the status to `Approved`, or delete the connection and its endpoint.",
        references: &["https://learn.microsoft.com/azure/private-link/manage-private-endpoint"],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.KeyVault/vaults/privateEndpointConnections", "apiVersion": "2023-07-01", "name": "vault/pe",
    "properties": { "privateLinkServiceConnectionState": {
      "status": "Rejected" // <- finding
    } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.KeyVault/vaults/privateEndpointConnections", "apiVersion": "2023-07-01", "name": "vault/pe",
    "properties": { "privateLinkServiceConnectionState": {
      "status": "Approved"
    } } }
] }
"#,
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource connection 'Microsoft.KeyVault/vaults/privateEndpointConnections@2023-07-01' = {
  name: 'vault/pe'
  properties: {
    privateLinkServiceConnectionState: {
      status: 'Rejected' // <- finding
    }
  }
}
",
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource connection 'Microsoft.KeyVault/vaults/privateEndpointConnections@2023-07-01' = {
  name: 'vault/pe'
  properties: {
    privateLinkServiceConnectionState: {
      status: 'Approved'
    }
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const CHILD: &str = "/privateendpointconnections";
const STATUS: &str = "properties.privateLinkServiceConnectionState.status";

fn check(context: &Context<'_>) {
    for name in context.types() {
        if name.ends_with(CHILD) {
            for connection in context.deployed(name) {
                check_status(
                    context,
                    connection,
                    &Spot { value: Some(connection.body()), ..connection.spot() },
                );
            }
        } else if private_link::by_type(name).is_some() {
            for parent in context.deployed(name) {
                for connection in parent.list("properties.privateEndpointConnections").0 {
                    check_status(context, parent, &connection);
                }
            }
        }
    }
}

fn check_status<'w>(context: &Context<'w>, instance: &'w Instance<'w>, connection: &Spot<'w>) {
    let Some(spot) = instance.look_from(connection, STATUS).found() else { return };
    let is = |value: Val<'w>, word: &str| {
        value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let is_bad = |value: Val<'w>| Tri::from(value.as_str().is_some() && !is(value, "Approved"));
    let Some(value) = spot.value else { return };
    let Some(sure) = judge(value, is_bad) else { return };
    let Some(state) = value.alternatives().find(|value| is_bad(value).is_yes()) else { return };
    let severity = if is(state, "Pending") { Severity::Warning } else { Severity::Error };
    let message = format!(
        "The connection is set to '{}': only an approved one carries traffic.",
        state.as_str().unwrap_or_default()
    );
    if let Some(finding) = context.report(&RULE.card, instance, &spot, sure, message) {
        finding.severity(severity);
    }
}
