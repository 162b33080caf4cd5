//! All rules. Those written in Rust have one file each, in the folder of their family; those of `rules/` are made of data. The
//! build lists them.

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
