//! Converts an HTTP request to the corresponding gRPC request.

use super::{
    bodies::Bodies,
    codec::{Misfit, Problem},
    fields::{Fields, Object},
    route::Route,
};
use crate::validate;
use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, Version,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, TE, USER_AGENT},
    request::Parts,
};
use http_body::Body as _;
use http_body_util::BodyExt;
use minoots_kernel::limits;
use minoots_wire::{
    error::{Reason, status},
    json::check_json,
};
use serde_json::Value;
use tonic::{Code, Status};

/// The number of bytes that are read and discarded from a body that is too large, so that its sender receives the
/// rejection.
const DRAINED_BYTES_MAX: usize = 16 << 20;

/// The header that becomes the `request_id`.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that becomes the cursor of a tail.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The headers that the call receives beside its fields.
const PASSED_ON: [HeaderName; 4] = [
    AUTHORIZATION,
    USER_AGENT,
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
];

/// The call of a request to a route; `text` is the value of the path's field.
pub(super) async fn call(
    (fields, bodies): (&Fields, &Bodies),
    route: &Route,
    text: &str,
    request: Request<Body>,
) -> Result<Request<Body>, Status> {
    let text = decoded(text, false).ok_or_else(|| malformed("the path is not percent-encoded UTF-8"))?;
    let (head, body) = request.into_parts();
    let message = fields.request(route.rpc.name());
    // Held until the body has become a message.
    let mut room = None;
    let mut object = if route.method == Method::GET {
        if body.size_hint().lower() > 0 {
            return Err(malformed("a GET has no body; its fields are parameters of the query"));
        }
        query(fields, message, &head.uri)?
    } else {
        if head.uri.query().is_some_and(|query| !query.is_empty()) {
            return Err(malformed(
                "a POST has no query; its fields are members of the JSON body",
            ));
        }
        room = bodies.room(body.size_hint().exact()).await.map(Some)?;
        posted(fields, message, &head.headers, body).await?
    };
    if let Some((_, field, _)) = route.field() {
        bind(&mut object, field, "of the path", text)?;
    }
    if let Some(key) = idempotency_key(&head.headers)? {
        if fields.has(message, "requestId") {
            bind(&mut object, "requestId", "in Idempotency-Key", key)?;
        } else if route.method == Method::POST {
            let description =
                "this method has no request_id for it to be; see its documentation for how it is repeated";
            return Err(validate::violation("Idempotency-Key", Reason::Malformed, description));
        }
    }
    if fields.has(message, "cursor")
        && let Some(cursor) = head.headers.get(LAST_EVENT_ID)
    {
        let cursor = cursor.to_str().map_err(|_| malformed("Last-Event-ID is not text"))?;
        // A reader that reconnects repeats its first request, and adds its present cursor.
        object.remove("start");
        object.insert("cursor".to_owned(), Value::String(cursor.to_owned()));
    }
    let encoded = (route.codec.encode)(Value::Object(object)).map_err(|misfit| unfit(fields, message, misfit))?;
    drop(room);
    Ok(framed(route, head, &encoded))
}

/// The call of a route without its message, for a check of its headers.
pub(super) fn without_message(route: &Route, request: &Request<Body>) -> Request<Body> {
    let (mut head, ()) = Request::new(()).into_parts();
    head.headers = request.headers().clone();
    head.extensions = request.extensions().clone();
    let mut call = framed(route, head, &[]);
    *call.body_mut() = Body::empty();
    call
}

/// The fields of a query.
fn query(fields: &Fields, message: &str, uri: &Uri) -> Result<Object, Status> {
    let mut object = Object::new();
    for part in uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|part| !part.is_empty())
    {
        let (name, text) = part.split_once('=').unwrap_or((part, ""));
        let both = decoded(name, true).zip(decoded(text, true));
        let (name, text) = both.ok_or_else(|| malformed("the query is not percent-encoded UTF-8"))?;
        let put = fields.put(message, &mut object, &name, text);
        put.map_err(|problem| validate::violation(&cut(&name), Reason::Malformed, problem))?;
    }
    Ok(object)
}

/// The fields of a body.
async fn posted(fields: &Fields, message: &str, headers: &HeaderMap, body: Body) -> Result<Object, Status> {
    if let Some(encoding) = headers.get(CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Err(media_type(
            "a body must not be compressed: send it without content-encoding",
        ));
    }
    if headers.contains_key(CONTENT_TYPE) {
        check_content_type(headers)?;
    }
    let bytes = read(body).await?;
    if bytes.is_empty() {
        return Ok(Object::new());
    }
    check_content_type(headers)?;
    check_json(&bytes).map_err(|error| match &error.key {
        Some(key) => {
            let description = format!("is given twice, at line {} column {}", error.line, error.column);
            validate::violation(&cut(key), Reason::Malformed, description)
        }
        None => malformed(format!("the body: {error}")),
    })?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(mut object)) => {
            fields.prune(message, &mut object);
            Ok(object)
        }
        Ok(_) => Err(malformed("the body must be a JSON object")),
        Err(error) => Err(malformed(format!(
            "the body: not valid JSON at line {} column {}",
            error.line(),
            error.column()
        ))),
    }
}

async fn read(mut body: Body) -> Result<Vec<u8>, Status> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(cut_short)?;
        let Some(data) = frame.data_ref() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= limits::MESSAGE_BYTES_MAX {
            kept.extend_from_slice(data);
        } else {
            kept = Vec::new();
            if seen > DRAINED_BYTES_MAX {
                break;
            }
        }
    }
    if seen <= limits::MESSAGE_BYTES_MAX {
        return Ok(kept);
    }
    let message = format!("the body is larger than {} bytes", limits::MESSAGE_BYTES_MAX);
    Err(status(Code::ResourceExhausted, Reason::MessageTooLarge, message)
        .metadata("messageBytesMax", limits::MESSAGE_BYTES_MAX.to_string())
        .build())
}

/// The rejection of a body that did not arrive: it was too slow, as the listener reports, or the sender disconnected.
fn cut_short(error: axum::Error) -> Status {
    let said = error.into_inner().downcast::<Status>();
    said.map_or_else(|_| malformed("the body ends too early"), |status| *status)
}

/// Checks that the content type is JSON in UTF-8, the only encoding of JSON.
fn check_content_type(headers: &HeaderMap) -> Result<(), Status> {
    let mut all = headers.get_all(CONTENT_TYPE).iter();
    let only = all.next().filter(|_| all.next().is_none());
    let given = only.and_then(|value| value.to_str().ok());
    let mut parts = given.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| {
        // JSON has no parameters, but `charset=utf-8` is harmless.
        let charset = parameter
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        parameter.is_empty()
            || charset.is_some_and(|(_, charset)| charset.trim_matches('"').eq_ignore_ascii_case("utf-8"))
    });
    if is_json && is_utf8 {
        return Ok(());
    }
    Err(media_type(
        "a body must be JSON in UTF-8: send it with content-type: application/json",
    ))
}

/// Sets a field from outside the body; a body with the same value is accepted.
fn bind(object: &mut Object, field: &str, place: &str, text: String) -> Result<(), Status> {
    let own = object.remove(&snake(field));
    let said = object.remove(field).or(own);
    if said.is_some_and(|said| said != text.as_str()) {
        let description = format!("is not the one {place}; leave it out of the body");
        return Err(validate::violation(field, Reason::Malformed, description));
    }
    object.insert(field.to_owned(), Value::String(text));
    Ok(())
}

/// A field's proto name, from its JSON name.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

/// The key, bare or as a quoted string of structured headers.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Status> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(key) = given.next() else { return Ok(None) };
    let text = key.to_str().ok().filter(|_| given.next().is_none());
    let text = text.map(str::trim).map(|text| {
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        quoted.unwrap_or(text)
    });
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(validate::violation(
            "Idempotency-Key",
            Reason::Malformed,
            "must be one key of printable characters",
        )),
    }
}

/// The rejection of JSON that does not match the request, with the rule of the field.
fn unfit(fields: &Fields, message: &str, misfit: Misfit) -> Status {
    let Misfit { path, problem } = misfit;
    let field = path.rsplit('.').next().unwrap_or_default();
    // For a text of the wrong form or range, the parser's own description is the best one.
    let known = fields.type_at(message, &path).filter(|_| problem != Problem::Kind);
    let (reason, description) = match (known, problem) {
        (_, Problem::Unknown) => (Reason::Malformed, fields.unknown_at(message, &path)),
        (_, Problem::Twice(name)) => {
            let said = fields.twice_at(message, &path, &name);
            (Reason::Malformed, said.unwrap_or_else(|| format!("has {name} twice")))
        }
        (Some("google.protobuf.Timestamp"), Problem::Value(said)) => (Reason::TimestampRange, said),
        (Some("google.protobuf.Duration"), Problem::Value(said)) if field == "delay" => (Reason::DelayRange, said),
        (Some(kind), Problem::Value(said)) if kind.starts_with("google.protobuf.") => (Reason::Malformed, said),
        (_, Problem::Kind | Problem::Value(_)) => {
            let rule = fields.rule_at(message, &path);
            let unnamed = || "is not what this request has".to_owned();
            (Reason::Malformed, rule.unwrap_or_else(unnamed))
        }
    };
    match path.as_str() {
        "" => malformed(format!("the body {description}")),
        path => validate::violation(path, reason, description),
    }
}

/// The gRPC request: one message with its prefix.
fn framed(route: &Route, head: Parts, message: &[u8]) -> Request<Body> {
    let mut body = BytesMut::with_capacity(message.len() + 5);
    body.put_u8(0);
    // A body within its limit always fits.
    body.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    body.put_slice(message);
    let mut request = Request::new(Body::from(Bytes::from(body)));
    *request.method_mut() = Method::POST;
    *request.version_mut() = Version::HTTP_2;
    *request.uri_mut() = Uri::from_static(route.rpc.path);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(TE, HeaderValue::from_static("trailers"));
    for name in PASSED_ON {
        for value in head.headers.get_all(&name) {
            headers.append(name.clone(), value.clone());
        }
    }
    // The extensions carry the caller and its connection.
    *request.extensions_mut() = head.extensions;
    request
}

/// Decodes percent-encoded text; in a query a plus is a space.
fn decoded(text: &str, is_query: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' if is_query => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Truncates a name from the request, for an error.
fn cut(name: &str) -> String {
    name.chars().take(64).collect()
}

pub(super) fn malformed(message: impl Into<String>) -> Status {
    status(Code::InvalidArgument, Reason::Malformed, message).build()
}

fn media_type(message: &str) -> Status {
    status(Code::InvalidArgument, Reason::MediaType, message).build()
}
