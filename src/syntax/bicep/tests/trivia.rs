use super::template;
use crate::syntax::bicep::PragmaKind;

#[test]
fn comments_are_kept_aside() {
    let tree = template("// one\nvar a /* two\n */ = 1 // three\r\n/*/ four */\n");
    let texts: Vec<_> =
        tree.comments().iter().map(|one| (tree.text(one.span), one.block)).collect();
    let expected =
        [("// one", false), ("/* two\n */", true), ("// three", false), ("/*/ four */", true)];
    assert_eq!(texts, expected);
    assert_eq!(tree.errors(), []);
    assert_eq!(template("/* a").errors().len(), 1);
}

#[test]
fn pragmas_begin_a_line_and_name_codes() {
    let text = "  #disable-next-line BCP037 no-unused-params // why\nvar a = 1\n\
        #disable-diagnostics x\n#restore-diagnostics x\n";
    let tree = template(text);
    assert_eq!(tree.errors(), []);
    let kinds: Vec<_> = tree.pragmas().iter().map(|pragma| pragma.kind).collect();
    assert_eq!(kinds, [PragmaKind::DisableNextLine, PragmaKind::Disable, PragmaKind::Restore]);
    let first = &tree.pragmas()[0];
    assert_eq!(tree.text(first.span), "#disable-next-line BCP037 no-unused-params");
    let codes: Vec<_> = first.codes.iter().map(|code| tree.text(*code)).collect();
    assert_eq!(codes, ["BCP037", "no-unused-params"]);
    assert_eq!(tree.comments().len(), 1);
}

#[test]
fn pragmas_elsewhere_are_errors() {
    assert_ne!(template("var a = 1 #disable-next-line x").errors(), []);
    assert_ne!(template("#disable-next-line\nvar a = 1").errors(), []);
    assert_ne!(template("#other x\nvar a = 1").errors(), []);
}
