//! Schedules: which instants of each are decided, and how.

use super::Model;
use minoots_kernel::{
    Reject, Reply, id,
    internal::{
        Caller, DeleteSchedule, EventKind, EventRow, NewTimer, PauseRow, PauseSchedule, PutSchedule, ResumeSchedule,
        RunSchedules, ScheduleInstant, ScheduleOrigin, SchedulePlan, ScheduleRow, ScheduleRun, TimerRef,
        TriggerSchedule,
    },
    limits::LEAD_MAX,
};

/// The tenant and the id.
pub type Name = (String, String);

impl Model {
    pub(super) fn is_behind(&self, row: &ScheduleRow) -> bool {
        row.pause.is_none() && row.next != 0 && row.next <= self.clock
    }

    fn fits(&self, row: &ScheduleRow, plan: &SchedulePlan) -> bool {
        plan.base == row.decided
            && plan.decided >= row.decided
            && plan.decided <= self.time + LEAD_MAX
            && plan.zone_data >= row.zone_data
            && (plan.next == 0 || plan.next > plan.decided)
    }

    pub(super) fn tell_of_schedule(&mut self, kind: EventKind, caller: &Caller, id: &str, event: EventRow) {
        let event = EventRow {
            schedule: id.to_string(),
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            ..event
        };
        self.emit(&caller.tenant, kind, event);
    }

    pub(super) fn put_schedule(&mut self, command: &PutSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let name = (caller.tenant.clone(), command.id.clone());
        let (spec, plan) = (command.spec.clone().unwrap(), command.plan.clone().unwrap());
        let told = EventRow {
            digest: spec.digest.clone(),
            ..EventRow::default()
        };
        let Some(row) = self.schedules.get(&name).cloned() else {
            if command.version != 0 {
                return Reply::Rejected(Reject::ScheduleNotFound);
            }
            if let Some(reject) = self.refuse_period(&caller.tenant, command.period) {
                return Reply::Rejected(reject);
            }
            if plan.decided > self.time + LEAD_MAX || (plan.next != 0 && plan.next <= plan.decided) {
                return Reply::Rejected(Reject::ScheduleMoved);
            }
            let row = ScheduleRow {
                spec: Some(spec),
                version: self.draw_version(),
                created_by: caller.actor.clone(),
                create_time: self.time,
                update_time: self.time,
                decided: plan.decided,
                next: plan.next,
                zone_data: plan.zone_data,
                ends: plan.ends,
                ..ScheduleRow::default()
            };
            self.schedules.insert(name, row.clone());
            self.tell_of_schedule(EventKind::ScheduleCreated, &caller, &command.id, told);
            return answer(row, false);
        };
        let made_by = row.spec.clone().unwrap().digest;
        if command.version == 0 {
            return match made_by == spec.digest {
                true => answer(row, true),
                false => Reply::Rejected(Reject::ScheduleExists),
            };
        }
        if command.version != row.version {
            return Reply::Rejected(Reject::ScheduleVersion { version: row.version });
        }
        if self.is_behind(&row) || !self.fits(&row, &plan) {
            return Reply::Rejected(Reject::ScheduleMoved);
        }
        let is_kept = row.spec.as_ref().unwrap().calendar == spec.calendar;
        if let Some(reject) = self.refuse_period(&caller.tenant, if is_kept { 0 } else { command.period }) {
            return Reply::Rejected(reject);
        }
        let mut row = self.at(row, &plan);
        row.spec = Some(spec);
        row.spec.as_mut().unwrap().digest = made_by;
        self.schedules.insert(name, row.clone());
        self.tell_of_schedule(EventKind::ScheduleUpdated, &caller, &command.id, told);
        answer(row, false)
    }

    /// A row after a change by a caller, with the state of a plan.
    fn at(&mut self, row: ScheduleRow, plan: &SchedulePlan) -> ScheduleRow {
        ScheduleRow {
            version: self.draw_version(),
            update_time: self.time,
            decided: plan.decided,
            next: plan.next,
            zone_data: plan.zone_data.clone(),
            ends: plan.ends,
            ..row
        }
    }

    pub(super) fn named(&self, tenant: &str, id: &str, version: u64) -> Result<ScheduleRow, Reply> {
        let row = self.schedules.get(&(tenant.to_string(), id.to_string()));
        let row = row.ok_or(Reply::Rejected(Reject::ScheduleNotFound))?;
        if version != 0 && version != row.version {
            return Err(Reply::Rejected(Reject::ScheduleVersion { version: row.version }));
        }
        Ok(row.clone())
    }

    pub(super) fn delete_schedule(&mut self, command: &DeleteSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        match self.named(&caller.tenant, &command.id, command.version) {
            Err(refused) => refused,
            Ok(row) if self.is_behind(&row) => Reply::Rejected(Reject::ScheduleMoved),
            Ok(row) => {
                self.miss_waiting(&caller, &command.id, &row, "DELETED");
                let name = (caller.tenant.clone(), command.id.clone());
                self.end_backfill(&name, "DELETED");
                self.schedules.remove(&name);
                self.tell_of_schedule(EventKind::ScheduleDeleted, &caller, &command.id, EventRow::default());
                Reply::Done
            }
        }
    }

    pub(super) fn pause_schedule(&mut self, command: &PauseSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let row = match self.named(&caller.tenant, &command.id, command.version) {
            Err(refused) => return refused,
            Ok(row) if row.pause.is_some() => return answer(row, true),
            Ok(row) if self.is_behind(&row) => return Reply::Rejected(Reject::ScheduleMoved),
            Ok(row) => row,
        };
        let before = row.clone();
        let row = ScheduleRow {
            version: self.draw_version(),
            update_time: self.time,
            pause: Some(PauseRow {
                by: caller.actor.clone(),
                reason: command.reason.clone(),
                time: self.time,
            }),
            waiting: Vec::new(),
            coming: Vec::new(),
            ..row
        };
        self.schedules
            .insert((caller.tenant.clone(), command.id.clone()), row.clone());
        let told = EventRow {
            reason: command.reason.clone(),
            ..EventRow::default()
        };
        self.tell_of_schedule(EventKind::SchedulePaused, &caller, &command.id, told);
        self.miss_waiting(&caller, &command.id, &before, "PAUSED");
        let name = (caller.tenant, command.id.clone());
        self.end_backfill(&name, "PAUSED");
        answer(self.schedules[&name].clone(), false)
    }

    fn miss_waiting(&mut self, caller: &Caller, id: &str, row: &ScheduleRow, reason: &str) {
        let mut waiting = [row.waiting.as_slice(), row.coming.as_slice()].concat();
        if !row.coming.is_empty() {
            waiting.sort_by_key(|instant| instant.instant);
        }
        let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else {
            return;
        };
        let name = (caller.tenant.clone(), id.to_string());
        let nobody = Caller {
            tenant: caller.tenant.clone(),
            ..Caller::default()
        };
        let window = (first.instant, last.instant, waiting.len() as u64);
        self.miss_instants(&name, &nobody, window, reason);
    }

    pub(super) fn resume_schedule(&mut self, command: &ResumeSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let plan = command.plan.clone().unwrap();
        let row = match self.named(&caller.tenant, &command.id, command.version) {
            Err(refused) => return refused,
            Ok(row) if row.pause.is_none() => return answer(row, true),
            Ok(row) if !self.fits(&row, &plan) => return Reply::Rejected(Reject::ScheduleMoved),
            Ok(row) => row,
        };
        let told = EventRow {
            reason: command.reason.clone(),
            fire_time: row.decided,
            until: plan.decided,
            ..EventRow::default()
        };
        let row = ScheduleRow {
            pause: None,
            ..self.at(row, &plan)
        };
        self.schedules
            .insert((caller.tenant.clone(), command.id.clone()), row.clone());
        self.tell_of_schedule(EventKind::ScheduleResumed, &caller, &command.id, told);
        answer(row, false)
    }

    pub(super) fn trigger_schedule(&mut self, command: &TriggerSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        if let Err(refused) = self.named(&caller.tenant, &command.id, command.version) {
            return refused;
        }
        let name = (caller.tenant.clone(), command.id.clone());
        let arrival = command.create_time.min(self.time);
        let how = ("", command.keeps_earlier);
        match self.occur(&name, &command.timer_id, (arrival, arrival), arrival, &caller, how) {
            Err(reject) => Reply::Rejected(reject),
            Ok(made) => {
                let at = self.current(&caller.tenant, &command.timer_id).unwrap();
                Reply::Triggered {
                    version: self.timers[at].version,
                    existing: !made,
                }
            }
        }
    }

    pub(super) fn run_schedules(&mut self, command: &RunSchedules) -> Reply {
        for run in &command.runs {
            if !self.go_on_with_backfill(run) && !self.judge_coming(run) {
                self.run_one(run, command.by_fire_time);
            }
        }
        Reply::Done
    }

    fn run_one(&mut self, run: &ScheduleRun, by_fire_time: bool) {
        let name = (run.tenant.clone(), run.id.clone());
        let plan = run.plan.clone().unwrap();
        let Some(row) = self.schedules.get(&name).cloned() else {
            return;
        };
        if row.version != run.version || row.pause.is_some() || !self.fits(&row, &plan) {
            return;
        }
        let mut told: Vec<i64> = run
            .missed
            .iter()
            .flat_map(|missed| [missed.first, missed.last])
            .collect();
        told.dedup();
        told.extend(run.instants.iter().map(|run| run.instant));
        let in_order = told.windows(2).all(|pair| pair[0] < pair[1]) && told.first().is_none_or(|at| *at > row.decided);
        let jitter = row.spec.clone().unwrap().calendar.unwrap().jitter as i64;
        let delayed = |run: &ScheduleInstant| (0..=jitter).contains(&(run.fire_time - run.instant));
        let begins = told.first().is_none_or(|first| *first == row.next) || plan.zone_data > row.zone_data;
        let ends = told.last().copied().unwrap_or(row.decided) == plan.decided;
        if !in_order || !begins || !ends || !run.instants.iter().all(delayed) {
            return;
        }
        // Held instants are missed, separately from other missed ones.
        let held = |instant: &i64| *instant <= self.held_until;
        let (first, last) = run
            .missed
            .map_or((i64::MAX, i64::MAX), |missed| (missed.first, missed.last));
        if run.instants.iter().any(|run| held(&run.instant)) || held(&first) != held(&last) {
            return;
        }
        let reason = if held(&last) { "RESTORE" } else { "LATE" };
        let nobody = Caller {
            tenant: run.tenant.clone(),
            ..Caller::default()
        };
        if let Some(missed) = &run.missed {
            self.miss_instants(&name, &nobody, (missed.first, missed.last, missed.count), reason);
        }
        for run in &run.instants {
            match by_fire_time && self.is_early(&name, run) {
                true => self.schedules.get_mut(&name).unwrap().coming.push(*run),
                false => self.judge(&name, run, by_fire_time),
            }
        }
        let row = self.schedules.get_mut(&name).unwrap();
        (row.decided, row.next, row.zone_data) = (plan.decided, plan.next, plan.zone_data);
        row.ends = plan.ends;
    }

    pub(super) fn occur_or_miss(&mut self, name: &Name, run: &ScheduleInstant, remembers: bool) {
        let nobody = Caller {
            tenant: name.0.clone(),
            ..Caller::default()
        };
        let timer = id::derived(&["minoots.schedule", &name.0, &name.1], &run.instant.to_be_bytes());
        let reason = match self.occur(
            name,
            &timer,
            (run.instant, run.fire_time),
            self.clock,
            &nobody,
            ("", remembers),
        ) {
            Ok(_) => return,
            Err(Reject::WebhookNotFound { .. }) => "WEBHOOK",
            Err(Reject::TimerExists { .. }) => "TIMER_EXISTS",
            Err(_) => "QUOTA",
        };
        self.miss_instants(name, &nobody, (run.instant, run.instant, 1), reason);
    }

    /// Continues all schedules with waiting instants that need not wait any more.
    pub(super) fn go_on_with_schedules(&mut self) {
        let names: Vec<Name> = self.schedules.keys().cloned().collect();
        for name in names {
            while !self.schedules[&name].waiting.is_empty() && self.open_timers(&name).is_empty() {
                let next = self.schedules.get_mut(&name).unwrap().waiting.remove(0);
                if next.instant <= self.held_until {
                    let nobody = Caller {
                        tenant: name.0.clone(),
                        ..Caller::default()
                    };
                    self.miss_instants(&name, &nobody, (next.instant, next.instant, 1), "RESTORE");
                } else {
                    self.occur_or_miss(&name, &next, false);
                }
            }
        }
    }

    pub(super) fn miss_instants(
        &mut self,
        name: &Name,
        caller: &Caller,
        (first, last, count): (i64, i64, u64),
        reason: &str,
    ) {
        self.schedules.get_mut(name).unwrap().missed += count;
        let told = EventRow {
            reason: reason.to_string(),
            fire_time: first,
            until: last,
            count,
            ..EventRow::default()
        };
        self.tell_of_schedule(EventKind::ScheduleMissed, caller, &name.1, told);
    }

    pub(super) fn occur(
        &mut self,
        name: &Name,
        timer: &str,
        (instant, fire_time): (i64, i64),
        arrival: i64,
        caller: &Caller,
        (reason, remembers): (&str, bool),
    ) -> Result<bool, Reject> {
        let row = self.schedules[name].clone();
        let timer = NewTimer {
            id: timer.to_string(),
            create_time: arrival.min(self.time),
            fire_time,
            schedule: Some(ScheduleOrigin {
                id: name.1.clone(),
                instant,
            }),
            ..row.spec.unwrap().timer.unwrap()
        };
        let nobody = Caller {
            tenant: name.0.clone(),
            ..Caller::default()
        };
        let made = match self.create_all(&nobody, &row.created_by, std::slice::from_ref(&timer)) {
            Reply::Created(made) => made[0].clone(),
            Reply::Rejected(reject) => return Err(reject),
            reply => panic!("{reply:?}"),
        };
        if made.existing {
            return Ok(false);
        }
        if remembers {
            self.remember_earlier(name);
        }
        let row = self.schedules.get_mut(name).unwrap();
        row.runs += 1;
        row.last = Some(TimerRef {
            id: timer.id.clone(),
            version: made.row.version,
            ..TimerRef::default()
        });
        let told = EventRow {
            object: timer.id,
            version: made.row.version,
            fire_time: instant,
            until: fire_time,
            reason: reason.to_string(),
            ..EventRow::default()
        };
        self.tell_of_schedule(EventKind::ScheduleOccurrence, caller, &name.1, told);
        Ok(true)
    }
}

fn answer(row: ScheduleRow, existing: bool) -> Reply {
    Reply::Schedule {
        row: Box::new(row),
        existing,
    }
}
