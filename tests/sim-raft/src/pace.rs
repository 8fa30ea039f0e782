//! How fast a node's disk and processor are, and when they stand still.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_raft::platform::{Boxed, Pace, Work};
use tokio::time::Instant;

use crate::random::Random;
use crate::trace::now;

/// The pace of one node. Cheap to clone; clones are the same.
#[derive(Clone)]
pub(crate) struct NodePace {
    random: Random,
    state: Arc<Mutex<State>>,
}

struct State {
    /// Nothing is written or synced before.
    disk_stalls_until: Instant,
    /// Nothing is done at all before.
    pauses_until: Instant,
    /// A sync takes up to so many microseconds.
    sync_micros_max: u64,
    /// Applying takes up to so many microseconds.
    apply_micros_max: u64,
}

impl NodePace {
    pub(crate) fn new(random: Random) -> Self {
        let begun = now();
        let sync_micros_max = random.within(100..=4_000);
        let apply_micros_max = random.within(1..=2_000);
        Self {
            random,
            state: Arc::new(Mutex::new(State {
                disk_stalls_until: begun,
                pauses_until: begun,
                sync_micros_max,
                apply_micros_max,
            })),
        }
    }

    /// The disk does nothing for a while.
    pub(crate) fn stall_disk(&self, time: Duration) {
        self.state().disk_stalls_until = now() + time;
    }

    /// Nothing is done for a while, by disk or processor.
    pub(crate) fn pause_all(&self, time: Duration) {
        self.state().pauses_until = now() + time;
    }

    /// Ends stalls and pauses.
    pub(crate) fn resume(&self) {
        let begun = now();
        let mut state = self.state();
        (state.disk_stalls_until, state.pauses_until) = (begun, begun);
    }

    /// Waits for the end of a pause.
    pub(crate) async fn while_paused(&self) {
        loop {
            let until = self.state().pauses_until;
            if until <= now() {
                return;
            }
            // It may be ended early.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn while_disk_stalls(&self) {
        loop {
            let until = self.state().disk_stalls_until;
            if until <= now() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(self, work: Work) {
        let (sync_max, apply_max) = {
            let state = self.state();
            (state.sync_micros_max, state.apply_micros_max)
        };
        let time = match work {
            Work::Log => self.random.micros(sync_max / 4..=sync_max),
            Work::Apply => self.random.micros(0..=apply_max),
            Work::Files => self.random.micros(10..=sync_max),
        };
        // Timers are as fine as a millisecond; what is shorter still lets others go first.
        match time < Duration::from_millis(1) {
            true => tokio::task::yield_now().await,
            false => tokio::time::sleep(time).await,
        }
        if work != Work::Apply {
            self.while_disk_stalls().await;
        }
        self.while_paused().await;
    }
}

impl Pace for NodePace {
    fn pause(&self, work: Work) -> Boxed<()> {
        Box::pin(self.clone().take(work))
    }
}
