//! Levels of the cluster (G23).
//!
//! A level is what the log and the tables of a cluster may contain. Each release knows the levels up to its newest. A
//! cluster stays at its level while its programs are replaced, so an older program can still read everything. An
//! operator raises the level once all members know it.

use crate::failure::Failure;

/// The newest level that this release knows. Level 0 is the first release.
pub const NEWEST: u32 = 1;

/// The feature that each level from 1 on adds.
pub const FEATURES: [&str; NEWEST as usize] = ["notes of timers"];

/// The feature that a level adds; empty for level 0 and for unknown levels.
pub fn feature(level: u32) -> &'static str {
    let place = usize::try_from(level).unwrap_or(usize::MAX).checked_sub(1);
    place.and_then(|place| FEATURES.get(place)).copied().unwrap_or_default()
}

/// The newest level that this program knows.
#[cfg(not(feature = "fault-hooks"))]
pub const fn newest() -> u32 {
    NEWEST
}

/// The newest level that this program knows, or pretends to know.
#[cfg(feature = "fault-hooks")]
pub fn newest() -> u32 {
    pretended::NEWEST.load(core::sync::atomic::Ordering::Relaxed)
}

/// Pretends that this program knows levels up to `level` only, as an older release does.
#[cfg(feature = "fault-hooks")]
pub fn pretend(level: u32) {
    pretended::NEWEST.store(level.min(NEWEST), core::sync::atomic::Ordering::Relaxed);
}

#[cfg(feature = "fault-hooks")]
mod pretended {
    pub(super) static NEWEST: core::sync::atomic::AtomicU32 = core::sync::atomic::AtomicU32::new(super::NEWEST);
}

/// Checks that this program knows a level that a log or tables have.
///
/// # Errors
/// [`Failure::NewerLevel`].
pub fn check(level: u32) -> Result<(), Failure> {
    let newest = newest();
    match level <= newest {
        true => Ok(()),
        false => Err(Failure::NewerLevel { level, newest }),
    }
}
