//! Answers that nobody takes: an HTTP/2 stream whose window stays closed is reset, and only that stream.
//!
//! The protocol asks a body for its next part once there is room for it, and drives it from a task of the stream's own, or from its connection's. So a body that
//! had something to say and is not asked again waits for its reader. [`Timely`], which is that task, sees it by what the body left in
//! [`LAST`] when it was polled. Invariants:
//! - Nothing is counted against a body that waits for what it is made of.
//! - Streams of events are left alone: to stop reading is how their readers ask them to wait.

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

/// What a turn of a task did with the answer in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing.
    Untouched,
    /// It has something to give, and whoever is to take it comes back for it.
    Offered,
    /// It waits for what it is made of, or has ended.
    Waiting,
}

thread_local! {
    /// What the body did that was polled last on this thread.
    static LAST: Cell<Turn> = const { Cell::new(Turn::Untouched) };
    /// Where the stream is to run that is given its task next on this thread.
    static PLACE: Cell<Place> = const { Cell::new(Place::Elsewhere) };
    /// Those that are to run with the connection that is polled on this thread.
    static BEGUN: RefCell<Vec<Begun>> = const { RefCell::new(Vec::new()) };
}

/// A stream that runs with its connection.
pub(super) type Begun = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a stream runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a task of its own.
    Elsewhere,
    /// In one of the lane.
    Lane,
    /// In its connection's, which takes it from [`begun`].
    Connection,
}

/// Says where the stream of a request that just arrived is to run. The protocol gives it a task before it takes the next one.
pub(super) fn arrived(place: Place) {
    PLACE.set(place);
}

/// The streams that are to run with the connection that was just polled.
pub(super) fn begun() -> Vec<Begun> {
    BEGUN.take()
}

pin_project! {
    /// A body that says how it was polled.
    pub(super) struct Watched<B> {
        #[pin]
        inner: B,
        is_watched: bool,
        has_begun: bool,
    }
}

impl<B> Watched<B> {
    /// The body of an answer, which begins now.
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

    /// Once begun, its end is to be asked for: were it told before, the last part would wait for its reader where nobody looks.
    fn is_end_stream(&self) -> bool {
        !self.has_begun && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Gives the streams of a connection their tasks.
#[derive(Clone)]
pub(super) struct Tasks {
    pub(super) deadline: Duration,
    pub(super) counters: Arc<ListenerCounters>,
    /// Where those of consumers go.
    pub(super) lane: Handle,
    /// And all others.
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
                // A panic ends its call alone, as it does in a task; the hook has told of it.
                let alone = AssertUnwindSafe(task).catch_unwind().map(drop);
                BEGUN.with_borrow_mut(|begun| begun.push(Box::pin(alone)));
            }
        }
    }
}

pin_project! {
    /// A stream's task, which ends when nobody takes its answer.
    struct Timely<F> {
        #[pin]
        future: F,
        tasks: Tasks,
        // Runs while something is offered.
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
