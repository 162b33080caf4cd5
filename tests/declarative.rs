//! The engine of declarative rules: what each test, each kind of absence and each relation says, and what it keeps silent about.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rule::declarative::file;

/// The findings of a rule over Bicep: line, confidence, message.
fn findings(check: &str, bicep: &str) -> Vec<String> {
    findings_in(check, "main.bicep", bicep)
}

fn findings_in(check: &str, name: &str, text: &str) -> Vec<String> {
    let rule = format!(
        "id = \"ACME001\"\nname = \"some-rule\"\ntitle = \"T\"\nseverity = \"warning\"\n[check]\n{check}"
    );
    let rule = file::read(&rule).unwrap_or_else(|problem| panic!("{}", problem.shown("x", &rule)));
    let texts = Texts::new([(name, text)]);
    assert_eq!(texts.problems(), [""; 0]);
    let report = texts.lint(&[rule], &RuleSettings::default());
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|f| format!("{} {} {}", texts.line(f), f.confidence.as_str(), f.message))
        .collect();
    found.sort();
    found
}

fn problem(check: &str) -> String {
    let rule = format!(
        "id = \"ACME001\"\nname = \"some-rule\"\ntitle = \"T\"\nseverity = \"warning\"\n[check]\n{check}"
    );
    match file::read(&rule) {
        Ok(_) => "none".to_owned(),
        Err(problem) => problem.shown("x.toml", &rule),
    }
}

const ACCOUNT: &str = "Microsoft.Storage/storageAccounts";

fn account(properties: &str) -> String {
    format!(
        "param p string\nparam d string = 'TLS1_0'\nparam b bool\nresource a '{ACCOUNT}@2023-01-01' = {{\n  name: 'data'\n  properties: {{\n    {properties}\n  }}\n}}\n"
    )
}

fn expect(condition: &str) -> String {
    format!(
        "types = [\"{ACCOUNT}\"]\nexpect = {condition}\nmessage = \"'{{value}}' is wrong.\"\nmessage-absent = \"It is missing.\"\n"
    )
}

#[test]
fn confidence_follows_from_what_is_known() {
    let rule = expect(
        "{ path = \"properties.minimumTlsVersion\", none-of = [\"TLS1_0\"], absent = \"fails\" }",
    );
    let of = |value: &str| findings(&rule, &account(value));
    assert_eq!(of("minimumTlsVersion: 'tls1_0'"), ["7 high 'tls1_0' is wrong."]);
    assert_eq!(of("minimumTlsVersion: d"), ["7 medium 'TLS1_0' is wrong."]);
    assert_eq!(
        of("minimumTlsVersion: b ? 'TLS1_0' : 'TLS1_2'"),
        ["7 low 'TLS1_0' or 'TLS1_2' is wrong."]
    );
    assert_eq!(of("minimumTlsVersion: p"), [""; 0]);
    assert_eq!(of("minimumTlsVersion: null"), ["7 high It is missing."]);
    assert_eq!(of("other: 1"), ["6 high It is missing."]);
}

#[test]
fn what_a_default_chose_holds_by_that_default() {
    let rule = expect(
        "{ path = \"properties.minimumTlsVersion\", none-of = [\"TLS1_0\"], absent = \"silent\" }",
    );
    let of = |value: &str| {
        let more = "param e string = 'dev'\nparam i int = 0\nparam n string?\nparam o object = {}\nvar m = { dev: 'TLS1_0' }\nvar l = [{ e: 'dev', tls: 'TLS1_0' }]\n";
        findings(&rule, &format!("{}{more}", account(&format!("minimumTlsVersion: {value}"))))
    };
    for by_default in [
        "m[e]",
        "m[?e]",
        "l[i].tls",
        "l[?i].?tls",
        "n ?? 'TLS1_0'",
        "o.?tls ?? 'TLS1_0'",
        "filter(l, x => x.e == e)[0].tls",
        "e == 'dev' ? 'TLS1_0' : 'TLS1_2'",
    ] {
        assert_eq!(of(by_default), ["7 medium 'TLS1_0' is wrong."], "{by_default}");
    }
    for certain in ["m.dev", "m['dev']", "l[0].tls", "null ?? 'TLS1_0'"] {
        assert_eq!(of(certain), ["7 high 'TLS1_0' is wrong."], "{certain}");
    }
}

#[test]
fn a_variable_whose_name_a_default_gives_holds_by_that_default() {
    let rule = expect(
        "{ path = \"properties.minimumTlsVersion\", none-of = [\"TLS1_0\"], absent = \"silent\" }",
    );
    let of = |value: &str| {
        let template = format!(
            r#"{{"parameters": {{"e": {{"type": "string", "defaultValue": "dev"}}}}, "variables": {{"tls-dev": "TLS1_0"}}, "resources": [
{{"type": "{ACCOUNT}", "apiVersion": "2023-01-01", "name": "data", "properties": {{"minimumTlsVersion": "{value}"}}}}]}}"#
        );
        findings_in(&rule, "main.json", &template)
    };
    assert_eq!(of("[variables(concat('tls-', parameters('e')))]"), ["2 medium 'TLS1_0' is wrong."]);
    assert_eq!(of("[variables('tls-dev')]"), ["2 high 'TLS1_0' is wrong."]);
}

#[test]
fn a_version_without_the_property_makes_its_absence_silent() {
    let rule = |more: &str| {
        expect(&format!(
            "{{ path = \"properties.minimumTlsVersion\", equals = \"TLS1_2\", absent = \"fails\"{more} }}"
        ))
    };
    let old = account("a: 1").replace("2023-01-01", "2018-07-01");
    assert_eq!(findings(&rule(""), &old), [""; 0]);
    assert_eq!(findings(&rule(", too-old = \"counts\""), &old).len(), 1);
    assert_eq!(findings(&rule(", since = \"2017-01-01\""), &old).len(), 1);
}

#[test]
fn such_a_version_makes_absence_silent_whatever_is_expected() {
    let old = account("a: 1").replace("2023-01-01", "2018-07-01");
    let leaf = |test: &str| format!("{{ path = \"properties.minimumTlsVersion\", {test} }}");
    let exists = leaf("exists = true");
    for condition in [
        exists.clone(),
        leaf("count = { at-least = 1 }"),
        leaf("some = { equals = 1 }"),
        format!("{{ not = {} }}", leaf("exists = false")),
        format!("{{ any = [{exists}, {{ path = \"kind\", equals = \"x\" }}] }}"),
    ] {
        let rule = expect(&condition);
        assert_eq!(findings(&rule, &account("a: 1")).len(), 1, "{condition}");
        assert_eq!(findings(&rule, &old), [""; 0], "{condition}");
        assert_eq!(findings(&rule, &old.replace("a: 1", "minimumTlsVersion: null")), [""; 0]);
    }
    assert_eq!(findings(&expect(&leaf("exists = true, too-old = \"counts\"")), &old).len(), 1);
    let odd = |since: &str| {
        expect(&format!("{{ path = \"properties.odd\", exists = true, since = \"{since}\" }}"))
    };
    assert_eq!(findings(&odd("2019-01-01"), &old), [""; 0]);
    assert_eq!(findings(&odd("2018-01-01"), &old).len(), 1);
}

#[test]
fn what_a_version_does_not_have_is_not_used() {
    let old = account("x: 2").replace("2023-01-01", "2018-07-01");
    let rule = |test: &str| {
        let when = format!("when = [{{ path = \"properties.minimumTlsVersion\", {test} }}]\n");
        when + &expect("{ path = \"properties.x\", equals = 1, absent = \"fails\" }")
    };
    assert_eq!(findings(&rule("exists = false"), &old).len(), 1);
    assert_eq!(findings(&rule("not-equals = \"TLS1_0\""), &old).len(), 1);
    assert_eq!(findings(&rule("exists = true"), &old), [""; 0]);
    assert_eq!(findings(&rule("equals = \"TLS1_0\", default = \"TLS1_0\""), &old), [""; 0]);
}

#[test]
fn elements_have_what_the_version_of_their_resource_has() {
    let network = |version: &str| {
        format!(
            "resource v 'Microsoft.Network/virtualNetworks@{version}' = {{\n  name: 'v'\n  properties: {{ subnets: [\n    {{ name: 'b', properties: {{}} }}\n  ] }}\n}}\n"
        )
    };
    let type_ = "type = \"Microsoft.Network/virtualNetworks\"";
    let gateway = "path = \"properties.natGateway.id\"";
    let end = "message = \"No.\"\n";
    for rule in [
        format!(
            "targets = [{{ {type_}, each = \"properties.subnets[*]\" }}]\nexpect = {{ {gateway}, exists = true }}\n{end}"
        ),
        format!(
            "targets = [{{ {type_}, each = \"properties.subnets[*]\" }}]\nexpect = {{ {gateway}, equals = 1, absent = \"fails\" }}\n{end}"
        ),
        format!(
            "targets = [{{ {type_} }}]\nexpect = {{ path = \"properties.subnets\", each = {{ {gateway}, exists = true }} }}\n{end}"
        ),
        format!(
            "targets = [{{ {type_} }}]\nexpect = {{ path = \"properties.subnets[0].properties.natGateway.id\", exists = true }}\n{end}"
        ),
    ] {
        assert_eq!(findings(&rule, &network("2023-11-01")).len(), 1, "{rule}");
        assert_eq!(findings(&rule, &network("2018-08-01")), [""; 0], "{rule}");
    }
}

#[test]
fn an_unknown_version_may_lack_what_not_every_version_has() {
    let json = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"parameters\": { \"api\": { \"type\": \"string\" } }, \"resources\": [ { \"type\": \"Microsoft.Storage/storageAccounts\", \"apiVersion\": \"[parameters('api')]\", \"name\": \"data\", \"properties\": {} } ] }";
    let of = |path: &str| {
        let rule = expect(&format!("{{ path = \"{path}\", exists = true }}"));
        findings_in(&rule, "main.json", json).len()
    };
    assert_eq!((of("properties.minimumTlsVersion"), of("properties.x")), (0, 1));
    let none = json.replace("\"apiVersion\": \"[parameters('api')]\",", "");
    let rule = expect("{ path = \"properties.minimumTlsVersion\", exists = true }");
    assert_eq!(findings_in(&rule, "main.json", &none).len(), 1);
}

#[test]
fn defaults_depend_on_the_version() {
    let rule = expect(
        "{ path = \"properties.allow\", equals = false, defaults = [{ value = true }, { since = \"2023-01-01\", value = false }] }",
    );
    assert_eq!(findings(&rule, &account("a: 1")), [""; 0]);
    assert_eq!(findings(&rule, &account("a: 1").replace("2023-01-01", "2022-09-01")).len(), 1);
}

#[test]
fn tests_of_values() {
    let of = |condition: &str, value: &str| findings(&expect(condition), &account(value)).len();
    let absent = "absent = \"silent\"";
    for (condition, good, bad) in [
        ("equals = true", "x: true", "x: false"),
        ("equals = 3", "x: '3'", "x: 4"),
        ("matches = \"^[a-z]+$\"", "x: 'abc'", "x: 'a1'"),
        ("at-least = 7", "x: 7", "x: 6"),
        ("at-least = \"1.9\"", "x: '1.10.3'", "x: '1.8'"),
        ("at-least = \"P7D\"", "x: 'P1M'", "x: 'PT24H'"),
        ("within = [\"10.0.0.0/8\"]", "x: '10.1.0.0/16'", "x: '0.0.0.0/0'"),
        ("not-overlaps = [\"172.17.0.0/16\"]", "x: '10.0.0.0/8'", "x: '172.17.4.4'"),
        ("contains = \"Deny\"", "x: ['deny']", "x: ['allow']"),
        ("count = { at-most = 1 }", "x: [1]", "x: [1, 2]"),
        ("some = { path = \"n\", equals = 1 }", "x: [{ n: 1 }, { n: 2 }]", "x: [{ n: 2 }]"),
        ("each = { path = \"n\", equals = 1 }", "x: [{ n: 1 }]", "x: [{ n: 1 }, { n: 2 }]"),
    ] {
        let condition = format!("{{ path = \"properties.x\", {condition}, {absent} }}");
        assert_eq!((of(&condition, good), of(&condition, bad)), (0, 1), "{condition}");
        assert_eq!(of(&condition, "x: p"), 0, "{condition}");
    }
    let open = "{ path = \"properties.x\", contains = \"Deny\", absent = \"silent\" }";
    assert_eq!(of(open, "x: ['allow', p]"), 0);
}

#[test]
fn filters_are_silent_where_they_meet_the_unknown() {
    let rule = expect(
        "{ path = \"$.properties.rules[?@.access == 'Allow'].port\", not-equals = 22, absent = \"silent\" }",
    );
    let of = |value: &str| findings(&rule, &account(value));
    assert_eq!(of("rules: [{ access: 'Allow', port: 22 }]"), ["7 high '22' is wrong."]);
    assert_eq!(of("rules: [{ access: 'Deny', port: 22 }]"), [""; 0]);
    assert_eq!(of("rules: [{ access: p, port: 22 }]"), [""; 0]);
}

const SITE: &str = "types = [\"Microsoft.Web/sites\"]\nexpect = { path = \"properties.siteConfig.ftpsState\", not-equals = \"AllAllowed\", absent = \"silent\", also = [{ type = \"Microsoft.Web/sites/config\", name = \"web\", path = \"properties.ftpsState\" }] }\nmessage = \"'{name}' says '{value}'.\"\n";

#[test]
fn a_child_that_sets_the_property_counts() {
    let site = |state: &str| {
        format!(
            "resource s 'Microsoft.Web/sites@2023-01-01' = {{\n  name: 's'\n  properties: {{ siteConfig: {{ ftpsState: '{state}' }} }}\n}}\n"
        )
    };
    let config = |name: &str, state: &str| {
        format!(
            "resource c 'Microsoft.Web/sites/config@2023-01-01' = {{\n  parent: s\n  name: '{name}'\n  properties: {{ ftpsState: '{state}' }}\n}}\n"
        )
    };
    assert_eq!(findings(SITE, &site("AllAllowed")), ["3 high 's' says 'AllAllowed'."]);
    assert_eq!(findings(SITE, &(site("AllAllowed") + &config("web", "Disabled"))), [""; 0]);
    assert_eq!(findings(SITE, &(site("AllAllowed") + &config("logs", "Disabled"))).len(), 1);
    let both = site("Disabled") + &config("web", "AllAllowed");
    assert_eq!(findings(SITE, &both), ["8 high 's/web' says 'AllAllowed'."]);
    let outside = "resource s 'Microsoft.Web/sites@2023-01-01' existing = {\n  name: 's'\n}\n";
    let orphan = outside.to_owned() + &config("web", "AllAllowed");
    assert_eq!(findings(SITE, &orphan), ["7 high 's/web' says 'AllAllowed'."]);
}

#[test]
fn elements_and_children_of_a_network_are_looked_at_alike() {
    let rule = "targets = [{ type = \"Microsoft.Network/virtualNetworks\", each = \"properties.subnets[*]\" }, { type = \"Microsoft.Network/virtualNetworks/subnets\" }]\nwhen = [{ path = \"name\", none-of = [\"GatewaySubnet\"] }]\nexpect = { path = \"properties.networkSecurityGroup\", exists = true }\nmessage = \"'{item}' has no group.\"\n";
    let bicep = "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  properties: { subnets: [\n    { name: 'GatewaySubnet', properties: {} }\n    {\n      name: 'b'\n      properties: {}\n    }\n  ] }\n  resource c 'subnets' = {\n    name: 'c'\n    properties: { networkSecurityGroup: { id: 'x' } }\n  }\n}\n";
    assert_eq!(findings(rule, bicep), ["7 high 'b' has no group."]);
}

#[test]
fn relations() {
    let related = |related: &str| {
        format!(
            "types = [\"Microsoft.Sql/servers/databases\"]\nexpect = {{ related = {{ {related} }} }}\nmessage = \"No.\"\n"
        )
    };
    let server = "resource s 'Microsoft.Sql/servers@2021-11-01' = {\n  name: 's'\n  properties: { version: '11.0' }\n}\n";
    let database = "resource d 'Microsoft.Sql/servers/databases@2021-11-01' = {\n  parent: s\n  name: 'd'\n}\n";
    let whole = server.to_owned() + database;
    let parent = related(
        "how = \"parent\", types = [\"Microsoft.Sql/servers\"], some = { path = \"properties.version\", equals = \"12.0\" }",
    );
    assert_eq!(findings(&parent, &whole).len(), 1);
    let child = related(
        "how = \"child\", types = [\"Microsoft.Insights/diagnosticSettings\"], exists = true",
    );
    assert_eq!(findings(&child, &whole), ["5 medium No."]);
    let setting = "resource x 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {\n  scope: d\n  name: 'x'\n}\n";
    assert_eq!(findings(&child, &(whole.clone() + setting)), [""; 0]);
    let beside = related("how = \"beside\", types = [\"Microsoft.Sql/servers\"], exists = true");
    assert_eq!(findings(&beside, &whole), [""; 0]);
    let outside = "resource s 'Microsoft.Sql/servers@2021-11-01' existing = {\n  name: 's'\n}\n";
    assert_eq!(findings(&parent, &(outside.to_owned() + database)), [""; 0]);
}

#[test]
fn globs_of_types_are_for_users() {
    let rule = "types = [\"Microsoft.Storage/*\"]\nexpect = { path = \"tags.owner\", exists = true }\nmessage = \"'{type}' has no owner.\"\n";
    assert_eq!(
        findings(rule, &account("a: 1")),
        ["4 high 'Microsoft.Storage/storageAccounts' has no owner."]
    );
}

#[test]
fn mistakes_in_rule_files_are_shown_with_their_place() {
    let type_ = "types = [\"Microsoft.Storage/storageAccounts\"]\nmessage = \"No.\"\n";
    let of = |condition: &str| problem(&format!("{type_}expect = {condition}\n"));
    assert!(of("{ path = \"a\", equals = 1 }").contains("must say what absence means"));
    assert!(
        of("{ path = \"a\", matches = \"(\", absent = \"silent\" }").contains("unclosed group")
    );
    assert!(
        of("{ path = \"a\", matches = \"(a{9999}){9999}\", absent = \"silent\" }")
            .contains("size limit")
    );
    assert!(
        of("{ path = \"$[?@[?@>1]]\", equals = 1, absent = \"silent\" }").contains("not supported")
    );
    let shown = of("{ path = \"a\", eqals = 1, absent = \"silent\" }");
    assert!(shown.starts_with("x.toml:8:"), "{shown}");
    assert!(shown.contains("unknown field `eqals`") && shown.contains('^'), "{shown}");
    assert!(
        problem("types = [\"a/b\"]\nexpect = { exists = true }\nmessage = \"{nothing}.\"\n")
            .contains("is not one of")
    );
}

#[test]
fn versions_in_a_gap_and_before_the_type_make_absence_silent() {
    let key = |path: &str, version: &str| {
        let rule = format!(
            "types = [\"Microsoft.KeyVault/vaults/keys\"]\nexpect = {{ path = \"{path}\", exists = true }}\nmessage = \"'{{name}}' lacks it.\""
        );
        let bicep = format!(
            "resource k 'Microsoft.KeyVault/vaults/keys@{version}' = {{\n  name: 'a/b'\n  properties: {{}}\n}}\n"
        );
        findings(&rule, &bicep).len()
    };
    // A whole of which a part is known, and a path that nothing is known of.
    for (version, of_facts, without) in [
        ("2016-10-01", 0, 0),
        ("2019-09-01", 0, 1),
        ("2021-04-01-preview", 1, 1),
        ("2021-10-01", 0, 1),
        ("2022-07-01", 1, 1),
    ] {
        assert_eq!(
            key("properties.rotationPolicy.lifetimeActions", version),
            of_facts,
            "{version}"
        );
        assert_eq!(key("properties.odd", version), without, "{version}");
    }
}

#[test]
fn prefixes_that_stand_for_anybody() {
    let rule = expect("{ not = { path = \"properties.x\", internet = true } }");
    let of = |value: &str| findings(&rule, &account(value)).len();
    for prefix in ["*", "Any", "any", "Internet", "INTERNET", "0.0.0.0/0", "::/0", " internet "] {
        assert_eq!(of(&format!("x: '{prefix}'")), 1, "{prefix}");
    }
    for prefix in ["VirtualNetwork", "AzureCloud", "10.0.0.0/8", "0.0.0.0", "Internets"] {
        assert_eq!(of(&format!("x: '{prefix}'")), 0, "{prefix}");
    }
    assert_eq!(of("y: 1"), 0);
}
