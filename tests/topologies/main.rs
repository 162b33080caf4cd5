//! Generated topologies: a correct one gives nothing, however it is written; a fault gives its one finding.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod bicep;
mod deployments;
mod faults;
mod landing_zones;
mod modules;
mod render;
mod topology;

use armlint::catalogue::clouds::Cloud;
use armlint::finding::{Finding, Report};
use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rule::Rule;
use armlint::rules::RULES;
use faults::FAULTS;
use rayon::prelude::*;
use render::{SPELLINGS, Spelling, render};
use topology::Topology;

/// The rules that a network can break and that are on.
pub(crate) fn network_rules() -> Vec<&'static Rule> {
    let is_ours =
        |rule: &&&'static Rule| ["PL", "NW", "PA"].contains(&rule.card.family()) && rule.card.on;
    RULES.iter().filter(is_ours).copied().collect()
}

pub(crate) fn lint(text: &str, settings: &RuleSettings) -> Report {
    Texts::new([("azuredeploy.json", text)]).lint(&network_rules(), settings)
}

/// What is found in a topology that is written in some way.
fn found(topology: &Topology, spelling: Spelling) -> Vec<Finding> {
    let files = render(topology, spelling);
    let texts = Texts::new(files.iter().map(|(path, text)| (*path, text.as_str())));
    assert!(texts.problems().is_empty(), "{:?} {files:?}", texts.problems());
    let settings = RuleSettings { cloud: topology.cloud, ..RuleSettings::default() };
    texts.lint(&network_rules(), &settings).findings
}

/// Which topology it is, and what was found in it.
fn who(topology: &Topology, spelling: Spelling, findings: &[Finding]) -> String {
    format!(
        "{} {:?} {:?} {:?} {spelling:?}: {:?}",
        topology.target_type,
        topology.group_ids,
        topology.kind,
        topology.cloud,
        told(findings)
    )
}

pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{}: {}", finding.card.name, finding.message)).collect()
}

#[test]
fn correct_topologies_give_nothing() {
    let wrong: Vec<_> = topology::all()
        .par_iter()
        .flat_map_iter(|topology| SPELLINGS.map(|spelling| (topology, spelling)))
        .filter_map(|(topology, spelling)| {
            let findings = found(topology, spelling);
            (!findings.is_empty()).then(|| who(topology, spelling, &findings))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn all_clouds_have_topologies() {
    let count = |cloud| topology::of_cloud(cloud).len();
    assert!(count(Cloud::Public) > 100, "{}", count(Cloud::Public));
    assert!(count(Cloud::UsGov) > 60, "{}", count(Cloud::UsGov));
    assert!(count(Cloud::China) > 45, "{}", count(Cloud::China));
}

#[test]
fn a_fault_gives_its_one_finding() {
    let all = topology::all();
    let wrong: Vec<_> = all
        .par_iter()
        .flat_map_iter(|topology| FAULTS.iter().map(move |fault| (topology, fault)))
        .flat_map_iter(|pair| SPELLINGS.map(|spelling| (pair, spelling)))
        .filter_map(|((topology, fault), spelling)| {
            let mut faulty = topology.clone();
            if !(fault.put)(&mut faulty) {
                return None;
            }
            let findings = found(&faulty, spelling);
            let is_right = findings.len() == 1 && findings[0].card.name == fault.rule;
            (!is_right).then(|| format!("{} in {}", fault.name, who(topology, spelling, &findings)))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn vault() -> Topology {
    let is_vault = |topology: &Topology| topology.target_type == "Microsoft.KeyVault/vaults";
    topology::of_cloud(Cloud::Public).into_iter().find(is_vault).unwrap()
}

/// How many other endpoints a finding names. Calls of modules are related too.
fn endpoints(finding: &Finding) -> usize {
    finding.related.iter().filter(|label| label.message.contains("endpoint '")).count()
}

#[test]
fn one_deleted_zone_is_one_finding_with_the_other_endpoints_related() {
    for spelling in SPELLINGS {
        let correct = Topology { endpoints: 10, targets: 10, ..vault() };
        let findings = found(&correct, spelling);
        assert!(findings.is_empty(), "{spelling:?} {:?}", told(&findings));
        let deleted = Topology { zones: Vec::new(), zone_group: None, ..correct };
        let findings = found(&deleted, spelling);
        assert_eq!(findings.len(), 1, "{spelling:?} {:?}", told(&findings));
        assert_eq!(findings[0].card.name, "private-dns-zone-missing");
        assert_eq!(endpoints(&findings[0]), 9, "{spelling:?} {:?}", findings[0].related);
    }
}

/// Ten endpoints for one vault in one network are nine too many, which is one fault; the zone that is missing is another.
#[test]
fn ten_endpoints_for_one_target_are_one_finding() {
    for spelling in SPELLINGS {
        let many = Topology { endpoints: 10, ..vault() };
        let names = |topology: &Topology| -> Vec<_> {
            let findings = found(topology, spelling);
            findings.iter().map(|finding| (finding.card.name, endpoints(finding))).collect()
        };
        let duplicate = ("private-endpoint-duplicate", 9);
        assert_eq!(names(&many), [duplicate], "{spelling:?}");
        let mut deleted = names(&Topology { zones: Vec::new(), zone_group: None, ..many });
        deleted.sort_unstable();
        assert_eq!(deleted, [("private-dns-zone-missing", 9), duplicate], "{spelling:?}");
    }
}
