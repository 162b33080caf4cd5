//! Parameters, variables, types, functions and outputs.

use super::{Lowering, Reached};
use crate::model::{Output, Parameter, TargetScope, Template, UserFunction, Variable};
use crate::source::Span;
use crate::syntax::bicep::{
    self, Decorator, ExprId, ExprKind, Ident, List, Statement, StatementKind, TypeId,
};
use crate::syntax::document::Text;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'t> Lowering<'t> {
    /// Adds what a statement declares to the template.
    pub(super) fn declare(&mut self, statement: &'t Statement, template: &mut Template) {
        match statement.kind {
            StatementKind::TargetScope { value } => {
                template.target = self.target(value).unwrap_or_default();
            }
            StatementKind::Param { name, ty, default } => {
                self.parameter(statement, name, ty, default, template);
            }
            StatementKind::Variable { name, value, .. }
            | StatementKind::ParamValue { name, value } => self.variable(name, value, template),
            StatementKind::Type { name, ty } => {
                let of = self.type_of(ty, statement.decorators);
                template.types.add(self.tree.text(name), of);
            }
            StatementKind::Function { name, params, body, .. } => {
                self.function(name, params, body, template);
            }
            StatementKind::Resource(resource) => {
                self.resource(statement, &resource, None, &mut template.resources);
            }
            StatementKind::Module { name, reference, body } => {
                let module = self.module(statement, name, reference, body);
                template.resources.push(module);
            }
            StatementKind::Output { name, ty, value } => {
                self.output(statement, name, ty, value, template);
            }
            StatementKind::Import { what, from } => self.import(what, from, template),
            _ => {}
        }
    }

    fn target(&self, value: ExprId) -> Option<TargetScope> {
        Some(match self.tree.string(value)? {
            "subscription" => TargetScope::Subscription,
            "managementGroup" => TargetScope::ManagementGroup,
            "tenant" => TargetScope::Tenant,
            _ => TargetScope::ResourceGroup,
        })
    }

    fn parameter(
        &mut self,
        statement: &Statement,
        name: Ident,
        ty: TypeId,
        default: Option<ExprId>,
        template: &mut Template,
    ) {
        let parameter = Parameter {
            name: name.span,
            span: statement.span,
            of: self.type_of(ty, statement.decorators),
            default: default.map(|default| self.node(default)),
            description: self.description(statement.decorators),
        };
        template.parameters.add(self.tree.text(name), parameter);
    }

    fn description(&mut self, decorators: List<Decorator>) -> Option<Text> {
        let argument = self.argument(decorators, "description")?;
        match *self.tree.kind(argument) {
            ExprKind::String(string) => Some(self.text(string.text)),
            _ => None,
        }
    }

    /// The first argument of a decorator.
    pub(super) fn argument(&self, decorators: List<Decorator>, name: &str) -> Option<ExprId> {
        let mut calls = self.tree.decorators(decorators).iter();
        calls.find_map(|decorator| {
            let (own, args) = self.tree.decorator(decorator)?;
            (own == name).then(|| args.first().copied()).flatten()
        })
    }

    /// Whether there is a decorator of this name.
    pub(super) fn has_decorator(&self, decorators: List<Decorator>, name: &str) -> bool {
        let mut calls = self.tree.decorators(decorators).iter();
        calls.any(|decorator| self.tree.decorator(decorator).is_some_and(|(own, _)| own == name))
    }

    fn variable(&mut self, name: Ident, value: ExprId, template: &mut Template) {
        let before = self.reached.len();
        let value = self.node(value);
        let reached = self.reached.drain(before..).collect();
        self.variables.insert(self.tree.text(name), reached);
        let variable = Variable { name: name.span, value, copy: None };
        template.variables.add(self.tree.text(name), variable);
    }

    fn function(
        &mut self,
        name: Ident,
        params: List<bicep::Parameter>,
        body: ExprId,
        template: &mut Template,
    ) {
        let params = self.tree.parameters(params);
        self.locals.extend(params.iter().map(|param| self.tree.text(param.name)));
        let value = self.node(body);
        self.locals.clear();
        let parameters = params.iter().map(|param| Text::in_source(param.name.span)).collect();
        let function = UserFunction { name: name.span, parameters, value };
        template.functions.add(self.tree.text(name), function);
    }

    fn output(
        &mut self,
        statement: &Statement,
        name: Ident,
        ty: TypeId,
        value: ExprId,
        template: &mut Template,
    ) {
        let output = Output {
            name: name.span,
            span: statement.span,
            value: Some(self.node(value)),
            copy: None,
            of: self.type_of(ty, statement.decorators),
            condition: None,
        };
        template.outputs.add(self.tree.text(name), output);
    }

    /// Adds to each resource those that it reaches through variables.
    pub(super) fn reach_through_variables(&mut self, template: &mut Template) {
        let variables = std::mem::take(&mut self.variables);
        let bodies = std::mem::take(&mut self.bodies);
        for (resource, body) in template.resources.iter_mut().zip(bodies) {
            resource.references = self.closure(&variables, body);
        }
    }

    /// All resources that names lead to, each once, in order.
    fn closure(
        &self,
        variables: &FxHashMap<&str, Vec<Reached<'t>>>,
        mut waiting: Vec<Reached<'t>>,
    ) -> Vec<Text> {
        let mut found = Vec::new();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        waiting.reverse();
        while let Some(next) = waiting.pop() {
            match next {
                Reached::Variable(name) if seen.insert(name) => {
                    waiting.extend(variables.get(name).into_iter().flatten().rev());
                }
                Reached::Resource(text) => {
                    let is_known =
                        |known: &Text| self.document.text(*known) == self.document.text(text);
                    if !found.iter().any(is_known) {
                        found.push(text);
                    }
                }
                Reached::Variable(_) => {}
            }
        }
        found
    }

    /// The text of a string without holes.
    pub(super) fn string_text(&mut self, id: ExprId) -> Option<Text> {
        match *self.tree.kind(id) {
            ExprKind::String(string) => Some(self.text(string.text)),
            _ => None,
        }
    }

    /// Where an expression stands.
    pub(super) fn span(&self, id: ExprId) -> Span {
        self.tree.span(id)
    }
}
