//! Refusals about checkpoints.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::Code;

pub(super) fn conflict(version: u64) -> StatusBuilder {
    let message = match version {
        0 => "there is no such checkpoint; leave out expected_version to make it".to_owned(),
        _ => format!("version {version} is current; read it, and repeat with that as expected_version"),
    };
    status(Code::Aborted, Reason::VersionConflict, message).metadata("version", version.to_string())
}
