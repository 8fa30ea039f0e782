//! Reading whole states in the background, and asking for it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use minoots_kernel::Failure;
use minoots_sequencer::consensus::Leadership;
use minoots_store::tables::{DigestScan, TableDigest, TableView};
use tokio::sync::{Notify, watch};

use super::{At, Equality};
use crate::clock;
use crate::platform::Workers;

/// What is read at a time.
const PART_BYTES: usize = 1 << 20;

/// A part is followed by a rest of so many times what it took: a tenth of one processor is used.
const REST_TIMES: u32 = 9;

/// A state is asked for this many entries ahead: by then everybody has heard of it, since those that are on their way are fewer.
const AHEAD_ENTRIES: u64 = 64;

/// The state that waits to be read; a newer one takes its place.
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

/// Reads each state that is captured, for as long as the node runs.
pub(crate) async fn examine(equality: Equality, workers: Workers) {
    loop {
        let (index, view) = equality.captured.next().await;
        match digest(view, &workers).await {
            Ok(state) => equality.examined(At { index, state }),
            // The tables have told of it themselves.
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

/// Has the nodes compare their whole states once in a while, as long as this one leads; `last` tells the index of the last entry.
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
        // One that is still ahead is not put off: where few entries are written it would never come.
        if leads && !equality.is_alone() && equality.wanted() <= last {
            equality.want(last + AHEAD_ENTRIES);
        }
    }
}
