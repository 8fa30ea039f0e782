//! WIP slots, as one execution sees them.

use super::*;

const TWO: &str = "name: n\nphases:\n- id: build\n  queue: q\n  wip: 2\n  deadline: 1h\n  to: [test]\n- id: test\n  queue: q\n  wip: 1\n  regress: [build]\n";

impl Play {
    /// The last request for a slot.
    fn asked(&self) -> (String, u64) {
        let asked = self.told.iter().rev().find_map(|message| match message {
            Message::AskPlace { phase, ticket } => Some((phase.clone(), *ticket)),
            _ => None,
        });
        asked.unwrap_or_else(|| panic!("nothing was asked for: {:?}", self.told))
    }

    fn left(&self) -> Vec<(String, u64)> {
        let left = self.told.iter().filter_map(|message| match message {
            Message::LeavePlace { phase, ticket, .. } => Some((phase.clone(), *ticket)),
            _ => None,
        });
        left.collect()
    }

    fn placed(&self) -> Input {
        let (phase, ticket) = self.asked();
        Input::Placed { phase, ticket }
    }
}

#[test]
fn work_and_its_time_begin_with_the_place_which_is_given_back_as_the_phase_is_left() {
    let mut play = Play::of(TWO);
    assert_eq!(play.run_status(), Some(RunStatus::Queued));
    assert!(play.sent.is_empty() && play.waiting.is_empty());
    let build = play.asked();
    assert!(matches!(play.does(done()), Err(Refusal::Queued { .. })));
    assert!(matches!(
        play.does(failed(FailureClass::Transient, "")),
        Err(Refusal::Queued { .. })
    ));
    play.goes(play.placed());
    assert_eq!((play.run_status(), play.sent.len()), (Some(RunStatus::Working), 1));
    assert_eq!(play.waiting.len(), 1, "its deadline");
    assert_eq!(play.does(play.placed()), Ok(false), "the same word again");
    play.goes(done());
    assert_eq!(play.left(), std::slice::from_ref(&build));
    let test = play.asked();
    assert_eq!(test.0, "test");
    let old = Input::Placed {
        phase: build.0.clone(),
        ticket: build.1,
    };
    assert_eq!(play.does(old), Ok(false), "a word of the phase before");
    play.goes(play.placed());
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
    assert_eq!(play.left(), [build, test]);
    assert_eq!(play.events.iter().filter(|kind| **kind == "workflow.placed").count(), 2);
}

#[test]
fn regressed_executions_release_their_slot_and_retries_keep_it() {
    let mut play = Play::of(TWO);
    play.goes(play.placed());
    let first = play.asked();
    play.goes(failed(FailureClass::Transient, "a"));
    assert_eq!(play.fires(), TimerKind::Retry);
    assert_eq!(play.run_status(), Some(RunStatus::Working));
    assert!(play.left().is_empty());
    play.goes(done());
    let queued = play.asked();
    play.goes(Input::Regress {
        to: "build".to_owned(),
        fence: 0,
        reason: "red".to_owned(),
    });
    let again = play.asked();
    assert_eq!(play.left(), [first.clone(), queued], "also what it only waited for");
    assert!(again.1 > first.1);
    assert_eq!(play.run_status(), Some(RunStatus::Queued));
}

#[test]
fn stopped_executions_keep_their_slot_and_turn() {
    let mut play = Play::of(TWO);
    let pause = || Input::Pause { reason: "x".to_owned() };
    play.goes(pause());
    play.goes(play.placed());
    assert_eq!(
        play.run_status(),
        Some(RunStatus::Queued),
        "it has its place, and stands still"
    );
    play.goes(Input::Resume);
    assert_eq!((play.run_status(), play.sent.len()), (Some(RunStatus::Working), 1));
    play.goes(failed(FailureClass::Permanent, "a"));
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!((play.run_status(), play.sent.len()), (Some(RunStatus::Working), 2));
    assert!(play.left().is_empty());
}

#[test]
fn executions_blocked_while_queued_stay_queued() {
    let mut play = Play::of(&format!("{TWO}budgets: {{ time: 1m }}\n"));
    assert_eq!(play.fires(), TimerKind::Execution);
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!(play.run_status(), Some(RunStatus::Queued));
    assert_eq!(play.told.len(), 1, "it has asked once");
    play.goes(play.placed());
    assert_eq!(play.run_status(), Some(RunStatus::Working));
}

#[test]
fn failed_executions_release_their_slot_and_queue_again_on_retry() {
    let mut play = Play::of(&format!("{TWO}on_failure: fail\n"));
    play.goes(play.placed());
    let first = play.asked();
    play.goes(failed(FailureClass::Permanent, "a"));
    assert_eq!((play.state.status, play.left()), (Status::Failed, vec![first.clone()]));
    assert_eq!(play.does(play.placed()), Ok(false));
    play.goes(Input::Retry);
    assert_eq!(play.run_status(), Some(RunStatus::Queued));
    assert!(play.asked().1 > first.1);
    play.goes(play.placed());
    play.goes(Input::Cancel { reason: String::new() });
    assert_eq!(play.left().len(), 2);
}

#[test]
fn attempts_of_the_previous_phase_are_stale_while_queued() {
    let mut play = Play::of(TWO);
    play.goes(play.placed());
    let fence = play.state.fence;
    play.goes(done());
    assert_eq!((play.phase(), play.run_status()), ("test", Some(RunStatus::Queued)));
    let stale = Err(Refusal::StaleFence {
        current: 0,
        asked: fence,
    });
    let back = Input::Regress {
        to: "build".to_owned(),
        fence,
        reason: String::new(),
    };
    assert_eq!(play.does(back), stale);
    let late = Input::Complete(Completion {
        fence,
        to: "build".to_owned(),
        ..Completion::default()
    });
    let done = Err(Refusal::Done {
        phase: "build".to_owned(),
    });
    assert_eq!(play.does(late), done, "it was completed, and otherwise");
}

#[test]
fn feedback_for_the_first_attempt_waits_for_the_slot() {
    let mut play = Play::of(&format!("{TWO}on_failure: fail\n"));
    play.goes(play.placed());
    play.goes(failed(FailureClass::Permanent, "a"));
    play.goes(Input::Retry);
    play.goes(play.placed());
    assert_eq!(play.sent[1]["feedback"]["message"], "no");
    play.goes(done());
    play.goes(Input::Regress {
        to: "build".to_owned(),
        fence: 0,
        reason: "red".to_owned(),
    });
    play.goes(play.placed());
    assert_eq!(play.sent[2]["feedback"]["message"], "red");
    play.goes(failed(FailureClass::Permanent, "b"));
    play.goes(Input::Retry);
    play.goes(play.placed());
    assert_eq!(play.sent[3]["feedback"]["message"], "no");
}

#[test]
fn a_phase_waits_for_others_before_it_waits_for_its_place() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\n  wip: 1\n  join: { arrivals: 1, timeout: 1h }\n");
    assert!(play.told.is_empty());
    play.goes(Input::Arrive {
        id: "first".to_owned(),
        point: "a".to_owned(),
        who: "ann".to_owned(),
    });
    assert_eq!(play.run_status(), Some(RunStatus::Queued));
    assert!(play.waiting.is_empty());
    play.goes(play.placed());
    assert_eq!(play.run_status(), Some(RunStatus::Working));
}
