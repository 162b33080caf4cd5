//! The rules written in Rust: one file each, in the folder of its family. The build lists them.

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
