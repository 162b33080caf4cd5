//! Each format is read back by a reader of that format, from a report full of hostile names.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "formats/sample.rs"]
mod sample;

use armlint::finding::Finding;
use armlint::report::{self, Format, Options, Summary, text};
use armlint::source::{FileId, Place, Source, Span};
use sample::{HOSTILE_MESSAGE, HOSTILE_PATH};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

fn written(format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    report::write(format, &sample::report(), options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn json(format: Format, options: &Options) -> Value {
    serde_json::from_str(&written(format, options)).unwrap()
}

fn everything() -> Options {
    Options { show_suppressed: true, sarif_notes: true, exit_code: 1, ..Options::default() }
}

#[test]
fn no_format_lets_an_escape_or_a_command_through() {
    for format in Format::ALL {
        let text = written(format, &everything());
        let hidden = text.chars().find(|c| *c != '\n' && text::is_hidden(*c));
        assert_eq!(hidden, None, "{format:?}");
        for (number, line) in text.lines().enumerate() {
            let own_github = format == Format::Github && line.starts_with("::");
            assert!(
                own_github || !line.trim_start().starts_with("::"),
                "{format:?} {number}: {line}"
            );
            let commands =
                line.to_lowercase().matches("##vso[").count() + line.matches("##[").count();
            let own_azure = usize::from(format == Format::Azure && line.starts_with("##vso[task."));
            assert_eq!(commands, own_azure, "{format:?} {number}: {line}");
        }
    }
}

#[test]
fn every_format_says_the_same_twice() {
    for format in Format::ALL {
        assert_eq!(written(format, &everything()), written(format, &everything()));
    }
}

#[test]
fn summary_counts_what_is_shown_and_templates_alone() {
    let summary = Summary::of(&sample::report());
    let expected =
        Summary { error: 1, warning: 1, note: 1, suppressed: 1, files: 4, partial: 1, invalid: 1 };
    assert_eq!(summary, expected);
}

#[test]
fn full_shows_source_trace_and_help() {
    let text = written(Format::Full, &Options::default());
    for words in [
        "PL003 private-dns-zone-missing (error)",
        "main.bicep:4:16]",
        "value comes from parameter 'groupId'",
        "[infra/m.bicep:2:22]",
        "help: Declare the zone `privatelink.azurewebsites.net`.",
        "note: 3 instances; with infra/main.parameters.json",
        "1 error, 1 warning, 1 note (1 suppressed)",
        "4 templates: 2 seen in full, 1 in part (modules not restored: br:x/y:1\\u{1b}[0m), 1 unreadable",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() < 600), "long lines are cut");
}

#[test]
fn colours_are_an_option() {
    let colour = Options { colour: true, ..Options::default() };
    assert!(written(Format::Full, &colour).contains("\u{1b}["));
    assert!(written(Format::Concise, &colour).contains("\u{1b}[1;31merror[PL003]\u{1b}[0m"));
}

#[test]
fn concise_is_one_line_a_finding() {
    let text = written(Format::Concise, &Options::default());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3 + 2);
    let prefix = format!("{HOSTILE_PATH}:4:16: error[PL003] Name 'a\\n::error::pwned");
    assert!(lines[0].starts_with(&prefix), "{}", lines[0]);
}

#[test]
fn json_is_the_contract() {
    let document = json(Format::Json, &everything());
    assert_eq!((&document["version"], &document["tool"]["name"]), (&1.into(), &"armlint".into()));
    let first = &document["findings"][0];
    assert_eq!(first["path"], HOSTILE_PATH);
    let region =
        serde_json::json!({"startLine": 4, "startColumn": 16, "endLine": 4, "endColumn": 20});
    assert_eq!(first["region"], region);
    assert_eq!(first["resource"]["deployment"][0], "service");
    assert_eq!(first["trace"][1]["region"]["startLine"], 2);
    assert_eq!(first["fingerprint"].as_str().unwrap().len(), 32);
    assert_eq!((&first["instances"], &first["suppressed"]), (&3.into(), &Value::Null));
    assert_eq!(document["findings"][1]["suppressed"]["kind"], "baseline");
    assert_eq!(document["findings"][2]["resource"], Value::Null);
    assert_eq!(document["files"][2]["status"], "invalid");
    assert_eq!(document["summary"]["suppressed"], 1);
    assert_eq!(json(Format::Json, &Options::default())["findings"].as_array().unwrap().len(), 3);
}

#[test]
fn github_commands_read_back() {
    let text = written(Format::Github, &Options::default());
    let (parameters, message) =
        text.lines().next().unwrap().strip_prefix("::error ").unwrap().split_once("::").unwrap();
    let unescape = |value: &str| {
        value
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%0A", "\n")
            .replace("%0D", "\r")
            .replace("%25", "%")
    };
    let parameters: HashMap<&str, String> = parameters
        .split(',')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(k, v)| (k, unescape(v)))
        .collect();
    assert_eq!(parameters["file"], HOSTILE_PATH);
    assert_eq!(
        (&*parameters["line"], &*parameters["col"], &*parameters["endColumn"]),
        ("4", "16", "20")
    );
    assert_eq!(parameters["title"], "PL003 private-dns-zone-missing");
    let message = unescape(message);
    assert!(message.ends_with(&*text::line(HOSTILE_MESSAGE)), "{message}");
    assert!(text.lines().last().unwrap().starts_with("::notice title=armlint::1 error"));
}

#[test]
fn azure_commands_read_back() {
    let text = written(Format::Azure, &Options::default());
    let command = text.lines().next().unwrap().strip_prefix("##vso[task.logissue ").unwrap();
    let (parameters, message) = command.split_once(']').unwrap();
    let unescape =
        |value: &str| value.replace("%3B", ";").replace("%5D", "]").replace("%AZP25", "%");
    let parameters: HashMap<&str, String> = parameters
        .split_terminator(';')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(k, v)| (k, unescape(v)))
        .collect();
    assert_eq!(parameters["sourcepath"], HOSTILE_PATH);
    assert_eq!(
        (&*parameters["type"], &*parameters["code"], &*parameters["linenumber"]),
        ("error", "PL003", "4")
    );
    assert!(unescape(message).contains(&*text::line(HOSTILE_MESSAGE)));
    assert!(text.contains("\n##vso[task.complete result=SucceededWithIssues;]\n"));
    assert!(!written(Format::Azure, &everything()).contains("task.complete"));
}

#[test]
fn gitlab_issues_are_unique_and_inside() {
    let issues = json(Format::Gitlab, &everything());
    let issues = issues.as_array().unwrap();
    let prints: HashSet<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((issues.len(), prints.len()), (4, 4));
    assert_eq!(issues[0]["location"]["path"], HOSTILE_PATH);
    assert_eq!(issues[0]["location"]["lines"]["begin"], 4);
    assert_eq!(issues[3]["location"]["path"], "outside.json");
    assert!(issues.iter().all(|issue| {
        ["info", "minor", "major", "critical", "blocker"]
            .contains(&issue["severity"].as_str().unwrap())
    }));
}

#[test]
fn junit_is_well_formed() {
    let text = written(Format::Junit, &everything());
    let document = roxmltree::Document::parse(&text).unwrap();
    let cases: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(document.root_element().attribute("tests"), Some("4"));
    assert_eq!(cases.len(), 4);
    assert_eq!(cases[0].attribute("classname"), Some(HOSTILE_PATH));
    assert_eq!(cases[0].attribute("name"), Some("org.armlint.PL003"));
    let failures: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("failure")).collect();
    assert_eq!(document.root_element().attribute("failures"), Some("2"));
    assert_eq!(failures.len(), 2);
    assert_eq!(failures[0].attribute("message"), Some(&*text::line(HOSTILE_MESSAGE)));
}

#[test]
fn a_clean_junit_run_has_one_passed_case() {
    let mut out = Vec::new();
    report::write(
        Format::Junit,
        &armlint::finding::Report::default(),
        &Options::default(),
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(document.root_element().attribute("tests"), Some("1"));
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("testcase")).count(), 1);
}

#[test]
fn markdown_cells_hold_no_markup_of_strangers() {
    let picture = Options { picture: Some("graph LR\n```\n<x>".to_owned()), ..everything() };
    let text = written(Format::Markdown, &picture);
    let rows: Vec<&str> =
        text.lines().filter(|line| line.contains("private-dns-zone-missing](")).collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
        assert!(
            !row.contains("<b>") && !row.contains("https://evil") && !row.contains("@user"),
            "{row}"
        );
    }
    assert!(text.contains("\n````mermaid\ngraph LR\n```\n<x>\n````\n"), "{text}");
}

#[test]
fn a_step_summary_keeps_below_a_mebibyte() {
    let mut report = sample::report();
    let finding = report.findings[0].clone();
    report.findings = vec![finding; 5_000];
    let mut out = Vec::new();
    report::markdown::write_step_summary(&report, &Options::default(), 0, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.len() < 1 << 20 && text.len() > 900_000, "{}", text.len());
    assert!(text.contains(" more findings are not shown here"));
    assert!(text.trim_end().ends_with("1 unreadable"));
}

#[test]
fn statistics_count_by_rule() {
    let mut out = Vec::new();
    report::statistics::write(&sample::report(), &Options::default(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.starts_with(
            "     2  PL003  private-dns-zone-missing: A private DNS zone is missing\n"
        ),
        "{text}"
    );
}

#[test]
fn odd_places_and_texts_are_written_too() {
    for text in ["", "\u{feff}{}", "a\r\nb", "a\rb\n\n", "\t\tx", "é\u{1F600}\n\u{1b}", "\n"] {
        let mut report = sample::report();
        let file = report.sources.add(Arc::new(Source::new("x.json", text)));
        let ends = text.len() as u32 + 2;
        let spans =
            (0..=ends).flat_map(|start| (start..=ends).map(move |end| Span::new(start, end)));
        let finding = report.findings[0].clone();
        report.findings = spans.map(|span| moved(&finding, Place { file, span })).collect();
        for format in Format::ALL {
            report::write(format, &report, &everything(), &mut Vec::new()).unwrap();
        }
    }
}

fn moved(finding: &Finding, place: Place) -> Finding {
    let mut finding = Finding { place, ..finding.clone() };
    finding.trace[0].place = place;
    finding.related[0].place.file = FileId(99);
    finding
}
