//! One attempt: builds, signs and posts an event, and classifies the response.

use super::endpoint::Endpoint;
use crate::{app::App, timer_traces::PostTrace};
use bytes::Bytes;
use minoots_kernel::{
    internal::{AttemptOutcome, AttemptRow, Retry},
    limits,
};
use minoots_webhook::{
    attempt::{Parts, Post, Record},
    body::Body,
    retry::{Permanent, Policy, Verdict, judge},
};
use std::time::Duration;

const SECOND_NS: i64 = 1_000_000_000;
/// The failure in the attempt log of an event that could not be built; a defect of MINOOTS.
const UNSENDABLE: &str = "UNSENDABLE";

/// The remedy for an event of a queue once its receiver is repaired.
pub(super) const REDRIVE: &str = "redrive";

/// An event to post.
pub(super) struct Outgoing<'a> {
    pub event_id: &'a str,
    pub payload: Bytes,
    pub jws: &'a str,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    pub fence: Option<&'a str>,
    pub policy: Policy,
    /// The way to post it again once the receiver is repaired, as a verb.
    pub again: &'static str,
    /// The `traceparent` of the delivery; empty if it is not recorded.
    pub trace: &'a str,
}

/// The result of an attempt.
pub(super) struct Made {
    /// The row for the attempt log, without the time of the next attempt.
    pub row: AttemptRow,
    pub ending: Ending,
}

/// The consequence for the event.
pub(super) enum Ending {
    Delivered,
    /// Another attempt: after this time if the receiver asked for one, else by the retry policy.
    Again {
        backoff: Duration,
        asked: bool,
    },
    /// A permanent failure, for this reason.
    Failed(String),
    /// A permanent failure, and the endpoint wants no further events.
    Gone(String),
}

/// Converts a timer's retry policy to a policy of attempts.
pub(super) fn policy(retry: &Retry) -> Policy {
    let or = |value: u64, default: u64| if value == 0 { default } else { value };
    let policy = Policy {
        initial: Duration::from_nanos(or(retry.initial_backoff, limits::BACKOFF_INITIAL_DEFAULT)),
        max: Duration::from_nanos(or(retry.max_backoff, limits::BACKOFF_MAX_DEFAULT)),
        multiplier_milli: match retry.multiplier_milli {
            0 => limits::MULTIPLIER_MILLI_DEFAULT,
            milli => milli,
        },
        ..Policy::default()
    };
    policy.check().unwrap_or_default()
}

/// Makes one attempt.
pub(super) async fn post(app: &App, endpoint: &Endpoint, outgoing: Outgoing<'_>) -> Made {
    let time = app.clock.now();
    let mut row = AttemptRow {
        time,
        event_id: outgoing.event_id.to_owned(),
        number: outgoing.attempt,
        ..AttemptRow::default()
    };
    let Some(sender) = app.webhooks.sender() else {
        return unsendable(row, "TLS cannot be set up on this node");
    };
    let trace = app.traces.begin_post(outgoing.trace);
    let traceparent = trace.as_ref().map(PostTrace::traceparent);
    let seconds = u64::try_from(time / SECOND_NS).unwrap_or(0);
    let built = Body::new(outgoing.payload.clone()).map_err(|error| error.to_string());
    let secrets = endpoint.secrets(time).map_err(|error| error.to_string());
    let built = built.and_then(|body| {
        let parts = Parts {
            url: &endpoint.url,
            headers: &endpoint.headers,
            secrets: &secrets?,
            body: &body,
            jws: outgoing.jws,
            attempt: outgoing.attempt,
            fence: outgoing.fence,
            timestamp_s: seconds,
            traceparent: traceparent.as_deref(),
        };
        Post::new(parts).map_err(|error| error.to_string())
    });
    let post = match built {
        Ok(post) => post,
        Err(problem) => return unsendable(row, &problem),
    };
    let record = sender.attempt(&post).await;
    let now_s = u64::try_from(app.clock.now() / SECOND_NS).unwrap_or(0);
    let random = getrandom::u64().unwrap_or(u64::MAX / 2);
    let verdict = judge(&record, outgoing.attempt, &outgoing.policy, now_s, random);
    note(&mut row, &record);
    if let Some(trace) = trace {
        app.traces
            .posted(trace, endpoint.url.authority(), &row, app.clock.now());
    }
    if app.webhooks.reach.shows_answers {
        row.answer.clone_from(&record.answer);
    }
    let ending = ending(&mut row, &record, verdict, outgoing.again);
    app.metrics.webhook_attempted(row.outcome(), record.duration);
    Made { row, ending }
}

fn unsendable(mut row: AttemptRow, problem: &str) -> Made {
    row.set_outcome(AttemptOutcome::Failed);
    row.failure = UNSENDABLE.to_owned();
    row.message = problem.to_owned();
    let ending = Ending::Failed(cut(problem));
    Made { row, ending }
}

fn note(row: &mut AttemptRow, record: &Record) {
    row.status = record.status.map_or(0, u32::from);
    row.duration = u64::try_from(record.duration.as_nanos()).unwrap_or(u64::MAX);
    if let Some(failure) = &record.failure {
        row.failure = failure.class().to_owned();
        row.message = failure.to_string();
    }
}

fn ending(row: &mut AttemptRow, record: &Record, verdict: Verdict, again: &str) -> Ending {
    let said = |row: &AttemptRow| match row.message.as_str() {
        "" => format!("the receiver answered {}", row.status),
        message => message.to_owned(),
    };
    match verdict {
        Verdict::Delivered => {
            row.set_outcome(AttemptOutcome::Delivered);
            Ending::Delivered
        }
        Verdict::Again(backoff) => {
            row.set_outcome(AttemptOutcome::Retry);
            if row.failure.is_empty() {
                row.failure = "STATUS".to_owned();
                row.message = said(row);
            }
            let asked = record.retry_after.is_some() && matches!(record.status, Some(429 | 503));
            Ending::Again { backoff, asked }
        }
        Verdict::Failed(permanent) => {
            row.set_outcome(AttemptOutcome::Failed);
            row.failure = permanent.reason().to_owned();
            let why = format!("{permanent}, then {again}");
            if !matches!(permanent, Permanent::Blocked) {
                row.message.clone_from(&why);
            }
            Ending::Failed(cut(&why))
        }
        Verdict::Disable => {
            row.set_outcome(AttemptOutcome::Gone);
            row.failure = "STATUS".to_owned();
            row.message = said(row);
            Ending::Gone(cut("the receiver answered 410: it is gone"))
        }
    }
}

/// Truncates a text to the maximum length of a reason.
pub(super) fn cut(text: &str) -> String {
    let mut end = text.len().min(limits::REASON_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}
