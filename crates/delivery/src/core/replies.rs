//! What consumers say of deliveries: done, failed, more time.

use super::{Action, Core, END_AGAIN_AFTER, InFlight, reschedule};
use minoots_kernel::{
    id::Occurrence,
    internal::{Ack, Extend, Fence, Grant, Outcome, OutcomeKind, TimerKey, command::Command},
};
use minoots_sequencer::Answer;
use tokio::sync::oneshot;

/// A consumer's word about one delivery.
#[derive(Clone, Debug)]
pub struct Report {
    /// The event.
    pub occurrence: Occurrence,
    /// The delivery.
    pub fence: Fence,
    /// Who says it.
    pub actor: String,
    /// What is said.
    pub word: Word,
    /// The version of the tenant's policy that it was judged by, plus one; 0 if policies have no say in it.
    pub policy_plus_one: u64,
}

/// What a consumer may say.
#[derive(Clone, Debug)]
pub enum Word {
    /// It is done.
    Ack,
    /// It failed.
    Nack {
        /// Why.
        reason: String,
        /// Offer it again after this, nanoseconds, instead of the backoff.
        delay: Option<u64>,
    },
    /// It failed, and no further attempt can help.
    Refuse {
        /// Why.
        reason: String,
    },
    /// It needs until this instant, nanoseconds UTC.
    Extend {
        /// The new deadline.
        deadline: i64,
    },
}

impl Core {
    /// Passes a consumer's word on to the log, with what only this node knows about the delivery.
    pub fn report(&mut self, report: Report, answer: oneshot::Sender<Answer>) {
        let Report {
            occurrence,
            fence,
            actor,
            word,
            policy_plus_one,
        } = report;
        let known = self
            .in_flight
            .get_mut(&fence.arm)
            .filter(|out| out.event.occurrence == occurrence);
        let Occurrence { tenant, id, version } = occurrence;
        let timer = Some(TimerKey { tenant, id, version });
        let command = match word {
            Word::Ack => {
                // Its consumer is done with it: the credit is free now, and not only once the log has the word.
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

/// A delivery this node did not make: the log must know it.
fn unknown(fence: Fence) -> Grant {
    Grant {
        fence: Some(fence),
        ..Grant::default()
    }
}
