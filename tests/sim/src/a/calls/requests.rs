//! The requests of a plan's clients.

use super::{
    super::{TENANT, world::World},
    Request,
};
use crate::{
    plan::{MS, Op, OpKind},
    random::Random,
};
use minoots_check::record::{self, Call, Create, DeliveryRef, Get, List, Nack, Withdraw};
use minoots_delivery::core::{Report, Word};
use minoots_kernel::{
    digest, fence,
    id::{self, Occurrence},
    internal::{
        Caller, CancelTimer, CreateTimers, Fence, Lane, NewTimer, RescheduleTimer, Retry, TimerState, command::Command,
    },
    tables,
};
use minoots_sequencer::Priority;

impl World {
    /// Makes a call of the plan. Its content depends only on the plan and on earlier calls.
    pub fn op(&mut self, op: Op) {
        let mut random = Random::new(self.plan.seed, 1_000_000 + op.id as u64);
        let request = match op.kind {
            OpKind::Create => Some(self.create(&mut random, 1)),
            OpKind::Batch => {
                let count = 2 + random.below(3);
                Some(self.create(&mut random, count))
            }
            OpKind::CreateAgain => self.create_again(&mut random),
            OpKind::Cancel => self.known(&mut random).map(|timer| self.cancel(&mut random, timer)),
            OpKind::Reschedule => self
                .known(&mut random)
                .map(|timer| self.reschedule(&mut random, timer, op)),
            OpKind::Get | OpKind::GetLocal => self.known(&mut random).map(|timer| Request::Get {
                id: timer.id,
                local: op.kind == OpKind::GetLocal,
            }),
            OpKind::List => Some(Request::List),
            OpKind::GuessedAck => self.guess(&mut random),
            OpKind::MakeKey | OpKind::RevokeKey | OpKind::ShowKey => return self.credential_op(op, &mut random),
            OpKind::MakeWebhook | OpKind::ChangeWebhook | OpKind::DeleteWebhook => {
                return self.webhook_op(op, &mut random);
            }
            OpKind::WebhookTimer => Some(self.create_for_webhook(&mut random)),
        };
        if let Some(request) = request {
            let retries = random.below(4) as u32;
            self.call(random.below(5) as u64, request, retries);
        }
    }

    fn known(&self, random: &mut Random) -> Option<NewTimer> {
        let count = self.calls.known.len();
        let recent = count.min(if random.percent(70) { 4 } else { 50 });
        (count > 0).then(|| self.calls.known[count - 1 - random.below(recent)].clone())
    }

    fn fire_time(&self, random: &mut Random) -> i64 {
        let far = self.plan.shape.far;
        let near = random.pick(&[-100, 0, 3, 20, 100, 450, 495, 505, 520, 1_500]) * MS;
        let wait = if random.percent(60) {
            near
        } else {
            random.between(0, far)
        };
        self.now + wait
    }

    pub(in super::super) fn create(&mut self, random: &mut Random, count: usize) -> Request {
        let timers = (0..count).map(|_| self.new_timer(random)).collect();
        Request::Write(
            Command::CreateTimers(CreateTimers {
                caller: caller(),
                timers,
            }),
            Priority::Normal,
        )
    }

    /// A request that creates a timer in this queue.
    pub(in super::super) fn create_for(&mut self, random: &mut Random, queue: String) -> Request {
        let mut timer = self.new_timer(random);
        timer.queue = queue;
        timer.digest = digest::of_timer(digest::ENCODING, &timer);
        self.calls.known.pop();
        self.calls.known.push(timer.clone());
        let timers = vec![timer];
        Request::Write(
            Command::CreateTimers(CreateTimers {
                caller: caller(),
                timers,
            }),
            Priority::Normal,
        )
    }

    fn new_timer(&mut self, random: &mut Random) -> NewTimer {
        self.calls.ids += 1;
        let fire_time = self.fire_time(random);
        let shape = &self.plan.shape;
        let mut timer = NewTimer {
            id: format!("t{}", self.calls.ids),
            fire_time,
            queue: random.pick(&["a", "a", "b", ""]).to_owned(),
            payload: format!("{{\"n\":{}}}", random.below(1_000)).into_bytes(),
            content_type: "application/json".to_owned(),
            ack_deadline: shape.ack_deadline as u64,
            retry: Some(Retry {
                max_attempts: shape.attempts_max,
                initial_backoff: 30 * MS as u64,
                max_backoff: 500 * MS as u64,
                multiplier_milli: 2_000,
                jitter_milli: 500,
            }),
            digest_encoding: digest::ENCODING,
            lane: self.lane().into(),
            concurrency_key: self.concurrency_key().to_owned(),
            ..NewTimer::default()
        };
        timer.digest = digest::of_timer(digest::ENCODING, &timer);
        self.calls.known.push(timer.clone());
        timer
    }

    /// In every third plan, half of the timers have another priority. No random number is drawn, so other choices stay
    /// the same.
    fn lane(&self) -> Lane {
        match (self.plan.seed % 3, self.calls.ids % 4) {
            (0, 0) => Lane::Now,
            (0, 1) => Lane::Future,
            _ => Lane::Unspecified,
        }
    }

    /// In every third plan, most timers have one of two concurrency keys. No random number is drawn here either.
    fn concurrency_key(&self) -> &'static str {
        match (self.plan.seed % 3, self.calls.ids % 4) {
            (1, 0 | 1) => "k",
            (1, 2) => "l",
            _ => "",
        }
    }

    /// The same create again, or a different one with the same id.
    fn create_again(&mut self, random: &mut Random) -> Option<Request> {
        let mut timer = self.known(random)?;
        if random.percent(40) {
            timer.payload = b"{}".to_vec();
            timer.digest = digest::of_timer(digest::ENCODING, &timer);
        }
        let timers = vec![timer];
        Some(Request::Write(
            Command::CreateTimers(CreateTimers {
                caller: caller(),
                timers,
            }),
            Priority::Normal,
        ))
    }

    fn cancel(&self, random: &mut Random, timer: NewTimer) -> Request {
        let version = self.version(random, &timer.id);
        Request::Write(
            Command::CancelTimer(CancelTimer {
                caller: caller(),
                id: timer.id,
                version,
                ..CancelTimer::default()
            }),
            Priority::Urgent,
        )
    }

    fn reschedule(&self, random: &mut Random, timer: NewTimer, op: Op) -> Request {
        let mut command = RescheduleTimer {
            caller: caller(),
            version: self.version(random, &timer.id),
            id: timer.id,
            fire_time: self.fire_time(random),
            ..RescheduleTimer::default()
        };
        if random.percent(70)
            && let Some(caller) = command.caller.as_mut()
        {
            // Sometimes use a request id that another request may also use.
            caller.request_id = format!("r{}", if random.percent(15) { op.id / 4 } else { 10_000 + op.id });
        }
        command.digest = digest::of_reschedule(&command);
        Request::Write(Command::RescheduleTimer(command), Priority::Urgent)
    }

    /// Usually selects the current version.
    fn version(&self, random: &mut Random, id: &str) -> u64 {
        if random.percent(75) {
            return 0;
        }
        let row = tables::timer::get(&self.ledger.tables, TENANT, id).ok().flatten();
        row.map_or(1, |row| row.version.saturating_sub(random.below(2) as u64))
            .max(1)
    }

    /// Acknowledges a delivery that never happened, with the correct arm index and an invented rest.
    fn guess(&self, random: &mut Random) -> Option<Request> {
        // For an endpoint's queue, only the receiver knows a fence.
        let timer = self
            .known(random)
            .filter(|timer| id::webhook_of(&timer.queue).is_none())?;
        let row = tables::timer::get(&self.ledger.tables, TENANT, &timer.id)
            .ok()
            .flatten()?;
        let due = tables::due::get(&self.ledger.tables, row.due(), TENANT, &timer.id)
            .ok()
            .flatten();
        let arm = match row.state() {
            TimerState::Pending => due.map_or(0, |due| due.arm),
            _ => row.arm,
        };
        Some(Request::Report(Report {
            occurrence: Occurrence {
                tenant: TENANT.to_owned(),
                id: timer.id,
                version: row.version,
            },
            fence: Fence {
                arm,
                term: 1,
                number: 1,
                ..Fence::default()
            },
            actor: String::new(),
            word: Word::Ack,
            policy_version: None,
        }))
    }
}

fn caller() -> Option<Caller> {
    Some(Caller {
        tenant: TENANT.to_owned(),
        ..Caller::default()
    })
}

/// A request in the form of histories.
pub fn recorded(request: &Request) -> Call {
    let tenant = TENANT.to_owned();
    match request {
        Request::Write(Command::CreateTimers(create), _) => {
            let mut creates: Vec<Create> = create.timers.iter().map(created).collect();
            match creates.pop() {
                Some(one) if creates.is_empty() => Call::Create(one),
                last => {
                    creates.extend(last);
                    Call::BatchCreate(creates)
                }
            }
        }
        Request::Write(Command::CancelTimer(cancel), _) => Call::Cancel(Withdraw {
            tenant,
            id: cancel.id.clone(),
            version: cancel.version,
        }),
        Request::Write(Command::RescheduleTimer(reschedule), _) => Call::Reschedule(record::Reschedule {
            tenant,
            id: reschedule.id.clone(),
            version: reschedule.version,
            request_id: request_id(reschedule.caller.as_ref()),
            fire_time: Some(reschedule.fire_time),
            delay: None,
            digest: hex(&reschedule.digest),
        }),
        Request::Report(report) => {
            let (event_id, fence) = (report.occurrence.event_id(), fence::format(&report.fence));
            match report.word {
                Word::Ack => Call::Ack(DeliveryRef { event_id, fence }),
                Word::Nack { .. } | Word::Refuse { .. } => Call::Nack(Nack { event_id, fence }),
                Word::Extend { .. } => Call::Extend(DeliveryRef { event_id, fence }),
            }
        }
        Request::Get { id, local } => Call::Get(Get {
            tenant,
            id: id.clone(),
            local: *local,
            min_index: 0,
        }),
        _ => Call::List(List {
            tenant,
            first_page: true,
            ..List::default()
        }),
    }
}

fn request_id(caller: Option<&Caller>) -> Option<String> {
    let id = caller?.request_id.clone();
    (!id.is_empty()).then_some(id)
}

fn created(timer: &NewTimer) -> Create {
    Create {
        tenant: TENANT.to_owned(),
        id: Some(timer.id.clone()),
        fire_time: Some(timer.fire_time),
        queue: Some(timer.queue.clone()).filter(|queue| !queue.is_empty()),
        digest: hex(&timer.digest),
        ..Create::default()
    }
}

/// Hexadecimal text of bytes.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
