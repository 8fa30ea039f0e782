//! Sends messages to Slack: by the response URL while it is valid, then as the app's bot.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use minoots_slack::answer::{Way, way};
use minoots_slack::id::{ChannelId, UserId};
use minoots_slack::message::{Call, Message, Original};
use minoots_slack::response_url::ResponseUrl;
use minoots_webhook::address::Networks;
use minoots_webhook::attempt::{Called, Caller, Limits};
use minoots_webhook::connector::{Connector, Roots, RootsError};
use minoots_webhook::url::EndpointUrl;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::limits::{
    CALL_PATIENCE, CALLED_BYTES_MAX, CALLS_MAX, CONNECT_PATIENCE, LATER_PAUSE, LATER_PAUSE_MAX, LATER_TRIES_MAX,
    PLACE_PATIENCE, RETRY_AFTER_MAX, RETRY_AFTER_MIN,
};
use crate::settings::{Addresses, BotToken};

/// The reason that accompanies [`Told::Limited`].
pub const LIMITED: &str = "Slack answers that it is called too often";

/// The client of Slack's API.
#[derive(Debug)]
pub struct Outgoing {
    caller: Caller,
    addresses: Addresses,
    places: Semaphore,
}

/// The destination of a message.
#[derive(Clone, Debug)]
pub struct Place {
    /// The channel.
    pub channel: ChannelId,
    /// The person who receives the message or asked for it, if there is one.
    pub user: Option<UserId>,
    /// The response URL, if there is one.
    pub response_url: Option<ResponseUrl>,
}

/// The usage of a response URL.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
    /// POSTs to it, whatever their results.
    pub attempts: u32,
    /// Its age, seconds.
    pub age_s: i64,
}

/// The outcome of a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Slack accepted the message.
    Taken,
    /// Slack did not accept it, or the outcome is unknown: retry. The text is the problem, for operators; it contains
    /// no secret.
    Again(String),
    /// Slack limits the rate: retry after this delay, if Slack names one. It is between [`RETRY_AFTER_MIN`] and
    /// [`RETRY_AFTER_MAX`].
    Limited(Option<Duration>),
    /// This transport fails permanently.
    Closed(String),
}

impl Told {
    /// The label of the outcome in metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Taken => "accepted",
            Self::Again(_) => "failed",
            Self::Limited(_) => "limited",
            Self::Closed(_) => "closed",
        }
    }
}

/// The fields of an answer of Slack's methods that the app reads.
#[derive(Deserialize)]
struct Verdict {
    ok: bool,
    #[serde(default)]
    error: String,
}

impl Place {
    fn call(&self, message: &Message) -> Call {
        match &self.user {
            Some(user) => message.call(&self.channel, user),
            None => message.post(&self.channel),
        }
    }
}

impl Outgoing {
    /// Creates a client for these addresses. It trusts the system's certificate authorities.
    ///
    /// # Errors
    /// The system has no certificate authorities.
    pub fn new(addresses: Addresses) -> Result<Self, RootsError> {
        let limits = Limits {
            total: CALL_PATIENCE,
            connect: CONNECT_PATIENCE,
            answer_bytes: CALLED_BYTES_MAX,
            ..Limits::default()
        };
        let caller = Caller::new(
            Connector::new(Roots::system()?)?.permitting(Networks::private()),
            limits,
        );
        let places = Semaphore::new(CALLS_MAX);
        Ok(Self {
            caller,
            addresses,
            places,
        })
    }

    /// Sends a message by the open transport: the response URL first, then the bot.
    pub async fn tell(&self, message: &Message, place: &Place, token: Option<&BotToken>, used: Used) -> Told {
        let by_url = place
            .response_url
            .as_ref()
            .filter(|_| way(used.attempts, used.age_s) == Way::ResponseUrl);
        let mut closed = "its response URL is used up".to_owned();
        if let Some(url) = by_url {
            match self.respond(url, &message.later(Original::Keep)).await {
                Told::Closed(reason) => closed = reason,
                told => return told,
            }
        }
        match token {
            Some(token) => self.call(token, &place.call(message)).await,
            None => Told::Closed(format!("{closed}, and the workspace has no bot token")),
        }
    }

    /// Sends a late answer to a person. After [`LATER_TRIES_MAX`] attempts it gives up.
    pub async fn tell_later(&self, message: &Message, original: Original, place: &Place, token: Option<&BotToken>) {
        let (mut reason, mut pause) = (String::new(), LATER_PAUSE);
        for attempts in 0..LATER_TRIES_MAX {
            if attempts > 0 {
                sleep(pause).await;
            }
            let told = match (&place.response_url, original) {
                (Some(url), Original::Replace) => self.respond(url, &message.later(Original::Replace)).await,
                _ => self.tell(message, place, token, Used { attempts, age_s: 0 }).await,
            };
            match told {
                Told::Taken => return,
                Told::Closed(why) => {
                    reason = why;
                    break;
                }
                Told::Again(why) => (reason, pause) = (why, LATER_PAUSE),
                Told::Limited(after) => {
                    (reason, pause) = (LIMITED.to_owned(), after.unwrap_or(LATER_PAUSE).min(LATER_PAUSE_MAX));
                }
            }
        }
        tracing::warn!(channel = %place.channel, reason, "an answer could not be given");
    }

    async fn respond(&self, url: &ResponseUrl, body: &Value) -> Told {
        let called = match self.addresses.of_response(url) {
            Ok(url) => self.post(&url, None, body).await,
            Err(error) => return Told::Closed(format!("its response URL cannot be called: {error}")),
        };
        let called = match called {
            Ok(called) => called,
            Err(again) => return again,
        };
        let verdict = serde_json::from_slice::<Verdict>(&called.body);
        match (called.status, verdict) {
            (429, _) => limited(&called),
            (200..=299, Ok(Verdict { ok: false, error })) => {
                Told::Closed(format!("its response URL answers {error:.64}"))
            }
            (200..=299, _) => Told::Taken,
            (status @ 300..=499, _) => Told::Closed(format!("its response URL answers status {status}")),
            (status, _) => again(format!("its response URL answers status {status}")),
        }
    }

    async fn call(&self, token: &BotToken, call: &Call) -> Told {
        let method = call.method;
        let called = match self.addresses.of_method(method) {
            Ok(url) => self.post(&url, Some(token.header()), &call.body).await,
            Err(error) => return Told::Closed(format!("{method} cannot be called: {error}")),
        };
        let called = match called {
            Ok(called) => called,
            Err(again) => return again,
        };
        match (called.status, serde_json::from_slice::<Verdict>(&called.body)) {
            (429, _) => limited(&called),
            (200, Ok(Verdict { ok: true, .. })) => Told::Taken,
            (200, Ok(Verdict { error, .. })) if error == "ratelimited" => limited(&called),
            // Somebody may invite the app, or install another token, before the last attempt.
            (200, Ok(Verdict { error, .. })) => again(format!("{method} answers {error:.64}")),
            (status, _) => again(format!("{method} answers status {status}")),
        }
    }

    /// Posts a body to Slack.
    ///
    /// # Errors
    /// The outcome to report, if there was no answer.
    async fn post(&self, url: &EndpointUrl, authorization: Option<&HeaderValue>, body: &Value) -> Result<Called, Told> {
        let Ok(Ok(_place)) = timeout(PLACE_PATIENCE, self.places.acquire()).await else {
            return Err(again("Slack is called by as many as may be".to_owned()));
        };
        let called = self
            .caller
            .post_json(url, authorization, Bytes::from(body.to_string()))
            .await;
        called.map_err(|failure| again(failure.to_string().replace("the receiver", "Slack")))
    }
}

fn again(reason: String) -> Told {
    Told::Again(reason)
}

/// Reads the delay in seconds that Slack requests. Without a readable number, the usual delay applies.
fn limited(called: &Called) -> Told {
    let seconds = called.retry_after.as_deref().and_then(|text| text.trim().parse().ok());
    let after = seconds.map(Duration::from_secs);
    Told::Limited(after.map(|after| after.clamp(RETRY_AFTER_MIN, RETRY_AFTER_MAX)))
}
