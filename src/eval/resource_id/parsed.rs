//! Resource ids taken apart, and whether two of them are of the same resource.

use super::{join, segment, segments, slashed, split};
use crate::eval::equal::{self, Tri};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};

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

/// Segments with slashes between them again.
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
