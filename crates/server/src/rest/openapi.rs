//! The OpenAPI 3.1 document: its paths come from the table of routes, everything else from the descriptors.

use super::{
    route::{Answer, Route},
    routes::ROUTES,
};
use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Made from `proto/` by `cargo xtask codegen`.
const SCHEMAS: &str = include_str!("../gen/schemas.json");
const COMPONENT: &str = "#/components/schemas/";
/// The message in the data of a server-sent event.
const EVENT: &str = "minoots.event.v1.LogEvent";

/// The document's bytes.
pub(super) fn document() -> Bytes {
    // A document built here always serializes.
    serde_json::to_vec(&value()).unwrap_or_default().into()
}

fn value() -> Value {
    let told: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let mut paths = Map::new();
    let (mut requests, mut answers) = (BTreeSet::new(), BTreeSet::new());
    for route in &ROUTES {
        let method = &told["methods"][route.rpc.name()];
        // A route with a query has the fields of its request as parameters.
        if route.method == Method::POST {
            collect(&told, text(&method["request"]), &mut requests);
        }
        let response = match route.answer {
            Answer::Events => EVENT,
            Answer::Message | Answer::Lines => text(&method["response"]),
        };
        collect(&told, response, &mut answers);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        let operation = operation(&told, route);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for schema in parameters.map(|parameter| &parameter["schema"]) {
            for name in referenced(schema) {
                collect(&told, name, &mut answers);
            }
        }
        path[route.method.as_str().to_ascii_lowercase()] = operation;
    }
    let mut schemas = Map::new();
    for name in requests.union(&answers) {
        let mut schema = told["schemas"][name].clone();
        // A request with an unknown field is rejected; a response with one comes from a later version.
        if requests.contains(name) && schema["type"] == "object" {
            schema["additionalProperties"] = json!(false);
        }
        leave_out_of_body(&told, name, &mut schema);
        schemas.insert(name.clone(), schema);
    }
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "MINOOTS",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A durable timer fabric.",
            "description": "Canonical proto JSON over HTTP: the same methods, checks and answers as the gRPC API.",
            "license": { "name": "Apache 2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{}, { "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// No body has to hold the field that its path holds.
fn leave_out_of_body(told: &Value, name: &str, schema: &mut Value) {
    let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else {
        return;
    };
    let routes = ROUTES
        .iter()
        .filter(|route| told["methods"][route.rpc.name()]["request"] == name);
    let in_path: Vec<&str> = routes
        .filter_map(|route| route.field().map(|(_, field, _)| field))
        .collect();
    required.retain(|field| !in_path.contains(&text(field)));
    if required.is_empty()
        && let Some(schema) = schema.as_object_mut()
    {
        schema.remove("required");
    }
}

/// Collects a schema and all schemas that it references.
fn collect(told: &Value, name: &str, found: &mut BTreeSet<String>) {
    if !found.insert(name.to_owned()) {
        return;
    }
    for field in told["schemas"][name]["properties"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
    {
        for inner in referenced(field) {
            collect(told, inner, found);
        }
    }
}

/// The schemas that a field references: its own, or that of its elements or values.
fn referenced(schema: &Value) -> impl Iterator<Item = &str> {
    let parts = [schema, &schema["items"], &schema["additionalProperties"]];
    parts.into_iter().filter_map(referred)
}

fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(COMPONENT)
}

fn operation(told: &Value, route: &Route) -> Value {
    let method = &told["methods"][route.rpc.name()];
    let request = text(&method["request"]);
    let rpc = route.rpc.name().rsplit('/').next().unwrap_or_default();
    // The second route of a method needs its own operation id.
    let is_second = ROUTES
        .iter()
        .take_while(|other| !std::ptr::eq(*other, route))
        .any(|other| std::ptr::eq(other.rpc, route.rpc));
    let mut operation = json!({
        "operationId": operation_id(route, rpc, is_second),
        "tags": [route.rpc.name().split('/').next().unwrap_or_default()],
        "summary": summary(text(&method["description"])),
        "description": method["description"],
        "parameters": parameters(told, route, request),
        "responses": {
            "200": { "description": done(route), "content": content(route, text(&method["response"])) },
            "4XX": refused("The request was refused, and nothing was changed."),
            "5XX": refused("The node could not serve the request. Only `OUTCOME_UNKNOWN` may have changed something."),
        },
    });
    if route.method == Method::POST {
        let example: Value = serde_json::from_str(route.example).unwrap_or_default();
        let schema = json!({ "$ref": format!("{COMPONENT}{request}") });
        operation["requestBody"] =
            json!({ "content": { "application/json": { "schema": schema, "example": example } } });
    }
    operation
}

/// A response with a problem.
fn refused(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": format!("{COMPONENT}Problem") } } },
    })
}

/// The first sentence of a description, without its full stop.
fn summary(description: &str) -> &str {
    let first = description.split_once(". ").map_or(description, |(first, _)| first);
    first.trim_end_matches('.')
}

/// The operation id of a route. Methods of two services may share a name, and a method may have two routes: later ones
/// get a suffix.
fn operation_id(route: &Route, rpc: &str, is_second: bool) -> String {
    let service = |route: &Route| route.rpc.name().split('/').next().unwrap_or_default().to_owned();
    let is_taken = ROUTES
        .iter()
        .take_while(|other| !std::ptr::eq(*other, route))
        .any(|other| other.rpc.path.ends_with(&format!("/{rpc}")) && service(other) != service(route));
    match (is_second, is_taken) {
        (true, _) => format!("{rpc}ByPost"),
        (false, true) => format!("{rpc}Of{}", service(route).rsplit('.').next().unwrap_or_default()),
        (false, false) => rpc.to_owned(),
    }
}

fn done(route: &Route) -> &'static str {
    match route.answer {
        Answer::Lines => {
            "One of these a line, as they are read. If not all could be read, the last line is an object with a `problem` instead."
        }
        Answer::Message | Answer::Events => "Done.",
    }
}

fn content(route: &Route, response: &str) -> Value {
    match route.answer {
        Answer::Message => json!({ "application/json": { "schema": { "$ref": format!("{COMPONENT}{response}") } } }),
        Answer::Lines => json!({
            "application/x-ndjson": {
                "schema": { "$ref": format!("{COMPONENT}{response}") },
            },
        }),
        Answer::Events => json!({
            "text/event-stream": {
                "schema": {
                    "type": "string",
                    "description": format!(
                        "Server-sent events. `id` is the cursor, `event` the type of the event, and `data` its JSON: a {EVENT}. The last \
                         is `event: end`, with a problem."
                    ),
                    "contentMediaType": "text/event-stream",
                    "contentSchema": { "$ref": format!("{COMPONENT}{EVENT}") },
                },
            },
        }),
    }
}

fn parameters(told: &Value, route: &Route, request: &str) -> Vec<Value> {
    let mut parameters = Vec::new();
    let properties = &told["schemas"][request]["properties"];
    let bound = route.field().map(|(_, field, _)| field);
    if let Some(field) = bound {
        let schema = &properties[field];
        parameters.push(json!({ "name": field, "in": "path", "required": true, "schema": schema }));
    }
    if route.method == Method::GET {
        in_query(told, request, "", bound, &mut parameters);
        if route.answer == Answer::Events {
            parameters.push(json!({
                "name": "Last-Event-ID",
                "in": "header",
                "description": "Resumes after this event; stands above the query.",
                "schema": { "type": "string" },
            }));
        }
    } else if properties["requestId"].is_object() {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The request_id.",
            "schema": properties["requestId"],
        }));
    }
    parameters
}

/// The fields of a request as parameters. A field of an inner message has that message's name and a dot in front.
fn in_query(told: &Value, message: &str, before: &str, bound: Option<&str>, parameters: &mut Vec<Value>) {
    let properties = told["schemas"][message]["properties"].as_object();
    for (name, schema) in properties.into_iter().flatten() {
        if bound == Some(name) {
            continue;
        }
        let name = format!("{before}{name}");
        let inner = referred(schema).filter(|inner| told["schemas"][inner]["type"] == "object");
        if let Some(inner) = inner {
            in_query(told, inner, &format!("{name}."), None, parameters);
            continue;
        }
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema });
        let required = told["schemas"][message]["required"].as_array();
        if before.is_empty() && required.is_some_and(|required| required.iter().any(|field| *field == name)) {
            parameter["required"] = json!(true);
        }
        if schema["additionalProperties"].is_object() {
            parameter["style"] = json!("deepObject");
            parameter["explode"] = json!(true);
        }
        if let Some(words) = schema.get("description") {
            parameter["description"] = words.clone();
        }
        parameters.push(parameter);
    }
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    let violation = json!({
        "type": "object",
        "required": ["field", "reason", "description"],
        "additionalProperties": false,
        "properties": { "field": text, "reason": text, "description": text },
    });
    let quota = json!({
        "type": "object",
        "required": ["subject", "description"],
        "additionalProperties": false,
        "properties": { "subject": text, "description": text },
    });
    json!({
        "type": "object",
        "description": "RFC 9457, with the reason for programs.",
        "required": ["type", "title", "status", "reason", "detail"],
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "The page about the reason." },
            "title": text,
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "reason": { "type": "string", "description": "A value of minoots.admin.v1.Reason without its prefix." },
            "detail": { "type": "string", "description": "For people; may change." },
            "violations": { "type": "array", "items": violation, "description": "Each wrong field." },
            "retryAfter": { "type": "string", "description": "Repeating helps after this long." },
            "quotas": { "type": "array", "items": quota, "description": "Each exhausted quota." },
            "facts": { "type": "object", "additionalProperties": text, "description": "For programs." },
        },
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
