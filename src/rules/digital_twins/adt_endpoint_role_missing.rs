//! An endpoint whose instance may not send to its target.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::roles::{self, Grant};
use crate::graph::twins;
use crate::rule::context::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT009",
        name: "adt-endpoint-role-missing",
        title: "Identity of the instance has no role on what the endpoint sends to",
        confidence: Confidence::Medium,
        category: "identity",
        why: "An endpoint that authenticates by identity sends nothing until that identity may send: events are lost, or go to the dead letters. Data history needs Azure Event Hubs Data Owner while it is set up.",
        looks_at: "Endpoints that authenticate by identity, their dead letters, and data history connections, whose instance and namespace or storage account are both created by the deployment, where no role assignment can be the one that is needed. Silent while a principal, a role or a nested deployment is not known. The role may also be granted outside of templates.",
        fix: "Assign Azure Event Hubs Data Sender or Azure Service Bus Data Sender to the instance's identity on the event hub or topic.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
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
        if twins::uses_identity(sender).is_some()
            && let Some(namespace) = twins::namespace_of(context, sender)
        {
            check_target(context, sender, namespace, wanted(sender, namespace));
        }
        if let Some(account) = twins::dead_letter_account(context, sender)
            .filter(|account| !account.declaration.resource.existing)
        {
            check_target(context, sender, account, OF_DEAD_LETTERS);
        }
    }
}

/// Roles that let an endpoint store what it could not deliver.
const OF_DEAD_LETTERS: &[&str] = &["Storage Blob Data Contributor", "Storage Blob Data Owner"];

fn check_target<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
    target: &'w Instance<'w>,
    wanted: &[&str],
) {
    let Some(instance) = twins::instance_of(context, sender) else { return };
    let granted = roles::assignments(context).into_iter().any(|assignment| {
        let fits =
            roles::role(assignment).map_or(Tri::Maybe, |role| wanted.contains(&role.name).into());
        !fits
            .and(reaches(assignment, target))
            .and(roles::is_to(context, assignment, instance))
            .is_no()
    });
    if granted {
        return;
    }
    let message = format!(
        "The identity of '{}' gets no role such as '{}' on '{}', so it cannot send there.",
        display_name(instance),
        wanted.first().copied().unwrap_or_default(),
        display_name(target)
    );
    if let Some(handle) =
        context.report(&RULE.card, sender, &sender.spot(), Confidence::Medium, message)
    {
        handle
            .related_resource(target, "what it sends to")
            .related_resource(instance, "whose identity needs the role");
    }
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
