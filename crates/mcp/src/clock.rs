//! The wall clock, read only here within this crate. It decides lateness and the horizon of wakes.

use std::time::SystemTime;

/// Now.
pub fn now() -> SystemTime {
    #[allow(
        clippy::disallowed_methods,
        reason = "lateness and horizons are told to people by the clock on the wall"
    )]
    SystemTime::now()
}
