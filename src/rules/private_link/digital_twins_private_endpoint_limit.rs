//! Digital Twins instances with more endpoints than they take.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::Endpoint;
use crate::graph::subject::display_name;
use crate::graph::targets::is_id_of;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL020",
        name: "digital-twins-private-endpoint-limit",
        title: "More private endpoints than one Digital Twins instance takes",
        severity: Severity::Error,
        confidence: Confidence::Low,
        on: false,
        why: "The published limits of Azure Digital Twins name ten private endpoints for one instance. The eleventh is refused.",
        looks_at: "The endpoints of this world that certainly lead to one Digital Twins instance. Off unless selected: the limit stands in an older edition of the documentation. Loops of unknown length count as one.",
        fix: "Let networks that are peered share an endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/reference-service-limits",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
    "properties": { "publicNetworkAccess": "Disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints", // <- finding
    "apiVersion": "2024-05-01", "name": "[concat('pe', copyIndex())]", "location": "westeurope",
    "copy": { "name": "all", "count": 11 },
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')]",
        "groupIds": [ "API" ] } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
    "properties": { "publicNetworkAccess": "Disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "[concat('pe', copyIndex())]", "location": "westeurope",
    "copy": { "name": "all", "count": 10 },
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')]",
        "groupIds": [ "API" ] } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'Disabled' }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = [for number in range(0, 11): { // <- finding
  name: 'pe${number}'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: twins.id, groupIds: [ 'API' ] } }
    ]
  }
}]
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'Disabled' }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = [for number in range(0, 10): {
  name: 'pe${number}'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: twins.id, groupIds: [ 'API' ] } }
    ]
  }
}]
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

/// The most endpoints of one instance.
const MOST: usize = 10;

fn check<'w>(context: &Context<'w>, twins: &'w Instance<'w>) {
    let leads = |endpoint: &&Endpoint<'w>| {
        let ids = endpoint.connections.iter().filter_map(|connection| connection.target);
        endpoint.instance.presence().truth.is_yes()
            && ids.into_iter().any(|target| is_id_of(context, target.value, twins).is_yes())
    };
    let endpoints: Vec<_> = context.network().endpoints().iter().filter(leads).collect();
    let Some(first_too_many) = endpoints.get(MOST) else { return };
    let message = format!(
        "'{}' has {} private endpoints; it takes {MOST}.",
        display_name(twins),
        endpoints.len()
    );
    let instance = first_too_many.instance;
    let finding =
        context.report(&RULE.card, instance, &instance.spot(), RULE.card.confidence, message);
    if let Some(finding) = finding {
        finding.related_resource(twins, "the instance");
    }
}
