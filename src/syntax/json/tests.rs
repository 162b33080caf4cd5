//! What is read, where it stands, and what is said of what cannot be read.

use super::*;
use crate::syntax::document::{NodeId, NodeRef};

/// A root that nothing was read of.
fn is_broken(document: &Document) -> bool {
    document.root().kind() == Kind::Broken
}

fn read(text: &str) -> Document {
    parse(FileId(0), Arc::new(Source::new("t.json", text)))
}

fn complaint(text: &str) -> String {
    let document = read(text);
    assert!(is_broken(&document), "{text} was read");
    document.problems[0].message.clone()
}

#[test]
fn reads_what_resource_manager_reads() {
    let text = "\u{feff}// c\r\n{ \"a\": [1, -2.5, true, null,], /* d */ \"B\": \"x\ny\\u00e9\\ud83d\\ude00\", }";
    let document = read(text);
    assert_eq!(document.problems, []);
    assert_eq!(document.root().get("b").and_then(NodeRefText::text), Some("x\nyé😀"));
    assert_eq!(document.root().get("A").map(|a| a.elements().len()), Some(4));
}

trait NodeRefText<'d> {
    fn text(self) -> Option<&'d str>;
}
impl<'d> NodeRefText<'d> for NodeRef<'d> {
    fn text(self) -> Option<&'d str> {
        self.as_text()
    }
}

#[test]
fn spans_cover_keys_and_values_with_their_quotes() {
    let document = read(r#"{ "a": { "b": "[variables('x')]" } }"#);
    let (key, value) = document.root().get("a").and_then(|a| a.member("b")).expect("it is there");
    assert_eq!((key.written(), value.written()), ("\"b\"", "\"[variables('x')]\""));
}

#[test]
fn says_what_is_wrong_and_where() {
    assert_eq!(complaint("{"), "the file ends where a property name in quotes or '}' should stand");
    assert_eq!(complaint("{\"a\" 1}"), "'1' stands where ':' should stand");
    assert_eq!(complaint("[1 2]"), "'2' stands where ',' or ']' should stand");
    assert_eq!(complaint("\"abc"), "this string has no end");
    assert_eq!(complaint("{} x"), "'x' stands where the end of the file should stand");
    assert_eq!(complaint("[01]"), "'01' is no number");
    assert_eq!(complaint("[-]"), "'-' is no number");
    assert_eq!(complaint(r#"["\u00zz"]"#), "this is no escape that JSON knows");
    assert_eq!(complaint(&"[".repeat(10_000)), "nested deeper than 400 levels");
}

#[test]
fn double_brackets_are_text() {
    let document = read(r#"["[[a]", "[b", "[[c"]"#);
    let texts: Vec<_> =
        document.root().elements().map(|e| e.as_text().map(str::to_owned)).collect();
    assert_eq!(texts, [Some("[a]".into()), Some("[b".into()), Some("[[c".into())]);
}

#[test]
fn data_knows_single_quotes_and_no_expressions() {
    let document = parse_data("{'a': '[b]'}");
    assert_eq!(document.root().get("a").and_then(NodeRef::as_text), Some("[b]"));
}

#[test]
fn expressions_within_an_object_stand_side_by_side() {
    let text = r#"{
  "a": "[concat(parameters('x').y, variables('z'))]",
  "b": { "c": [ "[f(g(1))]", { "d": "[h()]", "e": {} } ], "[i('k')]": "[concat('broken']" },
  "j": [ { "k": { "l": "[m().n.o]" } }, { "p": [ { "q": "[r(s(), t().u)]" } ] } ],
  "v": "[w()]"
}"#;
    let document = read(text);
    let mut objects = 0;
    for (at, node) in document.nodes.iter().enumerate() {
        if matches!(node.kind, Kind::Object(_)) {
            let within = document.expressions_within(NodeId(at as u32));
            let found: Vec<_> = document.expressions()[within].to_vec();
            let inside = |id: &NodeId| node.span.contains(document.node(*id).span);
            let wanted: Vec<_> = document.expressions().iter().copied().filter(inside).collect();
            assert_eq!(found, wanted, "{}", node.span.of(text));
            objects += 1;
        }
    }
    assert_eq!(objects, 8);
    assert_eq!(document.expressions_within(document.root), 0..document.expressions().len());
}
