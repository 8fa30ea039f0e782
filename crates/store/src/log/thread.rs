//! The log's single writer. It runs as a loop on its own thread, in turns that the owner runs, or in turns of a caller
//! that appends and waits.
//!
//! Invariant: only the holder of the lock of [`Turns`] takes work from the queue, and it completes the work before it
//! releases the lock. Groups are therefore written in the order of the queue, on any thread.

use std::cell::Cell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};

use super::Completion;
use super::error::{Error, IoFailure};
use super::options::LogOptions;
use super::shared::{Shared, Work};
use super::supply::thread_gone;
use super::writer::Writer;

/// The writer and its thread.
pub(super) struct Driver {
    turns: Arc<Mutex<Turns>>,
    /// `None` once the thread was joined, and if the owner runs the turns.
    thread: Mutex<Option<JoinHandle<()>>>,
}

thread_local! {
    /// The log whose turn this thread runs, by the address of the state that its handles share; 0 if none.
    static AT: Cell<usize> = const { Cell::new(0) };
}

impl Driver {
    /// Starts the thread, unless the options say that the owner runs the turns.
    pub fn start(shared: Arc<Shared>, writer: Writer, options: &LogOptions) -> Result<Self, IoFailure> {
        let turns = Turns {
            shared: Arc::clone(&shared),
            writer: Some(writer),
        };
        let turns = Arc::new(Mutex::new(turns));
        let thread = match options.work_arrived {
            Some(_) => None,
            None => Some(start(shared, Arc::clone(&turns), options)?),
        };
        Ok(Self {
            turns,
            thread: Mutex::new(thread),
        })
    }

    /// Runs all pending work, if there is no thread for it.
    pub fn take_turn_without_thread(&self) {
        let has_thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !has_thread {
            lock(&self.turns).take();
        }
    }

    /// Runs all pending work, unless another thread is working, which may wait for the disk, or the work may have to
    /// wait for more than syncs. Returns whether all work is complete.
    pub fn try_short_turn(&self) -> bool {
        let mut turns = match self.turns.try_lock() {
            Ok(turns) => turns,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let is_short = turns.is_short();
        if is_short {
            turns.take();
        }
        is_short
    }

    /// Waits until the writer, which was told to end, has ended. Returns at once within a turn of this log.
    pub fn finish(&self, shared: &Shared) {
        if is_at(shared) {
            return;
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        match thread {
            // A panic there has made the log fail, and the next call reports it.
            Some(thread) => drop(thread.join()),
            None => lock(&self.turns).take(),
        }
    }
}

fn lock(turns: &Mutex<Turns>) -> MutexGuard<'_, Turns> {
    turns.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this thread runs a turn of this log.
fn is_at(shared: &Shared) -> bool {
    AT.get() == std::ptr::from_ref(shared).addr()
}

/// Starts the thread. It ends after [`Shared::begin_close`] or a failure, once it has completed every operation.
fn start(shared: Arc<Shared>, turns: Arc<Mutex<Turns>>, options: &LogOptions) -> Result<JoinHandle<()>, IoFailure> {
    let thread_start = options.thread_start.clone();
    let directory = shared.directory.clone();
    let main = move || {
        if let Some(hook) = thread_start {
            hook();
        }
        loop {
            shared.wait_for_work();
            let mut turns = lock(&turns);
            turns.take();
            if turns.writer.is_none() {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(main)
        .map_err(|error| IoFailure::new("start a thread for", &directory, error))
}

/// The writer's work in turns.
pub(super) struct Turns {
    shared: Arc<Shared>,
    /// `None` after the writer has ended.
    writer: Option<Writer>,
}

impl Turns {
    /// Whether the queued operations fit into the segment. A new segment may have to wait for disk space.
    fn is_short(&self) -> bool {
        let queued_bytes = self.shared.lock().queued_bytes;
        self.writer.as_ref().is_some_and(|writer| writer.has_room(queued_bytes))
    }

    /// Runs all pending work, without waiting for more.
    fn take(&mut self) {
        let _turn = Turn::begin(&self.shared);
        while self.writer.is_some()
            && let Some(work) = self.shared.present_work()
        {
            self.turn(work);
        }
    }

    fn turn(&mut self, work: Work) {
        let Some(writer) = &mut self.writer else { return };
        match work {
            Work::Operations(mut operations) => {
                if let Err(error) = writer.run(&mut operations) {
                    refuse(writer.take_completions(), &error);
                    refuse(operations.into_iter().map(|operation| operation.done), &error);
                }
            }
            Work::Close => {
                // `fail` has reported the failure.
                let _ = writer.finish();
                self.shared.end_close();
                self.end();
            }
            Work::Failed => self.end(),
        }
    }

    fn end(&mut self) {
        self.shared.refuse_queued();
        if let Some(writer) = self.writer.take() {
            writer.close();
        }
    }
}

fn refuse(completions: impl IntoIterator<Item = Completion>, error: &Error) {
    completions.into_iter().for_each(|done| done(Err(error.clone())));
}

/// A turn of this thread. A panic within a turn, for instance in a completion, must not leave a log that accepts
/// operations and never completes them.
struct Turn {
    shared: Arc<Shared>,
    /// The value of [`AT`] before this turn.
    before: usize,
    /// Whether the thread was already unwinding.
    panicking: bool,
}

impl Turn {
    fn begin(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            before: AT.replace(Arc::as_ptr(shared).addr()),
            panicking: thread::panicking(),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if thread::panicking() && !self.panicking {
            self.shared.fail(thread_gone(&self.shared.directory));
            self.shared.refuse_queued();
        }
        AT.set(self.before);
    }
}
