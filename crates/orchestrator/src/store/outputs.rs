//! Outputs of phases: checkpoints of `wf.ID`, and the messages and lists that contain them.

use std::collections::BTreeMap;

use futures::stream::{self, BoxStream, StreamExt as _};
use minoots_wire::workflow::v1 as proto;
use serde_json::{Map, Value, json};
use tonic::Status;

use super::{Store, partition};
use crate::convert;
use crate::definition::limits::NEEDS_BYTES_MAX;
use crate::execution::output::NeededChild;
use crate::execution::{Effect, NeededOutputs, Output, Status as ExecutionStatus, Step};
use crate::failure;
use crate::loaded::Loaded;

/// Outputs that are loaded concurrently.
const AT_ONCE: usize = 16;
/// The bytes of a child in a message beside its id, its definition and its output.
const CHILD_BYTES: usize = 80;
/// The field of a message with the outputs that its attempt needs.
const NEEDS: &str = "needs";
/// The field of a message with the names of needed outputs that it does not contain.
const NEEDS_STORED: &str = "needsStored";
/// The name of the children among the needed outputs.
const CHILDREN: &str = "children";

/// The name of the checkpoint with a phase's output.
pub(super) fn name(phase: &str) -> String {
    format!("output.{phase}")
}

/// The outputs that a step stores, by phase and version.
type Stored = BTreeMap<(String, u64), String>;

impl Store {
    /// Adds the needed outputs to the messages of a step. A message that would become too large names the rest in
    /// `needsStored`.
    pub(super) async fn add_outputs(&self, step: &mut Step) -> Result<(), Status> {
        let stored: Stored = step.effects.iter().filter_map(stored).collect();
        let execution = &step.state.id;
        for effect in &mut step.effects {
            let Effect::Send { body, needs, .. } = effect else {
                continue;
            };
            if needs.phases.is_empty() && needs.children.is_none() {
                continue;
            }
            let (found, left) = self.needed(execution, needs, &stored).await?;
            body[NEEDS] = Value::Object(found);
            if !left.is_empty() {
                body[NEEDS_STORED] = json!(left);
            }
        }
        Ok(())
    }

    /// The needed outputs that fit into a message, and the names of the others.
    async fn needed(
        &self,
        execution: &str,
        needs: &NeededOutputs,
        stored: &Stored,
    ) -> Result<(Map<String, Value>, Vec<String>), Status> {
        let (mut found, mut left, mut room) = (Map::new(), Vec::new(), NEEDS_BYTES_MAX);
        for (phase, output) in &needs.phases {
            let bytes = output.as_ref().map_or(0, size);
            match room.checked_sub(bytes) {
                None => left.push(phase.clone()),
                Some(rest) => {
                    room = rest;
                    let value = match output {
                        None => Value::Null,
                        Some(output) => self.output(execution, (phase, output), stored).await?,
                    };
                    found.insert(phase.clone(), value);
                }
            }
        }
        let Some(children) = &needs.children else {
            return Ok((found, left));
        };
        let bytes: usize = children.iter().map(child_size).sum();
        if bytes > room {
            left.push(CHILDREN.to_owned());
            return Ok((found, left));
        }
        let wanted = children
            .iter()
            .map(|child| Wanted::of(&child.id, child.output.as_ref()));
        let mut texts = self.texts(wanted.collect());
        let mut listed = Vec::with_capacity(children.len());
        for child in children {
            let text = texts.next().await.transpose()?.flatten();
            let output = text.map_or(Value::Null, |text| parsed(&text));
            listed.push(
                json!({ "id": child.id, "definition": child.definition, "status": child.status, "output": output }),
            );
        }
        found.insert(CHILDREN.to_owned(), Value::Array(listed));
        Ok((found, left))
    }

    /// An output that the step stores, or that was stored before.
    async fn output(
        &self,
        execution: &str,
        (phase, output): (&str, &Output),
        stored: &Stored,
    ) -> Result<Value, Status> {
        let text = match stored.get(&(phase.to_owned(), output.version)) {
            Some(text) => Some(text.clone()),
            None => self.output_text(execution, (phase, output)).await?,
        };
        Ok(text.map_or(Value::Null, |text| parsed(&text)))
    }

    /// The texts of stored outputs, in their order.
    fn texts(&self, wanted: Vec<Option<Wanted>>) -> BoxStream<'static, Result<Option<String>, Status>> {
        let store = self.clone();
        let texts = stream::iter(wanted).map(move |wanted| {
            let store = store.clone();
            async move {
                match wanted {
                    None => Ok(None),
                    Some(Wanted {
                        execution,
                        phase,
                        output,
                    }) => store.output_text(&execution, (&phase, &output)).await,
                }
            }
        });
        texts.buffered(AT_ONCE).boxed()
    }

    /// The text of a stored output; `None` if it is not kept any more, or if its payload key was shredded.
    pub(crate) async fn output_text(
        &self,
        execution: &str,
        (phase, output): (&str, &Output),
    ) -> Result<Option<String>, Status> {
        let read = self.text(&partition(execution), &name(phase), output.version).await;
        Ok(failure::if_readable(read)?.map(|(_, text)| text))
    }

    /// The outputs of an execution's phases, or of one phase, by phase.
    pub(crate) fn outputs(&self, loaded: &Loaded, phase: &str) -> OutputStream {
        let state = &loaded.state;
        let outputs = state.outputs.iter().filter(|(id, _)| phase.is_empty() || *id == phase);
        let listed = outputs.map(|(phase, output)| Listed {
            execution: state.id.clone(),
            definition: state.definition.clone(),
            status: state.status,
            output: Some((phase.clone(), output.clone())),
        });
        self.listed(listed.collect())
    }

    /// One output for each child of an execution, by id.
    pub(crate) fn child_outputs(&self, loaded: &Loaded) -> OutputStream {
        let children = loaded.state.children.iter().map(|(id, child)| Listed {
            execution: id.clone(),
            definition: child.definition.clone(),
            status: child.status,
            output: child.output.clone(),
        });
        self.listed(children.collect())
    }

    fn listed(&self, listed: Vec<Listed>) -> OutputStream {
        let wanted = listed.iter().map(|one| Wanted::of(&one.execution, one.output.as_ref()));
        let texts = self.texts(wanted.collect());
        let answers = stream::iter(listed).zip(texts).map(|(one, text)| {
            let (phase, version) = one
                .output
                .map_or_else(Default::default, |(phase, output)| (phase, output.version));
            let output = proto::Output {
                execution: one.execution,
                definition: one.definition,
                status: convert::status(one.status).into(),
                phase,
                version,
                data: text?.unwrap_or_default().into_bytes().into(),
            };
            Ok(proto::ListOutputsResponse { output: Some(output) })
        });
        answers.boxed()
    }
}

/// Outputs, as a reader receives them.
type OutputStream = BoxStream<'static, Result<proto::ListOutputsResponse, Status>>;

/// An output of a list.
struct Listed {
    execution: String,
    definition: String,
    status: ExecutionStatus,
    output: Option<(String, Output)>,
}

/// A stored output to read.
struct Wanted {
    execution: String,
    phase: String,
    output: Output,
}

impl Wanted {
    fn of(execution: &str, output: Option<&(String, Output)>) -> Option<Self> {
        output.map(|(phase, output)| Self {
            execution: execution.to_owned(),
            phase: phase.clone(),
            output: output.clone(),
        })
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn stored(effect: &Effect) -> Option<((String, u64), String)> {
    match effect {
        Effect::StoreOutput { phase, after, data } => Some(((phase.clone(), after.saturating_add(1)), data.clone())),
        _ => None,
    }
}

fn size(output: &Output) -> usize {
    usize::try_from(output.bytes).unwrap_or(usize::MAX)
}

fn child_size(child: &NeededChild) -> usize {
    let output = child.output.as_ref().map_or(0, |(_, output)| size(output));
    child.id.len() + child.definition.len() + CHILD_BYTES + output
}
