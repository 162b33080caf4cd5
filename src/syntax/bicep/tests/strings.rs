use super::{assert_wrong, errors, expr, template};
use crate::syntax::bicep::{ExprKind, Part, StatementKind};

#[test]
fn escapes() {
    assert_eq!(
        expr(r"'a\\b\'c\n\r\t\${d}\u{1F600}\u{41}'"),
        format!("{:?}", "a\\b'c\n\r\t${d}\u{1F600}A")
    );
    assert_eq!(expr("'costs $5 and 1$'"), "\"costs $5 and 1$\"");
    for wrong in [r"'\x'", r"'\u41'", r"'\u{}'", r"'\u{110000}'", r"'\u{41'"] {
        assert_eq!(errors(&format!("var v = {wrong}")).len(), 1, "{wrong}");
    }
}

#[test]
fn holes() {
    assert_eq!(expr("'${a}'"), "(str a)");
    assert_eq!(expr("'x${a.b}y${f('z')}'"), "(str \"x\" a.b \"y\" f(\"z\"))");
    assert_eq!(expr("'a${'b${'c'}'}'"), "(str \"a\" (str \"b\" \"c\"))");
    assert_wrong("var v = '${{}}'");
    assert_wrong("var v = '${[]}'");
    assert_wrong("var v = '${a b}'");
    assert_wrong("var v = '${}'");
}

#[test]
fn strings_end_on_their_line() {
    assert_wrong("var v = 'a\nvar w = 1");
    assert_wrong("var v = '${a\n}'");
    assert_wrong("var v = \"a\"");
}

#[test]
fn multi_line() {
    assert_eq!(expr("''''''"), "\"\"");
    assert_eq!(expr("'''a\\n${b}'''"), "\"a\\\\n${b}\"");
    assert_eq!(expr("'''\r\na\n'''"), "\"a\\n\"");
    assert_eq!(expr("'''it's ''quoted'''''"), "\"it's ''quoted''\"");
    assert_wrong("var v = '''a");
}

#[test]
fn multi_line_with_holes() {
    assert_eq!(expr("$'''a${b}c'''"), "(str \"a\" b \"c\")");
    assert_eq!(expr("$$'''${a} $${b} $$${c}'''"), "(str \"${a} \" b \" $\" c)");
    assert_eq!(expr("$'''\n${a}\n${b}\n'''"), "(str a \"\\n\" b \"\\n\")");
    assert_wrong("var v = $'''${a\n}'''");
}

#[test]
fn pieces_keep_their_place() {
    let tree = template("var v = 'a\\n${b}cd'");
    let Some(StatementKind::Variable { value, .. }) = tree.statements().next().map(|one| one.kind)
    else {
        panic!("no variable");
    };
    let ExprKind::Interpolated(parts) = *tree.kind(value) else { panic!("no holes") };
    let texts: Vec<_> = tree
        .parts(parts)
        .iter()
        .map(|part| match part {
            Part::Text(text) => (tree.text(text.content), tree.text(text.text)),
            Part::Hole(hole) => (tree.text(tree.span(*hole)), ""),
        })
        .collect();
    assert_eq!(texts, [("a\\n", "a\n"), ("b", ""), ("cd", "cd")]);
}
