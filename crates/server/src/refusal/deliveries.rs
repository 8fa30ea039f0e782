//! Rejections about events and their deliveries.

use minoots_wire::{
    error::{Reason, StatusBuilder, status},
    time::instant,
};
use tonic::Code;

pub(super) fn not_found() -> StatusBuilder {
    status(Code::NotFound, Reason::Event, "there is no such event, or not any more")
}

pub(super) fn not_due(due: i64) -> StatusBuilder {
    let message = "the event is not due yet; it cannot be acknowledged before";
    status(Code::FailedPrecondition, Reason::NotDue, message).metadata("due", instant::format(due))
}

pub(super) fn stale() -> StatusBuilder {
    let message = "a newer delivery of this event is out, or this one has ended; use the newest fence";
    status(Code::FailedPrecondition, Reason::StaleFence, message)
}

pub(super) fn redriven() -> StatusBuilder {
    let message = "a redrive of this event is out already";
    status(Code::FailedPrecondition, Reason::AlreadyRedriven, message)
}

pub(super) fn settled() -> StatusBuilder {
    status(
        Code::FailedPrecondition,
        Reason::AlreadySettled,
        "this event was settled",
    )
}
