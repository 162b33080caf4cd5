//! Declarative rules, `rules/<service>/<name>.toml`: their cards become static, their checks embedded MessagePack.

use crate::read::{Outcome, Row};
use crate::registry::sorted;
use crate::write::{maybe, slice, text, texts, variant};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

const SEVERITIES: [(&str, &str); 3] =
    [("error", "Error"), ("warning", "Warning"), ("note", "Note")];
const CONFIDENCES: [(&str, &str); 3] = [("high", "High"), ("medium", "Medium"), ("low", "Low")];
const LANGUAGES: [(&str, &str); 3] = [("both", "Both"), ("arm", "Arm"), ("bicep", "Bicep")];

/// The literals of all rules in rule files.
pub(crate) fn rules(root: &Path) -> Outcome<Vec<String>> {
    let mut rules = Vec::new();
    for service in sorted(&root.join("rules"))? {
        if !service.is_dir() || service.ends_with("catalogue") {
            continue;
        }
        for file in sorted(&service)? {
            if file.extension().is_some_and(|end| end == "toml") {
                rules.push(rule(&file)?);
            }
        }
    }
    Ok(rules)
}

fn rule(path: &Path) -> Outcome<String> {
    let place = path.display().to_string();
    let read = fs::read_to_string(path).map_err(|e| format!("{place}: {e}"))?;
    let mut table: Table = read.parse().map_err(|e| format!("{place}: {e}"))?;
    let Some(Value::Table(check)) = table.remove("check") else {
        return Err(format!("{place}: no table 'check'"));
    };
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut row = Row::new(place.clone(), table);
    let mut must = |key| row.word(key)?.ok_or_else(|| format!("{place}: no {key}"));
    let name = must("name")?;
    if name != stem {
        return Err(format!("{place}: the rule is called '{name}'"));
    }
    let severity = variant("Severity", &must("severity")?, &SEVERITIES)?;
    must("source")?;
    let mut fields = vec![format!("name:{}", text(&name)), format!("severity:{severity}")];
    for (key, field) in [
        ("id", "id"),
        ("title", "title"),
        ("category", "category"),
        ("why", "why"),
        ("looks-at", "looks_at"),
        ("fix", "fix"),
    ] {
        fields.push(format!("{field}:{}", text(must(key)?.trim())));
    }
    for key in ["references", "frameworks", "equivalents", "aliases"] {
        fields.push(format!("{key}:{}", texts(&row.words(key)?)));
    }
    let confidence = row.word("confidence")?.unwrap_or_else(|| "high".to_owned());
    fields.push(format!("confidence:{}", variant("Confidence", &confidence, &CONFIDENCES)?));
    let languages = row.word("languages")?.unwrap_or_else(|| "both".to_owned());
    fields.push(format!("languages:{}", variant("Languages", &languages, &LANGUAGES)?));
    let on = match row.word("default")?.as_deref() {
        None | Some("on") => true,
        Some("off") => false,
        Some(_) => return Err(format!("{place}: default is on or off")),
    };
    let pedantic = row.flag("pedantic")?;
    fields.push(format!("on:{},pedantic:{pedantic}", on && !pedantic));
    let security = row.word("security-severity")?;
    fields.push(format!("security_severity:{}", maybe(security.as_deref())));
    fields.push("custom:false".to_owned());
    let shadowed = texts(&row.words("shadowed-by")?);
    let mut examples = Vec::new();
    for example in row.rows("example")? {
        examples.push(self::example(example)?);
    }
    fields.push(format!("examples:{}", slice(examples)));
    row.done()?;
    let types = texts(&types(&check));
    fields.push(format!("resource_types:{types}"));
    let check = rmp_serde::to_vec(&check).map_err(|e| format!("{place}: {e}"))?;
    Ok(format!(
        "Rule{{card:Card{{{}}},check:Check::Declarative(Declarative::new({types},b\"{}\")),shadowed_by:{shadowed}}}",
        fields.join(","),
        check.escape_ascii()
    ))
}

fn example(mut row: Row) -> Outcome<String> {
    let (arm, bicep) = (row.word("arm")?, row.word("bicep")?);
    row.done()?;
    match (arm, bicep) {
        (Some(arm), None) => Ok(format!("Example::arm({})", text(&arm))),
        (None, Some(bicep)) => Ok(format!("Example::bicep({})", text(&bicep))),
        _ => Err("an example is either arm or bicep".to_owned()),
    }
}

/// The types of a check, then those of children that set a property of their parent.
fn types(check: &Table) -> Vec<String> {
    let list = |key: &str| check.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let of = |target: &Value| target.get("type").and_then(Value::as_str).map(str::to_owned);
    let mut types: Vec<String> =
        list("types").iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    types.extend(list("targets").iter().filter_map(of));
    let mut also = Vec::new();
    if let Some(expect) = check.get("expect") {
        collect_also(expect, &mut also);
    }
    also.sort();
    also.dedup();
    also.retain(|name| !types.iter().any(|known| known.eq_ignore_ascii_case(name)));
    types.extend(also);
    types
}

fn collect_also(condition: &Value, found: &mut Vec<String>) {
    for key in ["all", "any"] {
        for part in condition.get(key).and_then(Value::as_array).into_iter().flatten() {
            collect_also(part, found);
        }
    }
    if let Some(part) = condition.get("not") {
        collect_also(part, found);
    }
    for also in condition.get("also").and_then(Value::as_array).into_iter().flatten() {
        found.extend(also.get("type").and_then(Value::as_str).map(str::to_owned));
    }
}
