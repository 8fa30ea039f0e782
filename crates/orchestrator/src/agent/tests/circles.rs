//! Agents that are alive and get nowhere.

use super::*;

#[test]
fn progress_is_missed_though_the_heart_beats() {
    let mut play = Play::of("no_progress: { after: 60s, do: [nudge] }\n");
    play.beat(at_work(1)).unwrap();
    play.now_ms += 40 * SECOND;
    let some = Beat {
        progress: "half".to_owned(),
        ..Beat::default()
    };
    play.beat(some.clone()).unwrap();
    // The timer is looked at when it was to fire, and waits for the rest.
    let timer = play.state().timers[&TimerKind::Progress].clone();
    play.now_ms += 20 * SECOND;
    play.does(Input::Wake {
        kind: TimerKind::Progress,
        timer,
        waiting: 0,
    })
    .unwrap();
    assert!(play.kinds().is_empty());
    play.now_ms += 40 * SECOND;
    play.wakes(TimerKind::Progress, 0);
    let told = play.told();
    assert_eq!((told[0].0, &told[0].1["rule"]), ("agent.stuck", &"no_progress".into()));
    assert_eq!(told[0].1["evidence"]["progress"], "half");
    assert_eq!(play.state().status, Status::Live, "it is alive");
    assert!(play.state().problems.contains("no_progress"));
    play.beat(some).unwrap();
    assert_eq!(play.kinds(), ["agent.recovered"]);
    assert!(play.state().problems.is_empty() && play.state().timers.contains_key(&TimerKind::Progress));
}

#[test]
fn the_same_again_and_again_is_a_loop_told_once() {
    let mut play = Play::of("looping: { same: 3, of: 4, failures: 2, do: [escalate] }\n");
    let call = |fingerprint: &str| Beat {
        fingerprint: fingerprint.to_owned(),
        ..Beat::default()
    };
    for fingerprint in ["read", "write", "read"] {
        play.beat(call(fingerprint)).unwrap();
    }
    assert!(play.kinds().is_empty());
    play.beat(call("read")).unwrap();
    let told = play.told();
    assert_eq!(
        (told[0].0, &told[0].1["evidence"]["times"]),
        ("agent.looping", &3.into())
    );
    play.beat(call("read")).unwrap();
    assert!(play.kinds().is_empty(), "it was told");
    for fingerprint in ["x", "y"] {
        play.beat(call(fingerprint)).unwrap();
    }
    assert!(play.state().problems.is_empty());
    let failed = Beat {
        failure: "404".to_owned(),
        ..Beat::default()
    };
    play.beat(failed.clone()).unwrap();
    assert!(play.kinds().is_empty());
    play.beat(failed).unwrap();
    assert_eq!(play.told()[0].1["evidence"]["failure"], "404");
}

#[test]
fn who_spends_too_much_gets_no_more_work() {
    let mut play = Play::of("over_budget: { tokens: 1000, money: 0.5 }\nescalation: people\n");
    let spends = |id: &str, tokens| Beat {
        id: id.to_owned(),
        tokens,
        ..at_work(4)
    };
    play.beat(spends("1", 600)).unwrap();
    assert!(!play.beat(spends("1", 600)).unwrap(), "a repeat counts once");
    assert_eq!(play.state().tokens, 600);
    play.beat(spends("2", 401)).unwrap();
    assert_eq!(play.state().status, Status::Quarantined);
    assert!(play.state().watchdog.is_empty() && play.state().timers.is_empty());
    assert!(
        play.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Reassign { work, .. } if work.fence == 4))
    );
    assert_eq!(
        play.kinds(),
        ["agent.over_budget", "agent.quarantined", "agent.escalated"]
    );
    assert!(!play.beat(spends("3", 1)).unwrap());
    let again = play.does(Input::Register(Box::new(registration(""))));
    assert!(matches!(
        again,
        Err(Refusal::NotActive {
            status: Status::Quarantined,
            ..
        })
    ));
    play.does(Input::Release).unwrap();
    assert_eq!(play.state().status, Status::Live);
    assert_eq!(
        play.does(Input::Release),
        Err(Refusal::NotQuarantined { status: Status::Live })
    );
}

#[test]
fn idleness_is_a_problem_only_while_work_waits() {
    let mut play = Play::of("heartbeat: { ttl: 1s, ttl_idle: 5s }\nidle: { after: 10s, do: [nudge] }\n");
    let watchdog = play.state().watchdog.clone();
    let idle = Beat {
        doing: Doing::Idle,
        ..Beat::default()
    };
    play.beat(idle.clone()).unwrap();
    assert_ne!(play.state().watchdog, watchdog, "another time to live");
    assert_eq!(play.state().ttl(), Duration::from_secs(5));
    assert!(!play.beat(idle).unwrap());
    assert_eq!(play.wakes(TimerKind::Idle, 0), Duration::from_secs(10));
    assert!(play.kinds().is_empty());
    play.now_ms += 10 * SECOND;
    play.wakes(TimerKind::Idle, 3);
    let told = play.told();
    assert_eq!(
        (told[0].0, &told[0].1["evidence"]["waiting"]),
        ("agent.stuck", &3.into())
    );
    play.wakes(TimerKind::Idle, 3);
    assert!(play.kinds().is_empty(), "it was told");
    let between = Beat {
        doing: Doing::Between,
        ..Beat::default()
    };
    play.beat(between).unwrap();
    assert!(play.state().problems.is_empty());
    assert_eq!(play.wakes(TimerKind::Between, 0), Duration::from_secs(300));
    assert_eq!(play.told()[0].1["rule"], "between_phases");
}
