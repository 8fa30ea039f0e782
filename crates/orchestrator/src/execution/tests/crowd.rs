//! Many executions that compete for WIP slots, with messages that are late, duplicate and reordered. The model acts
//! like the orchestrators, on a cluster that stores committed steps and delivers at least once.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::place::breaker::{Left, Rule, Turn};
use crate::{execution, place};

const DOCUMENT: &str = "name: n\nphases:\n- id: a\n  queue: q\n  wip: 2\n  breaker: { failures: 2, pause: 1s }\n  retry: { attempts: 2, initial: 1s, max: 1s }\n  to: [b]\n- id: b\n  queue: q\n  wip: 1\n  approval: { from: lead }\n  regress: [a]\non_failure: fail\n";
const MANY: usize = 5;

/// A message on its way to an orchestrator.
#[derive(Debug, Clone)]
enum Order {
    Tell(String, Message),
    Placed(String, String, u64),
    Try(String, u64),
    Wake(String, TimerKind, String),
}

struct Fabric {
    definition: Definition,
    executions: BTreeMap<String, State>,
    places: BTreeMap<String, place::State>,
    orders: Vec<Order>,
}

impl Fabric {
    fn new() -> Self {
        let definition = Definition::parse(DOCUMENT).unwrap();
        let mut fabric = Self {
            definition,
            executions: BTreeMap::new(),
            places: BTreeMap::new(),
            orders: Vec::new(),
        };
        for number in 0..MANY {
            let priority = [Priority::Now, Priority::Next, Priority::Future][number % 3];
            let begin = Start {
                id: number.to_string(),
                definition_version: 1,
                input: "null".to_owned(),
                parent: None,
                priority,
                cursor: String::new(),
                phase: String::new(),
                about: About::default(),
            };
            let first = start(&fabric.definition, begin, &at(0)).unwrap();
            fabric.take(first);
        }
        fabric
    }

    /// Commits a step.
    fn take(&mut self, step: Step) {
        let id = step.state.id.clone();
        for effect in step.effects {
            match effect {
                Effect::Tell { message, .. } => self.orders.push(Order::Tell(id.clone(), message)),
                Effect::Wake { id: timer, kind, .. } => self.orders.push(Order::Wake(id.clone(), kind, timer)),
                Effect::Forget { id: timer } => self
                    .orders
                    .retain(|order| !matches!(order, Order::Wake(_, _, other) if *other == timer)),
                Effect::Send { .. } | Effect::StoreOutput { .. } | Effect::Withdraw { .. } | Effect::Emit { .. } => {}
            }
        }
        self.executions.insert(id, step.state);
        self.judge();
    }

    fn does(&mut self, id: &str, input: &Input) {
        let stepped = step(&self.definition, &self.executions[id], input, &at(0));
        if let Ok(Some(step)) = stepped {
            self.take(step);
        }
    }

    fn places(&mut self, phase: &str, input: &place::Input) {
        let step = place::step(self.places.get(phase), input).unwrap();
        let Some(step) = step else { return };
        self.places.insert(phase.to_owned(), step.state);
        let placed = step.placed.into_iter();
        self.orders
            .extend(placed.map(|(execution, ticket)| Order::Placed(execution, phase.to_owned(), ticket)));
        if let Some(Turn::Opened { round, .. }) = step.turned {
            self.orders.push(Order::Try(phase.to_owned(), round));
        }
    }

    /// Processes an order like the worker.
    fn obey(&mut self, order: &Order) {
        match order {
            Order::Wake(id, kind, timer) => {
                let input = Input::Wake {
                    kind: *kind,
                    timer: timer.clone(),
                };
                self.does(id, &input);
            }
            Order::Tell(id, Message::AskPlace { phase, ticket }) => {
                let state = &self.executions[id];
                if !execution::place::waits(state, phase, *ticket) {
                    return;
                }
                let asked = self.definition.phase(phase).unwrap().1;
                let input = place::Input::Ask {
                    execution: id.clone(),
                    ticket: *ticket,
                    priority: state.priority,
                    limit: asked.wip.unwrap(),
                    definition_version: 1,
                    breaker: asked.breaker.map(|breaker| Rule {
                        failures: breaker.failures,
                        pause_ms: 1_000,
                    }),
                };
                self.places(phase, &input);
            }
            Order::Tell(id, Message::LeavePlace { phase, ticket, left }) => self.leave(id, (phase, *ticket), *left),
            Order::Tell(id, Message::FailPlace { phase, ticket }) => {
                let input = place::Input::Fail {
                    execution: id.clone(),
                    ticket: *ticket,
                };
                self.places(phase, &input);
            }
            Order::Tell(..) => {}
            Order::Try(phase, round) => self.places(phase, &place::Input::Try { round: *round }),
            Order::Placed(id, phase, ticket) => {
                let input = Input::Placed {
                    phase: phase.clone(),
                    ticket: *ticket,
                };
                self.does(id, &input);
                if !execution::place::wants(&self.executions[id], phase, *ticket) {
                    self.leave(id, (phase, *ticket), Left::Otherwise);
                }
            }
        }
    }

    fn leave(&mut self, id: &str, (phase, ticket): (&str, u64), left: Left) {
        let input = place::Input::Leave {
            execution: id.to_owned(),
            ticket,
            left,
        };
        self.places(phase, &input);
    }

    /// Checks that each execution at work holds a slot, and that the limits hold.
    fn judge(&self) {
        let mut inside = BTreeMap::new();
        for state in self.executions.values() {
            let Some(run) = state.run.as_ref().filter(|_| state.status == Status::Running) else {
                continue;
            };
            assert_eq!(run.attempt_fence() == 0, run.attempt == 0);
            // An approval that is requested again after a failure needs no slot: the work is done.
            let is_asked = run.status == RunStatus::AwaitingApproval && run.place.is_none();
            if run.attempt > 0 && !is_asked {
                let ticket = run.place.as_ref().unwrap().ticket;
                assert_eq!(self.places[&run.phase].held.get(&state.id), Some(&ticket));
                *inside.entry(run.phase.clone()).or_insert(0) += 1;
            }
        }
        for (phase, count) in inside {
            assert!(count <= self.definition.phase(&phase).unwrap().1.wip.unwrap());
        }
    }

    /// Delivers one of the orders, and may keep it for a redelivery.
    fn deliver(&mut self, which: usize, again: bool) {
        if self.orders.is_empty() {
            return;
        }
        let at = which % self.orders.len();
        let order = match again {
            true => self.orders[at].clone(),
            false => self.orders.swap_remove(at),
        };
        self.obey(&order);
    }
}

/// An operator's or worker's input to an execution.
fn call(word: u8) -> Input {
    let reason = String::new();
    match word {
        0..=5 => done(),
        6 => Input::Decide(Decision {
            phase: String::new(),
            fence: 0,
            approved: true,
            by: "lead".to_owned(),
            why: String::new(),
            principal: "key:lead".to_owned(),
            key: String::new(),
        }),
        13 => failed(FailureClass::Transient, ""),
        7 => failed(FailureClass::Permanent, ""),
        8 | 14 => Input::Regress {
            to: "a".to_owned(),
            // The fence of an attempt that may be over.
            fence: if word == 8 { 0 } else { 3 },
            reason,
        },
        9 => Input::Pause { reason },
        10 => Input::Resume,
        11 => Input::Cancel { reason },
        15..=17 => Input::Update(Update {
            priority: Some([Priority::Now, Priority::Next, Priority::Future][usize::from(word) % 3]),
            ..Update::default()
        }),
        _ => Input::Retry,
    }
}

proptest! {
    #[test]
    fn no_place_is_given_twice_or_lost(
        events in prop::collection::vec((0_u8..10, 0_u8..18, 0..MANY, any::<usize>()), 0..250),
    ) {
        let mut fabric = Fabric::new();
        for (kind, word, execution, which) in events {
            match kind {
                0..=3 => fabric.does(&execution.to_string(), &call(word)),
                4 => fabric.deliver(which, true),
                _ => fabric.deliver(which, false),
            }
        }
        // From here on, all work is done.
        for round in 0.. {
            while !fabric.orders.is_empty() {
                fabric.deliver(round, false);
            }
            let open: Vec<String> = fabric
                .executions
                .values()
                .filter(|state| !state.status.is_terminal())
                .map(|state| state.id.clone())
                .collect();
            if open.is_empty() {
                break;
            }
            prop_assert!(round < 30 * MANY, "{:?}", fabric.executions);
            for id in open {
                fabric.does(&id, &Input::Resume);
                fabric.does(&id, &done());
                fabric.does(&id, &call(6));
            }
        }
        for (phase, places) in &fabric.places {
            prop_assert!(places.held.is_empty() && places.waiting.is_empty(), "{phase}: {places:?}");
            if let Some(breaker) = &places.breaker {
                prop_assert!(breaker.tried.is_none() && breaker.failed.is_empty(), "{phase}: {places:?}");
            }
        }
    }
}
