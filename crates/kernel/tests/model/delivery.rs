//! Commands about deliveries.

use super::{Delivery, Model, State, Timer};
use minoots_kernel::{
    AckOutcome, Redriven, Reject, Reply, Withdrawn,
    internal::{
        Ack, Caller, EventKind, EventLetterRow, EventRow, Extend, FailureKind, Fence, Grant, Grants, Outcome,
        OutcomeKind, Redrive, RedriveLetters, RedriveState, TimerKey, Turn, WithdrawOutcome, WithdrawTimer,
    },
    limits::ATTEMPTS_DEFAULT,
    tables::{
        event_letter,
        layout::{KeyWriter, after, table},
    },
};

/// The state that a command about a delivery found.
enum Met {
    Open(usize),
    Over(usize),
    Refused(Reject),
}

impl Model {
    /// The delivery of an occurrence, whether or not it still holds its id.
    fn meet_delivery(&self, key: &TimerKey) -> Met {
        let named = |timer: &Timer| {
            !timer.gone && (&timer.tenant, &timer.spec.id, timer.version) == (&key.tenant, &key.id, key.version)
        };
        let Some(at) = self.timers.iter().position(named) else {
            return Met::Refused(Reject::EventNotFound);
        };
        let timer = &self.timers[at];
        match timer.state {
            _ if timer.is_open() => Met::Open(at),
            State::Settled | State::Failed => Met::Over(at),
            State::Armed => Met::Refused(Reject::NotDue { due: timer.due() }),
            _ => Met::Refused(Reject::EventNotFound),
        }
    }

    /// Whether a fence counts: it names this arm, and its epoch has begun.
    fn names_this_arm(&self, at: usize, fence: &Fence) -> bool {
        fence.arm == self.timers[at].arm && fence.epoch <= self.epoch
    }

    pub(super) fn ack(&mut self, command: &Ack) -> Reply {
        let (Some(key), Some(fence)) = (&command.timer, &command.fence) else {
            return Reply::Rejected(Reject::Empty);
        };
        let at = match self.meet_delivery(key) {
            Met::Open(at) => at,
            Met::Over(at) => return Reply::Acked(how_it_ended(&self.timers[at])),
            Met::Refused(reject) => return Reply::Rejected(reject),
        };
        if !self.names_this_arm(at, fence) {
            let timer = &self.timers[at];
            let failed_before = timer.redrive == RedriveState::Open && fence.arm < timer.arm;
            return match failed_before {
                true => Reply::Acked(AckOutcome::AlreadyFailed),
                false => Reply::Rejected(Reject::StaleFence),
            };
        }
        release(self.timers[at].delivery(), command.released);
        self.settle(at, &command.actor, "");
        Reply::Acked(AckOutcome::Settled)
    }

    fn settle(&mut self, at: usize, actor: &str, reason: &str) {
        let event = EventRow {
            actor: actor.to_string(),
            reason: reason.to_string(),
            ..EventRow::default()
        };
        self.emit_about(at, EventKind::TimerSettled, event);
        let (time, timer) = (self.time, &mut self.timers[at]);
        if timer.redrive == RedriveState::Open {
            timer.redrive = RedriveState::Settled;
            timer.ends.push((time, false));
        } else {
            timer.state = State::Settled;
            self.end(at);
        }
    }

    /// Ends a timer: a waiting one is cancelled, a delivered one is settled, any other stays.
    pub(super) fn withdraw(&mut self, caller: &Caller, key: &str, command: &WithdrawTimer) -> Reply {
        let tenant = &caller.tenant;
        let met = self.meet(tenant, &command.id, key, 0);
        let current = |timer: &&Timer| timer.is_current() && timer.tenant == *tenant && timer.spec.id == command.id;
        let found = self.timers.iter().find(current);
        let (version, fire_time) = match &met {
            Err(Reply::Rejected(_)) => (0, 0),
            _ => found.map_or((0, 0), |timer| (timer.version, timer.spec.fire_time)),
        };
        match met {
            Ok(at) => self.cancel_one(at, caller, &command.reason),
            Err(Reply::Withdrawn(answer)) if answer.outcome == WithdrawOutcome::TooLate => {
                let key = TimerKey {
                    tenant: tenant.clone(),
                    id: command.id.clone(),
                    version,
                };
                match self.meet_delivery(&key) {
                    Met::Open(at) => self.settle(at, &caller.actor, &command.reason),
                    Met::Refused(reject @ Reject::NotDue { .. }) => return Reply::Rejected(reject),
                    Met::Over(_) | Met::Refused(_) => {}
                }
            }
            Err(_) => {}
        }
        Reply::Withdrawn(Withdrawn {
            outcome: WithdrawOutcome::Done,
            version,
            fire_time,
            original_index: 0,
        })
    }

    /// The requirement of nack, expiry and extension: the newest delivery of this arm, still in flight. The command may
    /// be the first to report it.
    fn newest(&mut self, key: &Option<TimerKey>, grant: &Option<Grant>, logged_only: bool) -> Result<usize, Reject> {
        let (Some(key), Some(grant)) = (key, grant) else {
            return Err(Reject::Empty);
        };
        let fence = grant.fence.ok_or(Reject::Empty)?;
        let at = match self.meet_delivery(key) {
            Met::Open(at) => at,
            Met::Over(_) => return Err(Reject::StaleFence),
            Met::Refused(reject) => return Err(reject),
        };
        let this_arm = self.names_this_arm(at, &fence);
        let delivery = self.timers[at].delivery();
        let known = delivery.newest.and_then(|known| known.fence);
        let is_news = known < Some(fence) && !logged_only;
        let is_known = known == Some(fence) && !delivery.ended;
        if this_arm && (is_news || is_known) {
            Ok(at)
        } else {
            Err(Reject::StaleFence)
        }
    }

    pub(super) fn outcome(&mut self, command: &Outcome) -> Reply {
        let at = match self.newest(&command.timer, &command.grant, command.logged_only) {
            Ok(at) => at,
            Err(reject) => return Reply::Rejected(reject),
        };
        let (time, grant) = (self.time, command.grant.unwrap());
        let timer = &mut self.timers[at];
        let retry = timer.spec.retry.unwrap_or_default();
        let delivery = timer.delivery();
        let later = |known: Grant| known.fence == grant.fence && known.deadline > grant.deadline;
        if command.kind() == OutcomeKind::LeaseExpired && delivery.newest.is_some_and(later) {
            return Reply::Rejected(Reject::StaleFence);
        }
        log(delivery, &grant);
        delivery.ended = true;
        let counts = command.kind() != OutcomeKind::Unreached;
        delivery.attempts += u32::from(counts);
        let attempts = delivery.attempts;
        if counts {
            self.act(at, |wanted| wanted == attempts, time);
        }
        let attempts_max = if retry.max_attempts == 0 {
            ATTEMPTS_DEFAULT
        } else {
            retry.max_attempts
        };
        let refused = command.kind() == OutcomeKind::Refused;
        if counts && (refused || attempts >= attempts_max) {
            let kind = match refused {
                true => FailureKind::Refused,
                false => FailureKind::AttemptsSpent,
            };
            self.fail(at, kind, &command.reason);
            return Reply::Ended {
                attempts,
                retry_at: None,
            };
        }
        let delivery = self.timers[at].delivery();
        delivery.moved = true;
        let from = if command.end_time == 0 {
            time
        } else {
            time.min(command.end_time)
        };
        delivery.available = (from + command.retry_delay as i64).min(delivery.expires);
        let retry_at = Some(delivery.available);
        self.relocated(at);
        Reply::Ended { attempts, retry_at }
    }

    pub(super) fn extend(&mut self, command: &Extend) -> Reply {
        let at = match self.newest(&command.timer, &command.grant, command.logged_only) {
            Ok(at) => at,
            Err(reject) => return Reply::Rejected(reject),
        };
        let grant = command.grant.unwrap();
        let delivery = self.timers[at].delivery();
        log(delivery, &grant);
        if let Some(known) = delivery.newest.as_mut() {
            known.deadline = grant.deadline;
        }
        wait_until(delivery, grant.deadline);
        let deadline = delivery.available;
        self.relocated(at);
        Reply::Extended { deadline }
    }

    pub(super) fn grants(&mut self, command: &Grants) -> Reply {
        for grant in &command.grants {
            let (Some(key), Some(grant)) = (&grant.timer, &grant.grant) else {
                continue;
            };
            let (Met::Open(at), Some(fence)) = (self.meet_delivery(key), grant.fence) else {
                continue;
            };
            let this_arm = self.names_this_arm(at, &fence);
            let delivery = self.timers[at].delivery();
            if this_arm && log(delivery, grant) {
                wait_until(delivery, grant.deadline);
                self.relocated(at);
            }
        }
        Reply::Done
    }

    /// The timer of a claim, and whether the claim is newer than the known delivery.
    pub(super) fn claimed(&self, key: &TimerKey, grant: &Grant) -> Option<(usize, bool)> {
        let (Met::Open(at), Some(fence)) = (self.meet_delivery(key), grant.fence) else {
            return None;
        };
        let known = self.timers[at].delivery.as_ref()?.newest.and_then(|known| known.fence);
        self.names_this_arm(at, &fence).then_some((at, known < Some(fence)))
    }

    pub(super) fn redrive(&mut self, command: &Redrive) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let Some(key) = &command.timer else {
            return Reply::Rejected(Reject::Empty);
        };
        let found = self.current(&caller.tenant, &key.id);
        let Some(at) = found.filter(|at| self.timers[*at].version == key.version) else {
            return Reply::Rejected(Reject::EventNotFound);
        };
        let timer = &self.timers[at];
        match (timer.state, timer.redrive) {
            (State::Failed, _) if timer.failure.as_ref().is_some_and(|failure| failure.purged) => {
                return Reply::Rejected(Reject::EventNotFound);
            }
            (State::Failed, _) if timer.spec.queue.is_empty() => return Reply::Rejected(Reject::EventNotFound),
            (State::Failed, RedriveState::Unspecified) => {}
            (State::Failed, RedriveState::Open) => return Reply::Rejected(Reject::AlreadyRedriven),
            (State::Failed | State::Settled, _) => return Reply::Rejected(Reject::AlreadySettled),
            _ => return Reply::Rejected(Reject::EventNotFound),
        }
        self.offer_again(at, &caller);
        Reply::Done
    }

    /// Redrives the matching dead letters, queue by queue, in the order of their failure.
    pub(super) fn redrive_letters(&mut self, command: &RedriveLetters) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let arms = match command.arm_max_plus_one {
            0 => self.arm + 1,
            arms => arms,
        };
        let is_letter = |timer: &Timer| {
            let failed = timer.state == State::Failed && timer.redrive == RedriveState::Unspecified;
            failed && !timer.spec.queue.is_empty() && timer.is_current() && timer.tenant == caller.tenant
        };
        let fits = |timer: &Timer| {
            let failure = timer.failure.as_ref().unwrap();
            let of_queue = command.queue.is_empty() || command.queue == timer.spec.queue;
            let of_reason = command.reason == 0 || command.reason as i32 == failure.kind;
            !failure.purged && of_queue && of_reason && timer.end >= command.since && timer.arm < arms
        };
        let wanted = |timer: &Timer| is_letter(timer) && fits(timer);
        let mut letters: Vec<usize> = (0..self.timers.len()).filter(|at| wanted(&self.timers[*at])).collect();
        letters.sort_by_key(|at| {
            let timer = &self.timers[*at];
            (timer.spec.queue.clone(), timer.end, timer.spec.id.clone())
        });
        letters.truncate(command.limit as usize);
        let mut next = Vec::new();
        if letters.len() == command.limit as usize {
            let last = &self.timers[*letters.last().unwrap()];
            let key = KeyWriter::new(table::DEAD).text(&last.tenant).text(&last.spec.queue);
            let key = key.instant(last.end).text(&last.spec.id).number(last.version);
            next = after(key.finish());
        }
        letters.iter().for_each(|at| self.offer_again(*at, &caller));
        let webhook = command.queue.strip_prefix("webhook:");
        let mut redriven = letters.len();
        if next.is_empty() && (command.queue.is_empty() || webhook.is_some()) {
            let fits = |row: &EventLetterRow| {
                let kind = if row.refused {
                    FailureKind::Refused
                } else {
                    FailureKind::AttemptsSpent
                };
                let of_reason = command.reason == 0 || command.reason as i32 == kind as i32;
                of_reason && row.fail_time >= command.since
            };
            let left = command.limit as usize - redriven;
            let (events, last) = self.redrive_events(&caller.tenant, webhook, fits, left);
            redriven += events;
            if let Some((webhook, sequence)) = last.filter(|_| events == left) {
                next = after(event_letter::key(&caller.tenant, &webhook, sequence));
            }
        }
        Reply::Redriven(Redriven {
            redriven: redriven as u32,
            next,
            arm_max: arms - 1,
        })
    }

    fn offer_again(&mut self, at: usize, caller: &Caller) {
        let event = EventRow {
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            ..EventRow::default()
        };
        self.emit_about(at, EventKind::TimerRedriven, event);
        self.arm += 1;
        let (arm, time, clock, age) = (self.arm, self.time, self.clock, self.age_of(at));
        let timer = &mut self.timers[at];
        // A missed timer was never delivered.
        let released = timer.delivery.as_ref().map_or(0, |delivery| delivery.released);
        timer.arm = arm;
        timer.redrive = RedriveState::Open;
        timer.delivery = Some(Delivery {
            released,
            moved: clock < time || timer.spec.lane != 0 || timer.spec.parent.is_some() || timer.is_keyed(),
            ..Delivery::from(clock, time, age)
        });
        if self.timers[at].is_keyed() && self.has_no_room(at) {
            self.timers[at].delivery().turn = Turn::Waiting;
        }
    }
}

fn how_it_ended(timer: &Timer) -> AckOutcome {
    if timer.state == State::Settled || timer.redrive == RedriveState::Settled {
        AckOutcome::AlreadySettled
    } else {
        AckOutcome::AlreadyFailed
    }
}

/// Records a delivery if it is newer than the known one.
pub(super) fn log(delivery: &mut Delivery, grant: &Grant) -> bool {
    let newer = delivery.newest.and_then(|known| known.fence) < grant.fence;
    if newer {
        delivery.newest = Some(*grant);
        delivery.ended = false;
        release(delivery, grant.released);
    }
    newer
}

fn release(delivery: &mut Delivery, released: i64) {
    if delivery.released == 0 {
        delivery.released = released;
    }
}

pub(super) fn wait_until(delivery: &mut Delivery, deadline: i64) {
    delivery.moved = true;
    delivery.available = deadline.min(delivery.expires);
}
