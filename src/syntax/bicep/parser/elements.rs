//! Lists in brackets, and what separates their elements.

use super::{Allow, Kind, Kinds, Parser};
use crate::source::Span;
use crate::syntax::bicep::ast::{ExprId, List};

const AFTER_ARGUMENT: Kinds = Kinds::of(&[Kind::NewLine, Kind::Comma, Kind::RightParen]);

impl Parser<'_> {
    /// Elements of objects, arrays and their types: between two of them is one comma, or newlines.
    pub(super) fn elements(
        &mut self,
        close: Kind,
        allow: Allow,
        mut element: impl FnMut(&mut Self),
    ) {
        self.newlines();
        while !self.at_end() && !self.is(close) && !self.ends_unclosed(allow) {
            element(self);
            if self.is(close) {
                return;
            }
            self.element_separator();
        }
    }

    /// Whether a statement begins here, so that the bracket was never closed.
    fn ends_unclosed(&self, allow: Allow) -> bool {
        self.at_statement() && !(allow == Allow::Resources && self.is_word("resource"))
    }

    fn element_separator(&mut self) {
        if self.is(Kind::NewLine) {
            self.newlines();
        } else if self.eat(Kind::Comma) {
            if self.is(Kind::NewLine) {
                self.error_here("a line break separates elements by itself: no comma before it");
                self.newlines();
            }
        } else {
            self.error_here("a line break or a comma belongs between elements");
        }
    }

    /// The arguments of a call, from the opening parenthesis.
    pub(super) fn arguments(&mut self, allow: Allow) -> List<ExprId> {
        let mark = self.tree.lists.args.mark();
        self.bump();
        self.call_elements(Kind::RightParen, |parser| {
            let id = parser.expr_or_missing(AFTER_ARGUMENT, |parser| parser.expression(allow));
            parser.tree.lists.args.push(id);
        });
        if !self.eat(Kind::RightParen) {
            self.error_here("`)` is missing");
        }
        self.tree.lists.args.close(mark)
    }

    /// Elements of calls and of `<…>`: between two of them is a comma, and newlines where one likes.
    pub(super) fn call_elements(&mut self, close: Kind, mut element: impl FnMut(&mut Self)) {
        self.newlines();
        while !self.at_end() && !self.is(close) && !self.at_statement() {
            element(self);
            self.call_separator(close);
        }
    }

    fn call_separator(&mut self, close: Kind) {
        if self.is(Kind::NewLine) {
            let end = Span::at(self.end);
            self.newlines();
            if !self.is(close) && !self.at_end() && !self.at_statement() {
                self.error(end, "a comma is missing");
            }
        } else if self.eat(Kind::Comma) {
            self.newlines();
            if self.is(close) {
                self.error_here("no comma may stand after the last one");
            }
        } else if !self.is(close) {
            self.error_here("a comma is missing");
        }
    }
}
