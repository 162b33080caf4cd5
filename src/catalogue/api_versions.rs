//! Api versions of every resource type, and their order.
//!
//! Source: the type definitions that the providers publish (Azure/bicep-types-az), all files;
//! versions that vanished from them, from its history and the published deployment schemas.

use super::lookup::{self, Lines};
use std::cmp::Ordering;
use std::fmt;

/// Type, offset and length of its list, read-only versions.
static TYPES: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/types.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/types.index")),
);
static LISTS: &str = include_str!(concat!(env!("OUT_DIR"), "/versions.txt"));
static GONE: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/gone.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/gone.index")),
);

/// An api version: a date, and a suffix such as `preview`.
///
/// Ordered by date; on one day a version with a suffix comes before the stable one.
#[derive(Debug, Clone, Copy)]
pub struct ApiVersion<'a> {
    date: u32,
    suffix: &'a str,
}

/// The constructor of generated tables.
pub(super) const fn v(year: u32, month: u32, day: u32, suffix: &str) -> ApiVersion<'_> {
    ApiVersion { date: year * 10_000 + month * 100 + day, suffix }
}

impl<'a> ApiVersion<'a> {
    /// Reads `2021-06-01` or `2021-06-01-preview`; anything else is no api version.
    #[allow(clippy::many_single_char_names, reason = "one for each digit")]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (day, suffix) = text.split_at_checked(10)?;
        let [year @ .., b'-', m1, m2, b'-', d1, d2] = day.as_bytes() else { return None };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
            })
        };
        let (year, month, day) = (number(year)?, number(&[*m1, *m2])?, number(&[*d1, *d2])?);
        let suffix = match suffix {
            "" => suffix,
            _ => suffix.strip_prefix('-').filter(|s| !s.is_empty())?,
        };
        let plain = suffix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        let real = (1..=12).contains(&month) && (1..=31).contains(&day) && plain;
        real.then(|| v(year, month, day, suffix))
    }

    /// Whether it has no suffix.
    pub const fn is_stable(self) -> bool {
        self.suffix.is_empty()
    }

    /// Year, month, day.
    pub const fn date(self) -> (u32, u32, u32) {
        (self.date / 10_000, self.date / 100 % 100, self.date % 100)
    }

    /// The date as one number, 20210601.
    pub const fn day_number(self) -> u32 {
        self.date
    }

    /// What follows the date, without the dash: `preview`, or nothing.
    pub const fn suffix(self) -> &'a str {
        self.suffix
    }
}

impl Ord for ApiVersion<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |version: &Self| (version.date, version.is_stable());
        rank(self).cmp(&rank(other)).then_with(|| lookup::compare(self.suffix, other.suffix))
    }
}

impl PartialOrd for ApiVersion<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ApiVersion<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ApiVersion<'_> {}

impl fmt::Display for ApiVersion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        if self.suffix.is_empty() { Ok(()) } else { write!(f, "-{}", self.suffix) }
    }
}

/// The api versions of one type.
#[derive(Debug, Clone, Copy)]
pub struct Versions {
    /// The type as its provider writes it.
    pub name: &'static str,
    list: &'static str,
    read_only: &'static str,
}

/// What is known about one version of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The type can be deployed with it.
    Deployable,
    /// The type exists in it but only the service creates it.
    ReadOnly,
    /// It existed once, and is gone from the type definitions.
    Gone,
    /// It is newer than everything known of the type: perhaps newer than these facts.
    Newer,
    /// The type is known and never had it.
    Unknown,
    /// The type is not known at all.
    UnknownType,
}

/// Whether a version has a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Support {
    /// It can be written.
    Writable,
    /// The version is older than the property.
    TooOld,
    /// The version is newer than the first with it, and lacks it.
    Missing,
    /// Only the service writes it.
    ReadOnly,
    /// No version is known.
    Unknown,
}

/// The api versions of a type.
pub fn by_type(name: &str) -> Option<Versions> {
    let (name, rest) = TYPES.get(&[name])?;
    let (at, rest) = number(rest);
    let (length, read_only) = number(rest);
    Some(Versions { name, list: LISTS.get(at..at + length)?, read_only })
}

/// The number that a line begins with, and what follows the tab after it.
fn number(line: &'static str) -> (usize, &'static str) {
    let digits = line.bytes().take_while(u8::is_ascii_digit);
    let (number, length) = digits.fold((0, 0), |(number, length), digit| {
        (number * 10 + usize::from(digit - b'0'), length + 1)
    });
    (number, line.get(length + 1..).unwrap_or_default())
}

/// The names of the types of a provider, such as `Microsoft.Storage`.
pub fn names_of(provider: &str) -> impl Iterator<Item = &'static str> + use<> {
    TYPES.starting_with(&format!("{provider}/")).map(|(name, _)| name)
}

/// All types with their versions.
pub fn types() -> impl Iterator<Item = Versions> {
    TYPES.starting_with("").filter_map(|(name, _)| by_type(name))
}

/// Whether a list has a version. Only what begins with its day is read as one.
fn has(list: &'static str, version: ApiVersion<'_>) -> bool {
    let (year, month, day) = version.date();
    let digit = |number: u32| b'0' + (number % 10) as u8;
    let year = [year / 1000, year / 100, year / 10, year].map(digit);
    let [month, day] = [month, day].map(|number| [digit(number / 10), digit(number)]);
    let is_day = |bytes: &[u8]| {
        matches!(bytes, [y @ .., b'-', m1, m2, b'-', d1, d2]
            if [*d1, *d2] == day && [*m1, *m2] == month && *y == year)
    };
    let mut rest = list;
    while let Some(start) = rest.as_bytes().get(..10) {
        let end = memchr::memchr(b' ', rest.as_bytes()).unwrap_or(rest.len());
        if is_day(start) && ApiVersion::parse(&rest[..end]) == Some(version) {
            return true;
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    false
}

fn split(list: &'static str) -> impl DoubleEndedIterator<Item = ApiVersion<'static>> {
    list.split_ascii_whitespace().filter_map(ApiVersion::parse)
}

impl Versions {
    /// All versions, oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = ApiVersion<'static>> {
        split(self.list)
    }

    /// The versions in which the type can be deployed, oldest first.
    pub fn deployable(&self) -> impl DoubleEndedIterator<Item = ApiVersion<'static>> {
        let whole = *self;
        self.all().filter(move |version| !whole.is_read_only(*version))
    }

    /// Whether the type cannot be deployed with this version.
    pub fn is_read_only(&self, version: ApiVersion<'_>) -> bool {
        self.read_only == "*" || has(self.read_only, version)
    }

    /// The newest version of all.
    pub fn newest(&self) -> Option<ApiVersion<'static>> {
        self.all().next_back()
    }

    /// The newest version without a suffix.
    pub fn newest_stable(&self) -> Option<ApiVersion<'static>> {
        self.all().rfind(|version| version.is_stable())
    }
}

/// The versions of a type that are gone from the type definitions.
pub fn gone(name: &str) -> impl Iterator<Item = ApiVersion<'static>> {
    let entries = GONE.get(&[name]).map_or("", |(_, entries)| entries);
    let versions = entries.split_ascii_whitespace().filter_map(|entry| entry.split('@').next());
    versions.filter_map(ApiVersion::parse)
}

/// Whether a version is older than all that the definitions have of a type, so that nothing is known of what it can set.
pub fn predates(name: &str, version: ApiVersion<'_>) -> bool {
    by_type(name).and_then(|versions| versions.all().next()).is_some_and(|first| version < first)
}

/// What is known about this version of this type.
pub fn status(name: &str, version: ApiVersion<'_>) -> Status {
    let known = by_type(name);
    if let Some(versions) = known
        && has(versions.list, version)
    {
        return if versions.is_read_only(version) { Status::ReadOnly } else { Status::Deployable };
    }
    if gone(name).any(|gone| gone == version) {
        return Status::Gone;
    }
    match known.and_then(|versions| versions.newest()) {
        Some(newest) if newest < version => Status::Newer,
        Some(_) => Status::Unknown,
        None if gone(name).next().is_some() => Status::Unknown,
        None => Status::UnknownType,
    }
}
