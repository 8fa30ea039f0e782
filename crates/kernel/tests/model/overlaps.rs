//! Overlaps: the fate of an instant while timers of its schedule are unfinished.

use super::{Model, State, schedules::Name};
use minoots_kernel::{
    internal::{Caller, FailureKind, OverlapPolicy, ScheduleInstant, ScheduleRun},
    limits::{LEAD_MAX, SCHEDULE_WAITING_MAX},
};

const SECOND: i64 = 1_000_000_000;

impl Model {
    fn policy(&self, name: &Name) -> OverlapPolicy {
        self.schedules[name].spec.clone().unwrap().overlap()
    }

    /// The unfinished timers of a schedule, among those that it remembers.
    pub(super) fn open_timers(&self, name: &Name) -> Vec<usize> {
        let row = &self.schedules[name];
        let made = row.earlier.iter().chain(&row.last);
        let open = made.filter_map(|made| {
            let at = self.current(&name.0, &made.id)?;
            (self.timers[at].version == made.version && !self.timers[at].is_terminal()).then_some(at)
        });
        open.collect()
    }

    /// Remembers the last timer of a schedule if it is unfinished, and checks the first two earlier ones.
    pub(super) fn remember_earlier(&mut self, name: &Name) {
        for _ in 0..2 {
            let Some(first) = self.schedules[name].earlier.first().cloned() else {
                break;
            };
            let is_first =
                |at: &usize| (&self.timers[*at].spec.id, self.timers[*at].version) == (&first.id, first.version);
            if !self.open_timers(name).iter().any(is_first) {
                self.schedules.get_mut(name).unwrap().earlier.remove(0);
            }
        }
        let last = self.schedules[name].last.clone();
        let is_last = |at: usize| {
            let timer = &self.timers[at];
            last.as_ref()
                .is_some_and(|last| (&last.id, last.version) == (&timer.spec.id, timer.version))
        };
        if self.open_timers(name).into_iter().any(is_last) {
            let earlier = &mut self.schedules.get_mut(name).unwrap().earlier;
            earlier.extend(last);
            if earlier.len() > 100 {
                earlier.remove(0);
            }
        }
    }

    pub(super) fn is_early(&self, name: &Name, run: &ScheduleInstant) -> bool {
        let is_allowed = self.policy(name) == OverlapPolicy::Allow;
        let is_delayed = run.fire_time != run.instant && run.fire_time - self.clock > SECOND / 5;
        is_delayed && !is_allowed && self.schedules[name].coming.len() < 16
    }

    pub(super) fn judge_coming(&mut self, run: &ScheduleRun) -> bool {
        let name = (run.tenant.clone(), run.id.clone());
        if run.coming_until == 0 {
            return false;
        }
        let row = self.schedules.get(&name);
        if row.is_none_or(|row| row.version != run.version || row.pause.is_some()) {
            return true;
        }
        let until = run.coming_until.min(self.time + LEAD_MAX);
        let coming = &mut self.schedules.get_mut(&name).unwrap().coming;
        let come: Vec<_> = coming.iter().filter(|run| run.fire_time <= until).copied().collect();
        coming.retain(|run| run.fire_time > until);
        for run in come {
            match run.instant <= self.held_until {
                true => self.miss_one(&name, &run, "RESTORE"),
                false => self.judge(&name, &run, true),
            }
        }
        true
    }

    pub(super) fn judge(&mut self, name: &Name, run: &ScheduleInstant, by_fire_time: bool) {
        let clock = self.clock;
        if by_fire_time && clock - run.fire_time > LEAD_MAX {
            self.schedules.get_mut(name).unwrap().catch_up_until = clock + 10 * SECOND;
        }
        let open = self.open_timers(name);
        let row = &self.schedules[name];
        let ends = row.catch_up_until - 10 * SECOND;
        let is_excused = |at: &usize| {
            let timer = &self.timers[*at];
            let since = timer.spec.create_time.max(timer.spec.fire_time);
            let was_out =
                timer.state == State::Fired && timer.delivery.as_ref().is_some_and(|out| out.newest.is_some());
            since > run.fire_time || since >= ends || (!was_out && since >= ends - 10 * SECOND)
        };
        let catches_up = by_fire_time && run.fire_time <= row.catch_up_until && open.iter().all(is_excused);
        let many = row.waiting.len() < SCHEDULE_WAITING_MAX;
        let waits = match self.policy(name) {
            OverlapPolicy::Allow => false,
            _ if open.is_empty() => false,
            OverlapPolicy::CancelOther => {
                for at in open {
                    self.overtake(at, &name.0);
                }
                false
            }
            _ if catches_up && many => true,
            OverlapPolicy::BufferOne if row.waiting.is_empty() => true,
            OverlapPolicy::BufferAll if many => true,
            _ => return self.miss_one(name, run, "OVERLAP"),
        };
        match waits {
            true => self.schedules.get_mut(name).unwrap().waiting.push(*run),
            false => self.occur_or_miss(name, run, by_fire_time),
        }
    }

    fn miss_one(&mut self, name: &Name, run: &ScheduleInstant, reason: &str) {
        let nobody = Caller {
            tenant: name.0.clone(),
            ..Caller::default()
        };
        self.miss_instants(name, &nobody, (run.instant, run.instant, 1), reason);
    }

    /// Ends a timer in favour of the next of its schedule.
    fn overtake(&mut self, at: usize, tenant: &str) {
        let nobody = Caller {
            tenant: tenant.to_string(),
            ..Caller::default()
        };
        match self.timers[at].state {
            State::Scheduled => self.cancel_one(at, &nobody, "OVERLAP"),
            State::Fired => self.fail(at, FailureKind::Purged, "OVERLAP"),
            // An armed timer stays, because its firing is decided.
            _ => {}
        }
    }
}
