//! The text that `minoots --version` prints; `-V` prints the version alone.

/// Version and features that only tests turn on.
#[cfg(feature = "fault-hooks")]
pub const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nfeatures: fault-hooks");
/// The version.
#[cfg(not(feature = "fault-hooks"))]
pub const LONG_VERSION: &str = env!("CARGO_PKG_VERSION");
