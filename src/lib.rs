//! armlint: a policy linter for Azure ARM templates and Bicep.
//!
//! Files go in at one end and a report comes out at the other, a module for each stage:
//!
//! [`discover`] finds files, [`session`] reads each once, [`syntax`] makes trees of JSON and Bicep, [`model`] typed templates of
//! trees, [`eval`] values and resource instances of templates, [`graph`] joins the instances, [`rules`] look at the graph through
//! [`rule`], [`check`] runs worlds and joins their findings, [`suppress`] and [`baseline`] hide what is accepted, [`report`] writes.
//!
//! `docs/architecture.md` says what each module is for. What holds everywhere:
//!
//! - Only [`storage`], [`discover`], [`config`], [`baseline`], [`init`] and [`cli`] touch the world outside, and the readers of
//!   users' rule files and of `.git`.
//! - Parsers never fail: they give what they could read, and say what they could not.
//! - Strings are not compared, values are; a comparison has three answers.
//! - An unknown value is never evidence. A rule that cannot tell is silent.
//! - A rule sees the graph and never text.
//! - After [`model`] nothing can tell which language it serves.
//! - Core types are not serializable; each format has a view of its own.
//! - The output depends on neither the order of threads nor the time of day nor the place of the checkout.
//! - A template cannot make armlint read outside of its bounds, hang or panic; a defect in one world is reported, the others go on.

pub mod any_case;
pub mod baseline;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod discover;
pub mod eval;
pub mod finding;
pub mod fix;
pub mod graph;
pub mod init;
pub mod isolate;
pub mod lint;
pub mod look;
pub mod migrate;
pub mod model;
pub mod picture;
pub mod quality;
pub mod report;
pub mod rule;
pub mod rules;
pub mod secrets;
pub mod session;
pub mod source;
pub mod storage;
pub mod suggest;
pub mod suppress;
pub mod syntax;
