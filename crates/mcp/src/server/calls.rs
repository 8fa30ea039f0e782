//! Results of tool calls, and the errors of calls without a result.

use rmcp::RoleServer;
use rmcp::model::{CallToolResponse, CallToolResult, ErrorData, ProtocolVersion};
use rmcp::service::RequestContext;
use serde_json::Value;

use crate::answer::Answer;
use crate::metrics::CallOutcome;

/// Whether the request's client accepts a task as a result: it declares that, in a version that has tasks.
pub(super) fn takes_tasks(context: &RequestContext<RoleServer>) -> bool {
    let declares = context
        .client_capabilities()
        .is_some_and(|capabilities| capabilities.supports_tasks());
    let version = context.protocol_version();
    declares && version.is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

/// The result of a tool that succeeded.
pub(super) fn done(answer: Answer) -> CallToolResponse {
    CallToolResult::structured(Value::Object(answer)).into()
}

/// The result of a tool that failed.
pub(super) fn failed(answer: Answer) -> CallToolResponse {
    CallToolResult::structured_error(Value::Object(answer)).into()
}

/// The error of a call that is cancelled because the server ends.
pub(super) const ENDING: &str = "this server is ending, and has cancelled the call; it may have happened: call again in another session with the same arguments";

/// The error of a call that its client cancelled.
pub(super) fn cancelled() -> ErrorData {
    ErrorData::internal_error("the client has cancelled this call", None)
}

/// How a call ended; `None` if it was cancelled.
pub(super) fn outcome(answer: &Result<CallToolResponse, ErrorData>) -> Option<CallOutcome> {
    match answer {
        Ok(CallToolResponse::Complete(result)) if result.is_error == Some(true) => Some(CallOutcome::Refused),
        Ok(_) => Some(CallOutcome::Done),
        Err(error) if *error == cancelled() => None,
        Err(_) => Some(CallOutcome::Refused),
    }
}

/// The error for an unknown tool.
pub(super) fn no_tool(name: &str) -> ErrorData {
    let name: String = name.chars().take(64).collect();
    ErrorData::invalid_params(format!("there is no tool {name:?}: tools/list names them"), None)
}
