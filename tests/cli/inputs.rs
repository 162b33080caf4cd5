//! Which files are looked at.

use crate::run::{Folder, clean, list, noted, paths, rules, statuses};

#[test]
fn stdin_is_read_as_what_it_is() {
    let folder = Folder::new();
    let check = ["check", "--format", "json", "-"];
    let report = folder.run_with_stdin(&check, noted().as_bytes()).json();
    assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"]);
    let bicep = b"param unused string\n";
    let report = folder.run_with_stdin(&check, bicep).expect(0).json();
    assert_eq!(list(&report, "files", "kind"), ["bicep"]);
}

#[test]
fn on_stdin_everything_must_be_readable() {
    let folder = Folder::new();
    let truncated = &clean()[..100];
    for text in ["", "  \n", "{}", "[1, 2]", "{ \"a\": ", truncated, "}}}"] {
        let output = folder.run_with_stdin(&["check", "-"], text.as_bytes()).expect(1);
        assert!(output.stdout.contains("unreadable-template"), "{text:?}: {}", output.stdout);
    }
}

#[test]
fn stdin_can_stand_for_a_file() {
    let folder = Folder::new();
    folder.write(
        "infra/network.bicep",
        "param prefix string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  \
         properties: { addressSpace: { addressPrefixes: [prefix] } }\n}\n",
    );
    let text = "module network 'network.bicep' = {\n  name: 'n'\n  params: { prefix: '172.17.0.0/16' }\n}\n";
    let arguments = [
        "check",
        "--format",
        "json",
        "--stdin-filename",
        "infra/main.bicep",
        "--select",
        "NW001",
        "-",
    ];
    let report = folder.run_with_stdin(&arguments, text.as_bytes()).json();
    assert_eq!(paths(&report), ["infra/network.bicep"]);
    assert_eq!(list(&report, "files", "path"), ["infra/main.bicep", "infra/network.bicep"]);
}

#[test]
fn json_that_is_no_template_is_silent() {
    let folder = Folder::new();
    folder
        .write("package.json", "{ \"name\": \"x\" }")
        .write("empty.json", "")
        .write("braces.json", "{}")
        .write("words.json", "these are no braces")
        .write("nested.json", "{ \"a\": { \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\" ")
        .write("latin.json", b"{ \"a\": \"\xe9\" }")
        .write("ui.json", "{ \"$schema\": \"https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#\" }");
    let report = folder.check(&["."]);
    assert_eq!(statuses(&report), Vec::<String>::new());
    let named = [
        "package.json",
        "empty.json",
        "braces.json",
        "words.json",
        "nested.json",
        "latin.json",
        "ui.json",
    ];
    let report = folder.check(&named);
    assert_eq!(statuses(&report), Vec::<String>::new());
    assert_eq!(paths(&report), Vec::<&str>::new());
    folder.run(&["check", "."]).expect(0);
}

#[test]
fn each_scope_of_deployment_is_a_template() {
    let folder = Folder::new();
    for (name, schema) in [
        (
            "group.json",
            "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
        ),
        (
            "subscription.json",
            "http://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        ),
        (
            "management.json",
            "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json",
        ),
        (
            "tenant.json",
            "HTTPS://SCHEMA.management.azure.com/schemas/2019-08-01/TenantDeploymentTemplate.json#",
        ),
        (
            "last.arm",
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        ),
        (
            "comments.jsonc",
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        ),
    ] {
        folder.write(name, format!("{{ // c\n \"contentVersion\": \"1.0.0.0\", \"$schema\": \"{schema}\", \"resources\": [], }}"));
    }
    let report = folder.check(&["."]);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(6));
    assert!(statuses(&report).iter().all(|file| file.ends_with(" ok")), "{report}");
}

#[test]
fn folders_are_walked_past_git_and_node_modules() {
    let folder = Folder::new();
    for name in [
        ".git/a.json",
        "node_modules/m/a.json",
        "deep/node_modules/a.json",
        "deep/er/a.json",
        "b.txt",
    ] {
        folder.write(name, noted());
    }
    assert_eq!(paths(&folder.check(&["."])), ["deep/er/a.json"]);
    assert_eq!(paths(&folder.check(&["deep/node_modules/a.json"])), ["deep/node_modules/a.json"]);
}

#[test]
fn gitignore_holds_inside_of_a_repository() {
    let write = |folder: &Folder| {
        folder
            .write(".gitignore", "out/\n*.gen.json\n!kept.gen.json\n")
            .write("sub/.gitignore", "local.json\n")
            .write("a.json", noted())
            .write("out/b.json", noted())
            .write("x.gen.json", noted())
            .write("kept.gen.json", noted())
            .write("sub/local.json", noted())
            .write("sub/other.json", noted())
            .write("local.json", noted());
    };
    let repository = Folder::repository();
    write(&repository);
    let kept = ["a.json", "kept.gen.json", "local.json", "sub/other.json"];
    assert_eq!(paths(&repository.check(&["."])), kept);
    assert_eq!(paths(&repository.check(&["sub"])), ["sub/other.json"]);
    assert_eq!(
        paths(&repository.check(&["out/b.json", "x.gen.json"])),
        ["out/b.json", "x.gen.json"]
    );
    let plain = Folder::new();
    write(&plain);
    assert_eq!(paths(&plain.check(&["."])).len(), 7);
}

#[test]
fn a_folder_that_is_called_like_a_template_is_a_folder() {
    let folder = Folder::new();
    folder.write("x.json/main.json", noted());
    assert_eq!(paths(&folder.check(&["."])), ["x.json/main.json"]);
    assert_eq!(paths(&folder.check(&["x.json"])), ["x.json/main.json"]);
}

#[test]
fn a_file_is_taken_once() {
    let folder = Folder::new();
    folder.write("d/a.json", noted());
    let report = folder.check(&["d", ".", "d/a.json", "./d/../d/a.json"]);
    assert_eq!(paths(&report), ["d/a.json"]);
    assert_eq!(statuses(&report), ["d/a.json ok"]);
}

#[test]
fn a_file_of_any_name_is_taken_when_it_is_named() {
    let folder = Folder::new();
    folder.write("template.txt", noted());
    assert_eq!(paths(&folder.check(&["template.txt"])), ["template.txt"]);
}

#[test]
fn paths_are_told_from_the_root_of_the_repository() {
    let folder = Folder::repository();
    folder.write("deep/er/a b,c:d#e%\u{e9}\u{1F600}.json", noted());
    let sub = crate::run::command(&folder.path("deep"), &["check", "--format", "json", "er"]);
    let report = crate::run::finish(sub, None).json();
    assert_eq!(paths(&report), ["deep/er/a b,c:d#e%\u{e9}\u{1F600}.json"]);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let folder = Folder::new();
    folder.write("d/a.json", noted());
    std::os::unix::fs::symlink("..", folder.path("d/up")).expect("a link");
    std::os::unix::fs::symlink("nowhere.json", folder.path("dangling.json")).expect("a link");
    assert_eq!(paths(&folder.check(&["."])), ["d/a.json"]);
}
