//! Clouds, regions, roles, service tags, subnets: the small tables.

use crate::read::{self, Outcome, Row};
use crate::write::{self, Code, cloud, maybe, slice, text, texts, version};
use std::path::Path;

/// Writes one file for each table.
pub(crate) fn generate(facts: &Path, out: &Path) -> Outcome<()> {
    clouds(facts, out)?;
    service_regions(facts, out)?;
    roles(facts, out)?;
    service_tags(facts, out)?;
    subnets(facts, out)
}

/// The literals of rows with a key each, in the order of look-ups.
fn sorted(rows: Vec<Row>, item: impl Fn(Row) -> Outcome<(String, String)>) -> Outcome<Vec<String>> {
    let mut items = rows.into_iter().map(item).collect::<Outcome<Vec<_>>>()?;
    write::sort(&mut items, |(key, _)| key.clone())?;
    Ok(items.into_iter().map(|(_, code)| code).collect())
}

fn clouds(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "clouds.toml")?;
    let mut code = Code::default();
    code.value("LOGICAL", "&[&str]", &texts(&file.words("logical")?));
    let clouds: Outcome<Vec<_>> = file.rows("cloud")?.into_iter().map(environment).collect();
    code.table("ENVIRONMENTS", "Environment", &clouds?);
    code.save(out, "clouds.rs")?;
    let mut code = Code::default();
    code.table("REGIONS", "Region", &sorted(file.rows("region")?, region)?);
    file.done()?;
    code.save(out, "regions.rs")
}

fn environment(mut row: Row) -> Outcome<String> {
    let id = row.name("id")?;
    let mut suffixes = row.row("suffixes")?;
    let pairs = suffixes.pairs()?;
    suffixes.done()?;
    row.word("source")?;
    let code = format!(
        "Environment{{cloud:{},name:{},resource_manager:{},login:{},suffixes:{}}}",
        cloud(&id)?,
        text(&row.word("name")?.unwrap_or_default()),
        text(&row.word("resource_manager")?.unwrap_or_default()),
        text(&row.word("login")?.unwrap_or_default()),
        slice(pairs.iter().map(|(key, value)| format!("({},{})", text(key), text(value))))
    );
    row.done()?;
    Ok(code)
}

fn region(mut row: Row) -> Outcome<(String, String)> {
    let name = row.name("name")?;
    let code = format!(
        "Region{{name:{},display:{},cloud:{},recommended:{},listed:{},pair:{},zones:{},geo_code:{},other_code:{},disputed:{}}}",
        text(&name),
        text(&row.word("display")?.unwrap_or_default()),
        cloud(&row.word("cloud")?.unwrap_or_default())?,
        row.flag("recommended")?,
        row.choice("listed")?.unwrap_or(true),
        maybe(row.word("pair")?.as_deref()),
        texts(&row.words("zones")?),
        maybe(row.word("geo_code")?.as_deref()),
        maybe(row.word("other_code")?.as_deref()),
        maybe(row.word("disputed")?.as_deref())
    );
    row.done()?;
    Ok((name, code))
}

fn service_regions(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "service-regions.toml")?;
    let services = sorted(file.rows("service")?, |mut row| {
        let name = row.name("type")?;
        let code = format!("({},{})", text(&name), texts(&row.words("regions")?));
        row.done()?;
        Ok((name, code))
    })?;
    file.done()?;
    let mut code = Code::default();
    code.table("SERVICES", "(&str, &[&str])", &services);
    code.save(out, "service_regions.rs")
}

fn roles(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "roles.toml")?;
    let roles = sorted(file.rows("role")?, |mut row| {
        let id = row.name("id")?;
        let name = text(&row.word("name")?.unwrap_or_default());
        let family = text(&row.word("family")?.unwrap_or_default());
        row.done()?;
        let code = format!("Role{{id:{},name:{name},family:{family}}}", text(&id));
        Ok((id, code))
    })?;
    file.done()?;
    let mut code = Code::default();
    code.table("ROLES", "Role", &roles);
    code.save(out, "roles.rs")
}

fn service_tags(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "service-tags.toml")?;
    let seen = texts(&file.words("seen")?);
    let tags = sorted(file.rows("tag")?, |mut row| {
        let name = row.name("name")?;
        let words = [("inbound", "Inbound"), ("outbound", "Outbound"), ("both", "Both")];
        let code = format!(
            "ServiceTag{{name:{},direction:{},regional:{},firewall:{},routes:{},note:{}}}",
            text(&name),
            write::variant("Direction", &row.word("direction")?.unwrap_or_default(), &words)?,
            row.flag("regional")?,
            row.flag("firewall")?,
            row.flag("routes")?,
            maybe(row.word("note")?.as_deref())
        );
        row.done()?;
        Ok((name, code))
    })?;
    let irregular = sorted(file.rows("irregular")?, |mut row| {
        let name = row.name("name")?;
        let code = format!("({},{})", text(&name), text(&row.name("region")?));
        row.done()?;
        Ok((name, code))
    })?;
    file.done()?;
    let mut code = Code::default();
    code.value("SEEN", "&[&str]", &seen);
    code.table("TAGS", "ServiceTag", &tags);
    code.table("IRREGULAR", "(&str, &str)", &irregular);
    code.save(out, "service_tags.rs")
}

fn subnets(facts: &Path, out: &Path) -> Outcome<()> {
    let mut file = read::file(facts, "subnets.toml")?;
    let mut code = Code::default();
    let mut limits = file.row("limits")?;
    let mut fields = Vec::new();
    for key in ["min_ipv4_prefix", "ipv6_prefix", "reserved_addresses"] {
        fields.push(format!("{key}:{}", limits.number(key)?.unwrap_or_default()));
    }
    limits.word("source")?;
    limits.done()?;
    code.value("LIMITS", "Limits", &format!("Limits{{{}}}", fields.join(",")));

    let mut off = file.row("policies_unavailable")?;
    let (nsg, udr) = (texts(&off.words("nsg")?), texts(&off.words("udr")?));
    let clouds =
        off.words("nsg_clouds")?.iter().map(|word| cloud(word)).collect::<Outcome<Vec<_>>>()?;
    off.word("source")?;
    off.done()?;
    code.value("NO_NSG_REGIONS", "&[&str]", &nsg);
    code.value("NO_NSG_CLOUDS", "&[Cloud]", &slice(clouds));
    code.value("NO_ROUTE_REGIONS", "&[&str]", &udr);

    let policies = file.rows("policy")?.into_iter().map(policy).collect::<Outcome<Vec<_>>>()?;
    code.table("POLICIES", "NetworkPolicy", &policies);
    code.table("RESERVED", "ReservedSubnet", &sorted(file.rows("reserved")?, reserved)?);
    code.table("DELEGATIONS", "Delegation", &sorted(file.rows("delegation")?, delegation)?);
    let ranges = file.rows("range")?.into_iter().map(range).collect::<Outcome<Vec<_>>>()?;
    code.table("RANGES", "Range", &ranges);
    file.done()?;
    code.save(out, "subnets.rs")
}

fn policy(mut row: Row) -> Outcome<String> {
    let path = row.name("path")?;
    let (mut values_by_api, mut defaults) = (Vec::new(), Vec::new());
    for mut item in row.rows("values_by_api")? {
        let from = version(&item.name("from")?)?;
        values_by_api.push(format!("({from},{})", texts(&item.words("values")?)));
        item.done()?;
    }
    for mut item in row.rows("defaults")? {
        let from = version(&item.name("from")?)?;
        defaults.push(format!("({from},{})", text(&item.word("value")?.unwrap_or_default())));
        item.done()?;
    }
    let code = format!(
        "NetworkPolicy{{path:{},values:{},values_by_api:{},default:{},defaults:{},source:{},note:{},disputed:{}}}",
        text(&path),
        texts(&row.words("values")?),
        slice(values_by_api),
        text(&row.word("default")?.unwrap_or_default()),
        slice(defaults),
        text(&row.word("source")?.unwrap_or_default()),
        maybe(row.word("note")?.as_deref()),
        maybe(row.word("disputed")?.as_deref())
    );
    row.done()?;
    Ok(code)
}

fn reserved(mut row: Row) -> Outcome<(String, String)> {
    let name = row.name("name")?;
    let code = format!(
        "ReservedSubnet{{name:{},service:{},min_prefix:{},recommended_prefix:{:?},nsg_allowed:{},shared:{:?},owner:{},source:{},note:{},disputed:{}}}",
        text(&name),
        text(&row.word("for")?.unwrap_or_default()),
        row.number("min_prefix")?.unwrap_or_default(),
        row.number("recommended_prefix")?,
        row.flag("nsg_allowed")?,
        row.choice("shared")?,
        text(&row.name("owner")?),
        text(&row.word("source")?.unwrap_or_default()),
        maybe(row.word("note")?.as_deref()),
        maybe(row.word("disputed")?.as_deref())
    );
    row.done()?;
    Ok((name, code))
}

fn delegation(mut row: Row) -> Outcome<(String, String)> {
    let name = row.name("service")?;
    let code = format!(
        "Delegation{{service:{},min_prefix:{},applies_to:{},source:{}}}",
        text(&name),
        row.number("min_prefix")?.unwrap_or_default(),
        text(&row.word("for")?.unwrap_or_default()),
        text(&row.word("source")?.unwrap_or_default())
    );
    row.done()?;
    Ok((name, code))
}

fn range(mut row: Row) -> Outcome<String> {
    let cidr = row.name("cidr")?;
    let code = format!(
        "Range{{cidr:{},forbidden:{},service:{},why:{},source:{}}}",
        text(&cidr),
        row.flag("forbidden")?,
        maybe(row.word("service")?.as_deref()),
        text(&row.word("why")?.unwrap_or_default()),
        text(&row.word("source")?.unwrap_or_default())
    );
    row.done()?;
    Ok(code)
}
