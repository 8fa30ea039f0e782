//! The consumers' replies to deliveries: ack, nack, extend.

use super::{Action, Core, END_AGAIN_AFTER, InFlight, reschedule};
use minoots_kernel::{
    id::Occurrence,
    internal::{Ack, Extend, Fence, Grant, Outcome, OutcomeKind, TimerKey, command::Command},
    plus_one,
};
use minoots_sequencer::Answer;
use tokio::sync::oneshot;

/// A consumer's reply to one delivery.
#[derive(Clone, Debug)]
pub struct Report {
    /// The event.
    pub occurrence: Occurrence,
    /// The fence of the delivery.
    pub fence: Fence,
    /// The consumer's principal.
    pub actor: String,
    /// The reply.
    pub word: Word,
    /// The version of the tenant's policy that judged the reply; `None` if it was not judged.
    pub policy_version: Option<u64>,
}

/// The kinds of replies.
#[derive(Clone, Debug)]
pub enum Word {
    /// The work is complete.
    Ack,
    /// The work failed.
    Nack {
        /// The reason.
        reason: String,
        /// The delay in nanoseconds before the next offer, instead of the backoff.
        delay: Option<u64>,
    },
    /// The work failed, and no further attempt can help.
    Refuse {
        /// The reason.
        reason: String,
    },
    /// The work needs until this instant, in nanoseconds UTC.
    Extend {
        /// The new deadline.
        deadline: i64,
    },
}

impl Core {
    /// Passes a consumer's reply to the log, with the facts about the delivery that only this node knows.
    pub fn report(&mut self, report: Report, answer: oneshot::Sender<Answer>) {
        let Report {
            occurrence,
            fence,
            actor,
            word,
            policy_version,
        } = report;
        let policy_plus_one = plus_one::store(policy_version);
        let known = self
            .in_flight
            .get_mut(&fence.arm)
            .filter(|out| out.event.occurrence == occurrence);
        let Occurrence { tenant, id, version } = occurrence;
        let timer = Some(TimerKey { tenant, id, version });
        let command = match word {
            Word::Ack => {
                // The consumer is done: its credit is free now, not only once the log has the ack.
                let done = known.map(|out| {
                    let newest = is_newest(out, &fence);
                    out.acknowledged |= newest;
                    (out.grant.released, newest.then(|| out.stream.take()).flatten())
                });
                let (released, stream) = done.unwrap_or_default();
                self.free_credit(stream);
                Command::Ack(Ack {
                    timer,
                    fence: Some(fence),
                    actor,
                    released,
                    policy_plus_one,
                })
            }
            word @ (Word::Nack { .. } | Word::Refuse { .. }) => {
                let (kind, reason, delay) = match word {
                    Word::Nack { reason, delay } => (OutcomeKind::Nack, reason, delay),
                    Word::Refuse { reason } => (OutcomeKind::Refused, reason, Some(0)),
                    Word::Ack | Word::Extend { .. } => (OutcomeKind::Nack, String::new(), None),
                };
                let newest = known.filter(|out| is_newest(out, &fence));
                let logged_only = newest.is_none();
                let (grant, drawn) = newest.map_or((unknown(fence), None), |out| {
                    out.ending = Some(OutcomeKind::Nack);
                    reschedule(&mut self.checks, out, self.now.saturating_add(END_AGAIN_AFTER));
                    (out.grant, Some((out.event.retry, out.event.attempts)))
                });
                let (retry, attempts) = drawn.unwrap_or_default();
                let random = &mut self.options.random;
                let backoff = || crate::backoff::delay(&retry, attempts.saturating_add(1), random());
                let retry_delay = delay.unwrap_or_else(backoff);
                let mut outcome = Outcome {
                    timer,
                    grant: Some(grant),
                    retry_delay,
                    reason,
                    logged_only,
                    policy_plus_one,
                    ..Outcome::default()
                };
                outcome.set_kind(kind);
                Command::Outcome(outcome)
            }
            Word::Extend { deadline } => {
                let newest = known.filter(|out| is_newest(out, &fence));
                let logged_only = newest.is_none();
                let grant = newest.map_or(unknown(fence), |out| out.grant);
                Command::Extend(Extend {
                    timer,
                    grant: Some(Grant { deadline, ..grant }),
                    logged_only,
                    policy_plus_one,
                })
            }
        };
        self.actions.push(Action::Propose {
            command: Box::new(command),
            answer: Some(answer),
        });
    }
}

fn is_newest(out: &InFlight, fence: &Fence) -> bool {
    out.ending.is_none() && out.grant.fence.as_ref() == Some(fence)
}

/// The grant of a delivery that this node did not make: the log must know it.
fn unknown(fence: Fence) -> Grant {
    Grant {
        fence: Some(fence),
        ..Grant::default()
    }
}
