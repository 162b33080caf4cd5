//! What is deployed before what: `dependsOn`, `reference()` and symbolic names, parents, and the deployments around them.
//!
//! `resourceId()` makes no edge. Waiting for a deployment is waiting for all that it deploys, and what a deployment waits for,
//! all of it waits for.

mod siblings;

use crate::eval::equal::{Tri, same_name};
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Val};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;
use rustc_hash::{FxHashMap, FxHashSet};
use siblings::Siblings;
use std::cell::RefCell;
use std::rc::Rc;

/// What the resources of a world wait for, looked at when it is asked for.
#[derive(Default)]
pub(super) struct Order<'w> {
    edges: RefCell<FxHashMap<*const Instance<'w>, Rc<Edges<'w>>>>,
    /// The resources of each template.
    siblings: RefCell<FxHashMap<*const Frame<'w>, Rc<Siblings<'w>>>>,
}

/// What one resource waits for.
#[derive(Default)]
struct Edges<'w> {
    list: Vec<&'w Instance<'w>>,
    /// It may wait for others.
    doubt: bool,
}

impl<'w> Order<'w> {
    /// Whether the first resource is deployed after the second one, however long the way.
    pub(super) fn waits_for(&self, from: &'w Instance<'w>, to: &'w Instance<'w>) -> Tri {
        let own: Vec<_> = with_deployments(from).collect();
        let is_own = |other: &Instance<'w>| own.iter().any(|own| std::ptr::eq(*own, other));
        let goals: Vec<_> = with_deployments(to).filter(|goal| !is_own(goal)).collect();
        let (mut seen, mut waiting, mut doubt) = (FxHashSet::default(), own, false);
        while let Some(next) = waiting.pop() {
            if !seen.insert(std::ptr::from_ref(next)) {
                continue;
            }
            let edges = self.edges(next);
            doubt |= edges.doubt;
            for before in &edges.list {
                if goals.iter().any(|goal| std::ptr::eq(*goal, *before)) {
                    return Tri::Yes;
                }
                // What is certain not to be there is taken out of the order.
                if !before.presence().never() {
                    waiting.extend(with_deployments(before));
                }
            }
        }
        if doubt { Tri::Maybe } else { Tri::No }
    }

    /// Whether an entry of `dependsOn` certainly means no resource of the same template.
    pub(super) fn is_foreign(&self, of: &'w Instance<'w>, entry: Val<'w>) -> bool {
        let id = ResourceId::parse(of.scope.heap(), entry);
        let frame = of.frame();
        let siblings = self.siblings(frame);
        // Nearly all are the ids of siblings.
        let is_it = |other: &'w Instance<'w>, id| {
            other.resource_id().is_some_and(|own| !ends_alike(own, id).is_no())
        };
        if let Some(id) = &id
            && siblings.by_id(id).any(|other| is_it(other, id))
        {
            return false;
        }
        let is_other = |other: &'w Instance<'w>| names(other, entry, id.as_ref()).is_no();
        let is_open = || frame.declarations().iter().any(|declaration| declaration.is_open());
        // The last part of a name may do, too: nothing is said of it.
        let is_last = || id.is_none() && siblings.has_last_name(entry);
        siblings.candidates(entry, id.as_ref()).all(is_other) && !is_open() && !is_last()
    }

    fn edges(&self, of: &'w Instance<'w>) -> Rc<Edges<'w>> {
        let key = std::ptr::from_ref(of);
        if let Some(known) = self.edges.borrow().get(&key) {
            return Rc::clone(known);
        }
        let made = Rc::new(Edges::read(of, &self.siblings(of.frame())));
        self.edges.borrow_mut().insert(key, Rc::clone(&made));
        made
    }

    fn siblings(&self, frame: &'w Frame<'w>) -> Rc<Siblings<'w>> {
        let mut known = self.siblings.borrow_mut();
        Rc::clone(
            known.entry(std::ptr::from_ref(frame)).or_insert_with(|| Rc::new(Siblings::of(frame))),
        )
    }
}

/// A resource and the deployments that it is of, from the inside out.
fn with_deployments<'w>(of: &'w Instance<'w>) -> impl Iterator<Item = &'w Instance<'w>> {
    std::iter::successors(Some(of), |instance| instance.frame().by)
}

impl<'w> Edges<'w> {
    fn read(of: &'w Instance<'w>, siblings: &Siblings<'w>) -> Self {
        let mut edges = Self::default();
        let resource = of.declaration.resource;
        edges.list.extend(of.parent());
        edges.add_named_parent(of, siblings);
        for symbol in &resource.references {
            edges.list.extend(siblings.by_symbol(of.frame().text(*symbol)));
        }
        if let Some(list) = of.depends_on() {
            edges.add_list(of, siblings, list);
        }
        let outer = resource.deployment.as_deref().is_some_and(|deployment| !deployment.inner);
        let skip = Skip { template: !outer, top: true };
        edges.walk(of, siblings, of.at(resource.body), &skip);
        edges.list.retain(|other| !std::ptr::eq(*other, of));
        edges
    }

    fn add_named_parent(&mut self, of: &'w Instance<'w>, siblings: &Siblings<'w>) {
        let heap = of.scope.heap();
        let Some(parent) = of.resource_id().and_then(|id| id.parent(heap)) else { return };
        let is = |other: &&'w Instance<'w>| {
            other.resource_id().is_some_and(|own| own.same(&parent).is_yes())
        };
        self.list.extend(siblings.by_id(&parent).filter(is));
    }

    /// The list of `dependsOn`.
    fn add_list(&mut self, of: &'w Instance<'w>, siblings: &Siblings<'w>, list: Val<'w>) {
        match list.data {
            Data::Array(array) => {
                self.doubt |= array.open;
                array.values().for_each(|value| self.add(of, siblings, value));
            }
            Data::Null => {}
            _ => self.doubt = true,
        }
    }

    /// One entry of `dependsOn`, or what a `reference()` is about.
    fn add(&mut self, of: &'w Instance<'w>, siblings: &Siblings<'w>, value: Val<'w>) {
        for value in value.alternatives() {
            match value.data {
                Data::Null => {}
                Data::Array(array) => {
                    array.values().for_each(|value| self.add(of, siblings, value));
                }
                Data::Unknown(Symbol::State(state)) if state.instance.is_some() => {
                    self.list.extend(state.instance);
                }
                _ => self.add_name(of, siblings, value),
            }
        }
    }

    fn add_name(&mut self, of: &'w Instance<'w>, siblings: &Siblings<'w>, value: Val<'w>) {
        let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
        let id = ResourceId::parse(of.scope.heap(), value);
        for other in siblings.candidates(value, id.as_ref()) {
            match names(other, value, id.as_ref()) {
                Tri::Yes => sure.push(other),
                Tri::Maybe => perhaps.push(other),
                Tri::No => {}
            }
        }
        self.doubt |= sure.is_empty() && !perhaps.is_empty();
        self.list.extend(if sure.is_empty() { perhaps } else { sure });
    }

    /// Looks for `reference()` and `list…()` in a value.
    fn walk(
        &mut self,
        of: &'w Instance<'w>,
        siblings: &Siblings<'w>,
        node: NodeRef<'w>,
        skip: &Skip,
    ) {
        match node.kind() {
            Kind::Object(list) => {
                self.walk_members(of, siblings, list.ids().map(|id| node.at(id)), skip);
            }
            Kind::Array(list) | Kind::Interpolation(list) | Kind::Property { parts: list, .. } => {
                list.ids().for_each(|id| self.walk(of, siblings, node.at(id), skip));
            }
            Kind::Expression(inner) | Kind::Spread(inner) => {
                self.walk(of, siblings, node.at(inner), skip);
            }
            Kind::Call { function, arguments, .. } => {
                if asks(function)
                    && let Some(target) = arguments.get(0)
                {
                    self.add(of, siblings, of.body_scope().evaluate(node.at(target)));
                }
                arguments.ids().for_each(|id| self.walk(of, siblings, node.at(id), skip));
            }
            _ => {}
        }
    }

    fn walk_members(
        &mut self,
        of: &'w Instance<'w>,
        siblings: &Siblings<'w>,
        mut members: impl Iterator<Item = NodeRef<'w>>,
        skip: &Skip,
    ) {
        while let (Some(key), Some(value)) = (members.next(), members.next()) {
            let is = |name: &str| key.as_text().is_some_and(|key| key.eq_ignore_ascii_case(name));
            let elsewhere = skip.top && (is("dependsOn") || is("resources"));
            if !elsewhere && (!skip.template || !is("template")) {
                self.walk(of, siblings, value, &Skip { top: false, ..*skip });
            }
        }
    }
}

/// What a walk leaves out.
struct Skip {
    /// A nested template with names of its own.
    template: bool,
    /// What stands for itself at the top of a resource.
    top: bool,
}

const fn asks(function: Function) -> bool {
    matches!(
        function,
        Function::Reference | Function::References | Function::ResourceInfo | Function::List
    )
}

/// Whether a text names a resource of the same template: by symbol, loop, name or id.
fn names<'w>(other: &'w Instance<'w>, value: Val<'w>, id: Option<&ResourceId<'w>>) -> Tri {
    if let Some(text) = value.as_str()
        && (siblings::is_symbol(other, text) || siblings::is_loop(other, text))
    {
        return Tri::Yes;
    }
    match (id, other.resource_id()) {
        (Some(id), Some(own)) => ends_alike(own, id),
        _ => match same_name(other.name(), value) {
            Tri::Yes => Tri::Yes,
            answer => answer.or(same_name(other.written_name(), value)),
        },
    }
}

/// `dependsOn` takes ids without a scope too, and only resources of the same template are meant.
fn ends_alike<'w>(own: &ResourceId<'w>, id: &ResourceId<'w>) -> Tri {
    if id.under.is_some() || own.under.is_some() {
        let full = own.same(id);
        if full.is_yes() || id.under.is_some() {
            return full;
        }
    }
    if !own.resource_type.eq_ignore_ascii_case(id.resource_type)
        || own.names.len() != id.names.len()
    {
        return Tri::No;
    }
    let pairs = own.names.iter().zip(id.names);
    pairs.fold(Tri::Yes, |so_far, (a, b)| so_far.and(same_name(a, b)))
}
