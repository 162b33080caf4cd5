//! What people call a resource: in messages, and as the subject of a finding.

use crate::eval::instance::Instance;
use crate::eval::value::Basis;
use crate::finding::Subject;

/// Whether this world deploys the resource, and it can be there.
pub fn is_deployed(instance: &Instance<'_>) -> bool {
    !instance.declaration.resource.existing
}

/// Who a finding is about.
pub fn subject<'w>(instance: &'w Instance<'w>) -> Subject {
    let frames = instance.frame().chain();
    let deployment =
        frames.iter().filter_map(|frame| frame.by).map(|by| display_name(by)).collect();
    Subject {
        resource_type: instance.resource_type().to_owned(),
        name: display_name(instance),
        written_name: written_name(instance),
        deployment,
    }
}

/// The evaluated name; while it is not known, or there is nothing in it yet, the expression as written.
pub fn display_name<'w>(instance: &'w Instance<'w>) -> String {
    let is_said = |name: &&str| {
        !instance.name().basis.has(Basis::SECRET) && !name.split('/').any(str::is_empty)
    };
    match instance.name().as_str().filter(is_said) {
        Some(name) => name.to_owned(),
        None => written_name(instance),
    }
}

/// The name as it is written, without quotes; the symbol where a module has no name.
pub fn written_name<'w>(instance: &'w Instance<'w>) -> String {
    let resource = instance.declaration.resource;
    let own = match (resource.name, resource.symbol) {
        (Some(name), _) => {
            let written = instance.at(name).written();
            written.trim_matches(['"', '\'']).to_owned()
        }
        (None, Some(symbol)) => instance.frame().text(symbol).to_owned(),
        (None, None) => String::new(),
    };
    match instance.parent() {
        Some(parent) => format!("{}/{own}", written_name(parent)),
        None => own,
    }
}
