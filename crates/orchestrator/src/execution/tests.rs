#![allow(clippy::unwrap_used)]

//! Sequences of inputs to an execution.

use std::collections::BTreeMap;

use super::{
    About, At, Cause, ChildEnd, Completion, Decision, Delegation, Effect, Failure, FailureClass, FailureType, Input,
    Message, NeededOutputs, NewChild, Output, Parent, Past, Priority, Refusal, RunStatus, Start, State, Status, Step,
    TimerKind, Update, start, step,
};
use crate::definition::Definition;

mod about;
mod approvals;
mod children;
mod control;
mod crowd;
mod failures;
mod handoffs;
mod joins;
mod messages;
mod outputs;
mod phases;
mod places;
mod quorums;
mod recovery;
mod stored;

/// An execution under test, with all its effects.
struct Play {
    definition: Definition,
    state: State,
    now_ms: i64,
    /// Types of emitted events.
    events: Vec<&'static str>,
    /// Bodies of messages to workers.
    sent: Vec<serde_json::Value>,
    /// The outputs that these messages need.
    needed: Vec<NeededOutputs>,
    /// The stored versions of outputs, by phase.
    outputs: BTreeMap<String, Vec<String>>,
    /// Messages that a consumer may still receive: their timers, queues and bodies.
    deliverable: Vec<(String, String, serde_json::Value)>,
    told: Vec<Message>,
    /// Timers in the cluster: purpose, id and due instant.
    waiting: Vec<(TimerKind, String, i64)>,
}

impl Play {
    fn of(document: &str) -> Self {
        Self::below(document, None)
    }

    fn below(document: &str, parent: Option<Parent>) -> Self {
        Self::from(document, parent, "")
    }

    fn from(document: &str, parent: Option<Parent>, phase: &str) -> Self {
        let definition = Definition::parse(document).unwrap_or_else(|problem| panic!("{problem}"));
        let begin = Start {
            id: "one".to_owned(),
            definition_version: 3,
            input: "{\"a\":1}".to_owned(),
            parent,
            priority: Priority::Next,
            cursor: "c".to_owned(),
            phase: phase.to_owned(),
            about: About::default(),
        };
        let first = start(&definition, begin, &at(0)).unwrap();
        let mut play = Self {
            definition,
            state: first.state.clone(),
            now_ms: 0,
            events: Vec::new(),
            sent: Vec::new(),
            needed: Vec::new(),
            outputs: BTreeMap::new(),
            deliverable: Vec::new(),
            told: Vec::new(),
            waiting: Vec::new(),
        };
        play.take(first);
        play
    }

    fn take(&mut self, step: Step) {
        self.state = step.state;
        for effect in step.effects {
            match effect {
                Effect::Wake { id, kind, delay } => {
                    let due = self.now_ms + i64::try_from(delay.as_millis()).unwrap();
                    self.waiting.push((kind, id, due));
                }
                Effect::Forget { id } => self.waiting.retain(|(_, waiting, _)| *waiting != id),
                Effect::Send { id, queue, body, needs } => {
                    self.deliverable.push((id, queue, body.clone()));
                    self.sent.push(body);
                    self.needed.push(needs);
                }
                Effect::StoreOutput { phase, after, data } => {
                    let versions = self.outputs.entry(phase).or_default();
                    assert_eq!(versions.len() as u64, after);
                    versions.push(data);
                }
                Effect::Withdraw { id, .. } => self.deliverable.retain(|(timer, ..)| *timer != id),
                Effect::Tell { message, .. } => self.told.push(message),
                Effect::Emit { kind, data } => {
                    assert_eq!(data["execution"], "one");
                    assert!(crate::timeline::is_known(kind), "{kind} is missing in timelines");
                    self.events.push(kind);
                }
            }
        }
        assert_eq!(self.state.events as usize, self.events.len());
        // The timers of the state are those of the cluster.
        let mut named: Vec<_> = self
            .state
            .timers
            .values()
            .map(|timer| timer.id.clone())
            .filter(|id| !id.is_empty())
            .collect();
        let mut held: Vec<_> = self.waiting.iter().map(|(_, id, _)| id.clone()).collect();
        named.sort();
        held.sort();
        assert_eq!(named, held);
    }

    /// Applies an input, and returns whether it changed anything.
    fn does(&mut self, input: Input) -> Result<bool, Refusal> {
        let before = self.state.clone();
        match step(&self.definition, &self.state, &input, &at(self.now_ms))? {
            Some(step) => {
                assert_ne!(step.state, before, "a step that changes nothing");
                self.take(step);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Works like [`does`](Self::does), for an input that must change something.
    #[track_caller]
    fn goes(&mut self, input: Input) {
        assert_eq!(self.does(input), Ok(true));
    }

    /// Fires the next timer.
    #[track_caller]
    fn fires(&mut self) -> TimerKind {
        let next = self.waiting.iter().min_by_key(|(_, _, due)| *due).cloned();
        let (kind, timer, due) = next.unwrap_or_else(|| panic!("nothing waits"));
        self.now_ms = due;
        self.waiting.retain(|(_, id, _)| *id != timer);
        self.goes(Input::Wake { kind, timer });
        kind
    }

    /// The active timers, except the one for the risk of a blocked execution.
    fn waits_for(&self) -> Vec<TimerKind> {
        let kinds = self.waiting.iter().map(|(kind, _, _)| *kind);
        kinds.filter(|kind| *kind != TimerKind::Blocked).collect()
    }

    fn phase(&self) -> &str {
        self.state.run.as_ref().map_or("", |run| run.phase.as_str())
    }

    fn run_status(&self) -> Option<RunStatus> {
        self.state.run.as_ref().map(|run| run.status)
    }
}

fn at(now_ms: i64) -> At {
    At {
        now_ms,
        cause: Cause::Request("test".to_owned()),
    }
}

fn done() -> Input {
    Input::Complete(Completion::default())
}

fn shown(checklist: &[&str], score: Option<f64>) -> Input {
    Input::Complete(Completion {
        checklist: checklist.iter().map(|item| (*item).to_owned()).collect(),
        score,
        ..Completion::default()
    })
}

fn failed(class: FailureClass, signature: &str) -> Input {
    Input::Fail(Failure {
        fence: 0,
        class,
        failure_type: FailureType::ToolError,
        signature: signature.to_owned(),
        message: "no".to_owned(),
        tokens: 0,
        money_micros: 0,
    })
}
