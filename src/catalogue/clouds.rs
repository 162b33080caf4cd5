//! Clouds and what `environment()` says in them.
//!
//! Source: PSRule's environments for the public cloud, the Azure command line client for the
//! others; the service's own output in Government and China was not seen.

include!(concat!(env!("OUT_DIR"), "/clouds.rs"));

/// A cloud of Azure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Cloud {
    /// `AzureCloud`.
    #[default]
    Public,
    /// `AzureUSGovernment`.
    UsGov,
    /// `AzureChinaCloud`.
    China,
}

/// What `environment()` gives in a cloud.
#[derive(Debug)]
pub struct Environment {
    /// The cloud.
    pub cloud: Cloud,
    /// `environment().name`.
    pub name: &'static str,
    /// `environment().resourceManager`.
    pub resource_manager: &'static str,
    /// `environment().authentication.loginEndpoint`.
    pub login: &'static str,
    /// `environment().suffixes`; some start with a dot, `storage` does not.
    pub suffixes: &'static [(&'static str, &'static str)],
}

impl Cloud {
    /// All clouds.
    pub const ALL: [Self; 3] = [Self::Public, Self::UsGov, Self::China];

    /// The facts about the cloud.
    pub fn environment(self) -> Option<&'static Environment> {
        ENVIRONMENTS.iter().find(|environment| environment.cloud == self)
    }

    /// The cloud with this `environment().name`.
    pub fn by_name(name: &str) -> Option<Self> {
        let mut all = ENVIRONMENTS.iter();
        Some(all.find(|environment| environment.name.eq_ignore_ascii_case(name))?.cloud)
    }
}

impl Environment {
    /// One of `environment().suffixes`.
    pub fn suffix(&self, key: &str) -> Option<&'static str> {
        let mut suffixes = self.suffixes.iter();
        suffixes.find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, suffix)| *suffix)
    }
}

/// Locations that are no region: geographies, staging names, `global`.
pub fn logical_locations() -> &'static [&'static str] {
    LOGICAL
}
