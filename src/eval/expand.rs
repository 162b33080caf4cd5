//! From the root template to all resources of a world: deployments and modules are entered, loops expanded.

use super::ambient;
use super::declaration::{Declaration, memos};
use super::frame::{Arguments, Frame, Home};
use super::instance::Instance;
use super::resource_id::ResourceId;
use super::scope::Scope;
use super::symbol::Symbol;
use super::value::{Data, Object, Val};
use super::world::{Absent, NoteKind, World};
use crate::model::{Deployment, DeploymentSource, TargetScope, Template, Unit};
use crate::source::Place;
use crate::syntax::document::NodeId;
use std::cell::OnceCell;

impl<'w> World<'w> {
    /// Starts the world at its root template.
    pub fn start(&'w self, unit: &'w Unit, arguments: Arguments<'w>) -> &'w Frame<'w> {
        let home = ambient::unknown_home(self.heap, unit.template.target);
        self.start_at(unit, arguments, home)
    }

    /// Starts the world at its root template, deployed to a known place.
    pub fn start_at(
        &'w self,
        unit: &'w Unit,
        arguments: Arguments<'w>,
        home: Home<'w>,
    ) -> &'w Frame<'w> {
        self.root.get_or_init(|| self.frame(Start::of_file(unit, arguments, home)))
    }

    /// A frame of a file that deploys nothing: its variables and functions can be asked for.
    pub fn detached(&'w self, unit: &'w Unit) -> &'w Frame<'w> {
        let home = ambient::unknown_home(self.heap, unit.template.target);
        self.frame(Start::of_file(unit, Arguments::None, home))
    }

    fn frame(&'w self, start: Start<'w>) -> &'w Frame<'w> {
        let template = start.template;
        let parent = start.by.map(Instance::frame);
        let prefix = parent.map_or("", |parent| {
            let key = start.name.map(ambient::key).unwrap_or_default();
            self.heap.text(&format!("{}{key}/", parent.prefix))
        });
        self.heap.make(Frame {
            world: self,
            unit: start.unit,
            template,
            parent,
            by: start.by,
            name: start.name,
            call: start.call,
            home: start.home,
            arguments: start.arguments,
            outer: start.outer,
            prefix,
            parameters: memos(self.heap, template.parameters.len()),
            variables: memos(self.heap, template.variables.len()),
            outputs: memos(self.heap, template.outputs.len()),
            base: OnceCell::new(),
            scope: OnceCell::new(),
            declarations: OnceCell::new(),
            symbols: OnceCell::new(),
            libraries: self.heap.make_slice(template.imports.len(), |_| OnceCell::new()),
            imports: 0,
        })
    }

    /// The frame of a file whose variables, functions and types another one uses. It has the place of deployment of its user.
    pub(super) fn library(&'w self, user: &'w Frame<'w>, unit: &'w Unit) -> &'w Frame<'w> {
        let template = &unit.template;
        self.heap.make(Frame {
            world: self,
            unit,
            template,
            parent: None,
            by: None,
            name: user.name,
            call: user.call,
            home: user.home,
            arguments: Arguments::None,
            outer: None,
            prefix: user.prefix,
            parameters: memos(self.heap, template.parameters.len()),
            variables: memos(self.heap, template.variables.len()),
            outputs: memos(self.heap, template.outputs.len()),
            base: OnceCell::new(),
            scope: OnceCell::new(),
            declarations: OnceCell::new(),
            symbols: OnceCell::new(),
            libraries: self.heap.make_slice(template.imports.len(), |_| OnceCell::new()),
            imports: user.imports + 1,
        })
    }

    /// All resources of the world, in the order of their declarations, deployments before what they deploy.
    pub fn instances(&'w self) -> &'w [&'w Instance<'w>] {
        if let Some(instances) = self.instances.get() {
            return instances;
        }
        // Asked for while they are being collected: what is there so far cannot be told.
        if self.collecting.replace(true) {
            return &[];
        }
        let mut all = Vec::new();
        if let Some(root) = self.root.get() {
            self.collect(root.declarations(), &mut all);
        }
        self.collecting.set(false);
        self.instances.get_or_init(|| self.heap.slice(&all))
    }

    /// Whether it has as many resources as are looked at.
    pub(super) fn is_full(&'w self) -> bool {
        self.instances().len() >= self.budget.resources
    }

    fn collect(&'w self, declarations: &'w [&'w Declaration<'w>], all: &mut Vec<&'w Instance<'w>>) {
        for declaration in declarations {
            for instance in declaration.instances() {
                if all.len() >= self.budget.resources {
                    let most = self.budget.resources;
                    self.limit(
                        instance.type_place(),
                        &format!("only the first {most} resources are looked at"),
                    );
                    return;
                }
                all.push(instance);
                self.collect(instance.children(), all);
                if let Some(frame) = instance.deployed() {
                    self.collect(frame.declarations(), all);
                }
            }
        }
    }
}

struct Start<'w> {
    unit: &'w Unit,
    template: &'w Template,
    arguments: Arguments<'w>,
    home: Home<'w>,
    outer: Option<&'w Scope<'w>>,
    by: Option<&'w Instance<'w>>,
    name: Option<Val<'w>>,
    call: Option<Place>,
}

impl<'w> Start<'w> {
    /// A whole file that nobody calls.
    fn of_file(unit: &'w Unit, arguments: Arguments<'w>, home: Home<'w>) -> Self {
        let template = &unit.template;
        Self { unit, template, arguments, home, outer: None, by: None, name: None, call: None }
    }
}

impl<'w> Instance<'w> {
    /// What it deploys, where it is a deployment or a module whose template could be read.
    pub fn deployed(&'w self) -> Option<&'w Frame<'w>> {
        let deployment = self.declaration.resource.deployment.as_deref()?;
        if let Some(deployed) = self.deployed.get() {
            return *deployed;
        }
        if self.deploying.replace(true) {
            return None;
        }
        let frame = self.deploy(deployment);
        self.deploying.set(false);
        *self.deployed.get_or_init(|| frame)
    }

    fn deploy(&'w self, deployment: &'w Deployment) -> Option<&'w Frame<'w>> {
        let world = self.scope.world;
        let frame = self.frame();
        if frame.depth() >= world.budget.deployments {
            let most = world.budget.deployments;
            world.limit(
                self.type_place(),
                &format!("deployments nested deeper than {most} levels are not looked at"),
            );
            return None;
        }
        let (unit, template) = self.template(deployment)?;
        let is_own = matches!(deployment.source, DeploymentSource::Nested(_));
        if !is_own && self.is_recursive(unit) {
            world.limit(self.type_place(), "this module deploys itself");
            return None;
        }
        let scope = self.body_scope();
        let parameters = deployment.parameters.map(|node| scope.evaluate(self.at(node)));
        let wrapped = !matches!(deployment.source, DeploymentSource::Module(_));
        let object = parameters.unwrap_or_else(|| world.heap.null());
        Some(world.frame(Start {
            unit,
            template,
            arguments: Arguments::Caller { object, wrapped },
            home: self.home(deployment, template),
            outer: (!deployment.inner).then_some(scope),
            by: Some(self),
            name: Some(self.name()),
            call: Some(self.call_place(deployment)),
        }))
    }

    fn call_place(&self, deployment: &Deployment) -> Place {
        match &deployment.source {
            DeploymentSource::Module(reference) => self.frame().unit.document.place(reference.span),
            _ => self.type_place(),
        }
    }

    /// A file that is already being deployed further out, as a whole.
    fn is_recursive(&self, unit: &'w Unit) -> bool {
        let around = std::iter::successors(Some(self.frame()), |frame| frame.parent);
        let same = |frame: &&Frame<'w>| {
            std::ptr::eq(frame.unit, unit) && std::ptr::eq(frame.template, &raw const unit.template)
        };
        around.filter(same).count() > 0
    }

    fn template(&'w self, deployment: &'w Deployment) -> Option<(&'w Unit, &'w Template)> {
        let world = self.scope.world;
        let document = &self.frame().unit.document;
        let (found, wanted, place) = match &deployment.source {
            DeploymentSource::None => return None,
            DeploymentSource::Nested(template) => return Some((self.frame().unit, template)),
            DeploymentSource::Module(reference) => {
                let wanted = document.text(reference.to);
                (world.files.module(document, wanted), wanted, document.place(reference.span))
            }
            DeploymentSource::Link(node) => {
                let link = self.at(*node);
                let candidates = super::link::candidates(self.body_scope().evaluate(link));
                let wanted = candidates.first().map_or("", |path| world.heap.text(path));
                (world.files.linked(document, &candidates), wanted, link.place())
            }
        };
        match found {
            Ok(unit) => return Some((unit, &unit.template)),
            Err(absent) if matches!(deployment.source, DeploymentSource::Module(_)) => {
                world.note_module(&absent, place, wanted);
            }
            Err(absent @ (Absent::NotRestored(_) | Absent::Missing(_) | Absent::Outside(_))) => {
                world.note_absent(&absent, place, wanted);
            }
            Err(Absent::Unknown) => {
                world.note(
                    NoteKind::FileMissing,
                    place,
                    "the template of this deployment is not on this disk",
                    wanted,
                );
            }
        }
        None
    }

    /// Where a deployment deploys to.
    fn home(&'w self, deployment: &'w Deployment, template: &'w Template) -> Home<'w> {
        self.moved(deployment).unwrap_or_else(|| {
            let home = self.frame().home;
            match deployment.source {
                DeploymentSource::Module(_) => Home { target: template.target, ..home },
                _ => home,
            }
        })
    }

    /// Where a deployment says that it is deployed to.
    pub(super) fn moved(&'w self, deployment: &'w Deployment) -> Option<Home<'w>> {
        let own = [deployment.subscription, deployment.resource_group, deployment.location];
        if self.declaration.resource.scope.is_none() && own.iter().all(Option::is_none) {
            return None;
        }
        let scope = self.body_scope();
        let value = |node: Option<NodeId>| node.map(|node| scope.evaluate(self.at(node)));
        let mut home = self.frame().home;
        if let Some(subscription) = value(deployment.subscription) {
            home.subscription = subscription;
            home.target = TargetScope::Subscription;
        }
        if let Some(group) = value(deployment.resource_group) {
            home.location = ambient::group_location(self.frame(), group);
            home.group = group;
            home.target = TargetScope::ResourceGroup;
        } else if let Some(location) = value(deployment.location)
            && home.target != TargetScope::ResourceGroup
        {
            home.location = location;
        }
        if let Some(scope) = value(self.declaration.resource.scope) {
            self.move_home(&mut home, scope);
        }
        Some(home)
    }

    /// `scope:` of a module, or `scope` of a deployment.
    fn move_home(&'w self, home: &mut Home<'w>, scope: Val<'w>) {
        match scope.data {
            Data::Object(object) => move_to_object(self.frame(), home, object),
            Data::Unknown(Symbol::State(state)) if state.path.is_empty() => {
                if let Some(instance) = state.instance {
                    move_to_instance(home, instance);
                }
            }
            Data::Str("/") => home.target = TargetScope::Tenant,
            _ => match ResourceId::parse(self.scope.heap(), scope) {
                Some(id) => move_to_id(self.frame(), home, &id),
                None => home.group = self.scope.world.opaque(),
            },
        }
    }
}

fn move_to_object<'w>(frame: &'w Frame<'w>, home: &mut Home<'w>, object: Object<'w>) {
    let id = object.get("id").and_then(|id| ResourceId::parse(frame.world.heap, id));
    match id {
        Some(id) => {
            move_to_id(frame, home, &id);
            if let Some(location) = object.get("location") {
                home.location = location;
            }
        }
        None => home.target = TargetScope::Tenant,
    }
}

fn move_to_id<'w>(frame: &'w Frame<'w>, home: &mut Home<'w>, id: &ResourceId<'w>) {
    let Some(name) = id.name() else { return };
    match id.resource_type {
        "Microsoft.Resources/subscriptions" => {
            home.subscription = name;
            home.target = TargetScope::Subscription;
        }
        "Microsoft.Resources/resourceGroups" => {
            if let Some(subscription) =
                super::resource_id::segments(frame.world.heap, id.scope).get(2)
            {
                home.subscription = subscription;
            }
            home.location = ambient::group_location(frame, name);
            home.group = name;
            home.target = TargetScope::ResourceGroup;
        }
        other if other.eq_ignore_ascii_case("Microsoft.Management/managementGroups") => {
            home.management_group = name;
            home.target = TargetScope::ManagementGroup;
        }
        _ => home.group = frame.world.opaque(),
    }
}

fn move_to_instance<'w>(home: &mut Home<'w>, instance: &'w Instance<'w>) {
    if instance.is("Microsoft.Resources/resourceGroups") {
        home.subscription = instance.frame().home.subscription;
        home.group = instance.name();
        home.target = TargetScope::ResourceGroup;
        let location = instance.body().as_object().and_then(|body| body.get("location"));
        home.location = location.unwrap_or_else(|| {
            ambient::ambient(
                instance.frame().world.heap,
                "resourceGroup().location",
                &ambient::key(instance.name()),
            )
        });
    } else if instance.is("Microsoft.Management/managementGroups") {
        home.management_group = instance.name();
        home.target = TargetScope::ManagementGroup;
    } else if let Some(name) = instance.resource_id().and_then(ResourceId::name) {
        home.subscription = name;
        home.target = TargetScope::Subscription;
    }
}
