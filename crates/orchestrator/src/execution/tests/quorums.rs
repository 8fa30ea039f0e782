//! Approvals by several voters, late decisions, reminders, delegations and comments.

use super::*;

fn asked(rule: &str) -> Play {
    let document = format!(
        "name: n\nphases:\n- id: a\n  queue: q\n  approval: {{ from: board, deadline: 1h, {rule} }}\n  to: [b]\n- id: b\n"
    );
    let mut play = Play::of(&document);
    play.goes(done());
    play
}

fn vote(by: &str, approved: bool) -> Input {
    keyed(by, by, approved)
}

fn keyed(key: &str, by: &str, approved: bool) -> Input {
    Input::Decide(Decision {
        phase: "a".to_owned(),
        fence: 1,
        approved,
        by: by.to_owned(),
        why: "because".to_owned(),
        principal: format!("key:{key}"),
        key: format!("key:{key}"),
    })
}

#[test]
fn a_quorum_of_voters_approves() {
    let mut play = asked("quorum: 2, voters: 3");
    play.goes(vote("ann", true));
    assert_eq!(
        (play.events.last(), play.run_status()),
        (Some(&"approval.voted"), Some(RunStatus::AwaitingApproval))
    );
    // A repeat is none; another verdict of the same voter is refused.
    assert_eq!(play.does(vote("ann", true)), Ok(false));
    assert!(matches!(
        play.does(vote("ann", false)),
        Err(Refusal::Voted { approved: true, .. })
    ));
    play.goes(vote("bob", false));
    play.goes(vote("eve", true));
    assert_eq!(play.state.status, Status::Completed);
    assert_eq!(
        play.events.iter().filter(|kind| **kind == "approval.decided").count(),
        1
    );
    // Each of the votes is a repeat afterwards, too.
    for (by, approved) in [("ann", true), ("bob", false), ("eve", true)] {
        assert_eq!(play.does(vote(by, approved)), Ok(false), "{by}");
    }
    assert!(matches!(play.does(vote("zoe", true)), Err(Refusal::Decided { .. })));
}

/// A decision without a fence, as people make it.
fn unnamed(by: &str, approved: bool) -> Input {
    let Input::Decide(decision) = vote(by, approved) else {
        unreachable!()
    };
    Input::Decide(Decision {
        fence: 0,
        phase: String::new(),
        ..decision
    })
}

#[test]
fn a_repeat_of_a_vote_needs_no_fence_whatever_followed() {
    let mut play = asked("quorum: 2, voters: 3");
    play.goes(unnamed("ann", true));
    play.goes(Input::Pause { reason: String::new() });
    assert_eq!(play.does(unnamed("ann", true)), Ok(false));
    play.goes(Input::Resume);
    play.goes(unnamed("bob", false));
    play.goes(unnamed("eve", true));
    for (by, approved) in [("ann", true), ("bob", false), ("eve", true)] {
        assert_eq!(play.does(unnamed(by, approved)), Ok(false), "{by}");
    }
}

#[test]
fn votes_of_many_visits_leave_room_in_the_state() {
    let document = "name: n\nphases:\n- id: a\n  queue: q\n  approval: { quorum: 16 }\n  to: [a, b]\n- id: b\n";
    let mut play = Play::of(document);
    for visit in 1..40_u64 {
        play.goes(done());
        for voter in 0..16 {
            play.goes(Input::Decide(Decision {
                phase: String::new(),
                fence: visit,
                approved: true,
                by: format!("{voter:02}{}", "b".repeat(253)),
                why: "\u{1}\"".repeat(2_000),
                principal: format!("key:{voter}"),
                key: format!("key:{voter}"),
            }));
        }
        let bytes = serde_json::to_string(&play.state).unwrap().len();
        assert!(bytes < 48 << 10, "{bytes} bytes after visit {visit}");
    }
}

#[test]
fn a_late_or_paused_approval_is_delegated() {
    let mut play = asked("on_timeout: halt");
    let delegation = |to: &str| {
        Input::Delegate(Delegation {
            fence: 0,
            to: to.to_owned(),
            by: "board".to_owned(),
            why: String::new(),
        })
    };
    play.goes(Input::Pause { reason: String::new() });
    play.goes(delegation("director"));
    play.goes(Input::Resume);
    play.fires();
    play.goes(delegation("owner"));
    assert_eq!(play.state.status, Status::Blocked);
    play.goes(vote("ann", true));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn denials_end_a_vote_that_cannot_succeed_any_more() {
    let mut play = asked("quorum: 2, voters: 3");
    play.goes(vote("ann", false));
    assert_eq!(play.run_status(), Some(RunStatus::AwaitingApproval));
    play.goes(vote("bob", false));
    assert_eq!(play.state.status, Status::Blocked);
    assert_eq!(play.state.reason, "denied by bob");
    // Without a number of voters, each of the quorum must approve.
    let mut play = asked("quorum: 2");
    play.goes(vote("ann", false));
    assert_eq!(play.state.status, Status::Blocked);
}

#[test]
fn one_key_has_one_vote_unless_names_count() {
    let mut play = asked("quorum: 2");
    play.goes(keyed("slack", "ann", true));
    assert!(matches!(
        play.does(keyed("slack", "bob", true)),
        Err(Refusal::Voted { .. })
    ));
    let mut play = asked("quorum: 2, distinct: names");
    play.goes(keyed("slack", "ann", true));
    play.goes(keyed("slack", "bob", true));
    assert_eq!(play.state.status, Status::Completed);
}

#[test]
fn a_late_decision_continues_with_the_work_that_was_done() {
    for rule in ["on_timeout: halt", "on_timeout: deny"] {
        let mut play = asked(rule);
        assert_eq!(play.fires(), TimerKind::Approval);
        assert_eq!(play.state.status, Status::Blocked);
        let sent = play.sent.len();
        play.goes(vote("ann", true));
        assert_eq!(
            (play.state.status, play.sent.len()),
            (Status::Completed, sent),
            "{rule}"
        );
        assert_eq!(play.does(vote("ann", true)), Ok(false));
    }
    // Blocked for another reason, it is resumed first.
    let mut play = asked("on_timeout: halt");
    play.goes(Input::Pause { reason: String::new() });
    assert!(matches!(play.does(vote("ann", true)), Err(Refusal::NotRunning { .. })));
}

#[test]
fn a_reminder_comes_once_before_the_deadline() {
    let mut play = asked("remind: 10m");
    assert_eq!(play.fires(), TimerKind::Reminder);
    assert_eq!(
        (play.now_ms, play.events.last()),
        (50 * 60_000, Some(&"approval.reminder"))
    );
    assert_eq!(play.waits_for(), [TimerKind::Approval]);
    // A decision ends the reminder.
    let mut play = asked("remind: 10m");
    play.goes(vote("ann", true));
    assert!(play.waits_for().is_empty());
}

#[test]
fn a_decision_is_delegated_and_keeps_its_deadline() {
    let mut play = asked("remind: 10m");
    let delegation = |to: &str, fence| {
        Input::Delegate(Delegation {
            fence,
            to: to.to_owned(),
            by: "board".to_owned(),
            why: String::new(),
        })
    };
    let before = play.waits_for();
    play.goes(delegation("director", 1));
    assert_eq!(play.state.run.as_ref().unwrap().asked.as_ref().unwrap().who, "director");
    assert_eq!(play.waits_for(), before);
    assert_eq!(play.does(delegation("director", 0)), Ok(false));
    assert!(matches!(
        play.does(delegation("ann", 7)),
        Err(Refusal::StaleFence { .. })
    ));
    play.goes(vote("ann", true));
    assert!(matches!(play.does(delegation("ann", 0)), Err(Refusal::Terminal { .. })));
}

#[test]
fn comments_count_once_and_the_last_ones_stay() {
    let mut play = asked("risk: high");
    let comment = |id: usize, text: &str| Input::Comment {
        id: format!("c{id}"),
        by: "ann".to_owned(),
        text: text.to_owned(),
    };
    for id in 0..20 {
        play.goes(comment(id, "good"));
    }
    assert_eq!(play.does(comment(19, "good")), Ok(false));
    assert!(matches!(
        play.does(comment(19, "bad")),
        Err(Refusal::OtherComment { .. })
    ));
    assert_eq!(play.state.about.comments.len(), 16);
    play.goes(vote("ann", true));
    play.goes(comment(20, "thanks"));
    assert_eq!(play.state.about.comments.back().unwrap().text, "thanks");
}
