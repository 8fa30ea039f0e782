//! Schedule calls.

use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;

use super::{Backfill, Calendar, NewSchedule, Occurrence, Schedule, ScheduleAt, Trigger, Triggered, UpdateSchedule};
use crate::call::Kind;
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
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().create_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
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
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().get_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Lists schedules whose ids start with a prefix, by id.
    pub fn schedules(&self, id_prefix: impl Into<String>) -> Pages<Schedule> {
        let (client, id_prefix) = (self.clone(), id_prefix.into());
        Pages::read(move |page_token| {
            let client = client.clone();
            let request = proto::ListSchedulesRequest {
                page_size: 0,
                page_token,
                id_prefix: id_prefix.clone(),
                read: client.read_options(),
            };
            async move {
                let answer = client.call(Kind::Read, |attempt| {
                    let request = attempt.request(request.clone());
                    async move { attempt.schedules().list_schedules(request).await }
                });
                let answer = answer.await?;
                let schedules = answer.schedules.into_iter();
                let schedules = schedules.map(|schedule| Schedule::read(Some(schedule)));
                Ok((schedules.collect(), answer.next_page_token))
            }
        })
    }

    /// Changes a schedule. A repeat after a lost answer changes nothing more, but may fail because the first attempt
    /// changed the version.
    ///
    /// # Errors
    /// `Conflict` (`STATE_VERSION`) when the given version is not current; `NotFound` when there is no such schedule;
    /// see [`Error`] for other errors.
    pub async fn update_schedule(&self, update: UpdateSchedule) -> Result<Schedule, Error> {
        let request = update.into_request()?;
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().update_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Deletes a schedule. Its timers stay.
    ///
    /// # Errors
    /// As [`update_schedule`](Self::update_schedule).
    pub async fn delete_schedule(&self, schedule: impl Into<ScheduleAt>) -> Result<(), Error> {
        let ScheduleAt { id, state_version } = schedule.into();
        let request = proto::DeleteScheduleRequest { id, state_version };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().delete_schedule(request).await }
        });
        answer.await.map(drop)
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
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().pause_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
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
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().resume_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Triggers a schedule: creates one of its timers now.
    ///
    /// # Errors
    /// `NotFound` when there is no such schedule; see [`Error`] for other errors.
    pub async fn trigger_schedule(&self, trigger: Trigger) -> Result<Triggered, Error> {
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(trigger.request.clone());
            async move { attempt.schedules().trigger_schedule(request).await }
        });
        let answer = answer.await?;
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
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(backfill.request.clone());
            async move { attempt.schedules().backfill_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
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
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().preview_schedule(request).await }
        });
        Ok(answer.await?.occurrences.into_iter().map(Occurrence::from).collect())
    }
}
