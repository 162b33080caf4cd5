use super::{assert_fine, assert_wrong, expr, parameters, shape, template};
use crate::syntax::bicep::{ExprKind, Import, MemberKind, StatementKind, Tree};

fn only(tree: &Tree) -> StatementKind {
    assert_eq!(tree.errors(), [], "{}", tree.source());
    tree.statements().next().map_or(StatementKind::Missing, |statement| statement.kind)
}

#[test]
fn names_types_and_defaults() {
    let tree = template("param type string = 'x'");
    let StatementKind::Param { name, ty, default: Some(default) } = only(&tree) else {
        panic!("no parameter")
    };
    assert_eq!((tree.text(name), shape::ty(&tree, ty)), ("type", "string".to_owned()));
    assert_eq!(tree.string(default), Some("x"));
    assert_fine(
        "param a resource 'b@c'\nvar d string[] = []\noutput e resource = f\nmetadata g = 1",
    );
}

#[test]
fn resources() {
    let text = "@batchSize(1)\nresource a 'b@c' existing = {}\n";
    let tree = template(text);
    let StatementKind::Resource(resource) = only(&tree) else { panic!("no resource") };
    let whole = tree.statements().next().map(|statement| (statement.span, statement.keyword));
    let (span, keyword) = whole.unwrap_or_default();
    assert_eq!(tree.text(span), text.trim_end());
    assert_eq!(tree.text(keyword), "resource");
    assert_eq!(tree.text(tree.span(resource.ty)), "'b@c'");
    assert_eq!(resource.existing.map(|span| tree.text(span)), Some("existing"));
}

#[test]
fn bodies() {
    let shapes = [
        ("{ a: 1 }", "{a:1}"),
        ("if (b) { a: 1 }", "(if b {a:1})"),
        ("[for x in y: { a: x }]", "(for x y {a:x})"),
        ("[for x in y: if (x.e) { a: x }]", "(for x y (if x.e {a:x}))"),
    ];
    for (text, shape) in shapes {
        let tree = template(&format!("module m 'p' = {text}"));
        let StatementKind::Module { body, .. } = only(&tree) else { panic!("no module") };
        assert_eq!(shape::expr(&tree, body), shape);
    }
    assert_wrong("resource a 'b' = c");
    assert_wrong("module a 'b' = [for x in y: x]");
    assert_wrong("module a 'b' = if c {}");
}

#[test]
fn layers_of_a_body() {
    let tree = template("resource a 'b' = [for x in y: if (z) { name: (x) }]");
    let StatementKind::Resource(resource) = only(&tree) else { panic!("no resource") };
    let body = tree.body(resource.body);
    assert_eq!(body.looped.map(|looped| tree.text(looped.item)), Some("x"));
    assert_eq!(body.condition.map(|id| shape::expr(&tree, id)).as_deref(), Some("z"));
    let name = tree.property(body.object, "name").map(|id| shape::expr(&tree, tree.bare(id)));
    assert_eq!(name.as_deref(), Some("x"));
    let plain = tree.body(body.object);
    assert!(plain.looped.is_none() && plain.condition.is_none() && plain.object == body.object);
}

#[test]
fn nested_resources() {
    let tree = template(
        "resource a 'b' = {\n  resource: 1\n  @x()\n  resource c 'd' = {\n    resource e 'f' = {}\n  }\n}",
    );
    let StatementKind::Resource(resource) = only(&tree) else { panic!("no resource") };
    assert_eq!(shape::expr(&tree, resource.body), "{resource:1 resource c}");
    let ExprKind::Object(members) = *tree.kind(resource.body) else { panic!("no object") };
    let MemberKind::Resource(inner) = tree.members(members)[1].kind else { panic!("no resource") };
    assert_eq!(tree.decorators(tree.statement(inner).decorators).len(), 1);
    // Only the body itself can hold a resource.
    assert_wrong("resource a 'b' = {\n  p: {\n    resource c 'd' = {}\n  }\n}");
    assert_eq!(expr("{ resource: 1 }"), "{resource:1}");
}

#[test]
fn functions() {
    let tree = template("func f(a string, b int) string => '${a}${b}'");
    let StatementKind::Function { name, params, body, .. } = only(&tree) else {
        panic!("no function")
    };
    let params: Vec<_> = tree.parameters(params).iter().map(|one| tree.text(one.name)).collect();
    assert_eq!((tree.text(name), params), ("f", vec!["a", "b"]));
    assert_eq!(shape::expr(&tree, body), "(str a b)");
}

#[test]
fn imports() {
    let tree = template("import {\n  a\n  b as c\n  'd-e' as f\n  type as g\n} from 'h'");
    let StatementKind::Import { what: Import::Names(names), from } = only(&tree) else {
        panic!("no import")
    };
    let names: Vec<_> = tree.imported(names).iter().map(|one| tree.text(one.span)).collect();
    assert_eq!(names, ["a", "b as c", "'d-e' as f", "type as g"]);
    assert_eq!(tree.string(from), Some("h"));
    assert_fine("import * as a from 'b'");
    assert_wrong("import { 'a' } from 'b'");
    assert_wrong("import * from 'b'");
}

#[test]
fn extensions() {
    for text in
        ["extension a", "extension 'br:a/b:1' as c", "import 'a@1' with {} as b", "provider 'a@1'"]
    {
        let tree = template(text);
        assert!(matches!(only(&tree), StatementKind::Extension { .. }), "{text}");
    }
    let tree = template("extension a with {\n  b: 1\n} as c");
    let StatementKind::Extension { config, alias, .. } = only(&tree) else {
        panic!("no extension")
    };
    assert_eq!(config.map(|config| shape::expr(&tree, config)).as_deref(), Some("{b:1}"));
    assert_eq!(alias.map(|alias| tree.text(alias)), Some("c"));
}

#[test]
fn the_rest_of_a_template() {
    assert_fine(
        "targetScope = 'tenant'\nassert a = b == c\ntest d 'e' = { params: {} }\ntype f = int",
    );
    assert_wrong("using 'a'");
}

#[test]
fn parameter_files() {
    let text = "using 'a' with {\n  mode: 'x'\n}\nextends 'b'\nparam c = d\n@export()\nvar d = 1\n\
        type e = int\nimport * as f from 'g'\nextension h\nextensionConfig h with { i: 1 }\n";
    let tree = parameters(text);
    assert_eq!(tree.errors(), []);
    assert_eq!(tree.statements().count(), 8);
    assert!(matches!(only(&parameters("using none")), StatementKind::Using { config: None, .. }));
    assert_ne!(parameters("param a string").errors(), []);
    assert_ne!(parameters("resource a 'b' = {}").errors(), []);
}

#[test]
fn decorators() {
    let tree = template("@sys.allowed([\n  'a'\n])\n@secure()\nparam b string");
    let statement = tree.statements().next().map(|statement| statement.decorators);
    let shapes: Vec<_> = tree
        .decorators(statement.unwrap_or_default())
        .iter()
        .map(|one| (tree.text(one.span).len(), shape::expr(&tree, one.expr)))
        .collect();
    let calls = tree.decorators(statement.unwrap_or_default()).iter();
    let names: Vec<_> = calls.filter_map(|one| tree.decorator(one)).map(|(name, _)| name).collect();
    assert_eq!(names, ["allowed", "secure"]);
    assert_eq!(shapes, [(23, "sys.allowed([\"a\"])".to_owned()), (9, "secure()".to_owned())]);
    assert_wrong("@secure()\n");
}
