//! What the configuration says to rules.

use crate::catalogue::clouds::Cloud;

/// Facts and habits of the user's landscape that rules ask for.
#[derive(Debug, Clone, Default)]
pub struct RuleSettings {
    /// The cloud that is deployed to.
    pub cloud: Cloud,
    /// `[dns] managed_by = "policy"`: zone groups are added after the deployment, so a missing zone or group is silent.
    pub dns_by_policy: bool,
    /// `[dns] resolver_vnets`: ids (or globs of ids) of networks whose resolvers answer for all; a zone linked to one serves.
    pub resolver_vnets: Vec<String>,
    /// `[network."<id glob>"]`: facts about networks that exist already.
    pub networks: Vec<NetworkFacts>,
    /// `allowed_regions`; empty for any.
    pub allowed_regions: Vec<String>,
    /// Parameters of rules: (rule name, key, value).
    pub parameters: Vec<(String, String, serde_json::Value)>,
}

/// What the configuration tells about an existing network.
#[derive(Debug, Clone, Default)]
pub struct NetworkFacts {
    /// A glob over ids, without regard to case.
    pub id: String,
    /// Its region.
    pub location: Option<String>,
    /// Its address prefixes.
    pub prefixes: Vec<String>,
    /// Its own DNS servers; `Some(empty)` for Azure's.
    pub dns: Option<Vec<String>>,
}

impl RuleSettings {
    /// A parameter of a rule.
    pub fn parameter(&self, rule: &str, key: &str) -> Option<&serde_json::Value> {
        self.parameters
            .iter()
            .find(|(of, name, _)| of == rule && name == key)
            .map(|(.., value)| value)
    }
}
