//! Converts a gRPC response to the corresponding HTTP response.

use super::{
    codec::undecodable,
    events, lines,
    messages::Messages,
    route::{Answer, Route},
};
use crate::{http::Problem, node_headers::LEADER, refusal};
use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use http_body_util::BodyExt;
use tonic::{Code, Status};

/// The length of a message's prefix: the compression flag and the message length.
pub(super) const FRAME_BYTES: usize = 5;

/// The response of a route, as JSON, as events, or as a problem.
pub(super) async fn of(route: &'static Route, answer: Response<Body>) -> Response<Body> {
    let (head, body) = answer.into_parts();
    let leader = head.headers.get(LEADER).cloned();
    let refused = Status::from_header_map(&head.headers).filter(|status| status.code() != Code::Ok);
    let mut response = match (refused, route.answer) {
        (Some(status), _) => Problem::of(&status).into_response(),
        (None, Answer::Events) => streamed(head.headers.get(minoots_wire::TAIL_CURSOR), body),
        (None, Answer::Lines) => listed(route, body).await,
        (None, Answer::Message) => match unary(route, body).await {
            Ok(json) => answered(HeaderValue::from_static("application/json"), Body::from(json)),
            Err(status) => Problem::of(&status).into_response(),
        },
    };
    if let Some(leader) = leader {
        response.headers_mut().insert(LEADER, leader);
    }
    response
}

/// The JSON of a response's single message.
async fn unary(route: &Route, body: Body) -> Result<String, Status> {
    // If the body breaks off here, the call was in flight and its outcome is unknown.
    let collected = body.collect().await.map_err(|_| refusal::outcome_unknown())?;
    let status = collected.trailers().and_then(Status::from_header_map);
    match status {
        Some(status) if status.code() == Code::Ok => {}
        Some(status) => return Err(status),
        None => return Err(refusal::outcome_unknown()),
    }
    let bytes = collected.to_bytes();
    let message = message(&bytes).ok_or_else(undecodable)?;
    (route.codec.decode)(message)
}

/// The message in these bytes, if they are exactly one message.
fn message(bytes: &[u8]) -> Option<&[u8]> {
    let (frame, message) = bytes.split_at_checked(FRAME_BYTES)?;
    (length(frame)? == message.len()).then_some(message)
}

/// The length of the message after a prefix. The message is never compressed, since the request accepts no compression.
pub(super) fn length(frame: &[u8]) -> Option<usize> {
    match *frame {
        [0, a, b, c, d] => usize::try_from(u32::from_be_bytes([a, b, c, d])).ok(),
        _ => None,
    }
}

/// A list, or the problem with which it begins.
async fn listed(route: &'static Route, body: Body) -> Response<Body> {
    let mut messages = Messages::of(body);
    match messages.next().await {
        Some(Err(status)) => Problem::of(&status).into_response(),
        first => {
            let lines = lines::body(&route.codec, first.and_then(Result::ok), messages);
            unheld(answered(HeaderValue::from_static("application/x-ndjson"), lines))
        }
    }
}

fn streamed(cursor: Option<&HeaderValue>, body: Body) -> Response<Body> {
    let cursor = cursor.and_then(|cursor| cursor.to_str().ok()).unwrap_or_default();
    unheld(answered(
        HeaderValue::from_static("text/event-stream"),
        events::body(body, cursor),
    ))
}

fn unheld(mut response: Response<Body>) -> Response<Body> {
    // A proxy that buffers responses until they are complete would hold this one for ever.
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// A response that is not cached, and whose type a browser does not guess.
pub(super) fn answered(content_type: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// A document that does not change while the node runs.
pub(super) fn document(json: Bytes) -> Response<Body> {
    answered(HeaderValue::from_static("application/json"), Body::from(json))
}
