//! Walking the nodes of a template, whatever their language.

use crate::model::{DeploymentSource, Resource, Template};
use crate::syntax::document::{Document, Kind, List, NodeId, NodeRef};

/// Calls `visit` for a node and all below it, each before its children; those of a node for which it gives `false` are left
/// out.
pub fn walk<'d>(node: NodeRef<'d>, visit: &mut dyn FnMut(NodeRef<'d>) -> bool) {
    let mut waiting = vec![node.id];
    while let Some(id) = waiting.pop() {
        let node = node.at(id);
        if visit(node) {
            let from = waiting.len();
            children(node, &mut waiting);
            waiting[from..].reverse();
        }
    }
}

/// The nodes right below a node, in order.
fn children(node: NodeRef<'_>, into: &mut Vec<NodeId>) {
    let list = match node.kind() {
        Kind::Array(list) | Kind::Object(list) | Kind::Interpolation(list) | Kind::Lambda(list) => {
            list
        }
        Kind::Call { arguments, .. } => arguments,
        Kind::Property { parts, .. } => parts,
        Kind::Expression(inner) | Kind::Spread(inner) => {
            into.push(inner);
            List::default()
        }
        Kind::For(index) => {
            if let Some(turn) = node.document.loops.get(index as usize) {
                into.push(turn.over);
                into.extend(turn.filter);
                into.push(turn.body);
            }
            List::default()
        }
        _ => List::default(),
    };
    into.extend(list.ids());
}

/// The templates nested in a template whose expressions see names of their own, however deep those lie that do not.
pub fn with_own_names(document: &Document, template: &Template) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Template> = vec![template];
    while let Some(template) = waiting.pop() {
        for resource in template.walk() {
            let Some(deployment) = &resource.deployment else { continue };
            let DeploymentSource::Nested(nested) = &deployment.source else { continue };
            if deployment.inner {
                found.extend(nested_node(document, resource).map(|node| node.id));
            } else {
                waiting.push(nested);
            }
        }
    }
    found
}

/// The node of the template that is nested in a deployment.
pub fn nested_node<'d>(document: &'d Document, resource: &Resource) -> Option<NodeRef<'d>> {
    document.at(resource.body).get("properties")?.get("template")
}

/// An expression without the string around it.
pub fn bare(node: NodeRef<'_>) -> NodeRef<'_> {
    match node.kind() {
        Kind::Expression(inner) => node.at(inner),
        _ => node,
    }
}

/// The literal text of the first argument.
pub fn first_text(node: NodeRef<'_>, arguments: List) -> Option<&str> {
    arguments.get(0).and_then(|id| node.at(id).as_text())
}
