//! The log of a legal world: commands in entries, their responses, and the log's own decisions.
//!
//! Independent of the checker's model: this one is deterministic, with a single state, where the checker tracks many.

use std::collections::BTreeMap;

use minoots_check::record::{
    AckOutcome, Answer, Call, Commit, Create, Created, Fact, Occurrence, Outcome, Record, Status, TimerView, What,
    WithdrawOutcome, Withdrawn,
};

const LEAD: i64 = 30_000_000;
const ATTEMPTS_MAX: u32 = 3;

#[derive(Clone, Debug)]
pub struct Timer {
    pub version: u64,
    pub status: Status,
    pub fire_time: i64,
    pub due: i64,
    pub arm: u64,
    pub attempts: u32,
    /// The newest delivery of a leader, and the end of its lease.
    pub out: Option<(String, i64)>,
    digest: String,
    cancelled_at: u64,
    targetless: bool,
    ended: String,
}

#[derive(Default)]
pub struct Log {
    pub index: u64,
    pub time: i64,
    pub timers: BTreeMap<String, Timer>,
    /// The type and the occurrence of each event, by sequence from 1.
    pub events: Vec<(&'static str, Occurrence)>,
    requests: BTreeMap<String, (String, u64, Withdrawn)>,
    versions: u64,
    arms: u64,
    position: u32,
    records: Vec<Record>,
}

pub fn occurrence(timer: &str, version: u64) -> Occurrence {
    Occurrence {
        tenant: "dev".into(),
        timer: timer.into(),
        version,
    }
}

impl Log {
    /// Starts an entry: time advances, and armed timers that are due fire.
    pub fn begin(&mut self, now: i64) {
        self.index += 1;
        self.time = self.time.max(now);
        self.position = 0;
        let due = |timer: &Timer| timer.status == Status::Armed && timer.due <= self.time;
        let ids: Vec<String> = self
            .timers
            .iter()
            .filter(|(_, timer)| due(timer))
            .map(|(id, _)| id.clone())
            .collect();
        ids.iter().for_each(|id| self.fire(id));
        // Expired leases count as failures.
        let over = |timer: &Timer| timer.out.as_ref().is_some_and(|(_, until)| *until <= self.time);
        let ids: Vec<String> = self
            .timers
            .iter()
            .filter(|(_, timer)| over(timer))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ids {
            let fence = self.timers[&id]
                .out
                .as_ref()
                .map_or(String::new(), |(fence, _)| fence.clone());
            self.fail_attempt(&id, &fence);
        }
    }

    /// Arms timers within the lead, at the end of an entry.
    pub fn arm_near(&mut self) {
        let near = |timer: &Timer| timer.status == Status::Scheduled && timer.due <= self.time + LEAD;
        let ids: Vec<String> = self
            .timers
            .iter()
            .filter(|(_, timer)| near(timer))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ids {
            self.arms += 1;
            let arm = self.arms;
            let Some(timer) = self.timers.get_mut(&id) else {
                continue;
            };
            (timer.status, timer.arm) = (Status::Armed, arm);
            let due = timer.due;
            self.decide(&id, What::Armed { arm });
            if due <= self.time {
                self.fire(&id);
            }
        }
    }

    /// Takes the records of the entry.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// Applies a call and returns its outcome.
    pub fn apply(&mut self, op: u64, call: &Call) -> Outcome {
        self.position += 1;
        self.records.push(Record::Commit(Commit {
            op,
            idx: self.index,
            pos: Some(self.position),
            time: self.time,
        }));
        let result = match call {
            Call::Create(create) => self.create(create).map(Answer::Created),
            Call::BatchCreate(creates) => {
                let all: Result<Vec<Created>, &str> = creates.iter().map(|create| self.create(create)).collect();
                all.map(Answer::Batch)
            }
            Call::Cancel(call) => self.withdraw(&call.id, call.version, None).map(Answer::Withdrawn),
            Call::Reschedule(call) => {
                let request = call.request_id.clone().unwrap_or_default();
                match self.requests.get(&request) {
                    Some((digest, ..)) if *digest != call.digest => Err("IDEMPOTENCY_MISMATCH"),
                    Some((_, index, first)) => {
                        let original_idx = Some(*index);
                        Ok(Answer::Withdrawn(Withdrawn {
                            original_idx,
                            ..first.clone()
                        }))
                    }
                    None => {
                        let answer = self.withdraw(&call.id, call.version, call.fire_time);
                        if let (Ok(answer), false) = (&answer, request.is_empty()) {
                            self.requests
                                .insert(request, (call.digest.clone(), self.index, answer.clone()));
                        }
                        answer.map(Answer::Withdrawn)
                    }
                }
            }
            Call::Ack(call) => self.ack(&call.event_id),
            Call::Nack(call) => self.nack(&call.event_id, &call.fence),
            _ => Err("MALFORMED"),
        };
        match result {
            Ok(answer) => Outcome::Ok {
                idx: self.index,
                answer,
            },
            Err(reason) => Outcome::Err { reason: reason.into() },
        }
    }

    pub fn view(&self, id: &str) -> Option<TimerView> {
        self.timers.get(id).map(|timer| TimerView {
            id: id.into(),
            version: timer.version,
            status: timer.status,
            fire_time: Some(timer.fire_time),
            due: Some(timer.due),
        })
    }

    fn create(&mut self, create: &Create) -> Result<Created, &'static str> {
        let id = create
            .id
            .clone()
            .or(create.request_id.as_ref().map(|request| format!("from-{request}")))
            .unwrap_or_default();
        if let Some(timer) = self.timers.get(&id) {
            if timer.digest != create.digest {
                return Err(if create.id.is_some() {
                    "TIMER_EXISTS"
                } else {
                    "IDEMPOTENCY_MISMATCH"
                });
            }
            let (version, status, due) = (timer.version, Some(timer.status), Some(timer.due));
            return Ok(Created {
                id,
                version,
                existing: true,
                status,
                due,
            });
        }
        let fire_time = create.fire_time.unwrap_or(self.time);
        self.versions += 1;
        let timer = Timer {
            version: self.versions,
            status: Status::Scheduled,
            fire_time,
            due: fire_time.max(self.time),
            arm: 0,
            attempts: 0,
            out: None,
            digest: create.digest.clone(),
            cancelled_at: 0,
            targetless: create.queue.is_none(),
            ended: String::new(),
        };
        let due = timer.due;
        self.timers.insert(id.clone(), timer);
        self.event("timer.scheduled", &id);
        self.decide(&id, What::Scheduled { due });
        let (version, status) = (self.versions, Some(Status::Scheduled));
        Ok(Created {
            id,
            version,
            existing: false,
            status,
            due: Some(due),
        })
    }

    fn withdraw(&mut self, id: &str, version: u64, moved: Option<i64>) -> Result<Withdrawn, &'static str> {
        let Some(timer) = self.timers.get_mut(id) else {
            return Err("TIMER");
        };
        let answer = |outcome, version| Withdrawn {
            outcome,
            version,
            event_id: None,
            due: None,
            original_idx: None,
        };
        let current = timer.version;
        if version != 0 && version != current {
            return Ok(answer(WithdrawOutcome::Superseded, current));
        }
        match (timer.status, moved) {
            (Status::Cancelled, _) => Ok(Withdrawn {
                original_idx: Some(timer.cancelled_at),
                ..answer(WithdrawOutcome::Cancelled, current)
            }),
            (Status::Scheduled, None) => {
                (timer.status, timer.cancelled_at) = (Status::Cancelled, self.index);
                self.event("timer.cancelled", id);
                self.decide(id, What::Cancelled);
                Ok(answer(WithdrawOutcome::Cancelled, current))
            }
            (Status::Scheduled, Some(fire_time)) => {
                self.versions += 1;
                let due = fire_time.max(self.time);
                (timer.version, timer.fire_time, timer.due) = (self.versions, fire_time, due);
                self.event("timer.rescheduled", id);
                self.decide(id, What::Scheduled { due });
                Ok(Withdrawn {
                    due: Some(due),
                    ..answer(WithdrawOutcome::Rescheduled, self.versions)
                })
            }
            _ => Ok(Withdrawn {
                event_id: Some(occurrence(id, current).event_id()),
                ..answer(WithdrawOutcome::TooLate, current)
            }),
        }
    }

    fn ack(&mut self, event_id: &str) -> Result<Answer, &'static str> {
        let id = self.timer_of(event_id).ok_or("EVENT")?;
        match self.timers[&id].status {
            Status::Fired => {
                self.end(&id, Status::Settled, "timer.settled", What::Settled);
                Ok(Answer::Acked(AckOutcome::Settled))
            }
            Status::Settled => Ok(Answer::Acked(AckOutcome::AlreadySettled)),
            Status::Failed => Ok(Answer::Acked(AckOutcome::AlreadyFailed)),
            Status::Armed => Err("NOT_DUE"),
            _ => Err("EVENT"),
        }
    }

    fn nack(&mut self, event_id: &str, fence: &str) -> Result<Answer, &'static str> {
        let id = self.timer_of(event_id).ok_or("EVENT")?;
        let timer = &self.timers[&id];
        let newest = timer.out.as_ref().is_some_and(|(newest, _)| newest == fence);
        if timer.status != Status::Fired || !newest || fence <= timer.ended.as_str() {
            return Err("STALE_FENCE");
        }
        let attempts = self.fail_attempt(&id, fence);
        let again = self.timers[&id].status == Status::Fired;
        Ok(Answer::Nacked {
            attempts,
            retry_time: again.then_some(self.time),
        })
    }

    fn fail_attempt(&mut self, id: &str, fence: &str) -> u32 {
        let Some(timer) = self.timers.get_mut(id) else { return 0 };
        timer.attempts += 1;
        timer.ended = fence.into();
        timer.out = None;
        let attempts = timer.attempts;
        if attempts >= ATTEMPTS_MAX {
            self.end(id, Status::Failed, "timer.failed", What::Failed);
        }
        attempts
    }

    fn fire(&mut self, id: &str) {
        self.event("timer.fired", id);
        self.decide(id, What::Fired);
        let Some(timer) = self.timers.get_mut(id) else { return };
        timer.status = Status::Fired;
        if timer.targetless {
            self.end(id, Status::Settled, "timer.settled", What::Settled);
        }
    }

    fn end(&mut self, id: &str, status: Status, event: &'static str, what: What) {
        if let Some(timer) = self.timers.get_mut(id) {
            (timer.status, timer.out) = (status, None);
        }
        self.event(event, id);
        self.decide(id, what);
    }

    fn timer_of(&self, event_id: &str) -> Option<String> {
        let current = |(id, timer): &(&String, &Timer)| occurrence(id, timer.version).event_id() == event_id;
        self.timers.iter().find(current).map(|(id, _)| id.clone())
    }

    fn event(&mut self, kind: &'static str, id: &str) {
        let version = self.timers[id].version;
        self.events.push((kind, occurrence(id, version)));
    }

    fn decide(&mut self, id: &str, what: What) {
        self.position += 1;
        let version = self.timers[id].version;
        self.records.push(Record::Fact(Fact {
            idx: self.index,
            pos: Some(self.position),
            time: self.time,
            occurrence: occurrence(id, version),
            what,
        }));
    }
}
