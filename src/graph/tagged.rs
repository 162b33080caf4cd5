//! Tags of resources.

use crate::catalogue::traits::{self, Presence};
use crate::eval::instance::Instance;

/// Whether resources of this type can have tags, as far as the type definitions tell.
pub fn has_tags<'w>(instance: &'w Instance<'w>) -> bool {
    traits::by_type(instance.resource_type()).is_some_and(|traits| {
        matches!(traits.presence("tags"), Presence::Optional | Presence::Required)
    })
}
