//! The end of a reference: a resource of this world, or something outside that is known by its id, a parameter or `existing`.

use super::index::Lookup;
use crate::eval::equal::{self, Tri};
use crate::eval::heap::Heap;
use crate::eval::instance::Instance;
use crate::eval::resource_id::{self, ResourceId};
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};

/// What a resource refers to.
#[derive(Debug, Clone, Copy)]
pub struct End<'w> {
    /// The id as it was given.
    pub value: Val<'w>,
    /// The id taken apart, where it is one.
    pub id: Option<ResourceId<'w>>,
    /// Whether this world deploys it.
    pub found: Lookup<'w>,
}

impl<'w> End<'w> {
    /// The resource, where this world deploys it.
    pub fn instance(&self) -> Option<&'w Instance<'w>> {
        if let Lookup::This(instance) = self.found { Some(instance) } else { None }
    }

    /// Whether it is certain that this world does not deploy it.
    pub fn is_outside(&self) -> bool {
        matches!(self.found, Lookup::NoneHere)
    }

    /// Its full type, where it is known.
    pub fn resource_type(&self) -> Option<&'w str> {
        self.id.filter(|id| id.under.is_none()).map(|id| id.resource_type)
    }

    /// Its own name, the last of its id.
    pub fn name(&self) -> Option<Val<'w>> {
        self.id?.name()
    }

    /// The names that it can have, as far as they are known: one, or several where its id is one of several.
    pub fn names(&self, heap: Heap<'w>) -> Vec<Option<(&'w str, Val<'w>)>> {
        let of = |value: Val<'w>| {
            let name = ResourceId::parse(heap, value)?.name()?;
            Some((name.as_str()?, value))
        };
        self.value.alternatives().map(of).collect()
    }

    /// How to call it in a message.
    pub fn display(&self) -> String {
        let name = self.instance().map(crate::graph::subject::display_name);
        name.or_else(|| self.name()?.as_str().map(str::to_owned))
            .unwrap_or_else(|| shown(self.value))
    }

    /// Whether both are the same thing.
    pub fn same(&self, other: &Self) -> Tri {
        if let (Some(a), Some(b)) = (self.instance(), other.instance()) {
            if std::ptr::eq(a, b) {
                return Tri::Yes;
            }
            if are_apart(a, b) {
                return Tri::No;
            }
        }
        if equal::same_name(self.value, other.value).is_yes() {
            return Tri::Yes;
        }
        match (&self.id, &other.id) {
            (Some(a), Some(b)) => a.same(b),
            _ => Tri::Maybe,
        }
    }
}

/// Whether two resources stand side by side in one template, so that they cannot be the same.
pub fn are_apart<'w>(left: &'w Instance<'w>, right: &'w Instance<'w>) -> bool {
    let always = |instance: &'w Instance<'w>| instance.declaration.resource.condition.is_none();
    std::ptr::eq(left.frame(), right.frame()) && always(left) && always(right)
}

/// Text for people of a value that is not wholly known.
pub fn shown(value: Val<'_>) -> String {
    match value.data {
        Data::Str(text) => text.to_owned(),
        Data::Text(pieces) => pieces.iter().map(piece).collect(),
        Data::Unknown(Symbol::Parameter(name)) => format!("{{{name}}}"),
        Data::Unknown(Symbol::Ambient { name, .. }) => (*name).to_owned(),
        Data::OneOf(values) => {
            values.iter().map(|value| shown(value)).collect::<Vec<_>>().join("' or '")
        }
        _ => "…".to_owned(),
    }
}

fn piece(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Literal(text) => (*text).to_owned(),
        Piece::Symbol(value) => shown(value),
    }
}

/// Whether a value was handed in from outside: a parameter of the root template, or a part of one.
pub(super) fn is_given(value: Val<'_>) -> bool {
    match value.data {
        Data::Unknown(Symbol::Parameter(_)) => true,
        Data::Unknown(Symbol::Member { base, .. }) => is_given(base),
        _ => false,
    }
}

/// The id of the network that a subnet's id lies in.
pub(super) fn network_of<'w>(heap: Heap<'w>, subnet: Val<'w>) -> Option<Val<'w>> {
    if let Data::Unknown(Symbol::State(state)) = subnet.data {
        return is_subnet_list(state.path).then_some(state.id);
    }
    if let Data::OneOf(values) = subnet.data {
        let networks: Vec<_> = values.iter().filter_map(|value| network_of(heap, value)).collect();
        return (networks.len() == values.len())
            .then(|| heap.computed(heap.one_of(&networks), &[subnet]));
    }
    let id = ResourceId::parse(heap, subnet)?;
    if let (Some(base), 1) = (id.under, id.names.len()) {
        return Some(base);
    }
    let (_, names) = id.names.split_last()?;
    let (type_, last) = id.resource_type.rsplit_once('/')?;
    if id.under.is_some() || !last.eq_ignore_ascii_case("subnets") {
        return None;
    }
    let network = resource_id::build(heap, id.scope, type_, names)?;
    Some(heap.computed(network, &[subnet]))
}

/// `properties.subnets[0].id` of a network that is only looked up.
fn is_subnet_list(path: &[Val<'_>]) -> bool {
    let is = |at: usize, word: &str| {
        path.get(at).and_then(|key| key.as_str()).is_some_and(|key| key.eq_ignore_ascii_case(word))
    };
    path.len() == 4 && is(0, "properties") && is(1, "subnets") && is(3, "id")
}
