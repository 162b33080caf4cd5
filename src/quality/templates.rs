//! The templates of a world, each once.

use super::nodes;
use crate::eval::frame::Frame;
use crate::eval::world::World;
use crate::model::DeploymentSource;
use crate::source::{Place, Span};
use crate::syntax::bicep::{StatementKind, Tree};
use crate::syntax::document::{Kind, NodeRef};
use rustc_hash::FxHashSet;

/// The templates of a world that somebody can edit, each by the first deployment of it.
pub fn of<'w>(world: &'w World<'w>) -> Vec<&'w Frame<'w>> {
    let mut seen: FxHashSet<*const ()> = FxHashSet::default();
    let is_new = |frame: &&'w Frame<'w>| seen.insert(std::ptr::from_ref(frame.template).cast());
    frames(world).filter(|frame| !frame.unit.restored).filter(is_new).collect()
}

/// All deployments of a world.
pub fn frames<'w>(world: &'w World<'w>) -> impl Iterator<Item = &'w Frame<'w>> {
    let deployed = world.instances().iter().filter_map(|instance| instance.deployed());
    world.root.get().copied().into_iter().chain(deployed)
}

/// The node of a template: of Bicep, where declarations stand side by side, the empty root of its file.
pub fn root<'w>(frame: &'w Frame<'w>) -> NodeRef<'w> {
    let document = &frame.unit.document;
    let nested = frame.by.and_then(|by| {
        let deployment = by.declaration.resource.deployment.as_deref()?;
        let is_own = matches!(deployment.source, DeploymentSource::Nested(_));
        is_own.then(|| nodes::nested_node(document, by.declaration.resource)).flatten()
    });
    nested.unwrap_or_else(|| document.root())
}

/// Whether it is the template of a file, not one nested in another.
pub fn is_whole(frame: &Frame<'_>) -> bool {
    std::ptr::eq(frame.template, &raw const frame.unit.template)
}

/// Where a finding about a value points: at it, or at its key where it is an object, an array or a loop.
pub fn value_place(node: NodeRef<'_>, key: Span) -> Place {
    match node.kind() {
        Kind::Object(_) | Kind::Array(_) | Kind::For(_) => node.document.place(key),
        _ => node.place(),
    }
}

/// Calls `visit` for each node of a template whose expressions see its names.
pub fn walk<'w>(frame: &'w Frame<'w>, visit: &mut dyn FnMut(NodeRef<'w>)) {
    let document = &frame.unit.document;
    let root = root(frame);
    if root.id == document.root {
        let skipped = nodes::with_own_names(document, frame.template);
        if skipped.is_empty() {
            let ids = (0..document.nodes.len() as u32).map(crate::syntax::document::NodeId);
            ids.for_each(|id| visit(document.at(id)));
            return;
        }
    }
    let skipped: FxHashSet<_> =
        nodes::with_own_names(document, frame.template).into_iter().collect();
    nodes::walk(root, &mut |node| {
        let is_own = !skipped.contains(&node.id);
        if is_own {
            visit(node);
        }
        is_own
    });
}

/// The calls of a template whose names are its own, what is taken of their values, and what could not be read.
pub fn expressions<'w>(frame: &'w Frame<'w>) -> Vec<NodeRef<'w>> {
    let (document, root) = (&frame.unit.document, root(frame));
    let all = document.expressions();
    let mut nested: Vec<_> = nodes::with_own_names(document, frame.template)
        .into_iter()
        .map(|id| document.expressions_within(id))
        .collect();
    nested.sort_unstable_by_key(|range| range.start);
    let is_whole = root.id == document.root;
    let own = if is_whole { 0..all.len() } else { document.expressions_within(root.id) };
    let (mut at, mut found) = (own.start, Vec::with_capacity(own.len()));
    for skipped in nested {
        let start = skipped.start.clamp(at, own.end);
        found.extend(all[at..start].iter().map(|id| document.at(*id)));
        at = skipped.end.clamp(start, own.end);
    }
    found.extend(all[at..own.end].iter().map(|id| document.at(*id)));
    found
}

/// The Bicep files of a world with their trees.
pub fn trees<'c, 'w>(
    templates: &'c [&'w Frame<'w>],
) -> impl Iterator<Item = (&'w Frame<'w>, &'w Tree)> + use<'c, 'w> {
    let files = templates.iter().copied().filter(|frame| is_whole(frame));
    files.filter_map(|frame| Some((frame, frame.unit.tree()?)))
}

/// What a place in a Bicep file belongs to, such as `param name`: it tells faults of one file apart.
pub fn within(tree: &Tree, span: Span) -> String {
    let around = tree.statements().find(|statement| statement.span.contains(span));
    around.map_or_else(String::new, |statement| {
        let keyword = tree.text(statement.keyword);
        let name = match statement.kind {
            StatementKind::Param { name, .. }
            | StatementKind::Variable { name, .. }
            | StatementKind::Type { name, .. }
            | StatementKind::Function { name, .. }
            | StatementKind::Module { name, .. }
            | StatementKind::Output { name, .. } => tree.text(name),
            StatementKind::Resource(resource) => tree.text(resource.name),
            _ => "",
        };
        format!("{keyword} {name}")
    })
}

/// The declaration that a place belongs to, such as `variables.name`: it tells faults of one file apart.
pub fn owner<'w>(frame: &'w Frame<'w>, span: Span) -> String {
    let template = frame.template;
    let holds = |id| frame.at(id).span().contains(span);
    let named = |kind: &str, name: &str| format!("{kind}.{name}");
    for (name, parameter) in template.parameters.iter() {
        if parameter.span.contains(span) {
            return named("parameters", name);
        }
    }
    for (name, variable) in template.variables.iter() {
        if holds(variable.value) {
            return named("variables", name);
        }
    }
    for (name, output) in template.outputs.iter() {
        if output.span.contains(span) {
            return named("outputs", name);
        }
    }
    let resource = template.walk().find(|resource| resource.span.contains(span));
    // Its type, which both languages write alike, and not its name.
    resource.map_or_else(String::new, |resource| {
        let written = frame.at(resource.type_).as_text().unwrap_or_default();
        named("resources", written.split('@').next().unwrap_or_default())
    })
}
