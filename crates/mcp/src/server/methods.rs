//! The methods of this server, and the error for malformed params.

use rmcp::model::{
    CallToolRequest, CancelTaskRequest, CompleteRequest, ConstString as _, DiscoverRequest, ErrorData,
    GetPromptRequest, GetTaskRequest, InitializeRequest, PaginatedRequestParams, PingRequest, ProtocolVersion,
    ReadResourceRequest, SetLevelRequest, SubscribeRequest, SubscriptionsListenRequest, UnsubscribeRequest,
    UpdateTaskRequest,
};
use rmcp::model::{
    CallToolRequestMethod, CancelTaskMethod, CompleteRequestMethod, DiscoverRequestMethod, GetPromptRequestMethod,
    GetTaskMethod, InitializeResultMethod, ListPromptsRequestMethod, ListResourceTemplatesRequestMethod,
    ListResourcesRequestMethod, ListToolsRequestMethod, PingRequestMethod, ReadResourceRequestMethod,
    SetLevelRequestMethod, SubscribeRequestMethod, SubscriptionsListenRequestMethod, UnsubscribeRequestMethod,
    UpdateTaskMethod,
};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Describes why a request, with its method and params, is malformed; `None` if it is valid.
type Misfit = fn(&Value) -> Option<String>;

const METHODS: [(&str, Misfit); 16] = [
    (InitializeResultMethod::VALUE, misfit::<InitializeRequest>),
    (PingRequestMethod::VALUE, misfit::<PingRequest>),
    (DiscoverRequestMethod::VALUE, misfit::<DiscoverRequest>),
    (CompleteRequestMethod::VALUE, misfit::<CompleteRequest>),
    (ListPromptsRequestMethod::VALUE, misfit_of_page),
    (ListResourcesRequestMethod::VALUE, misfit_of_page),
    (ListResourceTemplatesRequestMethod::VALUE, misfit_of_page),
    (ReadResourceRequestMethod::VALUE, misfit::<ReadResourceRequest>),
    (SubscribeRequestMethod::VALUE, misfit::<SubscribeRequest>),
    (UnsubscribeRequestMethod::VALUE, misfit::<UnsubscribeRequest>),
    (
        SubscriptionsListenRequestMethod::VALUE,
        misfit::<SubscriptionsListenRequest>,
    ),
    (ListToolsRequestMethod::VALUE, misfit_of_page),
    (CallToolRequestMethod::VALUE, misfit::<CallToolRequest>),
    (GetTaskMethod::VALUE, misfit::<GetTaskRequest>),
    (UpdateTaskMethod::VALUE, misfit::<UpdateTaskRequest>),
    (CancelTaskMethod::VALUE, misfit::<CancelTaskRequest>),
];

/// Methods that only fixtures provide.
const OF_FIXTURES: [(&str, Misfit); 2] = [
    (GetPromptRequestMethod::VALUE, misfit::<GetPromptRequest>),
    (SetLevelRequestMethod::VALUE, misfit::<SetLevelRequest>),
];

/// Methods of sessions, which the protocol dropped in version 2026-07-28.
const OF_SESSIONS: [&str; 5] = [
    InitializeResultMethod::VALUE,
    PingRequestMethod::VALUE,
    SetLevelRequestMethod::VALUE,
    SubscribeRequestMethod::VALUE,
    UnsubscribeRequestMethod::VALUE,
];

/// Whether the server has this method in the version of the request, if it names one.
pub fn is_known(method: &str, version: Option<&ProtocolVersion>, has_fixtures: bool) -> bool {
    let has_sessions = version.is_none_or(|version| version.as_str() < ProtocolVersion::V_2026_07_28.as_str());
    if !has_sessions && OF_SESSIONS.contains(&method) {
        return false;
    }
    let is_it = |(name, _): &(&str, Misfit)| *name == method;
    METHODS.iter().any(is_it) || (has_fixtures && OF_FIXTURES.iter().any(is_it))
}

/// The error for these params (null if absent); `None` if they are valid or the method is unknown.
pub fn invalid_params(method: &str, params: &Value) -> Option<ErrorData> {
    let known = METHODS.iter().chain(&OF_FIXTURES).find(|(name, _)| *name == method);
    let (_, misfit) = known?;
    if !params.is_null() && !params.is_object() {
        let rule = format!("params of {method} must be an object");
        return Some(ErrorData::invalid_params(rule, None));
    }
    let given = params.as_object();
    let error = misfit(&request(method, given))?;
    let field = given.and_then(|given| wrong_field(method, given, &error, *misfit));
    let place = field.map_or_else(|| "params".to_owned(), |field| format!("params.{field}"));
    let rule = format!("{place} of {method}: {error}: send what the protocol's schema names");
    Some(ErrorData::invalid_params(rule, None))
}

/// The first field whose removal changes the error.
fn wrong_field<'given>(
    method: &str,
    given: &'given Map<String, Value>,
    error: &str,
    misfit: Misfit,
) -> Option<&'given str> {
    let without = |field: &str| {
        let mut left = given.clone();
        left.remove(field);
        misfit(&request(method, Some(&left)))
    };
    given
        .keys()
        .map(String::as_str)
        .find(|field| without(field).as_deref() != Some(error))
}

fn request(method: &str, params: Option<&Map<String, Value>>) -> Value {
    match params {
        None => json!({"method": method}),
        Some(params) => json!({"method": method, "params": params}),
    }
}

fn misfit<Request: DeserializeOwned>(request: &Value) -> Option<String> {
    Request::deserialize(request).err().map(|error| error.to_string())
}

/// The library ignores malformed params of a list.
fn misfit_of_page(request: &Value) -> Option<String> {
    let params = request.get("params")?;
    PaginatedRequestParams::deserialize(params)
        .err()
        .map(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn methods_removed_from_the_protocol_version_are_unknown() {
        for method in OF_SESSIONS {
            assert!(is_known(method, Some(&ProtocolVersion::V_2025_11_25), true), "{method}");
            assert!(
                !is_known(method, Some(&ProtocolVersion::V_2026_07_28), true),
                "{method}"
            );
        }
        assert!(is_known("tools/call", Some(&ProtocolVersion::V_2026_07_28), false));
    }

    #[test]
    fn the_error_names_the_field() {
        let told = |method: &str, params: Value| invalid_params(method, &params).unwrap().message;
        let missing = told("tools/call", json!({"arguments": {}}));
        assert!(missing.contains("missing field `name`"), "{missing}");
        let wrong = told("tools/call", json!({"name": "x", "arguments": 5}));
        assert!(wrong.starts_with("params.arguments of tools/call"), "{wrong}");
        for none_of_it in [json!({}), json!({"arguments": {}})] {
            let missing = told("tools/call", none_of_it);
            assert!(
                missing.starts_with("params of tools/call: missing field `name`"),
                "{missing}"
            );
        }
        assert_eq!(invalid_params("tools/call", &json!({"name": "x"})), None);
        assert_eq!(invalid_params("tools/list", &Value::Null), None);
    }
}
