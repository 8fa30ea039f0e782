//! Cancels the timers that a filter selects, page by page.

use std::time::SystemTime;

use minoots_wire::timer::v1::{CancelTimersRequest, CancelTimersResponse};
use uuid::Uuid;

use crate::client::Client;
use crate::error::Error;
use crate::time;

/// A filter for waiting timers to cancel: those that meet every condition set. At least one condition is required. It
/// contains a request id, so that a repeat is safe; clones share the id.
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

    /// Selects timers whose ids start with this prefix.
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.request.id_prefix = prefix.into();
        self
    }

    /// Sets the reason, stored with each timer, at most 255 bytes.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.request.reason = reason.into();
        self
    }

    /// Sets the timers cancelled at a time, 1 to 1,000. Default: 1,000.
    pub fn page_size(mut self, page_size: u32) -> Self {
        // The server rejects a value beyond the API's range, and its error names the limit.
        self.request.page_size = i32::try_from(page_size).unwrap_or(i32::MAX);
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}

/// The outcomes of one page. The four counts add up to the number of selected timers.
#[derive(Debug, Clone, PartialEq)]
pub struct CancelledPage {
    /// Never delivered, and never will be.
    pub cancelled: u32,
    /// Armed or later.
    pub too_late: u32,
    /// Rescheduled since the selection, and left unchanged.
    pub superseded: u32,
    /// Cancelled by another request since the selection.
    pub already_cancelled: u32,
    /// Cancels the remaining timers, with a request id of its own; `None` at the end.
    pub next: Option<CancelTimers>,
}

impl Client {
    /// Cancels a page of timers. To cancel all of them, continue with [`CancelledPage::next`] until it is `None`.
    ///
    /// # Errors
    /// `Invalid` (`FILTER_EMPTY`) without any condition; see [`Error`] for other errors.
    pub async fn cancel_timers(&self, cancel: &CancelTimers) -> Result<CancelledPage, Error> {
        let CancelTimersResponse {
            cancelled,
            too_late,
            superseded,
            already_cancelled,
            next_page_token,
            ..
        } = self.unary(cancel.request.clone()).await?;
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
