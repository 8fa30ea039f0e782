//! Backfills: which past instants get timers, and when.

use super::{Model, schedules::Name};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{BackfillRow, BackfillSchedule, Caller, EventKind, EventRow, ScheduleRow, ScheduleRun},
    limits::{LEAD_MAX, TIMER_RETENTION},
};

impl Model {
    pub(super) fn backfill_schedule(&mut self, command: &BackfillSchedule) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let inside = command
            .instants
            .iter()
            .all(|at| *at >= command.from && *at < command.until);
        let sorted = command.instants.is_sorted_by(|one, next| one < next);
        if !inside || !sorted || command.instants.len() > 1_000 || command.rate == 0 || command.rate > 500 {
            return Reply::Rejected(Reject::Empty);
        }
        let row = match self.named(&caller.tenant, &command.id, command.version) {
            Err(refused) => return refused,
            Ok(row) if row.pause.is_some() => return Reply::Rejected(Reject::SchedulePaused),
            Ok(row) => row,
        };
        if let Some(last) = row.backfill.as_ref().filter(|last| last.end_time == 0) {
            let same = last.from == command.from && last.until == command.until && last.rate == command.rate;
            return match same {
                true => Reply::Schedule {
                    row: Box::new(row),
                    existing: true,
                },
                false => Reply::Rejected(Reject::BackfillRuns),
            };
        }
        if self.is_behind(&row) || command.until > self.time + LEAD_MAX {
            return Reply::Rejected(Reject::ScheduleMoved);
        }
        let forgotten = self.time - TIMER_RETENTION;
        let own = |at: i64| at >= row.create_time - LEAD_MAX;
        let again = |at: i64| {
            let long_ago = row.backfilled_since != 0 && row.backfilled_since <= forgotten;
            long_ago && at >= row.backfilled_from && at < row.backfilled_until
        };
        let lost = |at: &&i64| (own(**at) && **at <= forgotten) || again(**at);
        if let Some(instant) = command.instants.iter().find(lost) {
            return Reply::Rejected(Reject::BackfillForgotten { instant: *instant });
        }
        self.begin_backfill(&caller, command, row)
    }

    fn begin_backfill(&mut self, caller: &Caller, command: &BackfillSchedule, row: ScheduleRow) -> Reply {
        let is_first = row.backfilled_since == 0;
        let name = (caller.tenant.clone(), command.id.clone());
        let row = ScheduleRow {
            version: self.draw_version(),
            update_time: self.time,
            backfilled_from: match is_first {
                true => command.from,
                false => row.backfilled_from.min(command.from),
            },
            backfilled_until: match is_first {
                true => command.until,
                false => row.backfilled_until.max(command.until),
            },
            backfilled_since: if is_first { self.time } else { row.backfilled_since },
            backfill: Some(BackfillRow {
                by: caller.actor.clone(),
                time: self.time,
                from: command.from,
                until: command.until,
                rate: command.rate,
                instants: command.instants.len() as u32,
                left: command.instants.clone(),
                due: self.clock,
                ..BackfillRow::default()
            }),
            ..row
        };
        self.schedules.insert(name.clone(), row);
        let told = EventRow {
            fire_time: command.from,
            until: command.until,
            count: command.instants.len() as u64,
            ..EventRow::default()
        };
        self.tell_of_schedule(EventKind::ScheduleBackfillStarted, caller, &command.id, told);
        if command.instants.is_empty() {
            self.end_backfill(&name, "");
        }
        Reply::Schedule {
            row: Box::new(self.schedules[&name].clone()),
            existing: false,
        }
    }

    pub(super) fn end_backfill(&mut self, name: &Name, reason: &str) {
        let time = self.time;
        let row = self.schedules.get_mut(name).unwrap();
        let Some(running) = row.backfill.as_mut().filter(|last| last.end_time == 0) else {
            return;
        };
        running.left = Vec::new();
        running.end_time = time;
        running.end_reason = reason.to_string();
        let told = EventRow {
            fire_time: running.from,
            until: running.until,
            count: running.made.into(),
            reason: reason.to_string(),
            ..EventRow::default()
        };
        self.tell_of_schedule(EventKind::ScheduleBackfillEnded, &nobody(name), &name.1, told);
    }

    /// Whether the run was of a backfill, in any outcome.
    pub(super) fn go_on_with_backfill(&mut self, run: &ScheduleRun) -> bool {
        let Some(step) = run.backfill else { return false };
        let name = (run.tenant.clone(), run.id.clone());
        let standing = self.schedules.get(&name).cloned().unwrap_or_default();
        let running = standing.backfill.unwrap_or_default();
        let is_current = standing.version == run.version && standing.pause.is_none() && running.end_time == 0;
        if !is_current || running.left.first() != Some(&step.first) || running.due > self.clock {
            return true;
        }
        if self.held_until != 0 && running.time <= self.held_until {
            self.end_backfill(&name, "RESTORE");
            return true;
        }
        // A tenth of a second's amount at a time; slow ones one by one.
        let at_once = if running.rate < 20 { 1 } else { running.rate / 10 };
        let steps = f64::from(running.rate / at_once);
        let count = at_once.min(step.count).min(running.left.len() as u32) as usize;
        if count == 0 {
            return true;
        }
        for instant in &running.left[..count] {
            self.backfill_one(&name, &running.by, *instant);
        }
        let clock = self.clock;
        let row = self.schedules.get_mut(&name).unwrap();
        let running = row.backfill.as_mut().unwrap();
        running.left.drain(..count);
        running.due = clock + (1e9 / steps).ceil() as i64;
        if running.left.is_empty() {
            self.end_backfill(&name, "");
        }
        true
    }

    fn backfill_one(&mut self, name: &Name, by: &str, instant: i64) {
        let row = self.schedules.get_mut(name).unwrap();
        let mut decided = row.waiting.iter().chain(&row.coming);
        if decided.any(|waits| waits.instant == instant) {
            row.backfill.as_mut().unwrap().existing += 1;
            return;
        }
        let caller = Caller {
            actor: by.to_string(),
            ..nobody(name)
        };
        let timer = id::derived(&["minoots.schedule", &name.0, &name.1], &instant.to_be_bytes());
        let last = self.schedules[name].last.clone();
        let made = self.occur(
            name,
            &timer,
            (instant, self.clock),
            self.clock,
            &caller,
            ("BACKFILL", false),
        );
        let row = self.schedules.get_mut(name).unwrap();
        row.last = last;
        let running = row.backfill.as_mut().unwrap();
        match made {
            Ok(true) => running.made += 1,
            Ok(false) | Err(Reject::TimerExists { .. }) => running.existing += 1,
            Err(reject) => {
                running.missed += 1;
                let reason = match reject {
                    Reject::WebhookNotFound { .. } => "WEBHOOK",
                    _ => "QUOTA",
                };
                self.miss_instants(name, &nobody(name), (instant, instant, 1), reason);
            }
        }
    }
}

fn nobody(name: &Name) -> Caller {
    Caller {
        tenant: name.0.clone(),
        ..Caller::default()
    }
}
