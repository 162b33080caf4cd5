//! What `armlint.toml` may hold. Checking, the JSON Schema and the listing of what holds all come from these tables.

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A day: `2026-12-31`, with or without quotes.
    Date,
    /// Texts; a single one needs no brackets.
    Texts,
    /// What rules take as parameters: a flag, a number, a text, or an array or a table of these.
    Scalar,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table whose keys are the reader's, with values of one shape.
    Map {
        /// What the keys are.
        of: &'static str,
        /// What the values are.
        to: &'static Self,
    },
    /// An array of tables with these keys.
    Tables(&'static [Key]),
}

/// What an `extends` chain makes of a key that several files have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The file that extends has the word; of maps, entry by entry.
    Replace,
    /// All hold, the extended file's first.
    Append,
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What it may hold.
    pub shape: Shape,
    /// What several files make of it.
    pub merge: Merge,
    /// Whether its table must have it.
    pub required: bool,
    /// What it does; one or two sentences.
    pub about: &'static str,
}

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, merge: Merge::Replace, required: false, about }
}

const fn more(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, merge: Merge::Append, required: false, about }
}

const fn must(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, merge: Merge::Replace, required: true, about }
}

/// The key of this name; `-` and `_` are the same.
pub fn find<'k>(keys: &'k [Key], name: &str) -> Option<&'k Key> {
    keys.iter().find(|key| key.name == name.replace('-', "_"))
}

const SEVERITIES: &[&str] = &["error", "warning", "note"];
const SEVERITY: Shape = Shape::Word(SEVERITIES);

/// The keys of the file.
pub static ROOT: &[Key] = &[
    key(
        "extends",
        Shape::Text,
        "A configuration to start from, such as the organisation's; a path in this repository, relative to this file.",
    ),
    key(
        "select",
        Shape::Texts,
        "The rules that run, in place of the default set: ids, names, prefixes such as `PL`, or `ALL`.",
    ),
    more("extend_select", Shape::Texts, "Rules that run in addition to the others."),
    more(
        "ignore",
        Shape::Texts,
        "Rules that do not run. A rule's own name beats a prefix, a prefix beats `ALL`.",
    ),
    key("pedantic", Shape::Flag, "Whether rules of taste run."),
    key("strict", Shape::Flag, "Whether what cannot be told is reported as a note."),
    key(
        "fail_on",
        Shape::Word(&["error", "warning", "note", "never"]),
        "The severity from which findings make the run fail. Default: `warning`.",
    ),
    key("min_severity", SEVERITY, "Findings below this severity are not shown. Default: `note`."),
    key(
        "min_confidence",
        Shape::Word(&["high", "medium", "low"]),
        "Findings below this confidence are not shown, unless their rule is selected by its own name. Default: `medium`.",
    ),
    more(
        "exclude",
        Shape::Texts,
        "Files and folders that are not linted when folders are walked; globs.",
    ),
    more(
        "locked",
        Shape::Texts,
        "Rules that configurations which extend this one cannot turn off, lower or suppress. Only `exemptions` of this file, and \
         of those that it extends, hide their findings.",
    ),
    key("require_reason", Shape::Flag, "Whether suppressions without a reason are refused."),
    key(
        "cloud",
        Shape::Word(&["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"]),
        "The cloud that the templates are for. Default: `AzureCloud`.",
    ),
    key("allowed_regions", Shape::Texts, "The regions that resources may be in."),
    key(
        "placeholders",
        Shape::Texts,
        "Patterns of parameter values that a pipeline fills in, in place of the default ones; `*` stands for any text.",
    ),
    more(
        "extend_placeholders",
        Shape::Texts,
        "More patterns of parameter values that a pipeline fills in.",
    ),
    more("rules", Shape::Texts, "Files and folders with rules of your own, relative to this file."),
    key(
        "baseline",
        Shape::Text,
        "The file of known findings that are not reported, relative to this file.",
    ),
    key(
        "severity",
        Shape::Map { of: "rule, or the beginning of ids", to: &SEVERITY },
        "The severity of a rule's findings.",
    ),
    key(
        "rule",
        Shape::Map { of: "rule", to: &Shape::Map { of: "parameter", to: &Shape::Scalar } },
        "Parameters of rules; `armlint explain` tells which a rule has.",
    ),
    key(
        "paths",
        Shape::Map { of: "glob", to: &Shape::Table(PATHS) },
        "Settings for the files of a glob.",
    ),
    key(
        "parameters",
        Shape::Map { of: "glob of templates", to: &Shape::Texts },
        "Where the parameter files of templates are. `{name}` is the template's stem, `{env}` names the environment: \
         `\"infra/*.bicep\" = \"env/{env}/*.bicepparam\"`.",
    ),
    key(
        "environment",
        Shape::Map { of: "variable", to: &Shape::Text },
        "What `readEnvironmentVariable` gives in `.bicepparam` files. The environment of the run is never read.",
    ),
    key("dns", Shape::Table(DNS), "How private DNS is run."),
    key(
        "network",
        Shape::Map { of: "glob of resource ids", to: &Shape::Table(NETWORK) },
        "What is known of virtual networks that no template declares.",
    ),
    key("project", Shape::Table(PROJECT), "What belongs together."),
    more("suppressions", Shape::Tables(SUPPRESSION), "Findings that are not reported, and why."),
    more(
        "exemptions",
        Shape::Tables(EXEMPTION),
        "Findings that are not reported, agreed on by an owner and up to a day. They hold for locked rules too, if they stand in \
         the file that locks the rule or in one that it extends.",
    ),
];

static PATHS: &[Key] = &[
    key("ignore", Shape::Texts, "Rules whose findings in these files are dropped."),
    key("extend_select", Shape::Texts, "Rules that run for these files in addition."),
    key(
        "severity",
        Shape::Map { of: "rule, or the beginning of ids", to: &SEVERITY },
        "The severity of a rule's findings in these files.",
    ),
];

static DNS: &[Key] = &[
    key(
        "managed_by",
        Shape::Word(&["template", "policy"]),
        "Who adds zone groups and zones to private endpoints. With `policy`, missing ones are not reported.",
    ),
    key(
        "resolver_vnets",
        Shape::Texts,
        "Ids of virtual networks whose resolvers see every private zone; globs.",
    ),
];

static NETWORK: &[Key] = &[
    key("location", Shape::Text, "The region of the network."),
    key("prefixes", Shape::Texts, "Its address prefixes."),
    key("dns", Shape::Texts, "Its DNS servers; an empty list for the ones of Azure."),
];

static PROJECT: &[Key] = &[key(
    "roots",
    Shape::Texts,
    "The templates that are deployed; globs. Other files are linted where one of these reaches them.",
)];

const RULES: &str = "Rules by id or name; no prefixes and not `ALL`.";
const IN_PATHS: &str = "Globs of files; everywhere when left out.";
const RESOURCE: &str =
    "Glob of resources: a name, or `type/name` as in `Microsoft.Storage/storageAccounts/st*`.";
const EXPIRES: &str = "The last day on which it holds.";

static SUPPRESSION: &[Key] = &[
    must("rules", Shape::Texts, RULES),
    key("paths", Shape::Texts, IN_PATHS),
    key("resource", Shape::Texts, RESOURCE),
    must("reason", Shape::Text, "Why."),
    key("expires", Shape::Date, EXPIRES),
    key("owner", Shape::Text, "Who answers for it."),
];

static EXEMPTION: &[Key] = &[
    must("rules", Shape::Texts, RULES),
    key("paths", Shape::Texts, IN_PATHS),
    key("resource", Shape::Texts, RESOURCE),
    must("reason", Shape::Text, "Why."),
    must("expires", Shape::Date, EXPIRES),
    must("owner", Shape::Text, "Who answers for it."),
];
