//! The description of an execution: instants, title, labels, priority, worker.

use super::super::about::{Claim, assignee};
use super::*;

const WORK: &str = "name: n\nphases:\n- id: a\n  queue: q\n  retry: { attempts: 1 }\n  to: [b]\n- id: b\n  queue: q\n";

fn claim(fence: u64, by: &str) -> Input {
    Input::Claim(Claim {
        fence,
        by: by.to_owned(),
        signal_queue: String::new(),
    })
}

fn changed(change: impl FnOnce(&mut Update)) -> Input {
    let mut update = Update::default();
    change(&mut update);
    Input::Update(update)
}

#[test]
fn instants_tell_start_change_and_end() {
    let mut play = Play::of(WORK);
    let about = &play.state.about;
    assert_eq!(
        (about.created_ms, about.started_ms, about.ended_ms),
        (Some(0), Some(0), None)
    );
    play.now_ms = 5;
    play.goes(done());
    assert_eq!(play.state.run.as_ref().unwrap().since_ms, 5);
    play.now_ms = 9;
    play.goes(Input::Cancel { reason: String::new() });
    let about = &play.state.about;
    assert_eq!(
        (about.created_ms, about.updated_ms, about.ended_ms),
        (Some(0), Some(9), Some(9))
    );
    // A later note for people does not move the end.
    play.now_ms = 12;
    play.goes(changed(|update| update.title = Some("tea".to_owned())));
    let about = &play.state.about;
    assert_eq!((about.updated_ms, about.ended_ms), (Some(12), Some(9)));
}

#[test]
fn an_execution_that_goes_on_has_no_end() {
    let mut play = Play::of(&format!("{WORK}on_failure: fail\n"));
    play.goes(failed(FailureClass::Permanent, ""));
    assert_eq!(play.state.about.ended_ms, Some(0));
    play.goes(Input::Retry);
    assert_eq!(play.state.about.ended_ms, None);
}

#[test]
fn the_worker_of_an_attempt_is_the_last_that_claimed_it() {
    let mut play = Play::of(WORK);
    assert_eq!(assignee(&play.state), "");
    play.goes(claim(1, "ann"));
    assert_eq!(play.does(claim(1, "ann")), Ok(false));
    play.goes(claim(1, "bob"));
    assert_eq!(assignee(&play.state), "bob");
    assert!(matches!(play.does(claim(7, "eve")), Err(Refusal::StaleFence { .. })));
    // A paused attempt still has its worker, and one that has ended has none.
    play.goes(Input::Pause { reason: String::new() });
    play.goes(claim(1, "zoe"));
    play.goes(Input::Resume);
    let mut blocked = Play::of(WORK);
    blocked.goes(failed(FailureClass::Permanent, ""));
    assert!(matches!(blocked.does(claim(1, "ann")), Err(Refusal::NotRunning { .. })));
    // The next attempt has no worker yet.
    play.goes(done());
    assert_eq!(assignee(&play.state), "");
    assert!(matches!(play.does(claim(1, "ann")), Err(Refusal::StaleFence { .. })));
    play.goes(claim(2, "ann"));
    play.goes(done());
    assert!(matches!(play.does(claim(2, "ann")), Err(Refusal::Terminal { .. })));
    assert_eq!(assignee(&play.state), "");
}

#[test]
fn a_signal_goes_to_the_worker_that_holds_the_attempt() {
    let mut play = Play::of(WORK);
    let signal = |play: &mut Play, id: &str| {
        play.goes(Input::Signal {
            id: id.to_owned(),
            name: "nudge".to_owned(),
            data: "{}".to_owned(),
        });
        play.deliverable.last().unwrap().1.clone()
    };
    assert_eq!(signal(&mut play, "s1"), "q");
    play.goes(Input::Claim(Claim {
        fence: 1,
        by: "ann".to_owned(),
        signal_queue: "agent.ann".to_owned(),
    }));
    assert_eq!(signal(&mut play, "s2"), "agent.ann");
    // The next attempt is another's.
    play.goes(done());
    assert_eq!(signal(&mut play, "s3"), "q");
}

#[test]
fn title_and_labels_change_and_a_repeat_changes_nothing() {
    let mut play = Play::of(WORK);
    let labels = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        pairs.collect()
    };
    let change = changed(|update| {
        update.title = Some("tea".to_owned());
        update.set_labels = labels(&[("team", "books"), ("tier", "1")]);
    });
    play.goes(change.clone());
    assert_eq!(play.does(change), Ok(false));
    play.goes(changed(|update| {
        update.set_labels = labels(&[("team", "press")]);
        update.remove_labels = ["tier".to_owned()].into();
    }));
    assert_eq!(play.state.about.title, "tea");
    assert_eq!(play.state.about.labels, labels(&[("team", "press")]));
    let many = |count: usize| {
        changed(|update| update.set_labels = (0..count).map(|at| (format!("k{at}"), String::new())).collect())
    };
    assert!(matches!(play.does(many(32)), Err(Refusal::Labels { most: 32 })));
    play.goes(many(31));
}

#[test]
fn a_queued_execution_with_another_priority_asks_again() {
    let mut play = Play::of("name: n\nphases:\n- id: a\n  queue: q\n  wip: 1\n");
    let ticket = |play: &Play| play.state.run.as_ref().unwrap().place.as_ref().unwrap().ticket;
    let first = ticket(&play);
    let urgent = changed(|update| update.priority = Some(Priority::Now));
    play.goes(urgent.clone());
    let second = ticket(&play);
    assert!(second > first);
    assert_eq!(play.state.priority, Priority::Now);
    // The earlier request is withdrawn, and its answer has no effect.
    let left = |ticket| {
        let is_left =
            |message: &&Message| matches!(message, Message::LeavePlace { ticket: left, .. } if *left == ticket);
        play.told.iter().find(is_left).is_some()
    };
    assert!(left(first) && !left(second));
    let placed = |ticket| Input::Placed {
        phase: "a".to_owned(),
        ticket,
    };
    assert_eq!(play.does(placed(first)), Ok(false));
    play.goes(placed(second));
    assert_eq!(play.run_status(), Some(RunStatus::Working));
    // At work, the priority changes without another request.
    play.goes(changed(|update| update.priority = Some(Priority::Future)));
    assert_eq!(ticket(&play), second);
    play.goes(done());
    assert!(matches!(play.does(urgent), Err(Refusal::Terminal { .. })));
}
