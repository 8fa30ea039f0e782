//! Retirement and registration.

use super::super::Identified;
use super::*;

#[test]
fn retired_agents_are_not_missed_and_may_return() {
    let mut play = Play::of("");
    let watchdog = play.state().watchdog.clone();
    let reason = "done".to_owned();
    let retire = || Input::Retire {
        epoch: 1,
        reason: reason.clone(),
    };
    play.does(retire()).unwrap();
    assert_eq!(play.state().status, Status::Retired);
    assert!(
        play.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Forget { id } if *id == watchdog))
    );
    assert!(!play.does(retire()).unwrap());
    assert!(matches!(play.beat(Beat::default()), Err(Refusal::NotActive { .. })));
    assert!(!play.does(Input::Fired { watchdog, fired_ms: 0 }).unwrap());
    play.does(Input::Register(Box::new(registration("")))).unwrap();
    assert_eq!((play.state().status, play.state().epoch), (Status::Live, 2));
    assert_eq!(
        play.does(retire()),
        Err(Refusal::StaleEpoch { current: 2 }),
        "its successor stays"
    );
    let quarantine = Input::Quarantine {
        reason: "odd".to_owned(),
    };
    play.does(quarantine.clone()).unwrap();
    assert!(!play.does(quarantine).unwrap());
    // A report is not counted, and its id stands for it.
    let spends = |tokens| Beat {
        id: "b1".to_owned(),
        tokens,
        ..Beat::default()
    };
    play.beat(spends(5)).unwrap();
    assert!(!play.beat(spends(5)).unwrap());
    assert!(matches!(play.beat(spends(6)), Err(Refusal::OtherRequest { .. })));
    assert_eq!(play.state().tokens, 0);
    assert_eq!(play.state().reason, "odd");
    let newest = Input::Retire {
        epoch: 2,
        reason: String::new(),
    };
    assert!(
        matches!(play.does(newest), Err(Refusal::NotActive { .. })),
        "nor does it come back by going"
    );
}

#[test]
fn another_instance_is_not_at_what_the_one_before_was_and_a_repeat_is_none() {
    let mut play = Play::of("");
    play.beat(at_work(5)).unwrap();
    let named = || {
        Input::Register(Box::new(Registration {
            id: "r1".to_owned(),
            ..registration("")
        }))
    };
    play.does(named()).unwrap();
    assert!(
        play.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Reassign { work, .. } if work.fence == 5))
    );
    assert!(!play.does(named()).unwrap());
    assert_eq!((play.state().epoch, &play.state().work), (2, &None));
}

#[test]
fn events_are_numbered_and_say_what_caused_them() {
    let mut play = Play::empty();
    play.does(Input::Register(Box::new(registration("")))).unwrap();
    play.does(Input::Retire {
        epoch: 0,
        reason: String::new(),
    })
    .unwrap();
    let told = play.told();
    let numbers: Vec<&Value> = told.iter().map(|(_, data)| &data["number"]).collect();
    assert_eq!(numbers, [&Value::from(1), &Value::from(2)]);
    assert_eq!(told[0].1["cause"]["request"], "Test");
    assert_eq!(told[0].1["capabilities"][0], "write");
}

/// Earlier releases stored only the ids of heartbeats: a repeat of such an id counts once, whatever its fields.
#[test]
fn stored_heartbeats_without_digests_are_read() {
    let state: State = serde_json::from_str(include_str!("agent-1-beat-ids.json")).unwrap();
    assert_eq!(state.beats, [Identified::Id("b1".to_owned())]);
    let mut play = Play::empty();
    play.state = Some(state);
    let again = Beat {
        id: "b1".to_owned(),
        tokens: 7,
        ..at_work(2)
    };
    assert!(!play.beat(again).unwrap());
    assert_eq!(play.state().tokens, 3);
}

#[test]
fn an_id_stands_for_one_request() {
    let mut play = Play::of("");
    let spends = |id: &str, tokens| Beat {
        id: id.to_owned(),
        tokens,
        ..at_work(5)
    };
    play.beat(spends("b1", 3)).unwrap();
    assert!(!play.beat(spends("b1", 3)).unwrap());
    let other = Refusal::OtherRequest { field: "heartbeat_id" };
    assert_eq!(play.beat(spends("b1", 4)), Err(other));
    assert_eq!(play.state().tokens, 3);
    let named = |id: &str, capability: &str| {
        Input::Register(Box::new(Registration {
            id: id.to_owned(),
            capabilities: [capability.to_owned()].into(),
            ..registration("")
        }))
    };
    play.does(named("r1", "write")).unwrap();
    let other = Refusal::OtherRequest { field: "request_id" };
    assert_eq!(play.does(named("r1", "read")), Err(other));
    // A delayed repeat does not replace the instance that followed it.
    play.does(named("r2", "read")).unwrap();
    assert_eq!(play.does(named("r1", "write")), Err(Refusal::StaleEpoch { current: 3 }));
    assert_eq!(play.state().epoch, 3);
}

/// Later versions can read the stored state of an agent.
#[test]
fn the_stored_form_of_an_agent() {
    let mut play = Play::of("over_budget: { tokens: 10 }\n");
    let beat = Beat {
        id: "b1".to_owned(),
        progress: "one".to_owned(),
        fingerprint: "f".to_owned(),
        failure: "e".to_owned(),
        tokens: 3,
        ..at_work(2)
    };
    play.beat(beat).unwrap();
    let stored = serde_json::to_string_pretty(play.state()).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/agent/tests/agent-1.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, format!("{stored}\n")).unwrap();
    }
    assert_eq!(stored, include_str!("agent-1.json").trim_end());
}
