//! Rejections about timers that a restore holds.

use minoots_wire::{
    error::{Reason, status},
    time::instant,
};
use tonic::{Code, Status};

/// A hold that ends after the present time of this node's clock.
pub(crate) fn held_ahead(until: i64) -> Status {
    let until = instant::format(until);
    let message = format!(
        "what is held is due by {until}, which this node's clock has not come to: compare it with the clock of the machine that \
         restored, and release when it is past"
    );
    status(Code::FailedPrecondition, Reason::NotDue, message)
        .metadata("due", until)
        .build()
}
