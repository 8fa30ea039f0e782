//! Orders: timers that tell the orchestrators what is to be done, and when.

use std::time::Duration;

use minoots_client::{NewTimer, RetryPolicy};

/// How orders that could not be acted on come back: 100 times, soon at first, later after about a third of the time that it has been, and after the
/// first day every six hours, for the 14 days that a queue keeps them: none is given up because a disk was full for a minute.
fn patience() -> RetryPolicy {
    RetryPolicy {
        max_attempts: Some(100),
        initial_backoff: Some(Duration::from_secs(1)),
        max_backoff: Some(Duration::from_secs(6 * 3_600)),
        multiplier: Some(1.3),
        jitter: Some(0.2),
    }
}

/// How long an orchestrator has an order before it asks for more time: what one held that was killed is another one's after that. Acting on one
/// takes milliseconds, and an order that is acted on twice counts once.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);
/// Where the orchestrators' own timers go.
pub const QUEUE: &str = "minoots.workflow";

/// The label of an order that names the execution it is for. Labels are not sealed.
pub(crate) const EXECUTION: &str = "execution";
/// The label of an order that names the agent it is for.
pub(crate) const AGENT: &str = "agent";

/// A timer as an order.
pub(crate) fn order(timer: NewTimer) -> NewTimer {
    timer.queue(QUEUE).retry_policy(patience()).ack_deadline(DEADLINE)
}
