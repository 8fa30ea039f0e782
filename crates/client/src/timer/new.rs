//! Requests for timers.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use minoots_wire::timer::v1 as proto;
use uuid::Uuid;

use super::{AgentBinding, Timer, TimerAction};
use crate::error::Error;
use crate::time;

/// A request for a timer. Without an id of the caller it contains a generated one, so that a repeat is safe; clones
/// share the id.
#[derive(Debug, Clone)]
#[must_use = "a timer is created by a client"]
pub struct NewTimer {
    request: proto::CreateTimerRequest,
}

impl NewTimer {
    /// Fires this long after the server receives the request. `name` is a label for people, 1 to 255 bytes.
    pub fn after(name: impl Into<String>, delay: Duration) -> Self {
        Self::named(name.into(), None, Some(delay))
    }

    /// Fires at this instant; up to 24 h in the past means now.
    pub fn at(name: impl Into<String>, fire_time: SystemTime) -> Self {
        Self::named(name.into(), Some(fire_time), None)
    }

    fn named(name: String, fire_time: Option<SystemTime>, delay: Option<Duration>) -> Self {
        Self {
            request: proto::CreateTimerRequest {
                id: Uuid::now_v7().to_string(),
                name,
                fire_time: fire_time.map(time::to_timestamp),
                delay: delay.map(time::to_duration),
                ..proto::CreateTimerRequest::default()
            },
        }
    }

    /// Sets the timer's id: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. Default: a UUIDv7.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.request.id = id.into();
        self
    }

    /// The present id; empty if the server derives it from a request id.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.request.id
    }

    /// Sets the partition key, which decides the shard. Default: the id.
    pub fn partition_key(mut self, key: impl Into<String>) -> Self {
        self.request.partition_key = key.into();
        self
    }

    /// Sets the bytes to deliver, at most 256 KiB, and their media type.
    pub fn payload(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.payload = Some(proto::Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self
    }

    /// Sets text to deliver.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.payload("text/plain; charset=utf-8", text.into())
    }

    /// Sets JSON to deliver, as given.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.payload("application/json", json.into())
    }

    /// Sets the priority among the due events of its queue. Default: `Next`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.request.priority = proto::Priority::from(priority).into();
        self
    }

    /// Serialises the deliveries of its queue that share this key, according to the queue's `key_concurrency`; at most
    /// 64 bytes.
    pub fn concurrency_key(mut self, key: impl Into<String>) -> Self {
        self.request.concurrency_key = key.into();
        self
    }

    /// Sets a note for people, at most 1,024 bytes: why the timer exists. It is not part of events.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.request.note = note.into();
        self
    }

    /// Makes it a message to an agent, in place of a target.
    pub fn agent(mut self, binding: AgentBinding) -> Self {
        self.request.agent = Some(binding.into());
        self
    }

    /// Derives the id from this request id, in place of the generated one, so that another process can repeat the
    /// create. A later [`id`](Self::id) overrides it.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self.request.id = String::new();
        self
    }

    /// Adds a label; at most 32, keys of 1 to 63 bytes, values of at most 255.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.labels.insert(key.into(), value.into());
        self
    }

    /// Sets the queue. Default: `default`.
    pub fn queue(self, queue: impl Into<String>) -> Self {
        self.target(Target::Queue(queue.into()))
    }

    /// Sets the target.
    pub fn target(mut self, target: Target) -> Self {
        self.request.target = Some(target.into());
        self
    }

    /// Sets the policy after a delivery without an acknowledgement.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.request.retry_policy = Some(policy.into());
        self
    }

    /// Sets the time limit for a consumer to acknowledge, 1 s to 12 h. Default: 60 s.
    pub fn ack_deadline(mut self, deadline: Duration) -> Self {
        self.request.ack_deadline = Some(time::to_duration(deadline));
        self
    }

    /// Adds a target: at the firing, or after this number of failed deliveries; at most 8 targets and 100 failures.
    pub fn action(mut self, target: Target, after_failures: u32) -> Self {
        let action = TimerAction { target, after_failures };
        self.request.actions.push(action.into());
        self
    }

    /// Makes it a watchdog: it fires after its delay, 1 s to 7 days, without a touch. `epoch` is the epoch of the first
    /// instance.
    pub fn watchdog(mut self, epoch: u64) -> Self {
        self.request.watchdog.get_or_insert_default().epoch = epoch;
        self
    }

    /// Adds a stage to a watchdog: it notifies another target after this much silence. The silence is at least 1 s,
    /// longer than the previous stage's, and shorter than the watchdog's delay; at most 8 stages.
    pub fn stage(mut self, delay: Duration, target: Target) -> Self {
        let stages = &mut self.request.watchdog.get_or_insert_default().stages;
        stages.push(proto::WatchdogStage {
            delay: Some(time::to_duration(delay)),
            target: Some(target.into()),
        });
        self
    }

    pub(crate) fn into_request(self) -> proto::CreateTimerRequest {
        self.request
    }
}

/// The result of a create, by this request or by an earlier equal one.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// Its present state.
    pub timer: Timer,
    /// Whether it existed already, created by an equal request.
    pub existing: bool,
    /// The shard that holds it.
    pub shard: u32,
    /// The position of the answer in the shard's log.
    pub commit_index: u64,
}

impl Created {
    pub(crate) fn read(answer: proto::CreateTimerResponse) -> Result<Self, Error> {
        Ok(Self {
            timer: Timer::read(answer.timer)?,
            existing: answer.existing,
            shard: answer.shard,
            commit_index: answer.commit_index,
        })
    }
}

/// One timer of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchCreated {
    /// Its id.
    pub id: String,
    /// Its version.
    pub state_version: u64,
    /// Whether it existed already, created by an equal request.
    pub existing: bool,
}

impl From<proto::BatchCreateTimersResult> for BatchCreated {
    fn from(result: proto::BatchCreateTimersResult) -> Self {
        Self {
            id: result.id,
            state_version: result.state_version,
            existing: result.existing,
        }
    }
}

/// The target of a fired timer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// A queue, created on first use.
    Queue(String),
    /// No target: the firing is only recorded in the event log.
    None,
    /// A webhook endpoint, by its id.
    Webhook(String),
}

impl Default for Target {
    fn default() -> Self {
        Self::Queue("default".to_owned())
    }
}

impl From<Target> for proto::Target {
    fn from(target: Target) -> Self {
        let target = match target {
            Target::Queue(queue) => proto::target::Target::Queue(queue),
            Target::None => proto::target::Target::None(proto::NoTarget {}),
            Target::Webhook(webhook) => proto::target::Target::Webhook(webhook),
        };
        Self { target: Some(target) }
    }
}

impl From<proto::Target> for Target {
    fn from(target: proto::Target) -> Self {
        match target.target {
            Some(proto::target::Target::Queue(queue)) => Self::Queue(queue),
            Some(proto::target::Target::None(_)) => Self::None,
            Some(proto::target::Target::Webhook(webhook)) => Self::Webhook(webhook),
            None => Self::default(),
        }
    }
}

/// The policy after a delivery without an acknowledgement. Unset fields use the server's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetryPolicy {
    /// Failed deliveries before the timer fails, 1 to 100. Default 20.
    pub max_attempts: Option<u32>,
    /// The delay after the first failure; at least 1 ms. Default 1 s.
    pub initial_backoff: Option<Duration>,
    /// The longest delay; at most 24 h. Default 1 h.
    pub max_backoff: Option<Duration>,
    /// Factor between delays, 1.0 to 10.0. Default 2.0.
    pub multiplier: Option<f64>,
    /// The random share of each delay, 0.0 to 1.0. Default 1.0.
    pub jitter: Option<f64>,
}

impl From<RetryPolicy> for proto::RetryPolicy {
    fn from(policy: RetryPolicy) -> Self {
        Self {
            max_attempts: policy.max_attempts.unwrap_or_default(),
            initial_backoff: policy.initial_backoff.map(time::to_duration),
            max_backoff: policy.max_backoff.map(time::to_duration),
            multiplier: policy.multiplier,
            jitter: policy.jitter,
        }
    }
}

impl From<&proto::RetryPolicy> for RetryPolicy {
    fn from(policy: &proto::RetryPolicy) -> Self {
        Self {
            max_attempts: Some(policy.max_attempts).filter(|attempts| *attempts != 0),
            initial_backoff: policy.initial_backoff.as_ref().and_then(time::duration),
            max_backoff: policy.max_backoff.as_ref().and_then(time::duration),
            multiplier: policy.multiplier,
            jitter: policy.jitter,
        }
    }
}

/// The priority of an event among the due events of its queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Priority {
    /// Before all `Next` events.
    Now,
    /// In the order of their due times.
    #[default]
    Next,
    /// After all due `Now` and `Next` events.
    Future,
}

impl From<proto::Priority> for Priority {
    fn from(priority: proto::Priority) -> Self {
        match priority {
            proto::Priority::Now => Self::Now,
            proto::Priority::Unspecified | proto::Priority::Next => Self::Next,
            proto::Priority::Future => Self::Future,
        }
    }
}

impl From<Priority> for proto::Priority {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Now => Self::Now,
            Priority::Next => Self::Next,
            Priority::Future => Self::Future,
        }
    }
}
