//! What is declared of the types of parameters and outputs.

use super::Lowering;
use super::symbols::Symbol;
use crate::model::ParameterType;
use crate::syntax::bicep::{Decorator, List, TypeId, TypeKind, TypeMember, TypeMemberKey, UnaryOp};
use crate::syntax::document::{Bits, Kind, Node, NodeId, Text};

/// Aliases of aliases are followed this far.
const LONGEST: u32 = 16;

impl<'t> Lowering<'t> {
    /// A type with its decorators.
    pub(super) fn type_of(&mut self, ty: TypeId, decorators: List<Decorator>) -> ParameterType {
        let mut of = self.plain_type(ty, 0);
        self.decorate(&mut of, decorators);
        of
    }

    fn decorate(&mut self, of: &mut ParameterType, decorators: List<Decorator>) {
        const NAMES: [&str; 5] = ["allowed", "minLength", "maxLength", "minValue", "maxValue"];
        let mut arguments = [None; NAMES.len()];
        for decorator in self.tree.decorators(decorators) {
            let Some((name, args)) = self.tree.decorator(decorator) else { continue };
            of.secure |= name == "secure";
            let slot = NAMES.iter().position(|known| *known == name);
            if let Some(slot) = slot.and_then(|at| arguments.get_mut(at)) {
                *slot = slot.or(args.first().copied());
            }
        }
        let [allowed, min_length, max_length, min_value, max_value] =
            arguments.map(|argument| argument.map(|argument| self.node(argument)));
        of.allowed = allowed.or(of.allowed);
        of.min_length = min_length.or(of.min_length);
        of.max_length = max_length.or(of.max_length);
        of.min_value = min_value.or(of.min_value);
        of.max_value = max_value.or(of.max_value);
    }

    fn plain_type(&mut self, ty: TypeId, depth: u32) -> ParameterType {
        let of = *self.tree.ty(ty);
        match of.kind {
            TypeKind::Name => self.named(Text::in_source(of.span), self.tree.text(of.span)),
            TypeKind::Paren(inner) | TypeKind::NonNull(inner) => self.plain_type(inner, depth),
            TypeKind::Nullable(inner) => {
                ParameterType { nullable: true, ..self.plain_type(inner, depth) }
            }
            TypeKind::Array(_) | TypeKind::Tuple(_) => self.base("array"),
            TypeKind::Object(members) => self.object_type(members),
            TypeKind::Generic { .. } => self.base("object"),
            TypeKind::Property { base, name } => {
                self.member_type(base, self.tree.text(name), of.span, depth)
            }
            TypeKind::Union(_)
            | TypeKind::Bool(_)
            | TypeKind::Int(_)
            | TypeKind::String(_)
            | TypeKind::Unary { .. } => self.union(ty),
            TypeKind::Null => ParameterType { nullable: true, ..ParameterType::default() },
            _ => ParameterType::default(),
        }
    }

    fn base(&mut self, name: &'static str) -> ParameterType {
        ParameterType { base: self.made_text(name), ..ParameterType::default() }
    }

    /// A type by its name: of the language, unless the file declares one that is called so.
    fn named(&mut self, text: Text, name: &str) -> ParameterType {
        let is_own = matches!(self.symbols.get(name), Some(Symbol::Type | Symbol::Imported));
        match name {
            "string" | "int" | "bool" | "object" | "array" if !is_own => {
                ParameterType { base: text, ..ParameterType::default() }
            }
            _ if !is_own => ParameterType::default(),
            _ => ParameterType { reference: Some(text), ..ParameterType::default() },
        }
    }

    fn object_type(&mut self, members: List<TypeMember>) -> ParameterType {
        let members = self.tree.type_members(members);
        let secret = members.iter().filter(|member| self.is_secret(member));
        let keys: Vec<_> = secret.map(|member| member.key).collect();
        let secure_properties = keys.into_iter().filter_map(|key| self.key_text(key)).collect();
        ParameterType { secure_properties, ..self.base("object") }
    }

    fn key_text(&mut self, key: TypeMemberKey) -> Option<Text> {
        match key {
            TypeMemberKey::Name(name) => Some(Text::in_source(name.span)),
            TypeMemberKey::String { string, .. } => Some(self.text(string.text)),
            TypeMemberKey::Any(_) | TypeMemberKey::Missing(_) => None,
        }
    }

    fn is_secret(&self, member: &TypeMember) -> bool {
        self.has_decorator(member.decorators, "secure") || self.is_secure_type(member.ty, 0)
    }

    /// Whether a type of this file is secure wherever it is used.
    fn is_secure_type(&self, ty: TypeId, depth: u32) -> bool {
        let of = self.tree.ty(ty);
        match of.kind {
            TypeKind::Nullable(inner) | TypeKind::Paren(inner) | TypeKind::NonNull(inner) => {
                self.is_secure_type(inner, depth)
            }
            TypeKind::Name if depth < LONGEST => {
                self.symbols.alias(self.tree.text(of.span)).is_some_and(|(ty, decorators)| {
                    self.has_decorator(decorators, "secure") || self.is_secure_type(ty, depth + 1)
                })
            }
            _ => false,
        }
    }

    /// `sys.string`, `space.name` of an import, or the type of a property of a type of this file.
    fn member_type(
        &mut self,
        base: TypeId,
        name: &'t str,
        span: crate::source::Span,
        depth: u32,
    ) -> ParameterType {
        let whole = self.tree.text(span);
        let space = self.tree.text(self.tree.ty(base).span);
        if self.symbols.get(space) == Some(Symbol::Space) {
            let text = if whole.len() == space.len() + 1 + name.len() {
                Text::in_source(span)
            } else {
                self.document.add_text(&format!("{space}.{name}"))
            };
            return ParameterType { reference: Some(text), ..ParameterType::default() };
        }
        if space == "sys" && self.symbols.get(space).is_none() {
            let text = self.document.add_text(name);
            return self.named(text, name);
        }
        let Some(member) = self.property(base, name, depth) else {
            return ParameterType::default();
        };
        let mut of = self.plain_type(member.ty, depth + 1);
        self.decorate(&mut of, member.decorators);
        of
    }

    /// A member of an object type of this file.
    fn property(&self, base: TypeId, name: &str, depth: u32) -> Option<TypeMember> {
        if depth > LONGEST {
            return None;
        }
        match self.tree.ty(base).kind {
            TypeKind::Object(members) => {
                let mut members = self.tree.type_members(members).iter();
                members.find(|member| self.is_key(member.key, name)).copied()
            }
            TypeKind::Name => {
                let alias = self.tree.text(self.tree.ty(base).span);
                self.property(self.symbols.alias(alias)?.0, name, depth + 1)
            }
            TypeKind::Property { base, name: outer } => {
                let member = self.property(base, self.tree.text(outer), depth + 1)?;
                self.property(member.ty, name, depth + 1)
            }
            TypeKind::Nullable(inner) | TypeKind::Paren(inner) | TypeKind::NonNull(inner) => {
                self.property(inner, name, depth + 1)
            }
            _ => None,
        }
    }

    fn is_key(&self, key: TypeMemberKey, name: &str) -> bool {
        match key {
            TypeMemberKey::Name(own) => self.tree.text(own) == name,
            TypeMemberKey::String { string, .. } => self.tree.text(string.text) == name,
            TypeMemberKey::Any(_) | TypeMemberKey::Missing(_) => false,
        }
    }

    /// Literals: a base type and the allowed values.
    fn union(&mut self, ty: TypeId) -> ParameterType {
        let (mut values, mut of) = (Vec::new(), ParameterType::default());
        if !self.literals(ty, &mut values, &mut of, 0) {
            return ParameterType { nullable: of.nullable, ..self.base("object") };
        }
        of.base = match values.first().map(|node| node.kind) {
            Some(Kind::Text(_)) => self.made_text("string"),
            Some(Kind::Int(_)) => self.made_text("int"),
            Some(Kind::Bool(_)) => self.made_text("bool"),
            _ => Text::default(),
        };
        of.allowed = Some(self.values(ty, values));
        of
    }

    fn values(&mut self, ty: TypeId, values: Vec<Node>) -> NodeId {
        let list = self.document.add_nodes(values);
        self.document.add_node(self.tree.ty(ty).span, Kind::Array(list))
    }

    /// Collects the literals of a union and of the aliases in it; whether that is all of it.
    fn literals(
        &mut self,
        ty: TypeId,
        values: &mut Vec<Node>,
        of: &mut ParameterType,
        depth: u32,
    ) -> bool {
        let it = *self.tree.ty(ty);
        let kind = match it.kind {
            TypeKind::Null => {
                of.nullable = true;
                return true;
            }
            TypeKind::Bool(value) => Kind::Bool(value),
            TypeKind::Int(value) => Kind::Int(Bits::pack(value)),
            TypeKind::String(string) => Kind::Text(self.text(string.text)),
            TypeKind::Unary { op: UnaryOp::Minus, operand } => match self.tree.ty(operand).kind {
                TypeKind::Int(value) => Kind::Int(Bits::pack((value as i64).wrapping_neg() as u64)),
                _ => return false,
            },
            TypeKind::Unary { op: UnaryOp::Not, operand } => match self.tree.ty(operand).kind {
                TypeKind::Bool(value) => Kind::Bool(!value),
                _ => return false,
            },
            TypeKind::Union(members) => {
                let members = self.tree.types(members);
                return members.iter().all(|member| self.literals(*member, values, of, depth));
            }
            TypeKind::Paren(inner) => return self.literals(inner, values, of, depth),
            TypeKind::Nullable(inner) => {
                of.nullable = true;
                return self.literals(inner, values, of, depth);
            }
            TypeKind::Name if depth < LONGEST => {
                let Some((alias, _)) = self.symbols.alias(self.tree.text(it.span)) else {
                    return false;
                };
                return self.literals(alias, values, of, depth + 1);
            }
            _ => return false,
        };
        values.push(Node { span: it.span, kind });
        true
    }
}
