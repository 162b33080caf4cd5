//! What packages hold beside the program.

use crate::run::Folder;

#[test]
fn each_shell_has_completions() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = folder.run(&["completions", shell]).expect(0).stdout;
        assert!(text.contains("armlint") && text.contains("min-confidence"), "{shell}: {text}");
    }
    folder.run(&["completions", "tcsh"]).expect(2);
}

#[test]
fn commands_have_manual_pages() {
    let folder = Folder::new();
    let page = folder.run(&["man"]).expect(0).stdout;
    assert!(page.contains(".TH armlint 1"), "{page}");
    let page = folder.run(&["man", "check"]).expect(0).stdout;
    assert!(page.contains(".TH armlint-check 1") && page.contains("fail\\-on"), "{page}");
    folder.run(&["man", "frobnicate"]).expect(2);
}
