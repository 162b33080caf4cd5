//! The resources of one template, found by what `dependsOn` may say of them.
//!
//! To look through all of them for each entry of each resource would grow with the square of the template.

use crate::eval::ambient::key;
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Val;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// The resources of a template, nested ones included.
pub(super) struct Siblings<'w> {
    all: Vec<&'w Instance<'w>>,
    symbols: FxHashMap<String, Vec<usize>>,
    loops: OnceCell<FxHashMap<String, Vec<usize>>>,
    last_names: OnceCell<Names>,
    whole_names: OnceCell<Names>,
}

/// Positions by literal names, and of those whose name is not literal: they may be the ones of any name.
#[derive(Default)]
struct Names {
    known: FxHashMap<String, Vec<usize>>,
    others: Vec<usize>,
}

impl Names {
    fn add(&mut self, name: Option<Val<'_>>, at: usize) {
        match name.filter(|name| name.as_str().is_some()) {
            Some(name) => self.known.entry(key(name)).or_default().push(at),
            None => self.others.push(at),
        }
    }
}

impl<'w> Siblings<'w> {
    pub(super) fn of(frame: &'w Frame<'w>) -> Self {
        let mut waiting: Vec<_> = frame.declarations().to_vec();
        let mut all: Vec<&'w Instance<'w>> = Vec::new();
        while let Some(declaration) = waiting.pop() {
            for instance in declaration.instances() {
                all.push(*instance);
                waiting.extend(instance.children());
            }
        }
        let mut symbols: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, instance) in all.iter().enumerate() {
            if let Some(symbol) = symbol(instance) {
                symbols.entry(symbol.to_ascii_lowercase()).or_default().push(at);
            }
        }
        let (last_names, whole_names) = (OnceCell::new(), OnceCell::new());
        Self { all, symbols, loops: OnceCell::new(), last_names, whole_names }
    }

    /// The resources of a symbolic name, of one with an index all turns of the loop.
    pub(super) fn by_symbol(&self, symbol: &str) -> impl Iterator<Item = &'w Instance<'w>> {
        let found = self.symbols.get(&without_index(symbol).to_ascii_lowercase());
        found.into_iter().flatten().map(|at| self.all[*at])
    }

    /// The resources that may be the one of an id, by its last name.
    pub(super) fn by_id(&self, id: &ResourceId<'w>) -> impl Iterator<Item = &'w Instance<'w>> {
        self.take(self.named(self.last_names(), id.name()))
    }

    /// The resources that a text or an id may name, in order.
    pub(super) fn candidates(
        &self,
        value: Val<'w>,
        id: Option<&ResourceId<'w>>,
    ) -> impl Iterator<Item = &'w Instance<'w>> {
        let mut found = match id {
            Some(id) => self.named(self.last_names(), id.name()),
            None => self.named(self.whole_names(), Some(value)),
        };
        if let Some(text) = value.as_str() {
            found.extend(
                self.symbols.get(&without_index(text).to_ascii_lowercase()).into_iter().flatten(),
            );
            found.extend(self.loops().get(&text.to_ascii_lowercase()).into_iter().flatten());
        }
        self.take(found)
    }

    fn named(&self, names: &Names, name: Option<Val<'w>>) -> Vec<usize> {
        match name.filter(|name| name.as_str().is_some()) {
            Some(name) => {
                let known = names.known.get(&key(name)).into_iter().flatten();
                known.chain(&names.others).copied().collect()
            }
            None => (0..self.all.len()).collect(),
        }
    }

    fn take(&self, mut found: Vec<usize>) -> impl Iterator<Item = &'w Instance<'w>> {
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| self.all[at])
    }

    fn last_names(&self) -> &Names {
        self.last_names.get_or_init(|| {
            let mut names = Names::default();
            for (at, instance) in self.all.iter().enumerate() {
                names.add(instance.resource_id().and_then(ResourceId::name), at);
            }
            names
        })
    }

    /// By the whole name, and by what is written of it.
    fn whole_names(&self) -> &Names {
        self.whole_names.get_or_init(|| {
            let mut names = Names::default();
            for (at, instance) in self.all.iter().enumerate() {
                names.add(Some(instance.name()), at);
                names.add(Some(instance.written_name()), at);
            }
            names
        })
    }

    fn loops(&self) -> &FxHashMap<String, Vec<usize>> {
        self.loops.get_or_init(|| {
            let mut loops: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for (at, instance) in self.all.iter().enumerate() {
                if let Some(name) = loop_of(instance) {
                    loops.entry(name.to_ascii_lowercase()).or_default().push(at);
                }
            }
            loops
        })
    }
}

fn without_index(symbol: &str) -> &str {
    symbol.split_once('[').map_or(symbol, |(name, _)| name)
}

fn symbol<'w>(instance: &'w Instance<'w>) -> Option<&'w str> {
    instance.declaration.resource.symbol.map(|own| instance.frame().text(own))
}

/// Whether a text is the symbolic name of a resource.
pub(super) fn is_symbol<'w>(instance: &'w Instance<'w>, text: &str) -> bool {
    symbol(instance).is_some_and(|own| own.eq_ignore_ascii_case(without_index(text)))
}

fn loop_of<'w>(instance: &'w Instance<'w>) -> Option<&'w str> {
    let name = instance.declaration.resource.copy.and_then(|copy| copy.name)?;
    instance.declaration.scope.evaluate(instance.at(name)).as_str()
}

/// Whether a text is the name of the loop that a resource is of.
pub(super) fn is_loop<'w>(instance: &'w Instance<'w>, text: &str) -> bool {
    loop_of(instance).is_some_and(|own| own.eq_ignore_ascii_case(text))
}
