//! An endpoint whose instance may not send to its target.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::roles::{self, Grant};
use crate::graph::subject::display_name;
use crate::graph::twins;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT009",
        name: "adt-endpoint-role-missing",
        title: "Identity of the instance has no role on what the endpoint sends to",
        confidence: Confidence::Medium,
        category: "identity",
        why: "An endpoint that authenticates by identity sends nothing until that identity may send: events are lost, or go to the dead letters. Data history needs Azure Event Hubs Data Owner, Contributor on the database and the database role Admin while it is set up.",
        looks_at: "Endpoints that authenticate by identity, their dead letters, and data history connections, whose instance and namespace, storage account or Data Explorer cluster are both created by the deployment, where no role assignment (and, for a database, no principal assignment) can be the one that is needed. Silent while a principal, a role or a nested deployment is not known. The role may also be granted outside of templates.",
        fix: "Assign Azure Event Hubs Data Sender or Azure Service Bus Data Sender to the instance's identity on the event hub or topic; for data history Azure Event Hubs Data Owner, Contributor on the database, and a principal assignment with the role Admin.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/concepts-data-history",
            "https://learn.microsoft.com/azure/digital-twins/how-to-create-data-history-connection",
        ],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints",
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
            "Microsoft.Authorization/roleAssignments",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", // <- finding
  "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub", "authenticationType": "IdentityBased",
    "endpointUri": "sb://events.servicebus.windows.net/", "entityPath": "all" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub", "authenticationType": "IdentityBased",
    "endpointUri": "sb://events.servicebus.windows.net/", "entityPath": "all" }
}, {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "scope": "[resourceId('Microsoft.EventHub/namespaces/eventhubs', 'events', 'all')]",
  "properties": {
    "principalId": "[reference('Microsoft.DigitalTwins/digitalTwinsInstances/twins', '2023-01-31', 'Full').identity.principalId]",
    "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2b629674-e913-4c01-ae53-ef4638d8f975')]"
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Kusto/clusters", "apiVersion": "2024-04-13", "name": "explorer", "location": "westeurope",
  "sku": { "name": "Standard_E2ads_v5", "tier": "Standard" }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections", // <- finding
  "apiVersion": "2023-01-31", "name": "twins/past",
  "properties": { "connectionType": "AzureDataExplorer", "adxDatabaseName": "past",
    "adxResourceId": "[resourceId('Microsoft.Kusto/clusters', 'explorer')]" }
} ] }"#,
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}

resource endpoint 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = { // <- finding
  parent: twins
  name: 'events'
  properties: {
    endpointType: 'EventHub'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://${events.name}.servicebus.windows.net/'
    entityPath: 'all'
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}

resource endpoint 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  parent: twins
  name: 'events'
  properties: {
    endpointType: 'EventHub'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://${events.name}.servicebus.windows.net/'
    entityPath: 'all'
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  scope: events
  properties: {
    principalId: twins.identity.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f526a384-b230-433a-b45c-95f59c4a2dec')
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

fn check(context: &Context<'_>) {
    // A deployment that cannot be read may grant the role.
    if context.of_type("Microsoft.Resources/deployments").iter().any(|one| one.deployed().is_none())
    {
        return;
    }
    for sender in twins::senders(context) {
        let Some(instance) = twins::instance_of(context, sender) else { continue };
        let missing = missing(context, sender, instance);
        let words =
            missing.iter().map(|(what, target)| format!("{what} '{}'", display_name(target)));
        let words = words.collect::<Vec<_>>().join(", and ");
        if words.is_empty() {
            continue;
        }
        let message = format!(
            "The identity of '{}' {words}, so it cannot send there.",
            display_name(instance)
        );
        let reported =
            context.report(&RULE.card, sender, &sender.spot(), Confidence::Medium, message);
        let Some(mut handle) = reported else { continue };
        for (_, target) in missing {
            handle = handle.related_resource(target, "what it sends to");
        }
        handle.related_resource(instance, "whose identity needs the role");
    }
}

/// What the identity of an instance lacks to send for an endpoint or connection, and on which resource.
fn missing<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
    instance: &'w Instance<'w>,
) -> Vec<(String, &'w Instance<'w>)> {
    let mut missing = Vec::new();
    let mut need = |target: &'w Instance<'w>, wanted: &[&str]| {
        if !is_granted(context, instance, target, wanted) {
            let role = wanted.first().copied().unwrap_or_default();
            missing.push((format!("gets no role such as '{role}' on"), target));
        }
    };
    if twins::uses_identity(sender).is_some()
        && let Some(namespace) = twins::namespace_of(context, sender)
    {
        need(namespace, wanted(sender, namespace));
    }
    if let Some(account) = twins::dead_letter_account(context, sender)
        .filter(|account| !account.declaration.resource.existing)
    {
        need(account, OF_DEAD_LETTERS);
    }
    if let Some(cluster) = twins::cluster_of(context, sender) {
        need(cluster, OF_DATABASES);
        if !may_administer(context, instance, cluster) {
            missing.push(("is no 'Admin' of the database in".to_owned(), cluster));
        }
    }
    missing
}

/// Roles that let an endpoint store what it could not deliver.
const OF_DEAD_LETTERS: &[&str] = &["Storage Blob Data Contributor", "Storage Blob Data Owner"];

/// Roles that let data history set up the database.
const OF_DATABASES: &[&str] = &["Contributor", "Owner"];

fn is_granted<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    target: &'w Instance<'w>,
    wanted: &[&str],
) -> bool {
    roles::assignments(context).into_iter().any(|assignment| {
        let fits =
            roles::role(assignment).map_or(Tri::Maybe, |role| wanted.contains(&role.name).into());
        !fits
            .and(reaches(assignment, target))
            .and(roles::is_to(context, assignment, instance))
            .is_no()
    })
}

/// Assignments within Data Explorer, and the role that data history needs there.
const PRINCIPALS: [(&str, &str); 2] = [
    ("Microsoft.Kusto/clusters/databases/principalAssignments", "Admin"),
    ("Microsoft.Kusto/clusters/principalAssignments", "AllDatabasesAdmin"),
];

/// Whether the identity of an instance may be an administrator of a database of a cluster.
fn may_administer<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    cluster: &'w Instance<'w>,
) -> bool {
    PRINCIPALS.iter().any(|(name, role)| {
        context.deployed(name).any(|assignment| {
            let has_role = words::says(assignment, "properties.role", &[*role]);
            // A literal may be the application id of the identity.
            let is_literal = words::text_at(assignment, "properties.principalId").is_some();
            let is_to =
                if is_literal { Tri::Maybe } else { roles::is_to(context, assignment, instance) };
            let is_in = match (assignment.resource_id(), cluster.resource_id()) {
                (Some(id), Some(cluster)) => {
                    let heap = assignment.scope.heap();
                    let around = std::iter::successors(Some(*id), |id| id.parent(heap)).take(4);
                    around.fold(Tri::No, |answer, id| answer.or(cluster.same(&id)))
                }
                _ => Tri::Maybe,
            };
            !has_role.and(is_to).and(is_in).is_no()
        })
    })
}

/// Roles that let an endpoint send; data history also sets up what it sends to.
fn wanted(sender: &Instance<'_>, namespace: &Instance<'_>) -> &'static [&'static str] {
    if sender.is(twins::HISTORY) {
        &["Azure Event Hubs Data Owner"]
    } else if namespace.is("Microsoft.EventHub/namespaces") {
        &["Azure Event Hubs Data Sender", "Azure Event Hubs Data Owner"]
    } else {
        &["Azure Service Bus Data Sender", "Azure Service Bus Data Owner"]
    }
}

/// Whether a role is granted on a namespace or account, on something in it, or on what is around it.
fn reaches<'w>(assignment: &'w Instance<'w>, target: &'w Instance<'w>) -> Tri {
    let Grant::Resource(id) = roles::grant(assignment) else { return Tri::Maybe };
    let heap = assignment.scope.heap();
    let around = std::iter::successors(Some(id), |id| id.parent(heap)).take(8);
    let Some(own) = target.resource_id() else { return Tri::Maybe };
    around.fold(Tri::No, |answer, id| answer.or(own.same(&id)))
}
