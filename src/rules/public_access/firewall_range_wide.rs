//! Firewall rules that let many addresses in.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::firewalls;
use crate::graph::subject::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};
use serde_json::Value;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA091",
        name: "firewall-range-wide",
        title: "Firewall rules of a server let many addresses in",
        severity: Severity::Note,
        category: "network-access",
        on: false,
        why: "Each address that is let in may try passwords. A rule for a whole range lets in machines of others too.",
        looks_at: "Ranges of the firewall rules of a SQL, MySQL, PostgreSQL or MariaDB server, or of a Redis cache, that are in the same template: more than 10 public addresses together, or than `[rule.firewall-range-wide]`, `most = 256`. The rules for all of Azure and all of the world have rules of their own.",
        fix: "Name the addresses that need access, or give clients a private endpoint.",
        references: &["https://learn.microsoft.com/azure/azure-sql/database/firewall-configure"],
        equivalents: &[
            "AZR-000135",
            "AZR-000151",
            "AZR-000185",
            "AZR-000300",
            "AZR-000344",
            "Azure.MariaDB.FirewallIPRange",
            "Azure.MySQL.FirewallIPRange",
            "Azure.PostgreSQL.FirewallIPRange",
            "Azure.Redis.FirewallIPRange",
            "Azure.SQL.FirewallIPRange",
        ],
        resource_types: &firewalls::SERVERS,
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Sql/servers",
      "apiVersion": "2025-01-01",
      "name": "example",
      "location": "westeurope",
      "properties": {}
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office",
      "properties": {
        "startIpAddress": "203.0.113.0",
        "endIpAddress": "203.0.113.255" // <- finding
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource first 'Microsoft.Sql/servers@2025-01-01' = {
  name: 'example'
  location: 'westeurope'
  properties: {}
}

resource second 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office'
  properties: {
    startIpAddress: '203.0.113.0'
    endIpAddress: '203.0.113.255' // <- finding
  }
}
",
            ),
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Sql/servers",
      "apiVersion": "2025-01-01",
      "name": "example",
      "location": "westeurope",
      "properties": {}
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office",
      "properties": {
        "startIpAddress": "203.0.113.7",
        "endIpAddress": "203.0.113.7"
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource first 'Microsoft.Sql/servers@2025-01-01' = {
  name: 'example'
  location: 'westeurope'
  properties: {}
}

resource second 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office'
  properties: {
    startIpAddress: '203.0.113.7'
    endIpAddress: '203.0.113.7'
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

/// More addresses than this are many, unless the configuration says otherwise.
const MOST: u64 = 10;

fn check<'w>(context: &Context<'w>, server: &'w Instance<'w>) {
    let most = context.settings.parameter(RULE.card.name, "most").and_then(Value::as_u64);
    let most = most.unwrap_or(MOST);
    let mut ranges: Vec<_> = firewalls::rules_of(context, server)
        .into_iter()
        .filter_map(|rule| Some((rule, firewalls::range(rule)?)))
        .filter(|(_, range)| !range.is_special())
        .collect();
    ranges.sort_by_key(|(_, range)| std::cmp::Reverse(range.size()));
    let total = ranges.iter().map(|(_, range)| range.size()).sum::<u64>();
    let Some((rule, widest)) = ranges.first() else { return };
    if total > most {
        let message = format!(
            "The firewall rules of '{}' let {total} addresses in, more than {most}.",
            display_name(server)
        );
        let confidence = ranges.iter().map(|(_, range)| range.spot.confidence()).min();
        let confidence = confidence.unwrap_or(Confidence::Low);
        context.report(&RULE.card, rule, &widest.spot, confidence, message);
    }
}
