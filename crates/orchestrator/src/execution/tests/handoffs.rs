//! Handoffs of attempts.

use std::time::Duration;

use super::*;
use crate::execution::handoff::{Act, Party, Proposal, Status as HandoffStatus, Vote};

const OPEN: &str = "name: n\nphases:\n- id: a\n  queue: q\n  deadline: 10m\n  to: [b]\n- id: b\n  queue: q\n";
const VOTED: &str = "
name: n
phases:
- id: a
  queue: q
  handoff:
    voters: [lead, qa, ops]
    votes: 2
    deadline: 30s
    schema: { type: object, required: [page], properties: { page: { type: integer, minimum: 1 } } }
";

fn party(agent: &str, epoch: u64) -> Party {
    Party {
        agent: agent.to_owned(),
        epoch,
    }
}

fn proposal(id: &str, fence: u64) -> Proposal {
    Proposal {
        id: id.to_owned(),
        from: party("ann", 1),
        to: "bob".to_owned(),
        fence,
        data: "{\"page\":2}".to_owned(),
        reason: "shift ends".to_owned(),
        deadline: None,
    }
}

fn propose(id: &str, fence: u64) -> Input {
    Input::Handoff(Act::Propose(proposal(id, fence)))
}

fn accept(id: &str, agent: &str, epoch: u64) -> Input {
    Input::Handoff(Act::Accept {
        id: id.to_owned(),
        by: party(agent, epoch),
    })
}

fn reject(id: &str) -> Input {
    Input::Handoff(Act::Reject {
        id: id.to_owned(),
        by: party("bob", 1),
        why: "busy".to_owned(),
    })
}

fn withdraw(id: &str, agent: &str) -> Input {
    Input::Handoff(Act::Withdraw {
        id: id.to_owned(),
        by: party(agent, 1),
        why: String::new(),
    })
}

fn vote(voter: &str, approved: bool, newest: Option<u64>) -> Input {
    Input::Handoff(Act::Vote {
        id: "h".to_owned(),
        voter: voter.to_owned(),
        vote: Vote {
            approved,
            why: String::new(),
        },
        newest,
    })
}

fn result(play: &Play) -> (HandoffStatus, &str) {
    let last = play.state.handoffs.last().unwrap();
    (last.status, last.why.as_str())
}

#[track_caller]
fn refused(play: &mut Play, input: Input) -> Refusal {
    play.does(input).unwrap_err()
}

#[test]
fn accepted_handoffs_move_state_and_ownership_and_void_the_old_fence() {
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    assert_eq!(play.does(propose("h", 1)), Ok(false), "proposed once");
    assert_eq!(result(&play).0, HandoffStatus::Proposed);
    let offer = play.sent.last().unwrap().clone();
    assert_eq!(
        (&offer["kind"], &offer["state"]["page"], &offer["to"]["agent"]),
        (&"handoff".into(), &2.into(), &"bob".into())
    );
    play.goes(accept("h", "bob", 4));
    assert_eq!(play.does(accept("h", "bob", 4)), Ok(false), "accepted once");
    assert_eq!(result(&play), (HandoffStatus::Committed, ""));
    let run = play.state.run.clone().unwrap();
    assert_eq!((run.attempt, run.fence, play.phase()), (1, 2, "a"));
    let handed = run.handed.unwrap();
    assert_eq!((handed.to, handed.data.as_str()), (party("bob", 4), "{\"page\":2}"));
    // The receiving agent has all the data, and the former one knows the result.
    let [over, given] = [&play.sent[play.sent.len() - 1], &play.sent[play.sent.len() - 2]];
    assert_eq!((&given["kind"], &given["fence"]), (&"handed_over".into(), &2.into()));
    assert_eq!((&given["state"]["page"], &given["input"]["a"]), (&2.into(), &1.into()));
    assert_eq!(
        (&over["kind"], &over["status"]),
        (&"handoff_over".into(), &"COMMITTED".into())
    );
    let told = ["handoff.proposed", "handoff.accepted", "handoff.committed"];
    assert_eq!(play.events[play.events.len() - 3..], told);
    let late = Input::Complete(Completion {
        fence: 1,
        ..Completion::default()
    });
    assert_eq!(refused(&mut play, late), Refusal::StaleFence { current: 2, asked: 1 });
    // The phase's deadline continues; the handoff's has ended.
    let waits: Vec<_> = play.waiting.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(waits, [TimerKind::Deadline]);
    play.goes(Input::Complete(Completion {
        fence: 2,
        ..Completion::default()
    }));
    assert_eq!(play.phase(), "b");
    assert!(play.state.run.as_ref().unwrap().handed.is_none());
}

#[test]
fn retries_receive_the_handed_over_state_without_an_owner() {
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    play.goes(accept("h", "bob", 1));
    // The attempt belongs to bob, so ann cannot hand it over.
    assert!(matches!(
        refused(&mut play, propose("i", 2)),
        Refusal::HandoffParty { .. }
    ));
    play.goes(failed(FailureClass::Transient, "s"));
    assert_eq!(play.fires(), TimerKind::Retry);
    let body = play.sent.last().unwrap();
    assert_eq!((&body["kind"], &body["fence"]), (&"attempt".into(), &3.into()));
    assert_eq!(
        (&body["handed"]["handoff"], &body["handed"]["state"]["page"]),
        (&"h".into(), &2.into())
    );
    play.goes(propose("j", 3));
}

#[test]
fn each_way_out_is_a_result_that_nothing_changes_any_more() {
    type Way = fn(&mut Play);
    let ways: [(Way, HandoffStatus, &str, &str); 5] = [
        (
            |play| play.goes(reject("h")),
            HandoffStatus::Rejected,
            "busy",
            "handoff.rejected",
        ),
        (
            |play| play.goes(withdraw("h", "ann")),
            HandoffStatus::Withdrawn,
            "ann took it back",
            "handoff.withdrawn",
        ),
        (
            |play| assert_eq!(play.fires(), TimerKind::Handoff),
            HandoffStatus::Expired,
            "nobody answered in time",
            "handoff.expired",
        ),
        (
            |play| play.goes(failed(FailureClass::Transient, "s")),
            HandoffStatus::Withdrawn,
            "the attempt that it was of is over",
            "handoff.withdrawn",
        ),
        (
            |play| {
                play.goes(Input::Cancel {
                    reason: "enough".to_owned(),
                });
            },
            HandoffStatus::Withdrawn,
            "the attempt that it was of is over",
            "handoff.withdrawn",
        ),
    ];
    for (way, status, why, event) in ways {
        let mut play = Play::of(OPEN);
        play.goes(propose("h", 1));
        way(&mut play);
        assert_eq!(result(&play), (status, why));
        assert_eq!(play.events.last(), Some(&event));
        assert_eq!(play.state.handoffs[0].data, "");
        assert_eq!(play.state.fence, 1);
        let told = play.sent.iter().filter(|body| body["kind"] == "handoff_over").count();
        assert_eq!(told, 2, "both are told");
        let late = refused(&mut play, accept("h", "bob", 1));
        assert!(
            matches!(late, Refusal::HandoffOver { status: is, .. } if is == status),
            "{late:?}"
        );
    }
}

#[test]
fn a_repeat_of_what_ended_it_changes_nothing() {
    for input in [reject("h"), withdraw("h", "ann")] {
        let mut play = Play::of(OPEN);
        play.goes(propose("h", 1));
        play.goes(input.clone());
        assert_eq!(play.does(input), Ok(false));
    }
}

#[test]
fn it_is_committed_once_enough_have_approved_and_whoever_is_asked_has_accepted() {
    for order in [[0, 1, 2], [1, 0, 2], [1, 2, 0]] {
        let inputs = [
            accept("h", "bob", 1),
            vote("lead", true, Some(1)),
            vote("ops", true, Some(1)),
        ];
        let mut play = Play::of(VOTED);
        play.goes(propose("h", 1));
        for (position, input) in order.into_iter().enumerate() {
            assert!(result(&play).0.is_open(), "{order:?}, {position}");
            play.goes(inputs[input].clone());
        }
        assert_eq!(result(&play).0, HandoffStatus::Committed, "{order:?}");
        assert_eq!(play.does(vote("ops", true, Some(1))), Ok(false));
        assert!(matches!(
            refused(&mut play, vote("qa", false, Some(1))),
            Refusal::HandoffOver { .. }
        ));
    }
}

#[test]
fn too_many_who_refuse_reject_it_and_a_voter_may_change_its_mind_before() {
    let mut play = Play::of(VOTED);
    play.goes(propose("h", 1));
    play.goes(accept("h", "bob", 1));
    play.goes(vote("lead", false, Some(1)));
    play.goes(vote("lead", true, Some(1)));
    play.goes(vote("qa", false, Some(1)));
    assert_eq!(result(&play).0, HandoffStatus::Accepted);
    play.goes(vote("ops", false, Some(1)));
    assert_eq!(
        result(&play),
        (HandoffStatus::Rejected, "too few voters are left that could approve")
    );
    let mut play = Play::of(VOTED);
    play.goes(propose("h", 1));
    play.goes(accept("h", "bob", 1));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Handoff, 30_000));
    assert_eq!(result(&play), (HandoffStatus::Expired, "too few votes came in time"));
}

#[test]
fn an_instance_that_was_replaced_after_it_accepted_does_not_get_it() {
    for newest in [Some(2), None] {
        let mut play = Play::of(VOTED);
        play.goes(propose("h", 1));
        play.goes(accept("h", "bob", 1));
        play.goes(vote("lead", true, newest));
        assert_eq!(result(&play).0, HandoffStatus::Rejected);
        assert_eq!(play.state.fence, 1);
    }
    // The exception: the newer instance accepts too.
    let mut play = Play::of(VOTED);
    play.goes(propose("h", 1));
    play.goes(accept("h", "bob", 1));
    play.goes(accept("h", "bob", 2));
    play.goes(vote("lead", true, Some(2)));
    play.goes(vote("qa", true, Some(2)));
    assert_eq!(
        play.state.run.as_ref().unwrap().handed.as_ref().unwrap().to,
        party("bob", 2)
    );
}

#[test]
fn while_the_execution_is_paused_it_may_end_and_not_be_committed() {
    let pause = Input::Pause {
        reason: "lunch".to_owned(),
    };
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    play.goes(pause.clone());
    assert!(matches!(
        refused(&mut play, accept("h", "bob", 1)),
        Refusal::NotRunning { .. }
    ));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Handoff, 60_000));
    assert_eq!(result(&play).0, HandoffStatus::Expired);
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    play.goes(pause);
    play.goes(Input::Resume);
    play.goes(accept("h", "bob", 1));
    assert_eq!(result(&play).0, HandoffStatus::Committed);
}

#[test]
fn invalid_handoffs_are_refused_with_the_rule_and_change_nothing() {
    let mut play = Play::of(VOTED);
    let with = |change: fn(&mut Proposal)| {
        let mut proposal = proposal("h", 1);
        change(&mut proposal);
        Input::Handoff(Act::Propose(proposal))
    };
    let told = |refusal: Refusal| refusal.to_string();
    for (input, words) in [
        (with(|it| it.fence = 7), "attempt 7 of this execution has not begun"),
        (with(|it| it.to = "ann".to_owned()), "name another one"),
        (with(|it| it.data = "{}".to_owned()), "state: /page is missing"),
        (
            with(|it| it.data = "{\"page\":0}".to_owned()),
            "state: /page must be at least 1",
        ),
        (
            with(|it| it.data = "{\"page\":1.5}".to_owned()),
            "/page must be of type integer",
        ),
        (
            with(|it| it.data = "7".to_owned()),
            "the whole of it must be of type object",
        ),
        (accept("h", "bob", 1), "there is no handoff \"h\""),
    ] {
        let before = play.state.clone();
        let words_told = told(refused(&mut play, input));
        assert!(words_told.contains(words), "{words_told}");
        assert_eq!(play.state, before);
    }
    play.goes(propose("h", 1));
    for (input, words) in [
        (propose("i", 1), "handoff \"h\" of this attempt is open; withdraw it"),
        (with(|it| it.data = "{\"page\":3}".to_owned()), "choose another id"),
        (accept("h", "eve", 1), "agent \"bob\" is asked, and answers itself"),
        (withdraw("h", "bob"), "agent \"ann\" proposed it"),
        (vote("eve", true, Some(1)), "these have: lead, qa, ops"),
    ] {
        let words_told = told(refused(&mut play, input));
        assert!(words_told.contains(words), "{words_told}");
    }
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    assert!(told(refused(&mut play, vote("lead", true, Some(1)))).contains("nobody votes"));
}

#[test]
fn an_execution_knows_the_last_handoffs_and_is_stored_as_before_without_any() {
    let mut play = Play::of(OPEN);
    let text = serde_json::to_string(&play.state).unwrap();
    assert!(!text.contains("handoffs") && !text.contains("handed"), "{text}");
    for number in 0..20 {
        let id = format!("h{number}");
        play.goes(propose(&id, 1));
        play.goes(reject(&id));
    }
    assert_eq!(play.state.handoffs.len(), 16);
    assert_eq!(play.state.handoffs[0].id, "h4");
    let text = serde_json::to_string(&play.state).unwrap();
    assert_eq!(serde_json::from_str::<State>(&text).unwrap(), play.state);
}

#[test]
fn replies_of_superseded_instances_are_stale() {
    let mut play = Play::of(VOTED);
    play.goes(propose("h", 1));
    play.goes(accept("h", "bob", 2));
    let stale = Err(Refusal::StaleEpoch { current: 2 });
    // Each instance was looked up while the first one was the newest.
    assert_eq!(play.does(accept("h", "bob", 1)), stale);
    assert_eq!(play.does(reject("h")), stale);
    play.goes(vote("lead", true, Some(1)));
    play.goes(vote("qa", true, Some(2)));
    assert_eq!(result(&play).0, HandoffStatus::Committed);
}

#[test]
fn proposal_with_other_terms_under_a_known_id_is_refused() {
    let with = |change: fn(&mut Proposal)| {
        let mut proposal = proposal("h", 1);
        change(&mut proposal);
        Input::Handoff(Act::Propose(proposal))
    };
    let mut play = Play::of(OPEN);
    play.goes(propose("h", 1));
    let others = [
        with(|it| it.reason = "another one".to_owned()),
        with(|it| it.deadline = Some(Duration::from_secs(77))),
        with(|it| it.data = "{}".to_owned()),
    ];
    for other in others {
        assert_eq!(play.does(other), Err(Refusal::HandoffExists { id: "h".to_owned() }));
    }
}
