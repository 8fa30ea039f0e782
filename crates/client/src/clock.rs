//! The monotonic clock, read only here within this crate. It only measures timeouts.

use tokio::time::Instant;

/// Now.
pub(crate) fn now() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "a client measures how long its calls take")]
    Instant::now()
}
