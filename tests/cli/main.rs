//! The program as its users call it: arguments in, text and an exit code out.
#![allow(
    clippy::write_with_newline,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should say why"
)]

mod change;
mod configurations;
mod exit;
mod faults;
mod fix;
mod fixtures;
mod flags;
mod graph;
mod hostile;
mod inputs;
mod modules;
mod output;
mod packaging;
mod run;
mod same;
mod secrets;
mod ways_out;
mod worlds;
