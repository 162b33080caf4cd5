//! A policy that leaves the CORS answer of Digital Twins to browsers.

use crate::eval::instance::Instance;
use crate::eval::value::Value;
use crate::finding::{Confidence, Severity};
use crate::graph::{targets, twins};
use crate::look::Look;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT020",
        name: "apim-digital-twins-cors",
        title: "API Management before Digital Twins does not handle CORS",
        severity: Severity::Note,
        confidence: Confidence::Low,
        on: false,
        why: "Digital Twins does not support cross-origin requests: what it answers has a header that browsers refuse. API Management in between has to answer for itself, or take the header away.",
        looks_at: "Policies of APIs whose `serviceUrl` (or whose back end in the policy) is a Digital Twins instance, with neither a `cors` policy nor the removal of `Access-Control-Allow-Origin`. Callers on a server do not need CORS. Linked policies are passed over.",
        fix: "Add a `cors` policy, or delete `Access-Control-Allow-Origin` in the outbound section.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/api-management/cors-policy",
        ],
        resource_types: &[
            "Microsoft.ApiManagement/service/apis/policies",
            "Microsoft.ApiManagement/service/apis/operations/policies",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.ApiManagement/service/apis", "apiVersion": "2024-05-01", "name": "gate/twins",
  "properties": { "path": "twins", "serviceUrl": "https://twins.api.weu.digitaltwins.azure.net" }
}, {
  "type": "Microsoft.ApiManagement/service/apis/policies", "apiVersion": "2024-05-01", "name": "gate/twins/policy",
  "properties": { "format": "rawxml",
    "value": "<policies><inbound><base /></inbound></policies>" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.ApiManagement/service/apis", "apiVersion": "2024-05-01", "name": "gate/orders",
  "properties": { "path": "orders", "serviceUrl": "https://orders.contoso.com" }
}, {
  "type": "Microsoft.ApiManagement/service/apis/policies", "apiVersion": "2024-05-01", "name": "gate/orders/policy",
  "properties": { "format": "rawxml", "value": "<policies><inbound><base /></inbound></policies>" }
} ] }"#,
            ),
            Example::bicep(
                r#"resource policy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  name: 'gate/twins/policy'
  properties: {
    format: 'rawxml'
    value: '<policies><inbound><set-backend-service base-url="https://twins.api.weu.digitaltwins.azure.net" /></inbound></policies>' // <- finding
  }
}
"#,
            ),
            Example::bicep(
                r#"resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  name: 'gate/twins'
  properties: {
    path: 'twins'
    serviceUrl: 'https://twins.api.weu.digitaltwins.azure.net'
  }

  resource policy 'policies' = {
    name: 'policy'
    properties: {
      format: 'rawxml'
      value: '<policies><outbound><set-header name="Access-Control-Allow-Origin" exists-action="delete" /></outbound></policies>'
    }
  }
}
"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, policy: &'w Instance<'w>) {
    let is_link =
        words::text_at(policy, "properties.format").is_some_and(|format| format.ends_with("-link"));
    let Look::Found(spot) = policy.look("properties.value") else { return };
    let Some(text) = spot.value.and_then(Value::as_str).filter(|_| !is_link) else {
        return;
    };
    let lower = text.to_ascii_lowercase();
    if !lower.contains(SUFFIX) && !is_of_twins(context, policy) {
        return;
    }
    let removes = |header: &str| {
        lower.contains(&format!("\"{header}\"")) && lower.contains("exists-action=\"delete\"")
    };
    let message = if lower.contains("<cors") {
        if removes("origin") || removes("access-control-allow-origin") {
            return;
        }
        "The policy answers CORS itself but sends the header 'Origin' on to Digital Twins, which does not support it."
    } else {
        if removes("access-control-allow-origin")
            || lower.contains("\"access-control-allow-origin\"")
        {
            return;
        }
        "Digital Twins does not support CORS: without a 'cors' policy, browsers refuse what this API answers."
    };
    context.report(&RULE.card, policy, &spot, Confidence::Low, message.to_owned());
}

/// The host names of all instances end with this.
const SUFFIX: &str = ".digitaltwins.azure.net";

/// Whether the API that a policy is of leads to an instance.
fn is_of_twins<'w>(context: &Context<'w>, policy: &'w Instance<'w>) -> bool {
    const API: &str = "Microsoft.ApiManagement/service/apis";
    let api = policy.resource_id().and_then(|_| targets::around_id(context, policy.id(), API));
    let Some(url) = api.and_then(|api| api.look("properties.serviceUrl").value()) else {
        return false;
    };
    let is_literal = url.as_str().is_some_and(|url| url.to_ascii_lowercase().contains(SUFFIX));
    let mentions = targets::mentioned(url);
    let is_declared = || {
        let mut ids = mentions.iter().filter(|mention| mention.reads("hostName"));
        ids.any(|mention| {
            targets::by_id(context, mention.id).is_some_and(|found| found.is(twins::INSTANCE))
        })
    };
    is_literal || is_declared()
}
