//! What follows from a condition for the names inside of what it guards.

use super::equal::Tri;
use super::scope::{Binding, Scope, truth};
use super::value::Data;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The scope in which a condition has the answer `holds`: what follows from it for parameters and for the same condition
/// elsewhere.
pub(super) fn assume<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    holds: bool,
    depth: u32,
) -> &'w Scope<'w> {
    if depth > 8 {
        return scope;
    }
    let inner = match node.kind() {
        Kind::Expression(inner) => return assume(scope, node.at(inner), holds, depth + 1),
        Kind::Call { function, arguments, .. } => Some((function, arguments)),
        _ => None,
    };
    let value = scope.evaluate(node);
    let mut scope = scope;
    if truth(value) == Tri::Maybe {
        scope = scope.with(Binding::Assumed(value, holds));
    }
    let Some((function, arguments)) = inner else { return scope };
    let part = |index| arguments.get(index).map(|id| node.at(id));
    match function {
        Function::Parameters => match part(0).and_then(NodeRef::as_text) {
            Some(name) => scope.with(Binding::Parameter(name, scope.heap().bool(holds))),
            None => scope,
        },
        Function::Not => part(0).map_or(scope, |part| assume(scope, part, !holds, depth + 1)),
        Function::And if holds => {
            arguments.ids().fold(scope, |scope, id| assume(scope, node.at(id), true, depth + 1))
        }
        Function::Or if !holds => {
            arguments.ids().fold(scope, |scope, id| assume(scope, node.at(id), false, depth + 1))
        }
        Function::Equals if holds => match (part(0), part(1)) {
            (Some(left), Some(right)) => {
                assume_equal(assume_equal(scope, left, right), right, left)
            }
            _ => scope,
        },
        _ => scope,
    }
}

/// `equals(parameters('x'), 'literal')` holds: then the parameter is that.
fn assume_equal<'w>(scope: &'w Scope<'w>, left: NodeRef<'w>, right: NodeRef<'w>) -> &'w Scope<'w> {
    let Kind::Call { function: Function::Parameters, arguments, .. } = left.kind() else {
        return scope;
    };
    let Some(name) = arguments.get(0).and_then(|id| left.at(id).as_text()) else { return scope };
    let value = scope.evaluate(right);
    let is_scalar = matches!(value.data, Data::Str(_) | Data::Bool(_) | Data::Int(_));
    if is_scalar { scope.with(Binding::Parameter(name, value)) } else { scope }
}
