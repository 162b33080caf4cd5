//! What an expression can see, and what it comes to.

use super::equal::Tri;
use super::frame::Frame;
use super::functions::{self, Failure};
use super::heap::Heap;
use super::symbol::Symbol;
use super::value::{Array, Basis, Cause, Data, How, Lambda, Object, Piece, Val, Value};
use super::world::World;
use super::{call, state, work};
use crate::source::Place;
use crate::syntax::document::{Access, Kind, List, NodeRef};

/// The names that an expression can see.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'w> {
    /// The world.
    pub world: &'w World<'w>,
    /// The template whose parameters and variables are meant.
    pub frame: &'w Frame<'w>,
    /// Loop variables, lambda parameters and assumptions, innermost first.
    pub locals: Option<&'w Local<'w>>,
}

/// A name of limited reach.
#[derive(Debug, Clone, Copy)]
pub struct Local<'w> {
    /// What it is.
    pub binding: Binding<'w>,
    /// The next one outwards.
    pub outer: Option<&'w Local<'w>>,
}

/// What a [`Local`] binds.
#[derive(Debug, Clone, Copy)]
pub enum Binding<'w> {
    /// `lambdaVariables('name')`, a loop variable, a parameter of a user's function.
    Variable(&'w str, Val<'w>),
    /// `copyIndex('name')` of a loop over properties, variables or outputs.
    CopyIndex(&'w str, Val<'w>),
    /// `copyIndex()` and `copyIndex('name')` of a loop over resources.
    ResourceIndex(&'w str, Val<'w>),
    /// The start of a user's function: names further out are not seen.
    Wall,
    /// A condition that holds here, because the resource would not be there otherwise.
    Assumed(Val<'w>, bool),
    /// The value that a parameter must have here, by the same reasoning.
    Parameter(&'w str, Val<'w>),
}

impl<'w> Scope<'w> {
    /// The arena.
    pub fn heap(&self) -> Heap<'w> {
        self.world.heap
    }

    /// This scope with one more name.
    pub fn with(&self, binding: Binding<'w>) -> &'w Self {
        let local = self.heap().keep(Local { binding, outer: self.locals });
        self.heap().keep(Self { world: self.world, frame: self.frame, locals: Some(local) })
    }

    /// The names of limited reach, innermost first.
    pub fn locals(&self) -> impl Iterator<Item = &'w Binding<'w>> + use<'w> {
        // Of names that reach no further than here there may be thousands, and they are looked through one by one.
        std::iter::successors(self.locals, |local| local.outer.filter(|_| work::spend(1)))
            .map(|local| &local.binding)
    }

    /// A loop variable, lambda parameter or function parameter.
    pub fn variable(&self, name: &str) -> Option<Val<'w>> {
        self.locals().take_while(|binding| !matches!(binding, Binding::Wall)).find_map(|binding| {
            match binding {
                Binding::Variable(known, value) if known.eq_ignore_ascii_case(name) => Some(*value),
                _ => None,
            }
        })
    }

    /// Whether a condition is assumed here to be true or false.
    pub fn assumed(&self, condition: Val<'w>) -> Option<bool> {
        self.locals().find_map(|binding| match binding {
            Binding::Assumed(known, value) if super::equal::same(known, condition).is_yes() => {
                Some(*value)
            }
            _ => None,
        })
    }

    /// The value of a node.
    pub fn evaluate(&'w self, node: NodeRef<'w>) -> Val<'w> {
        let place = node.place();
        match node.kind() {
            Kind::Null => self.literal(Data::Null, place),
            Kind::Bool(value) => self.literal(Data::Bool(value), place),
            Kind::Int(bits) => self.literal(Data::Int(bits.unpack() as i64), place),
            Kind::Float(bits) => self.literal(Data::Float(f64::from_bits(bits.unpack())), place),
            Kind::Text(text) => self.literal(Data::Str(node.document.text(text)), place),
            Kind::Expression(inner) => self.at(self.evaluate(node.at(inner)), place),
            _ => self.world.step(place, || self.compound(node)),
        }
    }

    fn compound(&'w self, node: NodeRef<'w>) -> Val<'w> {
        let place = node.place();
        match node.kind() {
            Kind::Array(list) => self.at(self.array(node, list), place),
            Kind::Object(list) => self.at(self.object(node, list), place),
            Kind::Call { .. } => self.at(call::call(self, node), place),
            Kind::Property { parts, access } => self.at(self.property(node, parts, access), place),
            Kind::Interpolation(parts) => self.at(self.interpolation(node, parts), place),
            Kind::Symbol(name) => {
                self.at(state::symbol(self, node, node.document.text(name)), place)
            }
            Kind::Lambda(_) => self.literal(Data::Lambda(Lambda { node, scope: self }), place),
            Kind::For(index) => match node.document.loops.get(index as usize) {
                Some(turn) => self.at(self.for_each(node, turn), place),
                None => self.heap().null(),
            },
            Kind::Spread(inner) => self.evaluate(node.at(inner)),
            Kind::Broken => self.world.fail(place, why_broken(node)),
            _ => self.evaluate(node),
        }
    }

    fn literal(&self, data: Data<'w>, place: Place) -> Val<'w> {
        self.heap().keep(Value { data, site: Some(place), basis: Basis::CERTAIN, cause: None })
    }

    /// A value as seen at `place`. One that came from elsewhere keeps that place in its trail.
    fn at(&self, value: Val<'w>, place: Place) -> Val<'w> {
        if value.site == Some(place) {
            return value;
        }
        let cause = match (value.cause, value.site) {
            (None, Some(_)) => Some(self.heap().keep(Cause { how: How::Part, value, next: None })),
            (cause, _) => cause,
        };
        self.heap().keep(Value { site: Some(place), cause, ..*value })
    }

    fn interpolation(&'w self, node: NodeRef<'w>, parts: List) -> Val<'w> {
        let values: Vec<_> = parts.ids().map(|id| self.evaluate(node.at(id))).collect();
        call::distribute(self, &values, &|values| {
            let mut pieces = Vec::with_capacity(values.len());
            for value in values {
                pieces.push(match value.data {
                    Data::Str(text) => Piece::Literal(text),
                    Data::Int(number) => Piece::Literal(self.heap().text(&number.to_string())),
                    Data::Bool(true) => Piece::Literal("True"),
                    Data::Bool(false) => Piece::Literal("False"),
                    Data::Null => Piece::Literal(""),
                    Data::Text(inner) => {
                        pieces.extend_from_slice(inner);
                        continue;
                    }
                    _ => match functions::body(crate::syntax::function::Function::String)
                        .map(|body| body(self.heap(), &[*value]))
                    {
                        Some(Ok(text)) if text.as_str().is_some() => {
                            Piece::Literal(text.as_str().unwrap_or_default())
                        }
                        Some(Err(Failure::Error(why))) => {
                            return self.world.fail(node.place(), &why);
                        }
                        _ => Piece::Symbol(value),
                    },
                });
            }
            let text = self.heap().computed(self.heap().pieces(&pieces), values);
            self.heap().hide_derived(text);
            text
        })
    }

    fn property(&'w self, node: NodeRef<'w>, parts: List, access: Access) -> Val<'w> {
        let part = |index| parts.get(index).map(|id| self.evaluate(node.at(id)));
        let (Some(base), Some(key)) = (part(0), part(1)) else { return self.heap().null() };
        call::distribute(self, &[base, key], &|values| match values {
            [base, key] => self.reach(node, base, key, access),
            _ => self.heap().null(),
        })
    }

    /// A property or element of a value that is not one of several.
    pub(super) fn reach(
        &'w self,
        node: NodeRef<'w>,
        base: Val<'w>,
        key: Val<'w>,
        access: Access,
    ) -> Val<'w> {
        if let Data::Object(object) = base.data {
            work::spend(object.members.len() as u64 / 16);
        }
        match (base.data, key.data) {
            (Data::Array(array), _) if let Some(all) = state::stand_in(array) => all,
            (Data::Object(object), Data::Str(name)) => {
                self.member_of(node, base, object, name, key, access)
            }
            (Data::Array(array), Data::Int(index)) => {
                self.element_of(node, base, array, index, key, access)
            }
            (Data::Unknown(Symbol::State(resource)), _)
                if access.safe && state::is_gone(resource) =>
            {
                let nothing = self.heap().based_on(self.heap().null(), state::certainty(resource));
                self.heap().computed(nothing, &[base])
            }
            (Data::Unknown(Symbol::State(resource)), _) => {
                state::reach(self, node, resource, key, access)
            }
            (Data::Unknown(Symbol::Failed { .. }), _) => base,
            (Data::Null, _) if access.safe => base,
            (Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_), _) => {
                self.world.fail(node.place(), "a property is read of a value that has none")
            }
            _ => self.unknown_member(base, key),
        }
    }

    pub(super) fn unknown_member(&self, base: Val<'w>, key: Val<'w>) -> Val<'w> {
        let value = self.heap().unknown(Symbol::Member { base, key });
        self.heap().computed(value, &[base])
    }

    fn member_of(
        &'w self,
        node: NodeRef<'w>,
        base: Val<'w>,
        object: Object<'w>,
        name: &str,
        key: Val<'w>,
        access: Access,
    ) -> Val<'w> {
        match object.get(name) {
            Some(value) => self.picked(value, base, key),
            None if object.open => self.unknown_member(base, key),
            None if access.safe => self.heap().computed(self.heap().null(), &[base, key]),
            None => self.world.fail(node.place(), &format!("the object has no property '{name}'")),
        }
    }

    fn element_of(
        &'w self,
        node: NodeRef<'w>,
        base: Val<'w>,
        array: Array<'w>,
        index: i64,
        key: Val<'w>,
        access: Access,
    ) -> Val<'w> {
        if array.open {
            return self.unknown_member(base, key);
        }
        let at = if access.from_end { array.items.len() as i64 - index } else { index };
        match usize::try_from(at).ok().and_then(|at| array.items.get(at)) {
            Some(slot) => self.picked(slot.get(), base, key),
            None if access.safe => self.heap().computed(self.heap().null(), &[base, key]),
            None => self.world.no_element(node.place(), array.items.len(), [base, key]),
        }
    }

    /// A part that a key chose: with another key it would be another one.
    fn picked(&self, value: Val<'w>, base: Val<'w>, key: Val<'w>) -> Val<'w> {
        self.heap().chosen(self.part(value, base), &[key])
    }

    /// A part of a value rests on what the whole rests on.
    pub(super) fn part(&self, value: Val<'w>, base: Val<'w>) -> Val<'w> {
        let part = self.heap().based_on(self.trail(value, base), base.basis);
        self.heap().hide_derived(part);
        part
    }

    /// A part of a value is reached by the way of the whole: variable, parameter, output.
    pub(crate) fn trail(&self, value: Val<'w>, base: Val<'w>) -> Val<'w> {
        let Some(way) =
            base.cause.filter(|cause| cause.how != How::Part || cause.value.cause.is_some())
        else {
            return value;
        };
        let mut last = way;
        let mut steps = vec![*way];
        while let Some(next) = last.value.cause.filter(|_| steps.len() < 8) {
            steps.push(*next);
            last = next;
        }
        // The last step of the way gave the whole; the part stands there instead, at its own place. From there on it comes by
        // the places of the whole.
        let heap = self.heap();
        let mut part = value;
        for step in steps.iter().rev().filter(|step| step.how != How::Part) {
            if !std::ptr::eq(part, value) {
                part = heap.keep(Value { site: step.value.site.or(part.site), ..*part });
            }
            part = heap.through(part, step.how, part.site);
        }
        heap.keep(Value { site: value.site, ..*part })
    }
}

fn why_broken(node: NodeRef<'_>) -> &str {
    let span = node.span();
    let problem = node.document.problems.iter().find(|problem| problem.span == span);
    problem.map_or("this expression could not be read", |problem| &problem.message)
}

/// A value as the answer of a condition.
pub fn truth(value: Val<'_>) -> Tri {
    match value.data {
        Data::Bool(value) => value.into(),
        Data::Str(text) if text.eq_ignore_ascii_case("true") => Tri::Yes,
        Data::Str(text) if text.eq_ignore_ascii_case("false") => Tri::No,
        Data::Int(number) => (number != 0).into(),
        Data::OneOf(values) => super::equal::every(values.iter().map(|value| truth(value))),
        _ => Tri::Maybe,
    }
}

/// Calls a function value.
pub fn invoke<'w>(lambda: Lambda<'w>, arguments: &[Val<'w>], heap: Heap<'w>) -> Val<'w> {
    let (Kind::Lambda(parts) | Kind::Call { arguments: parts, .. }) = lambda.node.kind() else {
        return heap.null();
    };
    let mut scope = lambda.scope;
    let Some(body) = parts.len.checked_sub(1).and_then(|last| parts.get(last)) else {
        return heap.null();
    };
    for (id, value) in parts.ids().take(parts.len as usize - 1).zip(arguments) {
        let name = lambda.node.at(id).as_text().unwrap_or_default();
        scope = scope.with(Binding::Variable(name, value));
    }
    scope.evaluate(lambda.node.at(body))
}
