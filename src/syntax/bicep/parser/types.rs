//! Types.

use super::expressions::AFTER_OPERAND;
use super::{Allow, Kind, Kinds, Parsed, Parser};
use crate::source::Span;
use crate::syntax::bicep::ast::{
    Decorator, ExprKind, Ident, List, TupleItem, TypeId, TypeKind, TypeMember, TypeMemberKey,
    UnaryOp,
};

const AFTER_MEMBER: Kinds = Kinds::of(&[Kind::NewLine, Kind::RightBrace]);
const AFTER_ITEM: Kinds = Kinds::of(&[Kind::NewLine, Kind::RightSquare]);
const AFTER_ARGUMENT: Kinds = Kinds::of(&[Kind::NewLine, Kind::Comma, Kind::RightChevron]);
const AFTER_RESOURCE: Kinds = Kinds::of(&[Kind::NewLine, Kind::Assignment]);

impl Parser<'_> {
    /// The type of a parameter, variable or output: `resource 'a@b'` is one too.
    pub(super) fn declared_type(&mut self, bare_resource: bool) -> Parsed<TypeId> {
        if !self.is_word("resource") || self.token(1).kind == Kind::LeftChevron {
            return self.type_expression();
        }
        let start = self.bump().start;
        let named = matches!(self.kind(), Kind::StringComplete | Kind::StringLeftPiece);
        let ty = (named || !bare_resource)
            .then(|| self.reference(AFTER_RESOURCE, "the resource's type is missing"));
        Ok(self.add_type(self.since(start), TypeKind::Resource(ty)))
    }

    pub(super) fn type_expression(&mut self) -> Parsed<TypeId> {
        self.deeper(Self::union)
    }

    fn union(&mut self) -> Parsed<TypeId> {
        let leading = self.at_union_bar();
        if leading {
            self.newlines();
        }
        let start = self.start();
        if leading {
            self.bump();
        }
        let first = self.suffixed_type()?;
        if !leading && !self.at_union_bar() {
            return Ok(first);
        }
        let mark = self.tree.lists.types.mark();
        self.tree.lists.types.push(first);
        while self.at_union_bar() {
            self.newlines();
            self.bump();
            let member = self.type_or_missing(AFTER_OPERAND, Self::suffixed_type);
            self.tree.lists.types.push(member);
        }
        let members = self.tree.lists.types.close(mark);
        Ok(self.add_type(self.since(start), TypeKind::Union(members)))
    }

    /// A union goes on with `|`, also at the begin of the next line.
    fn at_union_bar(&self) -> bool {
        self.is(Kind::Pipe) || (self.is(Kind::NewLine) && self.token(1).kind == Kind::Pipe)
    }

    fn suffixed_type(&mut self) -> Parsed<TypeId> {
        let start = self.start();
        let mut ty = self.unary_type()?;
        loop {
            let kind = match self.kind() {
                Kind::Question => TypeKind::Nullable(ty),
                Kind::Exclamation => TypeKind::NonNull(ty),
                _ => return Ok(ty),
            };
            self.bump();
            self.link()?;
            ty = self.add_type(self.since(start), kind);
        }
    }

    fn unary_type(&mut self) -> Parsed<TypeId> {
        let op = match self.kind() {
            Kind::Exclamation => UnaryOp::Not,
            Kind::Minus => UnaryOp::Minus,
            _ => return self.postfix_type(),
        };
        let start = self.bump().start;
        let operand = self.type_or_missing(AFTER_OPERAND, Self::postfix_type);
        self.link()?;
        Ok(self.add_type(self.since(start), TypeKind::Unary { op, operand }))
    }

    fn postfix_type(&mut self) -> Parsed<TypeId> {
        let start = self.start();
        let mut base = self.primary_type()?;
        loop {
            let kind = match self.kind() {
                Kind::LeftSquare => self.type_index(base)?,
                Kind::Dot => self.type_member_access(base),
                _ => return Ok(base),
            };
            self.link()?;
            base = self.add_type(self.since(start), kind);
        }
    }

    fn type_index(&mut self, base: TypeId) -> Parsed<TypeKind> {
        self.bump();
        let kind = match self.kind() {
            Kind::RightSquare => TypeKind::Array(base),
            Kind::Asterisk => {
                self.bump();
                TypeKind::Items(base)
            }
            _ => TypeKind::Index { base, index: self.expression(Allow::Simple)? },
        };
        self.expect(Kind::RightSquare, "`]` is missing")?;
        Ok(kind)
    }

    fn type_member_access(&mut self, base: TypeId) -> TypeKind {
        self.bump();
        if self.eat(Kind::Asterisk) {
            return TypeKind::AdditionalProperties(base);
        }
        let name = self.member_name();
        if !self.is(Kind::LeftChevron) {
            return TypeKind::Property { base, name };
        }
        TypeKind::Generic { base: Some(base), name, args: self.type_arguments() }
    }

    fn type_arguments(&mut self) -> List<TypeId> {
        let mark = self.tree.lists.types.mark();
        self.bump();
        self.call_elements(Kind::RightChevron, |parser| {
            let ty = parser.type_or_missing(AFTER_ARGUMENT, Self::type_expression);
            parser.tree.lists.types.push(ty);
        });
        if !self.eat(Kind::RightChevron) {
            self.error_here("`>` is missing");
        }
        self.tree.lists.types.close(mark)
    }

    fn primary_type(&mut self) -> Parsed<TypeId> {
        let simple = match self.kind() {
            Kind::Identifier => return Ok(self.named_type()),
            Kind::StringComplete | Kind::StringLeftPiece => return self.string_type(),
            Kind::LeftBrace => return self.object_type(),
            Kind::LeftSquare => return self.tuple_type(),
            Kind::LeftParen => return self.grouped_type(),
            Kind::Integer => TypeKind::Int(self.integer()?),
            Kind::TrueKeyword => TypeKind::Bool(true),
            Kind::FalseKeyword => TypeKind::Bool(false),
            Kind::NullKeyword => TypeKind::Null,
            _ => return self.fail("a type is missing"),
        };
        let span = self.bump();
        Ok(self.add_type(span, simple))
    }

    fn named_type(&mut self) -> TypeId {
        let name = Ident { span: self.bump() };
        if !self.is(Kind::LeftChevron) {
            return self.add_type(name.span, TypeKind::Name);
        }
        let args = self.type_arguments();
        let kind = TypeKind::Generic { base: None, name, args };
        self.add_type(self.since(name.span.start), kind)
    }

    fn string_type(&mut self) -> Parsed<TypeId> {
        let string = self.string()?;
        let expr = *self.tree.expr(string);
        let kind = match expr.kind {
            ExprKind::String(literal) => TypeKind::String(literal),
            _ => TypeKind::Interpolated(string),
        };
        Ok(self.add_type(expr.span, kind))
    }

    fn grouped_type(&mut self) -> Parsed<TypeId> {
        let start = self.bump().start;
        let inner = self.type_expression()?;
        self.expect(Kind::RightParen, "`)` is missing")?;
        Ok(self.add_type(self.since(start), TypeKind::Paren(inner)))
    }

    fn object_type(&mut self) -> Parsed<TypeId> {
        let start = self.bump().start;
        let mark = self.tree.lists.type_members.mark();
        self.elements(Kind::RightBrace, Allow::Complex, |parser| {
            let member = parser.type_member();
            parser.tree.lists.type_members.push(member);
        });
        let members = self.tree.lists.type_members.close(mark);
        self.expect(Kind::RightBrace, "`}` is missing")?;
        Ok(self.add_type(self.since(start), TypeKind::Object(members)))
    }

    fn type_member(&mut self) -> TypeMember {
        let start = self.start();
        let decorators = self.decorators();
        let key = match self.recover(AFTER_MEMBER, Self::type_key) {
            Ok(key) => key,
            Err(span) => TypeMemberKey::Missing(span),
        };
        let ty = self.type_or_missing(AFTER_MEMBER, |parser| {
            parser.expect(Kind::Colon, "`:` is missing")?;
            parser.type_expression()
        });
        TypeMember { span: self.since(start), decorators, key, ty }
    }

    fn type_key(&mut self) -> Parsed<TypeMemberKey> {
        match self.kind() {
            Kind::Identifier => Ok(TypeMemberKey::Name(Ident { span: self.bump() })),
            Kind::Asterisk => Ok(TypeMemberKey::Any(self.bump())),
            Kind::StringComplete => {
                let span: Span = self.token(0).span;
                let string = self.plain_string()?;
                Ok(TypeMemberKey::String { span, string })
            }
            _ => self.fail("a property's name is missing"),
        }
    }

    fn tuple_type(&mut self) -> Parsed<TypeId> {
        let start = self.bump().start;
        let mark = self.tree.lists.tuple_items.mark();
        self.elements(Kind::RightSquare, Allow::Complex, |parser| {
            let item = parser.tuple_item();
            parser.tree.lists.tuple_items.push(item);
        });
        let items = self.tree.lists.tuple_items.close(mark);
        self.expect(Kind::RightSquare, "`]` is missing")?;
        Ok(self.add_type(self.since(start), TypeKind::Tuple(items)))
    }

    fn tuple_item(&mut self) -> TupleItem {
        let start = self.start();
        let decorators = self.decorators();
        let ty = self.type_or_missing(AFTER_ITEM, Self::type_expression);
        TupleItem { span: self.since(start), decorators, ty }
    }

    /// Decorators, each on lines of its own.
    pub(super) fn decorators(&mut self) -> List<Decorator> {
        let mark = self.tree.lists.decorators.mark();
        while self.is(Kind::At) {
            let start = self.bump().start;
            let expr = self.expr_or_missing(super::LINE, Self::decorator_call);
            let span = self.since(start);
            self.tree.lists.decorators.push(Decorator { span, expr });
            self.end_of_line("a line break belongs after a decorator");
            self.newlines();
        }
        self.tree.lists.decorators.close(mark)
    }
}
