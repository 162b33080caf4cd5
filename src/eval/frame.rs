//! One deployment of one template: its parameters, variables, and the place it is deployed to.

use super::declaration::Declaration;
use super::import::Libraries;
use super::instance::Instance;
use super::memo::Memo;
use super::resource_id;
use super::scope::Scope;
use super::symbol::Symbol;
use super::value::{Basis, Data, How, Val, Value};
use super::world::{NoteKind, World};
use crate::model::{Output, Parameter, ParameterType, TargetScope, Template, Unit, Variable};
use crate::source::{Place, Span};
use crate::syntax::document::{NodeRef, Text};
use std::cell::OnceCell;

/// The subscription, group and so on that a template is deployed to. Every part is a value: text, or a symbol.
#[derive(Debug, Clone, Copy)]
pub struct Home<'w> {
    /// Which of them it is.
    pub target: TargetScope,
    /// The subscription's GUID.
    pub subscription: Val<'w>,
    /// The resource group's name.
    pub group: Val<'w>,
    /// The management group's name.
    pub management_group: Val<'w>,
    /// What `deployment().location` or `resourceGroup().location` gives.
    pub location: Val<'w>,
}

/// Where the values of the parameters come from.
#[derive(Debug, Clone, Copy)]
pub enum Arguments<'w> {
    /// Nothing is given: the root template by its defaults.
    None,
    /// A list of values with the place of each: parameter files.
    Given(&'w [Given<'w>]),
    /// The caller's object: of `{ "value": … }` objects (ARM JSON), or of values (Bicep).
    Caller {
        /// The object, evaluated on demand.
        object: Val<'w>,
        /// Its members are objects with `value` or `reference`.
        wrapped: bool,
    },
}

/// A parameter's value from a parameter file.
#[derive(Debug, Clone, Copy)]
pub struct Given<'w> {
    /// The parameter.
    pub name: &'w str,
    /// The value, with its place in the file; unknown for placeholders, key vault references and the like.
    pub value: Val<'w>,
}

/// Of more allowed values than this it is not told which they are: the parameter is just not known.
const MOST_ALLOWED: usize = 256;

/// One deployment of one template.
#[derive(Debug)]
pub struct Frame<'w> {
    /// The world.
    pub world: &'w World<'w>,
    /// The file.
    pub unit: &'w Unit,
    /// The template, which may be nested in the file's.
    pub template: &'w Template,
    /// The deployment around it.
    pub parent: Option<&'w Frame<'w>>,
    /// The resource that deploys it; `None` for the root.
    pub by: Option<&'w Instance<'w>>,
    /// The name of the deployment; `None` for the root.
    pub name: Option<Val<'w>>,
    /// Where it is called: the module's declaration or the deployment's `type`.
    pub call: Option<Place>,
    /// Where it is deployed to.
    pub home: Home<'w>,
    /// The values of its parameters.
    pub arguments: Arguments<'w>,
    /// The scope in which its expressions are read, where that is not its own (outer-scope nested templates).
    pub outer: Option<&'w Scope<'w>>,
    /// The symbol of the unknown parameters of this frame begins with this; empty for the root.
    pub prefix: &'w str,
    pub(super) parameters: &'w [Memo<'w>],
    pub(super) variables: &'w [Memo<'w>],
    pub(super) outputs: &'w [Memo<'w>],
    pub(super) base: OnceCell<Val<'w>>,
    pub(super) scope: OnceCell<&'w Scope<'w>>,
    pub(super) declarations: OnceCell<&'w [&'w Declaration<'w>]>,
    /// Hashes of symbolic names in lower case, with the positions of their declarations, sorted.
    pub(super) symbols: OnceCell<&'w [(u64, u32)]>,
    pub(super) libraries: Libraries<'w>,
    /// How many imports lead to this file.
    pub(super) imports: u32,
}

impl<'w> Frame<'w> {
    /// The scope of its own names.
    pub fn scope(&'w self) -> &'w Scope<'w> {
        let make = || self.world.heap.keep(Scope { world: self.world, frame: self, locals: None });
        self.outer.unwrap_or_else(|| self.scope.get_or_init(make))
    }

    /// The id of the place that it is deployed to; empty for the tenant.
    pub fn base(&'w self) -> Val<'w> {
        self.base.get_or_init(|| resource_id::base(self.world.heap, self.home))
    }

    /// Handle on a node of its file.
    pub fn at(&self, id: crate::syntax::document::NodeId) -> NodeRef<'w> {
        self.unit.document.at(id)
    }

    /// The characters of a text of its file.
    pub fn text(&self, text: Text) -> &'w str {
        self.unit.document.text(text)
    }

    /// How deep it lies below the root.
    pub fn depth(&self) -> usize {
        std::iter::successors(self.parent, |frame| frame.parent).count()
    }

    /// The deployments from the root to this one.
    pub fn chain(&'w self) -> Vec<&'w Frame<'w>> {
        let mut chain: Vec<_> = std::iter::successors(Some(self), |frame| frame.parent).collect();
        chain.reverse();
        chain
    }

    fn place(&self, span: Span) -> Place {
        self.unit.document.place(span)
    }

    /// A declaration that needs itself keeps its file from being seen in full.
    fn cycle(&self, name: Span, why: &str) -> Val<'w> {
        let written = name.of(&self.unit.document.source.text);
        self.world.note(NoteKind::Failure, self.place(name), why, written);
        self.world.heap.failed(self.place(name), why, false)
    }

    /// The value of a parameter; `None` where it is not declared.
    pub fn parameter(&'w self, name: &str) -> Option<Val<'w>> {
        let at = self.template.parameters.position(name)?;
        let (name, parameter) = self.template.parameters.at(at)?;
        let cycle = || {
            self.cycle(parameter.name, "the default of this parameter needs the parameter itself")
        };
        let value = self.parameters.get(at)?.get(|| self.parameter_value(name, parameter), cycle);
        Some(value)
    }

    fn parameter_value(&'w self, name: &'w str, parameter: &'w Parameter) -> Val<'w> {
        let value = self.given(name).unwrap_or_else(|| self.default(name, parameter));
        if self.is_secure(&parameter.of) {
            self.world.heap.hide(value);
            self.world.heap.based_on(value, Basis::SECRET)
        } else {
            value
        }
    }

    /// Whether the caller or a parameter file may give a parameter, be it a `null`.
    pub fn may_be_given(&self, name: &str) -> bool {
        match self.arguments {
            Arguments::None => false,
            Arguments::Given(given) => {
                given.iter().any(|given| given.name.eq_ignore_ascii_case(name))
            }
            Arguments::Caller { object, .. } => match object.data {
                Data::Object(members) => members.open || members.member(name).is_some(),
                _ => !object.is_null(),
            },
        }
    }

    /// What the caller or a parameter file gives; a `null` for a parameter with a default means the default.
    fn given(&'w self, name: &'w str) -> Option<Val<'w>> {
        let heap = self.world.heap;
        match self.arguments {
            Arguments::None => None,
            Arguments::Given(given) => {
                let value =
                    given.iter().rfind(|given| given.name.eq_ignore_ascii_case(name))?.value;
                Some(heap.based_on(heap.through(value, How::File(name), value.site), Basis::FILE))
            }
            Arguments::Caller { object, wrapped } => {
                let value = caller_value(self.world, object, name, wrapped)?;
                let keeps_null =
                    || self.template.parameters.get(name).is_none_or(|p| p.default.is_none());
                (!value.is_null() || keeps_null())
                    .then(|| heap.through(value, How::Argument(name), value.site))
            }
        }
    }

    fn default(&'w self, name: &'w str, parameter: &'w Parameter) -> Val<'w> {
        let heap = self.world.heap;
        let is_root = self.parent.is_none();
        let basis = if is_root { Basis::DEFAULT } else { Basis::CERTAIN };
        if let Some(default) = parameter.default {
            let node = self.at(default);
            let value = self.own_scope().evaluate(node);
            return heap
                .based_on(heap.through(value, How::Default(name), Some(node.place())), basis);
        }
        if self.is_nullable(&parameter.of) {
            return heap.based_on(heap.null(), basis);
        }
        if let Some(values) = self.allowed(&parameter.of) {
            return heap.through(values, How::Default(name), values.site);
        }
        let symbol = heap.text(&format!("{}{}", self.prefix, name.to_ascii_lowercase()));
        let value = heap.unknown(Symbol::Parameter(symbol));
        heap.through(value, How::Default(name), Some(self.place(parameter.name)))
    }

    /// Defaults of parameters are read in the template's own scope, even where it is nested with outer scope.
    pub(super) fn own_scope(&'w self) -> &'w Scope<'w> {
        self.scope.get_or_init(|| {
            self.world.heap.keep(Scope { world: self.world, frame: self, locals: None })
        })
    }

    /// One of the allowed values. For an array they are those of its elements.
    fn allowed(&'w self, of: &'w ParameterType) -> Option<Val<'w>> {
        let (frame, allowed) = self.types(of).find_map(|(frame, of)| Some((frame, of.allowed?)))?;
        if self.types(of).any(|(frame, of)| frame.text(of.base).eq_ignore_ascii_case("array")) {
            return None;
        }
        let values = frame.own_scope().evaluate(frame.at(allowed));
        let site = values.site;
        let values: Vec<_> = values.as_array()?.values().take(MOST_ALLOWED + 1).collect();
        let some = || Value { site, ..*self.world.heap.one_of(&values) };
        (1..=MOST_ALLOWED).contains(&values.len()).then(|| self.world.heap.keep(some()))
    }

    /// Whether the type, or one that it refers to, is secure.
    pub fn is_secure(&'w self, of: &'w ParameterType) -> bool {
        self.types(of).any(|(_, of)| of.secure)
    }

    /// The values that the secure parameters of this deployment have, and those that they would have by default: none of them
    /// is to be shown, though nobody may ask for them.
    pub fn hide_secrets(&'w self) {
        let secure = self.template.parameters.iter().filter(|(_, p)| self.is_secure(&p.of));
        for (name, parameter) in secure {
            self.parameter(name);
            if let Some(default) = parameter.default {
                self.world.heap.hide(self.own_scope().evaluate(self.at(default)));
            }
            if let Arguments::Given(given) = self.arguments {
                let same = given.iter().filter(|given| given.name.eq_ignore_ascii_case(name));
                same.for_each(|given| self.world.heap.hide(given.value));
            }
        }
        for (name, _) in self.template.outputs.iter().filter(|(_, o)| self.is_secure(&o.of)) {
            self.output(name);
        }
    }

    fn is_nullable(&'w self, of: &'w ParameterType) -> bool {
        self.types(of).any(|(_, of)| of.nullable)
    }

    /// The value of a variable; `None` where it is not declared.
    pub fn variable(&'w self, name: &str) -> Option<Val<'w>> {
        let Some(at) = self.template.variables.position(name) else {
            return self.imported_variable(name);
        };
        let (name, variable) = self.template.variables.at(at)?;
        let cycle =
            || self.cycle(variable.name, "the value of this variable needs the variable itself");
        Some(self.variables.get(at)?.get(|| self.variable_value(name, variable), cycle))
    }

    fn variable_value(&'w self, name: &'w str, variable: &'w Variable) -> Val<'w> {
        let node = self.at(variable.value);
        let scope = self.own_scope();
        let value = match variable.copy {
            Some(copy) => scope.copy_loop(self.at(copy), node, Some(name)),
            None => scope.evaluate(node),
        };
        self.world.heap.through(value, How::Variable(name), Some(node.place()))
    }

    /// The value of an output; `None` where it is not declared.
    pub fn output(&'w self, name: &str) -> Option<Val<'w>> {
        let at = self.template.outputs.position(name)?;
        let (name, output) = self.template.outputs.at(at)?;
        let cycle = || self.cycle(output.name, "the value of this output needs the output itself");
        Some(self.outputs.get(at)?.get(|| self.output_value(name, output), cycle))
    }

    fn output_value(&'w self, name: &'w str, output: &'w Output) -> Val<'w> {
        let heap = self.world.heap;
        let scope = self.scope();
        let value = match (output.value, output.copy) {
            (Some(value), _) => scope.evaluate(self.at(value)),
            (None, Some(copy)) => {
                let copy = self.at(copy);
                copy.get("input")
                    .map_or_else(|| heap.null(), |input| scope.copy_loop(copy, input, None))
            }
            (None, None) => heap.null(),
        };
        let value = if self.is_secure(&output.of) {
            self.world.heap.hide(value);
            heap.based_on(value, Basis::SECRET)
        } else {
            value
        };
        let site = output.value.map(|node| self.at(node).place());
        heap.through(value, How::Output(name), site)
    }
}

/// A member of the caller's object of arguments.
fn caller_value<'w>(
    world: &'w World<'w>,
    object: Val<'w>,
    name: &str,
    wrapped: bool,
) -> Option<Val<'w>> {
    let Data::Object(members) = object.data else {
        return (!object.is_null()).then(|| world.opaque());
    };
    let Some(value) = members.get(name) else { return members.open.then(|| world.opaque()) };
    if !wrapped {
        return Some(value);
    }
    match value.data {
        Data::Object(wrapper) if wrapper.member("value").is_some() => wrapper.get("value"),
        // A key vault reference, or an object that is not known.
        _ => Some(world.heap.based_on(world.opaque(), Basis::SECRET)),
    }
}
