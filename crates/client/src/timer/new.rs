//! Asking for a timer.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use minoots_wire::timer::v1 as proto;
use uuid::Uuid;

use super::{AgentBinding, Timer, TimerAction};
use crate::error::Error;
use crate::time;

/// A timer to be created. Its id is chosen here if the caller chooses none, so that repeating a create is safe; clones
/// have the same id.
#[derive(Debug, Clone)]
#[must_use = "a timer is created by a client"]
pub struct NewTimer {
    request: proto::CreateTimerRequest,
}

impl NewTimer {
    /// Fires this long after the server has received it. `name` is a label for people, 1 to 255 bytes.
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

    /// The timer's id: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. Default: a UUIDv7.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.request.id = id.into();
        self
    }

    /// The id so far; empty if the server derives it from a request id.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.request.id
    }

    /// Decides the shard. Default: the id.
    pub fn partition_key(mut self, key: impl Into<String>) -> Self {
        self.request.partition_key = key.into();
        self
    }

    /// Bytes to deliver, at most 256 KiB, and their media type.
    pub fn payload(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.payload = Some(proto::Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self
    }

    /// Text to deliver.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.payload("text/plain; charset=utf-8", text.into())
    }

    /// JSON to deliver, as written.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.payload("application/json", json.into())
    }

    /// Before or after others that are due in its queue. Default: `Next`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.request.priority = proto::Priority::from(priority).into();
        self
    }

    /// Serialises deliveries of its queue that share this key, as the queue's `key_concurrency` says; at most 64 bytes.
    pub fn concurrency_key(mut self, key: impl Into<String>) -> Self {
        self.request.concurrency_key = key.into();
        self
    }

    /// Makes it a message to an agent, instead of giving it a target.
    pub fn agent(mut self, binding: AgentBinding) -> Self {
        self.request.agent = Some(binding.into());
        self
    }

    /// Derives the id from this, in place of the one that was chosen: another process repeats the create with the same request id. An
    /// [`id`](Self::id) that is given afterwards goes before it.
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

    /// The queue it goes to. Default: `default`.
    pub fn queue(self, queue: impl Into<String>) -> Self {
        self.target(Target::Queue(queue.into()))
    }

    /// Where it goes.
    pub fn target(mut self, target: Target) -> Self {
        self.request.target = Some(target.into());
        self
    }

    /// What follows a delivery that was not acknowledged.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.request.retry_policy = Some(policy.into());
        self
    }

    /// How long a consumer may take to acknowledge, 1 s to 12 h. Default: 60 s.
    pub fn ack_deadline(mut self, deadline: Duration) -> Self {
        self.request.ack_deadline = Some(time::to_duration(deadline));
        self
    }

    /// Delivers it to another target as well: as it fires, or once so many deliveries have failed; at most 8, failures up to 100.
    pub fn action(mut self, target: Target, after_failures: u32) -> Self {
        let action = TimerAction { target, after_failures };
        self.request.actions.push(action.into());
        self
    }

    /// Makes it a watchdog: it fires when nobody has touched it for its delay, 1 s to 7 days. `epoch` is of the instance that
    /// may touch it at first.
    pub fn watchdog(mut self, epoch: u64) -> Self {
        self.request.watchdog.get_or_insert_default().epoch = epoch;
        self
    }

    /// Has a watchdog tell another target earlier, after this much silence: at least 1 s, more than the stage before, less than
    /// its own delay; at most 8.
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

/// A timer that was created, now or by an equal request before.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// As it is now.
    pub timer: Timer,
    /// It existed already, and this request equals the one that made it.
    pub existing: bool,
    /// The shard that holds it.
    pub shard: u32,
    /// The answer's place in the shard's log.
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
    /// It existed already, and this request equals the one that made it.
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

/// Where a fired timer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// A queue, created on first use.
    Queue(String),
    /// Nowhere: the firing is only recorded in the event log.
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

/// What happens after a delivery that was not acknowledged. What is unset has the server's default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetryPolicy {
    /// Failed deliveries before the timer fails, 1 to 100. Default 20.
    pub max_attempts: Option<u32>,
    /// After the first failure; at least 1 ms. Default 1 s.
    pub initial_backoff: Option<Duration>,
    /// The longest; at most 24 h. Default 1 h.
    pub max_backoff: Option<Duration>,
    /// Factor between delays, 1.0 to 10.0. Default 2.0.
    pub multiplier: Option<f64>,
    /// Share of each delay that is random, 0.0 to 1.0. Default 1.0.
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

/// Which of the events that are due in a queue goes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Priority {
    /// Before all that are `Next`.
    Now,
    /// In the order of their due times.
    #[default]
    Next,
    /// Once nothing is due that is `Now` or `Next`.
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
