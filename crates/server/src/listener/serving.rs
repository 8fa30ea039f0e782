//! Drives a connection: its protocol, the calls that run with it, and its writes.
//!
//! A short call that waits for an entry runs in its connection's turn. A task of its own would queue for a worker
//! twice, at its arrival and when its entry is applied, and its connection once more to write the response. Each time
//! it would wait for all ready tasks, which is milliseconds where processors are scarce.
//!
//! Invariants:
//! - A turn ends once neither the protocol nor a call has work, or has scheduled another turn: no wake-up is deferred.
//! - A turn that ends with bytes left to write has scheduled another turn, or waits for the socket or for the task's
//!   next share of the worker.
//! - A connection with one call in flight writes at once, because no other response can join.

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

/// The maximum number of polls of a connection and its calls in one turn. A task that always wakes itself thus does not
/// occupy a worker.
const ROUNDS_MAX: usize = 8;

/// A driven connection, with its calls and its writes.
pub(super) struct Serving<C, W = OwnedWriteHalf> {
    connection: Pin<Box<C>>,
    outgoing: Outgoing<W>,
    under_way: Calls,
    /// Other tasks have had a turn since the first byte was buffered.
    yielded: bool,
    /// The calls that run here.
    calls: FuturesUnordered<Begun>,
    of_connection: Arc<Part>,
    of_calls: Arc<Part>,
    turn: Arc<Turn>,
}

/// The shared wake-up state. During a turn no task is woken, since the turn polls again by itself.
#[derive(Default)]
struct Turn {
    is_on: AtomicBool,
    task: AtomicWaker,
}

/// A separately polled part.
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

    /// Returns whether the part must be polled, and clears that flag.
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
        // Set before the check: a running turn then sees the flag before or when it ends.
        self.has_work.store(true, Ordering::SeqCst);
        if !self.turn.is_on.load(Ordering::SeqCst) {
            self.turn.task.wake();
        }
    }
}

impl<C, W> Serving<C, W> {
    /// Drives `connection`, which writes to the other end of `outgoing`; `under_way` counts its unanswered calls.
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

    /// The connection, for a change of its state; it is polled in the next turn.
    pub(super) fn connection(&mut self) -> Pin<&mut C> {
        self.of_connection.has_work.store(true, Ordering::SeqCst);
        self.connection.as_mut()
    }
}

impl<C: Future, W> Serving<C, W> {
    /// Polls the calls and the connection until none of them has work.
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
    /// The outcome of the connection; `None` if its socket accepts no more data.
    type Output = Option<C::Output>;

    /// Ends with the connection, or once its socket accepts no more data.
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
                // The socket wakes only one waiter; the protocol may have waited for room, too.
                this.of_connection.has_work.store(true, Ordering::SeqCst);
                context.waker().wake_by_ref();
            }
        }
        ended.map(Some)
    }
}
