//! Update masks according to AIP-134: the fields that a request names change; without a mask, all fields that it sets.

use super::Violations;
use minoots_wire::{error::Reason, well_known::FieldMask};

/// The names of the fields that change. `set` lists every name, and whether the request sets it; `what` is their kind
/// with its article, such as "an option".
pub(crate) fn update_mask(
    violations: &mut Violations,
    mask: Option<&FieldMask>,
    set: &[(&'static str, bool)],
    what: &str,
) -> Vec<&'static str> {
    let mut named = Vec::new();
    for path in mask.iter().flat_map(|mask| &mask.paths) {
        match set.iter().find(|(name, _)| name == path) {
            Some((name, _)) => named.push(*name),
            None => {
                let names: Vec<&str> = set.iter().map(|(name, _)| *name).collect();
                let description = format!("{path:?} is not {what} that changes: there are {}", names.join(", "));
                violations.add("update_mask", Reason::UpdateMask, description);
            }
        }
    }
    if mask.is_none_or(|mask| mask.paths.is_empty()) {
        named.extend(set.iter().filter(|(_, set)| *set).map(|(name, _)| *name));
        if named.is_empty() {
            let description = format!("must name what changes, or {what} must be set: this request changes nothing");
            violations.add("update_mask", Reason::UpdateMask, description);
        }
    } else {
        for (name, _) in set.iter().filter(|(name, set)| *set && !named.contains(name)) {
            let description = format!("is set and not named by update_mask: name it there, or leave it out ({name})");
            violations.add(*name, Reason::UpdateMask, description);
        }
    }
    named
}
