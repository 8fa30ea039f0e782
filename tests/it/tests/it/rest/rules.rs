//! The rules that the OpenAPI document states for fields of requests. Each is broken once, and the node names the
//! field.

use std::collections::BTreeSet;

use minoots_it::rest::Rest;
use minoots_wire::time::duration;
use serde_json::{Map, Value, json};

use super::api;
use crate::support::Node;

const JSON: (&str, &str) = ("content-type", "application/json");
const SCHEMAS: &str = "#/components/schemas/";
/// How deep messages within a request are followed; transactions hold requests.
const DEPTH_MAX: usize = 3;
/// Texts of this length are refused as too long wherever there is a limit.
const LONG: usize = 70_000;
/// Lists of this length are refused as too long wherever there is a limit.
const MANY: u64 = 2_000;
/// The id in paths: that of a webhook, and of nothing else.
const OBJECT: &str = "rules-x";
/// Members of requests that exclude the field of a path.
const ALONE: [(&str, &str); 1] = [("minoots.timer.v1.TouchRequest", "touches")];
const NANOS: i128 = 1_000_000_000;

/// A member of a request: names, and `0` for the first element of a list.
type Path = Vec<String>;
/// A member of a message: its name, its schema, and whether it is required.
type Member = (String, Value, bool);

/// A request, and how it is sent.
struct Call {
    id: String,
    /// The request's message; of a call without a body, the call's own name.
    message: String,
    method: &'static str,
    /// With the field that it names.
    path: String,
    /// The body, or the parameters of the query.
    base: Value,
    /// Whether an accepted request changes nothing but objects of the tenant, and is answered at once.
    may_succeed: bool,
}

/// A field in a call, with its schema.
struct Field<'a> {
    call: &'a Call,
    path: Path,
    schema: Value,
    is_required: bool,
}

/// Walks the fields of all calls, and remembers those of messages that were walked.
struct Walk<'a> {
    api: &'a Rest,
    schemas: &'a Map<String, Value>,
    seen: BTreeSet<String>,
    rules: usize,
    faults: Vec<String>,
}

#[tokio::test]
async fn every_rule_of_a_field_is_kept_by_the_node_and_named() {
    let node = Node::start().await;
    let api = api(&node).await;
    // An update is judged by the object that it changes.
    let hook = json!({ "id": OBJECT, "url": "http://127.0.0.1:9/", "allowPrivate": true });
    assert_eq!(api.post("/v1/webhooks", &hook).await.unwrap().status, 200);
    let schemas = api.document()["components"]["schemas"].as_object().unwrap().clone();
    let mut walk = Walk {
        api: &api,
        schemas: &schemas,
        seen: BTreeSet::new(),
        rules: 0,
        faults: Vec::new(),
    };
    let mut calls = calls(api.document());
    // Requests within a transaction or a batch have rules of their own on top.
    calls.sort_by_key(|(call, _)| ["Transact", "BatchCreateTimers", "TouchByPost"].contains(&call.id.as_str()));
    for (call, fields) in &calls {
        for (name, schema, is_required) in fields {
            let field = Field {
                call,
                path: vec![name.clone()],
                schema: schema.clone(),
                is_required: *is_required,
            };
            walk.field(field, &call.message, 0).await;
        }
    }
    for (call, fields) in &calls {
        walk.all_at_once(call, fields).await;
    }
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    assert!(walk.rules > 400, "only {} rules were found", walk.rules);
}

/// All calls of the document, each with its fields: names, schemas, and whether they are required.
fn calls(document: &Value) -> Vec<(Call, Vec<Member>)> {
    let mut calls = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for operation in operations.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let may_succeed = is_harmless(&id, operation);
            let content = &operation["requestBody"]["content"]["application/json"];
            // A call without a body has its parameters as fields, and stands for a message of its own.
            let (method, message, base, fields) = match named(&content["schema"]) {
                Some(message) => {
                    let fields = fields(&document["components"]["schemas"][message]);
                    ("POST", message.to_owned(), content["example"].clone(), fields)
                }
                None => ("GET", id.clone(), json!({}), parameters(operation)),
            };
            let path = path.clone();
            let call = Call {
                id,
                message,
                method,
                path,
                base,
                may_succeed,
            };
            calls.push((call, fields));
        }
    }
    calls
}

/// The parameters of a call but its headers.
fn parameters(operation: &Value) -> Vec<Member> {
    let all = operation["parameters"].as_array().unwrap().iter();
    let members = all.filter(|parameter| parameter["in"] != "header");
    members
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap().to_owned();
            (name, parameter["schema"].clone(), parameter["required"] == true)
        })
        .collect()
}

/// Streams have no end, and what is done to the cluster or to the tenant's policy would last.
fn is_harmless(id: &str, operation: &Value) -> bool {
    let tag = operation["tags"][0].as_str().unwrap();
    let lasts = [
        "SetPolicy",
        "SetTrust",
        "SetQuota",
        "ShredPayloadKeys",
        "RotatePayloadKey",
        "WaitTimer",
    ];
    let is_stream = operation["responses"]["200"]["content"]["text/event-stream"].is_object();
    !is_stream && !tag.contains("ClusterService") && !lasts.contains(&id)
}

/// A path with a value for the field that it names.
fn filled(path: &str, value: &str) -> String {
    match path.split_once('{') {
        None => path.to_owned(),
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            format!("{before}{}{after}", escaped(value))
        }
    }
}

fn fields(schema: &Value) -> Vec<Member> {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema["properties"].as_object();
    let listed = properties.into_iter().flatten();
    listed
        .map(|(name, schema)| (name.clone(), schema.clone(), required.contains(&name.as_str())))
        .collect()
}

fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(SCHEMAS)
}

impl Walk<'_> {
    async fn field(&mut self, field: Field<'_>, message: &str, depth: usize) {
        let name = field.path.last().unwrap();
        if field.call.path.contains('{') && ALONE.contains(&(message, name)) {
            return;
        }
        if !self.seen.insert(format!("{message}.{name}")) {
            return;
        }
        self.judge(&field).await;
        let is_list = field.schema["type"] == "array";
        let inner = if is_list { &field.schema["items"] } else { &field.schema };
        let Some(inner) = named(inner).filter(|name| !name.starts_with("google.") && depth < DEPTH_MAX) else {
            return;
        };
        let schema = &self.schemas[inner];
        for (name, schema, is_required) in fields(schema) {
            let mut path = field.path.clone();
            if is_list {
                path.push("0".to_owned());
            }
            path.push(name);
            let within = Field {
                call: field.call,
                path,
                schema,
                is_required,
            };
            Box::pin(self.field(within, inner, depth + 1)).await;
        }
    }

    /// Breaks each rule of a field, and keeps it as narrowly as can be.
    async fn judge(&mut self, field: &Field<'_>) {
        // A path always holds its field.
        if field.is_required && !is_in_path(field) {
            self.refuses(field, "required", empty(&field.schema)).await;
        }
        let items = &field.schema["items"];
        let (value, wrap): (&Value, fn(Value) -> Value) = match items.is_object() {
            true => (items, |value| json!([value])),
            false => (&field.schema, |value| value),
        };
        let is_plain_text = value["type"] == "string" && value["enum"].is_null() && value["contentEncoding"].is_null();
        let pattern = value["pattern"].as_str().unwrap_or_default();
        if has_form(pattern) {
            // A path has its own meaning for slashes and dots.
            let others = ["a b", "a\u{202e}b", "a/b", ".a"];
            let others = if is_in_path(field) { &others[..2] } else { &others[..] };
            for other in others {
                self.refuses(field, "pattern", wrap(json!(other))).await;
            }
        }
        if let Some(most) = value["maxLength"].as_u64() {
            // Four characters of base64 are three bytes.
            let letter = if is_plain_text { "a" } else { "A" };
            let text = |count: u64| wrap(json!(letter.repeat(usize::try_from(count).unwrap())));
            // One more byte of bytes is four more characters.
            let more = if is_plain_text { most + 1 } else { most + 4 };
            self.bound(field, "maxLength", (text(most), text(more))).await;
        } else if is_plain_text && value["pattern"].is_null() && field.call.method == "POST" && !is_in_path(field) {
            let long = wrap(json!("a".repeat(LONG)));
            let refused = self.violation(field, long).await;
            if refused.is_some() && self.violation(field, wrap(json!("a"))).await.is_none() {
                self.fault(field, &format!("has a limit that is not in the document: {refused:?}"));
            }
        }
        if let Some(most) = field.schema["maxItems"].as_u64() {
            let list = |count: u64| Value::Array((0..count).map(|number| self.element(field, number)).collect());
            self.bound(field, "maxItems", (list(most), list(most + 1))).await;
        } else if items.is_object() && field.call.method == "POST" {
            let list = |count: u64| Value::Array((0..count).map(|number| self.element(field, number)).collect());
            let refused = self.violation(field, list(MANY)).await;
            if refused.is_some() && self.violation(field, list(1)).await != refused {
                self.fault(field, &format!("has a limit that is not in the document: {refused:?}"));
            }
        }
        if let Some(most) = field.schema["maxProperties"].as_u64() {
            let map = |count: u64| Value::Object((0..count).map(|number| (format!("k{number}"), json!("v"))).collect());
            self.bound(field, "maxProperties", (map(most), map(most + 1))).await;
        }
        self.judge_map(field).await;
        // The bounds of its type are no rule of a field.
        let is_whole = value["type"] == "integer";
        let is_rule = |bound: &f64| !is_whole || *bound != f64::from(u32::MAX);
        let number = |bound: f64| wrap(if is_whole { json!(bound as i64) } else { json!(bound) });
        for (word, step) in [("minimum", -1.0), ("maximum", 1.0)] {
            if let Some(bound) = value[word].as_f64().filter(is_rule) {
                self.bound(field, word, (number(bound), number(bound + step))).await;
            }
        }
        if is_whole && !value["maximum"].as_f64().is_some_and(|bound| is_rule(&bound)) {
            let refused = self.violation(field, number(f64::from(i32::MAX))).await;
            if refused.is_some() && self.violation(field, number(1.0)).await.is_none() {
                self.fault(field, &format!("has a limit that is not in the document: {refused:?}"));
            }
        }
        for (word, step) in [("x-shortest", -1), ("x-longest", 1)] {
            if let Some(bound) = value[word].as_str() {
                let nanos = nanoseconds(bound);
                self.bound(field, word, (wrap(seconds(nanos)), wrap(seconds(nanos + step))))
                    .await;
            }
        }
    }

    /// Breaks the rules of the keys and values of a map, and looks for limits of them that are not stated.
    async fn judge_map(&mut self, field: &Field<'_>) {
        let (keys, values) = (&field.schema["propertyNames"], &field.schema["additionalProperties"]);
        if values["type"] != "string" {
            return;
        }
        let letters = |count: u64| "a".repeat(usize::try_from(count).unwrap());
        match keys["maxLength"].as_u64() {
            Some(most) => {
                let map = |count: u64| json!({ letters(count): "v" });
                self.bound(field, "propertyNames", (map(most), map(most + 1))).await;
            }
            None if field.call.method == "POST" => self.unstated(field, json!({ "a".repeat(LONG): "v" })).await,
            None => {}
        }
        match values["maxLength"].as_u64() {
            Some(most) => {
                let map = |count: u64| json!({ "k": letters(count) });
                self.bound(field, "additionalProperties", (map(most), map(most + 1)))
                    .await;
            }
            None if field.call.method == "POST" => self.unstated(field, json!({ "k": "a".repeat(LONG) })).await,
            None => {}
        }
    }

    /// A value that no stated rule forbids is not refused.
    async fn unstated(&mut self, field: &Field<'_>, value: Value) {
        let refused = self.violation(field, value).await;
        if refused.is_some() {
            self.fault(field, &format!("has a limit that is not in the document: {refused:?}"));
        }
    }

    /// Breaks a rule of each field of a request: the refusal names all of them.
    async fn all_at_once(&mut self, call: &Call, fields: &[Member]) {
        if call.method != "POST" {
            return;
        }
        let is_free = |name: &str| !call.path.contains(&format!("{{{name}}}"));
        let broken = fields.iter().filter(|(name, ..)| is_free(name));
        let broken: Vec<(&str, Value)> = broken
            .filter_map(|(name, schema, is_required)| {
                let unset = is_required.then(|| empty(schema));
                Some((name.as_str(), beyond(schema).or(unset)?))
            })
            .collect();
        let mut body = call.base.clone();
        for (name, value) in &broken {
            body[*name] = value.clone();
        }
        if let Some(change) = body.get_mut("updateMask") {
            let names: Vec<&str> = broken.iter().map(|(name, _)| *name).collect();
            *change = json!(names.join(","));
        }
        let path = filled(&call.path, OBJECT);
        let told = self.api.send("POST", &path, &[JSON], &body.to_string()).await.unwrap();
        let violations = told.json["violations"].as_array().cloned().unwrap_or_default();
        let named: Vec<&str> = violations.iter().filter_map(|it| it["field"].as_str()).collect();
        for (name, _) in broken {
            if !named.iter().any(|field| field.split(['.', '[']).next() == Some(name)) {
                self.faults.push(format!("{}: {name}: not among {named:?}", call.id));
            }
        }
    }

    /// A value at a bound is not refused as one beyond it is.
    async fn bound(&mut self, field: &Field<'_>, rule: &str, (within, beyond): (Value, Value)) {
        let Some(refusal) = self.refuses(field, rule, beyond).await else {
            return;
        };
        if field.call.may_succeed && self.violation(field, within).await.as_ref() == Some(&refusal) {
            self.fault(field, &format!("{rule}: the bound itself is refused: {refusal:?}"));
        }
    }

    /// An element of a list: the example's first, or the least that there is, each with another name.
    fn element(&self, field: &Field<'_>, number: u64) -> Value {
        let mut example = &field.call.base;
        for part in &field.path {
            example = part.parse::<usize>().map_or_else(|_| &example[part], |at| &example[at]);
        }
        let items = &field.schema["items"];
        let values = named(items).map_or(&Value::Null, |name| &self.schemas[name]["enum"]);
        match (&example[0], named(items), items["type"].as_str()) {
            (Value::Object(example), _, _) => Value::Object(example.clone()),
            (_, Some(name), _) if name.starts_with("google.") => json!("2027-01-01T00:00:00Z"),
            (_, Some(_), _) if values.is_array() => values[0].clone(),
            (_, Some(_), _) => json!({}),
            (Value::String(example), None, _) => json!(format!("{example}{number}")),
            (_, None, Some("string")) => json!(format!("a{number}")),
            _ => json!(number),
        }
    }

    async fn refuses(&mut self, field: &Field<'_>, rule: &str, value: Value) -> Option<(String, String)> {
        self.rules += 1;
        let shown: String = value.to_string().chars().take(40).collect();
        let violation = self.violation(field, value).await;
        if violation.is_none() {
            self.fault(field, &format!("{rule} is not kept: {shown}"));
        }
        violation
    }

    fn fault(&mut self, field: &Field<'_>, what: &str) {
        self.faults
            .push(format!("{}: {}: {what}", field.call.id, dotted(&field.path)));
    }

    /// The reason and the words with which a call is refused for this field, if it is.
    async fn violation(&self, field: &Field<'_>, value: Value) -> Option<(String, String)> {
        let name = dotted(&field.path);
        let call = field.call;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let path = filled(&call.path, OBJECT);
        let told = match call.method {
            method if is_in_path(field) => {
                let mut body = call.base.clone();
                body.as_object_mut().unwrap().remove(&field.path[0]);
                let body = if method == "GET" {
                    String::new()
                } else {
                    body.to_string()
                };
                self.api.send(method, &filled(&call.path, &text), &[JSON], &body).await
            }
            "GET" => {
                let entries = value.as_object().into_iter().flatten();
                let mut parameters: Vec<String> = entries
                    .map(|(key, value)| format!("{name}.{key}={}", escaped(value.as_str().unwrap())))
                    .collect();
                for element in value.as_array().into_iter().flatten() {
                    parameters.push(format!("{name}={}", escaped(element.as_str().unwrap_or_default())));
                }
                if parameters.is_empty() {
                    parameters.push(format!("{name}={}", escaped(&text)));
                }
                let path = format!("{path}?{}", parameters.join("&"));
                self.api.send("GET", &path, &[], "").await
            }
            method => {
                let mut body = call.base.clone();
                if let Some(change) = body.get_mut("updateMask") {
                    *change = json!(field.path[0]);
                }
                put(&mut body, &field.path, value);
                self.api.send(method, &path, &[JSON], &body.to_string()).await
            }
        };
        let told = told.unwrap();
        let violations = told.json["violations"].as_array().cloned().unwrap_or_default();
        let is_of_it =
            |of: &str| of == name || of.starts_with(&format!("{name}[")) || of.starts_with(&format!("{name}."));
        let found = violations
            .iter()
            .find(|violation| is_of_it(violation["field"].as_str().unwrap()));
        let text = |violation: &Value, key: &str| violation[key].as_str().unwrap().to_owned();
        found.map(|violation| (text(violation, "reason"), text(violation, "description")))
    }
}

fn is_in_path(field: &Field<'_>) -> bool {
    field.path.len() == 1 && field.call.path.contains(&format!("{{{}}}", field.path[0]))
}

/// Whether a pattern is that of ids, tenants, or queues and webhooks.
fn has_form(pattern: &str) -> bool {
    ["^[A-Za-z0-9]", "^[a-z]", "^(webhook:)?"]
        .iter()
        .any(|start| pattern.starts_with(start))
}

/// A value that breaks a rule of a field, if it has one that a single value can break.
fn beyond(schema: &Value) -> Option<Value> {
    let items = &schema["items"];
    if items.is_object() {
        return Some(json!([beyond(items)?]));
    }
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    if has_form(pattern) {
        return Some(json!("a b"));
    }
    let is_plain = schema["enum"].is_null() && schema["contentEncoding"].is_null();
    if let Some(most) = schema["maxLength"].as_u64().filter(|_| is_plain) {
        return Some(json!("a".repeat(usize::try_from(most).unwrap() + 1)));
    }
    if let Some(most) = schema["maximum"].as_i64().filter(|most| *most < i64::from(u32::MAX)) {
        return Some(json!(most + 1));
    }
    let longest = schema["x-longest"].as_str()?;
    Some(seconds(nanoseconds(longest) + NANOS))
}

/// The value of a field that is not set.
fn empty(schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("string")
            if schema["pattern"]
                .as_str()
                .is_some_and(|pattern| pattern.ends_with("[0-9]+$")) =>
        {
            json!("0")
        }
        Some("string") => json!(""),
        Some("array") => json!([]),
        Some("integer") => json!(0),
        _ => Value::Null,
    }
}

fn put(body: &mut Value, path: &[String], value: Value) {
    let (first, rest) = path.split_first().unwrap();
    let place = match first.parse::<usize>() {
        Ok(at) => {
            if !body.is_array() {
                *body = json!([]);
            }
            let list = body.as_array_mut().unwrap();
            if list.len() <= at {
                list.resize(at + 1, Value::Null);
            }
            // Members of an element may exclude each other.
            if rest.first().is_some_and(|member| list[at].get(member).is_none()) {
                list[at] = json!({});
            }
            &mut list[at]
        }
        Err(_) => {
            if !body.is_object() {
                *body = json!({});
            }
            &mut body[first.as_str()]
        }
    };
    match rest.is_empty() {
        true => *place = value,
        false => put(place, rest, value),
    }
}

/// As refusals name a field: `actions[0].target.queue`.
fn dotted(path: &[String]) -> String {
    let mut name = String::new();
    for part in path {
        match part.parse::<usize>() {
            Ok(at) => name += &format!("[{at}]"),
            Err(_) if name.is_empty() => name += part,
            Err(_) => name += &format!(".{part}"),
        }
    }
    name
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

fn nanoseconds(text: &str) -> i128 {
    i128::from(duration::parse(text).unwrap())
}

fn seconds(nanos: i128) -> Value {
    json!(format!("{}.{:09}s", nanos / NANOS, nanos % NANOS))
}
