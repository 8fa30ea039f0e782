//! Queues, and commands about all events of one.

use super::{Model, Queue, State, Timer};
use minoots_kernel::{
    Purged, Reject, Reply,
    internal::{
        Caller, EventKind, EventRow, FailureKind, NewTimer, PauseQueue, PauseRow, PurgeQueue, PutQueue, QueueOptions,
        QueueRow, RedriveState, Turn,
    },
    limits::{QUEUE_AGE_MAX, QUEUES_MAX},
    tables::{dead, ready, waiting},
};

fn age(options: &QueueOptions) -> u64 {
    if options.age_max == 0 {
        QUEUE_AGE_MAX
    } else {
        options.age_max
    }
}

impl Model {
    fn queue_at(&self, tenant: &str, name: &str) -> Option<usize> {
        self.queues
            .iter()
            .position(|queue| queue.tenant == tenant && queue.name == name)
    }

    /// The maximum age of an event that fires now.
    pub(super) fn age_of(&self, at: usize) -> u64 {
        let timer = &self.timers[at];
        let queue = self.queue_at(&timer.tenant, &timer.spec.queue);
        queue.map_or(QUEUE_AGE_MAX, |queue| self.queues[queue].row.age_max)
    }

    /// Gives rows that never moved their own expiry, if they are older than the queue's shortest age, but have not
    /// expired themselves.
    pub(super) fn outlive(&mut self) {
        for at in 0..self.timers.len() {
            let timer = &self.timers[at];
            let Some(queue) = self.queue_at(&timer.tenant, &timer.spec.queue) else {
                continue;
            };
            let Queue {
                shortest_age, changed, ..
            } = self.queues[queue];
            if timer.is_open() && !timer.gone && changed < self.time {
                let time = self.time;
                let delivery = self.timers[at].delivery();
                delivery.moved |= delivery.available + shortest_age as i64 <= time;
            }
        }
    }

    pub(super) fn new_queue(&mut self, caller: &Caller, name: &str, options: Option<QueueOptions>) -> usize {
        let age_max = options.as_ref().map_or(QUEUE_AGE_MAX, age);
        self.queues.push(Queue {
            tenant: caller.tenant.clone(),
            name: name.to_string(),
            row: QueueRow {
                age_max,
                create_time: self.time,
                options,
                ..QueueRow::default()
            },
            shortest_age: age_max,
            changed: i64::MIN,
        });
        self.tell(caller, EventKind::QueueCreated, name, "", 0);
        self.queues.len() - 1
    }

    fn tell(&mut self, caller: &Caller, kind: EventKind, queue: &str, reason: &str, count: u64) {
        let event = EventRow {
            queue: queue.to_string(),
            actor: caller.actor.clone(),
            reason: reason.to_string(),
            count,
            ..EventRow::default()
        };
        self.emit(&caller.tenant, kind, event);
    }

    pub(super) fn use_queue(&mut self, caller: &Caller, name: &str) {
        if !name.is_empty() && self.queue_at(&caller.tenant, name).is_none() {
            self.new_queue(caller, name, None);
        }
    }

    /// The options of a new timer from its queue.
    pub(super) fn with_options(&self, tenant: &str, spec: &NewTimer) -> NewTimer {
        let queue = self.queue_at(tenant, &spec.queue);
        let options = queue.and_then(|queue| self.queues[queue].row.options.clone());
        let mut spec = spec.clone();
        if let Some(options) = &options {
            if spec.retry_unset && options.retry.is_some() {
                spec.retry = options.retry;
            }
            if spec.ack_deadline_unset && options.ack_deadline > 0 {
                spec.ack_deadline = options.ack_deadline;
            }
        }
        (spec.retry_unset, spec.ack_deadline_unset) = (false, false);
        spec
    }

    fn shown(&self, at: usize, existing: bool) -> Reply {
        Reply::Queue {
            row: Box::new(self.queues[at].row.clone()),
            existing,
        }
    }

    pub(super) fn put_queue(&mut self, command: &PutQueue) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let options = command.options.clone().unwrap_or_default();
        let Some(at) = self.queue_at(&caller.tenant, &command.queue) else {
            if command.version != 0 {
                return Reply::Rejected(Reject::QueueNotFound);
            }
            let own = self.queues.iter().filter(|queue| queue.tenant == caller.tenant);
            assert!((own.count() as u64) < QUEUES_MAX);
            let at = self.new_queue(&caller, &command.queue, Some(options));
            return self.shown(at, false);
        };
        let row = &self.queues[at].row;
        if command.version != 0 && command.version != row.changes + 1 {
            return Reply::Rejected(Reject::QueueVersion {
                version: row.changes + 1,
            });
        }
        if row.options.as_ref() == Some(&options) {
            return self.shown(at, true);
        }
        if command.version == 0 && row.options.is_some() {
            return Reply::Rejected(Reject::QueueExists);
        }
        let time = self.time;
        let queue = &mut self.queues[at];
        if queue.row.age_max != age(&options) {
            queue.changed = time;
        }
        queue.row.age_max = age(&options);
        queue.shortest_age = queue.shortest_age.min(queue.row.age_max);
        queue.row.options = Some(options);
        queue.row.changes += 1;
        queue.row.update_time = time;
        self.tell(&caller, EventKind::QueueUpdated, &command.queue, "", 0);
        self.shown(at, false)
    }

    pub(super) fn pause_queue(&mut self, command: &PauseQueue) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let Some(at) = self.queue_at(&caller.tenant, &command.queue) else {
            return Reply::Rejected(Reject::QueueNotFound);
        };
        let time = self.time;
        let row = &mut self.queues[at].row;
        let (is_paused, shall_be) = (row.pause.is_some(), !command.resume);
        if is_paused == shall_be {
            return self.shown(at, true);
        }
        row.pause = shall_be.then(|| PauseRow {
            by: caller.actor.clone(),
            reason: command.reason.clone(),
            time,
        });
        row.changes += 1;
        row.update_time = time;
        let kind = if shall_be {
            EventKind::QueuePaused
        } else {
            EventKind::QueueResumed
        };
        self.tell(&caller, kind, &command.queue, &command.reason, 0);
        self.shown(at, false)
    }

    /// Purges a queue. No test fills a portion: the usual lane is the first, the other lanes are the second, if they
    /// have any rows, and the dead letters are the last.
    pub(super) fn purge_queue(&mut self, command: &PurgeQueue) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let (tenant, name) = (caller.tenant.as_str(), command.queue.as_str());
        if self.queue_at(tenant, name).is_none() {
            return Reply::Rejected(Reject::QueueNotFound);
        }
        let letters = dead::range(tenant, name).0;
        let mut purged = Purged {
            purged: 0,
            dead_letters: 0,
            next: Vec::new(),
        };
        let of_queue = |timer: &Timer| timer.tenant == tenant && timer.spec.queue == name && timer.is_current();
        let others = ready::range_of_others(tenant, name).0;
        let waiting = waiting::range(tenant, name).0;
        // The portion of a row: the usual lane, rows that wait behind others of their key, the other lanes.
        let portion = |timer: &Timer| match timer.turn() {
            Some(Turn::Waiting) if timer.is_keyed() => 1,
            _ if timer.spec.lane == 0 && !timer.is_keyed() => 0,
            _ => 2,
        };
        let asked = [Vec::new(), waiting.clone(), others.clone()];
        let asked = asked.iter().position(|from| *from == command.from);
        if let Some(asked) = asked {
            let stands = |timer: &Timer| timer.is_open() || timer.state == State::Armed;
            let any_of = |of: usize| {
                let more = |timer: &Timer| of_queue(timer) && stands(timer) && portion(timer) == of;
                self.timers.iter().any(more)
            };
            let next = match asked {
                0 if any_of(1) => Some(waiting),
                0 if any_of(2) => Some(others),
                1 => Some(others),
                _ => None,
            };
            let owed = |timer: &Timer| of_queue(timer) && timer.is_open() && portion(timer) == asked;
            let mut owed: Vec<usize> = (0..self.timers.len()).filter(|at| owed(&self.timers[*at])).collect();
            owed.sort_by_key(|at| {
                let timer = &self.timers[*at];
                let (delivery, keyed) = (timer.delivery.as_ref().unwrap(), timer.is_keyed());
                let key = if asked == 1 {
                    timer.spec.concurrency_key.clone()
                } else {
                    String::new()
                };
                let lane = match (asked, timer.spec.lane) {
                    (1, lane) => [1, 0, 2][lane as usize],
                    (_, lane) if keyed => [5, 4, 6][lane as usize],
                    (_, lane) => lane,
                };
                (key, lane, delivery.available, timer.arm)
            });
            purged.purged = owed.len() as u64;
            for at in owed {
                self.fail(at, FailureKind::Purged, &command.reason);
            }
            if let Some(next) = next {
                purged.next = next;
            } else if command.dead_letters {
                purged.next = letters;
            }
        } else if command.dead_letters {
            let dead = |timer: &Timer| {
                let is_letter = timer.state == State::Failed && timer.redrive == RedriveState::Unspecified;
                is_letter && !timer.failure.as_ref().unwrap().purged
            };
            let dead = |timer: &Timer| of_queue(timer) && dead(timer);
            let dead: Vec<usize> = (0..self.timers.len()).filter(|at| dead(&self.timers[*at])).collect();
            purged.dead_letters = dead.len() as u64;
            for at in dead {
                self.timers[at].failure.as_mut().unwrap().purged = true;
            }
        }
        let count = purged.purged + purged.dead_letters;
        if count > 0 {
            self.tell(&caller, EventKind::QueuePurged, name, &command.reason, count);
        }
        Reply::Purged(purged)
    }
}
