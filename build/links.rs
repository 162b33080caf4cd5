//! Private link types, their groups, and the reverse index of zone names.

use crate::read::{self, Outcome, Row};
use crate::write::{self, Code, maybe, slice, text, texts};
use std::collections::BTreeMap;
use std::path::Path;

const CLOUDS: [&str; 3] = ["public", "usgov", "china"];
const ROLES: [(&str, &str); 5] = [
    ("required", "Required"),
    ("alternative", "Alternative"),
    ("optional", "Optional"),
    ("legacy", "Legacy"),
    ("not-separate", "NotSeparate"),
];

/// Zone name in lower case → the name and its users.
type Index = BTreeMap<String, (String, Vec<String>)>;

/// Writes `private_link.rs` and `zones.rs`.
pub(crate) fn generate(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "private-link.toml")?;
    let mut index = Index::new();
    let mut types = Vec::new();
    for row in file.rows("service")? {
        types.push(service(row, &mut index)?);
    }
    write::sort(&mut types, |(name, _)| name.clone())?;
    let types: Vec<String> = types.into_iter().map(|(_, code)| code).collect();
    file.done()?;
    let mut code = Code::default();
    code.table("TYPES", "LinkType", &types);
    code.save(out, "private_link.rs")?;
    zones(facts, out, index)
}

fn service(mut row: Row, index: &mut Index) -> Outcome<(String, String)> {
    let name = row.name("type")?;
    let mut groups = Vec::new();
    for row in row.rows("group")? {
        groups.push(group(row, &name, index)?);
    }
    let mut kinds = Vec::new();
    for mut kind in row.rows("kinds")? {
        kinds.push(format!(
            "KindGroups{{kind:{},groups:{},note:{}}}",
            text(&kind.name("kind")?),
            texts(&kind.words("groups")?),
            maybe(kind.word("note")?.as_deref())
        ));
        kind.done()?;
    }
    let code = format!(
        "LinkType{{name:{},service:{},status:{},sku:{},note:{},groups:{},kinds:{}}}",
        text(&name),
        text(&row.word("name")?.unwrap_or_default()),
        maybe(row.word("status")?.as_deref()),
        maybe(row.word("sku")?.as_deref()),
        maybe(row.word("note")?.as_deref()),
        slice(groups),
        slice(kinds)
    );
    row.done()?;
    Ok((name, code))
}

fn group(mut row: Row, service: &str, index: &mut Index) -> Outcome<String> {
    let described = row.flag("description_only")?;
    let id = if described { String::new() } else { row.name("id")? };
    let mut sources = row.row("zone_sources")?;
    let mut by_cloud = BTreeMap::new();
    for cloud in CLOUDS {
        by_cloud.insert(cloud.to_owned(), sources.words(cloud)?);
    }
    sources.done()?;
    let mut zones = Vec::new();
    for cloud in CLOUDS {
        for name in row.words(cloud)? {
            let zone = Zone { name, cloud: cloud.to_owned(), ..Zone::default() };
            zones.push(zone.code(service, &id, &by_cloud, index)?);
        }
    }
    for row in row.rows("zone")? {
        zones.push(Zone::read(row)?.code(service, &id, &by_cloud, index)?);
    }
    let code = format!(
        "Group{{id:{},described:{described},aliases:{},zones:{},applies_to:{},members:{},note:{},disputed:{},sources:{},policies:{}}}",
        text(&id),
        texts(&row.words("aliases")?),
        slice(zones),
        maybe(row.word("applies_to")?.as_deref()),
        texts(&row.words("members")?),
        maybe(row.word("note")?.as_deref()),
        maybe(row.word("disputed")?.as_deref()),
        texts(&row.words("sources")?),
        texts(&row.words("policies")?)
    );
    row.done()?;
    Ok(code)
}

#[derive(Default)]
struct Zone {
    name: String,
    cloud: String,
    role: Option<String>,
    kind: Option<String>,
    when: Option<String>,
    disputed: Option<String>,
    sources: Vec<String>,
}

impl Zone {
    fn read(mut row: Row) -> Outcome<Self> {
        let zone = Self {
            name: row.name("name")?,
            cloud: row.word("cloud")?.unwrap_or_default(),
            role: row.word("role")?,
            kind: row.word("kind")?,
            when: row.word("when")?,
            disputed: row.word("disputed")?,
            sources: row.words("sources")?,
        };
        row.done()?;
        Ok(zone)
    }

    /// The literal; the zone enters the reverse index.
    fn code(
        self,
        service: &str,
        group: &str,
        sources: &BTreeMap<String, Vec<String>>,
        index: &mut Index,
    ) -> Outcome<String> {
        let cloud = write::cloud(&self.cloud)?;
        let role = write::variant("Role", self.role.as_deref().unwrap_or("required"), &ROLES)?;
        let (kind, disputed) = (maybe(self.kind.as_deref()), maybe(self.disputed.as_deref()));
        let when = maybe(self.when.as_deref());
        let own =
            if self.sources.is_empty() { sources.get(&self.cloud) } else { Some(&self.sources) };
        let own = texts(own.map_or(&[], Vec::as_slice));
        let entry = index.entry(self.name.to_ascii_lowercase());
        entry.or_insert_with(|| (self.name.clone(), Vec::new())).1.push(format!(
            "User{{service:{},group:{},cloud:{cloud},role:{role},kind:{kind},when:{when},disputed:{disputed}}}",
            text(service),
            text(group)
        ));
        Ok(format!(
            "Zone{{name:{},cloud:{cloud},role:{role},kind:{kind},when:{when},disputed:{disputed},sources:{own}}}",
            text(&self.name)
        ))
    }
}

fn zones(facts: &Path, out: &Path, mut index: Index) -> Outcome<()> {
    let mut file = read::file(facts, "zones.toml")?;
    for name in file.words("known")? {
        index.entry(name.to_ascii_lowercase()).or_insert((name, Vec::new()));
    }
    let mut wrong = Vec::new();
    for mut row in file.rows("wrong")? {
        let name = row.name("name")?;
        let (right, note) = (texts(&row.words("right")?), maybe(row.word("note")?.as_deref()));
        row.done()?;
        wrong.push((
            name.clone(),
            format!("Wrong{{name:{},right:{right},note:{note}}}", text(&name)),
        ));
    }
    file.done()?;
    write::sort(&mut wrong, |(name, _)| name.clone())?;
    let wrong: Vec<String> = wrong.into_iter().map(|(_, code)| code).collect();
    let item = |name: &str, users: &[String]| {
        format!("ZoneName{{name:{},users:{}}}", text(name), slice(users.iter().cloned()))
    };
    let (patterns, names): (Vec<_>, Vec<_>) =
        index.values().partition(|(name, _)| name.contains('{'));
    let code_of = |zones: Vec<&(String, Vec<String>)>| -> Vec<String> {
        zones.into_iter().map(|(name, users)| item(name, users)).collect()
    };
    let mut code = Code::default();
    code.table("NAMES", "ZoneName", &code_of(names));
    code.table("PATTERNS", "ZoneName", &code_of(patterns));
    code.table("WRONG", "Wrong", &wrong);
    code.save(out, "zones.rs")
}
