#![allow(clippy::unwrap_used)]

//! The order in which slots are given.

use proptest::prelude::*;

use super::*;

mod breakers;

/// Slots under test, and the executions that received one.
#[derive(Default)]
struct Phase {
    state: Option<State>,
    placed: Vec<String>,
}

impl Phase {
    fn does(&mut self, input: Input) -> bool {
        let step = step(self.state.as_ref(), &input).unwrap();
        let changed = step.is_some();
        if let Some(step) = step {
            assert_ne!(Some(&step.state), self.state.as_ref(), "a step that changes nothing");
            self.placed
                .extend(step.placed.iter().map(|(execution, _)| execution.clone()));
            self.state = Some(step.state);
        }
        changed
    }

    fn asks(&mut self, execution: &str, ticket: u64, priority: Priority) -> bool {
        self.does(ask(execution, ticket, priority, (2, 1)))
    }

    fn leaves(&mut self, execution: &str, ticket: u64) -> bool {
        self.does(leave(execution, ticket, Left::Otherwise))
    }
}

fn ask(execution: &str, ticket: u64, priority: Priority, (limit, definition_version): (u32, u64)) -> Input {
    Input::Ask {
        execution: execution.to_owned(),
        ticket,
        priority,
        limit,
        definition_version,
        breaker: None,
    }
}

fn leave(execution: &str, ticket: u64, left: Left) -> Input {
    Input::Leave {
        execution: execution.to_owned(),
        ticket,
        left,
    }
}

#[test]
fn the_first_priority_goes_first_and_of_these_who_asked_first() {
    let mut phase = Phase::default();
    for (execution, priority) in [
        ("a", Priority::Future),
        ("b", Priority::Next),
        ("c", Priority::Future),
        ("d", Priority::Next),
        ("e", Priority::Next),
        ("f", Priority::Now),
    ] {
        assert!(phase.asks(execution, 1, priority));
    }
    assert_eq!(phase.placed, ["a", "b"]);
    for execution in ["a", "b", "f", "d", "e", "c"] {
        assert!(phase.leaves(execution, 1));
    }
    assert_eq!(phase.placed, ["a", "b", "f", "d", "e", "c"]);
}

#[test]
fn repeats_and_old_words_count_for_nothing() {
    let mut phase = Phase::default();
    assert!(!phase.leaves("a", 1), "a leave before its request");
    assert!(phase.asks("a", 3, Priority::Next));
    assert!(!phase.asks("a", 3, Priority::Now));
    assert!(!phase.leaves("a", 2), "of a request before");
    assert!(!phase.asks("a", 1, Priority::Next));
    assert!(phase.asks("a", 5, Priority::Next), "it failed, and is tried again");
    assert_eq!(phase.placed, ["a"], "it has not left what it had");
    assert!(!phase.leaves("a", 4));
    assert!(phase.leaves("a", 3));
    assert!(!phase.leaves("a", 3));
    assert_eq!(phase.state.unwrap().held, BTreeMap::from([("a".to_owned(), 5)]));
}

#[test]
fn waiting_executions_may_leave_before_their_turn() {
    let mut phase = Phase::default();
    for execution in ["a", "b", "c", "d"] {
        phase.asks(execution, 1, Priority::Next);
    }
    assert!(phase.leaves("c", 1));
    assert!(phase.leaves("a", 1));
    assert_eq!(phase.placed, ["a", "b", "d"]);
}

#[test]
fn the_newest_definition_says_how_many() {
    let mut phase = Phase::default();
    assert!(phase.does(ask("a", 1, Priority::Next, (3, 1))));
    assert!(phase.does(ask("b", 1, Priority::Next, (3, 1))));
    assert!(phase.does(ask("c", 1, Priority::Next, (1, 2))));
    assert!(
        phase.does(ask("d", 1, Priority::Next, (3, 1))),
        "an execution of before"
    );
    assert_eq!(phase.placed, ["a", "b"]);
    assert!(phase.leaves("a", 1));
    assert_eq!(phase.placed, ["a", "b"], "one is at work");
    assert!(phase.leaves("b", 1));
    assert_eq!(phase.placed, ["a", "b", "c"]);
    assert!(phase.does(ask("e", 1, Priority::Next, (3, 3))));
    assert_eq!(phase.placed, ["a", "b", "c", "d", "e"]);
}

#[test]
fn more_than_a_thousand_come_back_later_and_all_fit_into_a_checkpoint() {
    let mut state = None;
    let long = |number: usize| format!("{number:0>80}");
    for number in 0..256 + WAITING_MAX {
        let input = ask(&long(number), u64::MAX - 1, Priority::Future, (256, 1));
        state = Some(step(state.as_ref(), &input).unwrap().unwrap().state);
    }
    let late = ask("late", 1, Priority::Now, (256, 1));
    assert_eq!(step(state.as_ref(), &late), Err(Full));
    let more = ask("more", 1, Priority::Now, (300, 2));
    let more = step(state.as_ref(), &more).unwrap().unwrap();
    assert_eq!(more.placed.len(), 44, "a newer definition has more places");
    assert_eq!(more.state.waiting.len(), WAITING_MAX - 44 + 1);
    let stored = serde_json::to_string(&state).unwrap();
    assert!(stored.len() <= 256 << 10, "{} bytes", stored.len());
    let read: Option<State> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, state);
}

#[test]
fn places_are_stored_in_the_format_that_their_number_names() {
    let mut phase = Phase::default();
    for (execution, priority) in [("a", Priority::Next), ("b", Priority::Now), ("c", Priority::Future)] {
        phase.asks(execution, 7, priority);
    }
    let stored = serde_json::to_string(&phase.state).unwrap();
    let golden = r#"{"format":1,"limit":2,"definitionVersion":1,"asked":3,"held":{"a":7,"b":7},"waiting":{"c":{"ticket":7,"priority":"FUTURE","number":3}}}"#;
    assert_eq!(stored, golden);
}

proptest! {
    /// Compares the slots with a linear model.
    #[test]
    fn as_a_list_would_have_it(words in prop::collection::vec((0_u8..6, 1_u64..4, 0_u8..4), 0..60)) {
        let mut phase = Phase::default();
        // Executions with a slot and their tickets; and waiting executions in the order of their requests.
        let mut held: BTreeMap<String, u64> = BTreeMap::new();
        let mut line: Vec<(String, u64, Priority)> = Vec::new();
        for (execution, ticket, word) in words {
            let execution = execution.to_string();
            let waits = line.iter().find(|(other, ..)| *other == execution).map(|(_, ticket, _)| *ticket);
            let priority = [Priority::Now, Priority::Next, Priority::Future].get(word as usize);
            let changes = match priority {
                Some(priority) => {
                    let changes = waits.or(held.get(&execution).copied()).is_none_or(|known| known < ticket);
                    if changes {
                        line.retain(|(other, ..)| *other != execution);
                        line.push((execution.clone(), ticket, *priority));
                    }
                    prop_assert_eq!(phase.asks(&execution, ticket, *priority), changes);
                    changes
                }
                None => {
                    let had = held.get(&execution) == Some(&ticket);
                    let changes = had || waits == Some(ticket);
                    if had {
                        held.remove(&execution);
                    } else if changes {
                        line.retain(|(other, ..)| *other != execution);
                    }
                    prop_assert_eq!(phase.leaves(&execution, ticket), changes);
                    changes
                }
            };
            while changes && held.len() < 2 {
                let may = line.iter().filter(|(execution, ..)| !held.contains_key(execution));
                // `min_by_key` returns the first of several equal elements.
                let Some((next, ticket, _)) = may.min_by_key(|(_, _, priority)| *priority).cloned() else { break };
                line.retain(|(other, ..)| *other != next);
                held.insert(next, ticket);
            }
            let state = phase.state.clone();
            prop_assert_eq!(state.map(|state| state.held).unwrap_or_default(), held.clone());
        }
    }
}

#[test]
fn that_nothing_is_left_to_do_is_told_once() {
    let mut state = None;
    let mut does = |input: Input| {
        let step = step(state.as_ref(), &input).unwrap();
        let is_idle = step.as_ref().is_some_and(|step| step.is_idle);
        state = step.map(|step| step.state).or(state.take());
        is_idle
    };
    let leave = |execution: &str| leave(execution, 1, Left::Otherwise);
    assert!(!does(ask("a", 1, Priority::Next, (1, 1))));
    assert!(!does(ask("b", 1, Priority::Next, (1, 1))));
    assert!(!does(leave("a")), "the other one begins");
    assert!(does(leave("b")));
    assert!(!does(leave("b")));
}
