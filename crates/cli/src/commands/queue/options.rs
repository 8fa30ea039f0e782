//! Options of a queue as they are written on the command line.

use clap::Args;
use minoots_wire::timer::v1::RetryPolicy;

use crate::value::Span;

/// What create and update take alike.
#[derive(Args, Clone, Debug)]
pub struct OptionArguments {
    /// Words for people, at most 255 bytes
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// How long a consumer may take to acknowledge, for timers that name no deadline [default: 60s]
    #[arg(long, value_name = "DURATION")]
    pub ack_deadline: Option<Span>,
    /// How long an event may wait to be settled, 10s to 14d [default: 14d]
    #[arg(long, value_name = "DURATION")]
    pub max_age: Option<Span>,
    /// Failed deliveries before a timer fails, for timers that name no policy [default: 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_attempts: Option<u32>,
    /// Delay after the first failure, for timers that name no policy [default: 1s]
    #[arg(long, value_name = "DURATION")]
    pub initial_backoff: Option<Span>,
    /// Longest delay, for timers that name no policy [default: 1h]
    #[arg(long, value_name = "DURATION")]
    pub max_backoff: Option<Span>,
    /// Deliveries of one concurrency key that may be out at a time, at most 1000 [default: any number]
    #[arg(long, value_name = "N")]
    pub key_concurrency: Option<u32>,
}

impl OptionArguments {
    /// A policy, if any of it is given.
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
