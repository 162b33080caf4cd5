//! What is meant to be secret: the nodes of properties that are, and names that say so.

use crate::catalogue::secret_properties;
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::quality::nodes::{bare, first_text};
use crate::rule::Context;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// The resources of a world that have secret properties, in order of their types, each with the paths of them.
pub fn properties<'w>(context: &Context<'w>) -> Vec<(&'w Instance<'w>, &'static [&'static str])> {
    let mut types: Vec<_> =
        context.types().filter_map(|name| Some((name, secret_properties::of(name)?))).collect();
    types.sort_unstable_by_key(|(name, _)| *name);
    let of = |(name, paths)| context.deployed(name).map(move |instance| (instance, paths));
    types.into_iter().flat_map(of).collect()
}

/// The nodes that stand at a path of a resource, through variables too, each with its key. `[*]` is every element.
pub fn at<'w>(instance: &'w Instance<'w>, path: &str) -> Vec<(NodeRef<'w>, NodeRef<'w>)> {
    let body = instance.at(instance.declaration.resource.body);
    let frame = instance.scope.frame;
    let mut found = vec![(body, body)];
    for segment in path.split('.') {
        let (key, each) = segment.strip_suffix("[*]").map_or((segment, false), |key| (key, true));
        let mut next = Vec::new();
        for (_, node) in found {
            let node = through_variables(frame, node);
            for (name, value) in node.members() {
                let is_it = name.as_text().is_some_and(|name| name.eq_ignore_ascii_case(key));
                if key == "*" || is_it {
                    next.push((name, value));
                }
            }
        }
        if each {
            let elements = next.into_iter().flat_map(|(key, list)| {
                let list = through_variables(frame, list);
                let elements: Vec<_> = list.elements().map(|element| (key, element)).collect();
                elements
            });
            next = elements.collect();
        }
        found = next;
    }
    found
}

/// The value of a variable, where an expression is only that.
pub fn through_variables<'w>(frame: &'w Frame<'w>, mut node: NodeRef<'w>) -> NodeRef<'w> {
    const MOST: usize = 8;
    for _ in 0..MOST {
        let inner = bare(node);
        let Kind::Call { function: Function::Variables, arguments, .. } = inner.kind() else {
            return inner;
        };
        let variable = first_text(inner, arguments)
            .and_then(|name| frame.template.variables.get(name))
            .filter(|variable| variable.copy.is_none());
        let Some(variable) = variable else { return inner };
        node = frame.at(variable.value);
    }
    node
}

/// Words for secrets in the names of parameters, in lower case.
static SECRETS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "accountkey",
        "acctkey",
        "accesskey",
        "apikey",
        "sharedkey",
        "primarykey",
        "connectionstring",
        "sastoken",
        "privatekey",
    ];
    AhoCorasick::new(words).ok()
});

/// Whether the name of a parameter says that its value is a secret: `adminPassword`, and not `passwordLength`.
pub fn is_secret_name(name: &str) -> bool {
    const CLOSING: [&str; 7] = ["", "value", "text", "string", "key", "plaintext", "primary"];
    let mut lower = String::with_capacity(name.len());
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    lower.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
    let ends = SECRETS.as_ref().into_iter().flat_map(|words| words.find_overlapping_iter(&lower));
    let Some(end) = ends.map(|found| found.end()).max() else { return false };
    // It names the resource that telemetry is for, and opens nothing.
    if lower[..end].ends_with("insightsconnectionstring") {
        return false;
    }
    let starts =
        ["enable", "disable", "use", "has", "is", "generate", "create", "require", "allow"];
    let rest = lower[end..].trim_start_matches('s');
    let rest = rest.trim_end_matches(|letter: char| letter.is_ascii_digit());
    CLOSING.contains(&rest) && !starts.iter().any(|start| starts_word(name, start))
}

/// Whether a name begins with a word: `enablePassword`, and not `islandPassword`.
fn starts_word(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        && name[word.len()..].starts_with(|letter: char| !letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn names_of_secrets_are_told_from_names_about_secrets() {
        for name in [
            "adminPassword",
            "sqlPwd",
            "clientSecret",
            "secret",
            "storageAccountKey",
            "api_key",
            "password2",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "secretName",
            "passwordLength",
            "keyVaultSecretUri",
            "enablePassword",
            "secretsPermissions",
            "publicKey",
            "appInsightsConnectionString",
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
