//! Work that is discovered.

use super::*;

const WORK: &str = "name: n\nphases:\n- id: a\n  queue: q\nchildren_max: 2\n";

fn child(id: &str, reason: &str) -> Input {
    Input::Spawn(NewChild {
        id: id.to_owned(),
        definition: "fix".to_owned(),
        reason: reason.to_owned(),
        input: "null".to_owned(),
    })
}

#[test]
fn a_child_is_known_with_its_phase_and_reason_and_started_once() {
    let mut play = Play::of(WORK);
    play.goes(child("c1", "a bug"));
    assert_eq!(play.does(child("c1", "a bug")), Ok(false));
    assert!(matches!(
        play.does(child("c1", "another")),
        Err(Refusal::ChildExists { .. })
    ));
    let known = &play.state.children["c1"];
    assert_eq!((known.phase.as_str(), known.reason.as_str()), ("a", "a bug"));
    assert!(matches!(&play.told[..], [Message::StartChild { id, .. }] if id == "c1"));
}

#[test]
fn a_bomb_of_children_is_bounded_in_number_and_depth() {
    let mut play = Play::of(WORK);
    play.goes(child("c1", "x"));
    play.goes(child("c2", "x"));
    assert!(matches!(
        play.does(child("c3", "x")),
        Err(Refusal::Children { children: 2, most: 2 })
    ));
    let parent = |depth| Parent {
        id: "p".to_owned(),
        reason: "x".to_owned(),
        depth,
    };
    let mut deep = Play::below(WORK, Some(parent(32)));
    assert!(matches!(
        deep.does(child("c", "x")),
        Err(Refusal::Depth { depth: 33, most: 32 })
    ));
}

#[test]
fn children_of_what_was_cancelled_are_cancelled_and_parents_are_told() {
    let mut play = Play::below(
        WORK,
        Some(Parent {
            id: "p".to_owned(),
            reason: "x".to_owned(),
            depth: 1,
        }),
    );
    play.goes(child("c1", "x"));
    play.goes(Input::Cancel { reason: String::new() });
    assert_eq!(play.told[1..], [Message::CancelChildren, Message::TellParent]);
    let ended = |status| Input::ChildEnded {
        id: "c1".to_owned(),
        status,
    };
    play.goes(ended(Status::Cancelled));
    assert_eq!(play.does(ended(Status::Cancelled)), Ok(false));
    assert_eq!(play.state.status, Status::Cancelled);
}
