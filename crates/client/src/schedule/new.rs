//! Asking for a schedule, for a change of one, and for a run out of turn.

use std::time::Duration;

use bytes::Bytes;
use minoots_wire::schedule::v1 as proto;
use minoots_wire::schedule::v1::OverlapPolicy;
use minoots_wire::timer::v1::{self as timer, Payload};
use minoots_wire::well_known::FieldMask;
use uuid::Uuid;

use super::{Calendar, MissedRuns, ScheduleAt};
use crate::error::Error;
use crate::time;
use crate::timer::{Priority, RetryPolicy, Target, TimerAction};

/// What each occurrence of a schedule makes, as if it were created with these. Default: a timer named as the schedule, for
/// the queue `default`.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "a template is given to a schedule"]
pub struct Template {
    template: proto::TimerTemplate,
    /// It was read, and the key that sealed its payload was shredded.
    is_shredded: bool,
}

impl Template {
    /// A label for people, 1 to 255 bytes. Default: the schedule's id.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.template.name = name.into();
        self
    }

    /// Bytes to deliver, at most 256 KiB, and their media type.
    pub fn payload(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.template.payload = Some(Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self.is_shredded = false;
        self
    }

    /// Whether it was read and its payload is gone, because its key was shredded. A schedule is not made or changed with such a template
    /// until it has another payload.
    #[must_use]
    pub fn is_shredded(&self) -> bool {
        self.is_shredded
    }

    /// Before or after others that are due in their queue. Default: `Next`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.template.priority = timer::Priority::from(priority).into();
        self
    }

    /// Serialises deliveries of their queue that share this key, as the queue's `key_concurrency` says; at most 64 bytes.
    pub fn concurrency_key(mut self, key: impl Into<String>) -> Self {
        self.template.concurrency_key = key.into();
        self
    }

    /// Delivers them to another target as well: as they fire, or once so many deliveries have failed; at most 8, failures up to 100.
    pub fn action(mut self, target: Target, after_failures: u32) -> Self {
        let action = TimerAction { target, after_failures };
        self.template.actions.push(action.into());
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

    /// Adds a label; at most 32, keys of 1 to 63 bytes, values of at most 255.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.template.labels.insert(key.into(), value.into());
        self
    }

    /// The queue it goes to. Default: `default`.
    pub fn queue(self, queue: impl Into<String>) -> Self {
        self.target(Target::Queue(queue.into()))
    }

    /// Where it goes.
    pub fn target(mut self, target: Target) -> Self {
        self.template.target = Some(target.into());
        self
    }

    /// What follows a delivery that was not acknowledged.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.template.retry_policy = Some(policy.into());
        self
    }

    /// How long a consumer may take to acknowledge, 1 s to 12 h. Default: 60 s.
    pub fn ack_deadline(mut self, deadline: Duration) -> Self {
        self.template.ack_deadline = Some(time::to_duration(deadline));
        self
    }

    /// As the API carries it; the server has filled in defaults.
    #[must_use]
    pub fn as_message(&self) -> &proto::TimerTemplate {
        &self.template
    }

    pub(crate) fn read(template: proto::TimerTemplate, is_shredded: bool) -> Self {
        Self { template, is_shredded }
    }

    /// # Errors
    /// When its payload is gone: the server would take it for an empty one.
    fn into_message(self) -> Result<proto::TimerTemplate, Error> {
        match self.is_shredded {
            true => Err(Error::invalid(
                "timer.payload",
                "was shredded, and nobody can read it: give the template another payload",
            )),
            false => Ok(self.template),
        }
    }
}

/// A schedule to be created. Its id makes repeating it safe.
#[derive(Debug, Clone)]
#[must_use = "a schedule is created by a client"]
pub struct NewSchedule {
    request: proto::CreateScheduleRequest,
    timer: Option<Template>,
}

impl NewSchedule {
    /// Runs at these times. The id is `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`.
    pub fn new(id: impl Into<String>, calendar: Calendar) -> Self {
        Self {
            request: proto::CreateScheduleRequest {
                id: id.into(),
                calendar: Some(calendar.into_message()),
                ..proto::CreateScheduleRequest::default()
            },
            timer: None,
        }
    }

    /// What each occurrence makes.
    pub fn timer(mut self, timer: Template) -> Self {
        self.timer = Some(timer);
        self
    }

    /// # Errors
    /// When the template's payload is gone.
    pub(crate) fn into_request(self) -> Result<proto::CreateScheduleRequest, Error> {
        Ok(proto::CreateScheduleRequest {
            timer: self.timer.map(Template::into_message).transpose()?,
            ..self.request
        })
    }

    /// What becomes of occurrences that nobody came to in time. Default: the latest runs.
    pub fn missed_runs(mut self, policy: MissedRuns) -> Self {
        let (policy, most) = policy.parts();
        self.request.missed_run_policy = policy.into();
        self.request.missed_runs_max = most;
        self
    }

    /// What becomes of an occurrence while the timer made last has not ended. Default: it is missed.
    pub fn overlap(mut self, policy: OverlapPolicy) -> Self {
        self.request.overlap_policy = policy.into();
        self
    }
}

/// A change of a schedule, for occurrences that come after; what is not named stays as it is.
#[derive(Debug, Clone)]
#[must_use = "a schedule is changed by a client"]
pub struct UpdateSchedule {
    request: proto::UpdateScheduleRequest,
    timer: Option<Template>,
}

impl UpdateSchedule {
    /// Of whatever version is current, or only of the one that is named.
    pub fn of(schedule: impl Into<ScheduleAt>) -> Self {
        let ScheduleAt { id, state_version } = schedule.into();
        Self {
            request: proto::UpdateScheduleRequest {
                id,
                state_version,
                update_mask: Some(FieldMask::default()),
                ..proto::UpdateScheduleRequest::default()
            },
            timer: None,
        }
    }

    /// # Errors
    /// When the template's payload is gone.
    pub(crate) fn into_request(self) -> Result<proto::UpdateScheduleRequest, Error> {
        Ok(proto::UpdateScheduleRequest {
            timer: self.timer.map(Template::into_message).transpose()?,
            ..self.request
        })
    }

    /// Runs at these times.
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.request.calendar = Some(calendar.into_message());
        self.naming("calendar")
    }

    /// What each occurrence makes.
    pub fn timer(mut self, timer: Template) -> Self {
        self.timer = Some(timer);
        self.naming("timer")
    }

    /// What becomes of occurrences that nobody came to in time.
    pub fn missed_runs(mut self, policy: MissedRuns) -> Self {
        let (policy, most) = policy.parts();
        self.request.missed_run_policy = policy.into();
        self.request.missed_runs_max = most;
        self.naming("missed_run_policy")
    }

    /// What becomes of an occurrence while the timer made last has not ended.
    pub fn overlap(mut self, policy: OverlapPolicy) -> Self {
        self.request.overlap_policy = policy.into();
        self.naming("overlap_policy")
    }

    fn naming(mut self, field: &str) -> Self {
        let paths = &mut self.request.update_mask.get_or_insert_default().paths;
        if !paths.iter().any(|path| path == field) {
            paths.push(field.to_owned());
        }
        self
    }
}

/// A run out of turn. Its request id is chosen here, so that repeating it makes one timer; clones have the same one.
#[derive(Debug, Clone)]
#[must_use = "a schedule is triggered by a client"]
pub struct Trigger {
    pub(super) request: proto::TriggerScheduleRequest,
}

impl Trigger {
    /// Of this schedule, whatever its rule, its pause and its overlap policy say.
    pub fn of(schedule_id: impl Into<String>) -> Self {
        Self {
            request: proto::TriggerScheduleRequest {
                id: schedule_id.into(),
                request_id: Uuid::now_v7().to_string(),
            },
        }
    }

    /// Makes a repeat in another process answer as the first did.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}
