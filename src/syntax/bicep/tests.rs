//! What the front end makes of small texts.

mod expressions;
mod limits;
mod newlines;
mod recovery;
mod shape;
mod statements;
mod strings;
mod trivia;
mod types;

use super::{Dialect, Tree, parse};

fn template(text: &str) -> Tree {
    parse(text, Dialect::Template)
}

fn parameters(text: &str) -> Tree {
    parse(text, Dialect::Parameters)
}

/// The messages of a template's errors.
fn errors(text: &str) -> Vec<&'static str> {
    template(text).errors().iter().map(|error| error.message).collect()
}

#[track_caller]
fn assert_fine(text: &str) {
    assert_eq!(errors(text), [""; 0], "{text}");
}

#[track_caller]
fn assert_wrong(text: &str) {
    assert_ne!(errors(text), [""; 0], "{text}");
}

/// The shape of the value of `var v = text`.
#[track_caller]
fn expr(text: &str) -> String {
    let tree = template(&format!("var v = {text}"));
    assert_eq!(tree.errors(), [], "{text}");
    shape::value(&tree)
}

/// The shape of the type of `type t = text`.
#[track_caller]
fn ty(text: &str) -> String {
    let tree = template(&format!("type t = {text}"));
    assert_eq!(tree.errors(), [], "{text}");
    shape::value(&tree)
}
