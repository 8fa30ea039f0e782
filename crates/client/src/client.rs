//! The client: what its calls share, and the calls themselves.

use std::sync::Arc;
use std::time::Duration;

use minoots_wire::admin::v1::{GetLimitsRequest, GetLimitsResponse};
use minoots_wire::credential::Credential;
use minoots_wire::event::v1::{AckRequest, NackRequest};
use minoots_wire::timer::v1::{BatchCreateTimersRequest, GetTimerRequest};

use crate::builder::Builder;
use crate::call::Kind;
use crate::endpoints::Endpoints;
use crate::error::Error;
use crate::events::{AckOutcome, Nacked};
use crate::fault::Fault;
use crate::key::Key;
use crate::keys::Keys;
use crate::retry_budget::RetryBudget;
use crate::time;
use crate::timer::{BatchCreated, Created, NewTimer, Timer};
use crate::withdraw::{Cancel, CancelOutcome, Reschedule, RescheduleOutcome};

const ATTEMPTS_PER_DEADLINE: u32 = 3;

/// Talks to a node or a cluster. Cheap to clone; clones share connections, the retry budget and verification keys.
///
/// Calls are made on a Tokio runtime.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    endpoints: Endpoints,
    retries: RetryBudget,
    deadline: Duration,
    ends_without_quorum: bool,
    keys: Keys,
}

impl Client {
    /// Settings of a client to be.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(settings: &Builder) -> Result<Self, Error> {
        let credential = settings.api_key.as_deref().map(Credential::bearer).transpose();
        let credential = credential.map_err(|error| Error::invalid("api_key", error.to_string()))?;
        let credential = credential.or_else(|| settings.credential.clone());
        let shared = Shared {
            endpoints: match settings.dial.clone() {
                Some(dial) => Endpoints::dialled(dial, credential),
                None => Endpoints::new(&settings.endpoints, settings.ca_file.as_deref(), credential)?,
            },
            retries: RetryBudget::new(settings.retry_percent, settings.retry_burst),
            deadline: settings.deadline,
            ends_without_quorum: settings.ends_without_quorum,
            keys: Keys::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Creates a timer. Creating it again, with the same id and the same request, answers with the existing one.
    ///
    /// # Errors
    /// `Conflict` (`TIMER_EXISTS`) when the id is taken by another request; see [`Error`] for the others.
    pub async fn create_timer(&self, timer: NewTimer) -> Result<Created, Error> {
        let request = timer.into_request();
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().create_timer(request).await }
        });
        Created::read(answer.await?)
    }

    /// Creates up to 1,000 timers in one entry of the log: all or none. The results are in the order of the timers.
    ///
    /// # Errors
    /// As [`create_timer`](Self::create_timer); `Invalid` names the timer, as `requests[3].name`.
    pub async fn create_timers(&self, timers: impl IntoIterator<Item = NewTimer>) -> Result<Vec<BatchCreated>, Error> {
        let requests = timers.into_iter().map(NewTimer::into_request).collect();
        let request = BatchCreateTimersRequest { requests };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().batch_create_timers(request).await }
        });
        Ok(answer.await?.results.into_iter().map(BatchCreated::from).collect())
    }

    /// Reads a timer as it is now.
    ///
    /// # Errors
    /// `NotFound` when there is none; see [`Error`] for the others.
    pub async fn get(&self, timer: impl Into<Key>) -> Result<Timer, Error> {
        let Key { id, partition_key } = timer.into();
        let request = GetTimerRequest {
            id,
            partition_key,
            read: None,
        };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().get_timer(request).await }
        });
        Timer::read(answer.await?.timer)
    }

    /// Withdraws a timer that is not yet armed. A lost race is an outcome, not an error.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; see [`Error`] for the others.
    pub async fn cancel(&self, cancel: impl Into<Cancel>) -> Result<CancelOutcome, Error> {
        let request = cancel.into().into_request();
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().cancel_timer(request).await }
        });
        CancelOutcome::read(answer.await?)
    }

    /// Moves a timer that is not yet armed. A lost race is an outcome, not an error.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; see [`Error`] for the others.
    pub async fn reschedule(&self, reschedule: Reschedule) -> Result<RescheduleOutcome, Error> {
        let request = reschedule.into_request();
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().reschedule_timer(request).await }
        });
        RescheduleOutcome::read(answer.await?)
    }

    /// Settles an event by a fence it was delivered with, from anywhere.
    ///
    /// # Errors
    /// `NotFound` when there is no such event; `Conflict` when the fence is not of its current arm.
    pub async fn ack(&self, event_id: impl Into<String>, fence: impl Into<String>) -> Result<AckOutcome, Error> {
        let request = AckRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            partition_key: String::new(),
        };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.events().ack(request).await }
        });
        AckOutcome::read(&answer.await?)
    }

    /// Gives a delivery back as failed, by its newest fence. `delay` replaces the retry policy's backoff.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when another delivery is newer or this one has ended. `Unknown` with the same reason
    /// when that may be the echo of an attempt whose answer was lost.
    pub async fn nack(
        &self,
        event_id: impl Into<String>,
        fence: impl Into<String>,
        reason: impl Into<String>,
        delay: Option<Duration>,
    ) -> Result<Nacked, Error> {
        let request = NackRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            reason: reason.into(),
            delay: delay.map(time::to_duration),
            partition_key: String::new(),
        };
        let answer = self.call(Kind::Nack, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.events().nack(request).await }
        });
        Ok(Nacked::from(&answer.await?))
    }

    /// Every limit a request is held to.
    ///
    /// # Errors
    /// `Unavailable` when no server answers.
    pub async fn limits(&self) -> Result<GetLimitsResponse, Error> {
        self.call(Kind::Read, |attempt| {
            let request = attempt.request(GetLimitsRequest {});
            async move { attempt.system().get_limits(request).await }
        })
        .await
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub(crate) fn retries(&self) -> &RetryBudget {
        &self.shared.retries
    }

    /// Whether another attempt may be made after this one.
    pub(crate) fn tries_again_after(&self, fault: &Fault) -> bool {
        fault.is_transient() && !(self.shared.ends_without_quorum && fault.is_without_quorum())
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.shared.deadline
    }

    /// How long one attempt may take, so that a server that hangs does not use up the deadline.
    pub(crate) fn patience(&self) -> Duration {
        self.shared.deadline / ATTEMPTS_PER_DEADLINE
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.shared.keys
    }
}
