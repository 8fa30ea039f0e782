//! Times in a query: the same forms as in a body.

use super::*;

const LENGTH: &str = "#/components/schemas/google.protobuf.Duration";
const INSTANT: &str = "#/components/schemas/google.protobuf.Timestamp";

/// Returns every time parameter of a query: its path, its name and its schema.
fn times(document: &Value) -> Vec<(String, String, String)> {
    let mut times = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for parameter in operations["get"]["parameters"].as_array().into_iter().flatten() {
            let schema = parameter["schema"]["$ref"].as_str().unwrap_or_default();
            if parameter["in"] == "query" && [LENGTH, INSTANT].contains(&schema) {
                let name = parameter["name"].as_str().unwrap();
                times.push((path.clone(), name.to_owned(), schema.to_owned()));
            }
        }
    }
    times
}

/// Returns a path with `x` in place of each field.
fn filled(path: &str) -> String {
    let parts = path.split('{').map(|part| match part.split_once('}') {
        Some((_, rest)) => format!("x{rest}"),
        None => part.to_owned(),
    });
    parts.collect()
}

#[tokio::test]
async fn every_time_in_a_query_takes_the_forms_of_bodies() {
    let node = Node::start().await;
    let api = api(&node).await;
    let times = times(api.document());
    assert!(times.len() >= 5, "{times:?}");
    for kind in [LENGTH, INSTANT] {
        assert!(times.iter().any(|(_, _, schema)| schema == kind), "no {kind}");
    }
    for (path, name, schema) in times {
        let (number, text) = match schema.as_str() {
            LENGTH => ("0", "0s"),
            _ => ("1893553445000", "2030-01-02T03:04:05Z"),
        };
        let ask = async |value: &str| {
            let told = api.get(&format!("{}?{name}={value}", filled(&path))).await.unwrap();
            let wrong = told.json["violations"].to_string();
            (told.status, told.reason().to_owned(), wrong)
        };
        let (of_number, of_text) = (ask(number).await, ask(text).await);
        assert_eq!(of_number, of_text, "{path}?{name}");
        assert_ne!(of_number.1, "MALFORMED", "{path}?{name}: {of_number:?}");
        // A number is refused in a body, and so it is here.
        let (status, reason, _) = ask("1.5").await;
        assert_eq!(status, 400, "{path}?{name}");
        assert!(
            ["MALFORMED", "TIMESTAMP_RANGE"].contains(&reason.as_str()),
            "{path}?{name}: {reason}"
        );
    }
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let waited = done(api.get("/v1/timers/tea:wait?timeout=1").await);
    assert_eq!(waited["timer"]["id"], "tea");
    let long = api.get("/v1/timers/tea:wait?timeout=61000").await.unwrap();
    let same = api.get("/v1/timers/tea:wait?timeout=61s").await.unwrap();
    assert_eq!((long.status, long.json), (same.status, same.json));
}
