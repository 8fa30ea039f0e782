//! Which due rows are sent, and when none is.

use super::*;

fn pause(desk: &mut Desk, index: u64, paused: bool) {
    let effect = Effect::Queue {
        tenant: "t".into(),
        queue: "q".into(),
        paused,
        limited: false,
    };
    desk.core.applied(index, &[effect]);
}

/// Applies the queue's properties from a scan of the whole table.
fn read(desk: &mut Desk, told: Told) {
    for action in desk.core.poll(NOW - 10_000 * MS) {
        let Action::Refill {
            queue,
            life,
            lane,
            refill,
        } = action
        else {
            continue;
        };
        let found = desk.scan_of(lane, &refill);
        desk.core.done(Done::Refilled {
            queue,
            life,
            lane,
            found,
            told: Some(told),
        });
    }
}

#[test]
fn a_paused_queue_offers_nothing_until_it_is_resumed_and_then_all_in_order() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.armed(1, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
    pause(&mut desk, 2, true);
    desk.armed(3, 6, NOW + MS);
    desk.armed(4, 7, NOW + 2 * MS);
    desk.poll(NOW + 10 * MS);
    assert_eq!(consumer.arms(), [5]);
    // A delivery in flight continues to its end.
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes().len(), 1);
    pause(&mut desk, 5, false);
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(consumer.arms(), [5, 6, 7]);
}

#[test]
fn a_pause_that_only_the_tables_know_holds_under_a_new_leader() {
    let mut desk = Desk::new();
    desk.view_index = 9;
    desk.table = vec![cold(5, NOW)];
    let consumer = desk.connect(1, 10);
    let paused = Told {
        rules: Rules {
            paused: true,
            ..Rules::default()
        },
        others: [false; 5],
    };
    read(&mut desk, paused);
    desk.poll(NOW);
    assert!(consumer.arms().is_empty());
    // An older entry that arrives late changes nothing.
    pause(&mut desk, 8, false);
    desk.poll(NOW);
    assert!(consumer.arms().is_empty());
    pause(&mut desk, 10, false);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
}

#[test]
fn offers_follow_the_lanes_now_next_future() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    let lanes = [
        (5, Lane::Future),
        (6, Lane::Unspecified),
        (7, Lane::Now),
        (8, Lane::Now),
        (9, Lane::Unspecified),
    ];
    for (index, (arm, lane)) in (1..).zip(lanes) {
        desk.table.push((
            ReadyPlace {
                lane,
                ..place(arm, NOW)
            },
            Item::cold(&timer(arm), arm),
        ));
        desk.view_index = index;
        desk.core.applied(index, &[in_lane(armed(arm, NOW), lane)]);
    }
    for (index, arm) in (10..).zip([7, 8, 6, 9, 5]) {
        desk.poll(NOW);
        assert_eq!(consumer.arms().last(), Some(&arm));
        let lane = lanes.iter().find(|(other, _)| *other == arm).unwrap().1;
        let closed = Effect::Closed {
            tenant: "t".into(),
            queue: "q".into(),
            place: ReadyPlace {
                lane,
                ..place(arm, NOW)
            },
            id: timer(arm),
            version: arm,
        };
        desk.core.applied(index, &[closed]);
    }
    assert_eq!(consumer.arms().len(), 5);
}

#[test]
fn undue_rows_in_the_now_lane_block_no_other_lane() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    for (index, arm, due, lane) in [
        (1, 5, NOW + 300 * MS, Lane::Now),
        (2, 6, NOW, Lane::Unspecified),
        (3, 7, NOW + 100 * MS, Lane::Future),
    ] {
        desk.table.push((
            ReadyPlace {
                lane,
                ..place(arm, due)
            },
            Item::cold(&timer(arm), arm),
        ));
        desk.view_index = index;
        desk.core.applied(index, &[in_lane(armed(arm, due), lane)]);
    }
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [6]);
    assert_eq!(desk.core.next_wake(), Some(NOW + 100 * MS));
    desk.poll(NOW + 100 * MS);
    assert_eq!(consumer.arms(), [6, 7]);
    desk.poll(NOW + 300 * MS);
    assert_eq!(consumer.arms(), [6, 7, 5]);
}

#[test]
fn a_queue_that_is_read_anew_waits_for_all_its_lanes() {
    let mut desk = Desk::new();
    desk.view_index = 9;
    let now = ReadyPlace {
        lane: Lane::Now,
        ..place(6, NOW)
    };
    desk.table = vec![cold(5, NOW), (now, Item::cold(&timer(6), 6))];
    let consumer = desk.connect(1, 1);
    let told = Told {
        rules: Rules::default(),
        others: [true, false, false, false, false],
    };
    read(&mut desk, told);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [6]);
}
