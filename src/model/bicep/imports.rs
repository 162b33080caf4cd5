//! What a file takes from other files.

use super::Lowering;
use crate::model::{Import, Reference, Template};
use crate::syntax::bicep::{self, ExprId, ExprKind, ImportedName};
use crate::syntax::document::Text;

impl Lowering<'_> {
    /// Adds the names of an import to the template.
    pub(super) fn import(&mut self, what: bicep::Import, from: ExprId, template: &mut Template) {
        let Some(from) = self.reference(from) else { return };
        match what {
            bicep::Import::Names(names) => {
                for imported in self.tree.imported(names) {
                    let Some((own, name)) = self.imported_name(imported) else { continue };
                    template.imports.add(own, Import { from, name: Some(name) });
                }
            }
            bicep::Import::All(name) => {
                template.imports.add(self.tree.text(name), Import { from, name: None });
            }
            bicep::Import::Missing => {}
        }
    }

    /// The name in this file, and the one in the other.
    fn imported_name(&mut self, imported: &ImportedName) -> Option<(&str, Text)> {
        let tree = self.tree;
        let there = match *tree.kind(imported.name) {
            ExprKind::Name => Text::in_source(tree.span(imported.name)),
            _ => self.string_text(imported.name)?,
        };
        let own = imported.alias.map_or(tree.span(imported.name), |alias| alias.span);
        Some((tree.text(own), there))
    }

    /// A string that names another file or a module.
    pub(super) fn reference(&mut self, id: ExprId) -> Option<Reference> {
        Some(Reference { to: self.string_text(id)?, span: self.tree.span(id) })
    }
}
