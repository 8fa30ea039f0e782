//! The monotonic clock of this crate: how long a lock stands still.
#![allow(clippy::disallowed_methods)]

use std::time::Instant;

pub(crate) fn now() -> Instant {
    Instant::now()
}
