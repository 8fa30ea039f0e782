//! Approvals.

use super::*;

fn asked(rule: &str) -> Play {
    let document = format!("name: n\nphases:\n- id: a\n  queue: q\n  approval: {rule}\n  to: [b]\n- id: b\n");
    let mut play = Play::of(&document);
    play.goes(done());
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    assert_eq!(play.events.last(), Some(&"approval.requested"));
    play
}

fn decision(approved: bool) -> Input {
    Input::Decide(Decision {
        fence: 0,
        phase: "a".to_owned(),
        approved,
        by: "lead".to_owned(),
        why: "fine".to_owned(),
        principal: "key:lead".to_owned(),
        key: String::new(),
    })
}

#[test]
fn approved_phases_proceed_and_repeats_change_nothing() {
    let mut play = asked("{ from: lead }");
    play.goes(decision(true));
    assert_eq!(play.state.status, Status::Completed);
    assert!(play.events.contains(&"approval.decided"));
    assert_eq!(play.does(decision(true)), Ok(false));
    assert!(matches!(play.does(decision(false)), Err(Refusal::Terminal { .. })));
}

#[test]
fn denied_approvals_follow_the_failure_rule() {
    let mut play = asked("{ from: lead }");
    play.goes(decision(false));
    assert_eq!(
        (play.state.status, play.state.reason.as_str()),
        (
            Status::Blocked,
            "permanent: denied by lead".trim_start_matches("permanent: ")
        )
    );
    assert!(play.waits_for().is_empty());
    assert_eq!(play.does(decision(false)), Ok(false));
}

#[test]
fn approval_timeouts_deny_unless_configured_otherwise() {
    let mut play = asked("{ from: lead }");
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Approval, 1_800_000));
    assert_eq!(play.state.status, Status::Blocked);
    assert_eq!(play.state.reason, "nobody approved in time");

    let mut play = asked("{ from: lead, on_timeout: approve, deadline: 1m }");
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Approval, 60_000));
    assert_eq!(play.state.status, Status::Completed);

    let mut play = asked("{ from: lead, on_timeout: halt }");
    play.fires();
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    play.goes(decision(true));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn one_after_the_other_is_asked_and_then_it_is_a_no() {
    let mut play = asked("{ from: lead, escalation: [director, board], deadline: 1m }");
    let who = |play: &Play| play.state.run.as_ref().unwrap().asked.as_ref().unwrap().who.clone();
    assert_eq!(who(&play), "lead");
    play.fires();
    assert_eq!(
        (who(&play).as_str(), play.events.last()),
        ("director", Some(&"approval.escalated"))
    );
    play.fires();
    assert_eq!((who(&play).as_str(), play.now_ms), ("board", 120_000));
    play.fires();
    assert_eq!(play.state.status, Status::Blocked);
    assert!(play.events.contains(&"approval.timed_out"));
}

/// After any kind of timeout, a resumed execution asks again, and the work is requested once.
#[test]
fn a_question_that_timed_out_is_asked_again() {
    let rules = [
        "{ from: lead, on_timeout: deny }",
        "{ from: lead, on_timeout: halt }",
        "{ from: lead, on_timeout: escalate, escalation: [director] }",
    ];
    for rule in rules {
        for on_failure in ["block", "fail"] {
            let document = format!(
                "name: n\non_failure: {on_failure}\nphases:\n- id: a\n  queue: q\n  approval: {rule}\n  to: [b]\n- id: b\n"
            );
            let mut play = Play::of(&document);
            play.goes(done());
            while play.state.status == Status::Running {
                play.fires();
            }
            let resumed = match play.state.status {
                Status::Failed => Input::Retry,
                _ => Input::Resume,
            };
            play.goes(resumed);
            assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval), "{rule}");
            assert_eq!(play.events.last(), Some(&"approval.requested"), "{rule}");
            play.goes(decision(true));
            assert_eq!(play.state.status, Status::Completed, "{rule}");
            assert_eq!(play.sent.len(), 1, "{rule}");
        }
    }
}

#[test]
fn decisions_without_a_pending_approval_are_refused() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\n");
    assert!(matches!(
        play.does(decision(true)),
        Err(Refusal::NotAwaitingApproval { .. })
    ));
}

#[test]
fn work_that_waits_for_a_decision_is_not_done_again() {
    let mut play = asked("{ from: lead }");
    let again = Input::Complete(Completion {
        fence: 1,
        ..Completion::default()
    });
    assert_eq!(play.does(again), Ok(false));
    assert_eq!(play.does(done()), Ok(false), "without a fence, too");
    let other = Completion {
        feedback: "other words".to_owned(),
        ..Completion::default()
    };
    assert!(matches!(play.does(Input::Complete(other)), Err(Refusal::Done { .. })));
    assert!(matches!(
        play.does(failed(FailureClass::Transient, "")),
        Err(Refusal::NotAtWork { .. })
    ));
}

#[test]
fn a_decision_may_name_the_attempt_and_counts_for_no_other_one() {
    let of = |approved, fence| {
        Input::Decide(Decision {
            phase: String::new(),
            fence,
            approved,
            by: "lead".to_owned(),
            why: String::new(),
            principal: "key:lead".to_owned(),
            key: String::new(),
        })
    };
    let mut play = asked("{ from: lead }");
    play.goes(of(false, 1));
    play.goes(Input::Resume);
    play.goes(done());
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    assert!(
        matches!(play.does(of(true, 1)), Err(Refusal::Decided { fence: 1, .. })),
        "the second attempt was not seen"
    );
    assert_eq!(play.does(of(false, 1)), Ok(false), "it was, of the first");
    play.goes(of(true, 2));
    assert_eq!(play.does(of(true, 2)), Ok(false));
    assert_eq!(play.state.status, Status::Completed);
}

/// A decision that names neither a phase nor an attempt.
fn bare(approved: bool) -> Input {
    let Input::Decide(decision) = decision(approved) else {
        unreachable!()
    };
    Input::Decide(Decision {
        phase: String::new(),
        ..decision
    })
}

/// Two phases with approvals and a third one; the first awaits its decision.
fn two_questions() -> Play {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: q\n  approval: { from: lead }\n  to: [b]\n- id: b\n  queue: q\n  approval: { from: lead }\n  to: [c]\n  regress: [a]\n- id: c\n",
    );
    play.goes(done());
    play
}

#[test]
fn bare_decision_repeats_the_last_one() {
    for approved in [true, false] {
        let mut play = two_questions();
        play.goes(bare(approved));
        assert_eq!(play.does(bare(approved)), Ok(false), "{approved}");
        assert!(play.does(bare(!approved)).is_err(), "{approved}");
    }
}

#[test]
fn decision_of_another_principal_is_no_repeat() {
    for fence in [0, 1] {
        for approved in [true, false] {
            let of = |principal: &str| {
                Input::Decide(Decision {
                    phase: String::new(),
                    fence,
                    approved,
                    by: principal.to_owned(),
                    why: String::new(),
                    principal: principal.to_owned(),
                    key: String::new(),
                })
            };
            let mut play = two_questions();
            play.goes(of("key:ann"));
            assert_eq!(play.does(of("key:ann")), Ok(false), "{fence} {approved}");
            assert!(play.does(of("key:bob")).is_err(), "{fence} {approved}");
        }
    }
}

#[test]
fn bare_decision_is_no_repeat_once_another_is_asked_for() {
    let mut play = two_questions();
    play.goes(bare(true));
    play.goes(done());
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    assert_eq!(
        play.does(decision(true)),
        Ok(false),
        "it names the phase that was decided on"
    );
    play.goes(bare(true));
    assert_eq!(play.state.status, Status::Completed);
    assert_eq!(play.does(bare(true)), Ok(false));
}

#[test]
fn decision_is_no_repeat_after_later_work_ended() {
    // A phase without an approval was completed in between.
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: q\n  approval: { from: lead }\n  to: [b]\n- id: b\n  queue: q\n  to: [c]\n- id: c\n  queue: q\n",
    );
    play.goes(done());
    play.goes(bare(true));
    play.goes(done());
    assert!(matches!(
        play.does(bare(true)),
        Err(Refusal::NotAwaitingApproval { .. })
    ));
    // The later phase fell back to the approved one.
    let mut play = two_questions();
    play.goes(bare(true));
    play.goes(Input::Regress {
        to: "a".to_owned(),
        fence: 0,
        reason: "red".to_owned(),
    });
    for again in [bare(true), decision(true)] {
        assert!(matches!(play.does(again), Err(Refusal::NotAwaitingApproval { .. })));
    }
}

#[test]
fn fenced_decision_is_a_repeat_after_later_work_ended() {
    let document =
        "name: n\nphases:\n- id: a\n  queue: q\n  approval: { from: lead }\n  to: [b]\n- id: b\n  queue: q\n";
    let mut play = Play::of(document);
    play.goes(done());
    let fence = play.state.run.as_ref().unwrap().fence;
    let fenced = |approved: bool, principal: &str| {
        let Input::Decide(decision) = decision(approved) else {
            unreachable!("a decision");
        };
        let principal = principal.to_owned();
        Input::Decide(Decision {
            fence,
            principal,
            key: String::new(),
            ..decision
        })
    };
    play.goes(fenced(true, "key:lead"));
    assert_eq!(play.does(fenced(true, "key:lead")), Ok(false));
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
    assert_eq!(play.does(fenced(true, "key:lead")), Ok(false));
    for other in [fenced(false, "key:lead"), fenced(true, "key:other")] {
        assert!(matches!(play.does(other), Err(Refusal::Decided { .. })));
    }
}

#[test]
fn fenced_decision_is_a_repeat_in_its_own_phase_and_words_alone() {
    let of = |phase: &str, by: &str, why: &str| {
        Input::Decide(Decision {
            phase: phase.to_owned(),
            fence: 1,
            approved: true,
            by: by.to_owned(),
            why: why.to_owned(),
            principal: "key:lead".to_owned(),
            key: String::new(),
        })
    };
    let mut play = two_questions();
    play.goes(of("a", "lead", "fine"));
    for same in [of("a", "lead", "fine"), of("", "lead", "fine")] {
        assert_eq!(play.does(same), Ok(false));
    }
    for other in [of("a", "deputy", "fine"), of("a", "lead", "fine, but slow")] {
        assert!(matches!(play.does(other), Err(Refusal::Decided { approved: true, .. })));
    }
    assert!(matches!(
        play.does(of("b", "lead", "fine")),
        Err(Refusal::NotInPhase { .. })
    ));
}

/// The second decision of an execution does not replace the first one, whether it is denied, resumed or rewound.
#[test]
fn each_fenced_decision_stays_a_repeat_whatever_follows() {
    let of = |fence, approved| {
        let Input::Decide(decision) = bare(approved) else {
            unreachable!("a decision");
        };
        Input::Decide(Decision { fence, ..decision })
    };
    let mut play = two_questions();
    let past = play.state.clone();
    play.goes(of(1, true));
    play.goes(done());
    play.goes(of(2, false));
    let repeats = |play: &mut Play| {
        for known in [of(1, true), of(2, false)] {
            assert_eq!(play.does(known), Ok(false));
        }
        for other in [of(1, false), of(2, true)] {
            assert!(matches!(play.does(other), Err(Refusal::Decided { .. })));
        }
    };
    assert_eq!(play.state.status, Status::Blocked);
    repeats(&mut play);
    let mut rewound = play;
    rewound.goes(Input::Rewind(Box::new(Past {
        version: 1,
        state: past,
    })));
    repeats(&mut rewound);
    rewound.goes(Input::Cancel { reason: String::new() });
    repeats(&mut rewound);
}

#[test]
fn altered_words_of_the_last_decision_are_no_repeat() {
    let mut play = two_questions();
    play.goes(bare(true));
    let Input::Decide(first) = bare(true) else {
        unreachable!("a decision");
    };
    let altered = Decision {
        why: "another reason".to_owned(),
        ..first
    };
    assert!(play.does(Input::Decide(altered)).is_err());
}

/// Work that this principal completed, and that awaits an approval.
fn worked_by(rule: &str, principal: &str) -> Play {
    let document = format!("name: n\nphases:\n- id: a\n  queue: q\n  approval: {rule}\n");
    let mut play = Play::of(&document);
    play.goes(Input::Complete(Completion {
        principal: principal.to_owned(),
        ..Completion::default()
    }));
    play
}

#[test]
fn the_key_that_did_the_work_does_not_decide_on_it_unless_the_definition_says_so() {
    let mut play = worked_by("{ from: lead }", "key:lead");
    assert_eq!(
        play.does(decision(true)),
        Err(Refusal::SelfApproval {
            phase: "a".to_owned(),
            worker: "key:lead".to_owned(),
        })
    );
    assert_eq!(
        play.run_status(),
        Some(RunStatus::AwaitingApproval),
        "nothing has changed"
    );
    for (rule, principal) in [
        ("{ from: lead }", "key:agent"),
        ("{ from: lead }", ""),
        ("{ from: lead, self_approval: true }", "key:lead"),
    ] {
        let mut play = worked_by(rule, principal);
        play.goes(decision(true));
        assert_eq!(play.state.status, Status::Completed, "{rule} {principal}");
    }
}
