//! Servers with more firewall rules than anybody knows.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::firewalls;
use crate::graph::subject::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};
use serde_json::Value;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA090",
        name: "firewall-rules-many",
        title: "Server has many firewall rules",
        severity: Severity::Note,
        category: "network-access",
        on: false,
        why: "Each rule is a way in that somebody has to know about. Where there are many, nobody does.",
        looks_at: "Firewall rules of a SQL, MySQL, PostgreSQL or MariaDB server, or of a Redis cache, that are in the same template: more than 10, or than `[rule.firewall-rules-many]`, `most = 20`. Rules that may not be there are not counted.",
        fix: "Remove rules that are not needed, or give clients a private endpoint.",
        references: &["https://learn.microsoft.com/azure/azure-sql/database/firewall-configure"],
        equivalents: &[
            "AZR-000133",
            "AZR-000149",
            "AZR-000183",
            "AZR-000299",
            "AZR-000343",
            "Azure.MariaDB.FirewallRuleCount",
            "Azure.MySQL.FirewallRuleCount",
            "Azure.PostgreSQL.FirewallRuleCount",
            "Azure.Redis.FirewallRuleCount",
            "Azure.SQL.FirewallRuleCount",
        ],
        resource_types: &firewalls::SERVERS,
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Sql/servers", // <- finding
      "apiVersion": "2025-01-01",
      "name": "example",
      "location": "westeurope",
      "properties": {}
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office1",
      "properties": {
        "startIpAddress": "203.0.113.1",
        "endIpAddress": "203.0.113.1"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office2",
      "properties": {
        "startIpAddress": "203.0.113.2",
        "endIpAddress": "203.0.113.2"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office3",
      "properties": {
        "startIpAddress": "203.0.113.3",
        "endIpAddress": "203.0.113.3"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office4",
      "properties": {
        "startIpAddress": "203.0.113.4",
        "endIpAddress": "203.0.113.4"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office5",
      "properties": {
        "startIpAddress": "203.0.113.5",
        "endIpAddress": "203.0.113.5"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office6",
      "properties": {
        "startIpAddress": "203.0.113.6",
        "endIpAddress": "203.0.113.6"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office7",
      "properties": {
        "startIpAddress": "203.0.113.7",
        "endIpAddress": "203.0.113.7"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office8",
      "properties": {
        "startIpAddress": "203.0.113.8",
        "endIpAddress": "203.0.113.8"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office9",
      "properties": {
        "startIpAddress": "203.0.113.9",
        "endIpAddress": "203.0.113.9"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office10",
      "properties": {
        "startIpAddress": "203.0.113.10",
        "endIpAddress": "203.0.113.10"
      }
    },
    {
      "type": "Microsoft.Sql/servers/firewallRules",
      "apiVersion": "2025-01-01",
      "name": "example/office11",
      "properties": {
        "startIpAddress": "203.0.113.11",
        "endIpAddress": "203.0.113.11"
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource first 'Microsoft.Sql/servers@2025-01-01' = { // <- finding
  name: 'example'
  location: 'westeurope'
  properties: {}
}

resource second 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office1'
  properties: {
    startIpAddress: '203.0.113.1'
    endIpAddress: '203.0.113.1'
  }
}

resource third 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office2'
  properties: {
    startIpAddress: '203.0.113.2'
    endIpAddress: '203.0.113.2'
  }
}

resource fourth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office3'
  properties: {
    startIpAddress: '203.0.113.3'
    endIpAddress: '203.0.113.3'
  }
}

resource fifth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office4'
  properties: {
    startIpAddress: '203.0.113.4'
    endIpAddress: '203.0.113.4'
  }
}

resource sixth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office5'
  properties: {
    startIpAddress: '203.0.113.5'
    endIpAddress: '203.0.113.5'
  }
}

resource seventh 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office6'
  properties: {
    startIpAddress: '203.0.113.6'
    endIpAddress: '203.0.113.6'
  }
}

resource eighth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office7'
  properties: {
    startIpAddress: '203.0.113.7'
    endIpAddress: '203.0.113.7'
  }
}

resource ninth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office8'
  properties: {
    startIpAddress: '203.0.113.8'
    endIpAddress: '203.0.113.8'
  }
}

resource tenth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office9'
  properties: {
    startIpAddress: '203.0.113.9'
    endIpAddress: '203.0.113.9'
  }
}

resource eleventh 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office10'
  properties: {
    startIpAddress: '203.0.113.10'
    endIpAddress: '203.0.113.10'
  }
}

resource twelfth 'Microsoft.Sql/servers/firewallRules@2025-01-01' = {
  name: 'example/office11'
  properties: {
    startIpAddress: '203.0.113.11'
    endIpAddress: '203.0.113.11'
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

/// More rules than this are many, unless the configuration says otherwise.
const MOST: u64 = 10;

fn check<'w>(context: &Context<'w>, server: &'w Instance<'w>) {
    let most = context.settings.parameter(RULE.card.name, "most").and_then(Value::as_u64);
    let most = most.unwrap_or(MOST);
    let rules = firewalls::rules_of(context, server);
    if rules.len() as u64 > most {
        let message = format!(
            "'{}' has {} firewall rules, more than {most}.",
            display_name(server),
            rules.len()
        );
        context.report(&RULE.card, server, &server.spot(), Confidence::High, message);
    }
}
