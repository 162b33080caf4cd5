//! Calls: the functions that need more than their arguments, and the way to those that do not.

use super::equal::Tri;
use super::functions::{self, Failure};
use super::scope::{Binding, Scope, truth};
use super::symbol::Symbol;
use super::value::{Basis, Data, Lambda, Val, Value};
use super::world::NoteKind;
use super::{ambient, load, resource_id, state, work};
use crate::syntax::document::{Access, Kind, List, NodeRef};
use crate::syntax::function::Function;

/// The value of a [`Kind::Call`] node.
pub(super) fn call<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>) -> Val<'w> {
    let Kind::Call { function, name, arguments } = node.kind() else { return scope.heap().null() };
    let name = node.document.text(name);
    let (fewest, most) = function.arity();
    let count = arguments.len as usize;
    if function != Function::Other && (count < fewest || count > most) {
        return scope
            .world
            .fail(node.place(), &format!("'{name}' does not take {count} arguments"));
    }
    match function {
        Function::Parameters => named(scope, node, arguments, "parameter", parameter),
        Function::Variables => {
            named(scope, node, arguments, "variable", |scope, name| scope.frame.variable(name))
        }
        Function::LambdaVariables => {
            named(scope, node, arguments, "lambda variable", Scope::variable)
        }
        Function::CopyIndex => copy_index(scope, node, arguments),
        Function::If => choose(scope, node, arguments),
        Function::And => all(scope, node, arguments, Tri::No),
        Function::Or => all(scope, node, arguments, Tri::Yes),
        Function::Coalesce => coalesce(scope, node, arguments),
        Function::Lambda => scope.heap().value(Data::Lambda(Lambda { node, scope })),
        Function::Any => {
            arguments.get(0).map_or_else(|| scope.heap().null(), |id| scope.evaluate(node.at(id)))
        }
        Function::Null => scope.heap().null(),
        Function::True => scope.heap().bool(true),
        Function::False => scope.heap().bool(false),
        Function::NewGuid | Function::UtcNow => scope.world.opaque(),
        Function::Other => user_function(scope, node, name, arguments),
        Function::LoadTextContent
        | Function::LoadJsonContent
        | Function::LoadYamlContent
        | Function::LoadFileAsBase64
        | Function::LoadDirectoryFileInfo => load::load(scope, node, function, arguments),
        _ => {
            let values = values(scope, node, arguments);
            if keeps_choices(function, values) {
                return apply(scope, node, function, name, values);
            }
            distribute(scope, values, &|values| apply(scope, node, function, name, values))
        }
    }
}

/// The values of arguments. They lie in the arena: a list of its own for each call was a hundredth of a run.
pub(super) fn values<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    arguments: List,
) -> &'w [Val<'w>] {
    let null = || scope.heap().null();
    scope.heap().make_slice(arguments.len as usize, |at| {
        arguments.get(at as u32).map_or_else(null, |id| scope.evaluate(node.at(id)))
    })
}

/// Applies a function to arguments none of which is one of several.
fn apply<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    function: Function,
    name: &'w str,
    values: &[Val<'w>],
) -> Val<'w> {
    if let Some(failed) =
        values.iter().find(|value| matches!(value.data, Data::Unknown(Symbol::Failed { .. })))
    {
        return failed;
    }
    let weight: usize = values.iter().map(|value| weight(value)).sum();
    if !work::spend(weight as u64) {
        return scope.world.opaque();
    }
    match function {
        Function::ResourceId
        | Function::SubscriptionResourceId
        | Function::TenantResourceId
        | Function::ManagementGroupResourceId
        | Function::ExtensionResourceId => resource_id::call(scope, node, function, values),
        Function::Reference => state::reference(scope, values),
        Function::References => state::references(scope, values),
        Function::ResourceInfo => state::info(scope, values),
        Function::ResourceGroup
        | Function::Subscription
        | Function::Tenant
        | Function::ManagementGroup
        | Function::Deployment
        | Function::Deployer
        | Function::Environment => ambient::call(scope, node, function, values),
        Function::List | Function::ListOutputsWithSecureValues | Function::GetSecret => {
            let mut values = values.to_vec();
            // A symbolic name means the resource's id, in whichever way it is written.
            if let Some(target) = values.first_mut() {
                *target = state::id_of(scope, target);
            }
            scope.heap().based_on(unknown(scope, function, name, &values), Basis::SECRET)
        }
        // Of something unknown it is a safe access, so that both ways of writing it give the same symbol.
        Function::TryGet if is_reachable(values) => {
            let access = Access { safe: true, from_end: false };
            let (base, keys) = (values[0], &values[1..]);
            keys.iter().fold(base, |value, key| scope.reach(node, value, key, access))
        }
        Function::ReadEnvironmentVariable => {
            let known = values.first().and_then(|name| scope.world.files.variable(name.as_str()?));
            known.map_or_else(
                || unknown(scope, function, name, values),
                |text| scope.heap().borrowed(text),
            )
        }
        _ => match functions::body(function) {
            None => unknown(scope, function, name, values),
            Some(body) => match body(scope.heap(), values) {
                Ok(value) => {
                    let value = scope.heap().computed(value, values);
                    scope.heap().hide_derived(value);
                    value
                }
                Err(Failure::NotKnown) => unknown(scope, function, name, values),
                Err(Failure::Error(why)) => {
                    scope.world.fail(node.place(), &format!("'{name}' fails: {why}"))
                }
            },
        },
    }
}

/// What it costs a function to look at an argument.
const fn weight(value: Val<'_>) -> usize {
    match value.data {
        Data::Array(array) => array.items.len() / 8,
        Data::Object(object) => object.members.len() * 2,
        Data::Str(text) => text.len() / 256,
        Data::Text(pieces) => pieces.len(),
        Data::OneOf(values) => values.len(),
        _ => 0,
    }
}

/// Whether the choices among arguments can stay what they are: parts of one value.
fn keeps_choices(function: Function, values: &[Val<'_>]) -> bool {
    let is_choice = |value: &Val<'_>| matches!(value.data, Data::OneOf(_));
    match function {
        Function::CreateObject => !values.iter().step_by(2).any(is_choice),
        _ => resource_id::is_of(function) && resource_id::keeps_choices(values),
    }
}

fn is_reachable(values: &[Val<'_>]) -> bool {
    matches!(values.first().map(|base| base.data), Some(Data::Unknown(_) | Data::Object(_)))
}

/// The unknown value of a function of these arguments.
fn unknown<'w>(
    scope: &'w Scope<'w>,
    function: Function,
    name: &'w str,
    values: &[Val<'w>],
) -> Val<'w> {
    let symbol = Symbol::Call { function, name, arguments: scope.heap().slice(values) };
    scope.heap().computed(scope.heap().unknown(symbol), values)
}

/// More ways than this through values that are one of several are not followed.
const MOST_WAYS: usize = 32;

/// Applies a function to each way of choosing among values that are one of several; one that stands twice is chosen once.
pub(super) fn distribute<'w>(
    scope: &'w Scope<'w>,
    values: &[Val<'w>],
    apply: &dyn Fn(&[Val<'w>]) -> Val<'w>,
) -> Val<'w> {
    let mut choices: Vec<&'w [Val<'w>]> = Vec::new();
    for value in values {
        if let Data::OneOf(of) = value.data
            && !choices.iter().any(|known| std::ptr::eq(*known, of))
        {
            choices.push(of);
        }
    }
    if choices.is_empty() {
        return apply(values);
    }
    let ways = choices.iter().map(|of| of.len()).fold(1, usize::saturating_mul);
    if ways > MOST_WAYS {
        return scope.world.opaque();
    }
    let results: Vec<_> = (0..ways).map(|way| apply(&chosen(values, &choices, way))).collect();
    scope.heap().computed(scope.heap().one_of(&results), values)
}

/// The values of one way: a number in a mixed base, one digit for each choice.
fn chosen<'w>(values: &[Val<'w>], choices: &[&'w [Val<'w>]], way: usize) -> Vec<Val<'w>> {
    let pick = |value: &Val<'w>| {
        let Data::OneOf(of) = value.data else { return *value };
        let mut rest = way;
        for choice in choices {
            if std::ptr::eq(*choice, of) {
                return of[rest % of.len()];
            }
            rest /= choice.len();
        }
        *value
    };
    values.iter().map(pick).collect()
}

/// `parameters('x')` and its kin.
fn named<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    arguments: List,
    what: &str,
    look_up: fn(&'w Scope<'w>, &str) -> Option<Val<'w>>,
) -> Val<'w> {
    let Some(name) = arguments.get(0).map(|id| node.at(id)) else {
        return scope.heap().null();
    };
    let of = |name: &str| {
        look_up(scope, name).unwrap_or_else(|| {
            scope.world.fail(node.place(), &format!("there is no {what} '{name}'"))
        })
    };
    // A name that is written out rests on nothing.
    if let Kind::Text(text) = name.kind() {
        return of(name.document.text(text));
    }
    distribute(scope, &[scope.evaluate(name)], &|names| match names {
        [Value { data: Data::Str(text), .. }] => scope.heap().chosen(of(text), names),
        _ => scope.world.opaque(),
    })
}

fn parameter<'w>(scope: &'w Scope<'w>, name: &str) -> Option<Val<'w>> {
    for binding in scope.locals() {
        match binding {
            Binding::Parameter(known, value) if known.eq_ignore_ascii_case(name) => {
                return Some(value);
            }
            // Within a user's function `parameters()` means the function's own.
            Binding::Wall => return scope.variable(name),
            _ => {}
        }
    }
    scope.frame.parameter(name)
}

fn copy_index<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, arguments: List) -> Val<'w> {
    let values = values(scope, node, arguments);
    let name = values.first().and_then(|value| value.as_str());
    let values = &values[usize::from(name.is_some())..];
    let Some(index) = find_index(scope, name) else {
        return scope.world.fail(node.place(), "'copyIndex' is used outside of a loop");
    };
    match (index.data, values) {
        (_, []) => index,
        (Data::Int(number), [offset @ Value { data: Data::Int(more), .. }, ..]) => {
            let sum = scope.heap().int(number.saturating_add(*more));
            scope.heap().computed(sum, &[index, offset])
        }
        _ => {
            let mut arguments = vec![index];
            arguments.extend(values);
            unknown(scope, Function::Add, "add", &arguments)
        }
    }
}

fn find_index<'w>(scope: &'w Scope<'w>, name: Option<&str>) -> Option<Val<'w>> {
    let named = |known: &str| name.is_none_or(|name| known.eq_ignore_ascii_case(name));
    let resource = scope.locals().find_map(|binding| match binding {
        Binding::ResourceIndex(known, value) if named(known) => Some(*value),
        _ => None,
    });
    let property = || {
        scope.locals().find_map(|binding| match binding {
            Binding::CopyIndex(known, value) if named(known) => Some(*value),
            _ => None,
        })
    };
    if name.is_some() { property().or(resource) } else { resource.or_else(property) }
}

/// `if(condition, then, else)`: only the branch that is taken is looked at.
fn choose<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, arguments: List) -> Val<'w> {
    let part = |index| {
        arguments.get(index).map_or_else(|| scope.heap().null(), |id| scope.evaluate(node.at(id)))
    };
    let condition = part(0);
    let taken = match truth(condition) {
        Tri::Maybe => scope.assumed(condition),
        Tri::Yes => Some(true),
        Tri::No => Some(false),
    };
    match taken {
        Some(true) => scope.heap().chosen(part(1), &[condition]),
        Some(false) => scope.heap().chosen(part(2), &[condition]),
        None => scope.heap().chosen(scope.heap().one_of(&[part(1), part(2)]), &[condition]),
    }
}

/// `and` (which `decides` by a no) and `or` (by a yes): later arguments are not looked at once it is decided.
fn all<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, arguments: List, decides: Tri) -> Val<'w> {
    let mut values = Vec::with_capacity(arguments.len as usize);
    for id in arguments.ids() {
        let value = scope.evaluate(node.at(id));
        let answer = match truth(value) {
            Tri::Maybe => scope.assumed(value).map_or(Tri::Maybe, Tri::from),
            answer => answer,
        };
        if answer == decides {
            return scope.heap().computed(scope.heap().bool(decides.is_yes()), &[value]);
        }
        if !matches!(
            value.data,
            Data::Bool(_) | Data::OneOf(_) | Data::Unknown(_) | Data::Text(_) | Data::Str(_)
        ) {
            return scope.world.fail(node.place(), "a condition is neither true nor false");
        }
        values.push((value, answer));
    }
    let parts: Vec<_> = values.iter().map(|(value, _)| *value).collect();
    if values.iter().all(|(_, answer)| *answer != Tri::Maybe) {
        return scope.heap().computed(scope.heap().bool(!decides.is_yes()), &parts);
    }
    // What is decided already does not change the answer, so it is no part of its symbol.
    let open: Vec<_> = values
        .iter()
        .filter(|(_, answer)| *answer == Tri::Maybe)
        .map(|(value, _)| *value)
        .collect();
    let function = if decides.is_yes() { Function::Or } else { Function::And };
    match open.as_slice() {
        [one] => scope.heap().computed(one, &parts),
        _ => unknown(scope, function, function.name(), &open),
    }
}

fn coalesce<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, arguments: List) -> Val<'w> {
    let (mut perhaps, mut passed) = (Vec::<Val<'w>>::new(), Vec::new());
    for id in arguments.ids() {
        let value = scope.evaluate(node.at(id));
        let alternatives: Vec<_> = value.alternatives().collect();
        let may_be_null = alternatives
            .iter()
            .any(|value| value.is_null() || matches!(value.data, Data::Unknown(_)));
        // An unknown one is itself when it is not null, and then nothing after it matters.
        perhaps.extend(alternatives.into_iter().filter(|value| !value.is_null()));
        if !may_be_null {
            break;
        }
        passed.push(value);
    }
    let value = match perhaps.as_slice() {
        [] => scope.heap().null(),
        [one] => one,
        many => scope.heap().one_of(many),
    };
    // Were those before it something, it would not be the value.
    scope.heap().chosen(value, &passed)
}

/// A function of the template, in its own name space.
fn user_function<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    name: &'w str,
    arguments: List,
) -> Val<'w> {
    let Some((frame, function)) = scope.frame.function(name) else {
        // The file that it is of is not at hand; that is noted already.
        if !scope.frame.is_imported(name) {
            let why = format!("there is no function '{name}'");
            scope.world.note(NoteKind::Failure, node.place(), &why, name);
        }
        let values = values(scope, node, arguments);
        return unknown(scope, Function::Other, name, values);
    };
    let values = values(scope, node, arguments);
    let own = if std::ptr::eq(frame, scope.frame) { scope } else { frame.own_scope() };
    let mut inside = own.with(Binding::Wall);
    // What is not given is null: only nullable parameters can be left out.
    let values = values.iter().copied().chain(std::iter::repeat_with(|| scope.heap().null()));
    for (parameter, value) in function.parameters.iter().zip(values) {
        inside = inside.with(Binding::Variable(frame.text(*parameter), value));
    }
    inside.evaluate(frame.at(function.value))
}
