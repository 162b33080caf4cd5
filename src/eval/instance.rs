//! One resource after expansion: its type, name, id, body, condition, and what it deploys.

mod parent;

use super::assumption::assume;
use super::declaration::Declaration;
use super::equal::Tri;
use super::frame::{Frame, Home};
use super::memo::Memo;
use super::resource_id::{self, ResourceId};
use super::scope::{Scope, truth};
use super::symbol::Symbol;
use super::value::{Basis, Data, Member, Val, Value};
use crate::model::{Language, TargetScope};
use crate::source::Place;
use crate::syntax::document::{NodeId, NodeRef};
use std::cell::{Cell, OnceCell};

/// A resource of a world.
#[derive(Debug)]
pub struct Instance<'w> {
    /// Where it is declared.
    pub declaration: &'w Declaration<'w>,
    /// What its name and condition can see.
    pub scope: &'w Scope<'w>,
    /// Its position in the loop that it is of.
    pub index: Option<Val<'w>>,
    type_: OnceCell<&'w str>,
    written: OnceCell<Val<'w>>,
    name: Memo<'w>,
    id: Memo<'w>,
    body: Memo<'w>,
    presence: OnceCell<Presence<'w>>,
    parent: OnceCell<Option<&'w Self>>,
    parsed: OnceCell<Option<ResourceId<'w>>>,
    pub(super) deployed: OnceCell<Option<&'w Frame<'w>>>,
    pub(super) deploying: Cell<bool>,
    children: OnceCell<&'w [&'w Declaration<'w>]>,
    judging: Cell<bool>,
}

/// Whether a resource is there.
#[derive(Debug, Clone, Copy)]
pub struct Presence<'w> {
    /// The answer of all conditions around it together.
    pub truth: Tri,
    /// What the answer rests on.
    pub basis: Basis,
    /// The conditions whose answer is not known: resources with the same ones live and die together.
    pub conditions: &'w [Val<'w>],
}

impl Presence<'_> {
    /// There, whatever the parameters.
    pub const CERTAIN: Self = Self { truth: Tri::Yes, basis: Basis::CERTAIN, conditions: &[] };

    /// Not there, whatever the parameters.
    pub fn never(&self) -> bool {
        self.truth.is_no() && !self.basis.has(Basis::DEFAULT)
    }

    /// Whether others can count on it to be there, as far as defaults tell.
    pub fn is_there(&self) -> bool {
        !self.truth.is_no()
    }
}

impl<'w> Instance<'w> {
    pub(super) fn new(
        declaration: &'w Declaration<'w>,
        scope: &'w Scope<'w>,
        index: Option<Val<'w>>,
    ) -> &'w Self {
        scope.heap().make(Self {
            declaration,
            scope,
            index,
            type_: OnceCell::new(),
            written: OnceCell::new(),
            name: Memo::default(),
            id: Memo::default(),
            body: Memo::default(),
            presence: OnceCell::new(),
            parent: OnceCell::new(),
            parsed: OnceCell::new(),
            deployed: OnceCell::new(),
            deploying: Cell::new(false),
            children: OnceCell::new(),
            judging: Cell::new(false),
        })
    }

    /// The deployment that it is of.
    pub fn frame(&self) -> &'w Frame<'w> {
        self.declaration.frame
    }

    /// Handle on a node of its file.
    pub fn at(&self, id: NodeId) -> NodeRef<'w> {
        self.frame().at(id)
    }

    /// Where its type stands: what a finding about the whole resource points at.
    pub fn type_place(&self) -> Place {
        self.at(self.declaration.resource.type_).place()
    }

    /// Its full type as written; empty where it is not known.
    pub fn resource_type(&self) -> &'w str {
        if let Some(known) = self.type_.get() {
            return known;
        }
        // A type that asks for resources may come back here, so it is made before it is kept.
        let made = self.make_type();
        self.type_.get_or_init(|| made)
    }

    fn make_type(&self) -> &'w str {
        let node = self.at(self.declaration.resource.type_);
        let own = self.scope.evaluate(node).as_str().unwrap_or_default();
        let Some(owner) = self.declaration.owner else { return own };
        let whole = owner.resource_type();
        let is_full = own.len() > whole.len()
            && own.get(..whole.len()).is_some_and(|start| start.eq_ignore_ascii_case(whole));
        if is_full || own.is_empty() {
            own
        } else {
            self.scope.heap().text(&format!("{whole}/{own}"))
        }
    }

    /// Whether it is of the type `name`, without regard to case.
    pub fn is(&self, name: &str) -> bool {
        self.resource_type().eq_ignore_ascii_case(name)
    }

    /// Its API version; `None` where it is not known.
    pub fn api_version(&self) -> Option<&'w str> {
        self.scope.evaluate(self.at(self.declaration.resource.api_version?)).as_str()
    }

    /// The name as it is written: all segments, or the last alone.
    pub fn written_name(&'w self) -> Val<'w> {
        if let Some(known) = self.written.get() {
            return known;
        }
        // A name that asks for resources may come back here, so it is made before it is kept.
        let made = match self.declaration.resource.name {
            Some(name) => self.scope.evaluate(self.at(name)),
            None => self.generated_name(),
        };
        self.written.get_or_init(|| made)
    }

    /// A module without a name is given one; the same module gets the same.
    fn generated_name(&'w self) -> Val<'w> {
        let heap = self.scope.heap();
        let symbol =
            self.declaration.resource.symbol.map_or("", |symbol| self.frame().text(symbol));
        let index = self.index.map_or_else(
            || heap.borrowed(""),
            |index| resource_id::join(heap, &[heap.borrowed("-"), index]),
        );
        resource_id::join(heap, &[heap.borrowed(symbol), index])
    }

    /// All segments of the name, `network/subnet`.
    pub fn name(&'w self) -> Val<'w> {
        let place = || self.type_place();
        self.name.get(
            || {
                let own = self.written_name();
                let Some(parent) = self.parent() else { return own };
                let heap = self.scope.heap();
                let nested_but_full =
                    self.declaration.owner.is_some() && self.has_all_segments(own);
                if nested_but_full {
                    own
                } else {
                    resource_id::join(heap, &[parent.name(), heap.borrowed("/"), own])
                }
            },
            || {
                self.scope
                    .world
                    .fail(place(), "the name of this resource needs the resource itself")
            },
        )
    }

    fn has_all_segments(&self, name: Val<'w>) -> bool {
        let wanted = self.resource_type().matches('/').count();
        wanted > 1 && resource_id::segments(self.scope.heap(), name).len() == wanted
    }

    /// Its id: text, with symbols for what is not known.
    pub fn id(&'w self) -> Val<'w> {
        self.id.get(
            || self.make_id(),
            || {
                self.scope
                    .world
                    .fail(self.type_place(), "the id of this resource needs the resource itself")
            },
        )
    }

    fn make_id(&'w self) -> Val<'w> {
        let heap = self.scope.heap();
        let names = resource_id::segments(heap, self.name());
        let type_ = self.resource_type();
        if type_.eq_ignore_ascii_case("Microsoft.Resources/resourceGroups") {
            return resource_id::resource_group(heap, self.frame().home.subscription, self.name());
        }
        let id = resource_id::build(heap, self.base(), type_, &names);
        // An id rests on what the name rests on, whichever way it is written.
        id.map_or_else(|| self.scope.world.opaque(), |id| heap.based_on(id, self.name().basis))
    }

    /// The id of what it is deployed to: a group, a subscription, or the resource that it extends.
    pub fn base(&'w self) -> Val<'w> {
        let outermost = std::iter::successors(Some(self), |at| at.parent()).last();
        outermost.unwrap_or(self).own_base()
    }

    fn own_base(&'w self) -> Val<'w> {
        let heap = self.scope.heap();
        if let Some(deployment) = self.declaration.resource.deployment.as_deref() {
            let home = self.moved(deployment).unwrap_or_else(|| self.frame().home);
            return resource_id::base(heap, home);
        }
        let home = self
            .own_home()
            .map_or_else(|| self.frame().base(), |home| resource_id::base(heap, home));
        let Some(scope) = self.declaration.resource.scope else { return home };
        let scope = self.scope.evaluate(self.at(scope));
        match scope.data {
            Data::Str("/") => heap.borrowed(""),
            _ if resource_id::is_relative(scope) => {
                resource_id::relative(heap, home, scope).unwrap_or(scope)
            }
            Data::Str(_) | Data::Text(_) => scope,
            // The tenant has no id: it is where ids begin.
            Data::Object(object) => object.get("id").unwrap_or_else(|| heap.borrowed("")),
            Data::Unknown(Symbol::State(state)) if state.path.is_empty() => state.id,
            _ => scope,
        }
    }

    /// Where it says that it is itself (`resourceGroup` beside `existing` in ARM JSON), if it does.
    fn own_home(&'w self) -> Option<Home<'w>> {
        let [subscription, group] =
            self.home_parts().map(|part| part.map(|value| self.scope.evaluate(value)));
        let mut home = self.frame().home;
        if let Some(subscription) = subscription {
            (home.subscription, home.target) = (subscription, TargetScope::Subscription);
        }
        if let Some(group) = group {
            (home.group, home.target) = (group, TargetScope::ResourceGroup);
        }
        (subscription.is_some() || group.is_some()).then_some(home)
    }

    fn home_parts(&self) -> [Option<NodeRef<'w>>; 2] {
        if self.frame().template.language != Language::Arm {
            return [None; 2];
        }
        let node = self.at(self.declaration.resource.body);
        ["subscriptionId", "resourceGroup"].map(|name| node.get(name))
    }

    /// Its id taken apart; `None` where not even its type is known.
    pub fn resource_id(&'w self) -> Option<&'w ResourceId<'w>> {
        if let Some(known) = self.parsed.get() {
            return known.as_ref();
        }
        // An id that asks for resources may come back here, so it is made before it is kept.
        let made = self.own_id().or_else(|| ResourceId::parse(self.scope.heap(), self.id()));
        self.parsed.get_or_init(|| made).as_ref()
    }

    /// Its id of what it is made of, which spares putting it together and taking it apart again. Only where nothing but its name
    /// can ask for other resources.
    fn own_id(&'w self) -> Option<ResourceId<'w>> {
        let resource = self.declaration.resource;
        let is_plain = resource.scope.is_none()
            && resource.deployment.is_none()
            && self.home_parts().iter().all(Option::is_none);
        let type_ = self.resource_type();
        if !is_plain || type_.eq_ignore_ascii_case("Microsoft.Resources/resourceGroups") {
            return None;
        }
        let heap = self.scope.heap();
        let names = resource_id::segments(heap, self.name());
        let is_name = |name: &Val<'w>| {
            let is_word = |text: &str| text.eq_ignore_ascii_case("providers");
            match name.data {
                Data::Str(text) => !is_word(text),
                Data::Text(_) | Data::Unknown(_) | Data::OneOf(_) => true,
                _ => false,
            }
        };
        let mut parts = type_.split('/');
        let fits = parts.clone().all(|part| !part.is_empty())
            && parts.next().is_some()
            && parts.count() == names.len()
            && !names.is_empty()
            && names.iter().all(is_name);
        if !fits {
            return None;
        }
        let scope = match self.parent() {
            Some(parent) => parent.resource_id().filter(|id| id.under.is_none())?.scope,
            None => self.frame().base(),
        };
        let names = heap.slice(&names);
        Some(ResourceId { scope, resource_type: type_, names, under: None })
    }

    /// `location`, `properties`, `sku` and so on. Evaluated as if its condition held.
    pub fn body(&'w self) -> Val<'w> {
        let evaluate = || {
            let body = self.body_scope().evaluate(self.at(self.declaration.resource.body));
            if self.declaration.resource.deployment.is_some() {
                self.without_template(body)
            } else {
                body
            }
        };
        self.body.get(evaluate, || {
            self.scope.world.fail(self.type_place(), "this resource needs itself")
        })
    }

    /// What `dependsOn` comes to, where it is written.
    pub fn depends_on(&'w self) -> Option<Val<'w>> {
        self.declaration.resource.depends_on?;
        self.body().as_object()?.get("dependsOn")
    }

    /// The body of a deployment: the template in it sees other names, and is looked at by itself.
    fn without_template(&self, body: Val<'w>) -> Val<'w> {
        let properties = body.as_object().and_then(|object| object.get("properties"));
        let Some(inner) = properties
            .and_then(|properties| self.replace(properties, "template", self.scope.world.opaque()))
        else {
            return body;
        };
        self.replace(body, "properties", inner).unwrap_or(body)
    }

    /// An object with another value for one of its members; `None` where it has no such member.
    fn replace(&self, object: Val<'w>, name: &str, with: Val<'w>) -> Option<Val<'w>> {
        let heap = self.scope.heap();
        let data = object.as_object()?;
        data.member(name)?;
        let change = |member: &Member<'w>| {
            if member.key.eq_ignore_ascii_case(name) {
                Member { value: heap.slot(with), ..*member }
            } else {
                *member
            }
        };
        let members: Vec<_> = data.members.iter().map(change).collect();
        let data = heap.object_of(&members, data.open).data;
        Some(heap.keep(Value { data, ..*object }))
    }

    /// What the body can see: its condition holds there.
    pub fn body_scope(&'w self) -> &'w Scope<'w> {
        match self.declaration.resource.condition {
            Some(condition) => assume(self.scope, self.at(condition), true, 0),
            None => self.scope,
        }
    }

    /// Whether it is there: by its own condition, those of the deployments around it, and of what it is nested in.
    pub fn presence(&'w self) -> Presence<'w> {
        if let Some(known) = self.presence.get() {
            return *known;
        }
        // A condition that needs itself cannot be told.
        if self.judging.replace(true) {
            return Presence { truth: Tri::Maybe, ..Presence::CERTAIN };
        }
        let made = self.judge();
        self.judging.set(false);
        *self.presence.get_or_init(|| made)
    }

    fn judge(&'w self) -> Presence<'w> {
        let mut presence = self.frame().by.map_or(Presence::CERTAIN, Instance::presence);
        if let Some(parent) = self.parent().filter(|_| self.declaration.resource.inherits_condition)
        {
            presence = self.both(presence, parent.presence());
        }
        if let Some(basis) = self.declaration.idle() {
            let idle = Presence { truth: Tri::No, basis, conditions: &[] };
            presence = self.both(presence, idle);
        }
        match self.declaration.resource.condition {
            Some(condition) => self.both(presence, self.own_presence(condition)),
            None => presence,
        }
    }

    fn own_presence(&'w self, condition: NodeId) -> Presence<'w> {
        let value = self.scope.evaluate(self.at(condition));
        let answer = truth(value);
        let conditions = if answer == Tri::Maybe { self.scope.heap().slice(&[value]) } else { &[] };
        Presence { truth: answer, basis: value.basis, conditions }
    }

    fn both(&self, left: Presence<'w>, right: Presence<'w>) -> Presence<'w> {
        // Of two conditions that do not hold, the one that nobody can override decides.
        let basis = match (left.truth, right.truth) {
            (Tri::No, Tri::No) if left.never() => left.basis,
            (Tri::No, Tri::No) => right.basis,
            (Tri::No, _) => left.basis,
            (_, Tri::No) => right.basis,
            _ => left.basis.and(right.basis),
        };
        let conditions: Vec<_> = left.conditions.iter().chain(right.conditions).copied().collect();
        Presence {
            truth: left.truth.and(right.truth),
            basis,
            conditions: self.scope.heap().slice(&conditions),
        }
    }

    /// The declarations nested in it.
    pub fn children(&'w self) -> &'w [&'w Declaration<'w>] {
        self.children.get_or_init(|| {
            let heap = self.scope.heap();
            let children = self.declaration.resource.children.iter();
            let made: Vec<_> = children
                .map(|child| {
                    heap.make(Declaration::new(child, self.frame(), self.scope, Some(self)))
                })
                .collect();
            heap.slice(&made)
        })
    }
}
