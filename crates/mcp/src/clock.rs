//! The wall clock, read here and nowhere else in this crate: what is late, and how far ahead an agent plans.

use std::time::SystemTime;

/// Now.
pub fn now() -> SystemTime {
    #[allow(
        clippy::disallowed_methods,
        reason = "lateness and horizons are told to people by the clock on the wall"
    )]
    SystemTime::now()
}
