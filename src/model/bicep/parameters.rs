//! Parameter files.

use super::Lowering;
use crate::model::{Assignment, ParameterFile, Template};
use crate::syntax::bicep::{ExprId, ExprKind, StatementKind};

impl Lowering<'_> {
    /// What a parameter file gives. Its values stand among the variables too, where other values of the file find them.
    pub(super) fn parameter_file(&mut self, template: &Template) -> ParameterFile {
        let mut file = ParameterFile::default();
        for statement in self.tree.statements() {
            match statement.kind {
                StatementKind::Using { target, .. } => file.using = self.reference(target),
                StatementKind::Extends { target } => file.extends = self.reference(target),
                StatementKind::ParamValue { name, value } => {
                    let known = template.variables.get(self.tree.text(name));
                    let node =
                        known.map(|known| known.value).filter(|_| !self.is_key_vault_secret(value));
                    let assignment = Assignment { name: name.span, value: node };
                    file.values.add(self.tree.text(name), assignment);
                }
                _ => {}
            }
        }
        file
    }

    /// Whether a value is a secret that is not in the file.
    fn is_key_vault_secret(&self, value: ExprId) -> bool {
        let name = match *self.tree.kind(self.tree.bare(value)) {
            ExprKind::Call { name, .. } | ExprKind::MethodCall { name, .. } => self.tree.text(name),
            _ => "",
        };
        name == "getSecret"
    }
}
