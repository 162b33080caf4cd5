//! Which names of a template something refers to.

use super::nodes::first_text;
use super::templates;
use crate::any_case::AnyCase;
use crate::eval::frame::Frame;
use crate::model::Language;
use crate::syntax::bicep::words::Words;
use crate::syntax::document::{Kind, List, NodeRef};
use crate::syntax::function::Function;
use rustc_hash::FxHashSet;

/// The names that a template uses.
pub enum Uses<'w> {
    /// Of ARM JSON, by the calls of `parameters()` and `variables()`.
    Arm(ArmUses<'w>),
    /// Of Bicep, by the words of its file: a name counts as used where any word is the same.
    Bicep(&'w Words),
}

/// What ARM JSON uses.
#[derive(Default)]
pub struct ArmUses<'w> {
    parameters: FxHashSet<AnyCase<'w>>,
    variables: FxHashSet<AnyCase<'w>>,
    /// A name is computed, so that any may be meant.
    any_parameter: bool,
    any_variable: bool,
}

impl<'w> Uses<'w> {
    /// The names that a template uses; `None` where that cannot be told.
    pub fn of(frame: &'w Frame<'w>) -> Option<Self> {
        if frame.template.language == Language::Bicep {
            return frame.unit.words().map(Self::Bicep);
        }
        let mut uses = ArmUses::default();
        templates::walk(frame, &mut |node| uses.note(node));
        Some(Self::Arm(uses))
    }

    /// Whether something refers to a parameter.
    pub fn parameter(&self, name: &str) -> bool {
        match self {
            Self::Arm(uses) => uses.any_parameter || uses.parameters.contains(&AnyCase(name)),
            Self::Bicep(words) => words.has(name),
        }
    }

    /// Whether something refers to a variable.
    pub fn variable(&self, name: &str) -> bool {
        match self {
            Self::Arm(uses) => uses.any_variable || uses.variables.contains(&AnyCase(name)),
            Self::Bicep(words) => words.has(name) || words.is_exported(name),
        }
    }
}

impl<'w> ArmUses<'w> {
    fn note(&mut self, node: NodeRef<'w>) {
        match node.kind() {
            Kind::Call { function: Function::Parameters, arguments, .. } => {
                match first_text(node, arguments) {
                    Some(name) => _ = self.parameters.insert(AnyCase(name)),
                    None => self.any_parameter = true,
                }
            }
            Kind::Call { function: Function::Variables, arguments, .. } => {
                match first_text(node, arguments) {
                    Some(name) => _ = self.variables.insert(AnyCase(name)),
                    None => self.any_variable = true,
                }
            }
            // What could not be read may use anything.
            Kind::Broken => (self.any_parameter, self.any_variable) = (true, true),
            Kind::Property { parts, .. } if is_own_parameters(node, parts) => {
                self.any_parameter = true;
            }
            _ => {}
        }
    }
}

/// `deployment().properties.parameters` has them all.
fn is_own_parameters(node: NodeRef<'_>, parts: List) -> bool {
    let part = |at| parts.get(at).map(|id| node.at(id));
    let (Some(base), Some(key)) = (part(0), part(1)) else { return false };
    let Kind::Property { parts: inner, .. } = base.kind() else { return false };
    let is_deployment = inner.get(0).is_some_and(|id| {
        matches!(base.at(id).kind(), Kind::Call { function: Function::Deployment, .. })
    });
    is_deployment && key.as_text().is_none_or(|key| key.eq_ignore_ascii_case("parameters"))
}
