//! What follows a primary expression: members, indexes, calls.

use super::{Allow, Kind, Parsed, Parser};
use crate::syntax::bicep::ast::{ExprId, ExprKind, Ident};

impl Parser<'_> {
    pub(super) fn postfix(&mut self, allow: Allow) -> Parsed<ExprId> {
        let start = self.start();
        let mut base = self.primary(allow)?;
        loop {
            let kind = match self.kind() {
                Kind::Dot => self.member_access(base, allow),
                Kind::LeftSquare => self.index(base, allow)?,
                Kind::DoubleColon => {
                    self.bump();
                    let name = self.member_name();
                    ExprKind::Nested { base, name }
                }
                Kind::Exclamation => {
                    self.bump();
                    ExprKind::NonNull(base)
                }
                _ => return Ok(base),
            };
            self.link()?;
            base = self.add_since(start, kind);
        }
    }

    fn member_access(&mut self, base: ExprId, allow: Allow) -> ExprKind {
        self.bump();
        let safe = self.eat(Kind::Question);
        let name = self.member_name();
        if !self.is(Kind::LeftParen) {
            return ExprKind::Property { base, name, safe };
        }
        if safe {
            self.error(name.span, "a method cannot be called with `.?`");
        }
        let args = self.arguments(allow);
        ExprKind::MethodCall { base, name, args }
    }

    /// A name after a dot; where it is missing, the rest of the line can still be read.
    pub(super) fn member_name(&mut self) -> Ident {
        let missing = Ident { span: self.since(self.end) };
        self.identifier("the name of a property or function is missing").unwrap_or(missing)
    }

    fn index(&mut self, base: ExprId, allow: Allow) -> Parsed<ExprKind> {
        self.bump();
        let safe = self.eat(Kind::Question);
        let from_end = self.eat(Kind::Hat);
        if self.is(Kind::RightSquare) {
            return self.fail("the index is missing");
        }
        let index = self.expression(allow)?;
        self.expect(Kind::RightSquare, "`]` is missing")?;
        Ok(ExprKind::Index { base, index, safe, from_end })
    }

    /// The call after a decorator's `@`.
    pub(super) fn decorator_call(&mut self) -> Parsed<ExprId> {
        let name = self.identifier("a decorator's name is missing")?;
        let start = name.span.start;
        let mut base = if self.is(Kind::LeftParen) {
            let args = self.arguments(Allow::Complex);
            self.add_since(start, ExprKind::Call { name, args })
        } else {
            self.add(name.span, ExprKind::Name)
        };
        while self.is(Kind::Dot) {
            let kind = self.member_access(base, Allow::Complex);
            self.link()?;
            base = self.add_since(start, kind);
        }
        Ok(base)
    }
}
