//! Listing timers.

use std::time::SystemTime;

use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};

use crate::client::Client;
use crate::pages::Pages;
use crate::time;
use crate::timer::Timer;

/// A filter for timers. Default: all.
#[derive(Debug, Clone, Default)]
#[must_use = "a list is read by a client"]
pub struct ListTimers {
    request: ListTimersRequest,
}

impl ListTimers {
    /// Adds timers of this status; without any, all are listed.
    pub fn status(mut self, status: TimerStatus) -> Self {
        self.request.statuses.push(status.into());
        self
    }

    /// Selects timers with a `fire_time` at or after this.
    pub fn due_from(mut self, from: SystemTime) -> Self {
        self.request.due_from = Some(time::to_timestamp(from));
        self
    }

    /// Selects timers with a `fire_time` before this.
    pub fn due_until(mut self, until: SystemTime) -> Self {
        self.request.due_until = Some(time::to_timestamp(until));
        self
    }

    /// Selects timers with this label; with several labels, timers that have each of them.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.labels.insert(key.into(), value.into());
        self
    }

    /// Selects timers for this queue.
    pub fn queue(mut self, queue: impl Into<String>) -> Self {
        self.request.queue = queue.into();
        self
    }

    /// Selects timers whose names start with this prefix.
    pub fn name_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.name_prefix = prefix.into();
        self
    }

    /// Selects timers whose ids start with this prefix. Without a status, the server examines only those.
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.id_prefix = prefix.into();
        self
    }

    /// Sets the timers fetched at a time, 1 to 1,000. Default: 50.
    pub fn page_size(mut self, page_size: u32) -> Self {
        // The server rejects a value beyond the API's range, and its error names the limit.
        self.request.page_size = i32::try_from(page_size).unwrap_or(i32::MAX);
        self
    }
}

impl Client {
    /// Lists timers: by (due, id) with a due window or only SCHEDULED ones, otherwise by id. A timer that changes
    /// during the listing may appear twice or not at all.
    #[must_use]
    pub fn list(&self, which: ListTimers) -> Pages<Timer> {
        let request = ListTimersRequest {
            read: self.read_options(),
            ..which.request
        };
        self.pages(request, |timer| Timer::read(Some(timer)))
    }
}
