//! The log's one writer: a loop on a thread of its own, or turns that the owner takes.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::Completion;
use super::error::{Error, IoFailure};
use super::options::LogOptions;
use super::shared::{Shared, Work};
use super::supply::thread_gone;
use super::writer::Writer;

/// What writes.
pub(super) enum Driver {
    /// A thread; `None` once it was waited for.
    Thread(Option<JoinHandle<()>>),
    /// Whoever calls [`Turns::take`].
    Owner(Box<Turns>),
}

impl Driver {
    /// Starts the thread, unless the options say who does without.
    pub fn start(shared: Arc<Shared>, writer: Writer, options: &LogOptions) -> Result<Self, IoFailure> {
        let turns = Turns {
            shared,
            writer: Some(writer),
        };
        match options.work_arrived {
            Some(_) => Ok(Self::Owner(Box::new(turns))),
            None => start(turns, options).map(|thread| Self::Thread(Some(thread))),
        }
    }
}

/// Starts the thread; it ends after [`Shared::begin_close`] or a failure, having answered every operation.
fn start(turns: Turns, options: &LogOptions) -> Result<JoinHandle<()>, IoFailure> {
    let thread_start = options.thread_start.clone();
    let directory = turns.shared.directory.clone();
    let main = move || {
        if let Some(hook) = thread_start {
            hook();
        }
        let guard = PanicGuard(Arc::clone(&turns.shared));
        turns.serve();
        drop(guard);
    };
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(main)
        .map_err(|error| IoFailure::new("start a thread for", &directory, error))
}

/// The loop, one piece of work at a time.
pub(super) struct Turns {
    shared: Arc<Shared>,
    /// `None` after the end.
    writer: Option<Writer>,
}

impl Turns {
    fn serve(mut self) {
        while self.writer.is_some() {
            let work = self.shared.next_work();
            self.turn(work);
        }
    }

    /// Does all there is to do, without waiting for more.
    pub fn take(&mut self) {
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

/// A panic, for instance in a completion, must not leave a log that accepts and never answers.
struct PanicGuard(Arc<Shared>);

impl Drop for PanicGuard {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(thread_gone(&self.0.directory));
            self.0.refuse_queued();
        }
    }
}
