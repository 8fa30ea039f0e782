//! Periods in which a burst is delivered and few commands go into entries.

use super::*;

fn few_in_crowds() -> Options {
    Options {
        entry_commands_max_in_crowds: 1,
        arms_per_entry_max: 1_000,
        horizon_rows_max: 400_000,
        ..Options::default()
    }
}

/// Creates a core that has armed `count` timers with the given due instants, by entries that were applied at once.
fn with_armed(count: i64, due: impl Fn(i64) -> i64) -> Core {
    let mut core = leading(few_in_crowds());
    let rows: Vec<Effect> = (0..count).map(|n| scheduled(due(n), &format!("t{n:06}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    let mut armed = 0;
    while armed < rows.len() {
        armed += core.next_entry(NOW).as_ref().map(arms).expect("there is more to arm");
        core.committed(MS, NOW);
    }
    core
}

/// Whether a burst makes some of three commands wait: its entries have one each.
fn makes_wait(core: &mut Core, now: i64) -> bool {
    (0..3).for_each(|_| core.submit(urgent(1).0));
    let went = core.next_entry(now).map_or(0, |next| next.waiting.len());
    core.committed(MS, now);
    went < 3
}

#[test]
fn commands_wait_while_a_crowd_is_armed_and_while_it_goes_out_but_not_between() {
    let due = NOW + 400 * MS;
    let waits_at = |after: i64| {
        let mut core = with_armed(10_000, |_| due);
        makes_wait(&mut core, NOW + after)
    };
    assert!(waits_at(50 * MS), "there may be more to arm");
    assert!(!waits_at(150 * MS), "all is armed and nothing is due");
    assert!(!waits_at(399 * MS));
    assert!(waits_at(401 * MS), "it goes out");
    // The last entry that armed some found no more: 9,000 were counted.
    assert!(waits_at(534 * MS), "15 us for each of them");
    assert!(!waits_at(536 * MS));
}

#[test]
fn while_a_crowd_goes_out_nothing_is_woken_for_each_command_that_comes() {
    let max = Options::default().commands_waiting_in_crowds_max;
    let mut core = with_armed(10_000, |_| NOW - 5_000 * MS);
    (0..200).for_each(|_| core.submit(urgent(1).0));
    assert_eq!(
        (core.missing(NOW), core.packs_at(NOW)),
        (max - 200, Some(NOW + 8 * MS)),
        "the last entry was one that armed"
    );
    let over = NOW + 200 * MS;
    assert_eq!((core.missing(over), core.packs_at(over)), (0, Some(over)));
}

#[test]
fn a_crowd_has_its_time_though_it_was_due_before_it_was_armed() {
    let waits_at = |after: i64| {
        let mut core = with_armed(10_000, |_| NOW - 5_000 * MS);
        makes_wait(&mut core, NOW + after)
    };
    assert!(waits_at(134 * MS));
    assert!(!waits_at(136 * MS));
}

#[test]
fn very_many_make_others_wait_for_a_second_at_most() {
    let waits_at = |after: i64| {
        let mut core = with_armed(130_000, |_| NOW);
        makes_wait(&mut core, NOW + after)
    };
    assert!(waits_at(999 * MS));
    assert!(!waits_at(1_001 * MS));
}

#[test]
fn timers_that_are_due_one_by_one_are_no_crowd_for_all_the_time_they_take() {
    // 10,000 a second: delivery takes a tenth of a processor's time.
    let waits_at = |after: i64| {
        let mut core = with_armed(3_600, |n| NOW + 100 * MS + n * MS / 10);
        makes_wait(&mut core, NOW + after)
    };
    assert!(!waits_at(90 * MS), "all is armed");
    assert!(!waits_at(400 * MS), "most of them are out");
}

#[test]
fn a_clock_that_was_set_back_ends_a_crowd() {
    let mut core = with_armed(10_000, |_| NOW);
    assert!(!makes_wait(&mut core, NOW - 10_000 * MS));
}

#[test]
fn another_crowd_is_counted_for_itself() {
    let waits_at = |after: i64| {
        let mut core = with_armed(50_000, |_| NOW);
        let later = NOW + 5_000 * MS;
        let rows: Vec<Effect> = (0..2_000).map(|n| scheduled(later, &format!("u{n}"))).collect();
        core.applied(at(3), moment(later), &rows);
        for _ in 0..2 {
            assert_eq!(core.next_entry(later).as_ref().map(arms), Some(1_000));
            core.committed(MS, later);
        }
        makes_wait(&mut core, later + after)
    };
    assert!(waits_at(14 * MS), "1,000 are counted");
    assert!(!waits_at(16 * MS));
}

/// Creates a core that has armed a burst, has more to arm each time, and has `waiting` commands.
fn behind(waiting: usize) -> Core {
    let mut core = with_armed(50_000, |_| NOW);
    (0..waiting).for_each(|_| core.submit(urgent(1).0));
    let rows: Vec<Effect> = (0..9_000).map(|n| scheduled(NOW, &format!("u{n:04}"))).collect();
    core.applied(at(3), moment(NOW), &rows);
    core
}

#[test]
fn arming_without_end_is_no_crowd_until_what_waits_has_been_settled() {
    let limit = Options::default().entry_commands_max;
    let mut core = behind(3 * limit);
    // The first burst is delivered, and arming continues.
    let now = NOW + 5_000 * MS;
    let mut went = Vec::new();
    for _ in 0..5 {
        let next = core.next_entry(now).expect("there is more to arm");
        went.push((arms(&next), next.waiting.iter().flatten().count()));
        core.committed(MS, now);
    }
    assert_eq!(
        went,
        [
            (1_000, limit),
            (1_000, limit),
            // Few commands are left, so this is a burst, whose entries take one each.
            (1_000, 1),
            (1_000, 1),
            (1_000, 1),
        ]
    );
}

#[test]
fn a_crowd_that_goes_on_being_armed_ends_after_a_second() {
    let went_at = |after: i64| {
        let mut core = behind(0);
        // Armed during delivery.
        core.next_entry(NOW + 500 * MS).expect("there is more to arm");
        core.committed(MS, NOW);
        (0..3).for_each(|_| core.submit(urgent(1).0));
        let next = core.next_entry(NOW + after).expect("there is more to arm");
        (arms(&next), next.waiting.iter().flatten().count())
    };
    assert_eq!(went_at(999 * MS), (1_000, 1));
    assert_eq!(went_at(1_001 * MS), (1_000, 3));
}

#[test]
fn a_crowd_that_is_armed_ahead_has_its_own_second_though_the_one_before_is_not_settled() {
    let waits_at = |after: i64| {
        let mut core = with_armed(30_000, |_| NOW);
        // Before the first burst is delivered, and with all its acknowledgements to come.
        let (armed_at, due) = (NOW + 400 * MS, NOW + 880 * MS);
        let rows: Vec<Effect> = (0..30_000).map(|n| scheduled(due, &format!("u{n:05}"))).collect();
        core.applied(at(3), moment(armed_at), &rows);
        for _ in 0..30 {
            core.next_entry(armed_at).expect("there is more to arm");
            core.committed(MS, armed_at);
        }
        makes_wait(&mut core, due + after)
    };
    assert!(waits_at(10 * MS));
    assert!(waits_at(430 * MS), "15 us for each of 29,000");
    assert!(!waits_at(440 * MS));
}

#[test]
fn new_leaders_start_without_the_old_burst() {
    let mut core = with_armed(90_000, |_| NOW);
    core.follow(None);
    core.lead(3);
    core.applied(at(3), moment(NOW), &[]);
    assert!(!makes_wait(&mut core, NOW + 500 * MS));
}
