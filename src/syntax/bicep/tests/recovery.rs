use super::{shape, template};
use crate::syntax::bicep::{StatementKind, Tree};

/// The names of the variables and outputs with their shapes.
fn values(tree: &Tree) -> Vec<String> {
    let kinds = tree.statements().filter_map(|statement| match statement.kind {
        StatementKind::Variable { name, value, .. } | StatementKind::Output { name, value, .. } => {
            Some(format!("{}={}", tree.text(name), shape::expr(tree, value)))
        }
        _ => None,
    });
    kinds.collect()
}

#[track_caller]
fn check(text: &str, errors: usize, expected: &[&str]) {
    let tree = template(text);
    assert_eq!(values(&tree), expected, "{:?}", tree.errors());
    assert_eq!(tree.errors().len(), errors, "{:?}", tree.errors());
}

#[test]
fn a_bad_statement_costs_its_line() {
    check("var a = 1\nvra b = 2\nvar c = 3", 1, &["a=1", "c=3"]);
    check("var\nvar c = 3", 1, &["=?", "c=3"]);
    check("var a =\nvar c = 3", 1, &["a=?", "c=3"]);
    check("var a = 'b\nvar c = 3", 1, &["a=?", "c=3"]);
    check("var a = 1 2\nvar c = 3", 1, &["a=1", "c=3"]);
}

#[test]
fn a_bad_member_costs_its_line() {
    check("var a = {\n  b: +\n  c 1\n  d: 2\n}\nvar e = 3", 2, &["a={b:? d:2}", "e=3"]);
    check("var a = [\n  1\n  +\n  2\n]", 1, &["a=[1 2]"]);
    check("var a = f(1, +, 2)", 1, &["a=f(1 ? 2)"]);
    check("var a = 'b${+}c'", 1, &["a=(str \"b\" ? \"c\")"]);
}

#[test]
fn an_unclosed_bracket_ends_where_a_statement_begins() {
    check("var a = {\n  b: 1\nvar c = 2", 1, &["a=?", "c=2"]);
    check("var a = f(1\nvar c = 2", 1, &["a=f(1)", "c=2"]);
    check("var a = [\n  1\n\noutput c int = 2", 1, &["a=?", "c=2"]);
}

#[test]
fn bodies_are_read_where_only_a_part_before_them_is_missing() {
    for text in ["resource a 'b' {\n  c: 1\n}", "resource a 'b' = if d {\n  c: 1\n}"] {
        let tree = template(&format!("{text}\nvar e = 2"));
        assert_eq!(tree.errors().len(), 1, "{:?}", tree.errors());
        let StatementKind::Resource(resource) = tree.statement(tree.top[0]).kind else {
            panic!("no resource")
        };
        assert_eq!(shape::expr(&tree, tree.body(resource.body).object), "{c:1}");
        assert_eq!(values(&tree), ["e=2"]);
    }
}

#[test]
fn errors_are_in_order_and_at_their_place() {
    let tree = template("var a = \\\nvar b = 'c");
    let places: Vec<_> = tree.errors().iter().map(|error| tree.text(error.span)).collect();
    assert_eq!(places, ["\\", "c"]);
}
