#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::consensus::{Moment, Position};
use crate::{Priority, lead::FAR};
use arming::BURST_ROWS;
use minoots_kernel::Effect;
use minoots_kernel::{
    Armed, ReadyPlace,
    internal::{CancelTimer, CreateTimers, NewTimer, TimerRow, command::Command as Kind},
    limits::LEAD_MAX,
};
use tokio::sync::oneshot;

mod crowds;
mod hand_over;
mod lapse;
mod out;
mod paced;

const MS: i64 = 1_000_000;
const NOW: i64 = 1_000_000 * MS;

/// Creates a core that leads, has read an empty due table, and has nothing to do.
fn leading(options: Options) -> Core {
    leading_with(options, Vec::new())
}

fn leading_with(options: Options, rows: Vec<(DueKey, Pending)>) -> Core {
    let mut core = Core::new(options);
    core.lead(0);
    read(&mut core, rows);
    let first = core.next_entry(NOW).expect("a new leader looks for unfinished sweeps");
    assert!(first.waiting.iter().all(Option::is_none));
    core.applied(at(1), moment(NOW), &[]);
    core.committed(0, NOW);
    core
}

fn read(core: &mut Core, rows: Vec<(DueKey, Pending)>) {
    core.wants_refill().expect("nothing was read yet");
    core.refilled(Some(Refilled {
        view_index: 1,
        rows,
        exhausted: true,
    }));
}

fn at(index: u64) -> Position {
    Position { index, term: 1 }
}

fn moment(time: i64) -> Moment {
    Moment {
        time,
        unfinished: false,
        next_deadline: None,
    }
}

fn due_key(due: i64, id: &str) -> DueKey {
    DueKey {
        due,
        tenant: "t".into(),
        id: id.into(),
    }
}

fn scheduled(due: i64, id: &str) -> Effect {
    Effect::Scheduled {
        due,
        tenant: "t".into(),
        id: id.into(),
        version: 7,
    }
}

fn armed(due: i64, id: &str) -> Effect {
    let spec = NewTimer {
        id: id.into(),
        fire_time: due,
        ..NewTimer::default()
    };
    let row = TimerRow {
        spec: Some(spec),
        ..TimerRow::default()
    };
    Effect::Armed(Armed {
        tenant: "t".into(),
        row: Arc::new(row),
        due,
        place: ReadyPlace {
            available: due,
            arm: 1,
            lane: minoots_kernel::internal::Lane::Unspecified,
        },
        waits: false,
    })
}

fn urgent(reason_bytes: usize) -> (Waiting, oneshot::Receiver<crate::Answer>) {
    let command = Kind::CancelTimer(CancelTimer {
        reason: "x".repeat(reason_bytes),
        ..CancelTimer::default()
    });
    let (answer, receiver) = oneshot::channel();
    (Waiting::new(command, Priority::Urgent, Some(answer)), receiver)
}

fn normal() -> (Waiting, oneshot::Receiver<crate::Answer>) {
    let (answer, receiver) = oneshot::channel();
    let command = Kind::CreateTimers(CreateTimers::default());
    (Waiting::new(command, Priority::Normal, Some(answer)), receiver)
}

fn arms(next: &NextEntry) -> usize {
    let arms = next
        .proposal
        .entry
        .commands
        .iter()
        .map(|command| match &command.command {
            Some(Kind::ArmTimers(arms)) => arms.timers.len(),
            _ => 0,
        });
    arms.sum()
}

#[test]
fn a_timer_is_armed_when_its_due_comes_within_the_lead() {
    let mut core = leading(Options::default());
    let due = NOW + 1_000 * MS;
    core.applied(at(2), moment(NOW), &[scheduled(due, "a")]);
    let lead = Options::default().lead_min;
    assert_eq!(core.next_wake(NOW), Some(due - lead));
    assert!(core.next_entry(due - lead - 1).is_none());
    let next = core.next_entry(due - lead).expect("it is within the lead");
    assert_eq!(arms(&next), 1);
    assert!(core.next_entry(due).is_none(), "it is armed once");
}

#[test]
fn timers_due_within_three_milliseconds_are_armed_together() {
    let mut core = leading(Options::default());
    let due = NOW + 1_000 * MS;
    let effects: Vec<Effect> = (0..6).map(|n| scheduled(due + n * MS, &format!("{n}"))).collect();
    core.applied(at(2), moment(NOW), &effects);
    let lead = Options::default().lead_min;
    assert!(core.next_entry(due - lead - 1).is_none(), "the first decides when");
    let next = core.next_entry(due - lead).expect("it is within the lead");
    assert_eq!(arms(&next), 4);
    assert_eq!(core.next_wake(due - lead), Some(due + 4 * MS - lead));
}

#[test]
fn a_withdrawn_timer_is_not_armed() {
    let mut core = leading(Options::default());
    let due = NOW + 1_000 * MS;
    let withdrawn = Effect::Withdrawn {
        due,
        tenant: "t".into(),
        id: "a".into(),
    };
    core.applied(at(2), moment(NOW), &[scheduled(due, "a")]);
    core.applied(at(3), moment(NOW), &[withdrawn]);
    assert!(core.next_entry(due).is_none());
    assert_eq!(core.next_wake(due), None);
}

#[test]
fn the_lead_follows_slow_commits_and_stays_within_what_the_kernel_accepts() {
    let mut core = leading(Options::default());
    core.pacing.packed(0);
    core.pacing.packed(0);
    core.committed(40 * MS, NOW);
    let due = NOW + 1_000 * MS;
    core.applied(at(2), moment(NOW), &[scheduled(due, "a")]);
    assert_eq!(core.next_wake(NOW), Some(due - 90 * MS));
    // One slow commit counts for a while, however many quick ones follow.
    core.pacing.packed(0);
    core.pacing.packed(0);
    core.pacing.packed(0);
    core.committed(0, NOW);
    assert_eq!(core.next_wake(NOW), Some(due - 90 * MS));
    core.committed(0, NOW + 1_000 * MS);
    assert_eq!(
        core.next_wake(NOW),
        Some(due - 50 * MS),
        "half of what is remembered has passed"
    );
    core.committed(0, NOW + 10_000 * MS);
    assert_eq!(core.next_wake(NOW), Some(due - 10 * MS));
    core.committed(60_000 * MS, NOW);
    assert_eq!(core.next_wake(NOW), Some(due - FAR));
    const { assert!(FAR < LEAD_MAX) }
}

#[test]
fn a_burst_is_armed_early_but_never_beyond_far() {
    let mut core = leading(Options::default());
    let due = NOW + 1_000 * MS;
    let burst: Vec<Effect> = (0..=BURST_ROWS).map(|n| scheduled(due, &format!("b{n:04}"))).collect();
    core.applied(at(2), moment(NOW), &burst);
    core.applied(at(3), moment(NOW), &[scheduled(due + 1, "late")]);
    assert!(core.next_entry(due - FAR - 1).is_none());
    let next = core.next_entry(due - FAR).expect("there are many");
    assert_eq!(arms(&next), BURST_ROWS + 1);
    assert!(next.proposal.entry.time + LEAD_MAX >= due, "the kernel would ignore it");
}

#[test]
fn an_entry_arms_no_more_than_it_may() {
    let options = Options {
        arms_per_entry_max: 3,
        ..Options::default()
    };
    let mut core = leading(options);
    let rows: Vec<Effect> = (0..5).map(|n| scheduled(NOW, &format!("t{n}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    assert_eq!(core.next_entry(NOW).as_ref().map(arms), Some(3));
    assert_eq!(core.next_entry(NOW).as_ref().map(arms), Some(2));
}

#[test]
fn while_more_is_to_be_armed_entries_take_few_other_commands_and_then_more() {
    let options = Options {
        arms_per_entry_max: 3,
        entry_commands_max_in_crowds: 2,
        entry_commands_max: 5,
        ..Options::default()
    };
    let mut core = leading(options);
    let rows: Vec<Effect> = (0..5).map(|n| scheduled(NOW, &format!("t{n}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    for _ in 0..8 {
        core.submit(urgent(1).0);
    }
    let others = |next: NextEntry| (arms(&next), next.waiting.iter().flatten().count());
    assert_eq!(core.next_entry(NOW).map(others), Some((3, 2)));
    assert_eq!(core.next_entry(NOW).map(others), Some((2, 2)));
    // The burst is delivered, at 15 µs a timer; commands that arrive meanwhile are answered later.
    assert!(core.next_entry(NOW + 44_000).is_none());
    let out = NOW + 45_000;
    assert_eq!(core.next_entry(out).map(others), Some((0, 4)));
}

#[test]
fn while_a_crowd_goes_out_commands_have_an_entry_now_and_then_and_many_have_one_at_once() {
    let options = Options {
        arms_per_entry_max: 1_000,
        entry_commands_max_in_crowds: 4,
        commands_waiting_in_crowds_max: 20,
        horizon_rows_max: 400_000,
        ..Options::default()
    };
    let mut core = leading(options);
    let rows: Vec<Effect> = (0..90_000).map(|n| scheduled(NOW, &format!("t{n:05}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    let mut armed = 0;
    while armed < 90_000 {
        armed += core.next_entry(NOW).as_ref().map(arms).unwrap();
        core.committed(1_000_000, NOW);
    }
    core.submit(urgent(1).0);
    assert!(core.next_entry(NOW + 1).is_none());
    assert_eq!(core.next_wake(NOW + 1), Some(NOW + 8_000_000));
    let commands = |next: NextEntry| next.waiting.len();
    assert_eq!(core.next_entry(NOW + 8_000_000).map(commands), Some(1));
    for _ in 0..20 {
        core.submit(urgent(1).0);
    }
    // The burst causes no refusal of a waiting command.
    assert_eq!(core.next_entry(NOW + 8_000_001).map(commands), Some(20));
    for _ in 0..16 {
        core.submit(urgent(1).0);
    }
    let (waits, usual) = (NOW + 9_000_000, NOW + 1_000_000_000);
    assert!(core.next_entry(waits).is_none());
    assert_eq!(core.next_entry(usual).map(commands), Some(16));
}

#[test]
fn arming_and_urgent_commands_go_before_normal_ones() {
    let mut core = leading(Options::default());
    core.applied(at(2), moment(NOW), &[scheduled(NOW, "a")]);
    let (slow, _first) = normal();
    let (fast, _second) = urgent(1);
    core.submit(slow);
    core.submit(fast);
    let next = core.next_entry(NOW).unwrap();
    let commands: Vec<_> = next
        .proposal
        .entry
        .commands
        .iter()
        .map(|command| command.command.as_ref())
        .collect();
    assert!(matches!(
        commands[..],
        [
            Some(Kind::ArmTimers(_)),
            Some(Kind::CancelTimer(_)),
            Some(Kind::CreateTimers(_))
        ]
    ));
    let answered: Vec<bool> = next.waiting.iter().map(Option::is_some).collect();
    assert_eq!(answered, [false, true, true]);
}

#[test]
fn an_entry_is_bounded_in_bytes_but_its_first_command_always_fits() {
    let options = Options {
        entry_bytes_max: 100,
        ..Options::default()
    };
    let mut core = leading(options);
    for bytes in [300, 40, 40, 40] {
        core.submit(urgent(bytes).0);
    }
    let sizes: Vec<usize> = std::iter::from_fn(|| core.next_entry(NOW))
        .map(|next| next.waiting.len())
        .collect();
    assert_eq!(sizes, [1, 2, 1]);
}

#[test]
fn no_more_entries_are_in_flight_than_allowed() {
    let options = Options {
        entries_in_flight_max: 2,
        entry_bytes_max: 1,
        ..Options::default()
    };
    let mut core = leading(options);
    for _ in 0..3 {
        core.submit(urgent(10).0);
    }
    assert!(core.next_entry(NOW).is_some());
    assert!(core.next_entry(NOW).is_some());
    assert!(core.next_entry(NOW).is_none());
    assert_eq!(core.next_wake(NOW), None, "only what comes back can change that");
    core.committed(MS, NOW);
    assert!(core.next_entry(NOW).is_some());
}

#[test]
fn one_caller_never_waits_and_commands_beside_an_entry_no_longer_than_the_pace() {
    let mut core = leading(Options::default());
    let pace = Options::default().pace_min;
    for _ in 0..3 {
        core.submit(urgent(1).0);
        assert!(core.next_entry(NOW).is_some(), "nobody else calls");
        core.committed(MS, NOW);
    }
    core.submit(urgent(1).0);
    assert!(core.next_entry(NOW).is_some());
    core.submit(urgent(1).0);
    assert!(
        core.next_entry(NOW).is_none(),
        "one is not worth an entry beside another"
    );
    assert_eq!(core.next_wake(NOW), Some(NOW + pace));
    let paced = core.next_entry(NOW + pace).expect("the pace is over");
    assert_eq!(paced.waiting.len(), 1);
    for _ in 0..64 {
        core.submit(urgent(1).0);
    }
    let full = core.next_entry(NOW + pace).expect("so many are worth an entry");
    assert_eq!(full.waiting.len(), 64);
}

#[test]
fn an_entry_is_made_of_half_of_the_callers_and_what_they_were_is_forgotten() {
    let mut core = leading(Options::default());
    let pace = Options::default().pace_min;
    let submit = |core: &mut Core, count| (0..count).for_each(|_| core.submit(urgent(1).0));
    submit(&mut core, 40);
    assert_eq!(core.next_entry(NOW).expect("nobody is known").waiting.len(), 40);
    core.committed(MS, NOW);
    submit(&mut core, 19);
    let late = NOW + MS;
    assert!(
        core.next_entry(late).is_none(),
        "others are about to call, though nothing is under way"
    );
    assert_eq!((core.missing(late), core.next_wake(late)), (1, Some(NOW + pace)));
    submit(&mut core, 1);
    assert_eq!(core.next_entry(late).expect("half of them").waiting.len(), 20);
    submit(&mut core, 20);
    assert!(core.next_entry(late).is_none(), "right after the last entry");
    let after = late + 900_000;
    assert_eq!(
        (core.missing(late), core.next_wake(late)),
        (44, Some(after)),
        "of 40 callers 30 are remembered"
    );
    assert_eq!(
        core.next_entry(after).expect("the other half, beside it").waiting.len(),
        20
    );
    core.committed(MS, NOW);
    core.committed(MS, NOW);
    let mut waits = 0;
    for turn in 1..20 {
        submit(&mut core, 1);
        let now = after + turn * pace;
        if core.next_entry(now - pace / 2).is_none() {
            assert!(core.next_entry(now).is_some(), "no longer than the pace");
            waits += 1;
        }
        core.committed(MS, NOW);
    }
    assert!(
        (1..12).contains(&waits),
        "who calls alone waits for nobody, after {waits} times"
    );
}

#[test]
fn a_due_armed_timer_gets_a_tick_within_the_tick_delay_and_nothing_gets_another() {
    let mut core = leading(Options::default());
    let due = NOW + 100 * MS;
    core.applied(at(2), moment(NOW), &[armed(due, "a")]);
    let tick = due + Options::default().tick_delay;
    assert_eq!(core.next_wake(NOW), Some(tick));
    assert!(core.next_entry(tick - 1).is_none());
    let next = core.next_entry(tick).expect("FIRED is to be stored");
    assert!(next.proposal.entry.commands.is_empty());
    assert!(next.proposal.entry.time >= due);
    core.applied(at(3), moment(tick), &[]);
    core.committed(MS, NOW);
    assert_eq!(core.next_wake(tick), None);
    assert!(core.next_entry(tick + 60_000 * MS).is_none());
}

#[test]
fn an_entry_that_goes_anyway_spares_the_tick() {
    let mut core = leading(Options::default());
    let due = NOW + 100 * MS;
    core.applied(at(2), moment(NOW), &[armed(due, "a")]);
    core.submit(urgent(1).0);
    assert!(core.next_entry(due).is_some());
    assert_eq!(core.next_wake(due), None);
}

#[test]
fn unfinished_sweeps_get_another_entry_and_nothing_spins_until_it_is_back() {
    let mut core = leading(Options::default());
    core.submit(urgent(1).0);
    assert!(core.next_entry(NOW).is_some());
    let unfinished = Moment {
        unfinished: true,
        ..moment(NOW)
    };
    core.applied(at(2), unfinished, &[]);
    assert!(core.next_entry(NOW).is_none(), "what is in flight may finish them");
    assert_eq!(core.next_wake(NOW), None);
    core.committed(MS, NOW);
    assert_eq!(core.next_wake(NOW), Some(NOW));
    assert!(core.next_entry(NOW).is_some());
}

#[test]
fn deadlines_alone_get_at_most_one_entry_in_a_pause() {
    let mut core = leading(Options::default());
    let pause = Options::default().sweep_pause;
    let due_now = Moment {
        next_deadline: Some(NOW),
        ..moment(NOW)
    };
    core.swept = NOW - pause + 5 * MS;
    core.applied(at(2), due_now, &[]);
    assert_eq!(core.next_wake(NOW), Some(NOW + 5 * MS));
    assert!(core.next_entry(NOW).is_none());
    assert!(core.next_entry(NOW + 5 * MS).is_some());
}

#[test]
fn an_entry_says_what_the_clock_reads_after_it_stepped_back_and_log_time_never_decreases() {
    let mut core = leading(Options::default());
    let enter = |core: &mut Core, now| {
        core.submit(urgent(1).0);
        (core.next_entry(now).unwrap().proposal.entry.time, core.log_time)
    };
    let back = NOW - 3_600_000 * MS;
    assert_eq!(enter(&mut core, NOW + 50 * MS), (NOW + 50 * MS, NOW + 50 * MS));
    assert_eq!(enter(&mut core, back), (back, NOW + 50 * MS));
    core.applied(at(2), moment(NOW + 70 * MS), &[]);
    assert_eq!(
        enter(&mut core, NOW),
        (NOW, NOW + 70 * MS),
        "log time is another leader's too"
    );
}

#[test]
fn arm_before_is_the_clock_and_the_lead() {
    let mut core = leading(Options::default());
    core.pacing.packed(0);
    core.committed(20 * MS, NOW);
    core.submit(urgent(1).0);
    let entry = core.next_entry(NOW).unwrap().proposal.entry;
    assert_eq!(entry.arm_before, NOW + 40 * MS + Options::default().lead_min);
}

#[test]
fn lost_leadership_gives_every_waiting_command_back() {
    let mut core = leading(Options::default());
    core.submit(urgent(1).0);
    core.submit(normal().0);
    core.submit(normal().0);
    assert_eq!(core.follow(None).len(), 3);
    assert!(core.next_entry(NOW).is_none());
    assert!(core.wants_refill().is_none());
    assert_eq!(core.next_wake(NOW), None);
}

#[test]
fn a_follower_holds_nothing_of_what_it_hears() {
    let mut core = leading(Options::default());
    core.follow(None);
    for index in 2..100 {
        let due = NOW + index as i64 * MS;
        core.applied(at(index), moment(NOW), &[scheduled(due, "a"), armed(due, "b")]);
    }
    assert!(core.armed.is_empty());
    assert!(core.horizon.is_empty());
}

#[test]
fn a_new_leadership_reads_everything_again_and_what_is_armed_only_ticks() {
    let due = NOW + 5 * MS;
    let pending = |armed| Pending {
        version: 7,
        armed,
        watchdog: None,
    };
    let rows = vec![
        (due_key(due, "armed"), pending(true)),
        (due_key(due, "waiting"), pending(false)),
    ];
    let mut core = leading_with(Options::default(), rows);
    // The first entry has armed the timer that waited.
    core.applied(at(2), moment(NOW), &[armed(due, "waiting")]);
    let tick = due + Options::default().tick_delay;
    assert_eq!(core.next_wake(NOW), Some(tick));
    let next = core.next_entry(tick).unwrap();
    assert!(next.proposal.entry.commands.is_empty());
}

#[test]
fn arms_of_a_lost_entry_are_proposed_again() {
    let mut core = leading(Options::default());
    core.applied(at(2), moment(NOW), &[scheduled(NOW, "a")]);
    assert_eq!(core.next_entry(NOW).as_ref().map(arms), Some(1));
    core.lost();
    assert!(core.next_entry(NOW).is_none(), "not at once, or it would spin");
    let again = core.next_wake(NOW).expect("something is to be done");
    assert!(again > NOW && again <= NOW + LOST_PAUSE);
    let waiting = Pending {
        version: 7,
        armed: false,
        watchdog: None,
    };
    read(&mut core, vec![(due_key(NOW, "a"), waiting)]);
    assert_eq!(core.next_entry(again).as_ref().map(arms), Some(1));
}

#[test]
fn a_pause_does_not_outlast_a_clock_that_steps_back() {
    let mut core = leading(Options::default());
    core.submit(urgent(1).0);
    assert!(core.next_entry(NOW).is_some());
    core.lost();
    assert!(core.next_entry(NOW).is_none());
    let back = NOW - 3_600_000 * MS;
    assert!(core.next_entry(back).is_none());
    assert!(core.next_entry(back + LOST_PAUSE).is_some());
}
