//! Reads whole states in the background, and requests them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use minoots_kernel::Failure;
use minoots_sequencer::consensus::Leadership;
use minoots_store::tables::{DigestScan, TableDigest, TableView};
use tokio::sync::{Notify, watch};

use super::{At, Equality};
use crate::clock;
use crate::platform::Workers;

/// The bytes read at a time.
const PART_BYTES: usize = 1 << 20;

/// After each part the reader pauses for this many times its duration, so it uses a tenth of one processor.
const REST_TIMES: u32 = 9;

/// The leader requests a state this many entries ahead. Fewer entries are in flight, so every node learns of the
/// request in time.
const AHEAD_ENTRIES: u64 = 64;

/// The captured state that waits for its reader; a newer one replaces it.
#[derive(Default)]
pub(super) struct Captured {
    waiting: Mutex<Option<(u64, TableView)>>,
    arrived: Notify,
}

impl Captured {
    pub(super) fn put(&self, index: u64, view: TableView) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some((index, view));
        self.arrived.notify_one();
    }

    async fn next(&self) -> (u64, TableView) {
        loop {
            let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
            match waiting {
                Some(captured) => return captured,
                None => self.arrived.notified().await,
            }
        }
    }
}

/// Reads each captured state, for as long as the node runs.
pub(crate) async fn examine(equality: Equality, workers: Workers) {
    loop {
        let (index, view) = equality.captured.next().await;
        match digest(view, &workers).await {
            Ok(state) => equality.examined(At { index, state }),
            // The tables have already reported the failure.
            Err(failure) => tracing::error!(index, %failure, "the whole state could not be read"),
        }
    }
}

async fn digest(view: TableView, workers: &Workers) -> Result<Vec<TableDigest>, Failure> {
    let mut scan = DigestScan::new(view);
    loop {
        let begun = clock::now();
        let read = workers.run(move || {
            let part = scan.advance(PART_BYTES);
            (scan, part)
        });
        let cut_short = |error| Failure::Tables(format!("reading was cut short: {error}"));
        let (back, part) = read.await.map_err(cut_short)?;
        if let Some(tables) = part? {
            return Ok(tables);
        }
        scan = back;
        // Without threads a part takes no time.
        if workers.pace().is_none() {
            tokio::time::sleep(REST_TIMES * clock::now().saturating_duration_since(begun)).await;
        }
    }
}

/// Requests a comparison of whole states at an interval, while this node leads; `last` returns the index of the last
/// entry.
pub(crate) async fn ask(
    interval: Duration,
    last: impl Fn() -> u64,
    leadership: watch::Receiver<Leadership>,
    equality: Equality,
) {
    loop {
        tokio::time::sleep(interval).await;
        let leads = matches!(*leadership.borrow(), Leadership::Leading { .. });
        let last = last();
        // Do not postpone a pending request: with few writes it would never be reached.
        if leads && !equality.is_alone() && equality.wanted() <= last {
            equality.want(last + AHEAD_ENTRIES);
        }
    }
}
