//! Role assignments: which role, where, and to whom.

use super::Graph;
use super::targets;
use crate::catalogue::roles::{self, Role};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id::{self, ResourceId};
use crate::eval::value::Val;
use crate::look::{Look, Spot};

/// The type of a role assignment.
pub const ASSIGNMENT: &str = "Microsoft.Authorization/roleAssignments";

/// The role assignments of a world, those of the older form `…/providers/roleAssignments` included.
pub fn assignments<'w>(graph: &Graph<'w>) -> Vec<&'w Instance<'w>> {
    let all = graph.instances().iter().copied();
    all.filter(|instance| !instance.declaration.resource.existing && is_assignment(instance))
        .filter(|instance| !instance.presence().never())
        .collect()
}

fn is_assignment(instance: &Instance<'_>) -> bool {
    let name = instance.resource_type();
    let older = "/providers/roleAssignments";
    let ends = || name.get(name.len().saturating_sub(older.len())..);
    instance.is(ASSIGNMENT) || ends().is_some_and(|end| end.eq_ignore_ascii_case(older))
}

/// `properties.roleDefinitionId` of an assignment.
pub fn definition<'w>(assignment: &'w Instance<'w>) -> Option<Spot<'w>> {
    assignment.look("properties.roleDefinitionId").found()
}

/// The last part of the id of a role definition, where it is known.
pub fn last_part<'w>(assignment: &'w Instance<'w>, id: Val<'w>) -> Option<&'w str> {
    let parts = resource_id::segments(assignment.scope.heap(), id);
    let mut known = parts.iter().rev().map(|part| part.as_str());
    known.find(|part| *part != Some(""))?
}

/// The built-in role that an assignment grants, where it is a known one.
pub fn role<'w>(assignment: &'w Instance<'w>) -> Option<&'static Role> {
    let id = definition(assignment)?.value?;
    let last = last_part(assignment, id)?;
    roles::by_id(last).or_else(|| roles::by_id(&dashed(last)?))
}

/// A GUID of 32 digits with the dashes that it lacks.
fn dashed(text: &str) -> Option<String> {
    let is_bare = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_bare.then(|| {
        let part = |from, to| text.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    })
}

/// Whether a text is a GUID, with or without dashes.
pub fn is_guid(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let rest = text.bytes().filter(|b| !b.is_ascii_hexdigit()).collect::<Vec<_>>();
    digits == 32 && (rest.is_empty() || rest == *b"----" || rest == *b"{----}")
}

/// Where a role is granted.
#[derive(Debug, Clone, Copy)]
pub enum Grant<'w> {
    /// On a whole resource group.
    Group,
    /// On a subscription, a management group or the tenant.
    Above,
    /// On one resource.
    Resource(ResourceId<'w>),
    /// It cannot be told.
    Unknown,
}

/// Where an assignment grants its role.
pub fn grant<'w>(assignment: &'w Instance<'w>) -> Grant<'w> {
    if !assignment.is(ASSIGNMENT) {
        return older_grant(assignment);
    }
    let base = assignment.base();
    if base.as_str() == Some("") {
        return Grant::Above;
    }
    let Some(id) = ResourceId::parse(assignment.scope.heap(), base) else { return Grant::Unknown };
    match id.resource_type.to_ascii_lowercase().as_str() {
        "microsoft.resources/resourcegroups" => Grant::Group,
        "microsoft.resources/subscriptions" | "microsoft.management/managementgroups" => {
            Grant::Above
        }
        _ if id.under.is_some() => Grant::Unknown,
        _ => Grant::Resource(id),
    }
}

/// `type/providers/roleAssignments`, named `name/Microsoft.Authorization/guid`.
fn older_grant<'w>(assignment: &'w Instance<'w>) -> Grant<'w> {
    let heap = assignment.scope.heap();
    let whole = assignment.resource_type();
    let Some(type_) = whole.get(..whole.len().saturating_sub("/providers/roleAssignments".len()))
    else {
        return Grant::Unknown;
    };
    let names = resource_id::segments(heap, assignment.name());
    let count = type_.matches('/').count();
    let Some(names) = names.get(..count) else { return Grant::Unknown };
    let id = resource_id::build(heap, assignment.base(), type_, names);
    id.and_then(|id| ResourceId::parse(heap, id)).map_or(Grant::Unknown, Grant::Resource)
}

/// Whether an assignment is to the identity of a resource: its own, or one of its user-assigned ones.
pub fn is_to<'w>(graph: &Graph<'w>, assignment: &'w Instance<'w>, holder: &'w Instance<'w>) -> Tri {
    let Look::Found(spot) = assignment.look("properties.principalId") else { return Tri::Maybe };
    let Some(principal) = spot.value else { return Tri::Maybe };
    let mentions = targets::mentioned(principal);
    if mentions.is_empty() {
        return if principal.as_str().is_some() { Tri::No } else { Tri::Maybe };
    }
    let answers = mentions.iter().map(|mention| {
        targets::is_id_of(graph, mention.id, holder).or(is_identity_of(graph, mention.id, holder))
    });
    answers.fold(Tri::No, Tri::or)
}

/// Whether an id is that of a user-assigned identity that a resource carries.
fn is_identity_of<'w>(graph: &Graph<'w>, id: Val<'w>, holder: &'w Instance<'w>) -> Tri {
    let Some(identity) = targets::by_id(graph, id) else { return Tri::Maybe };
    if !identity.is("Microsoft.ManagedIdentity/userAssignedIdentities") {
        return Tri::No;
    }
    // The keys of `userAssignedIdentities` are ids, so an identity of this world may always be one of them.
    match holder.look("identity.userAssignedIdentities") {
        Look::Missing(_) => Tri::No,
        _ => Tri::Maybe,
    }
}
