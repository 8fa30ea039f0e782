//! The way from a node to a consumer.

use minoots_delivery::{Delivered, core::Outlet};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

#[derive(Default)]
struct Inside {
    waiting: VecDeque<Delivered>,
    /// Sent, and not yet recorded.
    sent: Vec<Delivered>,
    closed: bool,
    /// It was asked for room and had none.
    was_full: bool,
}

/// A stream's deliveries between the node and the consumer. Clones are the same.
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

    /// Reads one; says too whether the node waits to hear of room.
    pub fn read(&self) -> Option<(Delivered, bool)> {
        let mut inside = self.lock();
        let delivered = inside.waiting.pop_front()?;
        Some((delivered, std::mem::take(&mut inside.was_full)))
    }

    /// Takes nothing more; answers what was never read.
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
