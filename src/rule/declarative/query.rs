//! Paths with filters: the JSONPath engine over a view of one resource, built when such a path is asked.
//!
//! A filter that meets a value that is not known could take it for anything, so then nothing is said at all.

use crate::eval::instance::Instance;
use crate::eval::value::Data;
use crate::look::{Spot, Step};
use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use jsonpath_rust::query::queryable::Queryable;
use std::cell::Cell;
use std::rc::Rc;

/// Values nested deeper than this are not shown to the engine.
const DEEPEST: u32 = 32;

/// A parsed query.
#[derive(Debug, Clone)]
pub(crate) struct Query(JpQuery);

impl Query {
    /// Reads a query; the engine is silent about a filter on the current node, so that form is refused.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let rooted = match text.chars().next() {
            Some('$') => text.to_owned(),
            Some('[' | '.') => format!("${text}"),
            _ => format!("$.{text}"),
        };
        let letters: String = rooted.chars().filter(|c| !c.is_whitespace()).collect();
        if letters.contains("@[?") {
            return Err(
                "a filter right on the current node, `[?@[?…]]`, is not supported".to_owned()
            );
        }
        let parsed = parse_json_path(&rooted);
        parsed.map(Self).map_err(|error| format!("'{text}' is no JSONPath: {error}"))
    }

    /// What the query finds below a spot; `None` where that depends on something unknown.
    pub(super) fn run<'w>(
        &self,
        instance: &'w Instance<'w>,
        start: &Spot<'w>,
    ) -> Option<Vec<Spot<'w>>> {
        let unsure = Rc::new(Cell::new(false));
        let view = view(instance, start.clone(), &unsure, 0);
        let found = js_path_process(&self.0, &view).ok()?;
        let spots: Option<Vec<_>> = found.into_iter().map(|hit| hit.val().spot.clone()).collect();
        if unsure.get() { None } else { spots }
    }
}

/// A value as the engine sees it.
#[derive(Debug, Clone, Default)]
struct View<'w> {
    kind: Kind<'w>,
    spot: Option<Spot<'w>>,
    unsure: Rc<Cell<bool>>,
}

#[derive(Debug, Clone, Default)]
enum Kind<'w> {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<View<'w>>, bool),
    Object(Vec<(&'w str, View<'w>)>, bool),
    Unknown,
}

fn view<'w>(
    instance: &'w Instance<'w>,
    spot: Spot<'w>,
    unsure: &Rc<Cell<bool>>,
    depth: u32,
) -> View<'w> {
    let below = |step| instance.step(spot.clone(), spot.value?, step).found();
    let inner = |spot| view(instance, spot, unsure, depth + 1);
    let kind = match spot.value.map(|value| value.data) {
        None | Some(Data::Null) => Kind::Null,
        Some(Data::Bool(value)) => Kind::Bool(value),
        Some(Data::Int(value)) => Kind::Int(value),
        Some(Data::Float(value)) => Kind::Float(value),
        Some(Data::Str(text)) => Kind::Text(text.to_owned()),
        Some(_) if depth > DEEPEST => Kind::Unknown,
        Some(Data::Array(array)) => {
            Kind::List(instance.elements(&spot).0.into_iter().map(inner).collect(), array.open)
        }
        Some(Data::Object(object)) => {
            let members = object.members.iter().map(|member| member.key);
            let members = members.filter_map(|key| Some((key, inner(below(Step::Key(key))?))));
            Kind::Object(members.collect(), object.open)
        }
        Some(_) => Kind::Unknown,
    };
    View { kind, spot: Some(spot), unsure: Rc::clone(unsure) }
}

impl View<'_> {
    fn doubt(&self) {
        if matches!(self.kind, Kind::Unknown) {
            self.unsure.set(true);
        }
    }
}

impl PartialEq for View<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.doubt();
        other.doubt();
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Int(a), Kind::Int(b)) => a == b,
            (Kind::Text(a), Kind::Text(b)) => a.eq_ignore_ascii_case(b),
            (Kind::List(a, _), Kind::List(b, _)) => a == b,
            (Kind::Object(a, _), Kind::Object(b, _)) => a == b,
            _ => match (self.as_f64(), other.as_f64()) {
                (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
                _ => false,
            },
        }
    }
}

impl Queryable for View<'_> {
    fn get(&self, key: &str) -> Option<&Self> {
        self.doubt();
        let Kind::Object(members, open) = &self.kind else { return None };
        let found = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        if found.is_none() && *open {
            self.unsure.set(true);
        }
        found.map(|(_, value)| value)
    }

    fn as_array(&self) -> Option<&Vec<Self>> {
        self.doubt();
        let Kind::List(items, open) = &self.kind else { return None };
        if *open {
            self.unsure.set(true);
        }
        Some(items)
    }

    fn as_object(&self) -> Option<Vec<(&str, &Self)>> {
        self.doubt();
        let Kind::Object(members, open) = &self.kind else { return None };
        if *open {
            self.unsure.set(true);
        }
        Some(members.iter().map(|(key, value)| (*key, value)).collect())
    }

    fn as_str(&self) -> Option<&str> {
        self.doubt();
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    fn as_i64(&self) -> Option<i64> {
        self.doubt();
        if let Kind::Int(number) = self.kind { Some(number) } else { None }
    }

    fn as_f64(&self) -> Option<f64> {
        self.doubt();
        match self.kind {
            Kind::Int(number) => Some(number as f64),
            Kind::Float(number) => Some(number),
            _ => None,
        }
    }

    fn as_bool(&self) -> Option<bool> {
        self.doubt();
        if let Kind::Bool(value) = self.kind { Some(value) } else { None }
    }

    fn null() -> Self {
        Self::default()
    }
}

impl From<Kind<'_>> for View<'_> {
    fn from(kind: Kind<'_>) -> Self {
        // What the engine makes up has no members, so nothing is borrowed.
        let kind = match kind {
            Kind::Bool(value) => Kind::Bool(value),
            Kind::Int(value) => Kind::Int(value),
            Kind::Float(value) => Kind::Float(value),
            Kind::Text(text) => Kind::Text(text),
            _ => Kind::Null,
        };
        Self { kind, ..Self::default() }
    }
}

impl From<&str> for View<'_> {
    fn from(text: &str) -> Self {
        Kind::Text(text.to_owned()).into()
    }
}

impl From<String> for View<'_> {
    fn from(text: String) -> Self {
        Kind::Text(text).into()
    }
}

impl From<bool> for View<'_> {
    fn from(value: bool) -> Self {
        Kind::Bool(value).into()
    }
}

impl From<i64> for View<'_> {
    fn from(value: i64) -> Self {
        Kind::Int(value).into()
    }
}

impl From<f64> for View<'_> {
    fn from(value: f64) -> Self {
        Kind::Float(value).into()
    }
}

impl From<Vec<Self>> for View<'_> {
    fn from(items: Vec<Self>) -> Self {
        Self { kind: Kind::List(items, false), ..Self::default() }
    }
}
