//! The options of a queue in their command-line form.

use clap::Args;
use minoots_wire::timer::v1::RetryPolicy;

use crate::value::Span;

/// The common options of `queue create` and `queue update`.
#[derive(Args, Clone, Debug)]
pub struct OptionArguments {
    /// Description for people, at most 255 bytes
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Time to acknowledge a delivery, 1s to 12h, for timers without their own [default: 60s]
    #[arg(long, value_name = "DURATION")]
    pub ack_deadline: Option<Span>,
    /// Time within which an event must be settled, 10s to 14d [default: 14d]
    #[arg(long, value_name = "DURATION")]
    pub max_age: Option<Span>,
    /// Number of failed deliveries before a timer fails, for timers without their own policy [default: 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_attempts: Option<u32>,
    /// Delay after the first failure, for timers without their own policy [default: 1s]
    #[arg(long, value_name = "DURATION")]
    pub initial_backoff: Option<Span>,
    /// Longest delay between attempts, for timers without their own policy [default: 1h]
    #[arg(long, value_name = "DURATION")]
    pub max_backoff: Option<Span>,
    /// Maximum number of outstanding deliveries per concurrency key, at most 1000 [default: no limit]
    #[arg(long, value_name = "N")]
    pub key_concurrency: Option<u32>,
}

impl OptionArguments {
    /// The retry policy, if any part of it is given.
    pub fn retry_policy(&self) -> Option<RetryPolicy> {
        let given = self.max_attempts.is_some() || self.initial_backoff.is_some() || self.max_backoff.is_some();
        given.then(|| RetryPolicy {
            max_attempts: self.max_attempts.unwrap_or_default(),
            initial_backoff: self.initial_backoff.map(Span::to_proto),
            max_backoff: self.max_backoff.map(Span::to_proto),
            ..RetryPolicy::default()
        })
    }
}
