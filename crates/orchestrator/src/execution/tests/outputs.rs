//! Outputs of phases and children.

use serde_json::json;

use super::*;

const WORK: &str = "name: n\nphases:\n- id: draft\n  queue: q\n  output: { required: true, schema: { type: object, required: [words] } }\n  to: [gather]\n- id: gather\n  join: { children: all, timeout: 1h }\n  queue: q\n  needs: [draft.output, children.*.output]\n  approval: { from: lead }\n  to: [edit]\n  regress: [draft]\n- id: edit\n  queue: q\n  needs: [gather.output, draft.output]\n";

fn with_output(data: &str) -> Input {
    Input::Complete(Completion {
        output: data.to_owned(),
        ..Completion::default()
    })
}

fn output(version: u64, bytes: u32) -> Output {
    Output { version, bytes }
}

fn child_ended(status: Status, output: Option<(String, Output)>) -> Input {
    Input::ChildEnded {
        id: "c".to_owned(),
        end: ChildEnd {
            status,
            reason: String::new(),
            events: 9,
            output,
        },
    }
}

#[test]
fn an_output_is_stored_once_and_needed_by_later_phases() {
    let mut play = Play::of(WORK);
    play.goes(Input::Spawn(NewChild {
        id: "c".to_owned(),
        definition: "part".to_owned(),
        reason: "why".to_owned(),
        input: "null".to_owned(),
        phase: String::new(),
    }));
    play.goes(with_output("{\"words\":9}"));
    assert_eq!(play.outputs["draft"], ["{\"words\":9}"]);
    assert_eq!(play.state.output_phase, "draft");
    // A repeat changes nothing; another output of the same attempt is refused.
    let named = |data: &str| {
        Input::Complete(Completion {
            phase: "draft".to_owned(),
            output: data.to_owned(),
            ..Completion::default()
        })
    };
    assert_eq!(play.does(named("{\"words\":9}")), Ok(false));
    assert!(matches!(play.does(named("{\"words\":8}")), Err(Refusal::Done { .. })));
    assert!(matches!(play.does(named("")), Err(Refusal::Done { .. })));

    let of_child = ("do".to_owned(), output(4, 2));
    play.goes(child_ended(Status::Completed, Some(of_child)));
    let needed = play.needed.last().unwrap();
    assert_eq!(needed.phases, [("draft".to_owned(), Some(output(1, 11)))]);
    let children = needed.children.as_ref().unwrap();
    assert_eq!((children[0].id.as_str(), children[0].status), ("c", Status::Completed));

    // The work of a phase with an approval keeps its output while the decision is open, and afterwards.
    play.goes(with_output("[1]"));
    play.goes(Input::Decide(Decision {
        phase: String::new(),
        fence: 0,
        approved: true,
        by: "lead".to_owned(),
        why: String::new(),
        principal: String::new(),
        key: String::new(),
    }));
    let needed = play.needed.last().unwrap();
    let phases = [
        ("gather".to_owned(), Some(output(1, 3))),
        ("draft".to_owned(), Some(output(1, 11))),
    ];
    assert_eq!(needed.phases, phases);
    assert_eq!(needed.children, None);
    play.goes(done());
    assert_eq!(
        (play.state.status, play.state.output_phase.as_str()),
        (Status::Completed, "gather")
    );
}

#[test]
fn outputs_follow_the_rule_of_their_phase() {
    let mut play = Play::of(WORK);
    let refused = |play: &mut Play, data: &str| play.does(with_output(data)).unwrap_err().to_string();
    assert!(refused(&mut play, "").contains("an output is asked for"));
    assert_eq!(
        refused(&mut play, "[]"),
        "output: the whole of it must be of type object"
    );
    assert_eq!(refused(&mut play, "{}"), "output: /words is missing");
    assert!(play.outputs.is_empty() && play.state.outputs.is_empty());
}

#[test]
fn a_rewind_brings_outputs_back_and_repeats_no_version() {
    let mut play = Play::of(WORK);
    let first = play.state.clone();
    play.goes(with_output("{\"words\":1}"));
    let entered = play.state.clone();
    play.goes(Input::Regress {
        to: "draft".to_owned(),
        fence: 0,
        reason: String::new(),
    });
    play.goes(with_output("{\"words\":22}"));
    assert_eq!(play.state.outputs["draft"], output(2, 12));
    play.goes(Input::Pause { reason: String::new() });
    play.goes(Input::Rewind(Box::new(Past {
        version: 2,
        state: entered,
    })));
    assert_eq!(play.state.outputs["draft"], output(1, 11));
    play.goes(Input::Pause { reason: String::new() });
    play.goes(Input::Rewind(Box::new(Past {
        version: 1,
        state: first,
    })));
    assert!(play.state.outputs.is_empty() && play.state.output_phase.is_empty());
    play.goes(with_output("{\"words\":333}"));
    assert_eq!(play.state.outputs["draft"].version, 3);
    assert_eq!(play.outputs["draft"].len(), 3);
}

#[test]
fn a_large_output_is_named_in_its_event_and_not_repeated() {
    let told = |data: &str| {
        let play = Play::of("name: n\nphases:\n- id: a\n  queue: q\n");
        let step = step(&play.definition, &play.state, &with_output(data), &at(0))
            .unwrap()
            .unwrap();
        let event = step.effects.into_iter().find_map(|effect| match effect {
            Effect::Emit {
                kind: "workflow.phase_completed",
                data,
            } => Some(data),
            _ => None,
        });
        event.unwrap()["output"].clone()
    };
    let digest = "7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451";
    let small = json!({ "phase": "a", "version": 1, "bytes": 1, "sha256": digest, "data": 7 });
    assert_eq!(told("7"), small);
    let large = told(&format!("\"{}\"", "x".repeat(5_000)));
    assert_eq!((&large["bytes"], large.get("data")), (&json!(5_002), None));
}
