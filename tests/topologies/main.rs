//! Generated topologies: a correct one gives nothing, however it is written; a fault gives its one finding.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod deployments;
mod faults;
mod landing_zones;
mod render;
mod topology;

use armlint::finding::{Finding, Report};
use armlint::lint::texts::Texts;
use armlint::rule::Rule;
use armlint::rule::settings::RuleSettings;
use armlint::rules::RULES;
use faults::FAULTS;
use rayon::prelude::*;
use render::{SPELLINGS, render};

/// The rules that a network can break. The order of deployment and the number of endpoints are left out: these texts say what
/// is there, not when, and may ask for ten endpoints to one service.
pub(crate) fn network_rules() -> Vec<&'static Rule> {
    let is_ours = |rule: &&&'static Rule| {
        ["PL", "NW", "PA"].contains(&rule.card.family())
            && rule.card.on
            && rule.card.name != "private-endpoint-duplicate"
            && rule.card.name != "private-endpoint-deploy-order"
    };
    RULES.iter().filter(is_ours).copied().collect()
}

pub(crate) fn lint(text: &str, settings: &RuleSettings) -> Report {
    Texts::new([("azuredeploy.json", text)]).lint(&network_rules(), settings)
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
            let findings = lint(&render(topology, spelling), &RuleSettings::default()).findings;
            let who = || {
                format!(
                    "{} {:?} {spelling:?}: {:?}",
                    topology.target_type,
                    topology.group_ids,
                    told(&findings)
                )
            };
            (!findings.is_empty()).then(who)
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
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
            let findings = lint(&render(&faulty, spelling), &RuleSettings::default()).findings;
            let is_right = findings.len() == 1 && findings[0].card.name == fault.rule;
            let who = || {
                format!(
                    "{} in {} {:?} {spelling:?}: {:?}",
                    fault.name,
                    topology.target_type,
                    topology.group_ids,
                    told(&findings)
                )
            };
            (!is_right).then(who)
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn one_deleted_zone_is_one_finding_with_the_other_endpoints_related() {
    let vault = topology::all()
        .into_iter()
        .find(|topology| topology.target_type == "Microsoft.KeyVault/vaults")
        .unwrap();
    for spelling in SPELLINGS {
        let correct = topology::Topology { endpoints: 10, ..vault.clone() };
        assert!(
            told(&lint(&render(&correct, spelling), &RuleSettings::default()).findings).is_empty(),
            "{spelling:?}"
        );
        let deleted = topology::Topology { zones: Vec::new(), zone_group: None, ..correct };
        let report = lint(&render(&deleted, spelling), &RuleSettings::default());
        assert_eq!(report.findings.len(), 1, "{spelling:?} {:?}", told(&report.findings));
        let finding = &report.findings[0];
        assert_eq!(finding.card.name, "private-dns-zone-missing");
        assert_eq!(finding.related.len(), 9, "{spelling:?} {:?}", finding.related);
    }
}
