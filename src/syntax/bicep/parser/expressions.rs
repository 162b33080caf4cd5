//! Expressions, from the ternary down to literals.

use super::strings::plain;
use super::{Allow, Kind, Kinds, MAX_DEPTH, Parsed, Parser};
use crate::syntax::bicep::ast::{
    BinaryOp, ExprId, ExprKind, For, Ident, Item, Key, List, LoopId, Member, MemberKind, UnaryOp,
};

/// Where an operand that could not be read ends.
pub(super) const AFTER_OPERAND: Kinds = Kinds::of(&[
    Kind::StringMiddlePiece,
    Kind::StringRightPiece,
    Kind::RightBrace,
    Kind::RightParen,
    Kind::RightSquare,
    Kind::NewLine,
]);
const AFTER_THEN: Kinds = Kinds::of(&[
    Kind::Colon,
    Kind::StringMiddlePiece,
    Kind::StringRightPiece,
    Kind::RightBrace,
    Kind::RightParen,
    Kind::RightSquare,
    Kind::NewLine,
]);
const AFTER_GROUPED: Kinds = Kinds::of(&[
    Kind::Comma,
    Kind::StringMiddlePiece,
    Kind::StringRightPiece,
    Kind::RightBrace,
    Kind::RightParen,
    Kind::RightSquare,
    Kind::NewLine,
]);
const AFTER_MEMBER: Kinds = Kinds::of(&[Kind::NewLine, Kind::RightBrace]);
const AFTER_ITEM: Kinds = Kinds::of(&[Kind::NewLine, Kind::RightSquare]);
const AFTER_ITERABLE: Kinds = Kinds::of(&[Kind::Colon, Kind::RightSquare, Kind::NewLine]);
const AFTER_CONDITION: Kinds = Kinds::of(&[Kind::LeftBrace, Kind::RightSquare, Kind::NewLine]);
const AFTER_LAMBDA: Kinds = Kinds::of(&[Kind::NewLine, Kind::RightParen]);

/// What ends an expression that could not go on behind a line end.
const AFTER_ONLY: Kinds = Kinds::of(&[
    Kind::Comma,
    Kind::StringMiddlePiece,
    Kind::StringRightPiece,
    Kind::RightBrace,
    Kind::RightParen,
    Kind::RightSquare,
]);

impl Parser<'_> {
    pub(super) fn expression(&mut self, allow: Allow) -> Parsed<ExprId> {
        if let Some(only) = self.only_token() {
            return Ok(only);
        }
        self.deeper(|parser| parser.ternary(allow))
    }

    /// An expression of one token that is known to end after it, as most are: they need none of the rules below, which saves a
    /// third of parsing.
    #[inline]
    fn only_token(&mut self) -> Option<ExprId> {
        let ahead = self.tokens.get(self.pos..)?;
        let ([first, next, ..], third) = (ahead, ahead.get(2)) else { return None };
        let ends = match next.kind {
            // A question mark may stand on a later line.
            Kind::NewLine => {
                third.is_some_and(|third| !matches!(third.kind, Kind::NewLine | Kind::Question))
            }
            kind => AFTER_ONLY.has(kind),
        };
        if !ends || self.depth >= MAX_DEPTH {
            return None;
        }
        let span = first.span;
        let kind = match first.kind {
            Kind::Identifier => ExprKind::Name,
            Kind::StringComplete if first.plain => ExprKind::String(plain(span)),
            Kind::TrueKeyword => ExprKind::Bool(true),
            Kind::FalseKeyword => ExprKind::Bool(false),
            Kind::NullKeyword => ExprKind::Null,
            _ => return None,
        };
        self.pos += 1;
        self.end = span.end;
        self.height = self.height.max(1);
        Some(self.add(span, kind))
    }

    fn ternary(&mut self, allow: Allow) -> Parsed<ExprId> {
        let start = self.start();
        let condition = self.binary(allow, 0)?;
        if self.past_newlines(0).kind != Kind::Question {
            return Ok(condition);
        }
        self.newlines();
        self.bump();
        self.link()?;
        let then = self.expr_or_missing(AFTER_THEN, |parser| parser.expression(allow));
        if self.past_newlines(0).kind == Kind::Colon {
            self.newlines();
        }
        let otherwise = self.expr_or_missing(AFTER_OPERAND, |parser| {
            parser.expect(Kind::Colon, "`:` and what holds otherwise are missing")?;
            parser.expression(allow)
        });
        Ok(self.add_since(start, ExprKind::Ternary { condition, then, otherwise }))
    }

    fn binary(&mut self, allow: Allow, above: u8) -> Parsed<ExprId> {
        let start = self.start();
        let mut left = self.unary(allow)?;
        while let Some((op, precedence)) = operator(self.kind()).filter(|found| found.1 > above) {
            self.bump();
            let right =
                self.expr_or_missing(AFTER_OPERAND, |parser| parser.binary(allow, precedence));
            self.link()?;
            left = self.add_since(start, ExprKind::Binary { op, left, right });
        }
        Ok(left)
    }

    fn unary(&mut self, allow: Allow) -> Parsed<ExprId> {
        let op = match self.kind() {
            Kind::Exclamation => UnaryOp::Not,
            Kind::Minus => UnaryOp::Minus,
            _ => return self.postfix(allow),
        };
        let start = self.bump().start;
        let operand = self.expr_or_missing(AFTER_OPERAND, |parser| parser.postfix(allow));
        self.link()?;
        Ok(self.add_since(start, ExprKind::Unary { op, operand }))
    }

    pub(super) fn primary(&mut self, allow: Allow) -> Parsed<ExprId> {
        let simple = match self.kind() {
            Kind::Identifier => return Ok(self.name_call_or_lambda(allow)),
            Kind::StringComplete | Kind::StringLeftPiece => return self.string(),
            Kind::LeftParen => return self.group_or_lambda(allow),
            Kind::LeftBrace | Kind::LeftSquare if allow == Allow::Simple => {
                return self.fail("objects and arrays cannot stand inside of a string");
            }
            Kind::LeftBrace => return self.object(allow),
            Kind::LeftSquare => return self.array_or_for(),
            Kind::Integer => ExprKind::Int(self.integer()?),
            Kind::TrueKeyword => ExprKind::Bool(true),
            Kind::FalseKeyword => ExprKind::Bool(false),
            Kind::NullKeyword => ExprKind::Null,
            _ => return self.fail("an expression is missing"),
        };
        let span = self.bump();
        Ok(self.add(span, simple))
    }

    /// The value of the integer that is next; it is not consumed.
    pub(super) fn integer(&mut self) -> Parsed<u64> {
        match self.text(self.token(0)).parse() {
            Ok(value) => Ok(value),
            Err(_) => self.fail("this number is too large"),
        }
    }

    fn name_call_or_lambda(&mut self, allow: Allow) -> ExprId {
        let name = Ident { span: self.bump() };
        match self.kind() {
            Kind::LeftParen => {
                let args = self.arguments(allow);
                self.add_since(name.span.start, ExprKind::Call { name, args })
            }
            Kind::Arrow => {
                let mark = self.tree.lists.names.mark();
                self.tree.lists.names.push(name);
                let params = self.tree.lists.names.close(mark);
                self.lambda(name.span.start, params)
            }
            _ => self.add(name.span, ExprKind::Name),
        }
    }

    fn lambda(&mut self, start: u32, params: List<Ident>) -> ExprId {
        self.bump();
        let body = self.lambda_body();
        self.add_since(start, ExprKind::Lambda { params, body })
    }

    /// What follows the arrow, which may begin on a later line unless that begins a statement.
    pub(super) fn lambda_body(&mut self) -> ExprId {
        if !self.is_keyword(self.past_newlines(0)) {
            self.newlines();
        }
        self.expr_or_missing(AFTER_LAMBDA, |parser| parser.expression(Allow::Complex))
    }

    fn group_or_lambda(&mut self, allow: Allow) -> Parsed<ExprId> {
        let start = self.start();
        let (inner, trailing) = self.group(allow)?;
        if self.is(Kind::Arrow) {
            let params = self.lambda_params(inner);
            return Ok(self.lambda(start, params));
        }
        match *self.tree.args(inner) {
            [only] if !trailing => Ok(self.add_since(start, ExprKind::Paren(only))),
            _ => Ok(self.not_one(start)),
        }
    }

    /// Expressions in parentheses, and whether a comma follows the last.
    fn group(&mut self, allow: Allow) -> Parsed<(List<ExprId>, bool)> {
        let mark = self.tree.lists.args.mark();
        self.bump();
        self.newlines();
        let mut trailing = false;
        while !self.is(Kind::RightParen) {
            let id = self.expr_or_missing(AFTER_GROUPED, |parser| parser.expression(allow));
            self.tree.lists.args.push(id);
            self.newlines();
            trailing = self.eat(Kind::Comma);
            if !trailing {
                break;
            }
            self.newlines();
        }
        let inner = self.tree.lists.args.close(mark);
        self.expect(Kind::RightParen, "`)` is missing")?;
        Ok((inner, trailing))
    }

    fn lambda_params(&mut self, inner: List<ExprId>) -> List<Ident> {
        let mark = self.tree.lists.names.mark();
        let mut wrong = None;
        for at in 0..inner.len() {
            let Some(expr) = self.tree.args(inner).get(at).map(|id| *self.tree.expr(*id)) else {
                break;
            };
            match expr.kind {
                ExprKind::Name => self.tree.lists.names.push(Ident { span: expr.span }),
                _ => wrong = Some(expr.span),
            }
        }
        if let Some(span) = wrong {
            self.error(span, "a variable's name is missing");
        }
        self.tree.lists.names.close(mark)
    }

    pub(super) fn object(&mut self, allow: Allow) -> Parsed<ExprId> {
        let start = self.start();
        self.expect(Kind::LeftBrace, "`{` is missing")?;
        let mark = self.tree.lists.members.mark();
        self.elements(Kind::RightBrace, allow, |parser| {
            if let Ok(member) = parser.recover(AFTER_MEMBER, |parser| parser.member(allow)) {
                parser.tree.lists.members.push(member);
            }
        });
        let members = self.tree.lists.members.close(mark);
        self.expect(Kind::RightBrace, "`}` is missing")?;
        Ok(self.add_since(start, ExprKind::Object(members)))
    }

    fn member(&mut self, allow: Allow) -> Parsed<Member> {
        let start = self.start();
        let kind = if allow == Allow::Resources && self.at_nested_resource() {
            MemberKind::Resource(self.nested_resource()?)
        } else if self.eat(Kind::Ellipsis) {
            MemberKind::Spread(self.expression(Allow::Complex)?)
        } else {
            self.property()?
        };
        Ok(Member { span: self.since(start), kind })
    }

    /// `resource` is a key like any other, unless a name follows it.
    fn at_nested_resource(&self) -> bool {
        self.is(Kind::At) || (self.is_word("resource") && self.token(1).kind == Kind::Identifier)
    }

    fn property(&mut self) -> Parsed<MemberKind> {
        let key = self.key()?;
        self.expect(Kind::Colon, "`:` is missing")?;
        let value = self.expr_or_missing(AFTER_MEMBER, |parser| parser.expression(Allow::Complex));
        Ok(MemberKind::Property { key, value })
    }

    fn key(&mut self) -> Parsed<Key> {
        match self.kind() {
            Kind::Identifier => Ok(Key::Name(Ident { span: self.bump() })),
            Kind::StringComplete => {
                let span = self.token(0).span;
                let string = self.plain_string()?;
                Ok(Key::String { span, string })
            }
            Kind::StringLeftPiece => Ok(Key::Interpolated(self.string()?)),
            _ => self.fail("a property's name is missing"),
        }
    }

    fn array_or_for(&mut self) -> Parsed<ExprId> {
        let first = self.past_newlines(1);
        if first.kind == Kind::Identifier && self.text(first) == "for" {
            return self.for_loop(|parser| parser.expression(Allow::Complex));
        }
        let start = self.bump().start;
        let mark = self.tree.lists.items.mark();
        self.elements(Kind::RightSquare, Allow::Complex, |parser| {
            if let Ok(item) = parser.recover(AFTER_ITEM, Self::item) {
                parser.tree.lists.items.push(item);
            }
        });
        let items = self.tree.lists.items.close(mark);
        self.expect(Kind::RightSquare, "`]` is missing")?;
        Ok(self.add_since(start, ExprKind::Array(items)))
    }

    fn item(&mut self) -> Parsed<Item> {
        let start = self.start();
        let spread = self.eat(Kind::Ellipsis);
        let value = self.expression(Allow::Complex)?;
        Ok(Item { span: self.since(start), value, spread })
    }

    /// `[for … ]`; the bracket is next, and the word `for` is known to follow.
    pub(super) fn for_loop(
        &mut self,
        body: impl FnOnce(&mut Self) -> Parsed<ExprId>,
    ) -> Parsed<ExprId> {
        let start = self.bump().start;
        self.newlines();
        self.expect_word("for", "`for` is missing")?;
        let (item, index) = self.for_variables()?;
        self.expect_word("in", "`in` is missing")?;
        let iterable =
            self.expr_or_missing(AFTER_ITERABLE, |parser| parser.expression(Allow::Complex));
        self.expect(Kind::Colon, "`:` is missing")?;
        let body = self.expr_or_missing(AFTER_ITEM, body);
        self.newlines();
        self.expect(Kind::RightSquare, "`]` is missing")?;
        let id = LoopId(self.tree.loops.len() as u32);
        self.tree.loops.push(For { item, index, iterable, body });
        Ok(self.add_since(start, ExprKind::For(id)))
    }

    fn for_variables(&mut self) -> Parsed<(Ident, Option<Ident>)> {
        let missing = "a loop variable is missing";
        if !self.eat(Kind::LeftParen) {
            return Ok((self.identifier(missing)?, None));
        }
        let item = self.identifier(missing)?;
        self.expect(Kind::Comma, "a loop has one variable, or two in parentheses")?;
        let index = self.identifier(missing)?;
        self.expect(Kind::RightParen, "`)` is missing")?;
        Ok((item, Some(index)))
    }

    /// `if (…) { … }`, the body of a resource or module.
    pub(super) fn condition(&mut self, allow: Allow) -> Parsed<ExprId> {
        let start = self.bump().start;
        let condition = self.expr_or_missing(AFTER_CONDITION, Self::group_of_one);
        let body = self.object(allow)?;
        Ok(self.add_since(start, ExprKind::If { condition, body }))
    }

    /// What stands in the parentheses of a condition.
    fn group_of_one(&mut self) -> Parsed<ExprId> {
        if !self.is(Kind::LeftParen) {
            return self.fail("the condition stands in parentheses");
        }
        let start = self.start();
        let (inner, trailing) = self.group(Allow::Complex)?;
        match *self.tree.args(inner) {
            [only] if !trailing => Ok(only),
            _ => Ok(self.not_one(start)),
        }
    }

    fn not_one(&mut self, start: u32) -> ExprId {
        let span = self.since(start);
        self.error(span, "parentheses hold exactly one expression");
        self.add(span, ExprKind::Missing)
    }
}

fn operator(kind: Kind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Kind::Asterisk => (BinaryOp::Multiply, 100),
        Kind::Slash => (BinaryOp::Divide, 100),
        Kind::Modulo => (BinaryOp::Modulo, 100),
        Kind::Plus => (BinaryOp::Add, 90),
        Kind::Minus => (BinaryOp::Subtract, 90),
        Kind::LeftChevron => (BinaryOp::Less, 80),
        Kind::LessThanOrEqual => (BinaryOp::LessOrEqual, 80),
        Kind::RightChevron => (BinaryOp::Greater, 80),
        Kind::GreaterThanOrEqual => (BinaryOp::GreaterOrEqual, 80),
        Kind::Equals => (BinaryOp::Equal, 70),
        Kind::NotEquals => (BinaryOp::NotEqual, 70),
        Kind::EqualsInsensitive => (BinaryOp::EqualIgnoreCase, 70),
        Kind::NotEqualsInsensitive => (BinaryOp::NotEqualIgnoreCase, 70),
        Kind::LogicalAnd => (BinaryOp::And, 50),
        Kind::LogicalOr => (BinaryOp::Or, 40),
        Kind::DoubleQuestion => (BinaryOp::Coalesce, 30),
        _ => return None,
    })
}
