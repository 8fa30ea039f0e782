//! Webhooks: tasks of the leader that post events to tenants' endpoints.
//!
//! They are a consumer like any other. They take an endpoint's queue through the delivery handle, and write the outcome
//! of an attempt into the log as an acknowledgement, a nack or a rejection. They run on a runtime and a thread of their
//! own, with a lower priority than all time-critical work.
//!
//! - [`reign`]: which endpoints are posted to, from the beginning of a leadership to its end;
//! - [`deliveries`], [`told`]: timers that target an endpoint, and log events that it subscribes to;
//! - [`event_letters`]: log events that an endpoint did not accept, and that are posted again;
//! - [`post`]: one attempt;
//! - [`records`]: outcomes of attempts, on their way to the log;
//! - [`probe`]: a test on an owner's request.
//!
//! Invariants:
//! - A hung endpoint occupies only its own slots. The slots of a tenant never exceed a quarter of the node's, nor
//!   include the last free ones.
//! - A node posts nothing unless it leads, and nothing under a lease that could end during the attempt.

use crate::app::App;
pub(crate) use probe::test;
use records::Record;
use std::{io, thread::JoinHandle, time::Duration};
use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot},
};

mod deliveries;
mod endpoint;
mod event_letters;
mod post;
mod probe;
mod records;
mod reign;
mod told;

/// The number of records that may wait for the log; producers of further ones wait.
const RECORDS_MAX: usize = 1_024;
/// The longest wait for lookups in flight when the node stops.
const STOP_WITHIN: Duration = Duration::from_millis(200);

/// The parts that tasks share.
#[derive(Clone)]
struct Context {
    app: App,
    records: mpsc::Sender<Record>,
}

/// The running thread; ends when dropped.
pub(crate) struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread.
pub(crate) fn start(app: &App) -> io::Result<Running> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // The only place that sets it.
    let _ = app.webhooks.runtime.set(runtime.handle().clone());
    let (stop, stopped) = oneshot::channel();
    let (sender, receiver) = mpsc::channel(RECORDS_MAX);
    let context = Context {
        app: app.clone(),
        records: sender,
    };
    let thread = std::thread::Builder::new().name("webhooks".into()).spawn(move || {
        crate::priority::background();
        runtime.block_on(async {
            tokio::select! {
                // A dropped sender means that the node stops.
                _ = stopped => {}
                () = records::run(context.app.clone(), receiver) => {}
                () = reign::run(context) => {}
            }
        });
        runtime.shutdown_timeout(STOP_WITHIN);
    })?;
    Ok(Running {
        stop: Some(stop),
        thread: Some(thread),
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the webhook thread panicked");
        }
    }
}
