//! The log's one writer: a loop on a thread of its own, turns that the owner takes, and turns of whoever appends and waits for it.
//!
//! Invariant: work is taken from the queue by who holds the lock of [`Turns`], and done before it lets go. So groups are written in
//! the order of the queue, whoever writes them.

use std::cell::Cell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};

use super::Completion;
use super::error::{Error, IoFailure};
use super::options::LogOptions;
use super::shared::{Shared, Work};
use super::supply::thread_gone;
use super::writer::Writer;

/// What writes, and its thread.
pub(super) struct Driver {
    turns: Arc<Mutex<Turns>>,
    /// `None` once it was waited for, and if the owner has turns taken.
    thread: Mutex<Option<JoinHandle<()>>>,
}

thread_local! {
    /// The log that this thread takes a turn of, by the address of what its handles share; 0 if none.
    static AT: Cell<usize> = const { Cell::new(0) };
}

impl Driver {
    /// Starts the thread, unless the options say who does without.
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

    /// Does all there is to do, if no thread does.
    pub fn take_turn_without_thread(&self) {
        let has_thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !has_thread {
            lock(&self.turns).take();
        }
    }

    /// Does all there is to do, unless somebody is at it, who may wait for the disk, or it may have to wait for more than syncs. Returns
    /// whether all is done.
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

    /// Waits until the writer has ended, which was told to; not within a turn of its own.
    pub fn finish(&self, shared: &Shared) {
        if is_at(shared) {
            return;
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        match thread {
            // A panic there has made the log fail, which is reported by whoever asks.
            Some(thread) => drop(thread.join()),
            None => lock(&self.turns).take(),
        }
    }
}

fn lock(turns: &Mutex<Turns>) -> MutexGuard<'_, Turns> {
    turns.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this thread takes a turn of this log.
fn is_at(shared: &Shared) -> bool {
    AT.get() == std::ptr::from_ref(shared).addr()
}

/// Starts the thread; it ends after [`Shared::begin_close`] or a failure, having answered every operation.
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

/// The work, piece by piece.
pub(super) struct Turns {
    shared: Arc<Shared>,
    /// `None` after the end.
    writer: Option<Writer>,
}

impl Turns {
    /// Whether what is queued fits into the segment. A new one may have to wait until the disk has room for it.
    fn is_short(&self) -> bool {
        let queued_bytes = self.shared.lock().queued_bytes;
        self.writer.as_ref().is_some_and(|writer| writer.has_room(queued_bytes))
    }

    /// Does all there is to do, without waiting for more.
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
                // A failure has been reported by `fail`.
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

/// A turn of this thread. A panic within one, for instance in a completion, must not leave a log that accepts and never answers.
struct Turn {
    shared: Arc<Shared>,
    /// What the thread was at before.
    before: usize,
    /// The thread was unwinding already.
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
