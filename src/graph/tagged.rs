//! Tags of resources.

use crate::catalogue::traits::{self, Presence};
use crate::eval::instance::Instance;

/// Whether tags are expected of a resource: the type definitions have them, and it stands by itself. Children are found
/// through their parent; a deployment is a record.
pub fn has_tags<'w>(instance: &'w Instance<'w>) -> bool {
    let name = instance.resource_type();
    let is_own = name.split('/').count() == 2 && !instance.is("Microsoft.Resources/deployments");
    is_own
        && traits::by_type(name).is_some_and(|traits| {
            matches!(traits.presence("tags"), Presence::Optional | Presence::Required)
        })
}
