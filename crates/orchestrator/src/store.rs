//! Stores executions and definitions in the cluster: reads the state, steps it, and commits the step in one entry.
//!
//! - A definition is a checkpoint of `wfdef.NAME`; its versions are the checkpoint's.
//! - An execution is two checkpoints of `wf.ID`: its state, and the copy of its definition from its start.
//! - All records of an execution have one partition key, `wf.ID`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use minoots_client::{Client, Error, OperationResult, Pages, PutCheckpoint, Transacted};
use minoots_wire::error::Reason;
use minoots_wire::executions;
use tonic::Status;

use crate::agents::Agents;
use crate::definition::Definition;
use crate::event_counter::EventCounter;
use crate::execution::{self, Cause, Effect, Input, Refusal, Start, State, Step};
use crate::failure;
use crate::loaded::Loaded;
use crate::outcomes::Outcomes;
use crate::places::Places;
use crate::steps::{STEP_PAUSE, STEPS_MAX, Settle, is_overtaken, now, written};
use crate::turns::Turns;

mod caller;
mod children;
mod committed;
mod outputs;
mod past;
mod same;

use committed::transaction;
use outputs::KnownVersions;
use same::same;

const PREFIX: &str = executions::EXECUTION;
const DEFINITION_PREFIX: &str = executions::DEFINITION;
const STATE: &str = "state";
const DEFINITION: &str = "definition";
const YAML: &str = "application/yaml";
/// The pause before a step is retried because a message that it withdraws was not due yet. Clocks differ by at most 250
/// ms.
const EARLY_PAUSE: Duration = Duration::from_millis(20);
/// The size of an execution's state above which optional data is refused. A checkpoint holds 256 KiB. The rest is
/// reserved so that the execution, its children and its work can end.
pub(crate) const STATE_BYTES: usize = 192 << 10;
/// Definitions that are cached.
const DEFINITIONS_MAX: usize = 256;

/// The result of a step.
#[derive(Debug)]
pub(crate) struct Stepped {
    pub execution: Loaded,
    /// The types and ids of the events that the step wrote; empty if it changed nothing.
    pub events: Vec<(&'static str, String)>,
}

type Definitions = Mutex<BTreeMap<(String, String, u64), Arc<Definition>>>;

/// The executions of one tenant. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub client: Client,
    pub agents: Agents,
    pub places: Places,
    pub outcomes: Outcomes,
    definitions: Arc<Definitions>,
    caller: caller::Known,
    turns: Turns,
    events: EventCounter,
}

/// The partition key of an execution.
pub(crate) fn partition(id: &str) -> String {
    format!("{PREFIX}{id}")
}

fn definition_key(name: &str) -> String {
    format!("{DEFINITION_PREFIX}{name}")
}

impl Store {
    pub fn new(client: Client, events: EventCounter) -> Self {
        Self {
            agents: Agents::new(client.clone(), events.clone()),
            places: Places::new(client.clone()),
            outcomes: Outcomes::new(client.clone()),
            client,
            definitions: Arc::default(),
            caller: caller::Known::default(),
            turns: Turns::default(),
            events,
        }
    }

    /// Writes a definition, unless the current version is the same document. Returns the version, and whether it
    /// existed already.
    pub async fn apply(&self, name: &str, document: &str) -> Result<(u64, bool), Status> {
        let version = match self.document(name, 0).await {
            Ok(Some((version, current))) if current == document => return Ok((version, true)),
            Ok(current) => current.map_or(0, |(version, _)| version),
            // An unreadable previous version does not matter.
            Err(status) => failure::shredded_version(&status).ok_or(status)?,
        };
        let put = PutCheckpoint::after((definition_key(name), DEFINITION), version)
            .data(YAML, document.to_owned())
            .keep_last(1_000);
        let put = self
            .client
            .put_checkpoint(put)
            .await
            .map_err(|error| failure::fabric(&error))?;
        Ok((put.version, false))
    }

    /// Loads a version of a definition as it was applied; 0 is the current one.
    pub async fn document(&self, name: &str, version: u64) -> Result<Option<(u64, String)>, Status> {
        self.text(&definition_key(name), DEFINITION, version).await
    }

    async fn text(&self, execution: &str, name: &str, version: u64) -> Result<Option<(u64, String)>, Status> {
        match self.client.checkpoint_at((execution, name), version).await {
            Ok(found) => {
                let text = String::from_utf8(found.data.to_vec());
                let text = text.map_err(|_| Status::internal(format!("checkpoint {execution} {name} is not text")))?;
                Ok(Some((found.version, text)))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failure::fabric(&error)),
        }
    }

    /// Names of definitions with this prefix.
    pub fn definition_names(&self, prefix: &str) -> (Pages<String>, &'static str) {
        (self.client.executions(definition_key(prefix)), DEFINITION_PREFIX)
    }

    /// Ids of executions with this prefix.
    pub fn ids(&self, prefix: &str) -> (Pages<String>, &'static str) {
        (self.client.executions(partition(prefix)), PREFIX)
    }

    /// Loads the current state of an execution.
    pub async fn load(&self, id: &str) -> Result<Option<Loaded>, Status> {
        let Some((version, state)) = self.text(&partition(id), STATE, 0).await? else {
            return Ok(None);
        };
        let state: State = serde_json::from_str(&state)
            .map_err(|error| Status::internal(format!("the state of execution {id:?} cannot be read: {error}")))?;
        let key = (id.to_owned(), state.definition.clone(), state.definition_version);
        let known = self.definitions().get(&key).cloned();
        let definition = match known {
            Some(definition) => definition,
            None => {
                let copy = self.text(&partition(id), DEFINITION, 0).await?;
                let (_, document) =
                    copy.ok_or_else(|| Status::internal(format!("execution {id:?} has no definition")))?;
                let definition = Definition::parse(&document).map_err(|problem| failure::problem(&problem))?;
                self.keep(key, Arc::new(definition))
            }
        };
        Ok(Some(Loaded {
            version,
            state,
            definition,
        }))
    }

    fn definitions(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, String, u64), Arc<Definition>>> {
        // No panic leaves partial changes under the lock.
        self.definitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, key: (String, String, u64), definition: Arc<Definition>) -> Arc<Definition> {
        let mut definitions = self.definitions();
        if definitions.len() >= DEFINITIONS_MAX {
            definitions.clear();
        }
        definitions.insert(key, definition.clone());
        definition
    }

    /// Loads the current state of an execution. Returns `None` if it does not exist, or if the payload key of its state
    /// or its definition was shredded.
    pub async fn readable(&self, id: &str) -> Result<Option<Loaded>, Status> {
        failure::if_readable(self.load(id).await)
    }

    /// Loads an execution, and fails if it does not exist.
    pub async fn existing(&self, id: &str) -> Result<Loaded, Status> {
        let loaded = self.load(id).await?;
        loaded.ok_or_else(|| {
            let message = format!("there is no execution {id:?}; start it, or look for it in another tenant");
            failure::absent(Reason::Execution, message)
        })
    }

    /// Starts an execution. Returns whether it existed already with the same parameters.
    pub async fn start(&self, definition: &str, mut start: Start, cause: Cause) -> Result<(Stepped, bool), Status> {
        let found = self.document(definition, start.definition_version).await?;
        let (version, document) = found.ok_or_else(|| {
            let message = format!("there is no definition {definition:?} of that version; apply it first");
            failure::absent(Reason::Definition, message)
        })?;
        let sound = Definition::parse(&document).map_err(|problem| failure::problem(&problem))?;
        if let Some(existing) = self.load(&start.id).await? {
            return same(existing, definition, &start);
        }
        start.definition_version = version;
        start.cursor = self.client.log_end().await.map_err(|error| failure::fabric(&error))?;
        let at = now(cause);
        let mut step = execution::start(&sound, start.clone(), &at).map_err(|refusal| failure::refusal(&refusal))?;
        self.add_outputs(&mut step).await?;
        let key = partition(&start.id);
        let copy = PutCheckpoint::first((key.as_str(), DEFINITION)).data(YAML, document);
        let transaction = transaction((&step, written_out(&step.state)?), 0, None).put_checkpoint(copy);
        match self.client.transact(transaction).await {
            Ok(done) => {
                let key = (start.id, step.state.definition.clone(), version);
                let definition = self.keep(key, Arc::new(sound));
                Ok((self.stepped(step, definition, &done)?, false))
            }
            Err(error) if is_overtaken(&error) => same(self.existing(&start.id).await?, definition, &start),
            Err(error) => Err(failure::fabric(&error)),
        }
    }

    /// Steps an execution. If another step commits first, reloads the state and retries.
    pub async fn step(
        &self,
        id: &str,
        input: &Input,
        cause: Cause,
        settle: Option<&Settle>,
    ) -> Result<Stepped, Status> {
        let _turn = self.turns.take(id).await;
        let mut known = KnownVersions::new();
        for _ in 0..STEPS_MAX {
            let mut loaded = self.existing(id).await?;
            loaded.state.output_versions.extend(known.clone());
            let step = execution::step(&loaded.definition, &loaded.state, input, &now(cause.clone()));
            let Some(mut step) = step.map_err(|refusal| failure::refusal(&refusal))? else {
                return Ok(Stepped {
                    execution: loaded,
                    events: Vec::new(),
                });
            };
            self.add_outputs(&mut step).await?;
            let written = written_out(&step.state)?;
            if input.is_more() {
                check_room(written.len())?;
            }
            let transaction = transaction((&step, written), loaded.version, settle);
            match self.client.transact(transaction).await {
                Ok(done) => return self.stepped(step, loaded.definition, &done),
                Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
                Err(error) if is_early(&error) => tokio::time::sleep(EARLY_PAUSE).await,
                Err(error) if self.take_over(&loaded.state, &step, &error, &mut known).await? => {}
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("execution", id))
    }

    /// The result of a committed step, whose events are counted.
    fn stepped(&self, step: Step, definition: Arc<Definition>, done: &Transacted) -> Result<Stepped, Status> {
        let stepped = stepped(step, definition, done)?;
        self.events.add(stepped.events.iter().map(|(kind, _)| *kind));
        Ok(stepped)
    }
}

/// Serialises a state.
fn written_out(state: &State) -> Result<String, Status> {
    serde_json::to_string(state).map_err(|error| Status::internal(error.to_string()))
}

/// Refuses optional data when the state of an execution, of `bytes` bytes, has little room left. Inputs that bring the
/// execution to its end are not checked.
fn check_room(bytes: usize) -> Result<(), Status> {
    if bytes <= STATE_BYTES {
        return Ok(());
    }
    let refusal = Refusal::Full {
        bytes,
        most: STATE_BYTES,
    };
    Err(failure::refusal(&refusal))
}

/// Whether a message that the step withdraws is not due yet, because the clock of the node that sent it is ahead of log
/// time.
fn is_early(error: &Error) -> bool {
    matches!(error, Error::Conflict { metadata, .. } if metadata.get("cause").is_some_and(|cause| cause == "NOT_DUE"))
}

fn stepped(step: Step, definition: Arc<Definition>, done: &Transacted) -> Result<Stepped, Status> {
    let version = written(done)?;
    let kinds = step.effects.iter().filter_map(|effect| match effect {
        Effect::Emit { kind, .. } => Some(*kind),
        _ => None,
    });
    let ids = done.results.iter().filter_map(|result| match result {
        OperationResult::Emitted { event_id } => Some(event_id.clone()),
        _ => None,
    });
    Ok(Stepped {
        events: kinds.zip(ids).collect(),
        execution: Loaded {
            version,
            state: step.state,
            definition,
        },
    })
}
