//! Where secrets go: whether an expression gives what must not be shown.
//!
//! What only depends on a secret, such as its length or whether it is empty, shows nothing of it.

use super::nodes::{first_text, walk};
use super::sensitive::{is_secret_name, through_variables};
use crate::eval::frame::Frame;
use crate::finding::Confidence;
use crate::model::ParameterType;
use crate::syntax::document::{Kind, List, NodeId, NodeRef};
use crate::syntax::function::Function;
use std::fmt;

/// More nodes than this are not looked at for one value.
const MOST: u32 = 20_000;

/// A secret that a value shows.
#[derive(Debug, Clone)]
pub struct Secret {
    words: String,
    /// Low for a part of a secure object whose name is no secret's: the author said of the whole that it is one.
    pub confidence: Confidence,
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words)
    }
}

/// The secret that a value shows, in words: `secure parameter 'password'`. Names are read where the frame's expressions are.
pub fn secret<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>) -> Option<Secret> {
    let mut finder =
        Finder { frame: frame.scope().frame, left: MOST, part: Part::Whole, doubtful: None };
    let certain = finder.look(node).map(|words| Secret { words, confidence: Confidence::High });
    certain.or_else(|| finder.doubtful.map(|words| Secret { words, confidence: Confidence::Low }))
}

/// Whether a type of a template is secure, as far as the template tells: types of other files are not asked for.
pub fn is_secure<'w>(frame: &'w Frame<'w>, of: &'w ParameterType) -> bool {
    const LONGEST: usize = 16;
    let next = |of: &&'w ParameterType| frame.template.types.get(frame.text(of.reference?));
    std::iter::successors(Some(of), next).take(LONGEST).any(|of| of.secure)
}

struct Finder<'w> {
    frame: &'w Frame<'w>,
    left: u32,
    /// What is taken of the value that is looked at.
    part: Part,
    /// The first part of a secure object that may be no secret.
    doubtful: Option<String>,
}

/// What an expression takes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// A part whose name is no secret's.
    Plain,
    /// A part that is called a secret, or lies in one that is.
    Secret,
}

impl<'w> Finder<'w> {
    fn look(&mut self, node: NodeRef<'w>) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        match node.kind() {
            Kind::Expression(inner) | Kind::Spread(inner) => self.look(node.at(inner)),
            Kind::Array(list) | Kind::Interpolation(list) => self.any(node, list.ids()),
            Kind::Object(list) => self.any(node, list.ids()),
            Kind::Lambda(list) => self.any(node, list.ids().last()),
            Kind::For(index) => {
                let turn = node.document.loops.get(index as usize)?;
                self.any(node, [turn.over, turn.body])
            }
            Kind::Property { parts, .. } => self.property(node, parts),
            Kind::Call { function, name, arguments } => {
                let name = node.document.text(name);
                self.call(node, function, name, arguments)
            }
            _ => None,
        }
    }

    fn any(&mut self, node: NodeRef<'w>, ids: impl IntoIterator<Item = NodeId>) -> Option<String> {
        ids.into_iter().find_map(|id| self.look(node.at(id)))
    }

    fn property(&mut self, node: NodeRef<'w>, parts: List) -> Option<String> {
        let (base, key) = (node.at(parts.get(0)?), node.at(parts.get(1)?));
        if let Some(key) = key.as_text() {
            if let Some(found) = self.secure_member(base, key) {
                return Some(found);
            }
            if PLAIN_PARTS.iter().any(|part| part.eq_ignore_ascii_case(key)) {
                return None;
            }
            // Of objects that are written out, only the part that is taken counts.
            if let Some(objects) = written(self.frame, base, 0) {
                let part = |object: &NodeRef<'w>| object.member(key).map(|(_, value)| value);
                return objects.iter().filter_map(part).find_map(|value| self.look(value));
            }
        }
        let before = self.part;
        self.part = match key.as_text() {
            Some(key) if is_secret_name(key) => Part::Secret,
            Some(_) if before == Part::Whole => Part::Plain,
            _ => before,
        };
        let found = self.look(base);
        self.part = before;
        found
    }

    /// A property that the type of an object parameter has as a secret.
    fn secure_member(&self, base: NodeRef<'w>, key: &str) -> Option<String> {
        let Kind::Call { function: Function::Parameters, arguments, .. } = base.kind() else {
            return None;
        };
        let name = first_text(base, arguments)?;
        let of = &self.frame.template.parameters.get(name)?.of;
        let is_secret =
            of.secure_properties.iter().any(|own| self.frame.text(*own).eq_ignore_ascii_case(key));
        is_secret.then(|| format!("secure property '{key}' of parameter '{name}'"))
    }

    fn call(
        &mut self,
        node: NodeRef<'w>,
        function: Function,
        name: &str,
        arguments: List,
    ) -> Option<String> {
        match function {
            Function::Parameters => {
                let name = first_text(node, arguments)?;
                let parameter = self.frame.template.parameters.get(name)?;
                if !is_secure(self.frame, &parameter.of) {
                    return None;
                }
                let words = format!("secure parameter '{name}'");
                let base = self.frame.text(parameter.of.base).to_ascii_lowercase();
                let is_object = !base.ends_with("string");
                if is_object && self.part == Part::Plain {
                    self.doubtful.get_or_insert(words);
                    return None;
                }
                Some(words)
            }
            Function::Variables => {
                let variable = self.frame.template.variables.get(first_text(node, arguments)?)?;
                self.look(self.frame.at(variable.value))
            }
            Function::List => {
                let gives = gives_secrets(name)
                    || (name.eq_ignore_ascii_case("list")
                        && arguments.get(0).is_some_and(|id| asks_for_secrets(node.at(id))));
                gives.then(|| format!("result of '{name}()'"))
            }
            Function::If => self.any(node, arguments.ids().skip(1)),
            Function::TryGet => self.any(node, arguments.get(0)),
            Function::GetSecret => Some("secret of a key vault".to_owned()),
            _ if tells_nothing(function) => None,
            _ => self.any(node, arguments.ids()),
        }
    }
}

/// The objects and lists that an expression can be, where all of them are written out: of a key that is not known, each may be it.
fn written<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>, depth: u8) -> Option<Vec<NodeRef<'w>>> {
    const DEEPEST: u8 = 8;
    const MOST: usize = 64;
    let node = through_variables(frame, node);
    match node.kind() {
        Kind::Object(list) | Kind::Array(list) => {
            let is_spread = |id| matches!(node.at(id).kind(), Kind::Spread(_) | Kind::For(_));
            let is_made = node.member("copy").is_some() || list.ids().any(is_spread);
            (!is_made).then(|| vec![node])
        }
        Kind::Property { parts, .. } if depth < DEEPEST => {
            let (base, key) = (node.at(parts.get(0)?), node.at(parts.get(1)?));
            let mut found = Vec::new();
            for one in written(frame, base, depth + 1)? {
                let parts: Vec<_> = match key.as_text() {
                    Some(key) => one.member(key).map(|(_, value)| value).into_iter().collect(),
                    None => one.members().map(|(_, value)| value).chain(one.elements()).collect(),
                };
                for part in parts {
                    found.extend(written(frame, part, depth + 1)?);
                    if found.len() > MOST {
                        return None;
                    }
                }
            }
            Some(found)
        }
        _ => None,
    }
}

/// Parts of secret things that are no secrets.
const PLAIN_PARTS: [&str; 14] = [
    "keyName",
    "name",
    "permissions",
    "creationTime",
    "username",
    "userName",
    "publishingUserName",
    "clientId",
    "appId",
    "id",
    "type",
    "basePath",
    "method",
    "location",
];

/// Whether a `list…()` function is one that gives secrets, by what its name says.
fn gives_secrets(name: &str) -> bool {
    const WORDS: [&str; 8] = [
        "key",
        "secret",
        "credential",
        "password",
        "token",
        "sas",
        "connectionstring",
        "callbackurl",
    ];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether the id that a plain `list()` asks is a part of an app's configuration that holds secrets.
fn asks_for_secrets(id: NodeRef<'_>) -> bool {
    const PARTS: [&str; 3] = ["publishingcredentials", "connectionstrings", "azurestorageaccounts"];
    let mut found = false;
    walk(id, &mut |node| {
        if let Kind::Text(_) = node.kind() {
            let text = node.as_text().unwrap_or_default().to_ascii_lowercase();
            found |= text.rsplit('/').next().is_some_and(|last| PARTS.contains(&last));
        }
        !found
    });
    found
}

/// Whether what a function gives does not show its arguments.
const fn tells_nothing(function: Function) -> bool {
    matches!(
        function,
        Function::Empty
            | Function::Length
            | Function::Contains
            | Function::Equals
            | Function::Greater
            | Function::GreaterOrEquals
            | Function::Less
            | Function::LessOrEquals
            | Function::Not
            | Function::And
            | Function::Or
            | Function::Bool
            | Function::StartsWith
            | Function::EndsWith
            | Function::IndexOf
            | Function::LastIndexOf
            | Function::UniqueString
            | Function::Guid
            | Function::ObjectKeys
            | Function::ResourceId
            | Function::SubscriptionResourceId
            | Function::TenantResourceId
            | Function::ExtensionResourceId
            | Function::ManagementGroupResourceId
            | Function::Reference
            | Function::References
            | Function::ResourceInfo
            | Function::Providers
            | Function::Range
            | Function::LambdaVariables
    )
}
