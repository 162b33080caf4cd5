//! Turns the facts under `rules/catalogue` into static tables, so that nothing is parsed at run time.
//!
//! One module of `build/` for each table; a key that nobody reads is an error, so that a misspelt
//! one cannot be lost in silence.
#![allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]

use std::env;
use std::path::Path;

#[path = "build/access.rs"]
mod access;
#[path = "src/catalogue/hash.rs"]
mod hash;
#[path = "build/links.rs"]
mod links;
#[path = "build/packed.rs"]
mod packed;
#[path = "build/places.rs"]
mod places;
#[path = "build/read.rs"]
mod read;
#[path = "build/registry.rs"]
mod registry;
#[path = "build/rule_files.rs"]
mod rule_files;
#[path = "build/write.rs"]
mod write;

use read::Outcome;

fn main() -> Outcome<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?;
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    let (root, out) = (Path::new(&root), Path::new(&out));
    let facts = root.join("rules/catalogue");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/catalogue/hash.rs");
    println!("cargo:rerun-if-changed=src/rules");

    links::generate(&facts, out)?;
    access::generate(&facts, out)?;
    places::generate(&facts, out)?;
    packed::generate(&facts, out)?;
    registry::generate(root, out)
}
