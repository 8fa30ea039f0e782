//! Callers, and consumers of the schedules' timers.

use super::{
    draw::{Ask, Spec},
    ledger::TENANT,
    rules::SECOND,
    world::{Event, Load, MS, World},
};
use minoots_kernel::{
    Reject, Reply,
    internal::{
        Ack, BackfillSchedule, Caller, CancelTimer, DeleteSchedule, Fence, NewTimer, PauseSchedule, PutSchedule,
        ResumeSchedule, RunSchedules, ScheduleSpec, TimerKey, TriggerSchedule, command::Command as Kind,
    },
    tables,
};
use minoots_schedules::{
    backfill::{self, Refused},
    plan::{self, Left, Unplanned},
};

/// Maximum number of steps of one act.
const STEPS_MAX: u32 = 200;

impl World {
    pub fn begin_timer(&mut self, id: &str, due: i64) {
        self.open.insert(id.to_owned());
        let work = match self.healed {
            true => 0,
            false if self.random.percent(5) => return,
            false => self.random.between(0, self.draw.work + MS),
        };
        self.plan(self.now.max(due) + work, Event::End(id.to_owned()));
    }

    pub fn end_timer(&mut self, id: &str) {
        let row = tables::timer::get(&self.ledger.tables, TENANT, id).ok().flatten();
        let Some(row) = row.filter(|row| !row.is_terminal()) else {
            self.open.remove(id);
            return;
        };
        let again = self.now + (10 * SECOND).max(self.draw.span / 1_000);
        if self.leader.is_none() {
            return self.plan(again, Event::End(id.to_owned()));
        }
        let fires = row.arm != 0;
        if fires && row.due() > self.clock() {
            let due = self.now + row.due() - self.clock();
            return self.plan(due + MS, Event::End(id.to_owned()));
        }
        let command = match fires {
            true => Kind::Ack(Ack {
                timer: Some(TimerKey {
                    tenant: TENANT.to_owned(),
                    id: id.to_owned(),
                    version: row.version,
                }),
                fence: Some(Fence {
                    arm: row.arm,
                    term: self.term,
                    number: 1,
                    ..Fence::default()
                }),
                ..Ack::default()
            }),
            false => Kind::CancelTimer(CancelTimer {
                caller: Some(caller()),
                id: id.to_owned(),
                ..CancelTimer::default()
            }),
        };
        self.propose(command, Load::End(id.to_owned()), None);
    }

    /// Makes or retries a caller's request.
    pub fn act(&mut self, place: usize) {
        let steps = self.steps.entry(place).or_default();
        *steps += 1;
        if *steps > STEPS_MAX {
            if self.healed {
                self.ledger.violation("G4", format!("act {place} never came to an end"));
            }
            return;
        }
        let act = self.draw.acts[place].clone();
        if self.leader.is_none() {
            let wait = self.random.between(SECOND, (self.draw.span / 50).max(2 * SECOND));
            return self.plan(self.now + wait, Event::Act(place));
        }
        let (id, now, zones) = (id(act.schedule), self.clock(), self.zones());
        let row = self.ledger.row(&id);
        let spec = spec(&act.spec);
        let caller = Some(caller());
        let mut rule = None;
        let command = match (act.ask, row) {
            (Ask::Create, None) => {
                rule = Some(act.spec.rule.clone());
                plan::calendar_of(&spec, zones).map(|calendar| {
                    Kind::PutSchedule(Box::new(PutSchedule {
                        caller,
                        id,
                        plan: Some(plan::from(&calendar, 0, now, zones)),
                        period: plan::period(&calendar),
                        spec: Some(spec),
                        version: 0,
                    }))
                })
            }
            (Ask::Update, Some(row)) => {
                rule = Some(act.spec.rule.clone());
                let now = if row.pause.is_some() { row.decided } else { now };
                plan::changed(&row, &spec, now, zones).map(|(plan, period)| {
                    Kind::PutSchedule(Box::new(PutSchedule {
                        caller,
                        id,
                        spec: Some(spec),
                        version: row.version,
                        plan: Some(plan),
                        period,
                    }))
                })
            }
            (Ask::Pause, Some(row)) => Ok(Kind::PauseSchedule(PauseSchedule {
                caller,
                id,
                version: row.version,
                reason: String::new(),
            })),
            (Ask::Resume, Some(row)) if row.pause.is_some() => {
                let spec = row.spec.clone().unwrap_or_default();
                plan::onward(&row, &spec, now, zones).map(|plan| {
                    Kind::ResumeSchedule(ResumeSchedule {
                        caller,
                        id,
                        version: row.version,
                        reason: String::new(),
                        plan: Some(plan),
                    })
                })
            }
            (Ask::Trigger, Some(row)) => {
                let timer_id = format!("trigger-{place}");
                self.ledger.triggered.insert(timer_id.clone());
                Ok(Kind::TriggerSchedule(TriggerSchedule {
                    caller,
                    id,
                    timer_id,
                    create_time: now,
                    version: row.version,
                    keeps_earlier: true,
                }))
            }
            (Ask::Delete, Some(row)) => Ok(Kind::DeleteSchedule(DeleteSchedule {
                caller,
                id,
                version: row.version,
            })),
            (Ask::Backfill, Some(row)) => {
                let until = now - act.window.ago;
                let window = until - act.window.lasts..until;
                match backfill::instants(&row, window.clone(), zones) {
                    Ok(instants) => Ok(Kind::BackfillSchedule(BackfillSchedule {
                        caller,
                        id,
                        version: row.version,
                        from: window.start,
                        until: window.end,
                        rate: act.window.rate,
                        instants,
                    })),
                    Err(Refused::TooLarge(_)) => return,
                    Err(Refused::Unplanned(error)) => Err(error),
                }
            }
            _ => return,
        };
        match command {
            Ok(command) => self.propose(command, Load::Act(place), rule),
            Err(Unplanned::NewerZones(_)) => self.plan(self.now + 60 * SECOND, Event::Act(place)),
            Err(error) => self
                .ledger
                .violation("rule", format!("{error}: {:?}", self.draw.acts[place].spec)),
        }
    }

    /// Handles the end of a proposal. If due instants must be decided first, decides them and retries the request.
    pub fn landed(&mut self, place: usize, reply: Option<Reply>) {
        match reply {
            Some(Reply::Rejected(Reject::ScheduleMoved)) => {
                let id = id(self.draw.acts[place].schedule);
                let now = self.clock();
                let at = plan::When {
                    now,
                    until: now,
                    held_until: 0,
                    zones: self.zones(),
                };
                let row = self.ledger.row(&id).filter(|_| self.leader.is_some());
                let run = row.map(|row| plan::run(TENANT, &id, &row, at, &mut Left::default()));
                if let Some(Ok(Some(run))) = run {
                    self.ledger.marks.hit("what had come was decided before a change");
                    let command = Kind::RunSchedules(RunSchedules {
                        runs: vec![run],
                        by_fire_time: true,
                    });
                    return self.propose(command, Load::Act(place), None);
                }
                self.plan(self.now + SECOND, Event::Act(place));
            }
            // The proposal decided due instants, or was lost.
            None | Some(Reply::Done) if !self.is_over(place) => self.plan(self.now + MS, Event::Act(place)),
            Some(Reply::Rejected(Reject::ScheduleVersion { .. })) => self.plan(self.now + MS, Event::Act(place)),
            _ => {}
        }
    }

    /// Whether a delete is complete.
    pub fn is_over(&self, place: usize) -> bool {
        let act = &self.draw.acts[place];
        matches!(act.ask, Ask::Delete) && self.ledger.row(&id(act.schedule)).is_none()
    }
}

/// The id of a schedule.
pub fn id(schedule: usize) -> String {
    format!("s{schedule}")
}

fn caller() -> Caller {
    Caller {
        tenant: TENANT.to_owned(),
        actor: "user".to_owned(),
        ..Caller::default()
    }
}

fn spec(spec: &Spec) -> ScheduleSpec {
    let mut stored = ScheduleSpec {
        calendar: Some(spec.rule.stored()),
        timer: Some(NewTimer {
            queue: "q".to_owned(),
            ..NewTimer::default()
        }),
        missed_runs_max: spec.missed_runs_max,
        digest: vec![1],
        ..ScheduleSpec::default()
    };
    stored.set_missed_runs(spec.missed_runs);
    stored.set_overlap(spec.overlap);
    stored
}
