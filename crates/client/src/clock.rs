//! The monotonic clock, read here and nowhere else in this crate. It only measures patience.

use tokio::time::Instant;

/// Now.
pub(crate) fn now() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "a client measures how long its calls take")]
    Instant::now()
}
