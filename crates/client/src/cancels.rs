//! Cancelling what a filter selects, a page at a time.

use std::time::SystemTime;

use minoots_wire::timer::v1::{CancelTimersRequest, CancelTimersResponse};
use uuid::Uuid;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::time;

/// Which waiting timers to cancel: those for which every condition that is set holds, of which there must be one. Its request id is
/// chosen here, so that repeating it is safe; clones have the same one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "timers are cancelled by a client"]
pub struct CancelTimers {
    request: CancelTimersRequest,
}

impl Default for CancelTimers {
    fn default() -> Self {
        Self {
            request: CancelTimersRequest {
                request_id: Uuid::now_v7().to_string(),
                ..CancelTimersRequest::default()
            },
        }
    }
}

impl CancelTimers {
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

    /// Only those with an id that begins with this.
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.id_prefix = prefix.into();
        self
    }

    /// Kept with each timer, at most 255 bytes.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.request.reason = reason.into();
        self
    }

    /// Timers cancelled at a time, 1 to 1,000. Default: 1,000.
    pub fn page_size(mut self, page_size: u32) -> Self {
        // Beyond the API's range is refused by the server, which names the limit.
        self.request.page_size = i32::try_from(page_size).unwrap_or(i32::MAX);
        self
    }

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}

/// What became of the timers of one page. The four numbers add up to those that were selected.
#[derive(Debug, Clone, PartialEq)]
pub struct CancelledPage {
    /// These were never delivered and never will be.
    pub cancelled: u32,
    /// Armed or later.
    pub too_late: u32,
    /// Rescheduled since they were selected, and left as they are.
    pub superseded: u32,
    /// Somebody else had cancelled them since they were selected.
    pub already_cancelled: u32,
    /// Cancels what is left, with a request id of its own; `None` at the end.
    pub next: Option<CancelTimers>,
}

impl Client {
    /// Cancels a page of timers. To cancel all of them, go on with [`CancelledPage::next`] for as long as there is one.
    ///
    /// # Errors
    /// `Invalid` (`FILTER_EMPTY`) without any condition; see [`Error`] for the others.
    pub async fn cancel_timers(&self, cancel: &CancelTimers) -> Result<CancelledPage, Error> {
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(cancel.request.clone());
            async move { attempt.timers().cancel_timers(request).await }
        });
        let CancelTimersResponse {
            cancelled,
            too_late,
            superseded,
            already_cancelled,
            next_page_token,
            ..
        } = answer.await?;
        let next = (!next_page_token.is_empty()).then(|| CancelTimers {
            request: CancelTimersRequest {
                request_id: Uuid::now_v7().to_string(),
                page_token: next_page_token,
                ..cancel.request.clone()
            },
        });
        Ok(CancelledPage {
            cancelled,
            too_late,
            superseded,
            already_cancelled,
            next,
        })
    }
}
