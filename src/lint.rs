//! Linting: from a unit and its parameters to findings.

pub mod arguments;
pub mod examples;
pub mod texts;

use crate::catalogue::clouds::Cloud;
use crate::eval::world::{Budget, Files, Note, World};
use crate::finding::Finding;
use crate::graph::landscape::RuleSettings;
use crate::rule::{RuleSet, engine};

/// What one world came to.
pub struct Outcome<'w> {
    /// Its findings, not yet joined with those of other worlds.
    pub findings: Vec<Finding>,
    /// What could not be seen.
    pub notes: Vec<Note<'w>>,
    /// How many resources were seen.
    pub resources: usize,
}

/// Makes a world in `bump`, to be started at its root template.
pub fn world<'w>(bump: &'w bumpalo::Bump, files: &'w dyn Files<'w>, cloud: Cloud) -> &'w World<'w> {
    World::new(bump, files, cloud, Budget::default())
}

/// Runs rules over a world that was started.
pub fn run<'w>(world: &'w World<'w>, settings: &'w RuleSettings, rules: &RuleSet) -> Outcome<'w> {
    let findings = engine::run(world, settings, rules);
    Outcome { findings, notes: world.notes(), resources: world.instances().len() }
}
