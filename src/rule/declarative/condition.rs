//! The conditions of rule files, as they are written and as they are asked.

use super::literal::{Bound, Literal};
use super::path::Path;
use super::pattern::Pattern;
use crate::catalogue::api_versions::ApiVersion;
use ipnet::IpNet;
use serde::Deserialize;

/// Something that holds, fails, or cannot be told.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawCondition")]
pub(crate) enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// What stands at a path.
    Leaf(Box<Leaf>),
    /// Other resources.
    Related(Box<Related>),
}

/// What stands at a path is as wanted.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// The path; empty for the element itself.
    pub(crate) path: Path,
    /// All of these must hold for what stands there.
    pub(crate) tests: Vec<Test>,
    /// What absence means.
    pub(crate) absent: Absent,
    /// Whether absence counts also where the api version does not have the property.
    pub(crate) too_old_counts: bool,
    /// The first api version with the property, where the facts do not know it.
    pub(crate) since: Option<Version>,
    /// Child resources that set the same property.
    pub(crate) also: Vec<Also>,
}

/// A child resource that sets the same property.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Also {
    /// Its full type.
    #[serde(rename = "type")]
    pub(crate) resource_type: String,
    /// The last segment of its name, where only one counts.
    pub(crate) name: Option<String>,
    /// The path there.
    pub(crate) path: Path,
}

/// A test of one value.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// Equal to one of these, or to none of them.
    OneOf { values: Vec<Literal>, negated: bool },
    /// Matches, or does not.
    Matches { pattern: Box<Pattern>, negated: bool },
    /// In order.
    Order { bound: Bound, by: By },
    /// An address or range wholly inside of one of these.
    Within(Vec<Range>),
    /// An address or range that shares an address with one of these.
    Overlaps { ranges: Vec<Range>, negated: bool },
    /// A list with this element, or text with this part.
    Contains { value: Literal, negated: bool },
    /// The number of elements that are as wanted.
    Count(Count),
    /// Every element is so.
    Each(Box<Condition>),
    /// One element is so.
    Some(Box<Condition>),
    /// Something stands there, or nothing does.
    Exists(bool),
    /// An address prefix or a tag that stands for everybody on the Internet.
    Internet(bool),
}

/// How a value stands to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Not below.
    AtLeast,
    /// Not above.
    AtMost,
    /// Above.
    Above,
    /// Below.
    Below,
}

/// The number of elements of a list, of members of an object, of characters of a text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Count {
    /// The elements that are counted; all without it.
    #[serde(rename = "where")]
    pub(crate) filter: Option<Box<Condition>>,
    /// Not fewer.
    pub(crate) at_least: Option<u32>,
    /// Not more.
    pub(crate) at_most: Option<u32>,
}

/// What it means that certainly nothing stands at a path.
#[derive(Debug, Clone)]
pub(crate) enum Absent {
    /// As for a value that is equal to nothing.
    Natural,
    /// The condition fails.
    Fails,
    /// The condition holds.
    Passes,
    /// It cannot be told.
    Silent,
    /// The service takes these values; the last whose version is not newer than the resource's.
    Default(Vec<Dated>),
}

/// A default, and since which api version it is that.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dated {
    /// The value that the service takes.
    pub(crate) value: Literal,
    /// The first api version.
    pub(crate) since: Option<Version>,
}

/// An api version in a rule file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Version(String);

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match ApiVersion::parse(&text) {
            Some(_) => Ok(Self(text)),
            None => Err(format!("'{text}' is no api version such as 2023-01-01")),
        }
    }
}

impl Version {
    /// The version; every one in a rule file can be read.
    pub(crate) fn get(&self) -> Option<ApiVersion<'_>> {
        ApiVersion::parse(&self.0)
    }

    /// As written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Other resources of the world.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Related {
    /// How they are related to the one that is looked at.
    pub(crate) how: How,
    /// Their types.
    pub(crate) types: Vec<String>,
    /// For `referenced` and `referring`: where the id stands.
    pub(crate) path: Option<Path>,
    /// Which of them count; all without it.
    #[serde(rename = "where")]
    pub(crate) filter: Option<Condition>,
    /// Whether one is there.
    pub(crate) exists: Option<bool>,
    /// One of them is so.
    pub(crate) some: Option<Condition>,
    /// Every one of them is so.
    pub(crate) each: Option<Condition>,
}

/// How one resource is related to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum How {
    /// Nested in it, or an extension of it.
    Child,
    /// What it is a child or an extension of.
    Parent,
    /// Its id stands at `path` of the one that is looked at.
    Referenced,
    /// The id of the one that is looked at stands at `path` of it.
    Referring,
    /// Any of the world.
    Beside,
}

/// A condition as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCondition {
    path: Option<Path>,
    equals: Option<Literal>,
    not_equals: Option<Literal>,
    one_of: Option<Vec<Literal>>,
    none_of: Option<Vec<Literal>>,
    matches: Option<Pattern>,
    not_matches: Option<Pattern>,
    exists: Option<bool>,
    internet: Option<bool>,
    at_least: Option<Bound>,
    at_most: Option<Bound>,
    above: Option<Bound>,
    below: Option<Bound>,
    within: Option<Vec<Range>>,
    overlaps: Option<Vec<Range>>,
    not_overlaps: Option<Vec<Range>>,
    contains: Option<Literal>,
    not_contains: Option<Literal>,
    count: Option<Count>,
    each: Option<Box<Condition>>,
    some: Option<Box<Condition>>,
    absent: Option<Word>,
    default: Option<Literal>,
    #[serde(default)]
    defaults: Vec<Dated>,
    #[serde(default)]
    too_old: TooOld,
    since: Option<Version>,
    #[serde(default)]
    also: Vec<Also>,
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
    not: Option<Box<Condition>>,
    related: Option<Box<Related>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Fails,
    Passes,
    Silent,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TooOld {
    #[default]
    Silent,
    Counts,
}

/// A range of addresses.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Range(pub(crate) IpNet);

impl TryFrom<String> for Range {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        network(&text).map(Self).ok_or_else(|| format!("'{text}' is no range such as 10.0.0.0/8"))
    }
}

/// A range in CIDR notation, or one address.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

impl TryFrom<RawCondition> for Condition {
    type Error = String;

    fn try_from(mut raw: RawCondition) -> Result<Self, String> {
        let mut parts = Vec::new();
        parts.extend(raw.all.take().map(Self::All));
        parts.extend(raw.any.take().map(Self::Any));
        parts.extend(raw.not.take().map(Self::Not));
        parts.extend(raw.related.take().map(related).transpose()?);
        if let Some(leaf) = leaf(raw)? {
            parts.push(Self::Leaf(Box::new(leaf)));
        }
        match parts.len() {
            0 => Err("a condition needs a test: `equals`, `exists`, `all`, …".to_owned()),
            1 => Ok(parts.remove(0)),
            _ => Ok(Self::All(parts)),
        }
    }
}

fn related(related: Box<Related>) -> Result<Condition, String> {
    let asked = [related.exists.is_some(), related.some.is_some(), related.each.is_some()];
    if asked.into_iter().filter(|asked| *asked).count() != 1 {
        return Err("`related` wants one of `exists`, `some`, `each`".to_owned());
    }
    if matches!(related.how, How::Referenced | How::Referring) != related.path.is_some() {
        return Err("`path` belongs to `referenced` and `referring`, which need it".to_owned());
    }
    Ok(Condition::Related(related))
}

fn leaf(raw: RawCondition) -> Result<Option<Leaf>, String> {
    let given = raw.path.is_some();
    let absent = match (raw.absent, raw.default, raw.defaults) {
        (None, None, dated) if dated.is_empty() => Absent::Natural,
        (None, None, dated) => Absent::Default(dated),
        (Some(word), None, dated) if dated.is_empty() => match word {
            Word::Fails => Absent::Fails,
            Word::Passes => Absent::Passes,
            Word::Silent => Absent::Silent,
        },
        (None, Some(value), dated) if dated.is_empty() => {
            Absent::Default(vec![Dated { value, since: None }])
        }
        _ => return Err("only one of `absent`, `default` and `defaults` can hold".to_owned()),
    };
    let one_of = |values, negated| Test::OneOf { values, negated };
    let matches = |pattern, negated| Test::Matches { pattern: Box::new(pattern), negated };
    let order = |by| move |bound| Test::Order { bound, by };
    let tests: Vec<Test> = [
        raw.equals.map(|value| one_of(vec![value], false)),
        raw.not_equals.map(|value| one_of(vec![value], true)),
        raw.one_of.map(|values| one_of(values, false)),
        raw.none_of.map(|values| one_of(values, true)),
        raw.matches.map(|pattern| matches(pattern, false)),
        raw.not_matches.map(|pattern| matches(pattern, true)),
        raw.exists.map(Test::Exists),
        raw.internet.map(Test::Internet),
        raw.at_least.map(order(By::AtLeast)),
        raw.at_most.map(order(By::AtMost)),
        raw.above.map(order(By::Above)),
        raw.below.map(order(By::Below)),
        raw.within.map(Test::Within),
        raw.overlaps.map(|ranges| Test::Overlaps { ranges, negated: false }),
        raw.not_overlaps.map(|ranges| Test::Overlaps { ranges, negated: true }),
        raw.contains.map(|value| Test::Contains { value, negated: false }),
        raw.not_contains.map(|value| Test::Contains { value, negated: true }),
        raw.count.map(Test::Count),
        raw.each.map(Test::Each),
        raw.some.map(Test::Some),
    ]
    .into_iter()
    .flatten()
    .collect();
    if tests.is_empty() {
        return if given { Err("nothing is asked of this path".to_owned()) } else { Ok(None) };
    }
    let path = match raw.path {
        Some(path) => path,
        None => Path::try_from(String::new())?,
    };
    Ok(Some(Leaf {
        path,
        tests,
        absent,
        too_old_counts: raw.too_old == TooOld::Counts,
        since: raw.since,
        also: raw.also,
    }))
}

impl Condition {
    /// Whether it says what absence means; conditions of several parts always do.
    pub(crate) fn settles_absence(&self) -> bool {
        let Self::Leaf(leaf) = self else { return true };
        let by_itself = |test: &Test| {
            matches!(test, Test::Exists(_) | Test::Count(_) | Test::Each(_) | Test::Some(_))
        };
        !matches!(leaf.absent, Absent::Natural) || leaf.tests.iter().any(by_itself)
    }

    /// The child resources that set the same property as one of its paths.
    pub(crate) fn also(&self, found: &mut Vec<String>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.also(found)),
            Self::Not(part) => part.also(found),
            Self::Leaf(leaf) => {
                found.extend(leaf.also.iter().map(|also| also.resource_type.clone()));
            }
            Self::Related(_) => {}
        }
    }
}
