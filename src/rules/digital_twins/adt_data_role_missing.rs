//! An instance whose callers get no data role.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::roles::{self, Grant};
use crate::graph::subject::display_name;
use crate::graph::{clients, targets, twins};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT015",
        name: "adt-data-role-missing",
        title: "Nobody gets a data role on the Digital Twins instance",
        confidence: Confidence::Medium,
        category: "identity",
        on: false,
        why: "Calls to the data of an instance need Azure Digital Twins Data Owner or Data Reader. Owner and Contributor of the resource do not include them.",
        looks_at: "Instances in deployments without any assignment of a data role, where an app of the deployment calls the instance (a warning), or where Owner, Contributor or Reader is granted on the instance (a note). Roles are often given by hand or by a pipeline.",
        fix: "Assign Azure Digital Twins Data Reader (`d57506d4-4c8d-48b1-8587-93c323f6a5a3`) or Data Owner (`bcd981a7-7f74-457b-83e1-cceb9e632ffe`) on the instance.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-set-up-instance-portal",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", // <- finding
  "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
}, {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "scope": "Microsoft.DigitalTwins/digitalTwinsInstances/twins",
  "properties": { "principalId": "[reference(resourceId('Microsoft.Web/sites', 'reader'), '2023-12-01', 'Full').identity.principalId]",
    "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'd57506d4-4c8d-48b1-8587-93c323f6a5a3')]" }
} ] }"#,
            ),
            Example::bicep(
                r"param user string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  scope: twins
  properties: {
    principalId: user
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c') // <- finding
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
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let assignments = roles::assignments(context);
    let grants_data = |assignment: &&&'w Instance<'w>| {
        roles::role(assignment).is_none_or(|role| role.family == twins::INSTANCE)
    };
    if assignments.iter().any(|assignment| grants_data(&assignment)) {
        return;
    }
    report_apps(context, instance);
    for assignment in assignments {
        report_owner(context, instance, assignment);
    }
}

fn report_apps<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    for app in clients::APPS.iter().flat_map(|name| context.deployed(name)) {
        let Some(wiring) = clients::wiring(context, app) else { continue };
        if !wiring.twins.is_some_and(|twins| targets::same(twins, instance).is_yes()) {
            continue;
        }
        let message = format!(
            "'{}' calls '{}', but gets no data role on it.",
            display_name(app),
            display_name(instance)
        );
        let handle = context.report(&RULE.card, app, &app.spot(), Confidence::Medium, message);
        handle.map(|handle| handle.related_resource(instance, "the instance"));
    }
}

/// Owner and Contributor manage the instance, and may not read its data.
fn report_owner<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    assignment: &'w Instance<'w>,
) {
    let Some(role) = roles::role(assignment).filter(|role| role.family == "*") else { return };
    let Grant::Resource(id) = roles::grant(assignment) else { return };
    if !instance.resource_id().is_some_and(|own| own.same(&id).is_yes()) {
        return;
    }
    let Some(spot) = roles::definition(assignment) else { return };
    let message = format!(
        "The role '{}' on '{}' gives no access to its data.",
        role.name,
        display_name(instance)
    );
    if let Some(handle) = context.report(&RULE.card, assignment, &spot, Confidence::Medium, message)
    {
        handle.severity(Severity::Note).related_resource(instance, "the instance");
    }
}
