//! A thread of its own for Raft: an entry does not wait behind the requests that came before it.
//!
//! Proposing, committing, votes and heartbeats are tasks. Among those of some hundred connections each of their steps would have its turn once everything
//! before it had its own, and under load that is milliseconds, several times an entry.

use std::future::{Future, pending};
use std::io;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::priority;

/// The thread. It ends with this, and what runs on it is cut off.
pub(crate) struct RaftThread {
    handle: Handle,
    /// Dropped, it tells the thread.
    _ends: oneshot::Sender<()>,
}

impl RaftThread {
    /// Starts it, and favours it where that is permitted. Blocking work that is begun on it has threads of the caller's priority.
    ///
    /// # Errors
    /// The system grants no thread.
    pub fn start() -> io::Result<Self> {
        let niceness = priority::niceness();
        let runtime = Builder::new_current_thread()
            .thread_name("raft-files")
            .on_thread_start(move || {
                niceness.map(priority::set_niceness);
            })
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (ends, ended) = oneshot::channel::<()>();
        thread::Builder::new().name("raft".to_owned()).spawn(move || {
            priority::favoured();
            // Nothing is ever sent.
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        })?;
        Ok(Self { handle, _ends: ends })
    }

    /// Runs a future there, and everything that it spawns.
    pub async fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        match self.handle.spawn(future).await {
            Ok(output) => output,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The thread is gone, and whoever waits here goes with the runtime that both end with.
                Err(_) => pending().await,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn thread() -> String {
        thread::current().name().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn what_it_runs_spawns_on_it_and_blocks_elsewhere_without_its_priority() {
        let before = priority::niceness();
        let raft = RaftThread::start().unwrap();
        let ran = raft.run(async {
            let spawned = tokio::spawn(async { thread() });
            let blocked = tokio::task::spawn_blocking(|| (thread(), priority::niceness()));
            (thread(), spawned.await.unwrap(), blocked.await.unwrap())
        });
        let (here, spawned, (blocked, niceness)) = timeout(PATIENCE, ran).await.expect("it does not end");
        assert_eq!((here.as_str(), spawned.as_str()), ("raft", "raft"));
        assert_eq!((blocked.as_str(), niceness), ("raft-files", before));
    }

    #[tokio::test]
    async fn what_runs_on_it_ends_with_it() {
        let raft = RaftThread::start().unwrap();
        let (held, gone) = oneshot::channel::<()>();
        let running = raft.run(async move {
            tokio::spawn(async move {
                let _held = held;
                pending::<()>().await;
            });
        });
        running.await;
        drop(raft);
        // The sender went with it.
        timeout(PATIENCE, gone).await.expect("it goes on").unwrap_err();
    }
}
