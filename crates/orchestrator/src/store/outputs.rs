//! Outputs of phases: checkpoints of `wf.ID`, and the messages and lists that contain them.

use std::collections::BTreeMap;

use futures::{StreamExt as _, stream};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tonic::Status;

use super::{Store, partition};
use crate::convert;
use crate::definition::limits::NEEDS_BYTES_MAX;
use crate::execution::output::NeededChild;
use crate::execution::{Effect, NeededOutputs, Output, Step};
use crate::failure;
use crate::loaded::Loaded;
use minoots_wire::workflow::v1 as proto;

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
        let read = children.iter().map(|child| self.child(child, stored));
        let read: Vec<_> = stream::iter(read).buffered(AT_ONCE).collect().await;
        let children: Result<Vec<Value>, Status> = read.into_iter().collect();
        found.insert(CHILDREN.to_owned(), Value::Array(children?));
        Ok((found, left))
    }

    async fn child(&self, child: &NeededChild, stored: &Stored) -> Result<Value, Status> {
        let output = match &child.output {
            None => Value::Null,
            Some((phase, output)) => self.output(&child.id, (phase, output), stored).await?,
        };
        Ok(json!({ "id": child.id, "definition": child.definition, "status": child.status, "output": output }))
    }

    /// An output that the step stores, or that was stored before.
    async fn output(&self, execution: &str, (phase, output): (&str, &Output), stored: &Stored) -> Result<Value, Status> {
        let text = match stored.get(&(phase.to_owned(), output.version)) {
            Some(text) => Some(text.clone()),
            None => self.output_text(execution, (phase, output)).await?,
        };
        Ok(text.map_or(Value::Null, |text| {
            serde_json::from_str(&text).unwrap_or(Value::Null)
        }))
    }

    /// The text of a stored output; `None` if it is not kept any more, or if its payload key was shredded.
    async fn output_text(&self, execution: &str, (phase, output): (&str, &Output)) -> Result<Option<String>, Status> {
        let read = self.text(&partition(execution), &name(phase), output.version).await;
        Ok(failure::if_readable(read)?.map(|(_, text)| text))
    }

    /// Sends the outputs of an execution's phases, or of one phase.
    pub(crate) async fn send_outputs(self, loaded: Loaded, phase: String, sink: Sink) {
        let state = &loaded.state;
        let outputs = state.outputs.iter().filter(|(id, _)| phase.is_empty() || **id == phase);
        let read = outputs.map(|(phase, output)| async {
            let text = self.output_text(&state.id, (phase, output)).await?;
            Ok(proto::Output {
                execution: state.id.clone(),
                definition: state.definition.clone(),
                status: convert::status(state.status).into(),
                phase: phase.clone(),
                version: output.version,
                data: text.unwrap_or_default().into_bytes().into(),
            })
        });
        send(stream::iter(read).buffered(AT_ONCE), sink).await;
    }

    /// Sends one output for each child of an execution.
    pub(crate) async fn send_child_outputs(self, loaded: Loaded, sink: Sink) {
        let read = loaded.state.children.iter().map(|(id, child)| async {
            let (phase, version, text) = match &child.output {
                None => (String::new(), 0, None),
                Some((phase, output)) => {
                    let text = self.output_text(id, (phase, output)).await?;
                    (phase.clone(), output.version, text)
                }
            };
            Ok(proto::Output {
                execution: id.clone(),
                definition: child.definition.clone(),
                status: convert::status(child.status).into(),
                phase,
                version,
                data: text.unwrap_or_default().into_bytes().into(),
            })
        });
        send(stream::iter(read).buffered(AT_ONCE), sink).await;
    }
}

type Sink = mpsc::Sender<Result<proto::ListOutputsResponse, Status>>;

/// Sends outputs until the first failure, or until the reader leaves.
async fn send(outputs: impl stream::Stream<Item = Result<proto::Output, Status>>, sink: Sink) {
    let mut outputs = std::pin::pin!(outputs);
    while let Some(output) = outputs.next().await {
        let is_over = output.is_err();
        let answer = output.map(|output| proto::ListOutputsResponse { output: Some(output) });
        if sink.send(answer).await.is_err() || is_over {
            return;
        }
    }
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
