//! When commands that wait go into an entry.

use super::Core;

/// While an entry is under way commands wait to be so many, or for as long as an entry takes, before they go into the next: an entry
/// costs as much as some twenty commands, and more when two processors do everything.
pub const BATCH_COMMANDS: usize = 64;

impl Core {
    /// When commands that wait, or come now, go into an entry, if nothing else makes one; `None` until an entry comes back.
    pub fn packs_at(&self, now: i64) -> Option<i64> {
        if self.leading && self.in_flight >= self.options.entries_in_flight_max {
            return None;
        }
        if !self.leading || self.in_flight == 0 || self.overfull || self.waiting() >= BATCH_COMMANDS {
            return Some(now);
        }
        // A clock that was set back does not make the wait longer.
        let pace_over = self.packed.saturating_add(self.pace());
        Some(if now < self.packed { now } else { pace_over.max(now) })
    }

    /// How long commands wait for others while an entry is under way: about until it is back.
    fn pace(&self) -> i64 {
        self.usual_commit.clamp(self.options.pace_min, self.options.pace_max)
    }
}
