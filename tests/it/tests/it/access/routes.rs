//! Every route, with every role, with the requests of its method.

use minoots_it::http1;
use minoots_it::rest::Rest;
use serde_json::{Map, Value};

use super::Guarded;
use super::matrix::objects::{self, Makers, Object};
use super::matrix::requests::{self, About};
use super::matrix::{Caller, OF_ALL, callers, compare, write_rows};

/// Routes that are not methods, and a route that does not exist.
const OTHERS: [&str; 8] = [
    "/livez",
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/jwks.json",
    "/openapi.json",
    "/nothing",
    "/v1/nothing",
];

/// A route to a method.
struct Route {
    verb: String,
    path: String,
    /// Empty without a method.
    method: String,
}

impl Route {
    fn name(&self) -> String {
        format!("{} {}", self.verb, self.path)
    }
}

/// Returns all routes of the document, and the others.
fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for verb in ["get", "post"] {
            let operation = &operations[verb];
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            let id = id.strip_suffix("ByPost").unwrap_or(id);
            // A method whose name another service uses, too.
            let id = id.split_once("Of").map_or(id, |(method, _)| method);
            routes.push(Route {
                verb: verb.to_uppercase(),
                path: path.clone(),
                method: format!("{}/{id}", operation["tags"][0].as_str().unwrap()),
            });
        }
    }
    routes.extend(OTHERS.map(|path| Route {
        verb: "GET".to_owned(),
        path: path.to_owned(),
        method: String::new(),
    }));
    routes.sort_by_key(Route::name);
    routes
}

/// Escapes a value for a path or a query.
fn escaped(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte)),
        "{text}"
    );
    text
}

/// Whether a request has the fields that the path of a route takes.
fn fits(route: &Route, about: &About) -> bool {
    let fields = (about.request)(&Object::absent("absent")).json;
    let mut names = route.path.split('{').skip(1);
    names.all(|rest| !fields[rest.split('}').next().unwrap()].is_null())
}

/// Returns the target and the body of a request.
fn asked(route: &Route, fields: Value) -> (String, Vec<u8>) {
    let mut fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let mut target = route.path.clone();
    while let Some((before, rest)) = target.split_once('{') {
        let (name, after) = rest.split_once('}').unwrap();
        let value = fields
            .remove(name)
            .unwrap_or_else(|| panic!("{}: no {name}", route.name()));
        target = format!("{before}{}{after}", escaped(&value));
    }
    if route.verb == "POST" {
        return (target, Value::Object(fields).to_string().into_bytes());
    }
    let query: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    (target, Vec::new())
}

/// Returns the status and the body of the response.
async fn answered(node: &Guarded, route: &Route, caller: &Caller, fields: Value) -> (u16, String) {
    let (target, body) = asked(route, fields);
    let shown = caller.1.iter().map(|value| ("authorization", value.as_str()));
    let mut headers: Vec<(&str, &str)> = shown.collect();
    if route.verb == "POST" {
        headers.push(("content-type", "application/json"));
    }
    let address = node.server.address();
    if target == "/v1/events:tail" {
        return (stream_status(address, &headers).await, String::new());
    }
    let answer = http1::send(address, &route.verb, &target, &headers, &body)
        .await
        .unwrap();
    let challenges = answer.header("www-authenticate").is_some();
    assert_eq!(challenges, answer.status == 401, "{target} {answer:?}");
    (answer.status, answer.body)
}

/// Makes a request about the caller's own object, another tenant's, and a missing one.
async fn ask_for_three(
    node: &Guarded,
    caller: &Caller,
    route: &Route,
    about: &About,
    objects: &[Object; 3],
) -> [u16; 3] {
    let [_, foreign, absent] = objects;
    let mut found = Vec::new();
    for object in objects {
        let fields = (about.request)(object).json;
        found.push(answered(node, route, caller, fields).await);
    }
    if !(about.kind.names_a_tenant() && OF_ALL.contains(&caller.0.as_str())) {
        let (name, who) = (route.name(), &caller.0);
        assert_eq!(
            found[1].0, found[2].0,
            "{name} tells {who} that there is one of another tenant"
        );
        // A success contains a time, and a refusal contains a reason.
        if found[1].0 != 200 {
            let words = [(foreign, &found[1].1), (absent, &found[2].1)].map(|(it, told)| it.taken_from(told));
            assert_eq!(
                words[0], words[1],
                "{name} tells {who} that there is one of another tenant"
            );
        }
        let mark = objects::mark("rival");
        assert!(!found[1].1.contains(&mark), "{name} tells {who} of another tenant's");
    }
    [found[0].0, found[1].0, found[2].0]
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let node = Guarded::start().await;
    let callers = callers(&node).await;
    let mut makers = Makers::new(&node).await;
    let abouts = requests::all();
    let document = Rest::at(node.server.address()).await.unwrap();
    let mut table = String::new();
    for route in routes(document.document()) {
        let of_it: Vec<&About> = abouts.iter().filter(|about| about.of(&route.method)).collect();
        // Another route may serve some of a method's variants.
        let ways: Vec<&&About> = of_it.iter().filter(|about| fits(&route, about)).collect();
        assert_eq!(
            ways.is_empty(),
            of_it.is_empty(),
            "{}: no way is asked for",
            route.name()
        );
        for about in ways {
            let mut rows = ["own", "foreign", "absent"].map(|whose| (whose, Vec::new()));
            let mut objects = makers.three(about.kind).await;
            for caller in &callers {
                let found = ask_for_three(&node, caller, &route, about, &objects).await;
                // A refusal because of the caller changes nothing.
                if !found.iter().all(|status| [401, 403].contains(status)) {
                    objects = makers.three(about.kind).await;
                }
                for (row, status) in rows.iter_mut().zip(found) {
                    row.1.push((caller.0.clone(), status.to_string()));
                }
            }
            let way = if about.how.is_empty() { "" } else { " " };
            for (whose, outcomes) in rows {
                write_rows(
                    &mut table,
                    &format!("{}{way}{} {whose}", route.name(), about.how),
                    &outcomes,
                );
            }
        }
        let plain = requests::none().iter().find(|plain| plain.of(&route.method));
        let fields = match plain {
            Some(plain) => (plain.request)().json,
            None if route.method.is_empty() => Value::Null,
            None => continue,
        };
        let mut outcomes = Vec::new();
        for caller in &callers {
            let (status, _) = answered(&node, &route, caller, fields.clone()).await;
            outcomes.push((caller.0.clone(), status.to_string()));
        }
        write_rows(&mut table, &route.name(), &outcomes);
    }
    compare("routes.txt", &table);
}

/// Returns the status of a stream that would not end by itself.
async fn stream_status(address: &str, headers: &[(&str, &str)]) -> u16 {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = http1::request(address, "GET", "/v1/events:tail", headers, b"");
    stream.write_all(&request).await.unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}
