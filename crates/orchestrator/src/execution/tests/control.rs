//! Pauses, signals, cancels.

use super::*;

const LATE: &str = "name: n\nphases:\n- id: a\n  queue: q\n  deadline: 10s\n  on_timeout: fail\n";

fn pause() -> Input {
    Input::Pause {
        reason: "lunch".to_owned(),
    }
}

#[test]
fn a_pause_keeps_what_is_left_of_a_deadline() {
    let mut play = Play::of(LATE);
    play.now_ms = 4_000;
    play.goes(pause());
    assert_eq!(play.does(pause()), Ok(false));
    assert!(play.waiting.is_empty());
    assert!(matches!(play.does(done()), Err(Refusal::NotRunning { .. })));
    play.now_ms = 1_000_000;
    play.goes(Input::Resume);
    assert_eq!(play.does(Input::Resume), Ok(false));
    play.fires();
    assert_eq!((play.now_ms, play.state.status), (1_006_000, Status::Failed));
}

#[test]
fn the_time_of_the_whole_does_not_stand_still() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\nbudgets: { time: 1m }\n");
    play.goes(pause());
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Execution, 60_000));
    assert_eq!(play.state.status, Status::Blocked);
}

#[test]
fn one_that_was_cancelled_stays_so() {
    let mut play = Play::of(LATE);
    let cancel = Input::Cancel {
        reason: "enough".to_owned(),
    };
    play.goes(cancel.clone());
    assert_eq!((play.state.status, play.waiting.len()), (Status::Cancelled, 0));
    assert_eq!(play.does(cancel), Ok(false));
    assert!(matches!(play.does(done()), Err(Refusal::Terminal { .. })));
    assert!(matches!(play.does(Input::Retry), Err(Refusal::NothingToRetry { .. })));
    assert!(matches!(play.does(Input::Resume), Err(Refusal::Terminal { .. })));
}

#[test]
fn one_that_has_failed_may_be_tried_again_by_somebody() {
    let mut play = Play::of(LATE);
    play.fires();
    assert_eq!(play.state.status, Status::Failed);
    play.goes(Input::Retry);
    assert_eq!((play.state.status, play.sent.len()), (Status::Running, 2));
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn a_signal_reaches_the_workers_once() {
    let mut play = Play::of(LATE);
    let signal = |id: &str| Input::Signal {
        id: id.to_owned(),
        name: "hurry".to_owned(),
        data: "{\"by\":1}".to_owned(),
    };
    play.goes(signal("s1"));
    assert_eq!(play.does(signal("s1")), Ok(false));
    assert_eq!(
        (play.sent[1]["kind"].as_str(), play.sent[1]["data"]["by"].as_u64()),
        (Some("signal"), Some(1))
    );
    for number in 0..150 {
        play.goes(signal(&format!("t{number}")));
    }
    assert_eq!(play.state.signals.len(), 100, "bounded");
}
