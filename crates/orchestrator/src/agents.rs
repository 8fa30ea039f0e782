//! Stores agents in the cluster: reads the state, steps it, and commits the step in one entry. Heartbeats touch a
//! watchdog.
//!
//! An agent is the checkpoint `state` of `ag.ID`. All its records have the partition key `ag.ID`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use minoots_client::{Cancel, Client, Emit, Error, Key, NewTimer, Pages, PutCheckpoint, Touch, Touched, Transaction};
use serde_json::{Value, json};
use tonic::Status;

use crate::agent::{self, Beat, Effect, Input, State, Status as AgentStatus, Step};
use crate::clock;
use crate::event_counter::EventCounter;
use crate::execution::Cause;
use crate::failure;
use crate::orders::{AGENT, order};
use crate::steps::{STEP_PAUSE, STEPS_MAX, Settle, is_overtaken, now, written};
use crate::turns::Turns;

/// The prefix of the agents' partition keys.
const PREFIX: &str = minoots_wire::executions::AGENT;
const STATE: &str = "state";
/// Agents whose watchdogs are cached.
const WATCHED_MAX: usize = 65_536;
/// Attempts of a heartbeat: one with the cached watchdog, and then with the stored one.
const BEATS: u32 = 3;

/// An agent and the version of its state.
#[derive(Debug, Clone)]
pub(crate) struct StoredAgent {
    pub version: u64,
    pub state: State,
}

/// The result of a heartbeat.
#[derive(Debug, Clone)]
pub(crate) struct Alive {
    pub status: AgentStatus,
    pub epoch: u64,
    /// The next heartbeat is due by this instant; `None` if no watchdog is active.
    pub until: Option<SystemTime>,
}

/// A cache of each agent's newest epoch and its watchdog.
type Watched = Mutex<BTreeMap<String, (u64, String)>>;

/// The agents of one tenant. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Agents {
    client: Client,
    watched: Arc<Watched>,
    turns: Turns,
    events: EventCounter,
}

fn called() -> Cause {
    Cause::Request("Heartbeat".to_owned())
}

fn partition(id: &str) -> String {
    format!("{PREFIX}{id}")
}

impl Agents {
    pub fn new(client: Client, events: EventCounter) -> Self {
        Self {
            client,
            watched: Arc::default(),
            turns: Turns::default(),
            events,
        }
    }

    /// Loads the current state of an agent.
    pub async fn load(&self, id: &str) -> Result<Option<StoredAgent>, Status> {
        let found = match self.client.checkpoint_at((partition(id), STATE.to_owned()), 0).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failure::fabric(&error)),
        };
        let state: State = serde_json::from_slice(&found.data)
            .map_err(|error| Status::internal(format!("the state of agent {id:?} cannot be read: {error}")))?;
        Ok(Some(StoredAgent {
            version: found.version,
            state,
        }))
    }

    /// Loads an agent, and fails if it does not exist.
    pub async fn existing(&self, id: &str) -> Result<StoredAgent, Status> {
        let known = self.load(id).await?;
        known.ok_or_else(|| failure::agent(&agent::Refusal::Unknown))
    }

    /// Steps an agent. If another step commits first, reloads the state and retries.
    pub async fn step(
        &self,
        id: &str,
        input: &Input,
        cause: Cause,
        settle: Option<&Settle>,
    ) -> Result<StoredAgent, Status> {
        let _turn = self.turns.take(id).await;
        for _ in 0..STEPS_MAX {
            let known = match self.load(id).await {
                // Registration restarts an agent whose payload key was shredded.
                Err(status) if matches!(input, Input::Register(_)) => {
                    let version = failure::shredded_version(&status).ok_or(status)?;
                    let state = agent::forgotten(id, version);
                    Some(StoredAgent { version, state })
                }
                known => known?,
            };
            let (version, state) = known
                .as_ref()
                .map_or((0, None), |known| (known.version, Some(&known.state)));
            let step = agent::step(state, id, input, &now(cause.clone()));
            let Some(step) = step.map_err(|refusal| failure::agent(&refusal))? else {
                let known = known.ok_or_else(|| failure::agent(&agent::Refusal::Unknown))?;
                self.remember(&known.state);
                return Ok(known);
            };
            match self.client.transact(transaction(&step, version, settle)?).await {
                Ok(done) => {
                    self.remember(&step.state);
                    self.events.add(emitted(&step));
                    return Ok(StoredAgent {
                        version: written(&done)?,
                        state: step.state,
                    });
                }
                Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("agent", id))
    }

    /// Processes a heartbeat. A plain heartbeat touches the watchdog and writes no entry. A heartbeat with content, or
    /// after a missed one, is a step.
    pub async fn beat(&self, id: &str, beat: &Beat) -> Result<Alive, Status> {
        let plain = Beat {
            epoch: beat.epoch,
            ..Beat::default()
        };
        // The content of the heartbeat is reported once.
        let mut said = Some(beat).filter(|beat| !beat.is_plain());
        for _ in 0..BEATS {
            let remembered = self.remembered(id, beat.epoch).filter(|_| said.is_none());
            let (epoch, watchdog) = match remembered {
                Some(remembered) => remembered,
                None => {
                    let input = Input::Beat(said.take().unwrap_or(&plain).clone());
                    let State {
                        status,
                        epoch,
                        watchdog,
                        ..
                    } = self.step(id, &input, called(), None).await?.state;
                    if status == AgentStatus::Quarantined {
                        return Ok(Alive {
                            status,
                            epoch,
                            until: None,
                        });
                    }
                    (epoch, watchdog)
                }
            };
            let touched = self
                .client
                .touch(Key::new(&watchdog, partition(id)), Touch::default())
                .await;
            match touched {
                Ok(Touched::Until(until)) => {
                    return Ok(Alive {
                        status: AgentStatus::Live,
                        epoch,
                        until: Some(until),
                    });
                }
                // The watchdog has fired, or another one has replaced it.
                Ok(_) | Err(Error::NotFound { .. } | Error::Conflict { .. }) => {
                    self.forget(id);
                    // This step records the firing. The orchestrators receive the same firing as an order.
                    self.fired(id, &watchdog).await?;
                }
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("agent", id))
    }

    /// Records that a watchdog has fired. If it is the agent's current one, a heartbeat was missed and the agent is
    /// back: the records follow in this order.
    async fn fired(&self, id: &str, watchdog: &str) -> Result<(), Status> {
        let input = Input::Fired {
            watchdog: watchdog.to_owned(),
            fired_ms: clock::now_ms(),
        };
        self.step(id, &input, called(), None).await.map(drop)
    }

    fn remembered(&self, id: &str, epoch: u64) -> Option<(u64, String)> {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched
            .get(id)
            .filter(|(known, _)| epoch == 0 || epoch == *known)
            .cloned()
    }

    fn remember(&self, state: &State) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if state.watchdog.is_empty() {
            watched.remove(&state.id);
            return;
        }
        if watched.len() >= WATCHED_MAX && !watched.contains_key(&state.id) {
            watched.clear();
        }
        watched.insert(state.id.clone(), (state.epoch, state.watchdog.clone()));
    }

    fn forget(&self, id: &str) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.remove(id);
    }

    /// The ids of agents with this prefix, in order.
    pub fn ids(&self, prefix: &str) -> (Pages<String>, &'static str) {
        (self.client.executions(partition(prefix)), PREFIX)
    }

    /// The number of messages that wait in these queues.
    pub async fn waiting(&self, queues: impl IntoIterator<Item = &String>) -> Result<u64, Status> {
        let mut waiting = 0_u64;
        for queue in queues {
            match self.client.queue_ready(queue).await {
                Ok(depth) => waiting = waiting.saturating_add(depth),
                Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Ok(waiting)
    }
}

/// The types of the events that a step writes.
fn emitted(step: &Step) -> impl Iterator<Item = &'static str> {
    step.effects.iter().filter_map(|effect| match effect {
        Effect::Emit { kind, .. } => Some(*kind),
        _ => None,
    })
}

/// Builds the transaction of a step. The state is the first operation, so that a concurrent step is recognised by the
/// failed operation.
fn transaction(step: &Step, version: u64, settle: Option<&Settle>) -> Result<Transaction, Status> {
    let key = partition(&step.state.id);
    let state = serde_json::to_string(&step.state).map_err(|error| Status::internal(error.to_string()))?;
    let put = PutCheckpoint::after((key.as_str(), STATE), version).json(state);
    // The expected version detects repeats. Agents step too often to store a request id for each step.
    let mut transaction = Transaction::new(&key).request_id("").put_checkpoint(put);
    if let Some(settle) = settle {
        transaction = transaction.settle(&settle.event_id, &settle.fence);
    }
    for effect in &step.effects {
        transaction = with(transaction, &step.state.id, effect);
    }
    Ok(transaction)
}

fn with(transaction: Transaction, agent: &str, effect: &Effect) -> Transaction {
    let key = partition(agent);
    let timer = |id: &str, name: String, delay: Duration, body: &Value| {
        NewTimer::after(name, delay)
            .id(id)
            .partition_key(&key)
            .label(AGENT, agent)
            .json(body.to_string())
    };
    let order = |id: &str, name: String, delay: Duration, body: &Value| order(timer(id, name, delay, body));
    match effect {
        Effect::Watch { id, ttl } => {
            let body = json!({ "kind": "agent_silent", "agent": agent, "watchdog": id });
            transaction.create_timer(order(id, format!("watchdog of {agent}"), *ttl, &body).watchdog(0))
        }
        Effect::Wake { id, kind, delay } => {
            let body = json!({ "kind": "agent_wake", "agent": agent, "wake": kind, "timer": id });
            transaction.create_timer(order(id, format!("{kind:?} of {agent}"), *delay, &body))
        }
        Effect::Forget { id } => transaction.cancel_timer(Cancel::of(Key::new(id, &key))).optional(),
        Effect::Send { id, queue, body } => {
            transaction.create_timer(timer(id, format!("word of {agent}"), Duration::ZERO, body).queue(queue))
        }
        Effect::Reassign { id, work, rule } => {
            let body = json!({ "kind": "attempt_lost", "agent": agent, "execution": work.execution, "fence": work.fence,
                "rule": rule });
            transaction.create_timer(order(id, format!("work of {agent}"), Duration::ZERO, &body))
        }
        Effect::Emit { kind, data } => {
            transaction.emit(Emit::new(*kind, format!("agents/{agent}")).json(data.to_string()))
        }
    }
}
