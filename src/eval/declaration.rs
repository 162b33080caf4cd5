//! A resource declaration in one deployment, and the instances that its loop makes of it.

use super::frame::Frame;
use super::instance::Instance;
use super::memo::Memo;
use super::resource_id::ResourceId;
use super::scope::{Binding, Scope, truth};
use super::thunk::Slot;
use super::value::{Basis, Data, Val};
use crate::model::{Copy, Over, Resource};
use crate::syntax::document::{Loop, NodeId};
use std::cell::{Cell, OnceCell};
use std::hash::Hasher as _;

/// A declared resource in one deployment of its template.
#[derive(Debug)]
pub struct Declaration<'w> {
    /// What is declared.
    pub resource: &'w Resource,
    /// The deployment.
    pub frame: &'w Frame<'w>,
    /// What its expressions can see, loop variables aside.
    pub scope: &'w Scope<'w>,
    /// The instance that it is nested in.
    pub owner: Option<&'w Instance<'w>>,
    instances: OnceCell<&'w [&'w Instance<'w>]>,
    expanding: Cell<bool>,
    open: Cell<bool>,
    /// Its loop has no turn by a default, on which this rests; its one instance stands for those that there may be.
    idle: Cell<Option<Basis>>,
}

impl<'w> Declaration<'w> {
    /// A declaration of `frame`, nested in `owner` or in none.
    pub(super) fn new(
        resource: &'w Resource,
        frame: &'w Frame<'w>,
        scope: &'w Scope<'w>,
        owner: Option<&'w Instance<'w>>,
    ) -> Self {
        let (instances, expanding, open) = (OnceCell::new(), Cell::new(false), Cell::new(false));
        let idle = Cell::new(None);
        Self { resource, frame, scope, owner, instances, expanding, open, idle }
    }

    /// Its type as written, where it is literal.
    pub fn literal_type(&self) -> Option<&'w str> {
        self.frame.at(self.resource.type_).as_text()
    }

    /// Whether its instances can be of the full type `name`: a cheap look before anything is evaluated.
    pub fn may_be(&self, name: &str) -> bool {
        self.literal_type().is_none_or(|own| {
            own.eq_ignore_ascii_case(name) || (self.owner.is_some() && name.len() > own.len())
        })
    }

    /// Whether its loop may make more instances than [`Declaration::instances`] tells, or fewer.
    pub fn is_open(&'w self) -> bool {
        self.instances();
        self.open.get()
    }

    /// What it rests on that its loop has no turn, where somebody may give it some.
    pub(super) fn idle(&self) -> Option<Basis> {
        self.idle.get()
    }

    /// The instances that its loop makes: one without a loop. A loop of unknown length makes one with an unknown index, as does
    /// one that has no turn by default.
    pub fn instances(&'w self) -> &'w [&'w Instance<'w>] {
        if let Some(instances) = self.instances.get() {
            return instances;
        }
        // The number of turns needs the instances themselves: that cannot be, and gives none.
        if self.expanding.replace(true) {
            return &[];
        }
        let instances = self.expand();
        self.expanding.set(false);
        self.instances.get_or_init(|| self.scope.heap().slice(&instances))
    }

    fn expand(&'w self) -> Vec<&'w Instance<'w>> {
        let Some(copy) = &self.resource.copy else { return vec![self.instance(self.scope, None)] };
        match copy.over {
            Over::Count(count) => self.counted(copy, count),
            Over::Items(items) => self.over_items(copy, items),
        }
    }

    fn counted(&'w self, copy: &Copy, count: NodeId) -> Vec<&'w Instance<'w>> {
        let heap = self.scope.heap();
        let name = copy
            .name
            .and_then(|name| self.scope.evaluate(self.frame.at(name)).as_str())
            .unwrap_or_default();
        let turn = |index: Val<'w>| {
            self.instance(self.scope.with(Binding::ResourceIndex(name, index)), Some(index))
        };
        let node = self.frame.at(count);
        let value = self.scope.evaluate(node);
        let Data::Int(count) = value.data else {
            self.open.set(true);
            return vec![turn(self.scope.world.opaque())];
        };
        if count == 0 && self.may_be_overridden(value) {
            return vec![turn(self.scope.world.opaque())];
        }
        let most = self.scope.world.budget.turns as i64;
        if count > most {
            self.open.set(true);
            self.scope.world.limit(
                node.place(),
                &format!("a loop of {count} turns is only looked at for the first {most}"),
            );
        }
        (0..count.clamp(0, most)).map(|index| turn(heap.int(index))).collect()
    }

    fn over_items(&'w self, copy: &Copy, items: NodeId) -> Vec<&'w Instance<'w>> {
        let node = self.frame.at(items);
        let turn = Loop {
            item: copy.item,
            index: copy.index,
            over: items,
            filter: copy.filter,
            body: items,
        };
        let over = self.scope.evaluate(node);
        let Some((slots, open)) = self.scope.turns(node, over) else {
            self.open.set(true);
            let (item, index) = self.scope.some_turn(over);
            return vec![self.instance(self.scope.turn(node, &turn, item, index), Some(index))];
        };
        self.open.set(open);
        let mut instances = Vec::with_capacity(slots.len());
        for (number, slot) in slots.iter().enumerate() {
            let index = self.scope.heap().int(number as i64);
            let item = self.scope.part(Slot::get(slot), over);
            let scope = self.scope.turn(node, &turn, item, index);
            let kept = copy.filter.map(|filter| truth(scope.evaluate(self.frame.at(filter))));
            if kept.is_some_and(super::equal::Tri::is_no) {
                continue;
            }
            if kept.is_some_and(|kept| !kept.is_yes()) {
                self.open.set(true);
            }
            instances.push(self.instance(scope, Some(index)));
        }
        if instances.is_empty() && (open || (slots.is_empty() && self.may_be_overridden(over))) {
            let (item, index) = self.scope.some_turn(over);
            instances.push(self.instance(self.scope.turn(node, &turn, item, index), Some(index)));
        }
        instances
    }

    /// Whether a loop that has no turn may have some, because whoever deploys the template may give other values.
    fn may_be_overridden(&self, length: Val<'w>) -> bool {
        let is_default = length.basis.has(Basis::DEFAULT);
        self.idle.set(is_default.then_some(length.basis));
        is_default
    }

    fn instance(&'w self, scope: &'w Scope<'w>, index: Option<Val<'w>>) -> &'w Instance<'w> {
        Instance::new(self, scope, index)
    }
}

impl<'w> Frame<'w> {
    /// The declarations of its template, those nested in others aside.
    pub fn declarations(&'w self) -> &'w [&'w Declaration<'w>] {
        self.declarations.get_or_init(|| {
            let heap = self.world.heap;
            let resources = self.template.resources.iter();
            let declarations: Vec<_> = resources
                .map(|resource| {
                    self.world.make_declaration(Declaration::new(
                        resource,
                        self,
                        self.scope(),
                        None,
                    ))
                })
                .collect();
            heap.slice(&declarations)
        })
    }

    /// The declaration of a symbolic name.
    pub fn declared(&'w self, symbol: &str) -> Option<&'w Declaration<'w>> {
        let is = |declaration: &&'w Declaration<'w>| {
            let own = declaration.resource.symbol.map(|own| self.text(own));
            own.is_some_and(|own| own.eq_ignore_ascii_case(symbol))
        };
        let (declarations, wanted) = (self.declarations(), hash(symbol));
        let symbols = self.symbols.get_or_init(|| self.index(declarations));
        let from = symbols.partition_point(|(hash, _)| *hash < wanted);
        let same = symbols[from..].iter().take_while(|(hash, _)| *hash == wanted);
        same.filter_map(|(_, at)| declarations.get(*at as usize).copied()).find(is)
    }

    fn index(&self, declarations: &[&'w Declaration<'w>]) -> &'w [(u64, u32)] {
        let symbol = |declaration: &Declaration<'w>| Some(self.text(declaration.resource.symbol?));
        let hashed = |(at, declaration): (u32, &&'w Declaration<'w>)| {
            symbol(declaration).map(|symbol| (hash(symbol), at))
        };
        let mut symbols: Vec<_> = (0..).zip(declarations).filter_map(hashed).collect();
        symbols.sort_unstable();
        self.world.heap.slice(&symbols)
    }

    /// The only instance of a symbolic name, or the one of `symbol[3]`.
    pub(super) fn by_symbol(&'w self, symbol: &str) -> Option<&'w Instance<'w>> {
        if let Some((name, index)) = symbol.strip_suffix(']').and_then(|rest| rest.split_once('['))
        {
            let index: usize = index.parse().ok()?;
            return self.declared(name)?.instances().get(index).copied();
        }
        self.declared(symbol)?.instances().first().copied()
    }

    /// The only resource of this deployment with a name.
    pub(super) fn by_name(&'w self, name: Val<'w>) -> Option<&'w Instance<'w>> {
        let instances = self.declarations().iter().flat_map(|declaration| declaration.instances());
        let mut found =
            instances.filter(|instance| super::equal::same_name(instance.name(), name).is_yes());
        let first = found.next()?;
        found.next().is_none().then_some(*first)
    }

    /// The resource of an id among those of this deployment and of the ones around it.
    pub(super) fn by_id(&'w self, id: &ResourceId<'w>) -> Option<&'w Instance<'w>> {
        if id.under.is_some() {
            return None;
        }
        let around = std::iter::successors(Some(self), |frame| frame.parent);
        around.into_iter().find_map(|frame| {
            let declarations = frame
                .declarations()
                .iter()
                .filter(|declaration| declaration.may_be(id.resource_type));
            let mut instances =
                declarations.flat_map(|declaration| declaration.instances().iter().copied());
            instances
                .find(|instance| instance.resource_id().is_some_and(|own| own.same(id).is_yes()))
        })
    }
}

impl<'w> super::world::World<'w> {
    fn make_declaration(&self, declaration: Declaration<'w>) -> &'w Declaration<'w> {
        self.heap.make(declaration)
    }
}

fn hash(symbol: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    symbol.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish()
}

/// Slots for values that are computed once.
pub(super) fn memos(heap: super::heap::Heap<'_>, count: usize) -> &[Memo<'_>] {
    heap.make_slice(count, |_| Memo::default())
}
