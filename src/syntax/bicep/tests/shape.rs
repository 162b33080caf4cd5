//! Trees as short texts, so that a test is one line.

use crate::syntax::bicep::{
    ExprId, ExprKind, Key, Member, MemberKind, Part, StatementKind, Tree, TypeId, TypeKind,
    TypeMemberKey,
};

/// The shape of the value or type that the only statement declares.
pub(super) fn value(tree: &Tree) -> String {
    match tree.statements().next().map(|statement| statement.kind) {
        Some(StatementKind::Variable { value, .. } | StatementKind::Output { value, .. }) => {
            expr(tree, value)
        }
        Some(StatementKind::Type { ty: id, .. }) => ty(tree, id),
        other => format!("{other:?}"),
    }
}

fn join<T>(items: &[T], one: impl Fn(&T) -> String) -> String {
    items.iter().map(one).collect::<Vec<_>>().join(" ")
}

pub(super) fn expr(tree: &Tree, id: ExprId) -> String {
    let of = |id| expr(tree, id);
    match *tree.kind(id) {
        ExprKind::Missing => "?".to_owned(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::String(string) => format!("{:?}", tree.text(string.text)),
        ExprKind::Interpolated(parts) => {
            format!(
                "(str {})",
                join(tree.parts(parts), |part| match part {
                    Part::Text(text) => format!("{:?}", tree.text(text.text)),
                    Part::Hole(value) => of(*value),
                })
            )
        }
        ExprKind::Object(members) => {
            format!("{{{}}}", join(tree.members(members), |one| member(tree, one)))
        }
        ExprKind::Array(items) => format!(
            "[{}]",
            join(tree.items(items), |item| {
                let dots = if item.spread { "..." } else { "" };
                format!("{dots}{}", of(item.value))
            })
        ),
        ExprKind::For(id) => {
            let it = tree.for_loop(id);
            let index = it.index.map(|index| format!(",{}", tree.text(index))).unwrap_or_default();
            format!("(for {}{index} {} {})", tree.text(it.item), of(it.iterable), of(it.body))
        }
        ExprKind::If { condition, body } => format!("(if {} {})", of(condition), of(body)),
        ExprKind::Paren(inner) => format!("({})", of(inner)),
        ExprKind::Name => tree.text(tree.span(id)).to_owned(),
        ExprKind::Call { name, args } => {
            format!("{}({})", tree.text(name), join(tree.args(args), |id| of(*id)))
        }
        ExprKind::MethodCall { base, name, args } => {
            format!("{}.{}({})", of(base), tree.text(name), join(tree.args(args), |id| of(*id)))
        }
        ExprKind::Property { base, name, safe } => {
            format!("{}{}{}", of(base), if safe { ".?" } else { "." }, tree.text(name))
        }
        ExprKind::Index { base, index, safe, from_end } => {
            let marks =
                format!("{}{}", if safe { "?" } else { "" }, if from_end { "^" } else { "" });
            format!("{}[{marks}{}]", of(base), of(index))
        }
        ExprKind::Nested { base, name } => format!("{}::{}", of(base), tree.text(name)),
        ExprKind::NonNull(inner) => format!("{}!", of(inner)),
        ExprKind::Unary { op, operand } => format!("({op:?} {})", of(operand)),
        ExprKind::Binary { op, left, right } => format!("({op:?} {} {})", of(left), of(right)),
        ExprKind::Ternary { condition, then, otherwise } => {
            format!("(? {} {} {})", of(condition), of(then), of(otherwise))
        }
        ExprKind::Lambda { params, body } => {
            format!(
                "(\\{} {})",
                join(tree.names(params), |one| tree.text(*one).to_owned()),
                of(body)
            )
        }
    }
}

fn member(tree: &Tree, member: &Member) -> String {
    match member.kind {
        MemberKind::Property { key: Key::Interpolated(key), value } => {
            format!("{}:{}", expr(tree, key), expr(tree, value))
        }
        MemberKind::Property { key, value } => {
            format!("{}:{}", tree.key(key).unwrap_or_default(), expr(tree, value))
        }
        MemberKind::Spread(value) => format!("...{}", expr(tree, value)),
        MemberKind::Resource(id) => match tree.statement(id).kind {
            StatementKind::Resource(resource) => format!("resource {}", tree.text(resource.name)),
            _ => "?".to_owned(),
        },
    }
}

pub(super) fn ty(tree: &Tree, id: TypeId) -> String {
    let of = |id| ty(tree, id);
    match tree.ty(id).kind {
        TypeKind::Missing => "?".to_owned(),
        TypeKind::Name => tree.text(tree.ty(id).span).to_owned(),
        TypeKind::Null => "null".to_owned(),
        TypeKind::Bool(value) => value.to_string(),
        TypeKind::Int(value) => value.to_string(),
        TypeKind::String(string) => format!("{:?}", tree.text(string.text)),
        TypeKind::Interpolated(id) => expr(tree, id),
        TypeKind::Unary { op, operand } => format!("({op:?} {})", of(operand)),
        TypeKind::Union(types) => format!("(| {})", join(tree.types(types), |id| of(*id))),
        TypeKind::Array(inner) => format!("{}[]", of(inner)),
        TypeKind::Nullable(inner) => format!("{}?", of(inner)),
        TypeKind::NonNull(inner) => format!("{}!", of(inner)),
        TypeKind::Paren(inner) => format!("({})", of(inner)),
        TypeKind::Tuple(items) => format!(
            "[{}]",
            join(tree.tuple_items(items), |item| {
                format!("{}{}", "@".repeat(item.decorators.len()), of(item.ty))
            })
        ),
        TypeKind::Object(members) => format!(
            "{{{}}}",
            join(tree.type_members(members), |one| {
                let key = match one.key {
                    TypeMemberKey::Name(name) => tree.text(name),
                    TypeMemberKey::String { string, .. } => tree.text(string.text),
                    TypeMemberKey::Any(_) => "*",
                    TypeMemberKey::Missing(_) => "?",
                };
                format!("{}{key}:{}", "@".repeat(one.decorators.len()), of(one.ty))
            })
        ),
        TypeKind::Property { base, name } => format!("{}.{}", of(base), tree.text(name)),
        TypeKind::AdditionalProperties(base) => format!("{}.*", of(base)),
        TypeKind::Items(base) => format!("{}[*]", of(base)),
        TypeKind::Index { base, index } => format!("{}[{}]", of(base), expr(tree, index)),
        TypeKind::Generic { base, name, args } => {
            let base = base.map(|base| of(base) + ".").unwrap_or_default();
            format!("{base}{}<{}>", tree.text(name), join(tree.types(args), |id| of(*id)))
        }
        TypeKind::Resource(None) => "resource".to_owned(),
        TypeKind::Resource(Some(string)) => format!("resource {}", expr(tree, string)),
    }
}
