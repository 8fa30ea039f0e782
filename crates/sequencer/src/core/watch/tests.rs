#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{shared::FLUSH_PAUSE, *};
use crate::{
    consensus::Position,
    waiting::{Answer, Waiting},
};
use minoots_kernel::{Reply, internal::command::Command as Kind, limits::TOUCHES_MAX};
use tokio::sync::oneshot::Receiver;

const SECOND: i64 = 1_000_000_000;
const TTL: i64 = 10 * SECOND;
const LATER: u64 = 9;

/// A leader's memory, and a log of one watchdog that follows the kernel's rules.
struct World {
    watch: Watch,
    row: Option<Watched>,
    index: u64,
    entry: u64,
}

impl World {
    /// Creates a leadership that begins at index `since`, with a watchdog that entry 5 marked at 100 s.
    fn led_since(since: u64) -> World {
        let mut watch = Watch::default();
        watch.lead(since);
        let mut world = World {
            watch,
            row: None,
            index: LATER,
            entry: 0,
        };
        world.row = Some(Watched {
            tenant: "acme".to_owned(),
            id: "dog".to_owned(),
            partition_key: "dog".to_owned(),
            version: 1,
            from: None,
            due: 110 * SECOND,
            index: 5,
            mark: 100 * SECOND,
            ttl: TTL as u64,
            epoch: 1,
            sequence: 0,
            stage: 0,
        });
        world
    }

    /// Creates a world whose own leader wrote the mark.
    fn known() -> World {
        let mut world = World::led_since(2);
        world.tell();
        world.give();
        world
    }

    fn tell(&mut self) {
        let row = self.row.clone().unwrap();
        self.watch.watched(&row);
    }

    /// Passes the row from the window.
    fn give(&mut self) {
        let row = self.row.as_ref().unwrap();
        let key = super::super::due_key(row.due, &row.tenant, &row.id);
        self.watch.take_row(key, row.version, row.index);
    }

    fn touch(&mut self, at: i64, leased: bool, epoch: u64, sequence: u64) -> Receiver<TouchAnswer> {
        let touch = Touch {
            tenant: "acme".to_owned(),
            id: "dog".to_owned(),
            epoch,
            sequence,
            ..Touch::default()
        };
        let (waiting, receiver) = TouchWaiting::unlimited(touch);
        self.watch.arrived(waiting);
        self.watch.judge(at, leased);
        receiver
    }

    fn arms(&mut self, at: i64) -> Vec<TimerKey> {
        self.entry += 1;
        self.watch.take_arms(at, self.entry, 100)
    }

    /// Puts the waiting touches into an entry, if it is time.
    fn flush(&mut self, at: i64) -> Option<(Vec<Touch>, Waiting)> {
        if !self.watch.wants_flush(at) {
            return None;
        }
        let (command, waiting) = self.watch.flush(at)?;
        let Some(Kind::TouchWatchdogs(touches)) = command.command else {
            panic!("{command:?}");
        };
        Some((touches.touches, waiting.unwrap()))
    }

    /// Applies the entry: each touch counts.
    fn apply(&mut self, (touches, waiting): (Vec<Touch>, Waiting)) {
        self.index += 1;
        let mut answers = Vec::new();
        for touch in touches {
            let row = self.row.as_mut().unwrap();
            row.from = Some(row.due);
            row.mark = row.mark.max(touch.mark);
            (row.due, row.index) = (row.mark + TTL, self.index);
            (row.epoch, row.sequence) = (touch.epoch, touch.sequence);
            row.version += 1;
            answers.push(Touched {
                outcome: TouchOutcome::Touched,
                version: row.version,
                fire_time: row.due,
                epoch: row.epoch,
                sequence: row.sequence,
            });
            self.tell();
        }
        let at = Position {
            index: self.index,
            term: 1,
        };
        waiting.answer(Answer::Applied(at, Reply::Touched(answers)));
        self.watch.settle();
        self.give();
    }
}

fn fires(answer: &mut Receiver<TouchAnswer>) -> Option<i64> {
    match answer.try_recv().ok()? {
        TouchAnswer::Judged(_, touched) if touched.outcome == TouchOutcome::Touched => Some(touched.fire_time),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_touch_is_answered_from_memory_while_the_mark_is_fresh_and_by_the_log_after() {
    let mut world = World::known();
    let mut fresh = world.touch(105 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut fresh), Some(115 * SECOND));
    assert!(world.flush(105 * SECOND).is_none(), "nothing waits for the log");
    let mut old = world.touch(105 * SECOND + 1, true, 1, 0);
    assert_eq!(fires(&mut old), None);
    let flushed = world.flush(105 * SECOND + 1).unwrap();
    world.apply(flushed);
    assert_eq!(fires(&mut old), Some(115 * SECOND + 1));
    // The new mark is fresh again.
    let mut next = world.touch(110 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut next), Some(120 * SECOND));
}

#[test]
fn without_a_lease_nothing_is_answered_from_memory() {
    let mut world = World::known();
    let mut touched = world.touch(101 * SECOND, false, 1, 0);
    assert_eq!(fires(&mut touched), None);
    // Nor while that touch waits: the next one queues behind it.
    let mut behind = world.touch(101 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut behind), None);
    let flushed = world.flush(101 * SECOND).unwrap();
    assert_eq!(flushed.0.len(), 2);
    world.apply(flushed);
    assert!(fires(&mut touched).is_some() && fires(&mut behind).is_some());
}

#[test]
fn a_new_leader_holds_what_was_marked_before_it_for_the_touches_that_may_have_been_answered() {
    let mut world = World::led_since(LATER);
    world.give();
    assert_eq!(world.watch.next_wake(), Some(110 * SECOND + TOUCH_MEMORY));
    assert!(world.arms(115 * SECOND - 1).is_empty());
    assert_eq!(world.arms(115 * SECOND).len(), 1);
    let mut own = World::known();
    assert!(own.arms(110 * SECOND - 1).is_empty());
    assert_eq!(own.arms(110 * SECOND).len(), 1);
}

#[test]
fn touched_watchdogs_are_logged_instead_of_armed() {
    let mut world = World::known();
    let mut touched = world.touch(104 * SECOND, true, 1, 3);
    assert!(fires(&mut touched).is_some());
    assert!(world.arms(110 * SECOND).is_empty());
    let flushed = world.flush(110 * SECOND).unwrap();
    assert_eq!((flushed.0[0].mark, flushed.0[0].sequence), (104 * SECOND, 3));
    // Until the entry finishes, the watchdog is neither armed nor sent again.
    assert!(world.arms(113 * SECOND).is_empty());
    assert!(world.flush(113 * SECOND).is_none());
    world.apply(flushed);
    assert!(world.arms(114 * SECOND - 1).is_empty());
    assert_eq!(world.arms(114 * SECOND)[0].version, 2);
}

#[test]
fn one_whose_touch_waits_for_the_log_is_not_armed() {
    let mut world = World::led_since(LATER);
    world.give();
    // A new leader that does not know the watchdog yet.
    let mut touched = world.touch(114 * SECOND, true, 1, 0);
    assert!(world.arms(116 * SECOND).is_empty());
    let flushed = world.flush(116 * SECOND).unwrap();
    assert!(world.arms(117 * SECOND).is_empty());
    world.apply(flushed);
    assert_eq!(fires(&mut touched), Some(124 * SECOND));
    assert!(world.arms(124 * SECOND - 1).is_empty());
}

#[test]
fn from_its_arm_on_a_touch_waits_for_what_becomes_of_it() {
    let mut world = World::known();
    world.touch(100 * SECOND, true, 1, 0);
    assert_eq!(world.arms(110 * SECOND).len(), 1);
    // The arm is lost. It may still be applied until a later entry was.
    let mut touched = world.touch(104 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut touched), None);
    world.watch.decided(world.entry);
    let mut behind = world.touch(104 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut behind), None, "it is behind one that waits");
    let flushed = world.flush(110 * SECOND).unwrap();
    world.apply(flushed);
    assert!(fires(&mut behind).is_some());
    let mut free = world.touch(109 * SECOND, true, 1, 0);
    assert!(fires(&mut free).is_some());
}

#[test]
fn numbers_that_memory_answered_are_known_until_the_leadership_ends() {
    let mut world = World::known();
    assert!(fires(&mut world.touch(101 * SECOND, true, 1, 7)).is_some());
    let mut older = world.touch(102 * SECOND, true, 1, 6);
    assert!(matches!(
        older.try_recv(),
        Ok(TouchAnswer::Judged(None, touched)) if touched.outcome == TouchOutcome::Superseded
    ));
    let mut again = world.touch(103 * SECOND, true, 1, 7);
    assert_eq!(fires(&mut again), Some(111 * SECOND), "a repeat moves nothing");
    // A touch of another instance goes to the log.
    let mut newer = world.touch(103 * SECOND, true, 2, 1);
    assert_eq!(fires(&mut newer), None);
    world.watch.forget();
    world.watch.dismiss(Some(3));
    assert_eq!(newer.try_recv(), Ok(TouchAnswer::NotLeader { leader: Some(3) }));
    assert!(world.watch.shared.is_idle());
}

#[test]
fn touches_share_entries_with_a_pause_between() {
    let mut world = World::led_since(LATER);
    world.touch(101 * SECOND, true, 1, 0);
    assert!(world.flush(101 * SECOND).is_some());
    world.touch(101 * SECOND, true, 1, 0);
    let at = 101 * SECOND + FLUSH_PAUSE;
    assert!(world.flush(at - 1).is_none());
    assert_eq!(world.watch.next_wake(), Some(at));
    assert!(world.flush(at).is_some());
    for _ in 0..=TOUCHES_MAX {
        world.touch(101 * SECOND, true, 1, 0);
    }
    // A full entry's worth of touches does not wait.
    assert_eq!(world.flush(at).unwrap().0.len(), TOUCHES_MAX);
    assert!(world.flush(at).is_none());
}

#[test]
fn an_end_is_forgotten_and_a_lost_entry_answered() {
    let mut world = World::known();
    let mut lost = world.touch(106 * SECOND, true, 1, 0);
    let (_, waiting) = world.flush(106 * SECOND).unwrap();
    waiting.answer(Answer::OutcomeUnknown);
    world.watch.settle();
    assert_eq!(lost.try_recv(), Ok(TouchAnswer::OutcomeUnknown));
    let row = world.row.clone().unwrap();
    world.watch.ended(&super::super::due_key(row.due, &row.tenant, &row.id));
    assert_eq!((world.watch.known_count, world.watch.next_wake()), (0, None));
    assert!(world.arms(200 * SECOND).is_empty());
}

#[test]
fn a_touch_after_a_stage_goes_by_the_log_which_begins_the_ladder_anew() {
    let mut world = World::known();
    world.row.as_mut().unwrap().stage = 1;
    world.tell();
    let mut touched = world.touch(104 * SECOND, true, 1, 0);
    assert_eq!(fires(&mut touched), None, "the due row stands behind the stage");
    world.row.as_mut().unwrap().stage = 0;
    let flushed = world.flush(104 * SECOND).unwrap();
    world.apply(flushed);
    assert_eq!(fires(&mut touched), Some(114 * SECOND));
}

#[test]
fn touches_that_count_for_nothing_do_not_put_an_alarm_off_for_ever() {
    let mut world = World::led_since(LATER);
    world.give();
    let hold = 110 * SECOND + TOUCH_MEMORY;
    // A touch of an instance that the log does not know to be old: it is not answered, and waits.
    let _zombie = world.touch(hold, true, 0, 0);
    assert!(world.arms(hold).is_empty());
    assert!(world.arms(hold + TOUCH_MEMORY - 1).is_empty());
    assert_eq!(world.arms(hold + TOUCH_MEMORY).len(), 1);
}

#[test]
fn an_older_instance_is_answered_from_memory_whatever_waits() {
    let mut world = World::known();
    let mut newer = world.touch(101 * SECOND, true, 2, 0);
    assert_eq!(fires(&mut newer), None);
    let mut older = world.touch(101 * SECOND, false, 0, 0);
    let Ok(TouchAnswer::Judged(None, touched)) = older.try_recv() else {
        panic!("it waits for the log");
    };
    assert_eq!(touched.outcome, TouchOutcome::Superseded);
}
