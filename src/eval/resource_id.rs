//! Resource ids: putting them together, and taking them apart again (`parsed`).

mod parsed;

use super::frame::Home;
use super::heap::Heap;
use super::scope::Scope;
use super::value::{Basis, Data, Piece, Val};
use crate::model::TargetScope;
use crate::syntax::document::NodeRef;
use crate::syntax::function::Function;
pub use parsed::ResourceId;

/// Whether a function is one of the family of `resourceId`.
pub(super) const fn is_of(function: Function) -> bool {
    matches!(
        function,
        Function::ResourceId
            | Function::SubscriptionResourceId
            | Function::TenantResourceId
            | Function::ManagementGroupResourceId
            | Function::ExtensionResourceId
    )
}

/// Whether all choices among the arguments are about names, so that one id with choices in it tells more than a choice of ids.
pub(super) fn keeps_choices(values: &[Val<'_>]) -> bool {
    let is_name = |value: &Val<'_>| value.as_str().is_some_and(|name| !name.contains('/'));
    values.iter().all(|value| match value.data {
        Data::OneOf(values) => values.iter().all(is_name),
        _ => true,
    })
}

/// `resourceId` and its family, over arguments none of which is one of several.
pub(super) fn call<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    function: Function,
    values: &[Val<'w>],
) -> Val<'w> {
    let heap = scope.heap();
    let home = scope.frame.home;
    let from = usize::from(function == Function::ExtensionResourceId);
    let is_type = |value: &Val<'w>| {
        value.as_str().is_some_and(|text| text.trim_start_matches('/').contains('/'))
    };
    let Some(at) = values.iter().skip(from).position(is_type).map(|at| at + from) else {
        let symbol = super::symbol::Symbol::Call {
            function,
            name: function.name(),
            arguments: heap.slice(values),
        };
        return heap.computed(heap.unknown(symbol), values);
    };
    let (before, names) = (&values[from..at], &values[at + 1..]);
    let base = match (function, before) {
        (Function::ExtensionResourceId, _) => values[0],
        (Function::TenantResourceId, _) => heap.borrowed(""),
        (Function::SubscriptionResourceId, []) => subscription(heap, home.subscription),
        (Function::SubscriptionResourceId, [one, ..]) => subscription(heap, one),
        (Function::ManagementGroupResourceId, []) => management_group(heap, home.management_group),
        (Function::ManagementGroupResourceId, [one, ..]) => management_group(heap, one),
        (_, []) => scope.frame.base(),
        (_, [group]) if home.target == TargetScope::ResourceGroup => {
            resource_group(heap, home.subscription, group)
        }
        (_, [one]) => subscription(heap, one),
        (_, [subscription, group, ..]) => resource_group(heap, subscription, group),
    };
    let type_ = values[at].as_str().unwrap_or_default();
    let Some(id) = build(heap, base, type_, names) else {
        let why = format!("'{}' has {} names for the type '{type_}'", function.name(), names.len());
        return scope.world.fail(node.place(), &why);
    };
    heap.computed(id, values)
}

/// `/subscriptions/…`.
pub fn subscription<'w>(heap: Heap<'w>, subscription: Val<'w>) -> Val<'w> {
    join(heap, &[heap.borrowed("/subscriptions/"), subscription])
}

/// `/subscriptions/…/resourceGroups/…`.
pub fn resource_group<'w>(heap: Heap<'w>, subscription: Val<'w>, group: Val<'w>) -> Val<'w> {
    join(
        heap,
        &[heap.borrowed("/subscriptions/"), subscription, heap.borrowed("/resourceGroups/"), group],
    )
}

/// `/providers/Microsoft.Management/managementGroups/…`.
pub fn management_group<'w>(heap: Heap<'w>, name: Val<'w>) -> Val<'w> {
    join(heap, &[heap.borrowed("/providers/Microsoft.Management/managementGroups/"), name])
}

/// The id of the place that a template is deployed to; empty for the tenant.
pub fn base<'w>(heap: Heap<'w>, home: Home<'w>) -> Val<'w> {
    match home.target {
        TargetScope::ResourceGroup => resource_group(heap, home.subscription, home.group),
        TargetScope::Subscription => subscription(heap, home.subscription),
        TargetScope::ManagementGroup => management_group(heap, home.management_group),
        TargetScope::Tenant => heap.borrowed(""),
    }
}

/// The id of a resource of `type_` with one name for each part of the type after its name space; `None` where they do not fit.
pub fn build<'w>(heap: Heap<'w>, base: Val<'w>, type_: &str, names: &[Val<'w>]) -> Option<Val<'w>> {
    let mut types = type_.trim_matches('/').split('/');
    let space = types.next()?;
    let mut tail = Tail { heap, known: String::with_capacity(96), parts: vec![base] };
    tail.known.extend(["/providers/", space]);
    let mut names = names.iter();
    for part in types {
        tail.known.extend(["/", part, "/"]);
        tail.add(names.next()?);
    }
    names.next().is_none().then(|| tail.finish())
}

/// The end of an id under construction: what is known of it is one piece, not one for each part.
struct Tail<'w> {
    heap: Heap<'w>,
    known: String,
    parts: Vec<Val<'w>>,
}

impl<'w> Tail<'w> {
    fn add(&mut self, name: Val<'w>) {
        match name.data {
            // What it rests on, and the way it came, stay with a value that is not just text.
            Data::Str(text) if name.cause.is_none() && name.basis == Basis::CERTAIN => {
                self.known.push_str(text);
            }
            _ => {
                self.settle();
                self.parts.push(name);
            }
        }
    }

    fn settle(&mut self) {
        if !self.known.is_empty() {
            self.parts.push(self.heap.str(&self.known));
            self.known.clear();
        }
    }

    fn finish(mut self) -> Val<'w> {
        self.settle();
        join(self.heap, &self.parts)
    }
}

/// Whether a scope begins with a type, as `Microsoft.X/y/name` does, be the name known or not.
pub(super) fn is_relative(scope: Val<'_>) -> bool {
    let start = match scope.data {
        Data::Str(text) => text,
        Data::Text(pieces) => match pieces.first() {
            Some(Piece::Literal(text)) => text,
            _ => return false,
        },
        _ => return false,
    };
    !start.starts_with('/')
}

/// `Microsoft.X/y/name`, relative to the group or subscription.
pub(super) fn relative<'w>(heap: Heap<'w>, home: Val<'w>, scope: Val<'w>) -> Option<Val<'w>> {
    let id = ResourceId::parse(heap, scope)?;
    build(heap, home, id.resource_type, id.names)
}

/// Text of values put side by side.
pub fn join<'w>(heap: Heap<'w>, parts: &[Val<'w>]) -> Val<'w> {
    let mut pieces = Vec::with_capacity(parts.len());
    for part in parts {
        match part.data {
            Data::Str(text) => pieces.push(Piece::Literal(text)),
            Data::Text(inner) => pieces.extend_from_slice(inner),
            Data::Int(number) => pieces.push(Piece::Literal(heap.text(&number.to_string()))),
            _ => pieces.push(Piece::Symbol(part)),
        }
    }
    heap.computed(heap.pieces(&pieces), parts)
}

/// Splits text at its literal slashes. A symbol counts as free of slashes here, which is right for names and wrong for ids; so
/// ids that begin with a symbol are handled by [`ResourceId::parse`].
pub fn segments<'w>(heap: Heap<'w>, text: Val<'w>) -> Vec<Val<'w>> {
    match text.data {
        Data::Text(pieces) => split(heap, pieces),
        Data::Str(known) => slashed(known).map(|part| heap.borrowed(part)).collect(),
        _ => vec![text],
    }
}

fn split<'w>(heap: Heap<'w>, pieces: &[Piece<'w>]) -> Vec<Val<'w>> {
    let mut segments = Vec::new();
    let mut current: Vec<Piece<'w>> = Vec::new();
    for piece in pieces {
        let Piece::Literal(literal) = *piece else {
            current.push(*piece);
            continue;
        };
        for (number, part) in slashed(literal).enumerate() {
            if number > 0 {
                segments.push(segment(heap, &current));
                current.clear();
            }
            current.push(Piece::Literal(part));
        }
    }
    segments.push(segment(heap, &current));
    segments
}

/// The parts of a text between its slashes.
fn slashed(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr_iter(b'/', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.scan(0, move |start, end| {
        let part = &text[*start..end];
        *start = end + 1;
        Some(part)
    })
}

/// A segment that is one symbol is the symbol's value: the same as where that value stands alone.
fn segment<'w>(heap: Heap<'w>, pieces: &[Piece<'w>]) -> Val<'w> {
    match pieces {
        [Piece::Symbol(value)] => value,
        [Piece::Symbol(value), Piece::Literal("")] | [Piece::Literal(""), Piece::Symbol(value)] => {
            value
        }
        _ => heap.pieces(pieces),
    }
}
