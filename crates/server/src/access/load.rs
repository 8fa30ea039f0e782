//! The calls and streams in flight at this node, counted by API key and by tenant.
//!
//! Invariants:
//! - The maps contain only keys and tenants with calls or streams in flight, so the limits of connections bound their
//!   size.
//! - A permit is held from admission to the end of the response, however it ends.
//! - A caller without a key has the limits of its tenant, of its connections and of its address.

use foldhash::fast::RandomState;
use minoots_wire::error::{Reason, status};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tonic::{Code, Status};

/// The limits on calls and streams in flight at a node, by API key and by tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerLimits {
    /// Calls of a key between their request and their response, including waits.
    pub calls_max: u32,
    /// Open streams of a key.
    pub streams_max: u32,
    /// Open streams of a tenant, with keys or without.
    pub tenant_streams_max: u32,
}

impl Default for CallerLimits {
    fn default() -> Self {
        Self {
            calls_max: 4_096,
            streams_max: 1_000,
            tenant_streams_max: 12_000,
        }
    }
}

/// The kind of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Call,
    Stream,
}

/// The counts of calls and streams in flight.
#[derive(Debug)]
pub(crate) struct Load {
    limits: CallerLimits,
    under_way: Mutex<UnderWay>,
}

#[derive(Debug, Default)]
struct UnderWay {
    /// Counts by key id.
    keys: HashMap<String, Counts, RandomState>,
    /// Counts of streams by tenant id.
    tenants: HashMap<String, Counts, RandomState>,
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

/// The permit for one call or stream in flight; returned on drop.
#[derive(Debug)]
pub(crate) struct Place {
    load: Arc<Load>,
    /// The id of the key; empty without one.
    key: String,
    /// The id of the tenant; empty for a call.
    tenant: String,
    kind: Kind,
}

impl Load {
    pub fn new(limits: CallerLimits) -> Arc<Load> {
        Arc::new(Load {
            limits,
            under_way: Mutex::default(),
        })
    }

    /// Acquires a permit for a key, by its id (empty without a key), and for its tenant.
    pub fn enter(self: &Arc<Self>, key: &str, tenant: &str, kind: Kind) -> Result<Place, Status> {
        let tenant = if kind == Kind::Stream { tenant } else { "" };
        let CallerLimits {
            calls_max,
            streams_max,
            tenant_streams_max,
        } = self.limits;
        let (key_max, refusal) = match kind {
            Kind::Call => (calls_max, CALLS),
            Kind::Stream => (streams_max, STREAMS),
        };
        let mut under_way = self.lock();
        let UnderWay { keys, tenants } = &mut *under_way;
        if !key.is_empty() && count(keys, key, kind) >= key_max {
            return Err(refusal.build(key_max));
        }
        if !tenant.is_empty() && count(tenants, tenant, kind) >= tenant_streams_max {
            return Err(TENANT_STREAMS.build(tenant_streams_max));
        }
        for (counts, name) in [(keys, key), (tenants, tenant)] {
            if name.is_empty() {
                continue;
            }
            match counts.get_mut(name) {
                Some(counts) => *counts.of(kind) += 1,
                None => *counts.entry(name.to_owned()).or_default().of(kind) += 1,
            }
        }
        Ok(Place {
            load: Arc::clone(self),
            key: key.to_owned(),
            tenant: tenant.to_owned(),
            kind,
        })
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        // No code panics while the lock is held, and the counts would be right even after a panic.
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(counts: &HashMap<String, Counts, RandomState>, name: &str, kind: Kind) -> u32 {
    counts.get(name).copied().unwrap_or_default().of(kind).to_owned()
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.load.lock();
        let UnderWay { keys, tenants } = &mut *under_way;
        for (counts, name) in [(keys, &mut self.key), (tenants, &mut self.tenant)] {
            // An empty name was never counted.
            if let Entry::Occupied(mut counts) = counts.entry(std::mem::take(name)) {
                *counts.get_mut().of(self.kind) -= 1;
                if *counts.get() == Counts::default() {
                    counts.remove();
                }
            }
        }
    }
}

/// A limit that was reached.
struct Bound {
    reason: Reason,
    owner: &'static str,
    things: &'static str,
    fact: &'static str,
}

const CALLS: Bound = Bound {
    reason: Reason::TooManyCalls,
    owner: "API key",
    things: "calls",
    fact: "keyCallsMax",
};
const STREAMS: Bound = Bound {
    reason: Reason::TooManyStreams,
    owner: "API key",
    things: "streams",
    fact: "keyStreamsMax",
};
const TENANT_STREAMS: Bound = Bound {
    reason: Reason::TooManyStreams,
    owner: "tenant",
    things: "streams",
    fact: "tenantStreamsMax",
};

impl Bound {
    fn build(self, max: u32) -> Status {
        let Bound {
            reason,
            owner,
            things,
            fact,
        } = self;
        let message =
            format!("this {owner} has {max} {things} under way at this node, as many as one may: wait for one to end");
        status(Code::ResourceExhausted, reason, message)
            .metadata(fact, max.to_string())
            .retry_after(Duration::from_secs(1))
            .build()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn limits(calls_max: u32, streams_max: u32, tenant_streams_max: u32) -> CallerLimits {
        CallerLimits {
            calls_max,
            streams_max,
            tenant_streams_max,
        }
    }

    fn is_empty(load: &Load) -> bool {
        let under_way = load.lock();
        under_way.keys.is_empty() && under_way.tenants.is_empty()
    }

    #[test]
    fn a_key_has_so_many_of_each_and_another_key_its_own() {
        let load = Load::new(limits(2, 1, 10));
        let calls = [
            load.enter("a", "acme", Kind::Call).unwrap(),
            load.enter("a", "acme", Kind::Call).unwrap(),
        ];
        let stream = load.enter("a", "acme", Kind::Stream).unwrap();
        let refusal = load.enter("a", "acme", Kind::Call).unwrap_err();
        assert_eq!(Reason::of(&refusal), Some(Reason::TooManyCalls));
        let refusal = load.enter("a", "acme", Kind::Stream).unwrap_err();
        assert_eq!(Reason::of(&refusal), Some(Reason::TooManyStreams));
        drop(load.enter("b", "acme", Kind::Call).unwrap());
        drop(stream);
        drop(load.enter("a", "acme", Kind::Stream).unwrap());
        drop(calls);
        assert!(is_empty(&load));
    }

    #[test]
    fn a_tenant_has_so_many_streams_of_all_its_keys_and_of_callers_without_one() {
        let load = Load::new(limits(1, 10, 3));
        let enter = |key, tenant| load.enter(key, tenant, Kind::Stream);
        let held = [enter("a", "acme"), enter("b", "acme"), enter("", "acme")];
        for key in ["a", "c", ""] {
            let refusal = enter(key, "acme").unwrap_err();
            assert_eq!(Reason::of(&refusal), Some(Reason::TooManyStreams), "{key:?}");
            assert!(
                refusal.message().contains("tenant has 3 streams"),
                "{}",
                refusal.message()
            );
        }
        // A rejection counts no permit of its key; calls and other tenants still get theirs.
        drop(enter("c", "rival").unwrap());
        drop(load.enter("c", "acme", Kind::Call).unwrap());
        drop(held);
        assert!(is_empty(&load));
    }
}
