//! Phases, gates and budgets.

use super::*;

const TWO: &str = "name: n\nphases:\n- id: a\n  queue: work\n  to: [b, c]\n  regress: []\n- id: b\n  regress: [a]\n  to: [c]\n- id: c\n";

#[test]
fn an_execution_goes_through_its_phases_to_the_end() {
    let mut play = Play::of(TWO);
    assert_eq!((play.phase(), play.sent.len()), ("a", 1));
    assert_eq!(
        (play.sent[0]["fence"].as_u64(), &play.sent[0]["input"]["a"]),
        (Some(1), &serde_json::json!(1))
    );
    play.goes(done());
    assert_eq!(play.phase(), "b");
    play.goes(done());
    assert_eq!((play.state.status, play.phase()), (Status::Completed, ""));
    let expected = [
        "workflow.started",
        "workflow.phase_entered",
        "workflow.phase_completed",
        "workflow.phase_entered",
    ];
    assert_eq!(play.events[..4], expected);
    assert_eq!(
        play.events[4..],
        [
            "workflow.phase_completed",
            "workflow.phase_entered",
            "workflow.completed"
        ]
    );
}

/// A cycle of phases: `b` analyses the problem of `a`.
const ROUND: &str = "name: n
phases:
- { id: a, queue: q, deadline: 1m, on_timeout: go b, retry: { attempts: 1 }, to: [c] }
- { id: b, queue: q, visits: { most: 4, in_a_row: 2 }, children_max: 2, to: [a] }
- { id: c, exit: { checklist: [x] }, to: [a, end] }
- { id: end }
";

/// Advances to `b` by a timeout of `a`.
fn round(play: &mut Play) {
    assert_eq!(play.phase(), "a");
    play.fires();
    assert_eq!(play.phase(), "b");
}

#[test]
fn a_phase_is_not_come_to_more_often_than_it_allows_in_a_row_and_in_all() {
    let mut play = Play::of(ROUND);
    for _ in 0..2 {
        round(&mut play);
        play.goes(done());
    }
    round(&mut play);
    assert_eq!(play.state.status, Status::Blocked, "the third in a row");
    assert_eq!(play.state.reason, "over budget: visits");
    // A person resumes it; then another phase is completed.
    play.goes(Input::Resume);
    play.goes(done());
    play.goes(done());
    assert_eq!(play.phase(), "c");
    play.goes(shown(&["x"], None));
    assert_eq!(play.phase(), "a", "and round again");
    round(&mut play);
    assert_eq!(
        play.state.status,
        Status::Running,
        "the fourth of all, and the first in a row"
    );
    play.goes(done());
    round(&mut play);
    assert_eq!(play.state.status, Status::Blocked, "the fifth of all");
}

#[test]
fn a_phase_may_allow_fewer_children_than_its_execution() {
    let mut play = Play::of(ROUND);
    let child = |id: &str| {
        Input::Spawn(NewChild {
            id: id.to_owned(),
            definition: "fix".to_owned(),
            reason: "found".to_owned(),
            input: "null".to_owned(),
            phase: String::new(),
        })
    };
    play.goes(child("1"));
    round(&mut play);
    play.goes(child("2"));
    play.goes(done());
    play.goes(child("3"));
    round(&mut play);
    play.goes(child("4"));
    let refused = play.does(child("5")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "it has discovered 2 executions in phase \"b\", which allows 2; add their work to one that is there"
    );
    assert_eq!(play.does(child("4")), Ok(false), "a repeat");
}

#[test]
fn completions_to_undeclared_phases_are_refused() {
    let mut play = Play::of(TWO);
    let to = |to: &str| {
        Input::Complete(Completion {
            to: to.to_owned(),
            ..Completion::default()
        })
    };
    let refused = play.does(to("a")).unwrap_err();
    assert_eq!(refused.to_string(), "phase \"a\" may not follow \"a\"; these may: b, c");
    play.goes(to("c"));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn completing_twice_is_done_once_and_otherwise_is_refused() {
    let mut play = Play::of(TWO);
    let once = Input::Complete(Completion {
        phase: "a".to_owned(),
        fence: 1,
        ..Completion::default()
    });
    play.goes(once.clone());
    assert_eq!(play.does(once.clone()), Ok(false));
    // The attempt is over, and is not the completed one.
    let stale = Input::Complete(Completion {
        fence: 7,
        ..Completion::default()
    });
    assert!(matches!(
        play.does(stale),
        Err(Refusal::StaleFence { current: 2, asked: 7 })
    ));
    let elsewhere = Input::Complete(Completion {
        phase: "c".to_owned(),
        ..Completion::default()
    });
    assert!(matches!(play.does(elsewhere), Err(Refusal::NotInPhase { .. })));
    play.goes(done());
    // An ended execution does not change.
    assert!(matches!(
        play.does(done()),
        Err(Refusal::Terminal {
            status: Status::Completed
        })
    ));
}

#[test]
fn gates_hold_until_all_is_shown() {
    let document = "name: n\nphases:\n- id: a\n  exit: { checklist: [x, y], artifacts: [z] }\n  to: [b]\n- id: b\n  entry: { checklist: [w] }\n";
    let mut play = Play::of(document);
    let refused = play.does(shown(&["x"], None)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the exit gate of phase \"a\" is not met: item \"y\" is not done, artifact \"z\" was not made"
    );
    assert!(play.state.checklist.is_empty(), "a refusal changes nothing");
    let mut all = Completion {
        checklist: vec!["x".to_owned(), "y".to_owned()],
        artifacts: vec!["z".to_owned()],
        ..Completion::default()
    };
    assert!(matches!(
        play.does(Input::Complete(all.clone())),
        Err(Refusal::GateNotMet { which: "entry", .. })
    ));
    all.checklist.push("w".to_owned());
    play.goes(Input::Complete(all));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn a_score_that_is_too_low_is_a_failed_attempt_with_feedback() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\n  exit: { score: 0.7 }\n  to: [b]\n- id: b\n");
    assert!(matches!(play.does(done()), Err(Refusal::GateNotMet { .. })));
    play.goes(Input::Complete(Completion {
        score: Some(0.5),
        feedback: "more colour".to_owned(),
        ..Completion::default()
    }));
    assert_eq!(play.run_status(), Some(RunStatus::BackingOff));
    assert_eq!(play.fires(), TimerKind::Retry);
    let again = &play.sent[1];
    assert_eq!((again["attempt"].as_u64(), again["fence"].as_u64()), (Some(2), Some(2)));
    assert!(again["feedback"]["message"].as_str().unwrap().contains("more colour"));
    play.goes(shown(&[], Some(0.7)));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn a_phase_may_fall_back_where_the_definition_says() {
    let mut play = Play::of(TWO);
    let back = |to: &str| Input::Regress {
        to: to.to_owned(),
        fence: 0,
        reason: "wrong".to_owned(),
    };
    assert!(matches!(play.does(back("b")), Err(Refusal::NotAllowed { .. })));
    play.goes(done());
    play.goes(back("a"));
    assert_eq!((play.phase(), play.state.visits["a"]), ("a", 2));
    let told = &play.sent[1]["feedback"];
    assert_eq!(
        (told["regressedFrom"].as_str(), told["message"].as_str()),
        (Some("b"), Some("wrong"))
    );
}

#[test]
fn blocked_executions_may_regress_without_another_attempt() {
    let mut play = Play::of(TWO);
    let back = || Input::Regress {
        to: "a".to_owned(),
        fence: 0,
        reason: "wrong".to_owned(),
    };
    play.goes(done());
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.state.status, Status::Blocked);
    let sent = play.sent.len();
    play.goes(back());
    assert_eq!(
        (play.phase(), play.state.status, play.state.reason.as_str()),
        ("a", Status::Running, "")
    );
    assert!(play.sent[sent..].iter().all(|message| message["phase"] == "a"));
    play.goes(Input::Pause { reason: String::new() });
    assert!(matches!(play.does(back()), Err(Refusal::NotRunning { .. })));
}

#[test]
fn a_fall_back_may_name_the_attempt_and_a_repeat_of_it_changes_nothing() {
    let mut play = Play::of(TWO);
    let back = |fence| Input::Regress {
        to: "a".to_owned(),
        fence,
        reason: "wrong".to_owned(),
    };
    play.goes(done());
    let fence = play.state.fence;
    play.goes(back(fence));
    assert_eq!(play.does(back(fence)), Ok(false));
    play.goes(done());
    assert_eq!(play.does(back(fence)), Ok(false), "also once it has gone on");
    let other = Input::Regress {
        to: "a".to_owned(),
        fence,
        reason: "another reason".to_owned(),
    };
    let to = "a".to_owned();
    assert_eq!(play.does(other), Err(Refusal::Regressed { fence, to }));
    let old = Err(Refusal::StaleFence {
        current: play.state.fence,
        asked: fence + 1,
    });
    assert_eq!(play.does(back(fence + 1)), old);
    play.goes(back(0));
    assert_eq!(play.state.visits["a"], 3);
}

#[test]
fn a_phase_that_takes_too_long_does_what_the_definition_says() {
    let late = |action: &str| {
        let document = format!(
            "name: n\nphases:\n- id: a\n  deadline: 10s\n  grace: 5s\n  on_timeout: {action}\n  to: [b]\n- id: b\n  queue: q\n"
        );
        let mut play = Play::of(&document);
        assert_eq!((play.fires(), play.now_ms), (TimerKind::Deadline, 10_000));
        assert_eq!(play.events.last(), Some(&"risk.raised"));
        assert_eq!((play.fires(), play.now_ms), (TimerKind::Grace, 15_000));
        assert!(play.events.contains(&"workflow.phase_timed_out"));
        play
    };
    assert_eq!(late("block").state.status, Status::Blocked);
    assert_eq!(late("fail").state.status, Status::Failed);
    assert_eq!(late("go b").phase(), "b");
    let mut play = late("retry");
    assert_eq!((play.fires(), play.state.fence), (TimerKind::Retry, 2));
    assert!(
        play.state.timers.contains_key(&TimerKind::Deadline),
        "each attempt has its own"
    );
}

#[test]
fn a_deadline_that_nobody_acted_on_in_time_fails_no_attempt_that_has_not_begun() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: q\n  deadline: 300ms\n  on_timeout: retry\n  retry: { attempts: 3, initial: 100ms, max: 200ms }\n",
    );
    assert_eq!(play.fires(), TimerKind::Deadline);
    assert_eq!(play.state.run.as_ref().unwrap().status, RunStatus::BackingOff);
    // No worker ran when the next attempt was due. Now both timers fire, in either order.
    let of = |play: &Play, kind: TimerKind| play.waiting.iter().find(|waiting| waiting.0 == kind).cloned().unwrap();
    let (deadline, retry) = (of(&play, TimerKind::Deadline), of(&play, TimerKind::Retry));
    play.now_ms += 60_000;
    for (kind, timer, _) in [deadline, retry] {
        play.waiting.retain(|(_, id, _)| *id != timer);
        play.goes(Input::Wake { kind, timer });
    }
    let run = play.state.run.clone().unwrap();
    assert_eq!((run.attempt, run.failures, run.status), (2, 1, RunStatus::Working));
    assert_eq!(of(&play, TimerKind::Deadline).2, play.now_ms + 300);
    assert_eq!(
        play.events
            .iter()
            .filter(|kind| **kind == "workflow.phase_timed_out")
            .count(),
        1
    );
}

#[test]
fn a_timer_that_the_state_does_not_name_is_ignored() {
    let mut play =
        Play::of("name: n\nphases:\n- id: a\n  deadline: 10s\n  to: [b]\n- id: b\n  queue: q\n  deadline: 1h\n");
    let (kind, timer, _) = play.waiting[0].clone();
    play.goes(done());
    assert_eq!(play.phase(), "b");
    assert_eq!(play.does(Input::Wake { kind, timer }), Ok(false));
}

#[test]
fn budgets_stop_what_goes_beyond_them() {
    let round = "name: n\nphases:\n- id: a\n  to: [b]\n- id: b\n  to: [a, c]\n- id: c\nbudgets: { steps: 3 }\n";
    let mut play = Play::of(round);
    for _ in 0..3 {
        play.goes(done());
    }
    assert_eq!(
        (play.state.status, play.state.reason.as_str()),
        (Status::Blocked, "over budget: steps")
    );
    assert_eq!(play.events[play.events.len() - 2..], ["risk.raised", "workflow.paused"]);
    let mut play =
        Play::of("name: n\nphases:\n- id: a\n  to: [b]\n- id: b\n  queue: q\nbudgets: { tokens: 10, time: 1m }\n");
    play.goes(Input::Complete(Completion {
        tokens: 11,
        ..Completion::default()
    }));
    assert_eq!(play.state.reason, "over budget: tokens");
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\nbudgets: { time: 1m }\n");
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Execution, 60_000));
    assert_eq!(play.state.reason, "over budget: time");
}

#[test]
fn completed_phases_refuse_a_different_completion() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: work\n  exit: { checklist: [x, y] }\n  approval: { from: lead }\n  to: [b, c]\n- id: b\n  queue: work\n- id: c\n",
    );
    let with = |items: [&str; 2], to: &str, score| {
        Input::Complete(Completion {
            fence: 1,
            checklist: items.map(str::to_owned).to_vec(),
            to: to.to_owned(),
            score,
            ..Completion::default()
        })
    };
    let otherwise = Err(Refusal::Done { phase: "a".to_owned() });
    play.goes(with(["x", "y"], "", None));
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    assert_eq!(
        play.does(with(["y", "x"], "b", None)),
        Ok(false),
        "in other words the same"
    );
    assert_eq!(play.does(with(["x", "y"], "c", None)), otherwise);
    assert_eq!(play.does(with(["x", "y"], "", Some(0.5))), otherwise);
    play.goes(Input::Decide(Decision {
        phase: String::new(),
        fence: 1,
        approved: true,
        by: "lead".to_owned(),
        why: String::new(),
        principal: "key:lead".to_owned(),
        key: String::new(),
    }));
    assert_eq!(play.phase(), "b");
    assert_eq!(play.does(with(["x", "y"], "", None)), Ok(false));
    assert_eq!(play.does(with(["x", "y"], "c", None)), otherwise);
    assert_eq!(play.does(with(["x", "x"], "", None)), otherwise);
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn evidence_without_a_gate_is_not_stored() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: work\n  to: [b]\n- id: b\n  entry: { artifacts: [m] }\n  exit: { checklist: [x] }\n",
    );
    play.goes(Input::Complete(Completion {
        checklist: vec!["x".to_owned(), "z".to_owned()],
        artifacts: vec!["m".to_owned(), "n".to_owned()],
        ..Completion::default()
    }));
    assert_eq!(play.state.checklist.iter().collect::<Vec<_>>(), ["x"]);
    assert_eq!(play.state.artifacts.iter().collect::<Vec<_>>(), ["m"]);
}

#[test]
fn a_gate_of_each_visit_is_shown_anew() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: work\n  exit: { checklist: [x], each_visit: true }\n  to: [b]\n- id: b\n  queue: work\n  exit: { checklist: [y] }\n  regress: [a]\n",
    );
    play.goes(shown(&["x", "y"], None));
    let back = Input::Regress {
        to: "a".to_owned(),
        fence: 0,
        reason: String::new(),
    };
    play.goes(back);
    assert!(matches!(play.does(done()), Err(Refusal::GateNotMet { .. })));
    play.goes(shown(&["x"], None));
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed, "the other gate remembers");
}

#[test]
fn resumes_renew_a_spent_budget() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: work\n  to: [b]\n- id: b\n  queue: work\n  to: [c]\n- id: c\n  queue: work\nbudgets: { tokens: 100 }\n",
    );
    let spent = |tokens| {
        Input::Complete(Completion {
            tokens,
            ..Completion::default()
        })
    };
    play.goes(spent(101));
    assert_eq!((play.state.status, play.phase()), (Status::Blocked, "b"));
    assert_eq!(play.state.visits["a"], 1);
    play.goes(Input::Resume);
    play.goes(spent(101));
    assert_eq!(
        (play.state.status, play.phase()),
        (Status::Blocked, "c"),
        "the other is spent, too"
    );
    play.goes(Input::Resume);
    play.goes(spent(100));
    assert_eq!(play.state.status, Status::Completed);
}

/// Completed work stays completed. The execution is blocked before the next work or at the approval, and not at all
/// after the last phase.
#[test]
fn spending_beyond_a_budget_undoes_no_finished_work() {
    let spent = || {
        Input::Complete(Completion {
            tokens: 101,
            ..Completion::default()
        })
    };
    let ends = [
        "- id: a\n  queue: work\n",
        "- id: a\n  queue: work\n  to: [z]\n- id: z\n",
    ];
    for end in ends {
        let mut play = Play::of(&format!("name: n\nbudgets: {{ tokens: 100 }}\nphases:\n{end}"));
        play.goes(spent());
        assert_eq!(play.state.status, Status::Completed, "{end}");
        assert!(play.events.contains(&"risk.raised"), "{end}");
    }
    let asked = "- id: a\n  queue: work\n  approval: { from: lead }\n";
    let mut play = Play::of(&format!("name: n\nbudgets: {{ tokens: 100 }}\nphases:\n{asked}"));
    play.goes(spent());
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    assert_eq!(play.sent.len(), 1, "the work was asked for once");
}

#[test]
fn rounds_that_nobody_ends_do_not_go_on_for_ever() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  deadline: 1ms\n  on_timeout: go a\n  to: [b]\n- id: b\n");
    while play.state.status == Status::Running {
        play.fires();
    }
    assert_eq!((play.state.status, play.state.steps), (Status::Blocked, 10_001));
}
