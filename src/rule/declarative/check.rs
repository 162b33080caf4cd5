//! The check of a rule file.

use super::condition::{Condition, Version};
use super::literal::Literal;
use super::message::Message;
use super::path::Path;
use serde::Deserialize;

/// What a rule file asks of resources.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawCheck")]
pub(crate) struct Check {
    /// What is looked at.
    pub(crate) targets: Vec<Target>,
    /// Types of children that set a property of their parent.
    pub(crate) also: Vec<String>,
    /// The api versions for which the check has a meaning: from the first, before the second.
    pub(crate) api: (Option<Version>, Option<Version>),
    /// All of these must hold for the check to be made.
    pub(crate) when: Vec<Condition>,
    /// All of these too, asked of the whole resource where elements are looked at.
    pub(crate) when_resource: Vec<Condition>,
    /// What is wanted.
    pub(crate) expect: Condition,
    /// Where a finding points, unless at what failed.
    pub(crate) at: Option<Path>,
    /// What a finding says.
    pub(crate) message: Message,
    /// What it says where something is missing.
    pub(crate) message_absent: Option<Message>,
    /// The value that mends a wrong one.
    pub(crate) set: Option<Literal>,
}

/// A resource type, and the part of it that is looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Target {
    /// The type, or a glob of types in the rules of users.
    #[serde(rename = "type")]
    pub(crate) resource_type: String,
    /// The elements that are looked at one by one; the whole resource without it.
    pub(crate) each: Option<Path>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCheck {
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    targets: Vec<Target>,
    api_from: Option<Version>,
    api_before: Option<Version>,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    when_resource: Vec<Condition>,
    expect: Condition,
    at: Option<Path>,
    message: Message,
    message_absent: Option<Message>,
    set: Option<Literal>,
}

impl TryFrom<RawCheck> for Check {
    type Error = String;

    fn try_from(raw: RawCheck) -> Result<Self, String> {
        let whole = |resource_type| Target { resource_type, each: None };
        let targets: Vec<_> = raw.types.into_iter().map(whole).chain(raw.targets).collect();
        if targets.is_empty() {
            return Err("a check needs `types` or `targets`".to_owned());
        }
        if !raw.expect.settles_absence() {
            return Err(
                "`expect` must say what absence means: `absent = \"fails\"`, \"passes\" or \
                \"silent\", or the `default` that the service takes"
                    .to_owned(),
            );
        }
        let mut also = Vec::new();
        raw.expect.also(&mut also);
        also.sort();
        also.dedup();
        also.retain(|name| {
            targets.iter().all(|target| !target.resource_type.eq_ignore_ascii_case(name))
        });
        Ok(Self {
            targets,
            also,
            api: (raw.api_from, raw.api_before),
            when: raw.when,
            when_resource: raw.when_resource,
            expect: raw.expect,
            at: raw.at,
            message: raw.message,
            message_absent: raw.message_absent,
            set: raw.set,
        })
    }
}
