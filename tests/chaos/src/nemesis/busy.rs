//! Too little processor time (F25).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Result;
use minoots_it::clock::Deadline;
use rustix::process::Signal;
use tokio::time::sleep;

use super::Nemesis;
use crate::plan::Strike;

/// Loops that want all the time there is.
const LOOPS: usize = 8;
/// A starved node gets nothing for this long,
const STOPPED: Duration = Duration::from_millis(27);
/// and then runs for about this long.
const RUNS: Duration = Duration::from_millis(3);

/// Threads that do nothing as fast as they can, until dropped.
#[derive(Debug)]
struct BusyLoops {
    enough: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl BusyLoops {
    fn start() -> Self {
        let enough = Arc::<AtomicBool>::default();
        let spin = |_| {
            let enough = Arc::clone(&enough);
            std::thread::spawn(move || {
                while !enough.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            })
        };
        Self {
            threads: (0..LOOPS).map(spin).collect(),
            enough,
        }
    }
}

impl Drop for BusyLoops {
    fn drop(&mut self) {
        self.enough.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A loop cannot panic.
            let _ = thread.join();
        }
    }
}

impl Nemesis {
    /// A node that runs a tenth of the time, in slices much shorter than a lease, while everybody else shares with busy loops. Threads of
    /// real-time priority would not notice the loops alone.
    pub(super) async fn starve(&self, strike: &Strike, node: u64) -> Result<bool> {
        let cluster = &self.scene.cluster;
        let _busy = BusyLoops::start();
        let over = Deadline::after(strike.lasts);
        let mut slices = 0;
        while !over.has_passed() {
            cluster.signal(node, Signal::STOP)?;
            sleep(STOPPED).await;
            cluster.signal(node, Signal::CONT)?;
            sleep(RUNS).await;
            slices += 1;
        }
        // One long stop would be a pause, which is another fault.
        Ok(slices > 1)
    }
}
