//! Which names of a template something refers to.

use super::nodes::first_text;
use crate::any_case::AnyCase;
use crate::eval::frame::Frame;
use crate::model::{Language, Unit};
use crate::syntax::document::{Kind, List, NodeRef};
use crate::syntax::function::Function;
use rustc_hash::FxHashSet;

/// The names that a template uses: by the calls of `parameters()` and `variables()`, which both languages have. Of Bicep the
/// model leaves some expressions out; there a name counts as used, too, where any word of the file is the same.
#[derive(Default)]
pub struct Uses<'w> {
    /// Of Bicep the file, whose words are read only where a name seems not to be used.
    file: Option<&'w Unit>,
    parameters: FxHashSet<AnyCase<'w>>,
    variables: FxHashSet<AnyCase<'w>>,
    /// A name is computed, so that any may be meant.
    any_parameter: bool,
    any_variable: bool,
}

/// The variables that the Bicep compiler noted as exported, for others to import.
fn exported<'w>(frame: &'w Frame<'w>) -> impl Iterator<Item = &'w str> {
    let metadata = frame.unit.document.root().get("metadata");
    let list = metadata.and_then(|metadata| metadata.get("__bicep_exported_variables!"));
    list.into_iter().flat_map(NodeRef::elements).filter_map(|entry| entry.get("name")?.as_text())
}

impl<'w> Uses<'w> {
    /// The names that the expressions of a template use.
    pub fn of(frame: &'w Frame<'w>, expressions: &[NodeRef<'w>]) -> Self {
        let is_bicep = frame.template.language == Language::Bicep;
        let mut uses = Self { file: is_bicep.then_some(frame.unit), ..Self::default() };
        for node in expressions {
            uses.note(*node);
        }
        uses.variables.extend(exported(frame).map(AnyCase));
        uses
    }

    /// Whether something refers to a parameter, or may do so.
    pub fn parameter(&self, name: &str) -> bool {
        self.any_parameter || self.parameters.contains(&AnyCase(name)) || self.is_word(name)
    }

    /// Whether something refers to a variable, or may do so.
    pub fn variable(&self, name: &str) -> bool {
        self.any_variable || self.variables.contains(&AnyCase(name)) || self.is_word(name)
    }

    fn is_word(&self, name: &str) -> bool {
        let words = self.file.map(Unit::words);
        words.is_some_and(|words| {
            words.is_none_or(|words| words.has(name) || words.is_exported(name))
        })
    }

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
