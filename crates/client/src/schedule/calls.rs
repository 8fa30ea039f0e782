//! Schedule calls.

use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;

use super::{Backfill, Calendar, NewSchedule, Occurrence, Schedule, ScheduleAt, Trigger, Triggered, UpdateSchedule};
use crate::client::Client;
use crate::error::Error;
use crate::pages::Pages;
use crate::time;

impl Client {
    /// Creates a schedule with the occurrences after now. A repeat with an equal request returns the existing one.
    ///
    /// # Errors
    /// `Conflict` (`SCHEDULE_EXISTS`) when another request used the id; see [`Error`] for other errors.
    pub async fn create_schedule(&self, schedule: NewSchedule) -> Result<Schedule, Error> {
        let request = schedule.into_request()?;
        Schedule::read(self.unary(request).await?.schedule)
    }

    /// Reads a schedule.
    ///
    /// # Errors
    /// `NotFound` when there is none; see [`Error`] for other errors.
    pub async fn schedule(&self, id: impl Into<String>) -> Result<Schedule, Error> {
        let request = proto::GetScheduleRequest {
            id: id.into(),
            read: self.read_options(),
        };
        Schedule::read(self.unary(request).await?.schedule)
    }

    /// Lists schedules whose ids start with a prefix, by id.
    pub fn schedules(&self, id_prefix: impl Into<String>) -> Pages<Schedule> {
        let request = proto::ListSchedulesRequest {
            id_prefix: id_prefix.into(),
            read: self.read_options(),
            ..proto::ListSchedulesRequest::default()
        };
        self.pages(request, |schedule| Schedule::read(Some(schedule)))
    }

    /// Changes a schedule. A repeat after a lost answer changes nothing more, but may fail because the first attempt
    /// changed the version.
    ///
    /// # Errors
    /// `Conflict` (`STATE_VERSION`) when the given version is not current; `NotFound` when there is no such schedule;
    /// see [`Error`] for other errors.
    pub async fn update_schedule(&self, update: UpdateSchedule) -> Result<Schedule, Error> {
        let request = update.into_request()?;
        Schedule::read(self.unary(request).await?.schedule)
    }

    /// Deletes a schedule. Its timers stay.
    ///
    /// # Errors
    /// As [`update_schedule`](Self::update_schedule).
    pub async fn delete_schedule(&self, schedule: impl Into<ScheduleAt>) -> Result<(), Error> {
        let ScheduleAt { id, state_version } = schedule.into();
        let request = proto::DeleteScheduleRequest { id, state_version };
        self.unary(request).await.map(drop)
    }

    /// Pauses a schedule: it has no occurrences after the answer. Pausing a paused schedule has no effect.
    ///
    /// # Errors
    /// As [`update_schedule`](Self::update_schedule).
    pub async fn pause_schedule(
        &self,
        schedule: impl Into<ScheduleAt>,
        reason: impl Into<String>,
    ) -> Result<Schedule, Error> {
        let ScheduleAt { id, state_version } = schedule.into();
        let request = proto::PauseScheduleRequest {
            id,
            reason: reason.into(),
            state_version,
        };
        Schedule::read(self.unary(request).await?.schedule)
    }

    /// Resumes a schedule with the occurrences after now.
    ///
    /// # Errors
    /// As [`update_schedule`](Self::update_schedule).
    pub async fn resume_schedule(
        &self,
        schedule: impl Into<ScheduleAt>,
        reason: impl Into<String>,
    ) -> Result<Schedule, Error> {
        let ScheduleAt { id, state_version } = schedule.into();
        let request = proto::ResumeScheduleRequest {
            id,
            reason: reason.into(),
            state_version,
        };
        Schedule::read(self.unary(request).await?.schedule)
    }

    /// Triggers a schedule: creates one of its timers now.
    ///
    /// # Errors
    /// `NotFound` when there is no such schedule; see [`Error`] for other errors.
    pub async fn trigger_schedule(&self, trigger: Trigger) -> Result<Triggered, Error> {
        let answer = self.unary(trigger.request).await?;
        Ok(Triggered {
            timer_id: answer.timer_id,
            timer_state_version: answer.timer_state_version,
            existing: answer.existing,
        })
    }

    /// Starts a backfill: timers for past instants. The schedule reports its progress.
    ///
    /// # Errors
    /// `Invalid` (`BACKFILL_TOO_LARGE`) when the window has more than 1,000 instants. `Refused` when the schedule is
    /// paused (`SCHEDULE_PAUSED`), it already has a running backfill (`BACKFILL_RUNNING`), or the record of its past
    /// timers is gone (`BACKFILL_FORGOTTEN`). See [`Error`] for other errors.
    pub async fn backfill_schedule(&self, backfill: Backfill) -> Result<Schedule, Error> {
        Schedule::read(self.unary(backfill.request).await?.schedule)
    }

    /// Returns the first `count` occurrences (1 to 1,000) of a rule from an instant on, by default now. A shorter
    /// result means that there are no more.
    ///
    /// # Errors
    /// `Invalid` when the rule is malformed; see [`Error`] for other errors.
    pub async fn preview_schedule(
        &self,
        calendar: Calendar,
        from: Option<SystemTime>,
        count: u32,
    ) -> Result<Vec<Occurrence>, Error> {
        let request = proto::PreviewScheduleRequest {
            calendar: Some(calendar.into_message()),
            from: from.map(time::to_timestamp),
            count,
        };
        Ok(self
            .unary(request)
            .await?
            .occurrences
            .into_iter()
            .map(Occurrence::from)
            .collect())
    }
}
