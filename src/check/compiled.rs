//! Compiled templates whose source lies beside them, which is linted instead.

use super::Loaded;
use crate::discover::Input;
use crate::finding::FileKind;
use crate::model::Unit;
use crate::session::{Content, File};
use crate::storage::Storage;
use crate::syntax::document::NodeRef;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// Compiled templates whose source lies beside them.
pub(super) fn passed_over(storage: &Storage, loaded: &[Loaded]) -> FxHashMap<PathBuf, String> {
    let each = loaded.iter();
    each.filter_map(|Loaded { input, file }| {
        Some((file.path.clone(), compiled_from(storage, input, file)?))
    })
    .collect()
}

/// Why a compiled template is passed over: its source lies beside it.
pub(super) fn compiled_from(storage: &Storage, input: &Input, file: &File) -> Option<String> {
    let Content::Unit { unit, kind: FileKind::Arm } = &file.content else { return None };
    if input.named || !is_generated(unit) {
        return None;
    }
    let source = source_of(storage, &file.path)?;
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    Some(format!("compiled from '{name}', which is linted instead"))
}

pub(super) fn is_generated(unit: &Unit) -> bool {
    let metadata = unit.document.root().get("metadata");
    let generator =
        metadata.and_then(|node| node.get("_generator")).and_then(|node| node.get("name"));
    generator.and_then(NodeRef::as_text).is_some_and(|name| name.eq_ignore_ascii_case("bicep"))
}

/// `x.bicep` for `x.json`, else `main.bicep` for `main.json` and `azuredeploy.json`.
pub(super) fn source_of(storage: &Storage, path: &Path) -> Option<PathBuf> {
    let same = path.with_extension("bicep");
    if storage.is_file(&same) {
        return Some(same);
    }
    let stem = path.file_stem()?.to_str()?;
    let is_main = stem.eq_ignore_ascii_case("main") || stem.eq_ignore_ascii_case("azuredeploy");
    let main = path.with_file_name("main.bicep");
    (is_main && storage.is_file(&main)).then_some(main)
}
