//! Callers that the admission control counts.

use super::*;

fn callers(count: usize, refusing: bool) -> Callers {
    Callers { count, refusing }
}

fn submit(core: &mut Core, count: usize) {
    (0..count).for_each(|_| core.submit(urgent(1).0));
}

#[test]
fn callers_whose_answers_are_on_their_way_count_where_they_are_known() {
    let mut core = leading(Options::default());
    let (pace, pause) = (Options::default().pace_min, Options::default().pace_max / 2);
    core.called_by(callers(64, false));
    submit(&mut core, 4);
    assert_eq!((core.missing(NOW), core.next_wake(NOW)), (28, Some(NOW + pace)));
    submit(&mut core, 28);
    assert_eq!((core.missing(NOW), core.next_wake(NOW)), (32, Some(NOW + pause)));
    assert_eq!(core.next_entry(NOW + pause).expect("half of them").waiting.len(), 32);
    core.called_by(callers(0, false));
    core.committed(MS, NOW);
    submit(&mut core, 16);
    assert_eq!(core.missing(NOW), 48, "the 32 of the last entry are remembered");
}

#[test]
fn while_callers_are_refused_an_entry_waits_for_more_than_half_of_them() {
    let mut core = leading(Options::default());
    core.called_by(callers(64, true));
    submit(&mut core, 48);
    assert_eq!((core.missing(NOW), core.next_wake(NOW)), (16, Some(NOW + 4 * MS)));
    assert!(core.next_entry(NOW + 4 * MS - 1).is_none());
    submit(&mut core, 16);
    let full = core
        .next_entry(NOW + MS)
        .expect("so many are worth an entry at any time");
    assert_eq!(full.waiting.len(), 64);
    submit(&mut core, 1);
    core.committed(MS, NOW + 2 * MS);
    assert!(core.next_entry(NOW + 5 * MS - 1).is_none());
    let paced = core.next_entry(NOW + 5 * MS).expect("nobody waits for longer");
    assert_eq!(paced.waiting.len(), 1);
    submit(&mut core, 32);
    core.called_by(callers(64, false));
    assert_eq!(
        core.next_wake(NOW + 5 * MS),
        Some(NOW + 6 * MS),
        "half of them are enough again"
    );
}

#[test]
fn an_entry_of_very_many_callers_is_made_of_half_of_them_or_after_a_while() {
    let mut core = leading(Options::default());
    core.called_by(callers(600, false));
    submit(&mut core, 200);
    let pace = Options::default().pace_min;
    assert_eq!(
        (core.missing(NOW), core.next_wake(NOW)),
        (100, Some(NOW + pace)),
        "no entry has taken any time"
    );
    submit(&mut core, 100);
    assert_eq!(core.next_entry(NOW).expect("half of them").waiting.len(), 300);
    // Entries take long, and so does the wait for too few commands.
    core.committed(80 * MS, NOW);
    core.called_by(callers(5_000, false));
    submit(&mut core, 511);
    assert_eq!((core.missing(NOW), core.next_wake(NOW)), (1, Some(NOW + 12 * MS)));
    core.called_by(callers(600, true));
    assert_eq!(core.missing(NOW), 0, "while callers are refused entries are small");
}

#[test]
fn arms_carry_commands_while_callers_are_refused() {
    let mut core = leading(Options::default());
    core.called_by(callers(64, true));
    core.submit(urgent(1).0);
    core.applied(at(2), moment(NOW), &[scheduled(NOW + MS, "a")]);
    let next = core.next_entry(NOW).expect("a timer is to be armed");
    assert_eq!((arms(&next), next.waiting.iter().flatten().count()), (1, 1));
}
