//! Orders: timers that tell the orchestrators to act at an instant.

use std::time::Duration;

use minoots_client::{NewTimer, RetryPolicy};

/// The retry policy of orders: 100 attempts. The backoff starts at one second and grows by 30 %, up to six hours, which
/// it reaches after about a day. The attempts span the 14 days of the queue's retention, so no order is given up
/// because a disk was full for a minute.
fn patience() -> RetryPolicy {
    RetryPolicy {
        max_attempts: Some(100),
        initial_backoff: Some(Duration::from_secs(1)),
        max_backoff: Some(Duration::from_secs(6 * 3_600)),
        multiplier: Some(1.3),
        jitter: Some(0.2),
    }
}

/// The lease of an order before the orchestrator extends it. After a crash, another orchestrator receives the order
/// after this time. Acting on an order takes milliseconds, and an order that is processed twice has one effect.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);
/// The queue of the orchestrators' own timers.
pub const QUEUE: &str = "minoots.workflow";

/// The label with the execution of an order. Labels are not encrypted.
pub(crate) const EXECUTION: &str = "execution";
/// The label with the agent of an order.
pub(crate) const AGENT: &str = "agent";

/// Completes a timer to an order.
pub(crate) fn order(timer: NewTimer) -> NewTimer {
    timer.queue(QUEUE).retry_policy(patience()).ack_deadline(DEADLINE)
}
