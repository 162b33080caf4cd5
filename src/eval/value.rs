//! What an expression comes to: known, partly known, one of several, symbolic text, or unknown.
//!
//! Values live in the arena of their world and are passed by reference. The members of objects and the elements of arrays are
//! evaluated when somebody looks at them, and once.

use super::symbol::Symbol;
use super::thunk::Slot;
use super::work;
use crate::source::Place;

/// A value of a world.
pub type Val<'w> = &'w Value<'w>;

/// Values nested deeper than this are not looked at to their end.
pub(super) const DEEPEST: u32 = 128;

/// Data, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Value<'w> {
    /// What it is.
    pub data: Data<'w>,
    /// The syntax that gave it; `None` for what a function made up.
    pub site: Option<Place>,
    /// What it rests on.
    pub basis: Basis,
    /// What it came from; for a literal nothing.
    pub cause: Option<&'w Cause<'w>>,
}

/// The forms of data.
#[derive(Debug, Clone, Copy)]
pub enum Data<'w> {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text that is wholly known.
    Str(&'w str),
    /// Elements.
    Array(Array<'w>),
    /// Members.
    Object(Object<'w>),
    /// Text of literal and symbolic pieces; at least one is symbolic, no two literal ones stand side by side.
    Text(&'w [Piece<'w>]),
    /// One of these, and it cannot be told which. At least two; none is itself `OneOf`.
    OneOf(&'w [Val<'w>]),
    /// A function value: it can be called, nothing else.
    Lambda(Lambda<'w>),
    /// Not known before the deployment runs. The same symbol is the same value.
    Unknown(&'w Symbol<'w>),
}

/// Elements of an array.
#[derive(Debug, Clone, Copy)]
pub struct Array<'w> {
    /// The elements that are known to be there.
    pub items: &'w [Slot<'w>],
    /// There may be more, and the positions of the known ones are not sure.
    pub open: bool,
}

/// Members of an object, no two of the same name.
#[derive(Debug, Clone, Copy)]
pub struct Object<'w> {
    /// The members that are known to be there.
    pub members: &'w [Member<'w>],
    /// There may be more.
    pub open: bool,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'w> {
    /// The key.
    pub key: &'w str,
    /// Where the key stands; `None` for what a function made up.
    pub key_site: Option<Place>,
    /// The value.
    pub value: &'w Slot<'w>,
}

/// A piece of symbolic text.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'w> {
    /// Known characters.
    Literal(&'w str),
    /// The text of an unknown value.
    Symbol(Val<'w>),
}

/// A function value with the scope in which it was written.
#[derive(Debug, Clone, Copy)]
pub struct Lambda<'w> {
    /// The [`crate::syntax::document::Kind::Lambda`] node.
    pub node: crate::syntax::document::NodeRef<'w>,
    /// The names that it can see.
    pub scope: &'w super::scope::Scope<'w>,
}

/// What a value rests on; joined when values are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Basis(u8);

impl Basis {
    /// Certain from the text.
    pub const CERTAIN: Self = Self(0);
    /// The default of a parameter of the root template, which whoever deploys it may override.
    pub const DEFAULT: Self = Self(1);
    /// A parameter file of this world.
    pub const FILE: Self = Self(2);
    /// One branch of a condition that is not known, or one allowed value.
    pub const BRANCH: Self = Self(4);
    /// A secure parameter: never to be shown.
    pub const SECRET: Self = Self(8);

    /// Rests on both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without resting on `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether it rests on `other`, perhaps among others.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One step of a value's trail.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'w> {
    /// How the value was reached.
    pub how: How<'w>,
    /// The value there, with its own trail.
    pub value: Val<'w>,
    /// Another value that took part.
    pub next: Option<&'w Cause<'w>>,
}

/// How one value came from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How<'w> {
    /// The default of a parameter.
    Default(&'w str),
    /// A parameter file gives the parameter.
    File(&'w str),
    /// The caller of the template or module gives the parameter.
    Argument(&'w str),
    /// A variable.
    Variable(&'w str),
    /// An output of a deployment.
    Output(&'w str),
    /// A property of a declared resource.
    Resource(&'w str),
    /// A part of a computed value.
    Part,
}

impl<'w> Value<'w> {
    /// Data without place or trail.
    pub const fn new(data: Data<'w>) -> Self {
        Self { data, site: None, basis: Basis::CERTAIN, cause: None }
    }

    /// Wholly known text.
    pub const fn as_str(&self) -> Option<&'w str> {
        if let Data::Str(text) = self.data { Some(text) } else { None }
    }

    /// A known boolean.
    pub const fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(value) = self.data { Some(value) } else { None }
    }

    /// A known whole number.
    pub const fn as_int(&self) -> Option<i64> {
        if let Data::Int(value) = self.data { Some(value) } else { None }
    }

    /// A known object, perhaps with unknown members.
    pub const fn as_object(&self) -> Option<Object<'w>> {
        if let Data::Object(object) = self.data { Some(object) } else { None }
    }

    /// A known array, perhaps with unknown elements.
    pub const fn as_array(&self) -> Option<Array<'w>> {
        if let Data::Array(array) = self.data { Some(array) } else { None }
    }

    /// Whether it is known to be `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The values that it can be: itself, unless it is one of several.
    pub fn alternatives(&'w self) -> Alternatives<'w> {
        match self.data {
            Data::OneOf(values) => Alternatives::Many(values.iter()),
            _ => Alternatives::One(Some(self)),
        }
    }

    /// Whether nothing in it, however deep, is unknown. Evaluates all of it. What is nested too deeply, or too large, counts as
    /// unknown.
    pub fn is_known(&self) -> bool {
        self.is_known_to(DEEPEST)
    }

    fn is_known_to(&self, depth: u32) -> bool {
        match self.data {
            Data::Array(_) | Data::Object(_) if depth == 0 || !work::spend(1) => false,
            Data::Array(array) => {
                !array.open && array.items.iter().all(|item| item.get().is_known_to(depth - 1))
            }
            Data::Object(object) => {
                !object.open && object.members.iter().all(|m| m.value.get().is_known_to(depth - 1))
            }
            Data::Text(_) | Data::OneOf(_) | Data::Unknown(_) | Data::Lambda(_) => false,
            _ => work::spend(1),
        }
    }
}

/// See [`Value::alternatives`].
#[derive(Debug, Clone)]
pub enum Alternatives<'w> {
    /// The value itself.
    One(Option<Val<'w>>),
    /// Several.
    Many(std::slice::Iter<'w, Val<'w>>),
}

impl<'w> Iterator for Alternatives<'w> {
    type Item = Val<'w>;

    fn next(&mut self) -> Option<Val<'w>> {
        match self {
            Self::One(value) => value.take(),
            Self::Many(values) => values.next().copied(),
        }
    }
}

impl<'w> Object<'w> {
    /// A member by its name, without regard to case.
    pub fn member(&self, name: &str) -> Option<&'w Member<'w>> {
        self.members.iter().find(|member| member.key.eq_ignore_ascii_case(name))
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<Val<'w>> {
        self.member(name).map(|member| member.value.get())
    }
}

impl<'w> Array<'w> {
    /// The elements, evaluated one by one.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = Val<'w>> + ExactSizeIterator + use<'w> {
        self.items.iter().map(Slot::get)
    }
}
