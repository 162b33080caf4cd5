//! The words that a file uses, and what it exports.

use super::{Decorator, ExprKind, List, Node, StatementKind, Tree, TypeKind};
use rustc_hash::FxHashSet;

/// The words of a Bicep file that stand for something that is declared elsewhere.
#[derive(Debug, Default)]
pub struct Words {
    used: FxHashSet<String>,
    exported: FxHashSet<String>,
}

impl Words {
    /// The words of a tree; `None` where parts of it could not be read.
    pub fn of(tree: &Tree) -> Option<Self> {
        if !tree.errors().is_empty() {
            return None;
        }
        let mut words = Self::default();
        tree.walk(&mut |node| match node {
            Node::Expr(id) => match *tree.kind(id) {
                ExprKind::Name => words.add(tree.text(tree.span(id))),
                ExprKind::Call { name, .. } | ExprKind::Nested { name, .. } => {
                    words.add(tree.text(name));
                }
                _ => {}
            },
            Node::Type(id) => {
                let of = tree.ty(id);
                match of.kind {
                    TypeKind::Name => words.add(tree.text(of.span)),
                    TypeKind::Generic { name, .. } => words.add(tree.text(name)),
                    _ => {}
                }
            }
            Node::Statement(id) => {
                let statement = tree.statement(id);
                if let StatementKind::Variable { name, .. }
                | StatementKind::Type { name, .. }
                | StatementKind::Function { name, .. } = statement.kind
                    && has(tree, statement.decorators, "export")
                {
                    words.exported.insert(tree.text(name).to_owned());
                }
            }
        });
        Some(words)
    }

    fn add(&mut self, word: &str) {
        if !self.used.contains(word) {
            self.used.insert(word.to_owned());
        }
    }

    /// Whether a word stands somewhere as a name.
    pub fn has(&self, word: &str) -> bool {
        self.used.contains(word)
    }

    /// Whether a declaration is exported.
    pub fn is_exported(&self, name: &str) -> bool {
        self.exported.contains(name)
    }
}

/// Whether there is a decorator of this name.
pub(crate) fn has(tree: &Tree, decorators: List<Decorator>, name: &str) -> bool {
    let mut all = tree.decorators(decorators).iter();
    all.any(|decorator| tree.decorator(decorator).is_some_and(|(own, _)| own == name))
}
