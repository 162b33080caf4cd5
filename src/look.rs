//! Looking into a resource: what stands at a path, or how far the path goes.

pub mod words;

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::thunk::Slot;
use crate::eval::value::{Basis, Data, How, Val, Value};
use crate::finding::Confidence;
use crate::source::{Place, Span};

/// A place in a resource, with what stands there.
#[derive(Debug, Clone)]
pub struct Spot<'w> {
    /// The exact token: a scalar value whole, the key of an object or array, the opening bracket of an element.
    pub place: Place,
    /// The path from the resource, `properties.subnets[0].name`; empty for the resource itself.
    pub path: String,
    /// What stands there; `None` for the resource itself. For what is missing the `null` that stands in its stead, where that,
    /// or the object around it, came from elsewhere.
    pub value: Option<Val<'w>>,
}

impl Spot<'_> {
    /// The same, with room for a longer path: to grow it step by step was a thirtieth of a run.
    pub(crate) fn with_room(&self, more: usize) -> Self {
        let mut path = String::with_capacity(self.path.len() + more);
        path.push_str(&self.path);
        Self { path, ..*self }
    }

    /// How sure it is that this stands here, or that it is missing.
    pub fn confidence(&self) -> Confidence {
        self.value.map_or(Confidence::High, |value| confidence(value.basis))
    }
}

/// The answer of a look.
#[derive(Debug, Clone)]
pub enum Look<'w> {
    /// Something stands there; it may yet be unknown, symbolic, or one of several.
    Found(Spot<'w>),
    /// Certainly nothing stands there, or `null`. The spot is where a finding about it points.
    Missing(Spot<'w>),
    /// The path leads through a value that is not known.
    Unknown,
}

impl<'w> Look<'w> {
    /// What was found.
    pub fn found(self) -> Option<Spot<'w>> {
        if let Self::Found(spot) = self { Some(spot) } else { None }
    }

    /// The value that was found.
    pub fn value(self) -> Option<Val<'w>> {
        self.found().and_then(|spot| spot.value)
    }

    /// Whether certainly nothing stands there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'p> {
    /// A member by name.
    Key(&'p str),
    /// An element by position.
    Index(usize),
}

/// The steps of a path as rules write it. Read byte by byte: splitting at two characters was a fortieth of a run.
struct Steps<'p>(&'p str);

impl<'p> Iterator for Steps<'p> {
    type Item = Step<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        let until = |text: &str| {
            text.bytes().position(|byte| matches!(byte, b'.' | b'[')).unwrap_or(text.len())
        };
        loop {
            match self.0.as_bytes().first()? {
                b'.' => self.0 = &self.0[1..],
                b'[' => {
                    let (word, rest) = self.0[1..].split_at(until(&self.0[1..]));
                    self.0 = rest;
                    if let Ok(index) = word.trim_end_matches(']').parse() {
                        return Some(Step::Index(index));
                    }
                }
                _ => {
                    let (key, rest) = self.0.split_at(until(self.0));
                    self.0 = rest;
                    return Some(Step::Key(key));
                }
            }
        }
    }
}

impl<'w> Instance<'w> {
    /// The resource itself, at its `type`.
    pub fn spot(&self) -> Spot<'w> {
        Spot { place: self.type_place(), path: String::new(), value: None }
    }

    /// What stands at a path such as `properties.networkAcls.defaultAction` or `properties.subnets[0].name`. Property names
    /// are compared without regard to case.
    pub fn look(&'w self, path: &str) -> Look<'w> {
        let start = Spot { value: Some(self.body()), ..self.spot() };
        self.look_from(&start, path)
    }

    /// What stands at a path below a spot of this resource.
    pub fn look_from(&'w self, start: &Spot<'w>, path: &str) -> Look<'w> {
        let mut spot = start.with_room(path.len() + 1);
        for step in Steps(path) {
            let Some(value) = spot.value else { return Look::Missing(spot) };
            let place = spot.place;
            spot = match self.step(spot, value, step) {
                Look::Found(next) => next,
                Look::Missing(at) => return Look::Missing(at),
                Look::Unknown => {
                    self.scope.world.doubt(place, path, None);
                    return Look::Unknown;
                }
            };
        }
        match spot.value {
            Some(value) if value.is_null() => Look::Missing(spot),
            Some(value) if is_doubtful(value) => {
                self.scope.world.doubt(spot.place, path, Some(value));
                Look::Found(spot)
            }
            _ => Look::Found(spot),
        }
    }

    /// One step below a spot, whose path goes on.
    pub(crate) fn step(&'w self, mut spot: Spot<'w>, value: Val<'w>, step: Step<'_>) -> Look<'w> {
        match (value.data, step) {
            (Data::Object(object), Step::Key(key)) => match object.member(key) {
                Some(member) => {
                    let value = self.inherit(value, member.value.get());
                    let is_scalar = !matches!(value.data, Data::Object(_) | Data::Array(_));
                    let place = self
                        .own(if is_scalar { value.site } else { member.key_site })
                        .unwrap_or_else(|| {
                            self.own(member.key_site)
                                .or_else(|| self.own(value.site))
                                .unwrap_or(spot.place)
                        });
                    extend(&mut spot.path, key);
                    Look::Found(Spot { place, path: spot.path, value: Some(value) })
                }
                None if object.open => Look::Unknown,
                None => {
                    extend(&mut spot.path, key);
                    Look::Missing(Spot { value: self.nothing_in(value), ..spot })
                }
            },
            (Data::Array(array), Step::Index(index)) => match array.items.get(index) {
                Some(slot) if !array.open => Look::Found(self.element(&spot, index, slot)),
                None if !array.open => Look::Missing(Spot { value: None, ..spot }),
                _ => Look::Unknown,
            },
            (Data::OneOf(values), _) => self.step_into_one_of(&spot, values, step),
            (Data::Null, _) => Look::Missing(spot),
            _ => Look::Unknown,
        }
    }

    /// A part of a value rests on what the whole rests on, and came the same way. The branch that the whole is of does not
    /// count: all branches are looked at.
    fn inherit(&self, whole: Val<'w>, part: Val<'w>) -> Val<'w> {
        let is_computed = whole.cause.is_none_or(|cause| cause.how == How::Part);
        let part = if is_computed { part } else { self.scope.trail(part, whole) };
        self.scope.heap().based_on(part, whole.basis.without(Basis::BRANCH))
    }

    /// What stands for a missing member of an object that came from elsewhere: a `null` that knows the way. `None` where the
    /// object is written in place.
    fn nothing_in(&self, whole: Val<'w>) -> Option<Val<'w>> {
        let heap = self.scope.heap();
        let null = heap.computed(heap.null(), &[whole]);
        let null = heap.keep(Value { basis: null.basis.without(Basis::BRANCH), ..*null });
        (null.basis != Basis::CERTAIN || null.cause.is_some()).then_some(null)
    }

    /// One step into each of several values: missing where none has it, and nothing on the branches that lack it where others
    /// have it.
    fn step_into_one_of(&'w self, spot: &Spot<'w>, values: &[Val<'w>], step: Step<'_>) -> Look<'w> {
        let looks: Vec<_> =
            values.iter().map(|value| self.step(spot.clone(), value, step)).collect();
        if looks.iter().all(Look::is_missing) {
            return looks.into_iter().next().unwrap_or(Look::Unknown);
        }
        let heap = self.scope.heap();
        let (mut parts, mut path) = (Vec::with_capacity(values.len()), String::new());
        for look in looks {
            match look {
                Look::Found(found) => {
                    parts.extend(found.value);
                    path = found.path;
                }
                Look::Missing(_) => parts.push(heap.null()),
                Look::Unknown => return Look::Unknown,
            }
        }
        Look::Found(Spot { place: spot.place, path, value: Some(heap.one_of(&parts)) })
    }

    /// The elements of an array at a spot, each with its place. Elements of a list that may be longer are included; whether
    /// it may be is the second part.
    pub fn elements(&'w self, spot: &Spot<'w>) -> (Vec<Spot<'w>>, bool) {
        match spot.value.map(|value| value.data) {
            Some(Data::Array(array)) => {
                let each = array
                    .items
                    .iter()
                    .enumerate()
                    .map(|(index, slot)| self.element(spot, index, slot))
                    .inspect(|element| self.doubt_element(element));
                (each.collect(), array.open)
            }
            Some(Data::Null) | None => (Vec::new(), false),
            _ => (Vec::new(), true),
        }
    }

    /// Somebody goes through elements, one of which is not known.
    fn doubt_element(&self, element: &Spot<'w>) {
        if element.value.is_some_and(is_doubtful) {
            self.scope.world.doubt(element.place, &element.path, element.value);
        }
    }

    /// The elements of the array at a path.
    pub fn list(&'w self, path: &str) -> (Vec<Spot<'w>>, bool) {
        match self.look(path) {
            Look::Found(spot) => self.elements(&spot),
            Look::Missing(_) => (Vec::new(), false),
            Look::Unknown => (Vec::new(), true),
        }
    }

    /// An element of an array at a spot.
    pub(crate) fn element(&'w self, spot: &Spot<'w>, index: usize, slot: &Slot<'w>) -> Spot<'w> {
        let value = spot.value.map_or_else(|| slot.get(), |whole| self.inherit(whole, slot.get()));
        let mut place = self.own(value.site).unwrap_or(spot.place);
        if matches!(value.data, Data::Object(_) | Data::Array(_)) && self.own(value.site).is_some()
        {
            place.span = Span::new(place.span.start, (place.span.start + 1).min(place.span.end));
        }
        let mut element = spot.with_room(4);
        let path = &mut element.path;
        path.push('[');
        match u8::try_from(index) {
            // Most lists are short, and formatting a number is dear where it is done for every look.
            Ok(digit @ 0..=9) => path.push(char::from(b'0' + digit)),
            _ => path.push_str(&index.to_string()),
        }
        path.push(']');
        Spot { place, path: element.path, value: Some(value) }
    }

    /// A place, if it lies in this resource's declaration. Places in variables and parameters belong to the trail.
    pub(crate) fn own(&self, place: Option<Place>) -> Option<Place> {
        let body = self.at(self.declaration.resource.body);
        place.filter(|place| {
            place.file == body.document.file && self.declaration.resource.span.contains(place.span)
        })
    }
}

/// Whether nothing is known of a value. What refers to another resource is known for what it is.
const fn is_doubtful(value: Val<'_>) -> bool {
    matches!(value.data, Data::Unknown(symbol) if !matches!(symbol, Symbol::State(_)))
}

fn extend(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// How sure it is that a value is bad: `None` when it is not certain to be, or certain not to be.
pub fn judge<'w>(value: Val<'w>, bad: impl Fn(Val<'w>) -> Tri) -> Option<Confidence> {
    let Data::OneOf(values) = value.data else {
        return bad(value).is_yes().then(|| confidence(value.basis));
    };
    let bad_ones = values.iter().filter(|value| bad(value).is_yes()).count();
    match bad_ones {
        0 => None,
        all if all == values.len() => Some(confidence(without_branch(values))),
        _ => Some(Confidence::Low),
    }
}

/// All ways are bad, so it does not matter which is taken.
fn without_branch(values: &[Val<'_>]) -> Basis {
    let has = |basis| values.iter().any(|value| value.basis.has(basis));
    if has(Basis::DEFAULT) { Basis::DEFAULT } else { Basis::CERTAIN }
}

/// What a value's basis leaves of confidence.
pub fn confidence(basis: Basis) -> Confidence {
    if basis.has(Basis::BRANCH) {
        Confidence::Low
    } else if basis.has(Basis::DEFAULT) {
        Confidence::Medium
    } else {
        Confidence::High
    }
}
