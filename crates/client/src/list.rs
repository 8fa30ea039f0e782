//! Listing timers.

use std::time::SystemTime;

use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};

use crate::call::Kind;
use crate::client::Client;
use crate::pages::Pages;
use crate::time;
use crate::timer::Timer;

/// Which timers to list. Default: all.
#[derive(Debug, Clone, Default)]
#[must_use = "a list is read by a client"]
pub struct ListTimers {
    request: ListTimersRequest,
}

impl ListTimers {
    /// Timers of this status too; none named means all.
    pub fn status(mut self, status: TimerStatus) -> Self {
        self.request.statuses.push(status.into());
        self
    }

    /// Only those with a `fire_time` at or after this.
    pub fn due_from(mut self, from: SystemTime) -> Self {
        self.request.due_from = Some(time::to_timestamp(from));
        self
    }

    /// Only those with a `fire_time` before this.
    pub fn due_until(mut self, until: SystemTime) -> Self {
        self.request.due_until = Some(time::to_timestamp(until));
        self
    }

    /// Only those with this label; of several, with each.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.labels.insert(key.into(), value.into());
        self
    }

    /// Only those that go to this queue.
    pub fn queue(mut self, queue: impl Into<String>) -> Self {
        self.request.queue = queue.into();
        self
    }

    /// Only those with a name that begins with this.
    pub fn name_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.name_prefix = prefix.into();
        self
    }

    /// Only those with an id that begins with this. Without a status, no others are examined.
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.id_prefix = prefix.into();
        self
    }

    /// Timers fetched at a time, 1 to 1,000. Default: 50.
    pub fn page_size(mut self, page_size: u32) -> Self {
        // Beyond the API's range is refused by the server, which names the limit.
        self.request.page_size = i32::try_from(page_size).unwrap_or(i32::MAX);
        self
    }
}

impl Client {
    /// Lists timers: by (due, id) with a due window or only SCHEDULED ones, else by id. A timer that changes meanwhile may
    /// come twice or not at all.
    #[must_use]
    pub fn list(&self, which: ListTimers) -> Pages<Timer> {
        let client = self.clone();
        Pages::read(move |page_token| {
            let (client, mut request) = (client.clone(), which.request.clone());
            request.page_token = page_token;
            async move {
                let answer = client.call(Kind::Read, |attempt| {
                    let request = attempt.request(request.clone());
                    async move { attempt.timers().list_timers(request).await }
                });
                let answer = answer.await?;
                let timers = answer.timers.into_iter().map(|timer| Timer::read(Some(timer)));
                Ok((timers.collect(), answer.next_page_token))
            }
        })
    }
}
