//! Lateness of this node's releases and deliveries since its start, by tenant and queue. Only first deliveries count,
//! so that retry delays are excluded.
//!
//! Invariants:
//! - Only the first [`QUEUES_MAX`] queues have counters of their own; all others share one, which appears in the
//!   metrics only.
//! - Recording takes no lock: a stream gets its queue's counters when it is opened.

use crate::telemetry::{LatenessStage, Metrics};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

mod histogram;

pub(crate) use histogram::Counted;
use histogram::Histogram;

/// The maximum number of queues with counters of their own.
pub(crate) const QUEUES_MAX: usize = 64;
/// The label of all other queues.
const OTHER: &str = "other";

/// The lateness of this node. Its streams share it.
#[derive(Debug)]
pub(crate) struct Lateness {
    /// The start of counting, nanoseconds UTC.
    pub since: i64,
    metrics: Metrics,
    queues: Mutex<BTreeMap<(String, String), Arc<QueueLateness>>>,
    others: Arc<QueueLateness>,
}

/// The lateness of one queue.
#[derive(Debug)]
pub(crate) struct QueueLateness {
    label: Arc<str>,
    metrics: Metrics,
    released: Histogram,
    delivered: Histogram,
}

/// The distributions of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distributions {
    /// From due to release.
    pub released: Counted,
    /// From due to the hand-over to the consumer's connection.
    pub delivered: Counted,
}

impl Lateness {
    /// Makes empty counters that start at `since`, nanoseconds UTC.
    pub fn new(since: i64, metrics: Metrics) -> Lateness {
        let others = Arc::new(QueueLateness::new(OTHER, &metrics));
        Lateness {
            since,
            metrics,
            queues: Mutex::default(),
            others,
        }
    }

    /// The counters of a queue.
    pub fn of(&self, tenant: &str, queue: &str) -> Arc<QueueLateness> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (tenant.to_owned(), queue.to_owned());
        if let Some(known) = queues.get(&key) {
            return known.clone();
        }
        if queues.len() >= QUEUES_MAX {
            return self.others.clone();
        }
        let new = Arc::new(QueueLateness::new(queue, &self.metrics));
        queues.insert(key, new.clone());
        new
    }

    /// The queues of a tenant by name, with their distributions.
    pub fn of_tenant(&self, tenant: &str) -> Vec<(String, Distributions)> {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let own = queues.iter().filter(|((owner, _), _)| owner == tenant);
        let counted = own.map(|((_, queue), lateness)| {
            let distributions = Distributions {
                released: lateness.released.counted(),
                delivered: lateness.delivered.counted(),
            };
            (queue.clone(), distributions)
        });
        counted.collect()
    }
}

impl QueueLateness {
    fn new(label: &str, metrics: &Metrics) -> QueueLateness {
        QueueLateness {
            label: label.into(),
            metrics: metrics.clone(),
            released: Histogram::default(),
            delivered: Histogram::default(),
        }
    }

    /// Records a first delivery by three instants of this node's clock, nanoseconds UTC. A negative lateness, after a
    /// step of the clock, counts as zero.
    pub fn record(&self, due: i64, released: i64, delivered: i64) {
        let stages = [
            (LatenessStage::Released, released, &self.released),
            (LatenessStage::Delivered, delivered, &self.delivered),
        ];
        for (stage, at, histogram) in stages {
            let nanos = u64::try_from(at.saturating_sub(due)).unwrap_or(0);
            histogram.record(nanos);
            self.metrics
                .queue_lateness(&self.label, stage, Duration::from_nanos(nanos));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::metrics::MeterProvider as _;
    use opentelemetry_sdk::metrics::SdkMeterProvider;

    fn lateness() -> Lateness {
        let meters = SdkMeterProvider::builder().build();
        Lateness::new(0, Metrics::new(&meters.meter("test")))
    }

    #[test]
    fn g18_a_tenant_sees_its_own_queues_and_what_was_counted_of_each() {
        let lateness = lateness();
        lateness.of("dev", "tea").record(1_000_000, 1_400_000, 1_900_000);
        lateness.of("dev", "cup").record(5, 3, 4);
        lateness.of("rival", "tea").record(0, 7_000_000, 8_000_000);
        let shown = lateness.of_tenant("dev");
        let maxima: Vec<(&str, u64, u64)> = shown
            .iter()
            .map(|(queue, counted)| (queue.as_str(), counted.released.max, counted.delivered.max))
            .collect();
        assert_eq!(maxima, [("cup", 0, 0), ("tea", 400_000, 900_000)]);
        assert_eq!(shown[1].1.released.count, 1);
    }

    #[test]
    fn g19_queues_beyond_the_first_64_share_one_place() {
        let lateness = lateness();
        for number in 0..QUEUES_MAX * 3 {
            lateness.of("dev", &format!("q{number:03}")).record(0, 1, 2);
        }
        let shown = lateness.of_tenant("dev");
        assert_eq!(shown.len(), QUEUES_MAX);
        assert_eq!(lateness.others.delivered.counted().count as usize, QUEUES_MAX * 2);
        assert!(Arc::ptr_eq(&lateness.of("dev", "q150"), &lateness.others));
        assert!(!Arc::ptr_eq(&lateness.of("dev", "q000"), &lateness.others));
    }
}
