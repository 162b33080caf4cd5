use super::{assert_wrong, ty};

#[test]
fn names_and_literals() {
    assert_eq!(ty("sys.string"), "sys.string");
    assert_eq!(ty("-1 | true | null | 'a'"), "(| (Minus 1) true null \"a\")");
}

#[test]
fn suffixes() {
    assert_eq!(ty("string[]?"), "string[]?");
    assert_eq!(ty("('a' | 'b')[]"), "((| \"a\" \"b\"))[]");
    assert_wrong("type t = a![0]");
}

#[test]
fn accesses() {
    assert_eq!(ty("a.b[*].*[0]!"), "a.b[*].*[0]!");
    assert_eq!(ty("resourceInput<'a@b'>.properties"), "resourceInput<\"a@b\">.properties");
    assert_eq!(ty("sys.resourceOutput<'a@b'>"), "sys.resourceOutput<\"a@b\">");
}

#[test]
fn objects_and_tuples() {
    assert_eq!(ty("{}"), "{}");
    assert_eq!(ty("{ a: int, 'b-c': string?, *: bool }"), "{a:int b-c:string? *:bool}");
    assert_eq!(ty("{\n  @secure()\n  @minLength(1)\n  a: string\n}"), "{@@a:string}");
    assert_eq!(ty("[ int, string[] ]"), "[int string[]]");
    assert_eq!(ty("[\n  @description('x')\n  int\n  string\n]"), "[@int string]");
    assert_wrong("type t = { a }");
}

#[test]
fn a_placeholder_is_no_type() {
    assert_wrong("param a ?");
    assert_wrong("type t =");
}
