//! Denials on their way to the log. Bounded, because unauthenticated callers determine their number.

use minoots_kernel::internal::{DenialRow, NewDenial};
use minoots_sequencer::clock::Clock;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError, atomic::AtomicU64, atomic::Ordering},
};

/// The maximum number of different denials between two records. Further ones are only counted.
const DIFFERENT_MAX: usize = 64;
/// The reason of the count of further ones.
const OTHERS: &str = "OTHERS";

/// A denial; equal ones are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Denial {
    /// The tenant whose audit chain records it.
    pub tenant: String,
    /// The reason, as the API names it.
    pub reason: &'static str,
    /// `package.Service/Method`; empty if there is no such method.
    pub method: &'static str,
    pub actor: String,
    pub credential: String,
    pub source: String,
    /// A permission, a rule or another tenant.
    pub object: String,
}

/// The start and the number of equal denials.
#[derive(Clone, Copy, Debug)]
struct Alike {
    since: i64,
    count: u64,
}

/// Gathers denials.
pub(crate) struct Denials {
    clock: Clock,
    gathered: Mutex<BTreeMap<Denial, Alike>>,
    /// Counts denials that no log contains.
    unrecorded: AtomicU64,
}

impl fmt::Debug for Denials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Denials").finish_non_exhaustive()
    }
}

impl Denials {
    pub fn new(clock: Clock) -> Denials {
        Denials {
            clock,
            gathered: Mutex::default(),
            unrecorded: AtomicU64::new(0),
        }
    }

    fn gathered(&self) -> MutexGuard<'_, BTreeMap<Denial, Alike>> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a denial.
    pub fn add(&self, denial: Denial) {
        let since = self.clock.now();
        let mut gathered = self.gathered();
        let is_known = gathered.contains_key(&denial);
        let denial = if is_known || gathered.len() < DIFFERENT_MAX {
            denial
        } else {
            Denial {
                tenant: denial.tenant,
                reason: OTHERS,
                ..Denial::default()
            }
        };
        // Exceeds the bound by at most one for each tenant.
        gathered.entry(denial).or_insert(Alike { since, count: 0 }).count += 1;
    }

    /// Takes all denials, ordered by their start.
    pub fn take(&self) -> Vec<NewDenial> {
        let gathered = std::mem::take(&mut *self.gathered());
        let mut denials: Vec<NewDenial> = gathered.into_iter().map(new).collect();
        denials.sort_by_key(|denial| denial.row.as_ref().map_or(0, |row| row.time));
        denials
    }

    /// Drops all denials and counts them as unrecorded, because only a leader can record.
    pub fn drop_all(&self) {
        self.lost(&self.take());
    }

    /// Counts these denials as unrecorded.
    pub fn lost(&self, denials: &[NewDenial]) {
        let count: u64 = denials
            .iter()
            .filter_map(|denial| denial.row.as_ref())
            .map(|row| row.count)
            .sum();
        self.unrecorded.fetch_add(count, Ordering::Relaxed);
    }

    /// The number of unrecorded denials since this node started.
    pub fn unrecorded(&self) -> u64 {
        self.unrecorded.load(Ordering::Relaxed)
    }
}

fn new((denial, alike): (Denial, Alike)) -> NewDenial {
    NewDenial {
        tenant: denial.tenant,
        row: Some(DenialRow {
            time: alike.since,
            reason: denial.reason.to_owned(),
            method: denial.method.to_owned(),
            actor: denial.actor,
            credential: denial.credential,
            source: denial.source,
            count: alike.count,
            object: denial.object,
        }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(tenant: &str, source: usize) -> Denial {
        Denial {
            tenant: tenant.to_owned(),
            reason: "CREDENTIALS_INVALID",
            source: source.to_string(),
            ..Denial::default()
        }
    }

    #[test]
    fn alike_ones_are_counted_and_a_flood_of_different_ones_is_bounded() {
        let denials = Denials::new(Clock::default());
        for source in 0..3 * DIFFERENT_MAX {
            denials.add(of("system", source));
            denials.add(of("system", 0));
        }
        denials.add(of("acme", 1));
        let taken = denials.take();
        assert_eq!(taken.len(), DIFFERENT_MAX + 2);
        let rows: Vec<DenialRow> = taken.iter().map(|denial| denial.row.clone().unwrap()).collect();
        let total: u64 = rows.iter().map(|row| row.count).sum();
        assert_eq!(total as usize, 6 * DIFFERENT_MAX + 1);
        assert!(
            rows.iter()
                .any(|row| row.source == "0" && row.count as usize == 3 * DIFFERENT_MAX + 1)
        );
        let others: Vec<&NewDenial> = taken
            .iter()
            .filter(|denial| denial.row.as_ref().unwrap().reason == OTHERS)
            .collect();
        assert_eq!(
            others.iter().map(|denial| denial.tenant.as_str()).collect::<Vec<_>>(),
            ["system", "acme"]
        );
        assert!(denials.take().is_empty());
        denials.add(of("acme", 1));
        denials.drop_all();
        assert_eq!(denials.unrecorded(), 1);
    }
}
