//! Resource ids: putting them together, and taking them apart again.

use super::equal::{self, Tri};
use super::frame::Home;
use super::heap::Heap;
use super::scope::Scope;
use super::value::{Basis, Data, Piece, Val};
use crate::model::TargetScope;
use crate::syntax::document::NodeRef;
use crate::syntax::function::Function;

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

/// A resource id taken apart.
#[derive(Debug, Clone, Copy)]
pub struct ResourceId<'w> {
    /// What stands before the last `/providers/`: subscription and group, or the resource that an extension is of. A symbol
    /// where the id begins with an unknown id.
    pub scope: Val<'w>,
    /// The full type, `Microsoft.Network/virtualNetworks/subnets`. Begins with `…/` where the id's beginning is unknown.
    pub resource_type: &'w str,
    /// One name for each part of the type after the name space; of an id with an unknown beginning only the last ones.
    pub names: &'w [Val<'w>],
    /// The unknown id that this one continues, as in `concat(parameters('vnetId'), '/subnets/a')`.
    pub under: Option<Val<'w>>,
}

impl<'w> ResourceId<'w> {
    /// Takes an id apart, read from its last `/providers/`. Also reads `Microsoft.X/y/name` without a scope. `None` for what
    /// is no id, or wholly unknown.
    pub fn parse(heap: Heap<'w>, id: Val<'w>) -> Option<Self> {
        if let Some((scope, after)) = cut(heap, id) {
            return Self::of(heap, scope, &after);
        }
        let parts = segments(heap, id);
        let is = |value: &Val<'w>, word: &str| {
            value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        if let Some(at) = parts.iter().rposition(|part| is(part, "providers")) {
            let (before, after) = (&parts[..at], &parts[at + 1..]);
            let scope = rejoin(heap, before);
            return Self::of(heap, scope, after);
        }
        let first = parts.first()?;
        if matches!(first.data, Data::Unknown(_) | Data::Text(_) | Data::OneOf(_))
            && parts.len() >= 3
            && parts.len() % 2 == 1
        {
            return Self::continued(heap, first, &parts[1..]);
        }
        let looks_relative = first.as_str().is_some_and(|text| text.contains('.'));
        if looks_relative {
            return Self::of(heap, heap.borrowed(""), &parts);
        }
        Self::group(heap, &parts)
    }

    fn of(heap: Heap<'w>, scope: Val<'w>, after: &[Val<'w>]) -> Option<Self> {
        let space = after.first()?.as_str()?;
        let rest = &after[1..];
        if rest.is_empty() || rest.len() % 2 == 1 {
            return None;
        }
        let mut type_ = String::with_capacity(64);
        type_.push_str(space);
        let mut names = Vec::with_capacity(rest.len() / 2);
        for pair in rest.chunks_exact(2) {
            type_.push('/');
            type_.push_str(pair[0].as_str()?);
            names.push(pair[1]);
        }
        Some(Self {
            scope,
            resource_type: heap.text(&type_),
            names: heap.slice(&names),
            under: None,
        })
    }

    fn continued(heap: Heap<'w>, base: Val<'w>, rest: &[Val<'w>]) -> Option<Self> {
        let mut type_ = String::from("…");
        let mut names = Vec::new();
        for pair in rest.chunks_exact(2) {
            type_.push('/');
            type_.push_str(pair[0].as_str()?);
            names.push(pair[1]);
        }
        Some(Self {
            scope: base,
            resource_type: heap.text(&type_),
            names: heap.slice(&names),
            under: Some(base),
        })
    }

    /// `/subscriptions/x` and `/subscriptions/x/resourceGroups/y`, which have no provider.
    fn group(heap: Heap<'w>, parts: &[Val<'w>]) -> Option<Self> {
        let is = |at: usize, word: &str| {
            parts
                .get(at)
                .and_then(|part| part.as_str())
                .is_some_and(|t| t.eq_ignore_ascii_case(word))
        };
        if !is(0, "") || !is(1, "subscriptions") {
            return None;
        }
        match parts.len() {
            3 => Some(Self {
                scope: heap.borrowed(""),
                resource_type: "Microsoft.Resources/subscriptions",
                names: heap.slice(&parts[2..3]),
                under: None,
            }),
            5 if is(3, "resourceGroups") => Some(Self {
                scope: rejoin(heap, &parts[..3]),
                resource_type: "Microsoft.Resources/resourceGroups",
                names: heap.slice(&parts[4..5]),
                under: None,
            }),
            _ => None,
        }
    }

    /// Whether two ids are of the same resource.
    pub fn same(&self, other: &Self) -> Tri {
        if let (Some(a), Some(b)) = (self.under, other.under) {
            let same_rest = self.resource_type.eq_ignore_ascii_case(other.resource_type)
                && self.names.len() == other.names.len();
            let names = || {
                self.names
                    .iter()
                    .zip(other.names)
                    .fold(Tri::Yes, |so_far, (a, b)| so_far.and(equal::same_name(a, b)))
            };
            return if same_rest && equal::same_name(a, b).is_yes() { names() } else { Tri::Maybe };
        }
        if self.under.is_some() || other.under.is_some() {
            return self.may_continue(other);
        }
        if !self.resource_type.eq_ignore_ascii_case(other.resource_type)
            || self.names.len() != other.names.len()
        {
            return Tri::No;
        }
        // A name that differs tells at once. The scopes are mostly the same, and dear to compare.
        let mut same = Tri::Yes;
        for (a, b) in self.names.iter().zip(other.names).rev() {
            same = same.and(equal::same_name(a, b));
            if same.is_no() {
                return Tri::No;
            }
        }
        same.and(equal::same_name(self.scope, other.scope))
    }

    /// One of two ids has an unknown beginning: only their ends can tell them apart.
    fn may_continue(&self, other: &Self) -> Tri {
        let ends = |id: &Self| {
            id.resource_type.rsplit('/').map(str::to_ascii_lowercase).collect::<Vec<_>>()
        };
        let count = self.names.len().min(other.names.len());
        let types = ends(self).into_iter().zip(ends(other)).take(count).all(|(a, b)| a == b);
        let names = self
            .names
            .iter()
            .rev()
            .zip(other.names.iter().rev())
            .any(|(a, b)| equal::same_name(a, b).is_no());
        if !types || names { Tri::No } else { Tri::Maybe }
    }

    /// The id of the resource that this one is a child of.
    pub fn parent(&self, heap: Heap<'w>) -> Option<Self> {
        if let (Some(under), 1) = (self.under, self.names.len()) {
            return Self::parse(heap, under);
        }
        let (_, names) = self.names.split_last()?;
        let (type_, _) = self.resource_type.rsplit_once('/')?;
        (!names.is_empty()).then_some(Self {
            scope: self.scope,
            resource_type: type_,
            names,
            under: self.under,
        })
    }

    /// The name of the resource itself.
    pub fn name(&self) -> Option<Val<'w>> {
        self.names.last().copied()
    }
}

const PROVIDERS: &str = "/providers/";

/// The scope of an id and the segments after its last `/providers/`, where that is written so. Ids are taken apart all the time,
/// and this leaves their scopes in one piece.
fn cut<'w>(heap: Heap<'w>, id: Val<'w>) -> Option<(Val<'w>, Vec<Val<'w>>)> {
    let last = |text: &str| memchr::memmem::rfind(text.as_bytes(), PROVIDERS.as_bytes());
    let is_last = |after: &[Val<'w>]| {
        let is_word = |text: &str| text.eq_ignore_ascii_case("providers");
        !after.iter().any(|part| part.as_str().is_some_and(is_word))
    };
    let (scope, after) = match id.data {
        Data::Str(text) => {
            let at = last(text)?;
            let rest = &text[at + PROVIDERS.len()..];
            (heap.borrowed(&text[..at]), slashed(rest).map(|part| heap.borrowed(part)).collect())
        }
        Data::Text(pieces) => {
            let found = pieces.iter().enumerate().rev().find_map(|(number, piece)| match *piece {
                Piece::Literal(text) => Some((number, text, last(text)?)),
                Piece::Symbol(_) => None,
            });
            let (number, text, at) = found?;
            let part = |text, others: &[Piece<'w>]| {
                let mut part = Vec::with_capacity(others.len() + 1);
                part.push(Piece::Literal(text));
                part.extend_from_slice(others);
                part
            };
            let after = part(&text[at + PROVIDERS.len()..], &pieces[number + 1..]);
            let mut before = pieces[..number].to_vec();
            before.extend((at > 0).then(|| Piece::Literal(&text[..at])));
            let scope = heap.computed(segment(heap, &before), &symbols(&before));
            (scope, split(heap, &after))
        }
        _ => return None,
    };
    is_last(&after).then_some((scope, after))
}

fn symbols<'w>(pieces: &[Piece<'w>]) -> Vec<Val<'w>> {
    let symbol = |piece: &Piece<'w>| match *piece {
        Piece::Symbol(value) => Some(value),
        Piece::Literal(_) => None,
    };
    pieces.iter().filter_map(symbol).collect()
}

fn rejoin<'w>(heap: Heap<'w>, parts: &[Val<'w>]) -> Val<'w> {
    let mut pieces = Vec::with_capacity(parts.len() * 2);
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            pieces.push(heap.borrowed("/"));
        }
        pieces.push(part);
    }
    join(heap, &pieces)
}
