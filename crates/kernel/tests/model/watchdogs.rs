//! Watchdogs: each mark is a separate occurrence, which replaces the previous one.

use super::{Model, State, Timer};
use minoots_kernel::{
    Reply, TouchOutcome, Touched,
    internal::{NewTimer, Stage, Touch, TouchWatchdogs, WatchdogState},
};

pub(super) fn state(spec: &NewTimer) -> Option<WatchdogState> {
    let epoch = spec.watchdog.as_ref()?.epoch;
    Some(WatchdogState {
        epoch,
        ..WatchdogState::default()
    })
}

/// Whether the delays of its stages and its own ascend from a second to a week.
pub(super) fn is_sound(spec: &NewTimer) -> bool {
    let Some(watchdog) = &spec.watchdog else { return true };
    let mut delays: Vec<u64> = watchdog.stages.iter().map(|stage| stage.delay).collect();
    delays.push(spec.delay_plus_one.wrapping_sub(1));
    let ttl = spec.delay_plus_one.saturating_sub(1);
    let in_bounds = (1_000_000_000..=604_800_000_000_000).contains(&ttl);
    let ascends = delays[0] > 0 && delays.windows(2).all(|pair| pair[0] < pair[1]);
    let told = watchdog.stages.iter().all(|stage| !stage.queue.is_empty());
    in_bounds && ascends && told && watchdog.stages.len() <= 8
}

impl Timer {
    pub(super) fn next_stage(&self) -> Option<&Stage> {
        let watch = self.watch?;
        self.spec.watchdog.as_ref()?.stages.get(watch.stage as usize)
    }
}

impl Model {
    /// Sets the fire time of a watchdog, which counts from its creation.
    pub(super) fn count_from_creation(&self, mut spec: NewTimer) -> NewTimer {
        if spec.watchdog.is_some() {
            spec.fire_time = spec.create_time + spec.delay_plus_one as i64 - 1;
        }
        spec
    }

    pub(super) fn touch_watchdogs(&mut self, command: &TouchWatchdogs) -> Reply {
        Reply::Touched(command.touches.iter().map(|touch| self.touch(touch)).collect())
    }

    fn touch(&mut self, touch: &Touch) -> Touched {
        let found = self.current(&touch.tenant, &touch.id).filter(|at| {
            let spec = &self.timers[*at].spec;
            let key = if spec.partition_key.is_empty() {
                &spec.id
            } else {
                &spec.partition_key
            };
            touch.partition_key.is_empty() || touch.partition_key == *key
        });
        let Some(at) = found else {
            return Touched::from(TouchOutcome::NotFound);
        };
        let Some(watch) = self.timers[at].watch else {
            return Touched::from(TouchOutcome::NotWatchdog);
        };
        let same = touch.epoch == watch.epoch && touch.sequence != 0;
        let stale = touch.epoch < watch.epoch || same && touch.sequence < watch.sequence;
        let outcome = match self.timers[at].state {
            _ if stale => TouchOutcome::Superseded,
            State::Cancelled => TouchOutcome::Cancelled,
            State::Scheduled => TouchOutcome::Touched,
            State::Failed if self.timers[at].arm == 0 => TouchOutcome::Missed,
            _ => TouchOutcome::TooLate,
        };
        let repeats = same && touch.sequence == watch.sequence;
        if outcome == TouchOutcome::Touched && !repeats {
            self.mark(at, touch, watch);
        }
        let timer = &self.timers[self.current(&touch.tenant, &touch.id).unwrap()];
        let watch = timer.watch.unwrap();
        Touched {
            outcome,
            version: timer.version,
            fire_time: timer.spec.fire_time,
            epoch: watch.epoch,
            sequence: watch.sequence,
        }
    }

    fn mark(&mut self, at: usize, touch: &Touch, watch: WatchdogState) {
        self.timers[at].gone = true;
        let mut timer = self.timers[at].clone();
        (timer.gone, timer.held) = (false, false);
        timer.version = self.draw_version();
        timer.arrived = touch.mark.min(self.time).max(timer.arrived);
        timer.spec.fire_time = timer.arrived + timer.spec.delay_plus_one as i64 - 1;
        let before = if touch.epoch > watch.epoch { 0 } else { watch.sequence };
        timer.watch = Some(WatchdogState {
            epoch: touch.epoch.max(watch.epoch),
            sequence: before.max(touch.sequence),
            stage: 0,
            touched: true,
        });
        self.timers.push(timer);
    }

    /// Skips its next stage without a notification.
    pub(super) fn pass_stage(&mut self, at: usize) {
        if let Some(watch) = &mut self.timers[at].watch {
            watch.stage += 1;
        }
    }

    /// Handles the silence at its next stage, or at its own time.
    pub(super) fn miss_touch(&mut self, at: usize) {
        let Some(stage) = self.timers[at].next_stage().cloned() else {
            return self.arm(at);
        };
        let since = self.timers[at].due();
        if let Some(watch) = &mut self.timers[at].watch {
            watch.stage += 1;
        }
        let parent = self.timers[at].clone();
        let number = parent.watch.map_or(0, |watch| watch.stage);
        self.make_stage(&parent, number, &stage.queue, since);
    }
}
