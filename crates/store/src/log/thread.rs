//! The log's one writing thread.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::Completion;
use super::error::{Error, IoFailure};
use super::options::LogOptions;
use super::shared::{Shared, Work};
use super::supply::thread_gone;
use super::writer::Writer;

/// Starts the thread; it ends after [`Shared::begin_close`] or a failure, having answered every operation.
pub(super) fn start(shared: Arc<Shared>, writer: Writer, options: &LogOptions) -> Result<JoinHandle<()>, IoFailure> {
    let thread_start = options.thread_start.clone();
    let directory = shared.directory.clone();
    let main = move || {
        if let Some(hook) = thread_start {
            hook();
        }
        let guard = PanicGuard(Arc::clone(&shared));
        serve(&shared, writer);
        drop(guard);
    };
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(main)
        .map_err(|error| IoFailure::new("start a thread for", &directory, error))
}

fn serve(shared: &Shared, mut writer: Writer) {
    loop {
        match shared.next_work() {
            Work::Operations(mut operations) => {
                if let Err(error) = writer.run(&mut operations) {
                    refuse(writer.take_completions(), &error);
                    refuse(operations.into_iter().map(|operation| operation.done), &error);
                }
            }
            Work::Close => {
                // A failure has been reported by `fail`.
                let _ = writer.finish();
                shared.end_close();
                break;
            }
            Work::Failed => break,
        }
    }
    shared.refuse_queued();
    writer.close();
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
