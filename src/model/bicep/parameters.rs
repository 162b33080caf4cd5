//! Parameter files.

use super::Lowering;
use crate::model::{Assignment, ParameterFile};
use crate::syntax::bicep::{ExprId, ExprKind, StatementKind};
use crate::syntax::document::NodeId;

impl Lowering<'_> {
    /// What a parameter file gives. Its values stand among the variables too, where other values of the file find them.
    pub(super) fn parameter_file(&mut self) -> ParameterFile {
        let mut file = ParameterFile::default();
        for statement in self.tree.statements() {
            match statement.kind {
                StatementKind::Using { target, .. } => file.using = self.reference(target),
                StatementKind::Extends { target } => file.extends = self.reference(target),
                StatementKind::ParamValue { name, value } => {
                    let assignment = Assignment { name: name.span, value: self.given(value) };
                    file.values.add(self.tree.text(name), assignment);
                }
                _ => {}
            }
        }
        file
    }

    /// The node of a value; `None` for a secret that is not in the file.
    fn given(&mut self, value: ExprId) -> Option<NodeId> {
        let name = match *self.tree.kind(self.tree.bare(value)) {
            ExprKind::Call { name, .. } | ExprKind::MethodCall { name, .. } => self.tree.text(name),
            _ => "",
        };
        (name != "getSecret").then(|| self.node(value))
    }
}
