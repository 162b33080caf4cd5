//! Properties that are given by a parameter as it is, and what the parameter takes.

use super::nodes::{bare, first_text};
use super::sensitive;
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::model::Parameter;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The parameter whose value an expression is, as it is or through variables.
pub fn parameter<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>) -> Option<(&'w str, &'w Parameter)> {
    let node = bare(sensitive::through_variables(frame, node));
    let Kind::Call { function: Function::Parameters, arguments, .. } = node.kind() else {
        return None;
    };
    let name = first_text(node, arguments)?;
    Some((name, frame.template.parameters.get(name)?))
}

/// The literal texts that the parameter allows that gives a property.
pub fn allowed_texts<'w>(instance: &'w Instance<'w>, path: &str) -> Vec<(NodeRef<'w>, &'w str)> {
    let frame = instance.scope.frame;
    let found = sensitive::at(instance, path);
    let given = found.first().and_then(|(_, node)| parameter(frame, *node));
    let allowed = given.and_then(|(_, parameter)| parameter.of.allowed);
    let elements = allowed.map(|list| frame.at(list)).into_iter().flat_map(NodeRef::elements);
    elements.filter_map(|element| Some((element, element.as_text()?))).collect()
}
