//! How late this node releases and delivers, by tenant and queue, since it was started: of first deliveries, so that waiting for a retry is not
//! counted.
//!
//! Invariants:
//! - Only so many queues are told apart, those that came first; the others share one place, in the metrics only.
//! - Recording takes no lock: a stream gets its queue's place when it is opened.

use crate::telemetry::{LatenessStage, Metrics};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

mod histogram;

pub(crate) use histogram::Counted;
use histogram::Histogram;

/// Queues told apart.
pub(crate) const QUEUES_MAX: usize = 64;
/// The label of all others.
const OTHER: &str = "other";

/// Of this node. Shared by its streams.
#[derive(Debug)]
pub(crate) struct Lateness {
    /// From here on, nanoseconds UTC.
    pub since: i64,
    metrics: Metrics,
    queues: Mutex<BTreeMap<(String, String), Arc<QueueLateness>>>,
    others: Arc<QueueLateness>,
}

/// Of one queue.
#[derive(Debug)]
pub(crate) struct QueueLateness {
    label: Arc<str>,
    metrics: Metrics,
    released: Histogram,
    delivered: Histogram,
}

/// What was counted of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distributions {
    /// From due to release.
    pub released: Counted,
    /// From due to the hand-over to the consumer's connection.
    pub delivered: Counted,
}

impl Lateness {
    /// Nothing is counted yet at `since`, nanoseconds UTC.
    pub fn new(since: i64, metrics: Metrics) -> Lateness {
        let others = Arc::new(QueueLateness::new(OTHER, &metrics));
        Lateness {
            since,
            metrics,
            queues: Mutex::default(),
            others,
        }
    }

    /// Where deliveries of a queue are counted.
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

    /// The queues of a tenant by name, with what was counted of each.
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

    /// Counts a first delivery, by three instants of this node's clock, nanoseconds UTC. A clock that was set back in between counts as none.
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
