//! Outputs: the results of phases, and of executions as children of others.
//!
//! Invariants:
//! - The data of an output is a version of a checkpoint, which the entry of the completion writes.
//! - The state names that version, so a rewind also brings the earlier outputs back.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::effect::{Effect, Step};
use super::refusal::Refusal;
use super::state::{State, Status};
use crate::definition::{Definition, Phase};

/// The bytes of an output that an event repeats.
const EVENT_BYTES_MAX: usize = 4 << 10;
/// The characters of a violated rule in a refusal.
const RULE_CHARACTERS_MAX: usize = 500;

/// The stored output of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Output {
    /// The version of the phase's output.
    pub version: u64,
    /// The size of its data.
    pub bytes: u32,
}

impl Output {
    /// The output as events name it.
    pub(super) fn told(&self, phase: &str) -> Value {
        json!({ "phase": phase, "version": self.version, "bytes": self.bytes })
    }
}

/// The outputs that a message contains. The store reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeededOutputs {
    /// Phases of the execution, with their outputs so far.
    pub phases: Vec<(String, Option<Output>)>,
    /// All children in the order of their ids; `None` if they are not needed. Their own states name their outputs.
    pub children: Option<Vec<NeededChild>>,
    /// The fields of the message that the store has read, as JSON with a comma before each.
    pub fields: String,
}

/// A child whose output a message contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededChild {
    /// The child's id.
    pub id: String,
    /// The name of its definition.
    pub definition: String,
    /// Its last reported status.
    pub status: Status,
}

/// The outputs that an attempt of this phase needs.
pub(super) fn needed(definition: &Definition, phase: &Phase, state: &State) -> NeededOutputs {
    let phases = phase.needs.phases.iter().filter_map(|position| {
        let id = &definition.phases.get(*position)?.id;
        Some((id.clone(), state.outputs.get(id).cloned()))
    });
    let children = state.children.iter().map(|(id, child)| NeededChild {
        id: id.clone(),
        definition: child.definition.clone(),
        status: child.status,
    });
    NeededOutputs {
        phases: phases.collect(),
        children: phase.needs.children.then(|| children.collect()),
        fields: String::new(),
    }
}

/// Checks a completion's output against the rule of the phase.
pub(super) fn check(phase: &Phase, output: &str) -> Result<(), Refusal> {
    if output.is_empty() {
        return match phase.output.required {
            false => Ok(()),
            true => Err(Refusal::GateNotMet {
                which: "exit",
                phase: phase.id.clone(),
                missing: "an output is asked for, and none was given".to_owned(),
            }),
        };
    }
    let Some(schema) = &phase.output.schema else {
        return Ok(());
    };
    let value = serde_json::from_str(output).unwrap_or(Value::Null);
    schema.check(&value).map_err(|rule| Refusal::Output {
        rule: rule.chars().take(RULE_CHARACTERS_MAX).collect(),
    })
}

/// Stores a completion's output. Returns the fields of the completion's event; none without an output.
pub(super) fn store(step: &mut Step, phase: &str, data: &str) -> Value {
    if data.is_empty() {
        return json!({});
    }
    let state = &mut step.state;
    let version = state.output_versions.entry(phase.to_owned()).or_default();
    let after = *version;
    *version = after.saturating_add(1);
    let output = Output {
        version: *version,
        bytes: u32::try_from(data.len()).unwrap_or(u32::MAX),
    };
    let mut told = json!({ "output": output.told(phase) });
    told["output"]["sha256"] = json!(hex::encode(Sha256::digest(data)));
    if data.len() <= EVENT_BYTES_MAX {
        told["output"]["data"] = serde_json::from_str(data).unwrap_or(Value::Null);
    }
    state.outputs.insert(phase.to_owned(), output);
    phase.clone_into(&mut state.output_phase);
    step.effects.push(Effect::StoreOutput {
        phase: phase.to_owned(),
        after,
        data: data.to_owned(),
    });
    told
}

/// The phase of an execution's output, and the output.
pub(crate) fn of_execution(state: &State) -> Option<(String, Output)> {
    let output = state.outputs.get(&state.output_phase)?;
    Some((state.output_phase.clone(), output.clone()))
}
