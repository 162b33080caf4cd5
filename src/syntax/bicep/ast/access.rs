//! Questions that consumers of a tree ask often.

use super::{Decorator, ExprId, ExprKind, For, Key, Member, MemberKind, Tree};
use crate::source::Span;

/// The layers of the body of a resource or module, from the outside in.
#[derive(Debug, Clone, Copy)]
pub struct Body<'t> {
    /// The loop around it.
    pub looped: Option<&'t For>,
    /// What has to be true, for each element where there is a loop.
    pub condition: Option<ExprId>,
    /// The object, or a `Missing` expression.
    pub object: ExprId,
}

impl Tree {
    /// The text of an expression that is a string without holes.
    pub fn string(&self, id: ExprId) -> Option<&str> {
        match self.kind(id) {
            ExprKind::String(string) => Some(self.text(string.text)),
            _ => None,
        }
    }

    /// The text of a property's key, unless it has holes.
    pub fn key(&self, key: Key) -> Option<&str> {
        match key {
            Key::Name(name) => Some(self.text(name)),
            Key::String { string, .. } => Some(self.text(string.text)),
            Key::Interpolated(_) => None,
        }
    }

    /// Where a property's key stands, quotes included.
    pub fn key_span(&self, key: Key) -> Span {
        match key {
            Key::Name(name) => name.span,
            Key::String { span, .. } => span,
            Key::Interpolated(expr) => self.span(expr),
        }
    }

    /// The properties of an object expression whose keys are known, in order.
    pub fn properties(&self, object: ExprId) -> impl Iterator<Item = (&str, &Member, ExprId)> + '_ {
        let members = match self.kind(object) {
            ExprKind::Object(members) => self.members(*members),
            _ => &[],
        };
        members.iter().filter_map(|member| match member.kind {
            MemberKind::Property { key, value } => Some((self.key(key)?, member, value)),
            _ => None,
        })
    }

    /// The value of the property `name`, as it is spelled here, of an object expression.
    pub fn property(&self, object: ExprId, name: &str) -> Option<ExprId> {
        self.properties(object).find(|(key, ..)| *key == name).map(|(_, _, value)| value)
    }

    /// The expression without the parentheses around it.
    pub fn bare(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Paren(inner) = *self.kind(id) {
            id = inner;
        }
        id
    }

    /// Name and arguments of a decorator; a namespace before the name is left out.
    pub fn decorator(&self, decorator: &Decorator) -> Option<(&str, &[ExprId])> {
        match *self.kind(decorator.expr) {
            ExprKind::Call { name, args } | ExprKind::MethodCall { name, args, .. } => {
                Some((self.text(name), self.args(args)))
            }
            _ => None,
        }
    }

    /// Takes the loop and the condition off the body of a resource or module.
    pub fn body(&self, body: ExprId) -> Body<'_> {
        let looped = match *self.kind(body) {
            ExprKind::For(id) => Some(self.for_loop(id)),
            _ => None,
        };
        let inner = looped.map_or(body, |looped| looped.body);
        match *self.kind(inner) {
            ExprKind::If { condition, body } => {
                Body { looped, condition: Some(condition), object: body }
            }
            _ => Body { looped, condition: None, object: inner },
        }
    }
}
