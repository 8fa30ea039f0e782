//! Arming ahead of a planned transfer.

use super::*;

/// Creates a core that leads and knows a timer that is due far beyond the usual lead.
fn with_a_timer_within_reach(options: Options) -> Core {
    let mut core = leading(options);
    core.applied(at(2), moment(NOW), &[scheduled(NOW + FAR, "a")]);
    assert!(core.next_entry(NOW).is_none(), "it is not armed yet");
    core
}

#[test]
fn everything_within_reach_is_armed_before_a_hand_over_and_nothing_beyond() {
    let mut core = with_a_timer_within_reach(Options::default());
    core.applied(at(3), moment(NOW), &[scheduled(NOW + FAR + 1, "b")]);
    core.arm_ahead(NOW);
    assert_eq!(core.next_wake(NOW), Some(NOW));
    let next = core.next_entry(NOW).expect("it is within reach");
    assert_eq!(arms(&next), 1);
    assert_eq!(next.proposal.entry.arm_before, NOW + FAR);
    const { assert!(FAR < LEAD_MAX, "a cancel that early is never too late (G7)") }
    assert!(core.next_entry(NOW).is_none());
    let later = core.next_entry(NOW + 1).expect("arming goes on as far ahead");
    assert_eq!(arms(&later), 1);
}

#[test]
fn the_hand_over_waits_until_what_is_armed_ahead_has_come_back() {
    let options = Options {
        arms_per_entry_max: 1,
        ..Options::default()
    };
    let mut core = with_a_timer_within_reach(options);
    core.applied(at(3), moment(NOW), &[scheduled(NOW + FAR, "b")]);
    core.arm_ahead(NOW);
    assert!(!core.is_armed_ahead());
    core.next_entry(NOW).expect("one arm");
    core.next_entry(NOW).expect("the other");
    assert!(!core.is_armed_ahead());
    core.committed(MS, NOW);
    assert!(!core.is_armed_ahead(), "one is still under way");
    core.committed(MS, NOW);
    assert!(core.is_armed_ahead());
    core.applied(at(6), moment(NOW), &[scheduled(NOW + FAR, "c")]);
    assert!(core.is_armed_ahead(), "what comes later is not waited for");
}

#[test]
fn unread_or_lost_timers_are_not_armed_ahead() {
    let mut core = Core::new(Options::default());
    core.lead(0);
    core.arm_ahead(NOW);
    assert!(!core.is_armed_ahead(), "the due table was not read");
    read(&mut core, Vec::new());
    assert!(core.is_armed_ahead());
    core.applied(at(2), moment(NOW), &[scheduled(NOW + MS, "a")]);
    core.arm_ahead(NOW);
    core.next_entry(NOW).expect("an arm");
    core.lost();
    assert!(!core.is_armed_ahead(), "the arm may not be in the log");
}

#[test]
fn a_hand_over_that_came_to_nothing_leaves_arming_as_it_was() {
    let mut core = with_a_timer_within_reach(Options::default());
    core.arm_ahead(NOW);
    core.arm_as_usual();
    assert!(core.next_entry(NOW).is_none());
    core.arm_ahead(NOW);
    core.follow(None);
    core.lead(0);
    read(
        &mut core,
        vec![(
            due_key(NOW + FAR, "a"),
            Pending {
                version: 7,
                armed: false,
                watchdog: None,
            },
        )],
    );
    core.next_entry(NOW).expect("a new leader looks for unfinished sweeps");
    assert_eq!(core.next_wake(NOW), Some(NOW + FAR - Options::default().lead_min));
}
