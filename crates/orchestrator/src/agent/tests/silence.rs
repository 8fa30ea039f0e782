//! Missed heartbeats.

use super::*;

const QUICK: &str = "heartbeat: { ttl: 1s }\nrestart: { cooldown: 10s, force_after: 5s, max: 3, window: 1h }\n";

#[test]
fn silence_is_told_step_by_step_and_then_somebody_else_gets_the_work() {
    let mut play = Play::of(QUICK);
    play.beat(at_work(7)).unwrap();
    play.falls_silent();
    assert_eq!(play.state().status, Status::Warned);
    assert_eq!(play.state().watchdog, "");
    let told = play.told();
    assert_eq!((told[0].0, &told[0].1["rule"]), ("agent.degraded", &"warned".into()));
    play.effects.clear();
    let timer = play.state().timers[&TimerKind::Missed].clone();
    play.now_ms += SECOND;
    let wake = Input::Wake {
        kind: TimerKind::Missed,
        timer: timer.clone(),
        waiting: 0,
    };
    play.does(wake.clone()).unwrap();
    assert_eq!((play.state().status, play.state().missed), (Status::Degraded, 2));
    assert_eq!(play.sent()[0].0, "agent.a", "it is told on its own queue");
    assert!(!play.does(wake).unwrap(), "a timer that was heard of is out of date");
    play.told();
    play.now_ms += SECOND;
    play.wakes(TimerKind::Missed, 0);
    assert_eq!(play.state().status, Status::Unresponsive);
    let lost = Work {
        execution: "run".to_owned(),
        fence: 7,
    };
    assert!(
        play.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Reassign { work, .. } if *work == lost))
    );
    let sent = play.sent();
    assert_eq!(
        (sent[0].0.as_str(), &sent[0].1["mode"]),
        ("agents.restart", &"graceful".into())
    );
    let told = play.told();
    assert_eq!(told[0].1["evidence"]["silentMs"], 3_000, "as the clock says");
    assert_eq!(
        (told[0].0, told[1].0),
        ("agent.unresponsive", "agent.restart_requested")
    );
    // A heartbeat cancels everything that waited for the agent.
    play.beat(Beat::default()).unwrap();
    assert_eq!((play.state().status, play.state().missed), (Status::Live, 0));
    assert!(!play.state().timers.contains_key(&TimerKind::Force) && !play.state().watchdog.is_empty());
    assert_eq!(play.kinds(), ["agent.recovered"]);
}

#[test]
fn a_plain_heartbeat_changes_nothing_and_what_is_out_of_date_is_nothing() {
    let mut play = Play::of(QUICK);
    assert!(!play.beat(Beat::default()).unwrap());
    let old = play.state().watchdog.clone();
    play.does(Input::Register(Box::new(registration(QUICK)))).unwrap();
    assert_eq!(play.state().epoch, 2);
    assert!(
        !play
            .does(Input::Fired {
                watchdog: old,
                fired_ms: 0
            })
            .unwrap()
    );
    let stale = Beat {
        epoch: 1,
        ..Beat::default()
    };
    assert_eq!(play.beat(stale), Err(Refusal::StaleEpoch { current: 2 }));
    let unborn = Beat {
        epoch: 3,
        ..Beat::default()
    };
    assert_eq!(play.beat(unborn), Err(Refusal::UnknownEpoch { current: 2 }));
    assert_eq!(Play::empty().beat(Beat::default()), Err(Refusal::Unknown));
}

#[test]
fn restarts_wait_for_each_other_and_end_with_people() {
    let mut play = Play::of(QUICK);
    let begin = play.now_ms;
    let die = |play: &mut Play| {
        play.falls_silent();
        while play.state().status != Status::Unresponsive {
            play.wakes(TimerKind::Missed, 0);
        }
    };
    die(&mut play);
    assert_eq!(play.state().restarts_total, 1);
    play.does(Input::Register(Box::new(registration(QUICK)))).unwrap();
    assert_eq!(play.kinds().last(), Some(&"agent.recovered"));
    die(&mut play);
    assert_eq!(play.state().restarts_total, 1, "the first was 3 s ago");
    play.effects.retain(|effect| matches!(effect, Effect::Wake { .. }));
    assert_eq!(play.wakes(TimerKind::Restart, 0), Duration::from_secs(7));
    assert_eq!(play.state().restarts_total, 2);
    assert_eq!(play.kinds(), ["agent.restart_requested"]);
    // It does not respond: after the forced restart and the next restart, only people can help.
    play.wakes(TimerKind::Force, 0);
    assert_eq!(play.sent()[0].1["mode"], "forced");
    play.effects.clear();
    play.wakes(TimerKind::Force, 0);
    play.now_ms += 5 * SECOND;
    play.wakes(TimerKind::Restart, 0);
    assert_eq!(play.state().restarts_total, 3);
    play.wakes(TimerKind::Force, 0);
    play.effects.clear();
    play.wakes(TimerKind::Force, 0);
    assert_eq!(play.kinds(), ["agent.escalated"]);
    assert_eq!(play.state().restarts.len(), 3);
    assert!(play.now_ms - begin < 3_600 * SECOND);
    // The next window has a new budget.
    play.now_ms += 3_600 * SECOND;
    play.does(Input::Register(Box::new(registration(QUICK)))).unwrap();
    die(&mut play);
    assert_eq!((play.state().restarts.len(), play.state().restarts_total), (1, 4));
}

#[test]
fn expected_agents_that_never_register_are_missed() {
    let mut play = Play::empty();
    let expected = Registration {
        expected: true,
        ..registration("grace: 2s\nnever_registered: [escalate]\nescalation: people\n")
    };
    play.does(Input::Register(Box::new(expected.clone()))).unwrap();
    assert_eq!(play.state().status, Status::Expected);
    assert_eq!(play.beat(Beat::default()), Err(Refusal::Unknown));
    assert_eq!(play.wakes(TimerKind::Missed, 0), Duration::from_secs(2));
    let people: Vec<String> = play.sent().into_iter().map(|(queue, _)| queue).collect();
    assert_eq!(people, ["people"]);
    let told = play.told();
    assert_eq!(
        (told[0].0, &told[0].1["rule"]),
        ("agent.unresponsive", &"never_registered".into())
    );
    assert_eq!(told[1].0, "agent.escalated");
    // It is late, and must report its capabilities.
    assert_eq!(play.beat(Beat::default()), Err(Refusal::Unknown));
    play.does(Input::Register(Box::new(registration("")))).unwrap();
    assert_eq!(play.kinds(), ["agent.registered", "agent.recovered"]);
    // Announcing a registered agent changes nothing.
    assert!(!play.does(Input::Register(Box::new(expected))).unwrap());
}
