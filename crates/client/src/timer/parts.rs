//! Parts of a timer: its actions, its origin, its agent and its ladder.

use std::time::{Duration, SystemTime};

use minoots_wire::timer::v1 as proto;

use super::Target;
use crate::time;

/// A further target of a timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerAction {
    /// A queue or a webhook endpoint.
    pub target: Target,
    /// 0: at the firing. Otherwise after this number of failed deliveries, or when the timer fails earlier.
    pub after_failures: u32,
}

impl From<TimerAction> for proto::Action {
    fn from(action: TimerAction) -> Self {
        let TimerAction { target, after_failures } = action;
        Self {
            target: Some(target.into()),
            after_attempts: after_failures,
        }
    }
}

impl From<proto::Action> for TimerAction {
    fn from(action: proto::Action) -> Self {
        let proto::Action { target, after_attempts } = action;
        Self {
            target: target.map(Target::from).unwrap_or_default(),
            after_failures: after_attempts,
        }
    }
}

/// The origin of a timer that no caller created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerOrigin {
    /// The timer whose action or stage created it; empty if a schedule did.
    pub parent_id: String,
    /// The version of that timer.
    pub parent_state_version: u64,
    /// Index of the action, from 0.
    pub action: u32,
    /// The schedule that created it; empty if a timer did.
    pub schedule_id: String,
    /// The nominal instant of the occurrence, or the arrival of the trigger.
    pub schedule_time: Option<SystemTime>,
    /// Number of the watchdog's stage, from 1; 0 if no stage created it.
    pub stage: u32,
}

impl From<proto::Origin> for TimerOrigin {
    fn from(origin: proto::Origin) -> Self {
        let proto::Origin {
            parent_id,
            parent_state_version,
            action,
            schedule_id,
            schedule_time,
            stage,
        } = origin;
        Self {
            parent_id,
            parent_state_version,
            action,
            schedule_id,
            schedule_time: schedule_time.as_ref().and_then(time::instant),
            stage,
        }
    }
}

/// Makes a timer a message to an agent, in the queue `agent.<target>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentBinding {
    /// The agent's name: letters, digits, `.`, `_` and `-`, at most 120.
    pub target: String,
    /// The adapter by which the agent's runtime accepts the message, such as `langgraph`.
    pub adapter: String,
    /// JSON with `{{name}}`, `{{agent}}`, `{{adapter}}`, `{{labels.KEY}}` and `"{{payload}}"`. Empty: an object of all
    /// of them.
    pub template: String,
}

impl AgentBinding {
    /// A message to this agent, without an adapter and with the server's template.
    pub fn to(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            ..Self::default()
        }
    }
}

impl From<AgentBinding> for proto::AgentBinding {
    fn from(binding: AgentBinding) -> Self {
        let AgentBinding {
            target,
            adapter,
            template,
        } = binding;
        Self {
            target,
            adapter,
            template,
        }
    }
}

/// The state of a watchdog: its last touch, and its ladder of stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchdogLadder {
    /// Time to live without a touch.
    pub ttl: Option<Duration>,
    /// Epoch of the newest instance that touched it, or of its creation.
    pub epoch: u64,
    /// The largest touch number of that instance; 0 if none was numbered.
    pub sequence: u64,
    /// The last touch in the log, at most 5 s before the last acknowledged touch; `None` before the first.
    pub touch_time: Option<SystemTime>,
    /// Its stages, in the order of their delays.
    pub stages: Vec<WatchdogStep>,
    /// Stages reached since the last touch.
    pub stages_reached: u32,
}

impl From<proto::Watchdog> for WatchdogLadder {
    fn from(watchdog: proto::Watchdog) -> Self {
        let proto::Watchdog {
            ttl,
            epoch,
            sequence,
            touch_time,
            stages,
            stages_reached,
        } = watchdog;
        Self {
            ttl: ttl.as_ref().and_then(time::duration),
            epoch,
            sequence,
            touch_time: touch_time.as_ref().and_then(time::instant),
            stages: stages.into_iter().map(WatchdogStep::from).collect(),
            stages_reached,
        }
    }
}

/// A stage of a watchdog: it notifies another target after this much silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchdogStep {
    /// The silence.
    pub delay: Option<Duration>,
    /// A queue or a webhook endpoint.
    pub target: Target,
}

impl From<proto::WatchdogStage> for WatchdogStep {
    fn from(stage: proto::WatchdogStage) -> Self {
        let proto::WatchdogStage { delay, target } = stage;
        Self {
            delay: delay.as_ref().and_then(time::duration),
            target: target.map(Target::from).unwrap_or_default(),
        }
    }
}
