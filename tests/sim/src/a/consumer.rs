//! The stream from a node to a consumer.

use minoots_delivery::{Delivered, core::Outlet};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

#[derive(Default)]
struct Inside {
    waiting: VecDeque<Delivered>,
    /// Deliveries sent but not yet recorded.
    sent: Vec<Delivered>,
    closed: bool,
    /// Whether the node found the stream full.
    was_full: bool,
}

/// The deliveries of a stream, between the node and the consumer. Clones share the stream.
#[derive(Clone)]
pub struct Pipe {
    inside: Arc<Mutex<Inside>>,
    room: usize,
}

impl Pipe {
    pub fn new(room: usize) -> Pipe {
        Pipe {
            inside: Arc::default(),
            room,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn take_sent(&self) -> Vec<Delivered> {
        std::mem::take(&mut self.lock().sent)
    }

    /// Reads a delivery. Also returns whether the node waits for room.
    pub fn read(&self) -> Option<(Delivered, bool)> {
        let mut inside = self.lock();
        let delivered = inside.waiting.pop_front()?;
        Some((delivered, std::mem::take(&mut inside.was_full)))
    }

    /// Closes the stream and returns the unread deliveries.
    pub fn close(&self) -> Vec<Delivered> {
        let mut inside = self.lock();
        inside.closed = true;
        inside.waiting.drain(..).collect()
    }
}

impl Outlet for Pipe {
    fn send(&self, delivered: Delivered) -> bool {
        let mut inside = self.lock();
        if inside.closed {
            return false;
        }
        inside.sent.push(delivered.clone());
        inside.waiting.push_back(delivered);
        true
    }

    fn has_room(&self) -> bool {
        let mut inside = self.lock();
        let room = inside.waiting.len() < self.room;
        inside.was_full |= !room;
        room
    }
}
