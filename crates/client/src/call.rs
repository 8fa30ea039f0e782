//! One call: attempts within a deadline and the retry budget, each on the current server.

use std::future::Future;
use std::time::Duration;

use minoots_wire::call::{self, ANSWER_BYTES_MAX, Paged, Unary};
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::method::{Method, event_service};
use minoots_wire::timer::v1::timer_service_client::TimerServiceClient;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use tokio::time::{sleep, timeout};
use tonic::{Request, Response, Status};

use crate::backoff::Backoff;
use crate::client::Client;
use crate::clock;
use crate::endpoints::Channel;
use crate::error::Error;
use crate::fault::Fault;
use crate::pages::Pages;

/// Whether an interrupted call may have changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
    /// A write that ends its own target, so that a repeat may be rejected because the first attempt succeeded.
    Nack,
}

impl Kind {
    fn of(method: &'static Method) -> Self {
        match method.reads {
            true => Self::Read,
            false if method.path == event_service::NACK.path => Self::Nack,
            false => Self::Write,
        }
    }
}

/// The connection and time limit of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub channel: Channel,
    pub patience: Duration,
}

impl Attempt {
    /// A request that tells the server how long the client waits.
    pub fn request<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.set_timeout(self.patience);
        request
    }

    pub fn events(&self) -> EventServiceClient<Channel> {
        events(self.channel.clone())
    }

    pub fn workflows(&self) -> WorkflowServiceClient<Channel> {
        WorkflowServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX)
    }
}

pub(crate) fn timers(channel: Channel) -> TimerServiceClient<Channel> {
    TimerServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

pub(crate) fn events(channel: Channel) -> EventServiceClient<Channel> {
    EventServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

impl Client {
    /// Makes a unary call, with its retries. A write must be safe to repeat.
    pub(crate) async fn unary<R: Unary>(&self, request: R) -> Result<R::Answer, Error> {
        self.unary_within(request, (self.deadline(), self.patience())).await
    }

    /// As [`unary`](Self::unary), with this deadline and this time limit of an attempt.
    pub(crate) async fn unary_within<R: Unary>(
        &self,
        request: R,
        times: (Duration, Duration),
    ) -> Result<R::Answer, Error> {
        self.call_within(Kind::of(R::METHOD), times, |attempt| {
            let request = attempt.request(request.clone());
            call::unary(attempt.channel, request)
        })
        .await
    }

    /// Reads a list page by page. `read` converts its rows.
    pub(crate) fn pages<R, T>(&self, request: R, read: fn(R::Row) -> Result<T, Error>) -> Pages<T>
    where
        R: Paged,
        T: Send + 'static,
    {
        let client = self.clone();
        Pages::read(move |page_token| {
            let (client, request) = (client.clone(), request.clone().at(page_token));
            async move {
                let (rows, next) = R::page(client.unary(request).await?);
                Ok((rows.into_iter().map(read).collect(), next))
            }
        })
    }

    /// Makes a call until a final answer, or until retries or time run out.
    ///
    /// `attempt` must send the same message each time, and a write must be safe to repeat. The client follows a
    /// rejection that names the leader at once, one time, without spending a retry. Every other retry waits and spends
    /// from the budget.
    pub(crate) async fn call<T, F>(&self, kind: Kind, attempt: impl Fn(Attempt) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        self.call_within(kind, (self.deadline(), self.patience()), attempt)
            .await
    }

    /// As [`call`](Self::call), with this deadline and this time limit of an attempt.
    pub(crate) async fn call_within<T, F>(
        &self,
        kind: Kind,
        (deadline, patience_max): (Duration, Duration),
        attempt: impl Fn(Attempt) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        self.retries().earn();
        let deadline = clock::now() + deadline;
        let (mut backoff, mut in_doubt, mut redirected) = (Backoff::default(), false, false);
        let mut answered = None;
        loop {
            let route = self.endpoints().route()?;
            let left = deadline.saturating_duration_since(clock::now());
            let patience = left.min(patience_max);
            let channel = route.channel.clone();
            let answer = timeout(patience, attempt(Attempt { channel, patience })).await;
            let fault = match answer {
                Ok(Ok(response)) => return Ok(response.into_inner()),
                Ok(Err(status)) => Fault::of(&status),
                Err(_) => Fault::timed_out(patience),
            };
            let fault = fault.at(&route.url);
            in_doubt |= fault.may_have_happened();
            let followed = fault.blames_the_node() && self.endpoints().leave(&route, fault.leader());
            if followed && !std::mem::replace(&mut redirected, true) {
                continue;
            }
            let pause = backoff.next(fault.retry_after());
            let again = self.tries_again_after(&fault) && clock::now() + pause < deadline && self.retries().spend();
            if !again {
                return Err(last(kind, in_doubt, informative(kind, fault, answered).into_error()));
            }
            if fault.is_spoken() {
                answered = Some(fault);
            }
            sleep(pause).await;
        }
    }
}

/// The fault to report. A reader whose last attempt got no answer in time learns more from an earlier answer.
fn informative(kind: Kind, last: Fault, answered: Option<Fault>) -> Fault {
    match answered {
        Some(answered) if kind == Kind::Read && !last.is_spoken() => answered,
        _ => last,
    }
}

/// The error of the call, from the last attempt's error.
fn last(kind: Kind, in_doubt: bool, error: Error) -> Error {
    match (kind, error) {
        (Kind::Read, Error::Unknown { reason, message }) => Error::Unavailable { reason, message },
        (Kind::Write, error) if in_doubt => error.in_doubt(),
        (Kind::Nack, error) if in_doubt => error.in_doubt_of_delivery(),
        (_, error) => error,
    }
}
