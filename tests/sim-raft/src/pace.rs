//! The speed of a node's disk and processor, and their stalls.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_raft::platform::{Boxed, Pace, Work};
use tokio::time::Instant;

use crate::random::Random;
use crate::trace::now;

/// The pace of one node. Cheap to clone; clones share the state.
#[derive(Clone)]
pub(crate) struct NodePace {
    random: Random,
    state: Arc<Mutex<State>>,
}

struct State {
    /// The disk writes and syncs nothing before this instant.
    disk_stalls_until: Instant,
    /// The node does nothing before this instant.
    pauses_until: Instant,
    /// Maximum duration of a sync, in microseconds.
    sync_micros_max: u64,
    /// Maximum duration of applying, in microseconds.
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

    /// Stalls the disk for a while.
    pub(crate) fn stall_disk(&self, time: Duration) {
        self.state().disk_stalls_until = now() + time;
    }

    /// Stalls disk and processor for a while.
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
            // The pause may end early.
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
        // Timers have a resolution of one millisecond. A shorter wait only yields to other tasks.
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
