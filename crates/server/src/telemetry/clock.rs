//! The monotonic clock requests are measured with.
#![allow(clippy::disallowed_methods)]

use std::time::Instant;

/// Now.
pub(super) fn now() -> Instant {
    Instant::now()
}
