//! Refusals about checkpoints.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::{Code, Status};

use super::version::CurrentVersion as _;

/// A condition, by its field, does not hold over this version; 0 if there is none.
pub(crate) fn condition_failed(field: &str, version: u64) -> Status {
    let message = format!("{field} does not hold, so nothing was written: read the checkpoint, and decide anew");
    status(Code::Aborted, Reason::ConditionFailed, message)
        .metadata("condition", field)
        .current_version(version)
        .build()
}

pub(super) fn conflict(version: u64) -> StatusBuilder {
    let message = match version {
        0 => "there is no such checkpoint; leave out expected_version to make it".to_owned(),
        _ => format!("version {version} is current; read it, and repeat with that as expected_version"),
    };
    status(Code::Aborted, Reason::VersionConflict, message).current_version(version)
}
