//! Failures and their consequences.

use super::*;

const WORK: &str = "name: n\nphases:\n- id: a\n  queue: q\n  retry: { attempts: 3, initial: 1s, max: 3s, jitter: 0 }\n";

#[test]
fn transient_failures_are_tried_again_with_growing_pauses() {
    let mut play = Play::of(WORK);
    play.goes(failed(FailureClass::Transient, "one"));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Retry, 1_000));
    play.goes(failed(FailureClass::Transient, "two"));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Retry, 3_000));
    assert_eq!(play.sent.len(), 3);
    play.goes(failed(FailureClass::Transient, "three"));
    assert_eq!((play.state.status, play.waits_for().len()), (Status::Blocked, 0));
    assert_eq!(play.state.reason, "no attempt is left: no");
    let paused = play.events.iter().filter(|kind| **kind == "workflow.paused").count();
    assert_eq!(paused, 1, "told once");
}

#[test]
fn the_same_failure_twice_is_not_tried_again() {
    let mut play = Play::of(WORK);
    play.goes(failed(FailureClass::Transient, "same"));
    play.fires();
    play.goes(failed(FailureClass::Transient, "same"));
    assert_eq!(play.state.reason, "the same failure twice: no");
}

#[test]
fn permanent_failures_end_it_and_unknown_ones_wait_for_somebody() {
    let fail = format!("{WORK}on_failure: fail\n");
    let mut play = Play::of(&fail);
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.state.status, Status::Failed);
    let mut play = Play::of(&fail);
    play.goes(failed(FailureClass::Indeterminate, ""));
    assert_eq!(play.state.status, Status::Blocked);
}

#[test]
fn an_attempt_that_is_over_cannot_fail() {
    let mut play = Play::of(WORK);
    play.goes(failed(FailureClass::Transient, ""));
    assert!(matches!(
        play.does(failed(FailureClass::Transient, "other")),
        Err(Refusal::NotAtWork { .. })
    ));
    play.fires();
    let Input::Fail(mut old) = failed(FailureClass::Transient, "") else {
        panic!("a failure");
    };
    old.fence = 1;
    assert!(matches!(
        play.does(Input::Fail(old)),
        Err(Refusal::StaleFence { current: 2, asked: 1 })
    ));
}

#[test]
fn a_blocked_execution_begins_anew_when_it_is_resumed() {
    let mut play = Play::of(WORK);
    play.goes(failed(FailureClass::Permanent, ""));
    assert!(matches!(play.does(done()), Err(Refusal::NotRunning { .. })));
    play.goes(Input::Resume);
    assert_eq!((play.state.status, play.sent.len()), (Status::Running, 2));
    assert_eq!(play.sent[1]["attempt"].as_u64(), Some(1));
    assert_eq!(play.sent[1]["feedback"]["message"], "no");
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn pauses_between_attempts_are_spread_and_the_same_for_whoever_steps() {
    let spread = WORK.replace("jitter: 0", "jitter: 1");
    let (mut one, mut two) = (Play::of(&spread), Play::of(&spread));
    for play in [&mut one, &mut two] {
        play.goes(failed(FailureClass::Transient, ""));
        play.fires();
    }
    assert_eq!(one.now_ms, two.now_ms);
    assert!(one.now_ms > 0 && one.now_ms < 1_000, "{}", one.now_ms);
}

#[test]
fn long_blocked_executions_raise_one_risk() {
    let document = "name: n\nblocked_after: 10m\nphases:\n- { id: a, queue: q }\n";
    let mut play = Play::of(document);
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.state.status, Status::Blocked);
    let told = |play: &Play| play.events.iter().filter(|kind| **kind == "risk.raised").count();
    assert_eq!(
        (play.fires(), play.now_ms, told(&play)),
        (TimerKind::Blocked, 600_000, 1)
    );
    assert!(play.waiting.is_empty());
    // A resume in time raises no risk.
    play.goes(Input::Resume);
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.waiting.len(), 1);
    play.goes(Input::Resume);
    assert!(play.waiting.is_empty());
    // The default is half an hour.
    let mut usual = Play::of("name: n\nphases:\n- { id: a, queue: q }\n");
    usual.goes(failed(FailureClass::Permanent, ""));
    assert_eq!((usual.fires(), usual.now_ms), (TimerKind::Blocked, 1_800_000));
}

#[test]
fn blocked_executions_out_of_time_still_raise_their_risk() {
    let document = "name: n\nblocked_after: 10m\nbudgets: { time: 5m }\nphases:\n- { id: a, queue: q }\n";
    let mut play = Play::of(document);
    play.goes(failed(FailureClass::Permanent, ""));
    let reason = play.state.reason.clone();
    assert_eq!(play.fires(), TimerKind::Execution);
    assert_eq!(
        (play.state.status, &play.state.reason),
        (Status::Blocked, &reason),
        "for what it was"
    );
    let paused = |play: &Play| play.events.iter().filter(|kind| **kind == "workflow.paused").count();
    assert_eq!((play.events.last(), paused(&play)), (Some(&"risk.raised"), 1));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Blocked, 600_000));
}

#[test]
fn executions_blocked_again_after_a_regress_raise_another_risk() {
    let document = "name: n\nblocked_after: 10m\nphases:\n- { id: a, queue: q, to: [b], visits: { most: 1 } }\n- { id: b, queue: q, regress: [a] }\n";
    let mut play = Play::of(document);
    play.goes(done());
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.fires(), TimerKind::Blocked);
    play.goes(Input::Regress {
        to: "a".to_owned(),
        fence: 0,
        reason: String::new(),
    });
    assert_eq!((play.state.status, play.fires()), (Status::Blocked, TimerKind::Blocked));
    assert_eq!(play.now_ms, 1_200_000);
}

#[test]
fn retries_keep_the_time_left_and_resumes_renew_a_spent_one() {
    let document = "name: n\nbudgets: { time: 1h }\non_failure: fail\nphases:\n- { id: a, queue: q }\n";
    let mut play = Play::of(document);
    play.now_ms = 600_000;
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!((play.state.status, play.waits_for().len()), (Status::Failed, 0));
    play.now_ms = 900_000;
    play.goes(Input::Retry);
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Execution, 3_600_000));
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(Input::Resume);
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Execution, 7_200_000));
}

#[test]
fn failure_without_a_fence_is_a_repeat_until_the_next_attempt() {
    let document = "name: n\nphases:\n- id: a\n  queue: q\n  retry: { attempts: 3 }\n";
    let mut play = Play::of(document);
    play.goes(failed(FailureClass::Transient, "sig"));
    assert_eq!(play.run_status(), Some(RunStatus::BackingOff));
    assert_eq!(play.does(failed(FailureClass::Transient, "sig")), Ok(false));
    assert!(matches!(
        play.does(failed(FailureClass::Permanent, "sig")),
        Err(Refusal::NotAtWork { .. })
    ));
    play.fires();
    play.goes(failed(FailureClass::Transient, "sig"));
}
