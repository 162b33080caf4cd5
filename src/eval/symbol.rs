//! The names of unknown values. Two values of the same symbol are the same, whatever they turn out to be.

use super::instance::Instance;
use super::value::Val;
use crate::source::Place;
use crate::syntax::function::Function;

/// A resource's state, or a part of it.
#[derive(Debug, Clone, Copy)]
pub struct State<'w> {
    /// The declared resource, where it is one of this world.
    pub instance: Option<&'w Instance<'w>>,
    /// Its id.
    pub id: Val<'w>,
    /// Keys and indexes from the resource inwards: `properties`, `subnets`, `0`.
    pub path: &'w [Val<'w>],
}

/// Why a value is not known, in a form that can be compared.
#[derive(Debug, Clone, Copy)]
pub enum Symbol<'w> {
    /// A parameter of the root template without default or value; its name in lower case.
    Parameter(&'w str),
    /// A fact of the place of deployment, such as `subscription().subscriptionId`, or `resourceGroup().location` of the group
    /// with the given key.
    Ambient {
        /// What it is, as it is written in the template language.
        name: &'static str,
        /// Which subscription, group or deployment it is of; empty for the root's.
        of: &'w str,
    },
    /// A function of values, not all of which are known.
    Call {
        /// The function.
        function: Function,
        /// The name as written, for `list…` and users' functions.
        name: &'w str,
        /// Its arguments.
        arguments: &'w [Val<'w>],
    },
    /// A property or element of an unknown value.
    Member {
        /// The value.
        base: Val<'w>,
        /// Key or index.
        key: Val<'w>,
    },
    /// The state of a resource once it is deployed, or a part of it.
    State(&'w State<'w>),
    /// A value that is only the same as itself: number of the symbol in its world.
    Opaque(u32),
    /// The evaluation failed. Reported once, never a finding about the property.
    Failed {
        /// Plain words, without a period.
        why: &'w str,
        /// The expression that fails.
        place: Place,
        /// A list has no element at the index that is asked for.
        is_index: bool,
    },
}
