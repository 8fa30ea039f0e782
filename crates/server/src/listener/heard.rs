//! Detects a silent peer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The number of checks before a connection counts as silent.
const LOOKS: u32 = 6;

/// Counts the reads with data from the peer. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(Arc<AtomicU64>);

impl Heard {
    /// Records incoming data.
    pub(super) fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of reads with data so far.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns once no data arrived for `limit`. It checks several times: a process that was suspended meanwhile, with
    /// unread data in the socket, must not consider the peer silent.
    pub(crate) async fn silent(&self, limit: Duration) {
        let (mut before, mut silent) = (self.count(), 0);
        while silent < LOOKS {
            tokio::time::sleep(limit / LOOKS).await;
            let now = self.count();
            silent = if now == before { silent + 1 } else { 0 };
            before = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_is_silent_once_nothing_came_for_the_limit() {
        const LIMIT: Duration = Duration::from_millis(60);
        let heard = Heard::default();
        let other = heard.clone();
        // Sends as often as the check runs, on the same thread.
        let speaking = tokio::spawn(async move {
            loop {
                other.note();
                tokio::task::yield_now().await;
            }
        });
        assert!(tokio::time::timeout(4 * LIMIT, heard.silent(LIMIT)).await.is_err());
        speaking.abort();
        heard.silent(LIMIT).await;
    }
}
