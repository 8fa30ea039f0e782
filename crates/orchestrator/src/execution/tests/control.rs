//! Pause, signal and cancel.

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
fn cancelled_executions_stay_cancelled() {
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
fn failed_executions_can_be_retried() {
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

#[test]
fn rewinds_restore_an_earlier_state_and_void_later_attempts() {
    let document = "name: n\nphases:\n- { id: a, queue: q, exit: { checklist: [x] }, to: [b] }\n\
                    - { id: b, queue: q, exit: { checklist: [y] }, to: [c] }\n- { id: c, queue: q }\n";
    let mut play = Play::of(document);
    play.goes(shown(&["x"], None));
    let past = Past {
        version: 2,
        state: play.state.clone(),
    };
    let back = Input::Rewind(Box::new(past));
    play.goes(shown(&["y"], None));
    assert_eq!((play.phase(), play.state.fence), ("c", 3));
    assert_eq!(play.does(back.clone()), Err(Refusal::GoesOn));
    play.goes(pause());
    play.goes(back.clone());
    assert_eq!(
        (play.phase(), play.state.status, play.state.fence),
        ("b", Status::Running, 4)
    );
    assert_eq!(play.does(back.clone()), Ok(false), "a repeat");
    let shown_now: Vec<&str> = play.state.checklist.iter().map(String::as_str).collect();
    assert_eq!((shown_now, play.state.visits.get("c")), (vec!["x"], None));
    assert_eq!(play.sent.last().unwrap()["fence"], 4);
    let late = Input::Complete(Completion {
        fence: 3,
        ..Completion::default()
    });
    assert!(matches!(
        play.does(late),
        Err(Refusal::StaleFence { current: 4, asked: 3 })
    ));
    play.goes(shown(&["y"], None));
    play.goes(done());
    assert_eq!(play.state.status, Status::Completed);
    assert!(matches!(play.does(back), Err(Refusal::Terminal { .. })));
    let told = play.events.iter().filter(|kind| **kind == "workflow.rewound");
    assert_eq!(told.count(), 1);
}

#[test]
fn signal_with_other_content_under_a_known_id_is_refused() {
    let signal = |id: &str, name: &str, data: &str| Input::Signal {
        id: id.to_owned(),
        name: name.to_owned(),
        data: data.to_owned(),
    };
    let mut play = Play::of(LATE);
    play.goes(signal("s-1", "nudge", "{}"));
    assert_eq!(play.does(signal("s-1", "nudge", "{}")), Ok(false));
    for other in [signal("s-1", "stop", "{}"), signal("s-1", "nudge", "{\"a\":1}")] {
        assert_eq!(play.does(other), Err(Refusal::OtherSignal { id: "s-1".to_owned() }));
    }
    play.goes(signal("s-2", "stop", "{}"));
}
