//! Public access flags, api floors.

use crate::read::{self, Outcome, Row};
use crate::write::{self, Code, maybe, maybe_version, slice, text, texts, version, versions};
use std::path::Path;

const ROLES: [(&str, &str); 5] = [
    ("main", "Main"),
    ("default-action", "DefaultAction"),
    ("twin", "Twin"),
    ("outbound", "Outbound"),
    ("other", "Other"),
];

/// Writes `public_access.rs` and `floors.rs`.
pub(crate) fn generate(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "public-access.toml")?;
    let (mut services, mut flags) = (Vec::new(), Vec::new());
    for row in file.rows("service")? {
        services.push(service(row, &mut flags)?);
    }
    write::sort(&mut services, |(name, _)| name.clone())?;
    flags.sort_by_key(|at: &At| at.on.to_ascii_lowercase());
    let mut carriers: Vec<String> =
        flags.iter().filter(|at| at.reported).map(|at| text(&at.on)).collect();
    carriers.dedup_by_key(|name| name.to_ascii_lowercase());
    let names: Vec<&str> = services.iter().map(|(name, _)| name.as_str()).collect();
    let flags: Vec<String> = flags.iter().map(|at| at.code(&names)).collect();
    file.done()?;
    let mut code = Code::default();
    code.table("SERVICES", "Access", &second(services));
    code.table("PLACES", "FlagAt", &flags);
    code.table("REPORTED_TYPES", "&str", &carriers);
    code.save(out, "public_access.rs")?;
    floors(facts, out)
}

/// Where a flag stands: the type that carries it, and its place in the services.
struct At {
    on: String,
    service: String,
    also: bool,
    number: usize,
    reported: bool,
}

impl At {
    fn code(&self, names: &[&str]) -> String {
        let service = names.iter().position(|name| *name == self.service).unwrap_or_default();
        let (on, also, number) = (text(&self.on), self.also, self.number);
        format!("FlagAt{{on:{on},service:{service},also:{also},number:{number}}}")
    }
}

fn second(pairs: Vec<(String, String)>) -> Vec<String> {
    pairs.into_iter().map(|(_, code)| code).collect()
}

fn service(mut row: Row, flags: &mut Vec<At>) -> Outcome<(String, String)> {
    let name = row.name("type")?;
    let unreported = row.word("unreported")?;
    let reported = unreported.is_none();
    let mut lists = [Vec::new(), Vec::new()];
    for (list, key) in lists.iter_mut().zip(["flag", "also"]) {
        for (number, row) in row.rows(key)?.into_iter().enumerate() {
            let (on, code) = flag(row, &name)?;
            list.push(code);
            flags.push(At { on, service: name.clone(), also: key == "also", number, reported });
        }
    }
    let [main, also] = lists;
    let code = format!(
        "Access{{name:{},service:{},only:{},flags:{},also:{},unreported:{},note:{}}}",
        text(&name),
        maybe(row.word("name")?.as_deref()),
        row.flag("only")?,
        slice(main),
        slice(also),
        maybe(unreported.as_deref()),
        maybe(row.word("note")?.as_deref())
    );
    row.done()?;
    Ok((name, code))
}

/// The type that carries the flag, and the literal.
fn flag(mut row: Row, service: &str) -> Outcome<(String, String)> {
    let on = row.word("on")?.unwrap_or_else(|| service.to_owned());
    let path = row.word("path")?.unwrap_or_else(|| "properties.publicNetworkAccess".to_owned());
    let role = row.word("role")?.unwrap_or_else(|| "main".to_owned());
    let private = row.words_or_none("private")?.unwrap_or_else(|| vec!["Disabled".to_owned()]);
    let public = row.words_or_none("public")?.unwrap_or_else(|| vec!["Enabled".to_owned()]);
    let policy = row.choice("absent_is_public_to_policy")?;
    let mut values_by_api = Vec::new();
    for mut values in row.rows("values_by_api")? {
        let from = version(&values.name("from")?)?;
        values_by_api.push(format!("({from},{})", texts(&values.words("values")?)));
        values.done()?;
    }
    let mut fields = vec![
        format!("on:{}", text(&on)),
        format!("path:{}", text(&path)),
        format!("role:{}", write::variant("FlagRole", &role, &ROLES)?),
        format!("boolean:{}", row.flag("bool")?),
        format!("endpoint_closes:{}", row.flag("endpoint_closes")?),
        format!("private:{}", texts(&private)),
        format!("public:{}", texts(&public)),
        format!("perimeter:{}", texts(&row.words("perimeter")?)),
        format!("default:{}", default(&mut row)?),
        format!("absent_is_public_to_policy:{policy:?}"),
        format!("since:{}", maybe_version(row.word("since")?.as_deref())?),
        format!("since_stable:{}", maybe_version(row.word("since_stable")?.as_deref())?),
        format!("missing_in:{}", versions(&row.words("missing_in")?)?),
        format!("read_only_in:{}", versions(&row.words("read_only_in")?)?),
        format!("required:{}", row.flag("required")?),
        format!("closed:{}", row.flag("closed")?),
        format!("values:{}", texts(&row.words("values")?)),
        format!("values_by_api:{}", slice(values_by_api)),
    ];
    for key in ["policies", "ip_rules"] {
        fields.push(format!("{key}:{}", texts(&row.words(key)?)));
    }
    for key in ["when_name", "when_kind", "note", "disputed"] {
        fields.push(format!("{key}:{}", maybe(row.word(key)?.as_deref())));
    }
    row.done()?;
    Ok((on, format!("Flag{{{}}}", fields.join(","))))
}

fn default(row: &mut Row) -> Outcome<String> {
    let (value, basis) = (row.word("default")?, row.word("default_basis")?);
    let source = row.word("default_source")?.unwrap_or_default();
    let Some(value) = value else { return Ok("None".to_owned()) };
    let words = [("documented", "Documented"), ("listed", "Listed")];
    let basis = write::variant("Basis", basis.as_deref().unwrap_or_default(), &words)?;
    Ok(format!("Some(Default{{value:{},basis:{basis},source:{}}})", text(&value), text(&source)))
}

fn floors(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "floors.toml")?;
    let mut floors = Vec::new();
    for mut row in file.rows("floor")? {
        let name = row.name("type")?;
        let path = row.word("path")?.unwrap_or_default();
        let since = version(&row.word("since")?.unwrap_or_default())?;
        let stable = maybe_version(row.word("since_stable")?.as_deref())?;
        let missing = versions(&row.words("missing_in")?)?;
        let note = maybe(row.word("note")?.as_deref());
        row.done()?;
        let code = format!(
            "Floor{{name:{},path:{},since:{since},since_stable:{stable},missing_in:{missing},note:{note}}}",
            text(&name),
            text(&path)
        );
        floors.push((format!("{name} {path}"), code));
    }
    file.done()?;
    write::sort(&mut floors, |(key, _)| key.clone())?;
    let mut code = Code::default();
    code.table("FLOORS", "Floor", &second(floors));
    code.save(out, "floors.rs")
}
