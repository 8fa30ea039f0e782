//! Rejections about timers and requests that make them.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::Code;

pub(super) fn not_found() -> StatusBuilder {
    status(Code::NotFound, Reason::Timer, "there is no such timer")
}

pub(super) fn exists(index: usize) -> StatusBuilder {
    let message = "a timer with this id exists and another request made it; choose another id";
    status(Code::AlreadyExists, Reason::TimerExists, message).metadata("index", index.to_string())
}

pub(super) fn mismatch(index: usize) -> StatusBuilder {
    let message = "this request_id was used for another request in the last 24 h; use a new one";
    status(Code::FailedPrecondition, Reason::IdempotencyMismatch, message).metadata("index", index.to_string())
}

pub(super) fn duplicate(index: usize) -> StatusBuilder {
    let message = "the batch names an id twice; ids in a batch must differ";
    status(Code::InvalidArgument, Reason::BatchDuplicate, message).field(
        format!("requests[{index}].id"),
        "is the id of an earlier request of the batch",
    )
}
