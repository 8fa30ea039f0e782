//! Messages that ask for an answer.

use super::*;

const DOCUMENT: &str =
    "name: n\nphases:\n- id: a\n  queue: q\n  deadline: 10s\n  to: [b]\n  regress: [a]\n- id: b\n  queue: q\n";

/// The attempts whose messages a consumer may still receive.
fn deliverable(play: &Play) -> Vec<u64> {
    let attempts = play.deliverable.iter().map(|(.., body)| body["fence"].as_u64());
    attempts.map(Option::unwrap_or_default).collect()
}

#[test]
fn an_attempt_that_is_over_has_no_message() {
    let cancel = Input::Cancel { reason: String::new() };
    let back = Input::Regress {
        to: "a".to_owned(),
        fence: 1,
        reason: String::new(),
    };
    let ways = [
        (done(), vec![2]),
        (failed(FailureClass::Transient, ""), vec![]),
        (failed(FailureClass::Permanent, ""), vec![]),
        (cancel, vec![]),
        (back, vec![2]),
    ];
    for (way, left) in ways {
        let mut play = Play::of(DOCUMENT);
        assert_eq!(deliverable(&play), [1]);
        play.goes(way.clone());
        assert_eq!(deliverable(&play), left, "{way:?}");
        assert_eq!(play.state.messages.len(), left.len(), "{way:?}");
    }
    let mut play = Play::of(DOCUMENT);
    play.fires();
    assert_eq!(deliverable(&play), [0; 0], "it was late");
    play.fires();
    assert_eq!(deliverable(&play), [2]);
    play.goes(Input::Pause { reason: String::new() });
    assert_eq!(deliverable(&play), [2], "a paused attempt goes on");
}
