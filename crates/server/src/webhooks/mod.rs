//! Webhooks: what runs on the leader and posts events to the endpoints that tenants named.
//!
//! A consumer like any other: an endpoint's queue is taken from through the delivery handle, and what came of an attempt goes into the
//! log as an acknowledgement, a nack or a refusal. It lives on a runtime and a thread of its own, below everything that time matters for.
//!
//! - [`reign`]: which endpoints are posted to, from the beginning of a leadership to its end;
//! - [`deliveries`], [`told`]: timers that target an endpoint, and events of the log that it asked for;
//! - [`event_letters`]: events of the log that an endpoint did not take, and that are posted again;
//! - [`post`]: one attempt;
//! - [`records`]: what came of attempts, on its way to the log;
//! - [`probe`]: a test that an owner asks for.
//!
//! Invariants:
//! - An endpoint that hangs holds its own slots, and all of a tenant never more than a quarter of those of the node, nor the last that are free.
//! - Nothing is posted by a node that does not lead, nor under a lease that could end during the attempt.

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

/// Records that may wait for the log; whoever made one more waits.
const RECORDS_MAX: usize = 1_024;
/// Look-ups that are under way when the node stops are not waited for longer.
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
    // It is set here and nowhere else.
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
                // A sender that is gone is a node that stops.
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
