//! What all families are put together from.

use crate::Outcome;
use std::path::{Path, PathBuf};

pub(crate) const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> Outcome<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

pub(crate) fn arm(folder: &Path, resources: &str, variables: &str) -> Outcome<PathBuf> {
    let text = format!(
        "{{\n\"$schema\": \"{SCHEMA}\",\n\"contentVersion\": \"1.0.0.0\",\n\"parameters\": {{ \"p\": {{ \"type\": \"string\" }} }},\n\
         \"variables\": {{\n{variables}\n}},\n\"resources\": [\n{resources}\n],\n\"outputs\": {{ \"o\": {{ \"type\": \"string\", \
         \"value\": \"[variables('s')]\" }} }}\n}}\n"
    );
    write(folder, "main.json", &text)
}

pub(crate) fn each(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect::<Vec<_>>().join(",\n")
}

pub(crate) fn list(n: usize, piece: &str) -> String {
    vec![piece; n].join(",")
}
