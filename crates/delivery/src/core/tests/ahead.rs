//! What is signed before it is armed.

use super::state::State;
use crate::{
    ahead::{Ahead, Hands},
    opener::Clear,
    payload::{Data, Event},
    signer::Signer,
};
use minoots_kernel::{
    Entry,
    internal::{Caller, CancelTimer, Command, CreateTimers, NewTimer, command::Command as Kind},
};
use minoots_sequencer::consensus::Consensus as _;
use std::sync::{Arc, atomic::AtomicUsize};

const NOW: i64 = 1_000_000_000_000;
const SECOND: i64 = 1_000_000_000;
const PREFIX: &str = "/clusters/c/tenants/";

fn run(state: &State, command: Kind) {
    let command = Command { command: Some(command) };
    let entry = Entry {
        time: NOW,
        arm_before: NOW,
        commands: vec![command],
    };
    state.apply(Some(&entry));
}

fn caller() -> Option<Caller> {
    Some(Caller {
        tenant: "t".into(),
        actor: "t".into(),
        ..Caller::default()
    })
}

/// So many timers, the first of them due at `due` and each `spacing` after the one before. Their versions count from 1.
fn state(count: u32, due: i64, spacing: i64) -> Arc<State> {
    let state = Arc::new(State::default());
    for some in (0..count).collect::<Vec<_>>().chunks(500) {
        let timers = some.iter().map(|number| NewTimer {
            id: id(*number),
            create_time: NOW,
            fire_time: due + i64::from(*number) * spacing,
            queue: "q".into(),
            ..NewTimer::default()
        });
        let timers = timers.collect();
        run(
            &state,
            Kind::CreateTimers(CreateTimers {
                caller: caller(),
                timers,
            }),
        );
    }
    state
}

fn id(number: u32) -> String {
    format!("n{number:06}")
}

fn payload(number: u32, due: i64) -> Vec<u8> {
    let id = id(number);
    let event = Event {
        attributes: &[],
        builder: 1,
        id: &format!("timer:t:{id}:{}", number + 1),
        source: &format!("{PREFIX}t"),
        kind: "timer.fired",
        subject: &format!("timers/{id}"),
        time_ns: due,
        tenant: "t",
        traceparent: None,
        data: Data {
            content_type: "",
            bytes: b"",
        },
    };
    crate::payload::build(&event).unwrap()
}

/// Turns until there is nothing to do, when nothing has come near since.
fn look(ahead: &mut Ahead, state: &State, now: i64) {
    look_after(ahead, state, now, &AtomicUsize::new(0));
}

/// Turns until there is nothing to do.
fn look_after(ahead: &mut Ahead, state: &State, now: i64, came: &AtomicUsize) {
    let signer = Signer::from_seed(&[1; 32]);
    let view = state.view().unwrap();
    let hands = Hands {
        view: view.as_ref(),
        came,
        signer: &signer,
        opener: &Clear,
        source_prefix: PREFIX,
    };
    let mut turns = 0;
    while ahead.next_turn(now) <= now {
        ahead.turn(now, &hands).unwrap();
        turns += 1;
        assert!(turns < 10_000, "it comes to an end");
    }
}

#[test]
fn a_crowd_is_signed_for_the_very_bytes_that_will_be_delivered() {
    let due = NOW + 5 * SECOND;
    let state = state(3_000, due, 0);
    let mut ahead = Ahead::default();
    look(&mut ahead, &state, NOW);
    assert_eq!(ahead.len(), 2_048, "the pages that are full");
    let signer = Signer::from_seed(&[1; 32]);
    let payload = payload(7, due);
    let signature = ahead.take(8, &payload).unwrap();
    assert_eq!(signer.detached(&signature), Some(signer.sign_detached(&payload)));
    assert_eq!(ahead.take(8, &payload), None, "it is asked for once");
    assert_eq!(ahead.take(9, &payload), None, "those are the bytes of another");
}

#[test]
fn what_is_due_here_and_there_or_later_is_left_for_when_it_is_armed() {
    for (due, spacing) in [
        (NOW + 5 * SECOND, SECOND / 1_000),
        (NOW + 20 * SECOND, 0),
        (NOW - SECOND, 0),
    ] {
        let mut ahead = Ahead::default();
        look(&mut ahead, &state(2_048, due, spacing), NOW);
        assert!(ahead.is_empty());
    }
}

#[test]
fn a_look_comes_again_and_signs_what_is_new_only() {
    let due = NOW + 5 * SECOND;
    let state = state(2_048, due, 0);
    let mut ahead = Ahead::default();
    look(&mut ahead, &state, NOW);
    for number in 0..1_024 {
        assert!(ahead.take(u64::from(number) + 1, &payload(number, due)).is_some());
    }
    let came = AtomicUsize::new(1_024);
    look_after(&mut ahead, &state, NOW, &came);
    assert_eq!(ahead.len(), 1_024, "not before its pause is over");
    let next = ahead.next_turn(NOW);
    assert!(next > NOW && next < NOW + SECOND, "{next}");
    look_after(&mut ahead, &state, next, &came);
    assert_eq!((ahead.len(), came.into_inner()), (2_048, 0));
}

#[test]
fn what_was_seen_is_looked_at_again_only_after_a_crowd_came() {
    let state = state(1_024, NOW + 5 * SECOND, 0);
    let mut ahead = Ahead::default();
    look(&mut ahead, &State::default(), NOW);
    let came = AtomicUsize::new(1_023);
    look_after(&mut ahead, &state, NOW + SECOND, &came);
    assert!(
        ahead.is_empty(),
        "only what is due within its last second was looked at"
    );
    came.store(1_024, std::sync::atomic::Ordering::Relaxed);
    look_after(&mut ahead, &state, NOW + 2 * SECOND, &came);
    assert_eq!(ahead.len(), 1_024);
}

#[test]
fn a_crowd_that_comes_within_reach_bit_by_bit_is_one() {
    // The first look reaches a fifth of it, the second almost all.
    let state = state(1_280, NOW + 10 * SECOND - SECOND / 50, SECOND / 12_800);
    let mut ahead = Ahead::default();
    look(&mut ahead, &state, NOW);
    assert!(ahead.is_empty());
    look(&mut ahead, &state, NOW + SECOND);
    assert_eq!(ahead.len(), 1_024);
}

#[test]
fn what_is_cancelled_is_not_signed_and_what_nobody_asked_for_is_dropped() {
    let due = NOW + 5 * SECOND;
    let state = state(1_025, due, 0);
    let cancel = CancelTimer {
        caller: caller(),
        id: id(3),
        ..CancelTimer::default()
    };
    run(&state, Kind::CancelTimer(cancel));
    let mut ahead = Ahead::default();
    look(&mut ahead, &state, NOW);
    assert_eq!(ahead.take(4, &payload(3, due)), None);
    assert_eq!(ahead.len(), 1_024);
    look(&mut ahead, &state, due + 9 * SECOND);
    assert_eq!(ahead.len(), 1_024, "a late one may still be asked for");
    look(&mut ahead, &state, due + 20 * SECOND);
    assert!(ahead.is_empty());
}
