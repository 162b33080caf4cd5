use super::{assert_fine, assert_wrong, expr, ty};

#[test]
fn elements_are_separated_by_a_comma_or_by_newlines() {
    assert_eq!(expr("[\n1\n\n2\n]"), "[1 2]");
    assert_eq!(expr("[1\n2]"), "[1 2]");
    assert_eq!(expr("{ a: 1\nb: 2, c: 3 }"), "{a:1 b:2 c:3}");
    assert_eq!(expr("[1, 2\n  // note\n\n3]"), "[1 2 3]");
    assert_wrong("var v = [1,\n2]");
    assert_wrong("var v = { a: 1,\nb: 2 }");
    assert_wrong("var v = [1 2]");
}

#[test]
fn arguments_need_commas_and_may_break_around_them() {
    assert_eq!(expr("f(\n1,\n\n2\n)"), "f(1 2)");
    assert_wrong("var v = f(1\n2)");
    assert_wrong("var v = f(1\n,2)");
}

#[test]
fn parentheses_may_break_inside() {
    assert_eq!(expr("(\na\n)"), "(a)");
    assert_eq!(expr("(a,\nb\n) => a"), "(\\a b a)");
}

#[test]
fn ternaries_break_before_their_marks() {
    assert_eq!(expr("a\n  ? b\n  : c"), "(? a b c)");
    assert_wrong("var v = a ?\n b : c");
    assert_wrong("var v = a ? b :\n c");
}

#[test]
fn operators_and_dots_never_cross_lines() {
    assert_wrong("var v = a\n+ b");
    assert_wrong("var v = a +\nb");
    assert_wrong("var v = a\n.b");
}

#[test]
fn bodies_of_lambdas_may_begin_on_the_next_line() {
    assert_eq!(expr("map(a, x =>\n\n  x)"), "map(a (\\x x))");
    assert_wrong("var v = x =>\nvar w = 1");
    assert_fine("func f(\n  a string,\n  b int\n) string =>\n  a");
}

#[test]
fn loops_break_after_the_bracket_and_before_the_other() {
    assert_eq!(expr("[\n\nfor x in y: x\n]"), "(for x y x)");
    assert_wrong("var v = [for x in y:\nx]");
}

#[test]
fn conditions_may_begin_on_the_next_line() {
    assert_fine("resource a 'b' =\nif (c) {}");
    assert_fine("module a 'b' = if (\n  c\n) {}");
    assert_wrong("resource a 'b' =\n{}");
    assert_wrong("resource a 'b' = if (c)\n{}");
}

#[test]
fn unions_break_before_their_bars() {
    assert_eq!(ty("'a'\n  | 'b'\n  | 'c'"), "(| \"a\" \"b\" \"c\")");
    assert_eq!(ty("\n  | 'a'\n  | 'b'"), "(| \"a\" \"b\")");
    assert_wrong("type t = 'a' |\n'b'");
}

#[test]
fn decorators_end_with_a_line() {
    assert_fine("@secure()\n\n// note\n@minLength(1)\nparam a string");
    assert_wrong("@secure() param a string");
}

#[test]
fn statements_end_with_a_line_or_the_file() {
    assert_fine("var a = 1\r\nvar b = 2\rvar c = 3\n\n");
    assert_fine("\u{feff}var a = 1");
    assert_wrong("var a = 1 var b = 2");
}
