//! Parses a line as a message, or explains why it is not one.

use rmcp::model::{
    ClientJsonRpcMessage, ErrorCode, ErrorData, JsonRpcMessage, RequestId, RequestMetaObject, ServerJsonRpcMessage,
};
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::line::Line;
use crate::limits::MESSAGE_BYTES_MAX;
use crate::server::methods;

/// The result of parsing a line.
#[derive(Debug)]
pub enum Read {
    /// A message of the protocol.
    Message(Box<ClientJsonRpcMessage>),
    /// An error to return to the sender.
    Refused(Box<ServerJsonRpcMessage>),
    /// No answer: an empty line, or an unknown notification. Notifications have no answers.
    Nothing,
}

/// Parses a line. `has_fixtures` enables fixture-only methods.
pub fn read(line: Line, has_fixtures: bool) -> Read {
    let line = match line {
        Line::Whole(line) => line,
        Line::TooLong => {
            let rule = format!("the message has more than {MESSAGE_BYTES_MAX} bytes: send a shorter one");
            return refused(ErrorData::parse_error(rule, None), None);
        }
    };
    if line.trim_ascii().is_empty() {
        return Read::Nothing;
    }
    let text = match std::str::from_utf8(&line) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let rule = format!("byte {} is not UTF-8: send JSON in UTF-8", error.valid_up_to() + 1);
            return refused(ErrorData::parse_error(rule, None), None);
        }
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(message)) => read_object(message, has_fixtures),
        Ok(_) => {
            let rule = "the message must be an object: send one message at a time, and no batches";
            refused(ErrorData::invalid_request(rule, None), None)
        }
        Err(error) => {
            let rule = format!("the message is not JSON: {error}: send one message at a time, whole");
            refused(ErrorData::parse_error(rule, None), None)
        }
    }
}

fn read_object(message: Map<String, Value>, has_fixtures: bool) -> Read {
    let id = message.get("id").and_then(|id| RequestId::deserialize(id).ok());
    let has_id = message.contains_key("id");
    let method = message.get("method").and_then(Value::as_str).map(str::to_owned);
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return match (&method, has_id) {
            (Some(_), false) => Read::Nothing,
            _ => refused(ErrorData::invalid_request("jsonrpc must be \"2.0\"", None), id),
        };
    }
    if let (Some(method), Some(id)) = (&method, &id)
        && let Some(error) = wrong_params(method, &message, has_fixtures)
    {
        return refused(error, Some(id.clone()));
    }
    match ClientJsonRpcMessage::deserialize(Value::Object(message)) {
        Ok(read) if is_whole(&read, has_id) => Read::Message(Box::new(read)),
        _ if method.is_some() && !has_id => Read::Nothing,
        _ if method.is_some() && id.is_none() => {
            let rule = "id must be text or a whole number";
            refused(ErrorData::invalid_request(rule, None), None)
        }
        _ => {
            let rule = "the message is no request, notification or response: give method, or result, or error";
            refused(ErrorData::invalid_request(rule, None), id)
        }
    }
}

fn wrong_params(method: &str, message: &Map<String, Value>, has_fixtures: bool) -> Option<ErrorData> {
    let params = message.get("params").unwrap_or(&Value::Null);
    let meta = params.get("_meta").and_then(Value::as_object).cloned();
    let version = meta.and_then(|meta| RequestMetaObject::from(meta).protocol_version());
    if methods::is_known(method, version.as_ref(), has_fixtures) {
        return methods::invalid_params(method, params);
    }
    // For an unknown method params do not matter, and the library accepts objects only.
    let is_readable = params.is_null() || params.is_object();
    (!is_readable).then(|| ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method.to_owned(), None))
}

/// Whether a request with an unreadable id was not mistaken for a notification.
fn is_whole(message: &ClientJsonRpcMessage, has_id: bool) -> bool {
    !(has_id && matches!(message, JsonRpcMessage::Notification(_)))
}

fn refused(error: ErrorData, id: Option<RequestId>) -> Read {
    Read::Refused(Box::new(ServerJsonRpcMessage::error(error, id)))
}
