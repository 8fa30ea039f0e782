//! A connection that is driven: its protocol, the calls that run with it, and what it writes.
//!
//! A call that is short and waits for an entry runs in its connection's turn. In a task of its own it would wait for its turn twice, once it has
//! arrived and once its entry is applied, and its connection once more to write the answer; behind everything else that is ready to run,
//! which is milliseconds where processors are short.
//!
//! Invariants:
//! - A turn ends once neither the protocol nor a call has anything to do, or has asked for another one: what was woken meanwhile is not put off.
//! - A turn that ends with bytes left to write has either asked for another one or waits for the socket, or for the task's next share of the worker.
//! - A connection with one call under way writes at once: nobody is there to wait for.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use futures::task::AtomicWaker;
use minoots_wire::gather::Calls;
use tokio::io::AsyncWrite;
use tokio::net::tcp::OwnedWriteHalf;

use super::gather::Outgoing;
use super::taken::{Begun, begun};

#[cfg(test)]
mod tests;

/// How often a connection and its calls have something to do in one turn. Who wakes itself each time does not keep a worker.
const ROUNDS_MAX: usize = 8;

/// A connection that is driven, and its calls and its writes with it.
pub(super) struct Serving<C, W = OwnedWriteHalf> {
    connection: Pin<Box<C>>,
    outgoing: Outgoing<W>,
    under_way: Calls,
    /// Others had their turn since something was first there to be written.
    yielded: bool,
    /// Those that run here.
    calls: FuturesUnordered<Begun>,
    of_connection: Arc<Part>,
    of_calls: Arc<Part>,
    turn: Arc<Turn>,
}

/// A turn of the whole: while it lasts nobody is woken, since it looks again by itself.
#[derive(Default)]
struct Turn {
    is_on: AtomicBool,
    task: AtomicWaker,
}

/// What is polled by itself.
struct Part {
    has_work: AtomicBool,
    turn: Arc<Turn>,
}

impl Part {
    fn new(turn: &Arc<Turn>) -> Arc<Self> {
        Arc::new(Self {
            has_work: AtomicBool::new(true),
            turn: Arc::clone(turn),
        })
    }

    /// Whether it is to be polled, which is to be done now.
    fn takes_its_turn(&self) -> bool {
        self.has_work.swap(false, Ordering::SeqCst)
    }

    fn has_work(&self) -> bool {
        self.has_work.load(Ordering::SeqCst)
    }
}

impl Wake for Part {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Before the look: a turn that is still on then sees it before it ends, or when it does.
        self.has_work.store(true, Ordering::SeqCst);
        if !self.turn.is_on.load(Ordering::SeqCst) {
            self.turn.task.wake();
        }
    }
}

impl<C, W> Serving<C, W> {
    /// `connection` writes to the other end of `outgoing`, and each of its calls is `under_way` until it is answered.
    pub(super) fn new(connection: C, outgoing: Outgoing<W>, under_way: Calls) -> Self {
        let turn = Arc::default();
        Self {
            connection: Box::pin(connection),
            outgoing,
            under_way,
            yielded: false,
            calls: FuturesUnordered::new(),
            of_connection: Part::new(&turn),
            of_calls: Part::new(&turn),
            turn,
        }
    }

    /// The connection, to be told something: it is polled in the next turn.
    pub(super) fn connection(&mut self) -> Pin<&mut C> {
        self.of_connection.has_work.store(true, Ordering::SeqCst);
        self.connection.as_mut()
    }
}

impl<C: Future, W> Serving<C, W> {
    /// Polls the calls and the connection until none of them has anything to do.
    fn poll_parts(&mut self, task: &Waker) -> Poll<C::Output> {
        self.turn.task.register(task);
        self.turn.is_on.store(true, Ordering::SeqCst);
        let ended = self.poll_rounds();
        self.turn.is_on.store(false, Ordering::SeqCst);
        if self.have_work() {
            task.wake_by_ref();
        }
        ended
    }

    fn poll_rounds(&mut self) -> Poll<C::Output> {
        for _ in 0..ROUNDS_MAX {
            if self.of_calls.takes_its_turn() {
                let waker = Waker::from(Arc::clone(&self.of_calls));
                let mut context = Context::from_waker(&waker);
                while let Poll::Ready(Some(())) = self.calls.poll_next_unpin(&mut context) {}
            }
            if self.of_connection.takes_its_turn() {
                let waker = Waker::from(Arc::clone(&self.of_connection));
                let ended = self.connection.as_mut().poll(&mut Context::from_waker(&waker));
                let begun = begun();
                if ended.is_ready() {
                    return ended;
                }
                if !begun.is_empty() {
                    self.calls.extend(begun);
                    self.of_calls.has_work.store(true, Ordering::SeqCst);
                }
            }
            if !self.have_work() {
                break;
            }
        }
        Poll::Pending
    }

    fn have_work(&self) -> bool {
        self.of_calls.has_work() || self.of_connection.has_work()
    }
}

impl<C: Future, W: AsyncWrite + Unpin> Future for Serving<C, W> {
    /// How the connection ended; `None` if its socket took nothing any more.
    type Output = Option<C::Output>;

    /// Ends with the connection, or once its socket takes nothing any more.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let ended = this.poll_parts(context.waker());
        let mut waiting = this.outgoing.lock();
        if waiting.is_done() {
            this.yielded = false;
        } else if ended.is_pending() && !this.yielded && this.under_way.are_many() {
            this.yielded = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        } else {
            this.yielded = false;
            let (was_blocked, moved) = (waiting.is_blocked, waiting.moved);
            if let Poll::Ready(Err(_)) = waiting.poll_drain(context) {
                return Poll::Ready(None);
            }
            if was_blocked && waiting.moved != moved {
                // The socket tells one of the two that it takes more: the protocol may have waited for that, too.
                this.of_connection.has_work.store(true, Ordering::SeqCst);
                context.waker().wake_by_ref();
            }
        }
        ended.map(Some)
    }
}
