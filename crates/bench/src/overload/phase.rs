//! The result of one phase of offered load.

use std::time::Duration;

use serde::Serialize;

use super::arrivals::Offered;
use crate::lateness::tally::Tally;
use crate::report::Arrivals;
use crate::samples::Percentiles;

/// The result as reported. Rates cover the whole phase.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// Planned creates per second, independent of earlier answers.
    pub offered_per_second: f64,
    pub accepted_per_second: f64,
    pub refused_per_second: f64,
    /// Creates never sent, because the load itself had too many without an answer.
    pub dropped_per_second: f64,
    /// The share of rejections with a retry delay; null without any rejection.
    pub retry_delay_share: Option<f64>,
    /// Creates without an answer, and those rejected for another reason than load.
    pub failed: u64,
    /// Latency of accepted creates, from their planned instants.
    pub accepted_latency_us: Percentiles,
    /// Latency of rejected creates.
    pub refused_latency_us: Percentiles,
    /// Arrivals of the timers accepted before.
    #[serde(flatten)]
    pub arrivals: Arrivals,
}

impl Phase {
    /// The result of the creates offered within `span`, and of the timers that fired meanwhile.
    pub fn of(offered: &Offered, span: Duration, tally: &Tally) -> Self {
        let per_second = |count: u64| (count as f64 / span.as_secs_f64()).round();
        let refused = offered.refused.len();
        Self {
            offered_per_second: per_second(offered.offered),
            accepted_per_second: per_second(offered.accepted.len()),
            refused_per_second: per_second(refused),
            dropped_per_second: per_second(offered.dropped),
            retry_delay_share: (refused > 0).then(|| offered.with_retry_delay as f64 / refused as f64),
            failed: offered.failed,
            accepted_latency_us: Percentiles::of(&offered.accepted),
            refused_latency_us: Percentiles::of(&offered.refused),
            arrivals: tally.arrivals(),
        }
    }

    /// The outcomes of the creates, in words.
    pub fn rates(&self) -> String {
        format!(
            "offered {}/s, accepted {}/s, refused {}/s, not sent {}/s, failed {}",
            self.offered_per_second,
            self.accepted_per_second,
            self.refused_per_second,
            self.dropped_per_second,
            self.failed
        )
    }
}
