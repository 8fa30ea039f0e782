//! Events signed before they are armed.

use super::state::State;
use crate::{
    ahead::{Ahead, Hands},
    core::{Action, Done, QueueKey, Source},
    event::Prepared,
    opener::Opener,
    payload::{Data, Event},
    prepare::Preparer,
    signer::Signer,
};
use minoots_kernel::{
    Entry, Failure,
    internal::{
        Caller, CancelTimer, Command, CreateTimers, DeliveryState, NewTimer, TimerRow, WatchdogState,
        command::Command as Kind,
    },
    tables,
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

/// Creates `count` timers: the first is due at `due`, each further one `spacing` later. Their versions count from 1.
fn state(count: u32, due: i64, spacing: i64) -> Arc<State> {
    state_of(count, |number| timer(number, due + i64::from(number) * spacing))
}

/// Creates `count` of these timers.
fn state_of(count: u32, timer: impl Fn(u32) -> NewTimer) -> Arc<State> {
    let state = Arc::new(State::default());
    for some in (0..count).collect::<Vec<_>>().chunks(500) {
        run(
            &state,
            Kind::CreateTimers(CreateTimers {
                caller: caller(),
                timers: some.iter().map(|number| timer(*number)).collect(),
            }),
        );
    }
    state
}

fn timer(number: u32, due: i64) -> NewTimer {
    NewTimer {
        id: id(number),
        create_time: NOW,
        fire_time: due,
        queue: "q".into(),
        ..NewTimer::default()
    }
}

/// An opener for payloads that are stored as they are.
struct AsItIs;

impl Opener for AsItIs {
    fn open(&self, _: &str, _: &str, _: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        Ok(Some(sealed.to_vec()))
    }
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

/// Runs turns until there is nothing to do, with no new near timers.
fn look(ahead: &mut Ahead, state: &State, now: i64) {
    look_after(ahead, state, now, &AtomicUsize::new(0));
}

/// Runs turns until there is nothing to do.
fn look_after(ahead: &mut Ahead, state: &State, now: i64, came: &AtomicUsize) {
    let signer = Signer::from_seed(&[1; 32]);
    let view = state.view().unwrap();
    let hands = Hands {
        view: view.as_ref(),
        came,
        signer: &signer,
        opener: &AsItIs,
        source_prefix: PREFIX,
    };
    let mut turns = 0;
    while ahead.next_turn(now) <= now {
        ahead.turn(now, &hands).unwrap();
        turns += 1;
        assert!(turns < 10_000, "it comes to an end");
    }
}

fn row(state: &State, number: u32) -> TimerRow {
    let view = state.view().unwrap();
    tables::timer::get(view.as_ref(), "t", &id(number)).unwrap().unwrap()
}

#[test]
fn a_crowd_is_made_as_it_will_be_delivered() {
    let due = NOW + 5 * SECOND;
    let state = state(3_000, due, 0);
    let mut ahead = ahead_of(&state);
    assert_eq!(ahead.len(), 2_048, "the pages that are full");
    let (signer, payload) = (Signer::from_seed(&[1; 32]), payload(7, due));
    let of = row(&state, 7);
    let event = ahead.take_event("t", &of).unwrap();
    assert_eq!(
        (&event.payload[..], &*event.signature),
        (&payload[..], signer.sign_detached(&payload).as_str())
    );
    assert_eq!(
        (event.due, event.attempts, event.occurrence.version),
        (due, 0, of.version)
    );
    assert!(ahead.take_event("t", &of).is_none(), "it is asked for once");
}

#[test]
fn an_event_is_given_for_the_occurrence_it_was_made_for_only() {
    let due = NOW + 5 * SECOND;
    let state = state(1_024, due, 0);
    let mut ahead = ahead_of(&state);
    let of = row(&state, 7);
    let mut others: [TimerRow; 5] = std::array::from_fn(|_| of.clone());
    others[0].version = 5_000;
    others[1].scheduled_time = due + 1;
    others[2].spec.as_mut().unwrap().id = id(8);
    others[3].spec.as_mut().unwrap().payload_key = 1;
    others[4].watchdog = Some(WatchdogState::default());
    for other in &others {
        assert!(ahead.take_event("t", other).is_none());
    }
    assert!(ahead.take_event("u", &of).is_none(), "that is another's");
    assert!(ahead.take_event("t", &of).is_some(), "it is kept until then");
}

#[test]
fn prepared_events_are_used_despite_later_writes() {
    let due = NOW + 5 * SECOND;
    let state = state(1_024, due, 0);
    let preparer = Preparer::new(state.clone(), Arc::new(Signer::from_seed(&[1; 32])), Arc::new(AsItIs));
    while preparer.next_look(NOW) <= NOW {
        preparer.look_ahead(NOW, PREFIX, &AtomicUsize::new(0)).unwrap();
    }
    let (fresh, mut tried) = (row(&state, 7), row(&state, 8));
    tried.delivery = Some(DeliveryState {
        attempts: 3,
        ..DeliveryState::default()
    });
    for (left, row, attempts) in [(1_023, &fresh, 0), (1_022, &tried, 3), (1_022, &tried, 3)] {
        let event = event(&preparer, row);
        assert_eq!(preparer.made_ahead(), left, "it is made anew only once it was taken");
        assert_eq!((event.attempts, &*event.occurrence.id), (attempts, row.id()));
        let number = u32::try_from(row.version - 1).unwrap();
        assert_eq!(&event.payload[..], payload(number, due));
        let signature = Signer::from_seed(&[1; 32]).sign_detached(&event.payload);
        assert_eq!(*event.signature, *signature);
    }
}

fn event(preparer: &Preparer, row: &TimerRow) -> Arc<Prepared> {
    let action = Action::Prepare {
        queue: QueueKey::new("t", "q"),
        place: row.place(),
        source: Source::Row(Arc::new(row.clone())),
    };
    match preparer.work(&format!("{PREFIX}t"), action, &mut None).unwrap() {
        Some(Done::Prepared { event: Some(event), .. }) => event,
        _ => unreachable!("it was asked for an event"),
    }
}

#[test]
fn where_there_is_no_room_for_events_signatures_are_kept_and_what_is_taken_makes_room() {
    let due = NOW + 5 * SECOND;
    let state = state(1_024, due, 0);
    let mut ahead = Ahead::with_room(100_000);
    let mut now = NOW;
    for _ in 0..3 {
        look_after(&mut ahead, &state, now, &AtomicUsize::new(1_024));
        assert_eq!(ahead.len(), 1_024);
        let mut events = 0;
        for number in 0..1_024 {
            let signed = payload(number, due);
            events += u32::from(ahead.take_event("t", &row(&state, number)).is_some());
            let _ = ahead.take_signature(u64::from(number) + 1, &signed);
        }
        assert!((60..200).contains(&events), "{events} of some 1,100 bytes");
        assert!(ahead.is_empty());
        now += SECOND;
    }
    look_after(&mut ahead, &state, due + 20 * SECOND, &AtomicUsize::new(1_024));
    assert!(ahead.is_empty(), "what was taken long ago leaves nothing behind");
}

#[test]
fn sealed_events_reuse_the_signature_for_identical_bytes() {
    let due = NOW + 5 * SECOND;
    let state = state_of(1_024, |number| NewTimer {
        payload_key: 1,
        ..timer(number, due)
    });
    let mut ahead = ahead_of(&state);
    assert_eq!(ahead.len(), 1_024);
    let (signer, payload) = (Signer::from_seed(&[1; 32]), payload(7, due));
    assert!(ahead.take_event("t", &row(&state, 7)).is_none(), "it may be shredded");
    let signature = ahead.take_signature(8, &payload).unwrap();
    assert_eq!(signer.detached(&signature), Some(signer.sign_detached(&payload)));
    assert_eq!(ahead.take_signature(8, &payload), None, "it is asked for once");
    assert_eq!(
        ahead.take_signature(9, &payload),
        None,
        "those are the bytes of another"
    );
}

/// The events made ahead of the present state.
fn ahead_of(state: &State) -> Ahead {
    let mut ahead = Ahead::default();
    look(&mut ahead, state, NOW);
    ahead
}

#[test]
fn scattered_or_distant_timers_are_not_prepared_ahead() {
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
    let mut ahead = ahead_of(&state);
    for number in 0..1_024 {
        assert!(ahead.take_event("t", &row(&state, number)).is_some());
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
fn seen_timers_are_scanned_again_only_after_a_burst() {
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
    // The first scan reaches a fifth of the burst, the second almost all of it.
    let state = state(1_280, NOW + 10 * SECOND - SECOND / 50, SECOND / 12_800);
    let mut ahead = ahead_of(&state);
    assert!(ahead.is_empty());
    look(&mut ahead, &state, NOW + SECOND);
    assert_eq!(ahead.len(), 1_024);
}

#[test]
fn cancelled_timers_are_not_signed_and_unused_events_are_dropped() {
    let due = NOW + 5 * SECOND;
    let state = state(1_025, due, 0);
    let cancel = CancelTimer {
        caller: caller(),
        id: id(3),
        ..CancelTimer::default()
    };
    run(&state, Kind::CancelTimer(cancel));
    let mut ahead = ahead_of(&state);
    assert_eq!(ahead.len(), 1_024);
    look(&mut ahead, &state, due + 9 * SECOND);
    assert_eq!(ahead.len(), 1_024, "a late one may still be asked for");
    let mut kept = (0..1_025)
        .filter(|number| *number != 3)
        .map(|number| row(&state, number));
    let mut taken = ahead_of(&state);
    assert!(kept.all(|row| taken.take_event("t", &row).is_some()));
    look(&mut ahead, &state, due + 20 * SECOND);
    assert!(ahead.is_empty());
}
