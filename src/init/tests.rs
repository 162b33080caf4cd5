//! Configurations that are written can be read.

use super::*;
use crate::config::Layers;
use std::fs;

#[test]
fn examples_are_complete_and_valid() {
    for key in ROOT {
        assert!(!page::example(key.name).is_empty(), "no example for {}", key.name);
    }
    let all: Vec<&str> = ROOT.iter().map(|key| page::example(key.name)).collect();
    let layers = Layers::of(&[&all.join("\n")]).unwrap_or_else(|error| panic!("{error}"));
    assert!(ROOT.iter().all(|key| layers.has(key.name)));
}

#[test]
fn what_is_found_is_set() {
    let root = std::env::temp_dir().join(format!("armlint-init-{}", std::process::id()));
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("infra/main.bicep", "module net 'modules/net.bicep' = {}\nmodule x 'br:mcr/x:1' = {}\n");
    write("infra/modules/net.bicep", "param a string\n");
    write("env/dev/main.bicepparam", "using '../../infra/main.bicep'\n");
    write("env/prod/main.bicepparam", "using '../../infra/main.bicep'\n");
    write("infra/main.bicepparam", "using 'main.bicep'\n");
    write(
        "arm/azuredeploy.json",
        "{\"$schema\": \"https://x/2019-04-01/deploymentTemplate.json#\"}",
    );
    write("arm/azuredeploy.parameters.json", "{}");
    write("package.json", "{}");
    write("ps-rule.yaml", "");
    let survey = look(&root);
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(survey.summary(), "2 Bicep files, 1 ARM template, 4 parameter files");
    let text = configuration(&survey);
    assert!(text.contains("# [project]\n# roots = [\n#   \"/infra/main.bicep\",\n# ]\n"), "{text}");
    assert!(
        text.contains("[parameters]\n\"/infra/*.bicep\" = [\"/env/{env}/*.bicepparam\"]\n"),
        "{text}"
    );
    assert!(text.contains("# ps-rule.yaml: `armlint migrate`"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    Layers::of(&[&text]).unwrap_or_else(|error| panic!("{error}"));
    Layers::of(&[&configuration(&Survey::default())]).unwrap_or_else(|error| panic!("{error}"));
}
