//! Whatever the text, the stack holds and the time is linear.

use super::{assert_fine, template};
use crate::syntax::bicep::{Node, Tree, ast::MAX_HEIGHT};

fn height(tree: &Tree, node: Node) -> u32 {
    let mut tallest = 0;
    tree.children(node, &mut |child| tallest = tallest.max(height(tree, child)));
    tallest + 1
}

#[test]
fn deep_nesting_is_an_error() {
    let pieces = [
        "[",
        "(",
        "{a:",
        "f(",
        "'${",
        "$'''${",
        "x=>",
        "a?",
        "a?b:",
        "[for x in ",
        "[for x in y: ",
        "a[",
        "-(",
        "1+(",
        "{...",
        "{\n  a: [\n",
        ".",
        "{'${",
        "a.b(",
        "((x)=>",
    ];
    for piece in pieces {
        let text = format!("var v = {}\nvar w = 1", piece.repeat(10_000));
        assert!(!template(&text).errors().is_empty(), "{piece}");
    }
    for piece in ["[", "(", "{a:", "a<", "-", "|", "{*:", "[\n@f()\n"] {
        let text = format!("type t = {}\nvar w = 1", piece.repeat(10_000));
        assert!(!template(&text).errors().is_empty(), "{piece}");
    }
    let nested = "resource a 'b' = {\n".repeat(10_000);
    assert!(!template(&nested).errors().is_empty());
    assert!(!template(&"@".repeat(10_000)).errors().is_empty());
    assert!(!template(&"$".repeat(1_000_000)).errors().is_empty());
}

#[test]
fn long_chains_are_an_error() {
    let chains = [".a", "+1", "[0]", "!", "::a", "(1)", "&& a ?? b", ".a()", ".?a"];
    for chain in chains {
        let tree = template(&format!("var v = a{}\nvar w = 1", chain.repeat(10_000)));
        assert!(!tree.errors().is_empty(), "{chain}");
        assert_eq!(tree.statements().count(), 2, "{chain}");
    }
    for chain in ["[]", "?", ".a", "!"] {
        assert!(!template(&format!("type t = a{}", chain.repeat(10_000))).errors().is_empty());
    }
}

#[test]
fn the_height_of_a_tree_is_bounded() {
    let link = ".a".repeat(60);
    let mut text = "a".to_owned();
    for _ in 0..40 {
        text = format!("({text}){link}");
        let tree = template(&format!("var v = {text}"));
        for id in &tree.top {
            assert!(height(&tree, Node::Statement(*id)) <= MAX_HEIGHT);
        }
    }
}

#[test]
fn what_people_write_is_within_the_limits() {
    assert_fine(&format!("var v = {}{}", "[".repeat(100), "]".repeat(100)));
    assert_fine(&format!("var v = 1{}", " + 1".repeat(250)));
    assert_fine(&format!("type t = 'a'{}", " | 'a'".repeat(5_000)));
    assert_fine(&format!("var v = [{}1]", "1, ".repeat(50_000)));
}

#[test]
fn trees_go_between_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&template("var a = 1"));
}
