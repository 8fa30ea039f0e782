//! Listing timers, page by page.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::SystemTime;

use futures::stream::{self, BoxStream, Stream, StreamExt as _};
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
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

/// Timers, fetched as they are read; from [`Client::list`]. Ends after the first error.
pub struct TimerList {
    timers: BoxStream<'static, Result<Timer, Error>>,
}

impl fmt::Debug for TimerList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TimerList").finish_non_exhaustive()
    }
}

impl Stream for TimerList {
    type Item = Result<Timer, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.timers.poll_next_unpin(context)
    }
}

/// What has been fetched, and what to ask next.
struct Reading {
    client: Client,
    request: ListTimersRequest,
    page: VecDeque<Result<Timer, Error>>,
    ended: bool,
}

impl Client {
    /// Lists timers: by (due, id) with a due window or only SCHEDULED ones, else by id. A timer that changes meanwhile may
    /// come twice or not at all.
    #[must_use]
    pub fn list(&self, which: ListTimers) -> TimerList {
        let reading = Reading {
            client: self.clone(),
            request: which.request,
            page: VecDeque::new(),
            ended: false,
        };
        TimerList {
            timers: stream::unfold(reading, Reading::next).boxed(),
        }
    }
}

impl Reading {
    async fn next(mut self) -> Option<(Result<Timer, Error>, Self)> {
        loop {
            match self.page.pop_front() {
                Some(Err(error)) => {
                    self.page.clear();
                    self.ended = true;
                    return Some((Err(error), self));
                }
                Some(timer) => return Some((timer, self)),
                None if self.ended => return None,
                // A page may be empty although more follow.
                None => self.fetch().await,
            }
        }
    }

    async fn fetch(&mut self) {
        let answer = self.client.call(Kind::Read, |attempt| {
            let request = attempt.request(self.request.clone());
            async move { attempt.timers().list_timers(request).await }
        });
        match answer.await {
            Ok(answer) => {
                self.page
                    .extend(answer.timers.into_iter().map(|timer| Timer::read(Some(timer))));
                self.ended = answer.next_page_token.is_empty();
                self.request.page_token = answer.next_page_token;
            }
            Err(error) => self.page.push_back(Err(error)),
        }
    }
}
