//! Agents that are alive and make no progress.

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
    // The timer fires at its first time, and then waits for the rest.
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
    play.beat(some.clone()).unwrap();
    assert!(play.kinds().is_empty(), "to say the same again is no progress");
    play.beat(Beat {
        progress: "three quarters".to_owned(),
        ..some
    })
    .unwrap();
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
    play.beat(call("x")).unwrap();
    assert!(play.state().problems.contains("looping"), "three of the last four");
    play.beat(call("read")).unwrap();
    assert!(play.kinds().is_empty(), "it is the same loop");
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
fn agents_over_budget_are_quarantined() {
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
    let tokens = play.state().tokens;
    play.beat(spends("3", 1)).unwrap();
    assert_eq!(play.state().tokens, tokens, "only its id is remembered");
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
    assert!(!play.does(Input::Release).unwrap(), "a repeat");
    // Earlier spending no longer counts after the release.
    play.kinds();
    play.beat(spends("4", 1000)).unwrap();
    assert!(play.kinds().is_empty());
    play.beat(spends("5", 1)).unwrap();
    assert_eq!(play.state().status, Status::Quarantined);
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

#[test]
fn stuck_agents_are_restarted_and_then_forced() {
    let mut play = Play::of("no_progress: { after: 60s, do: [restart] }\n");
    play.wakes(TimerKind::Progress, 0);
    play.now_ms += 60 * SECOND;
    if !play.state().problems.contains("no_progress") {
        play.wakes(TimerKind::Progress, 0);
    }
    assert_eq!(play.kinds(), ["agent.stuck", "agent.restart_requested"]);
    play.wakes(TimerKind::Force, 0);
    assert_eq!(play.sent()[0].1["mode"], "forced");
    play.effects.clear();
    play.does(Input::Register(Box::new(registration("")))).unwrap();
    assert!(play.state().problems.is_empty() && !play.state().timers.contains_key(&TimerKind::Force));
}

#[test]
fn silence_now_and_then_does_not_hide_that_nothing_is_achieved() {
    let mut play = Play::of("heartbeat: { ttl: 10s }\nno_progress: { after: 60s, do: [] }\n");
    for _ in 0..4 {
        play.falls_silent();
        play.beat(Beat::default()).unwrap();
        assert!(!play.kinds().contains(&"agent.stuck"));
    }
    assert_eq!(play.state().progress_ms, 1_000_000, "as when it was registered");
    play.falls_silent();
    play.beat(Beat::default()).unwrap();
    play.kinds();
    let timer = play.state().timers[&TimerKind::Progress].clone();
    play.now_ms += 10 * SECOND;
    play.does(Input::Wake {
        kind: TimerKind::Progress,
        timer,
        waiting: 0,
    })
    .unwrap();
    assert_eq!(play.kinds(), ["agent.stuck"]);
}

#[test]
fn an_idle_agent_that_is_put_aside_is_not_looked_at() {
    let mut play = Play::of("idle: { after: 40s, do: [quarantine, restart] }\n");
    let idle = Beat {
        doing: Doing::Idle,
        ..Beat::default()
    };
    play.beat(idle).unwrap();
    play.now_ms += 40 * SECOND;
    play.wakes(TimerKind::Idle, 1);
    assert_eq!(play.state().status, Status::Quarantined);
    assert!(play.state().timers.is_empty() && play.state().restarts_total == 0);
}

#[test]
fn stuck_agents_that_miss_a_heartbeat_are_still_restarted() {
    let rules = "heartbeat: { ttl: 2s }\nno_progress: { after: 60s, do: [restart] }\nrestart: { force_after: 30s }\n";
    let mut play = Play::of(rules);
    play.beat(at_work(1)).unwrap();
    play.wakes(TimerKind::Progress, 0);
    assert_eq!(play.kinds(), ["agent.stuck", "agent.restart_requested"]);
    play.falls_silent();
    play.beat(Beat::default()).unwrap();
    assert_eq!(play.state().status, Status::Live);
    play.effects.clear();
    play.wakes(TimerKind::Force, 0);
    assert_eq!(play.sent()[0].1["mode"], "forced");
    // Without another problem, a heartbeat cancels the restart.
    let mut play = Play::of("warned: [restart]\n");
    play.falls_silent();
    assert!(play.state().timers.contains_key(&TimerKind::Force));
    play.beat(Beat::default()).unwrap();
    assert!(!play.state().timers.contains_key(&TimerKind::Force));
}

#[test]
fn a_restart_that_waits_is_not_requested_of_one_that_is_well_by_then() {
    let rules =
        "no_progress: { after: 60s, do: [restart] }\nrestart: { cooldown: 10m, force_after: 10s, window: 1m }\n";
    let asked = |progress: bool| {
        let mut play = Play::of(rules);
        play.beat(at_work(1)).unwrap();
        play.wakes(TimerKind::Progress, 0);
        play.wakes(TimerKind::Force, 0);
        play.wakes(TimerKind::Force, 0);
        // The window is over, but the cooldown is longer.
        assert!(play.state().timers.contains_key(&TimerKind::Restart));
        if progress {
            play.beat(Beat {
                progress: "half".to_owned(),
                ..Beat::default()
            })
            .unwrap();
        }
        play.effects.retain(|effect| matches!(effect, Effect::Wake { .. }));
        play.wakes(TimerKind::Restart, 0);
        let told = play.told();
        told.iter()
            .map(|(kind, data)| (*kind, data["why"]["rule"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(false), [("agent.restart_requested", "no_progress".into())]);
    assert_eq!(asked(true), []);
}

#[test]
fn the_same_failure_is_a_loop_also_between_the_same_words() {
    let mut play = Play::of("looping: { failures: 3, do: [escalate] }\n");
    let mut said = Vec::new();
    for _ in 0..4 {
        play.beat(Beat {
            failure: "404".to_owned(),
            ..Beat::default()
        })
        .unwrap();
        said.extend(play.kinds());
        play.beat(Beat {
            progress: "still fetching".to_owned(),
            ..Beat::default()
        })
        .unwrap();
        said.extend(play.kinds());
    }
    assert_eq!(said, ["agent.looping", "agent.escalated"]);
}
