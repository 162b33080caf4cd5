//! Files that templates load as text or data (Bicep). Only literal paths below the working root are followed.

use super::call;
use super::scope::Scope;
use super::value::Val;
use super::world::{Absent, NoteKind};
use crate::syntax::document::{List, NodeRef};
use crate::syntax::function::Function;

/// The value of `loadTextContent` and its kin.
pub(super) fn load<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    function: Function,
    arguments: List,
) -> Val<'w> {
    let values = call::values(scope, node, arguments);
    let Some(path) = values.first().and_then(|path| path.as_str()) else {
        return scope.world.opaque();
    };
    let files = scope.world.files;
    let loaded = match function {
        Function::LoadFileAsBase64 => files.base64(node.document, path),
        Function::LoadTextContent => files.text(node.document, path),
        _ => Err(Absent::Unknown),
    };
    match loaded {
        Ok(text) => scope.heap().borrowed(text),
        Err(Absent::Missing(why)) => {
            scope.world.note(NoteKind::FileMissing, node.place(), &why, path);
            scope.world.opaque()
        }
        Err(_) => scope.world.opaque(),
    }
}
