//! Times until which unfinished timers may legitimately wait.

use minoots_kernel::internal::Fence;
use std::collections::BTreeMap;

/// By timer: the end of its last lease or backoff, by the clock that set it.
#[derive(Default)]
pub struct Waits(BTreeMap<String, (Fence, i64)>);

impl Waits {
    /// Records until when a delivery with this fence waits. The log may record an earlier delivery later, which changes
    /// nothing.
    pub fn note(&mut self, timer: &str, fence: Fence, until: i64) {
        let known = self.0.get(timer).is_some_and(|(known, _)| *known > fence);
        if !known {
            self.0.insert(timer.to_owned(), (fence, until));
        }
    }

    /// The time until which a timer waits, if it was ever delivered.
    pub fn of(&self, timer: &str) -> Option<i64> {
        self.0.get(timer).map(|(_, until)| *until)
    }
}
