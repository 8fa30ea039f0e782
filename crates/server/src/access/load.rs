//! What each API key has under way at this node: so many calls, and so many streams.
//!
//! Invariants:
//! - The map holds only keys with something under way, so its size is bounded by what connections may carry.
//! - A place is held from admission to the end of the answer, however that comes about.
//! - Whoever shows no key has no bound of this kind: those of its connections and its address hold.

use minoots_wire::error::{Reason, status};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tonic::{Code, Status};

/// What one API key may have under way at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLimits {
    /// Calls between their request and their answer, waits among them.
    pub calls_max: u32,
    /// Streams that are open.
    pub streams_max: u32,
}

impl Default for KeyLimits {
    fn default() -> Self {
        Self {
            calls_max: 4_096,
            streams_max: 1_000,
        }
    }
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Call,
    Stream,
}

/// What the keys have under way.
#[derive(Debug)]
pub(super) struct Load {
    limits: KeyLimits,
    under_way: Mutex<HashMap<String, Counts, foldhash::fast::RandomState>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    calls: u32,
    streams: u32,
}

impl Counts {
    fn of(&mut self, kind: Kind) -> &mut u32 {
        match kind {
            Kind::Call => &mut self.calls,
            Kind::Stream => &mut self.streams,
        }
    }
}

/// The right to have one call or stream under way; given back on drop.
#[derive(Debug)]
pub(super) struct Place {
    load: Arc<Load>,
    key: String,
    kind: Kind,
}

impl Load {
    pub fn new(limits: KeyLimits) -> Arc<Load> {
        Arc::new(Load {
            limits,
            under_way: Mutex::default(),
        })
    }

    /// Takes a place for a key, by the id of it.
    pub fn enter(self: &Arc<Self>, key: &str, kind: Kind) -> Result<Place, Status> {
        let mut under_way = self.lock();
        let counts = match under_way.get_mut(key) {
            Some(counts) => counts,
            None => under_way.entry(key.to_owned()).or_default(),
        };
        let count = counts.of(kind);
        let max = match kind {
            Kind::Call => self.limits.calls_max,
            Kind::Stream => self.limits.streams_max,
        };
        if *count >= max {
            return Err(refused(kind, max));
        }
        *count += 1;
        Ok(Place {
            load: Arc::clone(self),
            key: key.to_owned(),
            kind,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Counts, foldhash::fast::RandomState>> {
        // Nothing panics while the lock is held, and the counts would be right if something did.
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.load.lock();
        if let Entry::Occupied(mut counts) = under_way.entry(std::mem::take(&mut self.key)) {
            *counts.get_mut().of(self.kind) -= 1;
            if *counts.get() == Counts::default() {
                counts.remove();
            }
        }
    }
}

fn refused(kind: Kind, max: u32) -> Status {
    let (reason, what, fact) = match kind {
        Kind::Call => (Reason::TooManyCalls, "calls", "keyCallsMax"),
        Kind::Stream => (Reason::TooManyStreams, "streams", "keyStreamsMax"),
    };
    let message =
        format!("this API key has {max} {what} under way at this node, as many as one key may: wait for one to end");
    status(Code::ResourceExhausted, reason, message)
        .metadata(fact, max.to_string())
        .retry_after(Duration::from_secs(1))
        .build()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_has_so_many_of_each_and_another_key_its_own() {
        let load = Load::new(KeyLimits {
            calls_max: 2,
            streams_max: 1,
        });
        let calls = [
            load.enter("a", Kind::Call).unwrap(),
            load.enter("a", Kind::Call).unwrap(),
        ];
        let stream = load.enter("a", Kind::Stream).unwrap();
        let refusal = load.enter("a", Kind::Call).unwrap_err();
        assert_eq!(Reason::of(&refusal), Some(Reason::TooManyCalls));
        let refusal = load.enter("a", Kind::Stream).unwrap_err();
        assert_eq!(Reason::of(&refusal), Some(Reason::TooManyStreams));
        drop(load.enter("b", Kind::Call).unwrap());
        drop(stream);
        drop(load.enter("a", Kind::Stream).unwrap());
        drop(calls);
        assert!(load.lock().is_empty());
    }
}
