//! The program as its users call it: arguments in, text and an exit code out.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say why")]

mod exit;
mod fix;
mod fixtures;
mod flags;
mod graph;
mod hostile;
mod inputs;
mod output;
mod run;
mod same;
mod worlds;
