//! Receivers: they verify requests, and give successful, failing or no responses.

use crate::{
    plan::{MS, SECOND},
    random::Random,
};
use minoots_webhook::{
    attempt::{Failure, Phase, Post, Record},
    headers::EndpointHeaders,
    secret::{Secret, SecretSet},
    sign::{ID, Received, SIGNATURE, TIMESTAMP, Verifier},
    url::EndpointUrl,
};
use std::time::Duration;

/// The URL of all receivers.
pub const URL: &str = "https://receiver.example/hook";
/// Maximum duration of an attempt.
const TOTAL: i64 = 10 * SECOND;
/// The signing secret of all endpoints: 32 bytes.
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// The parts of an endpoint that its row does not contain.
pub struct Secrets {
    pub url: EndpointUrl,
    pub headers: EndpointHeaders,
    pub set: SecretSet,
    verifier: Verifier,
}

impl Secrets {
    pub fn new() -> Option<Secrets> {
        Some(Secrets {
            url: EndpointUrl::parse(URL, false).ok()?,
            headers: EndpointHeaders::new([]).ok()?,
            set: SecretSet::new([Secret::parse(SECRET).ok()?]).ok()?,
            verifier: Verifier::new([SECRET]).ok()?,
        })
    }

    /// Whether a request is signed by this endpoint's secret, for this event.
    pub fn is_genuine(&self, post: &Post, event_id: &str, now_s: u64) -> bool {
        let header = |name: &str| post.headers().get(name).and_then(|value| value.to_str().ok());
        let (Some(id), Some(timestamp), Some(signature)) = (header(ID), header(TIMESTAMP), header(SIGNATURE)) else {
            return false;
        };
        let received = Received {
            id,
            timestamp,
            signature,
        };
        id == event_id && self.verifier.verify(received, post.body(), now_s).is_ok()
    }
}

/// Behaviour of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Accepts almost every request.
    Good,
    /// Behaves randomly.
    Moody,
    /// Accepts nothing temporarily.
    Down,
    /// Accepts nothing permanently.
    Refuses,
    /// No longer exists.
    Gone,
}

impl Mood {
    pub fn draw(random: &mut Random) -> Mood {
        random.pick(&[
            Mood::Good,
            Mood::Good,
            Mood::Moody,
            Mood::Moody,
            Mood::Moody,
            Mood::Down,
            Mood::Down,
            Mood::Refuses,
            Mood::Gone,
        ])
    }
}

/// The outcome of a request.
pub struct Outcome {
    pub record: Record,
    /// Whether the receiver handled the event, whatever the poster learns.
    pub took: bool,
    pub after: i64,
}

#[derive(Clone, Copy)]
enum Way {
    Answer(u16),
    /// Handles the event but answers with this status.
    TakesAnd(u16),
    /// Rejects the request with this `Retry-After`.
    Later(&'static str),
    Hangs,
    TakesAndHangs,
    TakesAndCloses,
    BreaksOff,
    Unreachable,
}

const ALL: [Way; 20] = [
    Way::Answer(200),
    Way::Answer(200),
    Way::Answer(204),
    Way::Answer(202),
    Way::Answer(200),
    Way::Answer(500),
    Way::Answer(500),
    Way::Answer(429),
    Way::Answer(404),
    Way::Answer(410),
    Way::Answer(302),
    Way::TakesAnd(500),
    Way::Later("0"),
    Way::Later("2"),
    Way::Later("Sun, 06 Nov 1994 08:49:37 GMT"),
    Way::Hangs,
    Way::TakesAndHangs,
    Way::TakesAndCloses,
    Way::BreaksOff,
    Way::Unreachable,
];

/// The outcome of a request to a receiver with this behaviour. After healing, the response comes at once.
pub fn receive(random: &mut Random, mood: Mood, healed: bool) -> Outcome {
    let way = match mood {
        Mood::Good if healed || random.percent(90) => Way::Answer(204),
        Mood::Good | Mood::Moody => random.pick(&ALL),
        Mood::Down => random.pick(&[Way::Answer(500), Way::Answer(502), Way::Unreachable, Way::Hangs]),
        Mood::Refuses => random.pick(&[Way::Answer(400), Way::Answer(404), Way::Answer(301)]),
        Mood::Gone => Way::Answer(410),
    };
    let quick = if healed {
        MS
    } else {
        random.pick(&[MS, 20 * MS, 400 * MS, 3 * SECOND])
    };
    let (status, failure, took, after) = match way {
        Way::Answer(status) => (Some(status), None, status < 300, quick),
        Way::TakesAnd(status) => (Some(status), None, true, quick),
        Way::Later(_) => (Some(random.pick(&[429, 503])), None, false, quick),
        Way::Hangs => (None, Some(Failure::Timeout(Phase::Answer)), false, TOTAL),
        Way::TakesAndHangs => (None, Some(Failure::Timeout(Phase::Answer)), true, TOTAL),
        Way::TakesAndCloses => (None, Some(Failure::Closed(Phase::Answer)), true, quick),
        Way::BreaksOff => (Some(200), Some(Failure::Closed(Phase::Body)), true, quick),
        Way::Unreachable => (None, Some(Failure::Connect("refused".to_owned())), false, quick),
    };
    let retry_after = match way {
        Way::Later(text) => Some(text.to_owned()),
        _ => None,
    };
    Outcome {
        record: Record {
            status,
            duration: Duration::from_nanos(after.unsigned_abs()),
            answer: String::new(),
            location: None,
            retry_after,
            failure,
        },
        took,
        after,
    }
}
