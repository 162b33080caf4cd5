//! The resources of a world by type and name, so that looking one up does not mean looking through all.

use crate::eval::ambient::key;
use crate::eval::by_type::ByType;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Val;
use crate::eval::world::World;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// What a look-up answers.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'w> {
    /// This resource, which the world deploys.
    This(&'w Instance<'w>),
    /// None of this world: something that is there already, or nothing.
    NoneHere,
    /// It cannot be told.
    CannotTell,
}

/// Resources that stand in a relation, and whether there may be more of them.
#[derive(Debug, Clone)]
pub(super) struct Found<'w> {
    /// Those that certainly do.
    pub list: Vec<&'w Instance<'w>>,
    /// Others may.
    pub open: bool,
    /// Others do once a default is overridden.
    pub by_default: bool,
}

/// The resources that a world deploys. A type is sorted in when it is first asked for.
pub(super) struct Index<'w> {
    world: &'w World<'w>,
    by_type: Rc<ByType<'w>>,
    buckets: RefCell<FxHashMap<String, Rc<Bucket<'w>>>>,
    is_open: OnceCell<bool>,
}

impl<'w> Index<'w> {
    pub(super) fn new(world: &'w World<'w>, by_type: Rc<ByType<'w>>) -> Self {
        Self { world, by_type, buckets: RefCell::default(), is_open: OnceCell::new() }
    }

    /// Whether the world may have resources that were not seen: of a module that is not at hand, of an unknown type.
    pub(super) fn is_open(&self) -> bool {
        let hides = |instance: &&&'w Instance<'w>| {
            let deploys = instance.declaration.resource.deployment.is_some();
            let is_dark = if deploys {
                instance.deployed().is_none()
            } else {
                instance.resource_type().is_empty()
            };
            is_dark && instance.presence().is_there()
        };
        *self.is_open.get_or_init(|| self.world.instances().iter().any(|instance| hides(&instance)))
    }

    /// The deployed resources of a type.
    pub(super) fn of_type(&self, name: &str) -> Rc<Bucket<'w>> {
        let name = name.to_ascii_lowercase();
        if let Some(bucket) = self.buckets.borrow().get(&name) {
            return Rc::clone(bucket);
        }
        let is_one = |instance: &&&'w Instance<'w>| {
            !instance.declaration.resource.existing && !instance.presence().never()
        };
        let all = self.by_type.get(&name).iter().filter(is_one).copied().collect();
        let bucket = Rc::new(Bucket::new(all));
        self.buckets.borrow_mut().insert(name, Rc::clone(&bucket));
        bucket
    }

    /// The resource of an id, as one that refers to it sees it.
    pub(super) fn find(&self, id: &ResourceId<'w>, seen_by: &'w Instance<'w>) -> Lookup<'w> {
        let bucket = self.of_type(id.resource_type);
        let mut doubt = bucket.open || self.is_open();
        for instance in bucket.named(id) {
            if !counts(instance, seen_by) {
                continue;
            }
            match instance.resource_id().map_or(Tri::Maybe, |own| own.same(id)) {
                Tri::Yes => return Lookup::This(instance),
                Tri::Maybe => doubt = true,
                Tri::No => {}
            }
        }
        if doubt { Lookup::CannotTell } else { Lookup::NoneHere }
    }

    /// The deployed resource that an id certainly means, whoever asks.
    pub(super) fn certain(&self, id: &ResourceId<'w>) -> Option<&'w Instance<'w>> {
        let named = self.of_type(id.resource_type).named(id);
        let is_it = |instance: &&'w Instance<'w>| {
            instance.resource_id().is_some_and(|own| own.same(id).is_yes())
        };
        named.into_iter().find(is_it)
    }

    /// The only child of a type that a resource can have, by its parent's name as written; else all that it may have.
    pub(super) fn only_child(&self, parent: &'w Instance<'w>, name: &str) -> Found<'w> {
        let bucket = self.of_type(name);
        let named =
            parent.resource_id().and_then(|id| Some((id, bucket.by_parent.exact(id.name()?))));
        let surely = |child: &&'w Instance<'w>, id| {
            counts(child, parent) && self.is_child(child, parent, id).is_yes()
        };
        let list: Vec<_> = named.map_or_else(Vec::new, |(id, exact)| {
            exact.iter().filter(|child| surely(child, id)).copied().collect()
        });
        if list.is_empty() {
            return self.children(parent, name);
        }
        Found { list, open: bucket.open || self.is_open(), by_default: false }
    }

    /// The children of a type that a resource has.
    pub(super) fn children(&self, parent: &'w Instance<'w>, name: &str) -> Found<'w> {
        let bucket = self.of_type(name);
        let mut found =
            Found { list: Vec::new(), open: bucket.open || self.is_open(), by_default: false };
        let Some(id) = parent.resource_id() else { return Found { open: true, ..found } };
        for child in bucket.below(id) {
            match self.is_child(child, parent, id) {
                Tri::No => {}
                _ if !counts(child, parent) => found.by_default = true,
                Tri::Yes => found.list.push(child),
                Tri::Maybe => found.open = true,
            }
        }
        found
    }

    fn is_child(
        &self,
        child: &'w Instance<'w>,
        parent: &'w Instance<'w>,
        id: &ResourceId<'w>,
    ) -> Tri {
        if child.parent().is_some_and(|own| std::ptr::eq(own, parent)) {
            return Tri::Yes;
        }
        let own = child.resource_id().and_then(|own| own.parent(self.world.heap));
        own.map_or(Tri::Maybe, |own| own.same(id))
    }
}

/// Whether a resource counts for another one. One that is not there by default counts only for those of its kind: they come
/// together, or cannot be told apart.
pub(super) fn counts<'w>(instance: &'w Instance<'w>, seen_by: &'w Instance<'w>) -> bool {
    instance.presence().is_there()
        || (!instance.presence().never() && !seen_by.presence().is_there())
}

/// The deployed resources of one type.
pub(super) struct Bucket<'w> {
    /// All of them, in the order of their declarations.
    pub(super) all: Vec<&'w Instance<'w>>,
    positions: FxHashMap<*const Instance<'w>, usize>,
    by_name: Names<'w>,
    by_parent: Names<'w>,
    /// A loop may make more of them, or fewer.
    pub(super) open: bool,
}

/// Resources by a name: those with a literal one can only be found under it, the others anywhere.
#[derive(Default)]
struct Names<'w> {
    known: FxHashMap<String, Vec<&'w Instance<'w>>>,
    symbolic: Vec<&'w Instance<'w>>,
}

impl<'w> Names<'w> {
    fn add(&mut self, name: Option<Val<'w>>, instance: &'w Instance<'w>) {
        if let Some(name) = name {
            self.known.entry(key(name)).or_default().push(instance);
        }
        if name.is_none_or(|name| name.as_str().is_none()) {
            self.symbolic.push(instance);
        }
    }

    fn exact(&self, name: Val<'w>) -> &[&'w Instance<'w>] {
        self.known.get(&key(name)).map_or(&[], Vec::as_slice)
    }
}

impl<'w> Bucket<'w> {
    fn new(all: Vec<&'w Instance<'w>>) -> Self {
        let (mut by_name, mut by_parent) = (Names::default(), Names::default());
        for instance in &all {
            let mut names =
                instance.resource_id().map_or(&[][..], |id| id.names).iter().rev().copied();
            by_name.add(names.next(), instance);
            by_parent.add(names.next(), instance);
        }
        let open = all.iter().any(|instance| instance.declaration.is_open());
        let positions = all
            .iter()
            .enumerate()
            .map(|(at, instance)| (std::ptr::from_ref(*instance), at))
            .collect();
        Self { all, positions, by_name, by_parent, open }
    }

    /// Where a resource stands in [`Bucket::all`].
    pub(super) fn position(&self, instance: &'w Instance<'w>) -> Option<usize> {
        self.positions.get(&std::ptr::from_ref(instance)).copied()
    }

    /// The resources that can be the one of an id, the likeliest first.
    fn named(&self, id: &ResourceId<'w>) -> Vec<&'w Instance<'w>> {
        let surely = |instance: &&&'w Instance<'w>| {
            instance.presence().is_there()
                && instance.resource_id().is_some_and(|own| own.same(id).is_yes())
        };
        let exact = id.name().map_or(&[][..], |name| self.by_name.exact(name));
        match exact.iter().find(surely) {
            Some(instance) => vec![instance],
            None => self.candidates(&self.by_name, id.name()),
        }
    }

    /// The resources that can be children of the one of an id.
    fn below(&self, parent: &ResourceId<'w>) -> Vec<&'w Instance<'w>> {
        self.candidates(&self.by_parent, parent.name())
    }

    fn candidates(&self, names: &Names<'w>, name: Option<Val<'w>>) -> Vec<&'w Instance<'w>> {
        match name.filter(|name| name.as_str().is_some()) {
            Some(name) => names.exact(name).iter().chain(&names.symbolic).copied().collect(),
            None => self.all.clone(),
        }
    }
}
