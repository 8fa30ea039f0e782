//! Preparation of rows that concurrent entries move.

use super::state::State;
use crate::{
    core::{Action, Done, QueueKey, Source},
    event::Prepared,
    opener::Clear,
    prepare::Preparer,
    signer::Signer,
};
use minoots_kernel::{
    Entry, ReadyPlace,
    internal::{
        Caller, Command, CreateTimers, Fence, Grant, Grants, NewTimer, TimerGrant, TimerKey, command::Command as Kind,
    },
};
use std::sync::Arc;

const NOW: i64 = 1_000_000_000;

fn run(state: &State, time: i64, command: Kind) {
    let command = Command { command: Some(command) };
    let entry = Entry {
        time,
        arm_before: time,
        commands: vec![command],
    };
    state.apply(Some(&entry));
}

/// Creates a timer that has fired, with version 1 and arm index 1.
fn fired() -> (Arc<State>, Preparer) {
    let state = Arc::new(State::default());
    let timer = NewTimer {
        id: "a".into(),
        create_time: NOW,
        fire_time: NOW,
        queue: "q".into(),
        ..NewTimer::default()
    };
    let caller = Caller {
        tenant: "t".into(),
        ..Caller::default()
    };
    let create = CreateTimers {
        caller: Some(caller),
        timers: vec![timer],
    };
    run(&state, NOW, Kind::CreateTimers(create));
    let preparer = Preparer::new(state.clone(), Arc::new(Signer::from_seed(&[1; 32])), Arc::new(Clear));
    (state, preparer)
}

fn prepare(preparer: &Preparer, available: i64, version: u64) -> Option<Arc<Prepared>> {
    let action = Action::Prepare {
        queue: QueueKey::new("t", "q"),
        place: ReadyPlace {
            available,
            arm: 1,
            lane: minoots_kernel::internal::Lane::Unspecified,
        },
        source: Source::Tables {
            id: "a".into(),
            version,
        },
    };
    match preparer.work("/clusters/c/tenants/t", action, &mut None).unwrap() {
        Some(Done::Prepared { event, .. }) => event,
        _ => unreachable!("it was asked for an event"),
    }
}

#[test]
fn an_event_is_made_of_a_row_that_stands_where_it_is_thought_to_be() {
    let (_state, preparer) = fired();
    let event = prepare(&preparer, NOW, 1).unwrap();
    assert_eq!(event.event_id, "timer:t:a:1");
    assert_eq!((event.due, event.grant, event.ended), (NOW, None, false));
}

#[test]
fn no_event_is_made_of_another_version() {
    let (_state, preparer) = fired();
    assert!(prepare(&preparer, NOW, 2).is_none());
}

#[test]
fn no_event_is_made_of_a_row_that_has_moved_meanwhile() {
    let (state, preparer) = fired();
    let fence = Fence {
        arm: 1,
        term: 1,
        number: 1,
        ..Fence::default()
    };
    let key = TimerKey {
        tenant: "t".into(),
        id: "a".into(),
        version: 1,
    };
    let deadline = NOW + 60;
    let grant = TimerGrant {
        timer: Some(key),
        grant: Some(Grant {
            fence: Some(fence),
            deadline,
            released: NOW,
        }),
    };
    run(&state, NOW, Kind::Grants(Grants { grants: vec![grant] }));
    assert!(prepare(&preparer, NOW, 1).is_none());
    let event = prepare(&preparer, deadline, 1).unwrap();
    assert_eq!(event.grant.unwrap().fence, Some(fence));
}
