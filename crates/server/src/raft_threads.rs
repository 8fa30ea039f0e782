//! Threads of its own for Raft: an entry does not wait behind the requests that came before it.
//!
//! Proposing, committing, votes and heartbeats are tasks. Among those of some hundred connections each of their steps would have its turn once everything
//! before it had its own, and under load that is milliseconds, several times an entry.

use std::future::{Future, pending};
use std::io;

use tokio::runtime::Runtime;

use crate::{priority, workers};

/// What an entry passes on a node that is alone are tasks that wake each other, and a second thread would be woken each time to look whether it is
/// needed. Little that runs on it waits for a disk: the log and the tables of such a node, and opening files.
const ALONE: usize = 1;
/// One of several has entries to send to each other node, and answers to take, beside those tasks.
const OF_SEVERAL: usize = 2;

/// The threads. They end with this, and what runs on them is cut off.
pub(crate) struct RaftThreads(Option<Runtime>);

impl RaftThreads {
    /// Starts them, and favours them where that is permitted. Blocking work that is begun on them has threads of the caller's priority.
    ///
    /// # Errors
    /// The system grants no threads.
    pub fn start(is_of_several: bool) -> io::Result<Self> {
        let begun = || _ = priority::favoured();
        let count = if is_of_several { OF_SEVERAL } else { ALONE };
        let runtime = workers::start("raft", count, begun, |hooks| hooks)?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future there, and everything that it spawns.
    pub async fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        let Some(runtime) = &self.0 else { return pending().await };
        match runtime.spawn(future).await {
            Ok(output) => output,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // They are gone, and whoever waits here goes with the runtime that both end with.
                Err(_) => pending().await,
            },
        }
    }

    /// Ends them.
    pub fn end(self) {
        drop(self);
    }
}

impl Drop for RaftThreads {
    fn drop(&mut self) {
        // Nothing is left to wait for: what runs here has ended, or is to be cut off.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use std::thread;
    use std::time::Duration;
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn seen() -> (String, Option<i32>) {
        let name = thread::current().name().unwrap_or_default().to_owned();
        (name, priority::niceness())
    }

    #[tokio::test]
    async fn what_they_run_spawns_on_them_and_blocks_elsewhere_without_their_priority() {
        let before = priority::niceness();
        let favoured = thread::spawn(|| {
            priority::favoured();
            priority::niceness()
        });
        let favoured = favoured.join().unwrap();
        let raft = RaftThreads::start(true).unwrap();
        let ran = raft.run(async {
            let spawned = tokio::spawn(async { seen() });
            let blocked = tokio::task::spawn_blocking(seen);
            (seen(), spawned.await.unwrap(), blocked.await.unwrap())
        });
        let (here, spawned, blocked) = timeout(PATIENCE, ran).await.expect("it does not end");
        let worker = ("raft".to_owned(), favoured);
        assert_eq!((&here, &spawned), (&worker, &worker));
        assert_eq!(blocked, ("raft".to_owned(), before));
    }

    #[tokio::test]
    async fn what_runs_on_them_ends_with_them() {
        let raft = RaftThreads::start(true).unwrap();
        let (held, gone) = oneshot::channel::<()>();
        raft.run(async move {
            tokio::spawn(async move {
                let _held = held;
                pending::<()>().await;
            });
        })
        .await;
        raft.end();
        // The sender went with it.
        timeout(PATIENCE, gone).await.expect("it goes on").unwrap_err();
    }
}
