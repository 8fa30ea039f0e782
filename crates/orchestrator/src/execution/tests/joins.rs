//! Joins.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

fn of(join: &str) -> Play {
    Play::of(&format!(
        "name: n\nphases:\n- id: split\n  to: [gather]\n- id: gather\n  join: {join}\n  to: [merge]\n  regress: [split]\n- id: merge\n  queue: q\n"
    ))
}

fn child(id: &str, definition: &str) -> Input {
    Input::Spawn(NewChild {
        id: id.to_owned(),
        definition: definition.to_owned(),
        reason: "part".to_owned(),
        input: "null".to_owned(),
        phase: String::new(),
    })
}

fn ended(id: &str, status: Status) -> Input {
    Input::ChildEnded {
        id: id.to_owned(),
        end: ChildEnd {
            status,
            reason: String::new(),
            events: 1,
            output: None,
        },
    }
}

/// An arrival with an id of its own.
fn arrive(point: &str, who: &str) -> Input {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    named_arrival(&format!("arrival-{}", NEXT.fetch_add(1, Ordering::Relaxed)), point, who)
}

fn named_arrival(id: &str, point: &str, who: &str) -> Input {
    Input::Arrive {
        id: id.to_owned(),
        point: point.to_owned(),
        who: who.to_owned(),
    }
}

/// An execution with children, at the phase with the join.
fn gathering(join: &str, children: &[&str]) -> Play {
    let mut play = of(join);
    for id in children {
        play.goes(child(id, "part"));
    }
    play.goes(done());
    assert_eq!(play.phase(), "gather");
    play
}

#[test]
fn it_goes_on_with_the_child_that_makes_the_count_full() {
    let mut play = gathering("{ children: 2, timeout: 1h }", &["a", "b", "c"]);
    assert_eq!(play.run_status(), Some(RunStatus::Joining));
    assert!(play.sent.is_empty());
    play.goes(ended("a", Status::Completed));
    play.goes(ended("b", Status::Failed));
    assert_eq!(play.phase(), "gather");
    assert_eq!(play.does(ended("a", Status::Completed)), Ok(false));
    play.goes(ended("c", Status::Completed));
    assert_eq!((play.phase(), play.sent.len()), ("merge", 1));
    assert!(play.waiting.is_empty(), "{:?}", play.waiting);
    let told = [
        "workflow.child_ended",
        "workflow.joined",
        "workflow.phase_completed",
        "workflow.phase_entered",
    ];
    assert_eq!(play.events[play.events.len() - 4..], told);
}

#[test]
fn all_are_those_that_nobody_has_cancelled_and_a_failed_one_may_be_tried_again() {
    let mut play = gathering("{ children: all, timeout: 1h }", &["a", "b", "c"]);
    play.goes(ended("a", Status::Completed));
    play.goes(ended("b", Status::Cancelled));
    play.goes(ended("c", Status::Failed));
    assert_eq!(play.phase(), "gather");
    play.goes(child("d", "part"));
    play.goes(ended("c", Status::Completed));
    assert_eq!(play.phase(), "gather");
    play.goes(ended("d", Status::Completed));
    assert_eq!(play.phase(), "merge");
    // A join without children is met at once.
    assert_eq!(gathering_none().phase(), "merge");
}

fn gathering_none() -> Play {
    let mut play = of("{ children: all, timeout: 1h }");
    play.goes(done());
    play
}

#[test]
fn only_children_that_follow_the_definition_count() {
    let mut play = of("{ children: 1, of: part, timeout: 1h }");
    play.goes(child("a", "other"));
    play.goes(child("b", "part"));
    play.goes(done());
    play.goes(ended("a", Status::Completed));
    assert_eq!(play.phase(), "gather");
    play.goes(ended("b", Status::Completed));
    assert_eq!(play.phase(), "merge");
}

#[test]
fn parties_arrive_once_each_also_before_it_waits_and_for_each_visit_anew() {
    let mut play = of("{ arrivals: 2, timeout: 1h }");
    play.goes(arrive("gather", "ann"));
    play.goes(arrive("gather", "ann"));
    assert_eq!(play.state.arrivals["gather"].len(), 1);
    play.goes(done());
    assert_eq!(play.phase(), "gather");
    play.goes(Input::Regress {
        to: "split".to_owned(),
        fence: 0,
        reason: String::new(),
    });
    play.goes(done());
    play.goes(arrive("gather", "bob"));
    assert_eq!(play.phase(), "gather", "ann came to the first visit");
    play.goes(arrive("gather", "ann"));
    assert_eq!(play.phase(), "merge");
    assert!(play.state.arrivals.is_empty());
}

#[test]
fn a_repeated_arrival_counts_for_no_later_visit_and_is_answered_after_the_end() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: split\n  to: [gather]\n- id: gather\n  join: { arrivals: 1, timeout: 1h }\n  to: [merge]\n- id: merge\n  queue: q\n  regress: [split]\n",
    );
    play.goes(done());
    play.goes(named_arrival("first", "gather", "ann"));
    assert_eq!(play.phase(), "merge");
    assert_eq!(play.does(named_arrival("first", "gather", "ann")), Ok(false));
    assert!(play.state.arrivals.is_empty(), "a repeat counts for no later visit");
    for (point, who) in [("gather", "bob"), ("split", "ann")] {
        let other = play.does(named_arrival("first", point, who));
        assert!(matches!(other, Err(Refusal::OtherArrival { .. })), "{other:?}");
    }
    // A second arrival within the visit counts as no arrival, and is remembered all the same.
    play.goes(named_arrival("second", "gather", "ann"));
    play.goes(named_arrival("third", "gather", "ann"));
    play.goes(Input::Regress {
        to: "split".to_owned(),
        fence: 0,
        reason: String::new(),
    });
    play.goes(done());
    assert_eq!(play.phase(), "merge", "the second had come already");
    assert_eq!(play.does(named_arrival("third", "gather", "ann")), Ok(false));
    play.goes(Input::Cancel { reason: String::new() });
    assert_eq!(play.does(named_arrival("first", "gather", "ann")), Ok(false));
    let late = play.does(arrive("gather", "ann"));
    assert!(matches!(late, Err(Refusal::Terminal { .. })), "{late:?}");
}

#[test]
fn join_timeouts_follow_the_definition() {
    for (action, status, phase) in [
        ("", Status::Blocked, "gather"),
        (", on_timeout: fail", Status::Failed, "gather"),
        (", on_timeout: proceed", Status::Running, "merge"),
        (", on_timeout: go split", Status::Running, "split"),
    ] {
        let mut play = gathering(&format!("{{ children: 2, timeout: 10m{action} }}"), &["a", "b"]);
        play.goes(ended("a", Status::Completed));
        assert_eq!((play.fires(), play.now_ms), (TimerKind::Join, 600_000));
        assert_eq!((play.state.status, play.phase()), (status, phase), "{action}");
        let told = play.events.iter().filter(|kind| **kind == "workflow.join_timed_out");
        assert_eq!(told.count(), 1);
        assert!(play.waits_for().is_empty());
        // A late completion does not pass the join a second time.
        play.goes(ended("b", Status::Completed));
        assert_eq!(play.phase(), phase);
    }
}

#[test]
fn blocked_joins_wait_again_after_a_resume() {
    let mut play = gathering("{ children: 1, timeout: 10m }", &["a"]);
    play.fires();
    assert!(play.state.reason.contains("0 of 1 children"), "{}", play.state.reason);
    play.goes(Input::Resume);
    assert_eq!(play.run_status(), Some(RunStatus::Joining));
    assert_eq!(play.waiting.len(), 1);
    play.goes(ended("a", Status::Completed));
    assert_eq!(play.phase(), "merge");
    // A completion while the execution is blocked counts after the resume.
    let mut play = gathering("{ children: 1, timeout: 10m }", &["a"]);
    play.fires();
    play.goes(ended("a", Status::Completed));
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!(play.phase(), "merge");
}

#[test]
fn while_it_is_paused_nothing_goes_on_and_then_all_that_came_counts() {
    let mut play = gathering("{ children: 1, timeout: 10m }", &["a"]);
    play.goes(Input::Pause {
        reason: "lunch".to_owned(),
    });
    play.goes(ended("a", Status::Completed));
    assert_eq!(play.phase(), "gather");
    play.goes(Input::Resume);
    assert_eq!(play.phase(), "merge");
}

#[test]
fn a_phase_with_work_begins_it_when_the_others_are_there() {
    let mut play =
        Play::of("name: n\nphases:\n- id: a\n  join: { arrivals: 1, timeout: 1h }\n  queue: q\n  deadline: 5m\n");
    assert_eq!(play.run_status(), Some(RunStatus::Joining));
    assert!(matches!(play.does(done()), Err(Refusal::Joining { .. })));
    play.goes(arrive("a", "ann"));
    assert_eq!((play.run_status(), play.sent.len()), (Some(RunStatus::Working), 1));
    let waits: Vec<_> = play.waiting.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(waits, [TimerKind::Deadline]);
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
    assert!(matches!(play.does(arrive("a", "bob")), Err(Refusal::Terminal { .. })));
}

#[test]
fn arrivals_at_phases_without_a_join_are_refused() {
    let mut play = of("{ children: 1, timeout: 1h }");
    for point in ["gather", "split", "nowhere"] {
        assert!(matches!(play.does(arrive(point, "ann")), Err(Refusal::NoPoint { .. })));
    }
    let mut play = of("{ arrivals: 256, timeout: 1h }");
    for number in 0..256 {
        play.goes(arrive("gather", &number.to_string()));
    }
    assert!(matches!(
        play.does(arrive("gather", "more")),
        Err(Refusal::Arrivals { most: 256 })
    ));
}

#[test]
fn executions_over_their_step_budget_join_after_a_resume() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: a\n  queue: q\n  to: [b]\n- id: b\n  queue: q\n  join: { arrivals: 1, timeout: 1h }\nbudgets: { steps: 1 }\n",
    );
    play.goes(done());
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!((play.phase(), play.run_status()), ("b", Some(RunStatus::Joining)));
    play.goes(arrive("b", "ann"));
    assert_eq!(play.run_status(), Some(RunStatus::Working));
}

#[test]
fn a_phase_that_only_waited_was_completed_by_nobody() {
    let mut play = Play::of(
        "name: n\nphases:\n- id: wait\n  join: { arrivals: 1, timeout: 1h }\n  to: [work]\n- id: work\n  queue: work\n  to: [again]\n- id: again\n  join: { arrivals: 1, timeout: 1h }\n  to: [rest]\n- id: rest\n  queue: work\n",
    );
    let come = |point: &str| arrive(point, "ann");
    let with = |score, to: &str| {
        Input::Complete(Completion {
            fence: 1,
            score,
            to: to.to_owned(),
            ..Completion::default()
        })
    };
    play.goes(come("wait"));
    assert_eq!(play.phase(), "work");
    play.goes(come("again"));
    play.goes(with(None, ""));
    assert_eq!(play.phase(), "rest", "it had come already");
    assert_eq!(play.does(with(None, "again")), Ok(false), "the same again");
    let otherwise = Err(Refusal::Done {
        phase: "work".to_owned(),
    });
    assert_eq!(play.does(with(Some(0.5), "")), otherwise);
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn the_entry_gate_of_what_follows_a_wait_is_kept() {
    let document = "name: n\nphases:\n- { id: a, queue: q, to: [gather] }\n- { id: gather, join: { arrivals: 1, timeout: 1h }, to: [merge] }\n- { id: merge, queue: q, entry: { artifacts: [plan] } }\n";
    let arrives = |plan: bool| {
        let mut play = Play::of(document);
        play.goes(Input::Complete(Completion {
            artifacts: plan.then(|| "plan".to_owned()).into_iter().collect(),
            ..Completion::default()
        }));
        play.goes(arrive("gather", "ann"));
        (play.phase().to_owned(), play.state.status, play.state.reason.clone())
    };
    assert_eq!(arrives(true), ("merge".to_owned(), Status::Running, String::new()));
    let (phase, status, reason) = arrives(false);
    assert_eq!((phase.as_str(), status), ("gather", Status::Blocked));
    assert!(
        reason.contains("entry gate of phase \"merge\"") && reason.contains("plan"),
        "{reason}"
    );
}
