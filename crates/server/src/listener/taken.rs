//! Resets HTTP/2 response streams whose flow-control window stays closed, and only those streams.
//!
//! The protocol polls a body for its next part once the window has room, from a task of the stream or of its
//! connection. So a body that offered data and is not polled again waits for its reader. [`Timely`], which is that
//! task, detects this by the state that the body left in [`LAST`] when it was polled. Invariants:
//! - No time counts against a body that waits for its source.
//! - Event streams have no deadline: their readers stop reading in order to apply backpressure.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use http_body::{Body, Frame, SizeHint};
use hyper::rt::Executor;
use pin_project_lite::pin_project;
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep};

use super::counters::ListenerCounters;
use super::lane::Ranked;

/// The effect of a task's turn on its response.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The body was not polled.
    Untouched,
    /// The body offers data, and its reader must return for it.
    Offered,
    /// The body waits for its source, or has ended.
    Waiting,
}

thread_local! {
    /// The state of the body that was last polled on this thread.
    static LAST: Cell<Turn> = const { Cell::new(Turn::Untouched) };
    /// Where the stream whose task is made next on this thread is to run.
    static PLACE: Cell<Place> = const { Cell::new(Place::Elsewhere) };
    /// The streams that are to run with the connection that is polled on this thread.
    static BEGUN: RefCell<Vec<Begun>> = const { RefCell::new(Vec::new()) };
}

/// A stream that runs with its connection.
pub(super) type Begun = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a stream runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a task of its own.
    Elsewhere,
    /// In a task of the lane.
    Lane,
    /// In its connection's task, which takes it from [`begun`].
    Connection,
}

/// Sets where the stream of the request that just arrived is to run. The protocol makes its task before it takes the
/// next request.
pub(super) fn arrived(place: Place) {
    PLACE.set(place);
}

/// Takes the streams that are to run with the connection that was just polled.
pub(super) fn begun() -> Vec<Begun> {
    BEGUN.take()
}

pin_project! {
    /// A body that records how it was polled.
    pub(super) struct Watched<B> {
        #[pin]
        inner: B,
        is_watched: bool,
        has_begun: bool,
    }
}

impl<B> Watched<B> {
    /// The body of a response that begins now.
    pub(super) fn new(inner: B, is_watched: bool) -> Self {
        if is_watched {
            LAST.set(Turn::Offered);
        }
        Self {
            inner,
            is_watched,
            has_begun: false,
        }
    }
}

impl<B: Body> Body for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let frame = this.inner.poll_frame(context);
        if *this.is_watched {
            LAST.set(match &frame {
                Poll::Ready(Some(Ok(_))) => Turn::Offered,
                _ => Turn::Waiting,
            });
            *this.has_begun = true;
        }
        frame
    }

    /// After the body has begun, returns false, so that the end must be polled for. Otherwise the last part would wait
    /// for its reader unobserved.
    fn is_end_stream(&self) -> bool {
        !self.has_begun && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The executor for the streams of a connection.
#[derive(Clone)]
pub(super) struct Tasks {
    pub(super) deadline: Duration,
    pub(super) counters: Arc<ListenerCounters>,
    /// The runtime of consumers' streams.
    pub(super) lane: Handle,
    /// The runtime of all other streams.
    pub(super) elsewhere: Handle,
}

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for Tasks {
    fn execute(&self, future: F) {
        let task = Timely {
            future,
            tasks: self.clone(),
            left: None,
        };
        match PLACE.replace(Place::Elsewhere) {
            Place::Lane => drop(self.lane.spawn(Ranked::new(task))),
            Place::Elsewhere => drop(self.elsewhere.spawn(task)),
            Place::Connection => {
                // A panic ends only its call, as in a task of its own; the hook has reported it.
                let alone = AssertUnwindSafe(task).catch_unwind().map(drop);
                BEGUN.with_borrow_mut(|begun| begun.push(Box::pin(alone)));
            }
        }
    }
}

pin_project! {
    /// A stream's task, which ends when the client does not read the response.
    struct Timely<F> {
        #[pin]
        future: F,
        tasks: Tasks,
        // Runs while data is offered.
        left: Option<Pin<Box<Sleep>>>,
    }
}

impl<F: Future> Future for Timely<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        LAST.set(Turn::Untouched);
        if this.future.poll(context).is_ready() {
            return Poll::Ready(());
        }
        match LAST.get() {
            Turn::Untouched => {}
            Turn::Offered => *this.left = Some(Box::pin(sleep(this.tasks.deadline))),
            Turn::Waiting => *this.left = None,
        }
        let is_over = this
            .left
            .as_mut()
            .is_some_and(|left| left.as_mut().poll(context).is_ready());
        if !is_over {
            return Poll::Pending;
        }
        this.tasks.counters.slow_reader();
        Poll::Ready(())
    }
}
