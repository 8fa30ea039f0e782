#![allow(clippy::unwrap_used)]

//! Sequences of inputs to an agent.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::rules::{self, Rules};
use super::{Beat, Doing, Effect, Input, Refusal, Registration, State, Status, TimerKind, Work, step};
use crate::definition::Rule;
use crate::execution::{At, Cause};

mod circles;
mod lives;
mod silence;
mod written;

const SECOND: i64 = 1_000;

/// An agent under test: its state, the time, and the effects of its steps.
struct Play {
    now_ms: i64,
    state: Option<State>,
    effects: Vec<Effect>,
}

impl Play {
    /// No agent is registered.
    fn empty() -> Self {
        Self {
            now_ms: 1_000_000,
            state: None,
            effects: Vec::new(),
        }
    }

    /// An agent with these rules is registered.
    fn of(document: &str) -> Self {
        let mut play = Self::empty();
        play.does(Input::Register(Box::new(registration(document)))).unwrap();
        play.effects.clear();
        play
    }

    /// Applies an input, and returns whether it changed anything.
    fn does(&mut self, input: Input) -> Result<bool, Refusal> {
        let at = At {
            now_ms: self.now_ms,
            cause: Cause::Request("Test".to_owned()),
        };
        let Some(step) = step(self.state.as_ref(), "a", &input, &at)? else {
            return Ok(false);
        };
        let stored = serde_json::to_string(&step.state).unwrap();
        assert_eq!(
            serde_json::from_str::<State>(&stored).unwrap(),
            step.state,
            "as it is stored"
        );
        self.state = Some(step.state);
        self.effects.extend(step.effects);
        Ok(true)
    }

    fn state(&self) -> &State {
        self.state.as_ref().unwrap()
    }

    fn beat(&mut self, beat: Beat) -> Result<bool, Refusal> {
        self.does(Input::Beat(beat))
    }

    /// The active watchdog fires after the time to live.
    fn falls_silent(&mut self) {
        self.now_ms += i64::try_from(self.state().ttl().as_millis()).unwrap();
        let watchdog = self.state().watchdog.clone();
        let fired_ms = self.now_ms;
        assert!(self.does(Input::Fired { watchdog, fired_ms }).unwrap());
    }

    /// The timer of this kind fires; returns the delay with which it was created.
    fn wakes(&mut self, kind: TimerKind, waiting: u64) -> Duration {
        let timer = self.state().timers[&kind].clone();
        let made = self.effects.iter().find_map(|effect| match effect {
            Effect::Wake { id, delay, .. } if *id == timer => Some(*delay),
            _ => None,
        });
        let delay = made.unwrap_or_default();
        self.now_ms += i64::try_from(delay.as_millis()).unwrap();
        assert!(self.does(Input::Wake { kind, timer, waiting }).unwrap());
        delay
    }

    /// The events since the last call, with their data.
    fn told(&mut self) -> Vec<(&'static str, Value)> {
        let effects = std::mem::take(&mut self.effects);
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Emit { kind, data } => Some((kind, data)),
            _ => None,
        });
        told.collect()
    }

    /// The types of events since the last call.
    fn kinds(&mut self) -> Vec<&'static str> {
        self.told().into_iter().map(|(kind, _)| kind).collect()
    }

    /// Sent messages with their queues.
    fn sent(&self) -> Vec<(String, Value)> {
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { queue, body, .. } => Some((queue.clone(), body.clone())),
            _ => None,
        });
        sent.collect()
    }
}

fn registration(document: &str) -> Registration {
    Registration {
        id: String::new(),
        capabilities: BTreeSet::from(["write".to_owned()]),
        queues: BTreeSet::from(["writers".to_owned()]),
        rules: rules::parse(document, None).unwrap(),
        expected: false,
    }
}

fn at_work(fence: u64) -> Beat {
    Beat {
        doing: Doing::Working(Some(Work {
            execution: "run".to_owned(),
            fence,
        })),
        ..Beat::default()
    }
}
