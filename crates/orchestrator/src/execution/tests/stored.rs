//! The stored form, byte by byte.

use super::super::Shown;
use super::*;

#[test]
fn a_state_is_stored_in_the_format_that_its_number_names() {
    let document = "name: n\nphases:\n- id: a\n  queue: q\n  deadline: 10s\n  exit: { checklist: [x] }\n  approval: { from: lead }\n  to: [b]\n- id: b\nbudgets: { time: 1h }\n";
    let mut play = Play::of(document);
    play.goes(failed(FailureClass::Transient, "sig"));
    play.fires();
    play.goes(shown(&["x"], None));
    play.goes(Input::Spawn(NewChild {
        id: "c".to_owned(),
        definition: "fix".to_owned(),
        reason: "why".to_owned(),
        input: "null".to_owned(),
        phase: String::new(),
    }));
    let stored = serde_json::to_string_pretty(&play.state).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/execution/tests/state-1.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, format!("{stored}\n")).unwrap();
    }
    assert_eq!(stored, include_str!("state-1.json").trim_end());
    assert_eq!(serde_json::from_str::<State>(&stored).unwrap(), play.state);
    // A state without a description, as earlier builds stored it, has none.
    let mut plain = play.state;
    plain.about = About::default();
    if let Some(run) = &mut plain.run {
        run.since_ms = 0;
        if let Some(asked) = &mut run.asked {
            asked.shown = Shown::default();
            asked.since_ms = 0;
        }
    }
    let earlier: State = serde_json::from_str(include_str!("state-1-plain.json")).unwrap();
    assert_eq!(earlier, plain);
}
