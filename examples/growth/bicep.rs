//! Bicep, with modules and without.

use crate::Outcome;
use crate::text::write;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const STORE: &str = "resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: name\n  location: 'westeurope'\n  \
     properties: {\n    publicNetworkAccess: 'Enabled'\n  }\n}\noutput id string = store.id\n";

pub(crate) fn modules(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::new();
    for i in 0..n {
        write(folder, &format!("m{i}.bicep"), &format!("param name string\n{STORE}"))?;
        writeln!(
            main,
            "module m{i} 'm{i}.bicep' = {{\n  name: 'm{i}'\n  params: {{ name: 'n{i}' }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

pub(crate) fn one_module(folder: &Path, n: usize) -> Outcome<PathBuf> {
    write(folder, "m.bicep", &format!("param name string\nparam former string = ''\n{STORE}"))?;
    let mut main = String::new();
    for i in 0..n {
        let former = if i == 0 { String::new() } else { format!("former: m{}.outputs.id", i - 1) };
        writeln!(
            main,
            "module m{i} 'm.bicep' = {{\n  name: 'm{i}'\n  params: {{\n name: 'n{i}'\n{former}\n }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

pub(crate) fn bicep_resources(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::new();
    for i in 0..n {
        let former = if i == 0 { "'x'".to_owned() } else { format!("s{}.id", i - 1) };
        writeln!(
            main,
            "resource s{i} 'Microsoft.Storage/storageAccounts@2023-01-01' = {{\n  name: 's{i}'\n  location: 'westeurope'\n  tags: {{ former: {former} }}\n  \
             properties: {{\n    publicNetworkAccess: 'Disabled'\n  }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

pub(crate) fn bicep_variables(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::from("param p string\n");
    for i in 0..n {
        let former = if i % 100 == 0 { "p".to_owned() } else { format!("v{}", i - 1) };
        writeln!(
            main,
            "var v{i} = {{\n  a: '${{p}}-{i}'\n  b: [ {former} ]\n}}\noutput o{i} object = v{i}"
        )?;
    }
    write(folder, "main.bicep", &main)
}
