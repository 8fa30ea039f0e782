//! Requests that create, change or trigger a schedule.

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

/// The template of a schedule's timers, as if each were created with these fields. Default: a timer with the schedule's
/// name, for the queue `default`.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "a template is given to a schedule"]
pub struct Template {
    template: proto::TimerTemplate,
    /// The template was read from a schedule, and the key of its payload was shredded.
    is_shredded: bool,
}

impl Template {
    /// Sets a label for people, 1 to 255 bytes. Default: the schedule's id.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.template.name = name.into();
        self
    }

    /// Sets the bytes to deliver, at most 256 KiB, and their media type.
    pub fn payload(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.template.payload = Some(Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self.is_shredded = false;
        self
    }

    /// Whether it was read from a schedule and its payload key was shredded. Such a template cannot create or change a
    /// schedule until it gets another payload.
    #[must_use]
    pub fn is_shredded(&self) -> bool {
        self.is_shredded
    }

    /// Sets the priority among the due events of its queue. Default: `Next`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.template.priority = timer::Priority::from(priority).into();
        self
    }

    /// Serialises the deliveries of its queue that share this key, according to the queue's `key_concurrency`; at most
    /// 64 bytes.
    pub fn concurrency_key(mut self, key: impl Into<String>) -> Self {
        self.template.concurrency_key = key.into();
        self
    }

    /// Adds a target: at the firing, or after this number of failed deliveries; at most 8 targets and 100 failures.
    pub fn action(mut self, target: Target, after_failures: u32) -> Self {
        let action = TimerAction { target, after_failures };
        self.template.actions.push(action.into());
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

    /// Adds a label; at most 32, keys of 1 to 63 bytes, values of at most 255.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.template.labels.insert(key.into(), value.into());
        self
    }

    /// Sets the queue. Default: `default`.
    pub fn queue(self, queue: impl Into<String>) -> Self {
        self.target(Target::Queue(queue.into()))
    }

    /// Sets the target.
    pub fn target(mut self, target: Target) -> Self {
        self.template.target = Some(target.into());
        self
    }

    /// Sets the policy after a delivery without an acknowledgement.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.template.retry_policy = Some(policy.into());
        self
    }

    /// Sets the time limit for a consumer to acknowledge, 1 s to 12 h. Default: 60 s.
    pub fn ack_deadline(mut self, deadline: Duration) -> Self {
        self.template.ack_deadline = Some(time::to_duration(deadline));
        self
    }

    /// The message of the API, with defaults once the server has filled them in.
    #[must_use]
    pub fn as_message(&self) -> &proto::TimerTemplate {
        &self.template
    }

    pub(crate) fn read(template: proto::TimerTemplate, is_shredded: bool) -> Self {
        Self { template, is_shredded }
    }

    /// # Errors
    /// Its payload was shredded: the server would read it as an empty one.
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

/// A request for a schedule. Its id makes a repeat safe.
#[derive(Debug, Clone)]
#[must_use = "a schedule is created by a client"]
pub struct NewSchedule {
    request: proto::CreateScheduleRequest,
    timer: Option<Template>,
}

impl NewSchedule {
    /// A schedule with this id and these run times. The id matches `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`.
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

    /// Sets the template of its timers.
    pub fn timer(mut self, timer: Template) -> Self {
        self.timer = Some(timer);
        self
    }

    /// # Errors
    /// The template's payload was shredded.
    pub(crate) fn into_request(self) -> Result<proto::CreateScheduleRequest, Error> {
        Ok(proto::CreateScheduleRequest {
            timer: self.timer.map(Template::into_message).transpose()?,
            ..self.request
        })
    }

    /// Sets the policy for missed occurrences. Default: the latest runs.
    pub fn missed_runs(mut self, policy: MissedRuns) -> Self {
        let (policy, most) = policy.parts();
        self.request.missed_run_policy = policy.into();
        self.request.missed_runs_max = most;
        self
    }

    /// Sets the policy for an occurrence while the previous timer has not ended. Default: it is missed.
    pub fn overlap(mut self, policy: OverlapPolicy) -> Self {
        self.request.overlap_policy = policy.into();
        self
    }
}

/// A change of a schedule, for later occurrences. Fields that are not set stay unchanged.
#[derive(Debug, Clone)]
#[must_use = "a schedule is changed by a client"]
pub struct UpdateSchedule {
    request: proto::UpdateScheduleRequest,
    timer: Option<Template>,
}

impl UpdateSchedule {
    /// Changes any current version, or only the given one.
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
    /// The template's payload was shredded.
    pub(crate) fn into_request(self) -> Result<proto::UpdateScheduleRequest, Error> {
        Ok(proto::UpdateScheduleRequest {
            timer: self.timer.map(Template::into_message).transpose()?,
            ..self.request
        })
    }

    /// Sets the run times.
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.request.calendar = Some(calendar.into_message());
        self.naming("calendar")
    }

    /// Sets the template of its timers.
    pub fn timer(mut self, timer: Template) -> Self {
        self.timer = Some(timer);
        self.naming("timer")
    }

    /// Sets the policy for missed occurrences.
    pub fn missed_runs(mut self, policy: MissedRuns) -> Self {
        let (policy, most) = policy.parts();
        self.request.missed_run_policy = policy.into();
        self.request.missed_runs_max = most;
        self.naming("missed_run_policy")
    }

    /// Sets the policy for an occurrence while the previous timer has not ended.
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

/// An extra run. It contains a request id, so that a repeat creates one timer; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a schedule is triggered by a client"]
pub struct Trigger {
    pub(super) request: proto::TriggerScheduleRequest,
}

impl Trigger {
    /// A run of this schedule, regardless of its rule, its pause and its overlap policy.
    pub fn of(schedule_id: impl Into<String>) -> Self {
        Self {
            request: proto::TriggerScheduleRequest {
                id: schedule_id.into(),
                request_id: Uuid::now_v7().to_string(),
            },
        }
    }

    /// Sets the request id. A repeat from another process then returns the first answer.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}
