//! Supplies the log thread with its next segment, which a separate thread prepares ahead of need.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::error::IoFailure;
use super::pool::Pool;
use super::segment::Segment;
use super::shared::Shared;
use super::stats::Counters;

/// The pause between attempts to write on a full disk.
pub(super) const DISK_FULL_RETRY_DELAY: Duration = Duration::from_millis(100);

/// The source of new segments and the destination of retired ones.
pub(super) struct Supply {
    source: Source,
    requested: bool,
    counters: Arc<Counters>,
}

enum Source {
    Inline(Pool),
    Background {
        orders: Sender<Order>,
        prepared: Receiver<Result<Segment, IoFailure>>,
        thread: JoinHandle<()>,
    },
}

enum Order {
    Prepare(u64),
    Retire(Vec<Arc<Segment>>),
}

impl Supply {
    pub fn inline(pool: Pool) -> Self {
        let counters = Arc::clone(&pool.counters);
        Self {
            source: Source::Inline(pool),
            requested: false,
            counters,
        }
    }

    /// Starts the preparing thread. A failure other than a full disk is fatal for the log at once.
    pub fn background(pool: Pool, shared: Weak<Shared>) -> Result<Self, IoFailure> {
        let counters = Arc::clone(&pool.counters);
        let directory = pool.directory.clone();
        let (orders, incoming) = channel();
        let (outgoing, prepared) = channel();
        let thread = thread::Builder::new()
            .name("log-segments".to_owned())
            .spawn(move || serve(pool, &incoming, &outgoing, &shared))
            .map_err(|error| IoFailure::new("start a thread for", &directory, error))?;
        Ok(Self {
            source: Source::Background {
                orders,
                prepared,
                thread,
            },
            requested: false,
            counters,
        })
    }

    /// Requests a segment that will be needed soon.
    pub fn request(&mut self, sequence: u64) {
        if let (Source::Background { orders, .. }, false) = (&self.source, self.requested) {
            // If the thread has ended, `take` reports it.
            let _ = orders.send(Order::Prepare(sequence));
            self.requested = true;
        }
    }

    /// Returns the next segment. On a full disk it retries while `wanted` returns true.
    pub fn take(&mut self, sequence: u64, wanted: impl Fn() -> bool) -> Result<Segment, IoFailure> {
        loop {
            match self.try_take(sequence) {
                Err(failure) if failure.is_disk_full() && wanted() => {
                    Counters::add(&self.counters.disk_full, 1);
                    thread::sleep(DISK_FULL_RETRY_DELAY);
                }
                result => return result,
            }
        }
    }

    /// Takes segments out of use, in order.
    pub fn retire(&mut self, segments: Vec<Arc<Segment>>) -> Result<(), IoFailure> {
        match &mut self.source {
            Source::Inline(pool) => pool.retire_all(segments),
            Source::Background { orders, .. } => {
                // A thread that has ended has already made the log fail.
                let _ = orders.send(Order::Retire(segments));
                Ok(())
            }
        }
    }

    /// Waits until all orders are complete.
    pub fn close(self) {
        if let Source::Background { orders, thread, .. } = self.source {
            drop(orders);
            // The thread itself has reported a panic.
            let _ = thread.join();
        }
    }

    fn try_take(&mut self, sequence: u64) -> Result<Segment, IoFailure> {
        self.request(sequence);
        self.requested = false;
        match &mut self.source {
            Source::Inline(pool) => pool.prepare(sequence),
            Source::Background { prepared, .. } => {
                let ready = prepared.try_recv();
                if let Err(TryRecvError::Empty) = ready {
                    Counters::add(&self.counters.segment_waits, 1);
                }
                let result = ready.or_else(|_| prepared.recv());
                result.unwrap_or_else(|_| Err(thread_gone(Path::new("log-segments"))))
            }
        }
    }
}

/// The failure of a thread that ended unexpectedly.
pub(super) fn thread_gone(name: &Path) -> IoFailure {
    IoFailure::new("go on without the thread", name, ErrorKind::BrokenPipe.into())
}

fn serve(
    mut pool: Pool,
    orders: &Receiver<Order>,
    prepared: &Sender<Result<Segment, IoFailure>>,
    shared: &Weak<Shared>,
) {
    let fail = |failure: IoFailure| {
        if let Some(shared) = shared.upgrade() {
            shared.fail(failure);
        }
    };
    for order in orders {
        match order {
            Order::Prepare(sequence) => match pool.prepare(sequence) {
                Err(failure) if !failure.is_disk_full() => return fail(failure),
                result => {
                    if prepared.send(result).is_err() {
                        return;
                    }
                }
            },
            Order::Retire(segments) => {
                if let Err(failure) = pool.retire_all(segments) {
                    return fail(failure);
                }
            }
        }
    }
}
