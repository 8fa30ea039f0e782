//! The calls.

use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;

use super::{Backfill, Calendar, NewSchedule, Occurrence, Schedule, ScheduleAt, Trigger, Triggered, UpdateSchedule};
use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::pages::Pages;
use crate::time;

impl Client {
    /// Creates a schedule, whose occurrences are those after now. Creating it again with an equal request answers with the
    /// existing one.
    ///
    /// # Errors
    /// `Conflict` (`SCHEDULE_EXISTS`) when the id is taken by another request; see [`Error`] for the others.
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
    /// `NotFound` when there is none; see [`Error`] for the others.
    pub async fn schedule(&self, id: impl Into<String>) -> Result<Schedule, Error> {
        let request = proto::GetScheduleRequest {
            id: id.into(),
            read: None,
        };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().get_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Lists schedules whose ids begin with this, by id.
    pub fn schedules(&self, id_prefix: impl Into<String>) -> Pages<Schedule> {
        let (client, id_prefix) = (self.clone(), id_prefix.into());
        Pages::read(move |page_token| {
            let client = client.clone();
            let request = proto::ListSchedulesRequest {
                page_size: 0,
                page_token,
                id_prefix: id_prefix.clone(),
                read: None,
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

    /// Changes a schedule. A repeat whose first answer was lost changes nothing more, but may be told of the version that
    /// the first one made.
    ///
    /// # Errors
    /// `Conflict` (`STATE_VERSION`) when another version is current than the one that was named; `NotFound` when there is
    /// no such schedule; see [`Error`] for the others.
    pub async fn update_schedule(&self, update: UpdateSchedule) -> Result<Schedule, Error> {
        let request = update.into_request()?;
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.schedules().update_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Removes a schedule. Timers that it made stay.
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

    /// From the answer on the schedule has no occurrences. Pausing twice is pausing once.
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

    /// Goes on with occurrences after now.
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

    /// Makes a timer of a schedule now.
    ///
    /// # Errors
    /// `NotFound` when there is no such schedule; see [`Error`] for the others.
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

    /// Begins to make timers of past instants. The schedule says from then on how far that is.
    ///
    /// # Errors
    /// `Invalid` (`BACKFILL_TOO_LARGE`) when the window has more than 1,000 instants; `Refused` when the schedule is
    /// paused (`SCHEDULE_PAUSED`), another backfill of it runs (`BACKFILL_RUNNING`), or it is not known any more what had a timer
    /// (`BACKFILL_FORGOTTEN`); see [`Error`] for the others.
    pub async fn backfill_schedule(&self, backfill: Backfill) -> Result<Schedule, Error> {
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(backfill.request.clone());
            async move { attempt.schedules().backfill_schedule(request).await }
        });
        Schedule::read(answer.await?.schedule)
    }

    /// Shows the first `count` occurrences, 1 to 1,000, of a rule from an instant on, by default from now. Fewer: there are no
    /// more.
    ///
    /// # Errors
    /// `Invalid` when the rule is none; see [`Error`] for the others.
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
