//! The path from the release thread to one consumer's socket. The data that waits for the socket is bounded in bytes,
//! so that a consumer that never reads costs little. Unsent deliveries go back to the queue when the stream ends.

use crate::listener::Heard;
use minoots_delivery::{
    Delivered, Delivery,
    core::{Outlet, QueueKey, StreamId},
};
use minoots_kernel::internal::Fence;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::sync::mpsc;

/// The number of bytes that may wait for the socket of one stream.
const WAITING_BYTES_MAX: usize = 1 << 20;

#[derive(Default)]
struct Level {
    bytes: AtomicUsize,
    /// The release thread found no room, and waits for a notification.
    full: AtomicBool,
}

struct StreamOutlet {
    sender: mpsc::UnboundedSender<Delivered>,
    level: Arc<Level>,
}

impl Outlet for StreamOutlet {
    fn send(&self, delivered: Delivered) -> bool {
        self.level.bytes.fetch_add(delivered.event.bytes(), Ordering::AcqRel);
        self.sender.send(delivered).is_ok()
    }

    fn has_room(&self) -> bool {
        if self.level.bytes.load(Ordering::Acquire) < WAITING_BYTES_MAX {
            return true;
        }
        self.level.full.store(true, Ordering::Release);
        // The stream may have drained between the two checks; then no notification would follow.
        self.level.bytes.load(Ordering::Acquire) < WAITING_BYTES_MAX
    }
}

/// A registered consumer. Dropping it ends the registration.
pub(crate) struct Subscription {
    id: StreamId,
    delivery: Delivery,
    receiver: mpsc::UnboundedReceiver<Delivered>,
    level: Arc<Level>,
    /// The consumer announced that it leaves.
    goodbye: Arc<AtomicBool>,
    /// Deliveries on a forwarded stream that were sent and may not have arrived.
    unheard: Option<Unheard>,
    /// Whether these go back, too, without counting as an attempt.
    gives_back_unheard: bool,
}

/// Deliveries that were sent since the last data from the connection's other end. Earlier ones have arrived.
struct Unheard {
    heard: Heard,
    /// The read counter of the connection when they were sent.
    count: u64,
    fences: Vec<Fence>,
}

impl Unheard {
    fn sent(&mut self, fence: Fence) {
        let count = self.heard.count();
        if count != self.count {
            self.count = count;
            self.fences.clear();
        }
        self.fences.push(fence);
    }

    fn take(self) -> Vec<Fence> {
        match self.heard.count() == self.count {
            true => self.fences,
            false => Vec::new(),
        }
    }
}

impl Subscription {
    /// Registers a consumer. `line` is the connection of a stream that another node forwards.
    pub fn open(
        delivery: &Delivery,
        queue: QueueKey,
        credits: u32,
        (goodbye, line): (Arc<AtomicBool>, Option<Heard>),
    ) -> Subscription {
        let (sender, receiver) = mpsc::unbounded_channel();
        let level = Arc::new(Level::default());
        let outlet = StreamOutlet {
            sender,
            level: level.clone(),
        };
        let id = delivery.open(queue, credits, |_| Box::new(outlet));
        Subscription {
            id,
            delivery: delivery.clone(),
            receiver,
            level,
            goodbye,
            unheard: line.map(|heard| Unheard {
                count: heard.count(),
                heard,
                fences: Vec::new(),
            }),
            gives_back_unheard: false,
        }
    }

    /// Marks deliveries that may not have arrived, so that they go to other consumers when the stream ends.
    pub fn give_back_unreached(&mut self) {
        self.gives_back_unheard = true;
    }

    pub fn id(&self) -> StreamId {
        self.id
    }

    /// The next delivery; `None` when delivery has ended.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivered>> {
        let Some(delivered) = ready!(self.receiver.poll_recv(context)) else {
            return Poll::Ready(None);
        };
        let bytes = delivered.event.bytes();
        let left = self
            .level
            .bytes
            .fetch_sub(bytes, Ordering::AcqRel)
            .saturating_sub(bytes);
        // Notifies when half is free, not for each delivery.
        if left <= WAITING_BYTES_MAX / 2 && self.level.full.swap(false, Ordering::AcqRel) {
            self.delivery.has_room(self.id);
        }
        if let Some(unheard) = &mut self.unheard {
            unheard.sent(delivered.fence);
        }
        Poll::Ready(Some(delivered))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.receiver.close();
        let mut unsent = Vec::new();
        while let Ok(delivered) = self.receiver.try_recv() {
            unsent.push(delivered.fence);
        }
        if self.gives_back_unheard {
            unsent.extend(self.unheard.take().into_iter().flat_map(Unheard::take));
        }
        self.delivery
            .close(self.id, unsent, self.goodbye.load(Ordering::Acquire));
    }
}
