//! Connection limits: by address, and in total.
//!
//! Invariant: the map contains only addresses with an open connection, so the total limit bounds its size.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::counters::ListenerCounters;
use super::options::ListenerOptions;

/// The open connections of each address.
#[derive(Debug)]
pub(super) struct Admission {
    per_address_max: usize,
    total_max: usize,
    counters: Arc<ListenerCounters>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// The permit to hold one connection; returned on drop.
#[derive(Debug)]
pub(super) struct Permit {
    admission: Arc<Admission>,
    address: IpAddr,
}

impl Admission {
    pub(super) fn new(options: &ListenerOptions, counters: Arc<ListenerCounters>) -> Arc<Self> {
        Arc::new(Self {
            per_address_max: options.connections_per_address_max,
            total_max: options.connections_max,
            counters,
            open: Mutex::default(),
        })
    }

    /// Acquires a permit for a connection from this address; if none is left, counts that and returns `None`.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Permit> {
        let address = accountable(peer);
        let mut open = self.lock();
        if open.total >= self.total_max {
            self.counters.over_total();
            return None;
        }
        let of_address = open.by_address.get(&address).copied().unwrap_or(0);
        if of_address >= self.per_address_max {
            self.counters.over_address();
            return None;
        }
        open.by_address.insert(address, of_address + 1);
        open.total += 1;
        self.counters.opened();
        Some(Permit {
            admission: Arc::clone(self),
            address,
        })
    }

    fn release(&self, address: IpAddr) {
        let mut open = self.lock();
        open.total = open.total.saturating_sub(1);
        if let Entry::Occupied(mut entry) = open.by_address.entry(address) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
        self.counters.closed();
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        // No code panics while the lock is held, and the counts would be right even after a panic.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.admission.release(self.address);
    }
}

/// The address under which connections are counted. A single host commonly owns a whole IPv6 /64.
fn accountable(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn admission(per_address: usize, total: usize) -> Arc<Admission> {
        let options = ListenerOptions {
            connections_per_address_max: per_address,
            connections_max: total,
            ..ListenerOptions::default()
        };
        Admission::new(&options, Arc::default())
    }

    #[test]
    fn a_place_is_free_again_once_its_connection_ends() {
        let admission = admission(1, 10);
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let permit = admission.admit(address).unwrap();
        assert!(admission.admit(address).is_none());
        drop(permit);
        assert!(admission.admit(address).is_some());
        assert_eq!(admission.counters.read().refused_address, 1);
        assert!(admission.lock().by_address.is_empty());
    }

    #[test]
    fn the_total_holds_across_addresses() {
        let admission = admission(10, 2);
        let permits: Vec<_> = ["192.0.2.1", "192.0.2.2"]
            .iter()
            .map(|address| admission.admit(address.parse().unwrap()).unwrap())
            .collect();
        assert!(admission.admit("192.0.2.3".parse().unwrap()).is_none());
        assert_eq!(admission.counters.read().refused_total, 1);
        assert_eq!(admission.counters.read().open, 2);
        drop(permits);
        assert_eq!(admission.counters.read().open, 0);
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address_and_a_mapped_address_as_its_v4_self() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(
            accountable(parse("2001:db8::1")),
            accountable(parse("2001:db8::ffff:2"))
        );
        assert_ne!(accountable(parse("2001:db8::1")), accountable(parse("2001:db8:0:1::1")));
        assert_eq!(accountable(parse("::ffff:192.0.2.1")), parse("192.0.2.1"));
    }
}
