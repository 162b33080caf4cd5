//! The arena that a world's values live in.

use super::symbol::Symbol;
use super::thunk::Slot;
use super::value::{Array, Basis, Cause, Data, How, Member, Object, Piece, Val, Value};
use crate::source::Place;
use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use std::cell::RefCell;

/// Makes values. Copies of it make values in the same arena.
#[derive(Debug, Clone, Copy)]
pub struct Heap<'w> {
    bump: &'w Bump,
    secrets: &'w RefCell<BumpVec<'w, (&'w str, Option<Place>)>>,
}

/// More secrets of one world than this are not kept apart.
const MOST_SECRETS: usize = 2_000;

impl<'w> Heap<'w> {
    /// Values made here live as long as `bump`.
    pub fn new(bump: &'w Bump) -> Self {
        Self { bump, secrets: bump.alloc(RefCell::new(BumpVec::new_in(bump))) }
    }

    /// Remembers the texts of a secret, so that no output shows them.
    pub fn hide(self, value: Val<'w>) {
        self.hide_parts(value, super::value::DEEPEST);
    }

    /// Remembers the text of a value that was made of a secret.
    pub fn hide_derived(self, value: Val<'w>) {
        if let Data::Str(text) = value.data
            && value.basis.has(Basis::SECRET)
        {
            self.hide_text(text, None);
        }
    }

    fn hide_parts(self, value: Val<'w>, depth: u32) {
        if depth == 0 || !super::work::spend(1) {
            return;
        }
        match value.data {
            Data::Str(text) => self.hide_text(text, value.site),
            Data::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Literal(text) = piece {
                        self.hide_text(text, value.site);
                    }
                }
            }
            Data::Array(array) => {
                array.values().for_each(|item| self.hide_parts(item, depth - 1));
            }
            Data::Object(object) => {
                object.members.iter().for_each(|m| self.hide_parts(m.value.get(), depth - 1));
            }
            Data::OneOf(values) => {
                for value in values {
                    self.hide_parts(value, depth - 1);
                }
            }
            _ => {}
        }
    }

    fn hide_text(self, text: &'w str, site: Option<Place>) {
        let mut secrets = self.secrets.borrow_mut();
        let is_new = secrets.last() != Some(&(text, site));
        if is_new && secrets.len() < MOST_SECRETS {
            secrets.push((text, site));
        }
    }

    /// The texts of secrets, as far as they were met, and where they were given.
    pub fn secrets(self) -> Vec<(&'w str, Option<Place>)> {
        self.secrets.borrow().to_vec()
    }

    /// Puts anything that needs no drop into the arena.
    pub fn keep<T: Copy>(self, item: T) -> &'w T {
        self.bump.alloc(item)
    }

    /// Puts anything into the arena; it is never dropped, so it must own nothing outside.
    pub(super) fn make<T>(self, item: T) -> &'w T {
        self.bump.alloc(item)
    }

    /// Puts made items side by side; they are never dropped.
    pub(super) fn make_slice<T>(self, count: usize, make: impl FnMut(usize) -> T) -> &'w [T] {
        self.bump.alloc_slice_fill_with(count, make)
    }

    /// Puts items side by side.
    pub fn slice<T: Copy>(self, items: &[T]) -> &'w [T] {
        self.bump.alloc_slice_copy(items)
    }

    /// Keeps text.
    pub fn text(self, text: &str) -> &'w str {
        self.bump.alloc_str(text)
    }

    /// A slot that is already evaluated.
    pub fn slot(self, value: Val<'w>) -> &'w Slot<'w> {
        self.bump.alloc(Slot::done(value))
    }

    /// Puts slots side by side.
    pub fn slots(
        self,
        slots: impl IntoIterator<Item = Slot<'w>, IntoIter: ExactSizeIterator>,
    ) -> &'w [Slot<'w>] {
        self.bump.alloc_slice_fill_iter(slots)
    }

    /// Bytes in use, for budgets.
    pub fn used(self) -> usize {
        self.bump.allocated_bytes()
    }

    /// A value of data alone.
    pub fn value(self, data: Data<'w>) -> Val<'w> {
        self.keep(Value::new(data))
    }

    /// `null`.
    pub fn null(self) -> Val<'w> {
        self.value(Data::Null)
    }

    /// A boolean.
    pub fn bool(self, value: bool) -> Val<'w> {
        self.value(Data::Bool(value))
    }

    /// A whole number.
    pub fn int(self, value: i64) -> Val<'w> {
        self.value(Data::Int(value))
    }

    /// Known text, copied into the arena.
    pub fn str(self, text: &str) -> Val<'w> {
        self.value(Data::Str(self.text(text)))
    }

    /// Known text that lives long enough as it is.
    pub fn borrowed(self, text: &'w str) -> Val<'w> {
        self.value(Data::Str(text))
    }

    /// A closed array of values.
    pub fn array(self, items: &[Val<'w>]) -> Val<'w> {
        self.array_of(items, false)
    }

    /// An array of values; `open` where there may be more.
    pub fn array_of(self, items: &[Val<'w>], open: bool) -> Val<'w> {
        let items = self.slots(items.iter().map(|item| Slot::done(item)));
        self.value(Data::Array(Array { items, open }))
    }

    /// A closed object. A name that comes twice keeps its first spelling and place, and its last value.
    pub fn object(self, members: &[(&'w str, Val<'w>)]) -> Val<'w> {
        let members: Vec<_> = members
            .iter()
            .map(|(key, value)| Member { key, key_site: value.site, value: self.slot(value) })
            .collect();
        self.object_of(&members, false)
    }

    /// An object of members; `open` where there may be more. A name that comes twice keeps its first spelling and its last
    /// value.
    pub fn object_of(self, members: &[Member<'w>], open: bool) -> Val<'w> {
        self.value(Data::Object(Object { members: self.distinct(members), open }))
    }

    fn distinct(self, members: &[Member<'w>]) -> &'w [Member<'w>] {
        // Few members are found by looking through them; many need an index, lest the work grow with the square.
        if members.len() <= 12 {
            let is_first = |(at, m): (usize, &Member<'w>)| {
                !members[..at].iter().any(|o| o.key.eq_ignore_ascii_case(m.key))
            };
            if members.iter().enumerate().all(is_first) {
                return self.slice(members);
            }
        }
        let mut index = rustc_hash::FxHashMap::default();
        let mut kept: Vec<Member<'w>> = Vec::with_capacity(members.len());
        for member in members {
            let at = *index.entry(member.key.to_ascii_lowercase()).or_insert(kept.len());
            match kept.get_mut(at) {
                Some(first) => (first.value, first.key_site) = (member.value, member.key_site),
                None => kept.push(*member),
            }
        }
        self.slice(&kept)
    }

    /// Text of pieces: neighbouring literals are joined, and text without a symbol is plain.
    pub fn pieces(self, pieces: &[Piece<'w>]) -> Val<'w> {
        // Most are one piece, or have nothing to join: they cost no list. Names and ids are taken apart all the time.
        match pieces {
            [] => return self.borrowed(""),
            [Piece::Literal(text)] => return self.borrowed(text),
            _ => {}
        }
        let is_literal = |piece: &Piece<'w>| matches!(piece, Piece::Literal(_));
        let joins = |pair: &[Piece<'w>]| pair.iter().all(is_literal);
        let is_empty = |piece: &Piece<'w>| matches!(piece, Piece::Literal(""));
        if !pieces.windows(2).any(joins) && !pieces.iter().any(is_empty) {
            return self.value(Data::Text(self.slice(pieces)));
        }
        let mut joined = bumpalo::collections::Vec::with_capacity_in(pieces.len(), self.bump);
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|piece| is_literal(piece)).count();
            if run == 0 {
                joined.push(*first);
            } else if let Some(text) = self.run(&rest[..run]) {
                joined.push(Piece::Literal(text));
            }
            rest = &rest[run.max(1)..];
        }
        match joined.as_slice() {
            [] => self.borrowed(""),
            [Piece::Literal(text)] => self.borrowed(text),
            _ => self.value(Data::Text(joined.into_bump_slice())),
        }
    }

    /// Literal pieces as one text; `None` where nothing is in them.
    fn run(self, pieces: &[Piece<'w>]) -> Option<&'w str> {
        let texts = || {
            pieces.iter().filter_map(|piece| match *piece {
                Piece::Literal(text) if !text.is_empty() => Some(text),
                _ => None,
            })
        };
        let mut more = texts().skip(1).peekable();
        if more.peek().is_none() {
            return texts().next();
        }
        let len = texts().map(str::len).sum();
        let mut whole = bumpalo::collections::String::with_capacity_in(len, self.bump);
        texts().for_each(|text| whole.push_str(text));
        Some(whole.into_bump_str())
    }

    /// One of several; equal known values are one. With no value at all it is a failure of the caller and gives `null`.
    pub fn one_of(self, values: &[Val<'w>]) -> Val<'w> {
        let mut distinct: Vec<Val<'w>> = Vec::with_capacity(values.len());
        // Most are known texts, of which there may be many.
        let mut texts = rustc_hash::FxHashSet::default();
        for value in values.iter().flat_map(|value| value.alternatives()) {
            let is_new = match value.as_str() {
                Some(text) => texts.insert(text),
                None => !distinct.iter().any(|other| super::equal::same(other, value).is_yes()),
            };
            if is_new {
                distinct.push(value);
            }
        }
        match distinct.as_slice() {
            [] => self.null(),
            [one] => one,
            many => {
                let many: Vec<_> =
                    many.iter().map(|value| self.based_on(value, Basis::BRANCH)).collect();
                self.value(Data::OneOf(self.slice(&many)))
            }
        }
    }

    /// An unknown value of a symbol.
    pub fn unknown(self, symbol: Symbol<'w>) -> Val<'w> {
        self.value(Data::Unknown(self.keep(symbol)))
    }

    /// An evaluation that failed.
    pub fn failed(self, place: Place, why: &str, is_index: bool) -> Val<'w> {
        self.unknown(Symbol::Failed { why: self.text(why), place, is_index })
    }

    /// The same value, resting on `basis` too.
    pub fn based_on(self, value: Val<'w>, basis: Basis) -> Val<'w> {
        if value.basis.and(basis) == value.basis {
            return value;
        }
        self.keep(Value { basis: value.basis.and(basis), ..*value })
    }

    /// A value that passes through unchanged: seen at a new place, with one more step of its trail.
    pub fn through(self, value: Val<'w>, how: How<'w>, site: Option<Place>) -> Val<'w> {
        let cause = self.keep(Cause { how, value, next: None });
        self.keep(Value { site, cause: Some(cause), ..*value })
    }

    /// A computed value that rests on all of `parts`; the trail leads to those that are not literals.
    pub fn computed(self, value: Val<'w>, parts: &[Val<'w>]) -> Val<'w> {
        let basis = parts.iter().fold(value.basis, |basis, part| basis.and(part.basis));
        if parts.iter().all(|part| part.cause.is_none()) {
            return self.based_on(value, basis);
        }
        let cause = self.causes(parts, value.cause);
        self.keep(Value { basis, cause, ..*value })
    }

    /// The trails of some values, one after the other, before another one.
    fn causes(self, parts: &[Val<'w>], then: Option<&'w Cause<'w>>) -> Option<&'w Cause<'w>> {
        let mut cause = then;
        for part in parts.iter().rev().filter(|part| part.cause.is_some()) {
            cause = Some(self.keep(Cause { how: How::Part, value: part, next: cause }));
        }
        cause
    }

    /// A value that others chose: a condition, a key. It rests on them, and its trail leads to where the value itself comes
    /// from before it leads to them.
    pub fn chosen(self, value: Val<'w>, by: &[Val<'w>]) -> Val<'w> {
        let basis = by.iter().fold(value.basis, |basis, by| basis.and(by.basis));
        if by.iter().all(|by| by.cause.is_none()) {
            return self.based_on(value, basis);
        }
        let cause = self.causes(&[value], self.causes(by, None));
        self.keep(Value { basis, cause, ..*value })
    }
}
