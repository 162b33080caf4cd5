//! What is run, and what is shown.

use crate::run::{Folder, rules, warned};

#[test]
fn rules_can_be_chosen_and_left_out() {
    let folder = Folder::new();
    folder.write("a.json", warned());
    let named = |arguments: &[&str]| {
        let report = folder.check(&[arguments, &["a.json"]].concat());
        rules(&report).contains(&"vnet-docker-bridge-overlap")
    };
    assert!(named(&[]));
    assert!(named(&["--select", "NW001"]));
    assert!(named(&["--select", "vnet-docker-bridge-overlap"]));
    assert!(named(&["--select", "NW"]));
    assert!(named(&["--select", "ALL"]));
    assert!(named(&["--select", "AL", "--extend-select", "NW001"]));
    assert!(named(&["--select", "AL,NW001"]));
    assert!(!named(&["--select", "AL"]));
    assert!(!named(&["--ignore", "NW001"]));
    assert!(!named(&["--ignore", "NW"]));
    assert!(!named(&["--select", "ALL", "--ignore", "vnet-docker-bridge-overlap"]));
}

#[test]
fn the_least_confidence_holds_but_for_rules_chosen_by_name() {
    let folder = Folder::new();
    let by_default = warned().replace(
        "\"resources\"",
        "\"parameters\": { \"p\": { \"type\": \"string\", \"defaultValue\": \"172.17.0.0/16\" } }, \"resources\"",
    );
    let by_default = by_default.replace("[\"172.17.0.0/16\"]", "[\"[parameters('p')]\"]");
    folder.write("a.json", by_default);
    let found = |arguments: &[&str]| {
        rules(&folder.check(&[arguments, &["a.json"]].concat()))
            .contains(&"vnet-docker-bridge-overlap")
    };
    assert!(found(&["--select", "NW"]));
    assert!(found(&["--select", "NW", "--min-confidence", "medium"]));
    assert!(!found(&["--select", "NW", "--min-confidence", "high"]));
    assert!(!found(&["--select", "ALL", "--min-confidence", "high"]));
    assert!(found(&["--select", "NW001", "--min-confidence", "high"]));
}

#[test]
fn statistics_are_a_table_of_rules() {
    let folder = Folder::new();
    folder.write("a.json", warned()).write("b.json", warned());
    let output = folder.run(&["check", "--select", "NW001", "--statistics"]).expect(1);
    let line = output.stdout.lines().find(|line| line.contains("NW001"));
    assert!(line.is_some_and(|line| line.contains('2')), "{}", output.stdout);
    let arguments = ["check", "--select", "NW001", "--statistics", "--format", "json"];
    let rows = folder.run(&arguments).expect(1).json();
    assert_eq!(rows[0]["rule"], "NW001", "{rows}");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new();
    let list = folder.run(&["rules", "--format", "json"]).expect(0).json();
    let rules = list["rules"].as_array().expect("rules");
    for rule in rules {
        for member in [
            "id",
            "name",
            "title",
            "family",
            "category",
            "severity",
            "default",
            "pedantic",
            "languages",
            "resource_types",
            "frameworks",
            "equivalents",
            "aliases",
            "help_uri",
        ] {
            assert!(rule.get(member).is_some(), "{rule}: {member}");
        }
        let name = rule["name"].as_str().expect("a name");
        let by_name = folder.run(&["explain", name]).expect(0).stdout;
        let id = rule["id"].as_str().expect("an id");
        assert_eq!(folder.run(&["explain", id]).expect(0).stdout, by_name);
        assert!(by_name.contains(id) && by_name.contains(name), "{by_name}");
    }
    assert!(folder.run(&["rules"]).expect(0).stdout.lines().count() >= rules.len());
}

#[test]
fn the_version_is_told() {
    let output = Folder::new().run(&["--version"]).expect(0);
    assert_eq!(output.stdout, format!("armlint {}\n", env!("CARGO_PKG_VERSION")));
    let output = Folder::new().run(&["check", "--help"]).expect(0);
    assert!(output.stdout.contains("--fail-on"), "{}", output.stdout);
}

#[test]
fn a_framework_narrows_what_is_selected() {
    let folder = Folder::new();
    folder.write(
        "a.bicep",
        "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'data'\n  location: 'westeurope'\n  kind: 'StorageV2'\n  sku: { name: 'Standard_LRS' }\n  properties: {\n    minimumTlsVersion: 'TLS1_0'\n    networkAcls: { defaultAction: 'Deny' }\n  }\n}\n",
    );
    let found = |arguments: &[&str]| {
        let report = folder.check(&[arguments, &["a.bicep"]].concat());
        rules(&report).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = found(&["--select", "ALL"]);
    let has = |found: &[String], name: &str| found.iter().any(|rule| rule == name);
    assert!(has(&all, "storage-min-tls") && has(&all, "storage-replication"), "{all:?}");
    let benchmark = found(&["--select", "ALL", "--framework", "mcsb"]);
    assert!(has(&benchmark, "storage-min-tls"), "{benchmark:?}");
    assert!(!has(&benchmark, "storage-replication"), "{benchmark:?}");
    let pillar = found(&["--select", "ALL", "--framework", "WAF:reliability"]);
    assert!(!has(&pillar, "storage-min-tls") && has(&pillar, "storage-replication"), "{pillar:?}");
    // It adds nothing to what is selected.
    assert!(!has(&found(&["--framework", "WAF:reliability"]), "storage-replication"));
    let both = found(&["--select", "ALL", "--framework", "WAF:reliability,MCSB"]);
    assert!(has(&both, "storage-min-tls") && has(&both, "storage-replication"), "{both:?}");

    let output = folder.run(&["check", "--framework", "HIPAA", "a.bicep"]).expect(2);
    assert!(output.stderr.contains("no rule is of 'HIPAA'"), "{}", output.stderr);

    let list = folder.run(&["rules", "--framework", "MCSB:DP-3", "--format", "json"]).expect(0);
    for rule in list.json()["rules"].as_array().expect("rules") {
        let tags = rule["frameworks"].as_array().expect("tags");
        assert!(tags.iter().any(|tag| tag == "MCSB:DP-3"), "{rule}");
    }
}
