//! Templates that were changed at random: none brings armlint down or holds it up, and whether a text is JSON at all is what
//! another parser says too.
//!
//! A few hundred by default. `ARMLINT_MUTANTS` gives another number, `ARMLINT_SEED` other mutants, and `ARMLINT_CORPUS` a
//! folder of templates to change beside the examples of the rules and the fixtures.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test says what it expects and what it saw"
)]

#[path = "../formats/schema.rs"]
mod schema;
#[path = "../support/mod.rs"]
mod support;

mod mutate;
mod random;

use armlint::finding::{FileStatus, Report};
use armlint::report::{Format, Options};
use armlint::rule::card::ExampleLanguage;
use armlint::rules::RULES;
use mutate::Language;
use random::Random;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use support::run;

/// The longest that one mutant may take; debug builds are slower by a factor of ten and more.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

/// What takes longer than linting is looked at for one of so many mutants.
const RARELY: u64 = 20;

/// A text to change, and the name that says its language.
struct Seed {
    name: &'static str,
    text: String,
}

fn number(name: &str, or: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(or)
}

fn seeds() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = Vec::new();
    for example in RULES.iter().flat_map(|rule| rule.card.examples) {
        let is_bicep = example.language == ExampleLanguage::Bicep;
        let name = if is_bicep { "main.bicep" } else { "main.json" };
        let text = if is_bicep { example.text.to_owned() } else { with_schema(example.text) };
        seeds.push(Seed { name, text });
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("tests/pairs"), here.join("fixtures")];
    let corpus = std::env::var_os("ARMLINT_CORPUS").map(Into::into);
    for path in
        folders.into_iter().chain(corpus).flat_map(|folder| run::files(&folder, &["json", "bicep"]))
    {
        let name = if path.extension().is_some_and(|end| end == "json") {
            "main.json"
        } else {
            "main.bicep"
        };
        seeds.extend(std::fs::read_to_string(path).ok().map(|text| Seed { name, text }));
    }
    seeds
}

fn with_schema(text: &str) -> String {
    const SCHEMA: &str = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", ";
    if text.contains("$schema") { text.to_owned() } else { text.replacen('{', SCHEMA, 1) }
}

/// Whether another parser reads the text, with the leniencies of Resource Manager.
fn is_json(text: &str) -> bool {
    let options = jsonc_parser::ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed =
        jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options);
    parsed.is_ok_and(|parsed| parsed.value.is_some())
}

/// On a stack as deep as that of the command.
#[test]
fn no_mutant_does_harm() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build();
    pool.expect("a pool").install(lint_mutants);
}

fn lint_mutants() {
    let (seeds, most) = (seeds(), number("ARMLINT_MUTANTS", 400));
    let mut random = Random::new(number("ARMLINT_SEED", 1));
    let (mut slowest, mut invalid, mut wrong) = (Duration::ZERO, 0, Vec::new());
    for number in 0..most {
        let seed = &seeds[random.below(seeds.len())];
        let is_template = Path::new(seed.name).extension().is_some_and(|end| end == "json");
        let language = if is_template { Language::Json } else { Language::Bicep };
        let text = mutate::mutate(&seed.text, language, &mut random);
        if number % 500 == 0 {
            println!("{number} of {most}");
        }
        keep_last(&text);
        let start = Instant::now();
        let report = run::lint(&[(seed.name, &text)]);
        let took = start.elapsed();
        slowest = slowest.max(took);
        let status = report.files.first().map(|file| file.status);
        invalid += u32::from(status == Some(FileStatus::Invalid));
        let complaint = if took > LONGEST {
            Some(format!("took {took:?}"))
        } else if let Some(what) = fault(&report) {
            Some(what)
        } else if number % RARELY == 0
            && let Some(what) = sarif_fault(&report).or_else(|| changes(&report, seed.name, &text))
        {
            Some(what)
        } else if is_template
            && status.is_some_and(|status| (status != FileStatus::Invalid) != is_json(&text))
        {
            Some(format!("is JSON: {}, but: {status:?}", is_json(&text)))
        } else {
            None
        };
        if let Some(complaint) = complaint {
            keep(number, seed.name, &text);
            wrong.push(format!("mutant {number} of {}: {complaint}", seed.name));
        }
    }
    println!("{most} mutants of {} texts, {invalid} unreadable, slowest {slowest:?}", seeds.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a report, whatever the template.
fn fault(report: &Report) -> Option<String> {
    if let Some(finding) =
        report.findings.iter().find(|finding| finding.card.name == "internal-error")
    {
        return Some(finding.message.clone());
    }
    for finding in &report.findings {
        let labels = finding.trace.iter().chain(&finding.related).map(|label| label.place);
        for place in labels.chain([finding.place]) {
            let source = report.sources.get(place.file)?;
            let (start, end) = (place.span.start as usize, place.span.end as usize);
            if source.text.get(start..end).is_none() {
                return Some(format!("{} points at {start}..{end}", finding.card.id));
            }
        }
    }
    for format in Format::ALL {
        let mut out = Vec::new();
        if let Err(error) = armlint::report::write(format, report, &Options::default(), &mut out) {
            return Some(format!("{}: {error}", format.as_str()));
        }
    }
    None
}

/// Where the SARIF of a report is not as its schema says.
fn sarif_fault(report: &Report) -> Option<String> {
    static SCHEMA: LazyLock<serde_json::Value> = LazyLock::new(|| {
        let schema = include_str!("../data/sarif-2.1.0.json");
        serde_json::from_str(schema).expect("the schema is JSON")
    });
    let mut out = Vec::new();
    armlint::report::write(Format::Sarif, report, &Options::default(), &mut out).ok()?;
    let log = serde_json::from_slice(&out).expect("SARIF is JSON");
    schema::faults(&SCHEMA, &log).first().cloned()
}

/// Whether a second run over the same text says anything else.
fn changes(report: &Report, name: &str, text: &str) -> Option<String> {
    let told = |report: &Report| {
        let mut out = Vec::new();
        let written = armlint::report::write(Format::Json, report, &Options::default(), &mut out);
        written.map(|()| out).ok()
    };
    let again = run::lint(&[(name, text)]);
    (told(report) != told(&again)).then(|| "a second run says something else".to_owned())
}

/// Keeps the mutant that is being linted, for the case that it takes the whole process with it.
fn keep_last(text: &str) {
    let _ = std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("last-mutant"), text);
}

/// Keeps a mutant for a closer look.
fn keep(number: u64, name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(folder.join(format!("{number}-{name}")), text);
}
