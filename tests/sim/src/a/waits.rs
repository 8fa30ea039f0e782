//! Until when what is not over may rightly wait.

use minoots_kernel::internal::Fence;
use std::collections::BTreeMap;

/// By timer: until when its last lease or backoff lasts, by the clock that set it.
#[derive(Default)]
pub struct Waits(BTreeMap<String, (Fence, i64)>);

impl Waits {
    /// A delivery under this fence waits until then. What the log says of an earlier delivery may come later, and is no news.
    pub fn note(&mut self, timer: &str, fence: Fence, until: i64) {
        let known = self.0.get(timer).is_some_and(|(known, _)| *known > fence);
        if !known {
            self.0.insert(timer.to_owned(), (fence, until));
        }
    }

    /// Until when a timer waits, if a delivery of it was ever out.
    pub fn of(&self, timer: &str) -> Option<i64> {
        self.0.get(timer).map(|(_, until)| *until)
    }
}
