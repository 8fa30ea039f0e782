//! Child executions.

use super::*;

const WORK: &str = "name: n\nphases:\n- id: a\n  queue: q\nchildren_max: 2\n";

fn child(id: &str, reason: &str) -> Input {
    Input::Spawn(NewChild {
        id: id.to_owned(),
        definition: "fix".to_owned(),
        reason: reason.to_owned(),
        input: "null".to_owned(),
        phase: String::new(),
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
    let mut many = Play::of("name: n\nphases:\n- id: a\n  queue: q\n");
    for number in 0..1_000 {
        many.goes(child(&format!("c{number}"), "x"));
    }
    assert!(matches!(
        many.does(child("one too many", "x")),
        Err(Refusal::Children {
            children: 1_000,
            most: 1_000
        })
    ));
    let parent = |depth| Parent {
        id: "p".to_owned(),
        reason: "x".to_owned(),
        depth,
        root: String::new(),
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
            root: "p".to_owned(),
        }),
    );
    play.goes(child("c1", "x"));
    play.goes(Input::Cancel { reason: String::new() });
    assert_eq!(play.told[1..], [Message::CancelChildren, Message::TellParent]);
    play.goes(ended(Status::Cancelled, 4));
    assert_eq!(play.does(ended(Status::Cancelled, 4)), Ok(false));
    assert_eq!(play.state.status, Status::Cancelled);
}

fn ended(status: Status, events: u64) -> Input {
    Input::ChildEnded {
        id: "c1".to_owned(),
        end: ChildEnd {
            status,
            reason: String::new(),
            events,
            output: None,
        },
    }
}

#[test]
fn late_reports_of_an_earlier_child_end_are_ignored() {
    let mut play = Play::of(WORK);
    play.goes(child("c1", "x"));
    play.goes(ended(Status::Failed, 4));
    // The child was retried and then completed.
    play.goes(ended(Status::Completed, 9));
    assert_eq!(play.does(ended(Status::Failed, 4)), Ok(false));
    assert_eq!(play.state.children["c1"].status, Status::Completed);
}

#[test]
fn how_a_tree_comes_to_its_end_is_told_also_where_no_more_is_taken() {
    assert!(child("c1", "x").is_more() && !ended(Status::Failed, 1).is_more() && !done().is_more());
}

#[test]
fn a_child_begins_in_any_phase_of_its_definition() {
    let mut play = Play::of(WORK);
    let begun = |phase: &str| {
        Input::Spawn(NewChild {
            id: "c1".to_owned(),
            definition: "fix".to_owned(),
            reason: "a bug".to_owned(),
            input: "null".to_owned(),
            phase: phase.to_owned(),
        })
    };
    play.goes(begun("test"));
    assert_eq!(play.does(begun("test")), Ok(false));
    assert!(matches!(play.does(begun("build")), Err(Refusal::ChildExists { .. })));
    assert_eq!(play.state.children["c1"].begins, "test");

    let two = "name: n\nphases:\n- { id: a, queue: q, to: [b] }\n- { id: b, queue: q }\n";
    let begun = Play::from(two, None, "b");
    assert_eq!((begun.phase(), begun.state.visits.get("a")), ("b", None));
    let definition = Definition::parse(two).unwrap();
    let nowhere = Start {
        id: "one".to_owned(),
        definition_version: 1,
        input: "null".to_owned(),
        parent: None,
        priority: Priority::Next,
        cursor: String::new(),
        phase: "c".to_owned(),
        about: About::default(),
    };
    let refused = start(&definition, nowhere, &at(0)).unwrap_err();
    assert_eq!(refused, Refusal::NoPhase { phase: "c".to_owned() });
}

#[test]
fn a_whole_tree_is_bounded_also_after_the_end_of_its_first_one() {
    let mut play = Play::of(WORK);
    play.goes(Input::Descendant { back: false });
    play.goes(child("c1", "x"));
    play.goes(Input::Cancel { reason: String::new() });
    play.goes(Input::Descendant { back: false });
    assert_eq!(play.state.descendants, 3);
    // The descendant was not started after all.
    play.goes(Input::Descendant { back: true });
    play.goes(Input::Descendant { back: false });
    assert_eq!(play.state.descendants, 3);
    // An execution with a parent does not count descendants.
    let parent = Parent {
        id: "p".to_owned(),
        reason: "x".to_owned(),
        depth: 1,
        root: "p".to_owned(),
    };
    let mut below = Play::below(WORK, Some(parent));
    below.goes(child("c1", "x"));
    assert_eq!(below.state.descendants, 0);
    play.state.descendants = 10_000;
    assert!(matches!(
        play.does(Input::Descendant { back: false }),
        Err(Refusal::Descendants { most: 10_000 })
    ));
}

#[test]
fn child_with_another_input_under_a_known_id_is_refused() {
    let with = |input: &str| {
        let Input::Spawn(child) = child("c1", "a bug") else {
            unreachable!("a child");
        };
        Input::Spawn(NewChild {
            input: input.to_owned(),
            ..child
        })
    };
    let mut play = Play::of(WORK);
    play.goes(with("{}"));
    assert_eq!(play.does(with("{}")), Ok(false));
    assert!(matches!(play.does(with("{\"a\":1}")), Err(Refusal::ChildExists { .. })));
}
