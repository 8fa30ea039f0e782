//! Crowds that go out: what waits meanwhile, and for how long.

use super::*;

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
    // Nobody who waits is refused for the crowd's sake.
    assert_eq!(core.next_entry(NOW + 8_000_001).map(commands), Some(4));
    let (waits, usual) = (NOW + 9_000_000, NOW + 900_000_000);
    assert!(core.next_entry(waits).is_none());
    assert_eq!(core.next_entry(usual).map(commands), Some(16));
}

#[test]
fn what_was_armed_ahead_goes_out_once_it_is_due_and_is_in_nobodys_way_before() {
    let mut core = leading(Options {
        arms_per_entry_max: 4_000,
        ..Options::default()
    });
    let (due, ms) = (NOW + 400_000_000, 1_000_000);
    let rows: Vec<Effect> = (0..10_000).map(|n| scheduled(due, &format!("t{n:05}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    let entries: Vec<usize> = (0..3)
        .map(|_| core.next_entry(NOW).as_ref().map(arms).unwrap())
        .collect();
    assert_eq!(entries, [4_000, 4_000, 2_000]);
    core.committed(1_000_000, NOW);
    let crowded = |core: &mut Core| (0..300).for_each(|_| core.submit(urgent(1).0));
    let commands = |next: NextEntry| next.waiting.iter().flatten().count();
    // Eight thousand of them were armed while there were more.
    crowded(&mut core);
    assert!(core.next_entry(NOW + ms).is_none());
    for before in [NOW + 80 * ms, due - 1] {
        assert_eq!(core.next_entry(before).map(commands), Some(300));
        core.committed(1_000_000, before);
        crowded(&mut core);
    }
    assert!(core.next_entry(due).is_none());
    assert_eq!(core.next_entry(due + 8 * ms).map(commands), Some(128));
    core.committed(1_000_000, due + 8 * ms);
    assert_eq!(core.next_entry(due + 80 * ms).map(commands), Some(172));
}

#[test]
fn a_crowd_that_is_armed_for_a_second_after_its_instant_goes_out_until_it_was_delivered() {
    let mut core = leading(Options {
        arms_per_entry_max: 1_000,
        entry_commands_max_in_crowds: 4,
        horizon_rows_max: 200_000,
        ..Options::default()
    });
    let rows: Vec<Effect> = (0..120_000).map(|n| scheduled(NOW, &format!("t{n:06}"))).collect();
    core.applied(at(2), moment(NOW), &rows);
    let (mut armed, mut now, ms) = (0, NOW, 1_000_000);
    while armed < 120_000 {
        now += 10 * ms;
        armed += core.next_entry(now).as_ref().map(arms).unwrap();
        core.committed(1_000_000, now);
    }
    (0..8).for_each(|_| core.submit(urgent(1).0));
    let commands = |next: NextEntry| next.waiting.iter().flatten().count();
    assert_eq!(core.next_entry(now + 900 * ms).map(commands), Some(4));
    core.committed(1_000_000, now + 900 * ms);
    assert_eq!(core.next_entry(now + 1_000 * ms).map(commands), Some(4));
}
