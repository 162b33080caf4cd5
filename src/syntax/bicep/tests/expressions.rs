use super::{assert_wrong, expr};

#[test]
fn literals() {
    assert_eq!(
        expr("[null, true, false, 18446744073709551615, -1]"),
        format!("[null true false {} (Minus 1)]", u64::MAX)
    );
    assert_wrong("var v = 18446744073709551616");
    assert_wrong("var v = 1.5");
}

#[test]
fn operators_bind_left_and_by_rank() {
    assert_eq!(expr("a - b - c"), "(Subtract (Subtract a b) c)");
    assert_eq!(expr("a + b * c"), "(Add a (Multiply b c))");
    assert_eq!(
        expr("a ?? b || c && d == e < f + g % h"),
        "(Coalesce a (Or b (And c (Equal d (Less e (Add f (Modulo g h)))))))"
    );
    assert_eq!(
        expr("a =~ b !~ c != d"),
        "(NotEqual (NotEqualIgnoreCase (EqualIgnoreCase a b) c) d)"
    );
    assert_eq!(
        expr("(a >= b) / c <= d > e"),
        "(Greater (LessOrEqual (Divide ((GreaterOrEqual a b)) c) d) e)"
    );
}

#[test]
fn one_unary_operator_at_most() {
    assert_eq!(expr("!a.b && -c[0] < 1"), "(And (Not a.b) (Less (Minus c[0]) 1))");
    assert_wrong("var v = !!a");
}

#[test]
fn ternaries_nest_to_the_right() {
    assert_eq!(expr("a ? b : c ? d : e"), "(? a b (? c d e))");
    assert_eq!(expr("a ? b ? c : d : e"), "(? a (? b c d) e)");
}

#[test]
fn accesses() {
    assert_eq!(expr("a.b.?c[0][?d][^1][?^2]!.e"), "a.b.?c[0][?d][^1][?^2]!.e");
    assert_eq!(expr("a::b::c.id"), "a::b::c.id");
    assert_eq!(expr("kv.getSecret('x').y"), "kv.getSecret(\"x\").y");
    assert_wrong("var v = a.?b()");
    assert_wrong("var v = a[]");
}

#[test]
fn calls_and_lambdas() {
    assert_eq!(expr("f()"), "f()");
    assert_eq!(expr("map(a, x => x.y)"), "map(a (\\x x.y))");
    assert_eq!(expr("map(a, (x, i) => { k: i })"), "map(a (\\x i {k:i}))");
    assert_eq!(expr("() => 1"), "(\\ 1)");
    assert_wrong("var v = (a, b)");
    assert_wrong("var v = ()");
    assert_wrong("var v = (1, b) => 2");
    assert_wrong("var v = f(a,)");
}

#[test]
fn objects() {
    assert_eq!(expr("{}"), "{}");
    assert_eq!(
        expr("{ a: 1, 'b c': 2, '${d}e': 3, ...f, resource: 4, for: 5 }"),
        "{a:1 b c:2 (str d \"e\"):3 ...f resource:4 for:5}"
    );
    assert_wrong("var v = { a 1 }");
    assert_wrong("var v = { a: 1,, b: 2 }");
}

#[test]
fn arrays_and_loops() {
    assert_eq!(expr("[]"), "[]");
    assert_eq!(expr("[1, ...a, [2]]"), "[1 ...a [2]]");
    assert_eq!(expr("[for x in y: x]"), "(for x y x)");
    assert_eq!(expr("[for (x, i) in range(0, 2): { a: i }]"), "(for x,i range(0 2) {a:i})");
    assert_wrong("var v = [for (x) in y: x]");
    assert_wrong("var v = [for x in y x]");
}
