//! Rejections about checkpoints.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::{Code, Status};

use super::version::CurrentVersion as _;

/// A condition, named by its field, does not hold for this version; 0 if there is none.
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

pub(super) fn not_found() -> StatusBuilder {
    let message = "there is no such checkpoint, or this version of it is not kept";
    status(Code::NotFound, Reason::Checkpoint, message)
}

pub(super) fn version_required(version: u64) -> StatusBuilder {
    let message = format!("the checkpoint is there: give its current version, {version}, as expected_version");
    status(Code::FailedPrecondition, Reason::VersionRequired, message).current_version(version)
}

pub(super) fn other_partition() -> StatusBuilder {
    let message = "the checkpoint has another partition_key; leave it out, or give the one it was made with";
    status(Code::FailedPrecondition, Reason::CheckpointPartition, message)
}

pub(super) fn no_timer(index: usize) -> StatusBuilder {
    status(Code::NotFound, Reason::Timer, "there is no such timer")
        .metadata("index", index.to_string())
        .field(
            format!("timer_ids[{index}]"),
            "is no timer; make it first, or leave it out",
        )
}
