//! Rejections about watchdogs.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::{Code, Status};

/// A touch of a timer that is not a watchdog.
pub(crate) fn is_none() -> Status {
    let message = "this timer is not a watchdog; move it with a reschedule, or create one with watchdog set";
    status(Code::FailedPrecondition, Reason::NotAWatchdog, message).build()
}

pub(super) fn is_one() -> StatusBuilder {
    let message = "a watchdog is moved by touches only; to change its delay cancel it, and create another";
    status(Code::FailedPrecondition, Reason::IsAWatchdog, message)
}
