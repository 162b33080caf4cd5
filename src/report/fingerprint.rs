//! The name of a finding that outlives edits elsewhere in the file.

use crate::finding::{Finding, Report};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Hash of rule, path, resource (type and name as written) and property path: 32 hexadecimal digits, no line numbers in it.
pub fn fingerprint(report: &Report, finding: &Finding) -> String {
    let path =
        report.sources.get(finding.place.file).map_or("", |source| super::inside(&source.path));
    let (kind, name) = finding
        .subject
        .as_ref()
        .map_or(("", ""), |subject| (&*subject.resource_type, &*subject.written_name));
    hash(&[finding.card.id, path, kind, name, finding.property.as_deref().unwrap_or_default()])
}

/// The first 128 bits of SHA-256 over the parts, each closed by a byte that no text holds.
pub(crate) fn hash(parts: &[&str]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part.as_bytes());
        sha.update([0xff]);
    }
    let mut hex = String::with_capacity(32);
    for byte in sha.finalize().iter().take(16) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_eq!(hash(&["PL003", "main.bicep"]).len(), 32);
    }
}
