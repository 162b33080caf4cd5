//! A private AI services account without a subdomain.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA007",
        name: "cognitive-account-needs-subdomain",
        title: "AI services account has private access but no subdomain of its own",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "An account without a subdomain answers at the address of its region, which it shares with others and which private link cannot serve. The subdomain cannot be changed once it is set.",
        looks_at: "Accounts of Azure AI services with a private endpoint in the same deployment, or with `publicNetworkAccess` off, and without `customSubDomainName`. A name that is not known is passed over.",
        fix: "Set `properties.customSubDomainName` to a name that nobody else has.",
        references: &[
            "https://learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains",
            "https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        ],
        resource_types: &["Microsoft.CognitiveServices/accounts"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "speech", "location": "westeurope",
  "kind": "AIServices", "sku": { "name": "S0" },
  "properties": { // <- finding
    "publicNetworkAccess": "Disabled"
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "speech", "location": "westeurope",
  "kind": "AIServices", "sku": { "name": "S0" },
  "properties": { "publicNetworkAccess": "Disabled", "customSubDomainName": "contoso-speech" }
} ] }"#,
            ),
            Example::bicep(
                r"resource speech 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'speech'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
  properties: {
    publicNetworkAccess: 'Disabled'
    customSubDomainName: '' // <- finding
  }
}
",
            ),
            Example::bicep(
                r"param domain string

resource speech 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'speech'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
  properties: {
    publicNetworkAccess: 'Disabled'
    customSubDomainName: domain
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

fn check<'w>(context: &Context<'w>, account: &'w Instance<'w>) {
    let Some((spot, confidence)) = words::lacking(account, "properties.customSubDomainName") else {
        return;
    };
    let closed = words::stated(account, "properties.publicNetworkAccess", &["Disabled"]);
    let endpoints = targets::endpoints_of(context, account).certain;
    let (why, sure) = match (closed, endpoints.first()) {
        (_, Some(endpoint)) => (
            format!("the private endpoint '{}' leads to it", display_name(endpoint)),
            Confidence::High,
        ),
        (Some((_, sure)), None) => ("its public side is closed".to_owned(), sure),
        (None, None) => return,
    };
    let message = format!(
        "The account '{}' has no 'customSubDomainName', but {why}: private link needs one.",
        display_name(account)
    );
    context.report(&RULE.card, account, &spot, confidence.min(sure), message);
}
