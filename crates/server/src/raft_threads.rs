//! Dedicated threads for Raft: an entry does not wait behind earlier requests.
//!
//! Proposing, committing, votes and heartbeats are tasks. On shared workers with some hundred connections, each of
//! their steps would wait for all tasks before it. Under load that is milliseconds, several times for each entry.

use std::future::{Future, pending};
use std::io;

use tokio::runtime::Runtime;

use crate::{priority, workers};

/// The number of threads on a single node. An entry passes through tasks that wake each other, and each time a second
/// thread would be woken only to find no work. Little of that waits for a disk: only the log and the tables, and the
/// opening of files.
const ALONE: usize = 1;
/// The number of threads on a node of a cluster, which also sends entries to other nodes and receives their responses.
const OF_SEVERAL: usize = 2;

/// The threads. Dropping it ends them, and cuts off their tasks.
pub(crate) struct RaftThreads(Option<Runtime>);

impl RaftThreads {
    /// Starts the threads, with a raised priority where that is permitted. Their blocking work runs at the caller's
    /// priority.
    ///
    /// # Errors
    /// The system grants no threads.
    pub fn start(is_of_several: bool) -> io::Result<Self> {
        let begun = || _ = priority::favoured();
        let count = if is_of_several { OF_SEVERAL } else { ALONE };
        let runtime = workers::start("raft", count, begun, |hooks| hooks)?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future, and everything that it spawns, on these threads.
    pub async fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        let Some(runtime) = &self.0 else { return pending().await };
        match runtime.spawn(future).await {
            Ok(output) => output,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The threads have ended, and the waiting task ends with its own runtime.
                Err(_) => pending().await,
            },
        }
    }

    /// Ends the threads.
    pub fn end(self) {
        drop(self);
    }
}

impl Drop for RaftThreads {
    fn drop(&mut self) {
        // There is nothing to wait for: tasks here have ended, or must be cut off.
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
    async fn raft_tasks_spawn_on_raft_threads_and_block_at_normal_priority() {
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
    async fn tasks_end_with_the_raft_threads() {
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
        // The sender was dropped with it.
        timeout(PATIENCE, gone).await.expect("it goes on").unwrap_err();
    }
}
