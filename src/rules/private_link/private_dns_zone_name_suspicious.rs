//! Zones whose name is close to one that a service uses.

use crate::catalogue::zones::{self, Reason};
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::fix;
use crate::graph::dns::Fault;
use crate::graph::zone::ZONE;
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL013",
        name: "private-dns-zone-name-suspicious",
        title: "Private DNS zone name looks like a private link zone but is not one",
        confidence: Confidence::Medium,
        why: "A service looks for its private addresses in a zone with one exact name. A zone that is named nearly so is created without complaint and never asked.",
        looks_at: "Names of private DNS zones that no service uses, but that are close to one that is used: misspelt, with the wrong ending, or the public name of a service without `privatelink`. Foreign endings are silent, and so is a zone that a zone group is already reported for.",
        fix: "Use the zone name that the service documents.",
        references: &["https://learn.microsoft.com/azure/private-link/private-endpoint-dns"],
        resource_types: &[ZONE],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vault.azure.net" // <- finding
  }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" }
] }
"#,
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vault.azure.net' // <- finding
  location: 'global'
}
",
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, zone: &'w Instance<'w>) {
    let Some(spot) = zone.look("name").found() else { return };
    let value = zone.name();
    let Some(name) = value.as_str() else { return };
    let Some(suspicion) = zones::suspicious(name) else { return };
    if is_told(context, zone) {
        return;
    }
    let nearest = suspicion.nearest.unwrap_or_default();
    let message = match suspicion.reason {
        Reason::Blanks => format!("The zone name '{name}' has blanks around '{nearest}'."),
        Reason::PublicDomain => {
            format!("'{name}' is the public domain of a service; private link uses '{nearest}'.")
        }
        _ if nearest.is_empty() => format!("No service uses a zone '{name}'."),
        _ => format!("No service uses a zone '{name}'; the nearest known one is '{nearest}'."),
    };
    let Some(finding) = context.report(&RULE.card, zone, &spot, confidence(value.basis), message)
    else {
        return;
    };
    let finding = finding.trace(value);
    let is_typo = !matches!(suspicion.reason, Reason::PublicDomain) && !nearest.contains('{');
    if is_typo
        && !nearest.is_empty()
        && let Some(fix) = fix::rename(zone, nearest)
    {
        finding.fix(fix);
    }
}

/// Whether a zone group that points at the zone is reported for it.
fn is_told<'w>(context: &Context<'w>, zone: &'w Instance<'w>) -> bool {
    let is_this = |fault: &Fault<'w>| matches!(fault, Fault::WrongZone { zone: Some(wrong), .. } if std::ptr::eq(*wrong, zone));
    context.network().dns_faults().iter().any(|fault| is_this(&fault.fault))
}
