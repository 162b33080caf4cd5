//! `armlint graph`, and the picture in Markdown.

use crate::run::{Folder, command, finish};
use std::path::{Path, PathBuf};

fn graph(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = finish(command(root, &[&["graph"], arguments].concat()), None);
    assert_eq!(output.code, 0, "{}", output.stderr);
    output.stdout
}

#[test]
fn the_picture_of_the_readme_is_fresh() {
    let svg = graph(&["fixtures/picture/hub.bicep", "--format", "svg"]);
    same_as("docs/pictures/ai-hub.svg", &svg);
}

#[test]
fn the_picture_of_a_published_template_is_fresh() {
    let named = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let template = named
        .unwrap_or_else(beside)
        .join("corpus/seed-systems/ai-hub-network-restricted.azuredeploy.json");
    if !template.is_file() {
        return;
    }
    let path = template.to_str().expect("a path");
    same_as("docs/pictures/ai-hub-network-restricted.svg", &graph(&[path, "--format", "svg"]));
}

#[track_caller]
fn same_as(kept: &str, svg: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(kept);
    if std::env::var_os("ARMLINT_UPDATE").is_some() {
        std::fs::write(&file, svg).expect("the picture can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(svg, kept, "ARMLINT_UPDATE=1 rewrites it");
}

#[test]
fn faults_are_red_and_strangers_dashed() {
    let page = graph(&["fixtures/picture/hub.bicep"]);
    let id = |name: &str| {
        let line = page.lines().find(|line| line.contains(name)).expect("it is drawn");
        let word = line.trim().trim_start_matches("subgraph ");
        word.split(['[', '(', '{']).next().expect("an id").to_owned()
    };
    for (name, class) in [
        ("Service st", "fault"),
        ("privatelink.blob", "fault"),
        ("vnet-shared", "outside"),
        ("pe-hub", "plain"),
    ] {
        assert!(page.contains(&format!("class {} {class}\n", id(name))), "{name}\n{page}");
    }
    assert!(page.contains("records in: PL006"));
    assert!(graph(&["fixtures/picture", "--format", "dot"]).starts_with("digraph"));
}

#[test]
fn parameter_files_make_a_picture_each() {
    let folder = Folder::new();
    let template = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
 "contentVersion": "1.0.0.0", "parameters": { "name": { "type": "string" } }, "resources": [ {
 "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "[parameters('name')]",
 "location": "westeurope", "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] } } } ] }"#;
    folder.write("net.json", template);
    for name in ["dev", "prod"] {
        let values = format!(
            r#"{{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
 "contentVersion": "1.0.0.0", "parameters": {{ "name": {{ "value": "vnet-{name}" }} }} }}"#
        );
        folder.write(&format!("net.parameters.{name}.json"), values);
    }
    let path = folder.path(".");
    let path = path.to_str().expect("a path");
    let page = graph(&[path, "--no-config"]);
    for name in ["VNet vnet-dev", "VNet vnet-prod", "net.parameters.dev.json"] {
        assert!(page.contains(name), "{page}");
    }
}

#[test]
fn markdown_has_the_picture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments = ["check", "--format", "markdown", "fixtures/picture"];
    let output = finish(command(root, &arguments), None);
    assert!(output.stdout.contains("```mermaid\nflowchart LR\n"), "{}", output.stdout);
}
