//! A connection with a key that everybody can read.

use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::finding::Severity;
use crate::graph::hubs;
use crate::graph::secrets::{self, Given};
use crate::look::confidence;
use crate::look::words::says;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "AI003",
        name: "ml-connection-plaintext-key",
        title: "Connection of an AI hub carries a key in plain sight",
        severity: Severity::Error,
        security_severity: Some("8.0"),
        category: "identity",
        why: "A key in a template lies in the repository, in the deployment's history, and in every copy of both. Who reads it has all that the connection has.",
        looks_at: "The credentials of connections that authenticate with a key, token or password: an error where one is written in the template, a warning where it comes through a parameter that is not secure, or is the whole result of a `list…()` function, a note for placeholders and for keys of `list…()`, which `AAD` would make needless. Secure parameters and key vault references are fine.",
        fix: "Use `authType: 'AAD'`, which needs no key; else take it from `listKeys()` or a secure parameter.",
        references: &[
            "https://learn.microsoft.com/azure/machine-learning/how-to-connection",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        resource_types: &[
            "Microsoft.MachineLearningServices/workspaces/connections",
            "Microsoft.CognitiveServices/accounts/connections",
            "Microsoft.CognitiveServices/accounts/projects/connections",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/search",
  "properties": { "category": "CognitiveSearch", "target": "https://find.search.windows.net", "authType": "ApiKey", "credentials": {
    "key": "5f0c3a1e9b7d4c2f8e6a0b1c2d3e4f50" // <- finding
  } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "searchKey": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/search",
  "properties": { "category": "CognitiveSearch", "target": "https://find.search.windows.net", "authType": "ApiKey", "credentials": {
    "key": "[parameters('searchKey')]"
  } }
} ] }"#,
            ),
            Example::bicep(
                r"param searchKey string

resource search 'Microsoft.MachineLearningServices/workspaces/connections@2024-10-01' = {
  name: 'hub/search'
  properties: {
    category: 'CognitiveSearch'
    target: 'https://find.search.windows.net'
    authType: 'ApiKey'
    credentials: {
      key: searchKey // <- finding
    }
  }
}
",
            ),
            Example::bicep(
                r"resource search 'Microsoft.MachineLearningServices/workspaces/connections@2024-10-01' = {
  name: 'hub/search'
  properties: {
    category: 'CognitiveSearch'
    target: 'https://find.search.windows.net'
    authType: 'AAD'
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, connection: &'w Instance<'w>) {
    let uses_key = says(connection, "properties.authType", WITH_SECRET);
    if !uses_key.is_yes() {
        return;
    }
    let by_key = says(connection, "properties.authType", &["ApiKey"]).is_yes();
    for spot in hubs::credentials(connection) {
        let Some(value) = spot.value else { continue };
        let Some((severity, what)) = fault(value, by_key) else { continue };
        context.world.heap.hide(value);
        let confidence = confidence(value.basis);
        let name = spot.path.rsplit('.').next().unwrap_or("key").to_owned();
        let message = format!("'{name}' {what}");
        if let Some(handle) = context.report(&RULE.card, connection, &spot, confidence, message) {
            handle.severity(severity);
        }
    }
}

/// Kinds of authentication that carry a secret.
const WITH_SECRET: &[&str] = &[
    "ApiKey",
    "AccessKey",
    "AccountKey",
    "SAS",
    "PAT",
    "UsernamePassword",
    "ServicePrincipal",
    "CustomKeys",
];

fn fault(value: Val<'_>, by_key: bool) -> Option<(Severity, &'static str)> {
    match secrets::given(value) {
        Given::Plain => {
            Some((Severity::Error, "is written in the template, where everybody can read it."))
        }
        Given::Unprotected => Some((
            Severity::Warning,
            "comes from a parameter that is not secure, so the key shows in the deployment's history.",
        )),
        Given::Placeholder => Some((
            Severity::Note,
            "is a placeholder: a key filled in here can be read by everybody.",
        )),
        Given::Safe if is_whole_list(value) => Some((
            Severity::Warning,
            "is the whole result of a 'list…()' function, which is no key.",
        )),
        Given::Safe if by_key && is_listed(value) => Some((
            Severity::Note,
            "is taken from 'list…()': with 'authType' 'AAD' there is no key.",
        )),
        Given::Safe | Given::Nothing => None,
    }
}

/// Whether a value is a key that `list…()` gives.
fn is_listed(value: Val<'_>) -> bool {
    let is_list = |value: Val<'_>| {
        matches!(value.data, Data::Unknown(Symbol::Call { function: Function::List, .. }))
    };
    let mut at = value;
    for _ in 0..4 {
        let Data::Unknown(Symbol::Member { base, .. }) = at.data else { return false };
        if is_list(base) {
            return true;
        }
        at = base;
    }
    false
}

/// Whether a text holds the object that `list…()` gives, and not one of its keys.
fn is_whole_list(value: Val<'_>) -> bool {
    let is_list = |value: Val<'_>| {
        matches!(value.data, Data::Unknown(Symbol::Call { function: Function::List, .. }))
    };
    match value.data {
        Data::Text(pieces) => {
            pieces.iter().any(|piece| matches!(piece, Piece::Symbol(value) if is_list(value)))
        }
        _ => is_list(value),
    }
}
