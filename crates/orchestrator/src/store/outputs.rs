//! Outputs of phases: checkpoints of `wf.ID`, and the messages and lists that contain them.

use std::collections::BTreeMap;

use futures::stream::{self, BoxStream, StreamExt as _};
use minoots_client::Error;
use minoots_wire::workflow::v1 as proto;
use serde_json::json;
use tonic::{Code, Status};

use super::{Store, partition};
use crate::convert;
use crate::definition::limits::NEEDS_BYTES_MAX;
use crate::execution::output::{NeededChild, of_execution};
use crate::execution::{Effect, NeededOutputs, Output, State, Status as ExecutionStatus, Step};
use crate::failure;
use crate::loaded::Loaded;

/// Outputs that are loaded concurrently.
const AT_ONCE: usize = 16;
/// The name of the children among the needed outputs.
const CHILDREN: &str = "children";
/// The cause of a write of an output whose checkpoint another caller has changed.
const CHANGED: [&str; 2] = ["VERSION_CONFLICT", "VERSION_REQUIRED"];

/// The name of the checkpoint with a phase's output.
pub(super) fn name(phase: &str) -> String {
    format!("output.{phase}")
}

/// The outputs that a step stores, by phase and version.
type Stored = BTreeMap<(String, u64), String>;

/// Outputs as a reader receives them.
type OutputStream = BoxStream<'static, Result<proto::ListOutputsResponse, Status>>;

impl Store {
    /// Adds the needed outputs to the messages of a step, byte for byte. A message that would become too large names
    /// the rest in `needsStored`.
    pub(super) async fn add_outputs(&self, step: &mut Step) -> Result<(), Status> {
        let stored: Stored = step.effects.iter().filter_map(stored).collect();
        let execution = &step.state.id;
        for effect in &mut step.effects {
            let Effect::Send { needs, .. } = effect else {
                continue;
            };
            if needs.phases.is_empty() && needs.children.is_none() {
                continue;
            }
            let (found, left) = self.needed(execution, needs, &stored).await?;
            needs.fields = format!(",\"needs\":{{{}}}", found.join(","));
            if !left.is_empty() {
                needs.fields += &format!(",\"needsStored\":{}", json!(left));
            }
        }
        Ok(())
    }

    /// The needed outputs that fit into a message, as members of a JSON object, and the names of the others.
    async fn needed(
        &self,
        execution: &str,
        needs: &NeededOutputs,
        stored: &Stored,
    ) -> Result<(Vec<String>, Vec<String>), Status> {
        let (mut found, mut left, mut room) = (Vec::new(), Vec::new(), NEEDS_BYTES_MAX);
        for (phase, output) in &needs.phases {
            let bytes = output.as_ref().map_or(0, size);
            let Some(rest) = room.checked_sub(bytes) else {
                left.push(phase.clone());
                continue;
            };
            room = rest;
            let text = match output {
                None => None,
                Some(output) => match stored.get(&(phase.clone(), output.version)) {
                    Some(text) => Some(text.clone()),
                    None => self.output_text(execution, (phase, output)).await?,
                },
            };
            found.push(member(phase, text.as_deref()));
        }
        if let Some(children) = &needs.children {
            match self.needed_children(children, room).await? {
                Some(list) => found.push(format!("\"{CHILDREN}\":[{}]", list.join(","))),
                None => left.push(CHILDREN.to_owned()),
            }
        }
        Ok((found, left))
    }

    /// The children with their outputs, as JSON; `None` if there is no room for all.
    async fn needed_children(&self, children: &[NeededChild], mut room: usize) -> Result<Option<Vec<String>>, Status> {
        let outputs = self.of_children(children.iter().map(|child| child.id.clone()).collect());
        let outputs: Vec<_> = outputs.collect().await;
        let mut wanted = Vec::with_capacity(children.len());
        let mut heads = Vec::with_capacity(children.len());
        for (child, output) in children.iter().zip(outputs) {
            let output = output?;
            let head = json!({ "id": child.id, "definition": child.definition, "status": child.status }).to_string();
            let bytes = head.len() + "\"output\":null,".len() + output.as_ref().map_or(0, |(_, output)| size(output));
            match room.checked_sub(bytes) {
                None => return Ok(None),
                Some(rest) => room = rest,
            }
            heads.push(head);
            wanted.push(Wanted::of(&child.id, output.as_ref()));
        }
        let mut texts = self.texts(wanted);
        let mut list = Vec::with_capacity(heads.len());
        for head in heads {
            let text = texts.next().await.transpose()?.flatten();
            let open = head.strip_suffix('}').unwrap_or(&head);
            list.push(format!("{open},{}}}", member("output", text.as_deref())));
        }
        Ok(Some(list))
    }

    /// The outputs of executions, as their own states name them; `None` for an execution that has not completed.
    fn of_children(&self, ids: Vec<String>) -> BoxStream<'static, Result<Option<(String, Output)>, Status>> {
        let store = self.clone();
        let outputs = stream::iter(ids).map(move |id| {
            let store = store.clone();
            async move {
                let child = store.readable(&id).await?;
                let done = child.filter(|child| child.state.status == ExecutionStatus::Completed);
                Ok(done.and_then(|child| of_execution(&child.state)))
            }
        });
        outputs.buffered(AT_ONCE).boxed()
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

    /// Continues after a write of an output failed, because a caller wrote its checkpoint directly: the state takes
    /// over the current version. Returns whether the step may be tried again.
    ///
    /// # Errors
    /// The caller deleted the checkpoint, whose next version is unknown.
    pub(super) async fn take_over(
        &self,
        state: &State,
        step: &Step,
        error: &Error,
        known: &mut KnownVersions,
    ) -> Result<bool, Status> {
        let Error::Conflict { metadata, .. } = error else {
            return Ok(false);
        };
        let is_output = metadata.get("operation").is_some_and(|operation| operation != "0");
        if !is_output
            || !metadata
                .get("cause")
                .is_some_and(|cause| CHANGED.contains(&cause.as_str()))
        {
            return Ok(false);
        }
        for effect in &step.effects {
            let Effect::StoreOutput { phase, after, .. } = effect else {
                continue;
            };
            match self.text(&partition(&state.id), &name(phase), 0).await? {
                Some((version, _)) if version != *after => {
                    known.insert(phase.clone(), version);
                    return Ok(true);
                }
                Some(_) => {}
                None => {
                    let checkpoint = format!("{} {}", partition(&state.id), name(phase));
                    let message = format!(
                        "output: the checkpoint {checkpoint} was deleted; write it again with any JSON, by minoots checkpoint put, and repeat this call"
                    );
                    let reason = minoots_wire::error::Reason::Checkpoint;
                    return Err(minoots_wire::error::status(Code::FailedPrecondition, reason, message).build());
                }
            }
        }
        Ok(false)
    }

    /// The outputs of an execution's phases, or of one phase, by phase.
    pub(crate) fn outputs(&self, loaded: &Loaded, phase: &str) -> OutputStream {
        let state = &loaded.state;
        let outputs = state.outputs.iter().filter(|(id, _)| phase.is_empty() || *id == phase);
        let listed = outputs.map(|(phase, output)| {
            let listed = Listed {
                execution: state.id.clone(),
                definition: state.definition.clone(),
                status: state.status,
            };
            Ok((listed, Some((phase.clone(), output.clone()))))
        });
        self.listed(stream::iter(listed.collect::<Vec<_>>()).boxed())
    }

    /// One output for each child of an execution, by id.
    pub(crate) fn child_outputs(&self, loaded: &Loaded) -> OutputStream {
        let children = &loaded.state.children;
        let outputs = self.of_children(children.keys().cloned().collect());
        let listed = children.iter().map(|(id, child)| Listed {
            execution: id.clone(),
            definition: child.definition.clone(),
            status: child.status,
        });
        let listed = stream::iter(listed.collect::<Vec<_>>()).zip(outputs);
        self.listed(listed.map(|(listed, output)| Ok((listed, output?))).boxed())
    }

    fn listed(&self, listed: BoxStream<'static, Result<Found, Status>>) -> OutputStream {
        let store = self.clone();
        let answers = listed.map(move |found| {
            let store = store.clone();
            async move {
                let (listed, output) = found?;
                let text = match &output {
                    None => None,
                    Some((phase, output)) => store.output_text(&listed.execution, (phase, output)).await?,
                };
                let (phase, version) = output.map_or_else(Default::default, |(phase, output)| (phase, output.version));
                let output = proto::Output {
                    execution: listed.execution,
                    definition: listed.definition,
                    status: convert::status(listed.status).into(),
                    phase,
                    version,
                    data: text.unwrap_or_default().into_bytes().into(),
                };
                Ok(proto::ListOutputsResponse { output: Some(output) })
            }
        });
        answers.buffered(AT_ONCE).boxed()
    }
}

/// The current versions of outputs that callers wrote directly, by phase.
pub(super) type KnownVersions = BTreeMap<String, u64>;

/// An output of a list, and the phase and the output that its data come from.
type Found = (Listed, Option<(String, Output)>);

/// An output of a list, without its data.
struct Listed {
    execution: String,
    definition: String,
    status: ExecutionStatus,
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

/// A member of a JSON object, whose value is this JSON, or null.
fn member(name: &str, value: Option<&str>) -> String {
    format!("{}:{}", json!(name), value.unwrap_or("null"))
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
