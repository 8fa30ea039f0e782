//! Tests of the circuit breaker.

use super::super::breaker::Standing;
use super::*;

/// A phase with two slots whose breaker opens after three failures in a row.
#[derive(Default)]
struct Line {
    phase: Phase,
    turns: Vec<Turn>,
}

impl Line {
    fn does(&mut self, input: &Input) -> bool {
        let step = step(self.phase.state.as_ref(), input).unwrap();
        let changed = step.is_some();
        if let Some(step) = step {
            let placed = step.placed.iter().map(|(execution, _)| execution.clone());
            self.phase.placed.extend(placed);
            self.turns.extend(step.turned);
            self.phase.state = Some(step.state);
        }
        changed
    }

    fn asks(&mut self, executions: &[&str]) {
        for execution in executions {
            let mut input = ask(execution, 1, Priority::Next, (2, 1));
            if let Input::Ask { breaker, .. } = &mut input {
                *breaker = Some(Rule {
                    failures: 3,
                    pause_ms: 500,
                });
            }
            self.does(&input);
        }
    }

    fn leaves(&mut self, execution: &str, left: Left) {
        assert!(self.does(&leave(execution, 1, left)));
    }

    fn fails(&mut self, execution: &str) -> bool {
        self.does(&Input::Fail {
            execution: execution.to_owned(),
            ticket: 1,
        })
    }

    fn tries(&mut self, round: u64) -> bool {
        self.does(&Input::Try { round })
    }

    fn standing(&self) -> Standing {
        self.phase.state.as_ref().unwrap().breaker.as_ref().unwrap().standing
    }
}

const OPENED: Turn = Turn::Opened {
    round: 1,
    pause_ms: 500,
};

/// A breaker that three failures have opened, with two waiting executions.
fn open() -> Line {
    let mut line = Line::default();
    line.asks(&["a", "b", "c", "d", "e", "f"]);
    for execution in ["a", "b", "c"] {
        line.leaves(execution, Left::Failed);
    }
    assert_eq!(line.turns, [OPENED]);
    assert_eq!(line.phase.placed, ["a", "b", "c", "d"], "d has its place, e and f wait");
    line
}

#[test]
fn failures_in_a_row_open_it_and_nobody_new_begins() {
    let mut line = open();
    line.leaves("d", Left::Done);
    line.asks(&["g"]);
    assert_eq!(line.phase.placed.len(), 4, "also when places are free");
    assert_eq!(line.standing(), Standing::Open);
    assert_eq!(line.turns, [OPENED]);
}

#[test]
fn successes_keep_the_breaker_closed_and_other_exits_do_not_count() {
    let mut line = Line::default();
    line.asks(&["a", "b", "c", "d", "e", "f", "g"]);
    for (execution, left) in [
        ("a", Left::Failed),
        ("b", Left::Failed),
        ("c", Left::Done),
        ("d", Left::Failed),
        ("e", Left::Otherwise),
        ("f", Left::Failed),
    ] {
        line.leaves(execution, left);
    }
    assert_eq!((line.turns.len(), line.standing()), (0, Standing::Closed));
    line.leaves("g", Left::Failed);
    assert_eq!(line.turns, [OPENED]);
}

#[test]
fn after_its_pause_one_is_tried_and_closes_it() {
    let mut line = open();
    line.leaves("d", Left::Failed);
    assert!(!line.tries(9), "of another time");
    assert!(line.tries(1));
    assert!(!line.tries(1));
    assert_eq!(line.phase.placed[4..], ["e"], "one, though two places are free");
    line.leaves("e", Left::Done);
    assert_eq!(line.turns, [OPENED, Turn::HalfOpened, Turn::Closed]);
    assert_eq!(line.phase.placed[4..], ["e", "f"]);
}

#[test]
fn if_the_one_that_is_tried_fails_it_is_open_again_and_if_it_goes_another_is_tried() {
    let mut line = open();
    line.tries(1);
    line.leaves("e", Left::Otherwise);
    assert_eq!(line.phase.placed[4..], ["e", "f"]);
    line.leaves("d", Left::Done);
    assert_eq!(line.standing(), Standing::HalfOpen, "it is not the one that is tried");
    line.leaves("f", Left::Failed);
    let again = Turn::Opened {
        round: 2,
        pause_ms: 500,
    };
    assert_eq!(line.turns, [OPENED, Turn::HalfOpened, again]);
    assert!(!line.tries(1));
    assert!(line.tries(2));
}

#[test]
fn how_the_one_that_is_tried_left_counts_in_whichever_order_it_is_told() {
    let mut line = open();
    line.leaves("d", Left::Done);
    line.tries(1);
    // It failed, asked again, and was cancelled while it waited; the last message arrives first.
    line.does(&ask("e", 2, Priority::Next, (2, 0)));
    assert!(line.does(&leave("e", 2, Left::Otherwise)));
    assert_eq!(line.standing(), Standing::HalfOpen);
    line.leaves("e", Left::Failed);
    assert_eq!(line.standing(), Standing::Open);
    line.tries(2);
    assert_eq!(line.phase.placed[4..], ["e", "f"]);
}

#[test]
fn blocked_executions_count_once_and_keep_their_slot() {
    let mut line = Line::default();
    line.asks(&["a", "b", "c"]);
    assert!(line.fails("a"));
    assert!(!line.fails("a"));
    assert!(!line.fails("c"), "it has no place");
    line.leaves("a", Left::Failed);
    assert!(line.fails("b"));
    assert_eq!(line.turns.len(), 0, "two have failed");
    assert!(line.fails("c"));
    assert_eq!(line.turns, [OPENED]);
    assert_eq!(line.phase.state.as_ref().unwrap().held.len(), 2);
}

#[test]
fn a_definition_without_one_has_places_given_again() {
    let mut line = open();
    line.leaves("d", Left::Failed);
    line.does(&ask("g", 1, Priority::Next, (2, 2)));
    assert_eq!(line.phase.placed[4..], ["e", "f"]);
    assert!(!line.tries(1), "the pause of before");
}

#[test]
fn a_breaker_is_stored_in_the_format_that_the_number_names_and_fits_beside_a_thousand_who_wait() {
    let mut line = open();
    line.tries(1);
    line.fails("d");
    let stored = serde_json::to_string(&line.phase.state.as_ref().unwrap().breaker).unwrap();
    let golden = r#"{"rule":{"failures":3,"pauseMs":500},"standing":"HALF_OPEN","failures":0,"opened":1,"tried":"e","failed":["d"]}"#;
    assert_eq!(stored, golden);
    let mut many = Line::default();
    let long = |number: usize| format!("{number:0>80}");
    for number in 0..256 + WAITING_MAX {
        let mut input = ask(&long(number), u64::MAX - 1, Priority::Future, (256, 1));
        if let Input::Ask { breaker, .. } = &mut input {
            *breaker = Some(Rule {
                failures: 100,
                pause_ms: 86_400_000,
            });
        }
        many.does(&input);
    }
    for number in 0..256 {
        let (execution, ticket) = (long(number), u64::MAX - 1);
        assert!(many.does(&Input::Fail { execution, ticket }));
    }
    let stored = serde_json::to_string(&many.phase.state).unwrap();
    assert!(stored.len() <= 256 << 10, "{} bytes", stored.len());
}
