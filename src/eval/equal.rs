//! Comparison with three answers: strings are never compared, only values are.

use super::symbol::Symbol;
use super::value::{Data, Object, Piece, Val};
use super::work;

/// The answer to a question about values that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tri {
    /// Certainly.
    Yes,
    /// Certainly not.
    No,
    /// It cannot be told.
    Maybe,
}

impl Tri {
    /// Whether the answer is yes.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Whether the answer is no.
    pub const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }

    /// Yes when both are, no when one is not.
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Maybe,
        }
    }

    /// Yes when one is, no when both are not.
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Maybe,
        }
    }

    /// The opposite.
    #[must_use]
    pub const fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

/// Whether letters of different case differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They do: `equals()` and the search in arrays.
    Sensitive,
    /// They do not: names, types, enum values, property keys.
    Ignored,
}

/// Deep equality as `equals()` has it.
pub fn same<'w>(left: Val<'w>, right: Val<'w>) -> Tri {
    compare(left, right, Case::Sensitive, 0)
}

/// Deep equality of names, types, ids: without regard to case.
pub fn same_name<'w>(left: Val<'w>, right: Val<'w>) -> Tri {
    compare(left, right, Case::Ignored, 0)
}

/// Whether `value` is the text `name`, without regard to case.
pub fn is_text<'w>(value: Val<'w>, name: &'w str) -> Tri {
    match value.data {
        Data::Str(text) => text.eq_ignore_ascii_case(name).into(),
        Data::Text(pieces) => texts(pieces, &[Piece::Literal(name)], Case::Ignored, 0),
        Data::OneOf(values) => every(values.iter().map(|value| is_text(value, name))),
        Data::Unknown(_) => Tri::Maybe,
        _ => Tri::No,
    }
}

/// Yes when all are, no when none is.
pub fn every(answers: impl Iterator<Item = Tri>) -> Tri {
    let mut result = None;
    for answer in answers {
        if answer == Tri::Maybe || result.is_some_and(|before| before != answer) {
            return Tri::Maybe;
        }
        result = Some(answer);
    }
    result.unwrap_or(Tri::Maybe)
}

/// Values nested deeper than this are not compared to the end.
const DEEPEST: u32 = 48;

fn compare<'w>(left: Val<'w>, right: Val<'w>, case: Case, depth: u32) -> Tri {
    if std::ptr::eq(left, right) {
        return Tri::Yes;
    }
    if depth > DEEPEST || !work::spend(1) {
        return Tri::Maybe;
    }
    let depth = depth + 1;
    match (left.data, right.data) {
        (Data::OneOf(a), Data::OneOf(b)) if same_slices(a, b) => Tri::Yes,
        (Data::OneOf(values), _) => {
            every(values.iter().map(|value| compare(value, right, case, depth)))
        }
        (_, Data::OneOf(values)) => {
            every(values.iter().map(|value| compare(left, value, case, depth)))
        }
        (Data::Unknown(a), Data::Unknown(b)) => {
            if same_symbol(a, b, depth) {
                Tri::Yes
            } else {
                Tri::Maybe
            }
        }
        // A name that is put together of one unknown part is that part.
        (Data::Unknown(_), Data::Text(b)) if case == Case::Ignored => {
            texts(&[Piece::Symbol(left)], b, case, depth)
        }
        (Data::Text(a), Data::Unknown(_)) if case == Case::Ignored => {
            texts(a, &[Piece::Symbol(right)], case, depth)
        }
        (Data::Unknown(_) | Data::Lambda(_), _) | (_, Data::Unknown(_) | Data::Lambda(_)) => {
            Tri::Maybe
        }
        (Data::Null, Data::Null) => Tri::Yes,
        (Data::Bool(a), Data::Bool(b)) => (a == b).into(),
        (Data::Int(a), Data::Int(b)) => (a == b).into(),
        #[allow(clippy::float_cmp, reason = "equality of JSON numbers is exact")]
        (Data::Float(a), Data::Float(b)) => (a == b).into(),
        #[allow(clippy::float_cmp, reason = "equality of JSON numbers is exact")]
        (Data::Int(a), Data::Float(b)) | (Data::Float(b), Data::Int(a)) => (a as f64 == b).into(),
        (Data::Str(a), Data::Str(b)) => equal(a, b, case).into(),
        (Data::Str(a), Data::Text(b)) => texts(&[Piece::Literal(a)], b, case, depth),
        (Data::Text(a), Data::Str(b)) => texts(a, &[Piece::Literal(b)], case, depth),
        (Data::Text(a), Data::Text(b)) => texts(a, b, case, depth),
        (Data::Array(a), Data::Array(b)) => {
            if a.open || b.open {
                return Tri::Maybe;
            }
            if a.items.len() != b.items.len() {
                return Tri::No;
            }
            let mut answer = Tri::Yes;
            for (a, b) in a.values().zip(b.values()) {
                answer = answer.and(compare(a, b, case, depth));
                if answer.is_no() {
                    break;
                }
            }
            answer
        }
        (Data::Object(a), Data::Object(b)) => objects(a, b, case, depth),
        _ => Tri::No,
    }
}

fn same_slices<'w>(left: &[Val<'w>], right: &[Val<'w>]) -> bool {
    std::ptr::eq(left, right)
}

fn objects<'w>(left: Object<'w>, right: Object<'w>, case: Case, depth: u32) -> Tri {
    // Looking a member up is work too: it goes through the others.
    work::spend((left.members.len() * right.members.len() / 16) as u64);
    let mut answer = Tri::Yes;
    for member in left.members {
        answer = answer.and(match right.member(member.key) {
            Some(other) => compare(member.value.get(), other.value.get(), case, depth),
            None if right.open => Tri::Maybe,
            None => Tri::No,
        });
        if answer.is_no() {
            return Tri::No;
        }
    }
    let extra = right.members.iter().any(|member| left.member(member.key).is_none());
    answer.and(match (extra, left.open, right.open) {
        (true, false, _) => Tri::No,
        (false, false, false) => Tri::Yes,
        _ => Tri::Maybe,
    })
}

/// Whether two unknown values are surely the same.
pub fn same_symbol<'w>(left: &'w Symbol<'w>, right: &'w Symbol<'w>, depth: u32) -> bool {
    if std::ptr::eq(left, right) {
        return true;
    }
    if depth > DEEPEST {
        return false;
    }
    let same = |a, b| compare(a, b, Case::Ignored, depth + 1).is_yes();
    // What a function gives may depend on the case of its arguments.
    let exact = |a, b| compare(a, b, Case::Sensitive, depth + 1).is_yes();
    match (*left, *right) {
        (Symbol::Parameter(a), Symbol::Parameter(b)) => a == b,
        (Symbol::Ambient { name: a, of: x }, Symbol::Ambient { name: b, of: y }) => {
            a == b && x == y
        }
        (
            Symbol::Call { function: one, name: left, arguments: a },
            Symbol::Call { function: other, name: right, arguments: b },
        ) => {
            one == other
                && left.eq_ignore_ascii_case(right)
                && a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| exact(a, b))
        }
        (Symbol::Member { base: a, key: of }, Symbol::Member { base: b, key: to }) => {
            same(a, b) && same(of, to)
        }
        (Symbol::State(a), Symbol::State(b)) => {
            same(a.id, b.id)
                && a.path.len() == b.path.len()
                && a.path.iter().zip(b.path).all(|(a, b)| same(a, b))
        }
        (Symbol::Opaque(a), Symbol::Opaque(b)) => a == b,
        _ => false,
    }
}

fn equal(left: &str, right: &str, case: Case) -> bool {
    match case {
        Case::Sensitive => left == right,
        Case::Ignored => {
            left.eq_ignore_ascii_case(right)
                || !(left.is_ascii() && right.is_ascii())
                    && left.to_lowercase() == right.to_lowercase()
        }
    }
}

/// Equal when piece for piece the same; different when a literal beginning or end cannot agree.
fn texts<'w>(left: &[Piece<'w>], right: &[Piece<'w>], case: Case, depth: u32) -> Tri {
    let (mut left, mut right) = (Cursor::new(left), Cursor::new(right));
    match strip(&mut left, &mut right, case, depth) {
        Stripped::Equal => return Tri::Yes,
        Stripped::Different => return Tri::No,
        Stripped::Stuck => {}
    }
    left.flip();
    right.flip();
    match strip(&mut left, &mut right, case, depth) {
        Stripped::Different => Tri::No,
        _ if left.needs_more_than(&right) || right.needs_more_than(&left) => Tri::No,
        _ => Tri::Maybe,
    }
}

enum Stripped {
    Equal,
    Different,
    Stuck,
}

/// Takes off what both have in common at the front (or, once flipped, at the back).
fn strip<'w>(
    left: &mut Cursor<'_, 'w>,
    right: &mut Cursor<'_, 'w>,
    case: Case,
    depth: u32,
) -> Stripped {
    loop {
        if !work::spend(1) {
            return Stripped::Stuck;
        }
        match (left.peek(), right.peek()) {
            (None, None) => return Stripped::Equal,
            (Some(Piece::Literal(a)), Some(Piece::Literal(b))) => {
                let len = a.len().min(b.len());
                let (Some(x), Some(y)) = (left.part(a, len), right.part(b, len)) else {
                    return Stripped::Stuck;
                };
                if !equal(x, y, case) {
                    return Stripped::Different;
                }
                left.take(len);
                right.take(len);
            }
            (Some(Piece::Symbol(a)), Some(Piece::Symbol(b)))
                if compare(a, b, case, depth + 1).is_yes() =>
            {
                left.take(0);
                right.take(0);
            }
            (None, Some(Piece::Literal(_))) | (Some(Piece::Literal(_)), None) => {
                return Stripped::Different;
            }
            _ => return Stripped::Stuck,
        }
    }
}

/// What is left of a text, read from one of its ends.
struct Cursor<'p, 'w> {
    pieces: &'p [Piece<'w>],
    /// Bytes already taken from the first and from the last piece.
    taken: [usize; 2],
    backwards: bool,
}

impl<'p, 'w> Cursor<'p, 'w> {
    const fn new(pieces: &'p [Piece<'w>]) -> Self {
        Self { pieces, taken: [0, 0], backwards: false }
    }

    const fn flip(&mut self) {
        self.backwards = !self.backwards;
    }

    fn peek(&self) -> Option<Piece<'w>> {
        let piece = if self.backwards { self.pieces.last() } else { self.pieces.first() };
        match *piece? {
            Piece::Literal(text) => {
                let start = if self.backwards && self.pieces.len() > 1 { 0 } else { self.taken[0] };
                let cut = if self.backwards || self.pieces.len() == 1 { self.taken[1] } else { 0 };
                text.get(start..text.len() - cut).map(Piece::Literal)
            }
            symbol @ Piece::Symbol(_) => Some(symbol),
        }
    }

    fn part(&self, text: &'w str, len: usize) -> Option<&'w str> {
        if self.backwards { text.get(text.len() - len..) } else { text.get(..len) }
    }

    fn take(&mut self, len: usize) {
        let whole = match self.peek() {
            Some(Piece::Literal(text)) => text.len() == len,
            _ => true,
        };
        let end = usize::from(self.backwards);
        if !whole {
            self.taken[end] += len;
            return;
        }
        self.taken[end] = 0;
        self.pieces = if self.backwards {
            self.pieces.split_last().map_or(&[][..], |(_, rest)| rest)
        } else {
            self.pieces.split_first().map_or(&[][..], |(_, rest)| rest)
        };
    }

    /// Whether it has literal characters left where the other has nothing at all.
    fn needs_more_than(&self, other: &Self) -> bool {
        other.pieces.is_empty()
            && self.pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text.len() > self.taken[0] + self.taken[1]))
    }
}
