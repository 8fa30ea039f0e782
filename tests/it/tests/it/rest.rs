//! The JSON API over plain HTTP: every route, and its requests.

use std::collections::BTreeSet;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::http1::{self, send};
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::rest::{Rest, Told};
use minoots_it::server::Home;
use serde_json::{Value, json};
use std::time::Duration;

use crate::support::Node;

pub(crate) mod browsers;
mod cluster;
mod dashboard;
mod events;
mod guide;
mod refusals;
mod rules;
mod state;
mod times;
mod versions;
mod workflows;

const HOUR: Duration = Duration::from_secs(3_600);

async fn api(node: &Node) -> Rest {
    Rest::at(node.server.address()).await.unwrap()
}

/// Returns the body of a successful response.
#[track_caller]
fn done(told: anyhow::Result<Told>) -> Value {
    let told = told.unwrap();
    assert_eq!(told.status, 200, "{told:?}");
    told.json
}

async fn webhook_routes(api: &Rest, mut call: impl FnMut(&str, &str)) {
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let body = json!({ "id": "hook", "url": receiver.url("/"), "allowPrivate": true, "headers": { "x-key": "k" } });
    call("POST", "/v1/webhooks");
    let made = done(api.post("/v1/webhooks", &body).await);
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    call("GET", "/v1/webhooks/hook");
    assert_eq!(done(api.get("/v1/webhooks/hook").await)["webhook"], made["webhook"]);
    call("GET", "/v1/webhooks");
    assert_eq!(done(api.get("/v1/webhooks").await)["webhooks"][0]["id"], "hook");
    call("POST", "/v1/webhooks/hook:test");
    assert_eq!(
        done(api.post("/v1/webhooks/hook:test", &json!({})).await)["delivered"],
        true
    );
    call("GET", "/v1/webhooks/hook/attempts");
    let attempts = done(api.get("/v1/webhooks/hook/attempts").await);
    assert_eq!(attempts["attempts"][0]["outcome"], "WEBHOOK_ATTEMPT_OUTCOME_TEST");
    call("POST", "/v1/webhooks/hook:update");
    let change = json!({ "updateMask": "eventTypes,disabled", "eventTypes": ["timer.failed"], "disabled": true });
    let changed = done(api.post("/v1/webhooks/hook:update", &change).await);
    assert_eq!(changed["webhook"]["disabledReason"], "DISABLED_REASON_OWNER");
    assert_eq!(changed["webhook"]["headerNames"], json!(["x-key"]));
    call("POST", "/v1/webhooks/hook:delete");
    done(api.post("/v1/webhooks/hook:delete", &json!({})).await);
}

/// Calls each route once, and validates the responses against the document.
#[tokio::test]
async fn every_route_of_the_document_answers_what_the_document_says() {
    let node = trusting().await;
    let api = api(&node).await;
    let mut called = BTreeSet::new();
    let mut call = |method: &str, path: &str| {
        let bare = path.split('?').next().unwrap();
        let template = api
            .template(method, bare)
            .unwrap_or_else(|| panic!("{method} {path} is not told"));
        called.insert((method.to_owned(), template.to_owned()));
    };

    let body = json!({
        "id": "tea", "name": "tea", "delay": 3_600_000, "labels": { "kind": "green" },
        "payload": { "contentType": "text/plain", "data": "aGVsbG8=" },
        "retryPolicy": { "maxAttempts": 3, "initialBackoff": "PT1S", "jitter": 0.5 },
        "target": { "queue": "kitchen" }, "ackDeadline": "1m30s",
    });
    call("POST", "/v1/timers");
    let created = done(api.post("/v1/timers", &body).await);
    assert_eq!(created["timer"]["delay"], "3600s");
    assert_eq!(created["timer"]["status"], "TIMER_STATUS_SCHEDULED");
    assert_eq!(created["timer"]["ackDeadline"], "90s");
    assert_eq!(node.client.get("tea").await.unwrap().payload.unwrap().data, "hello");
    assert_eq!(done(api.post("/v1/timers", &body).await)["existing"], true);

    call("POST", "/v1/timers:batchCreate");
    let requests: Vec<Value> = (0..3)
        .map(|at| json!({ "id": format!("t{at}"), "name": "t", "delay": "1h" }))
        .collect();
    let batch = done(
        api.post("/v1/timers:batchCreate", &json!({ "requests": requests }))
            .await,
    );
    assert_eq!(batch["results"].as_array().unwrap().len(), 3);

    call("GET", "/v1/timers/tea");
    let got = done(
        api.get("/v1/timers/tea?read.consistency=CONSISTENCY_LINEARIZABLE")
            .await,
    );
    assert_eq!(got["timer"], created["timer"]);

    call("GET", "/v1/timers");
    let listed = done(
        api.get("/v1/timers?labels.kind=green&statuses=TIMER_STATUS_SCHEDULED")
            .await,
    );
    assert_eq!(listed["timers"], json!([created["timer"]]));
    let page = done(api.get("/v1/timers?pageSize=3").await);
    let token = page["nextPageToken"].as_str().unwrap();
    let rest = done(api.get(&format!("/v1/timers?pageSize=3&pageToken={token}")).await);
    assert_eq!(
        page["timers"].as_array().unwrap().len() + rest["timers"].as_array().unwrap().len(),
        4
    );

    call("POST", "/v1/timers/tea:reschedule");
    let moved = done(api.post("/v1/timers/tea:reschedule", &json!({ "delay": "PT2H" })).await);
    assert_eq!(moved["outcome"], "RESCHEDULE_OUTCOME_RESCHEDULED");

    call("POST", "/v1/timers/t0:cancel");
    let cancelled = done(api.send("POST", "/v1/timers/t0:cancel", &[], "").await);
    assert_eq!(
        cancelled["outcome"], "CANCEL_OUTCOME_CANCELLED",
        "a cancel needs no body"
    );

    call("POST", "/v1/timers:cancel");
    let cancelled = done(
        api.post("/v1/timers:cancel", &json!({ "idPrefix": "t", "namePrefix": "t" }))
            .await,
    );
    assert_eq!(cancelled["cancelled"], 3);

    call("GET", "/v1/timers/t0:wait");
    let waited = done(api.get("/v1/timers/t0:wait?until=WAIT_UNTIL_TERMINAL&timeout=0s").await);
    assert_eq!(waited["outcome"], "WAIT_OUTCOME_REACHED");
    call("POST", "/v1/timers/t0:wait");
    let waited = done(api.post("/v1/timers/t0:wait", &json!({ "timeout": 0 })).await);
    assert_eq!(waited["outcome"], "WAIT_OUTCOME_REACHED");

    node.client
        .create(timer("now").fire_after(Duration::ZERO).into_queue("asks"))
        .await
        .unwrap();
    node.client
        .create(timer("then").fire_after(Duration::ZERO).into_queue("asks"))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "asks", 2).await.unwrap();
    call("POST", "/v1/events/timer:dev:now:1:nack");
    let (first, second) = (consumer.delivery().await.unwrap(), consumer.delivery().await.unwrap());
    let path = format!("/v1/events/{}:nack", first.id());
    let nacked = done(
        api.post(&path, &json!({ "fence": first.fence(), "reason": "no", "delay": "1h" }))
            .await,
    );
    assert_eq!(nacked["attempts"], 1);
    call("POST", "/v1/events/timer:dev:then:1:ack");
    let path = format!("/v1/events/{}:ack", second.id());
    let acked = done(api.post(&path, &json!({ "fence": second.fence() })).await);
    assert_eq!(acked["outcome"], "ACK_OUTCOME_SETTLED");

    queues(&api, &mut call).await;
    call("POST", "/v1/events/timer:dev:then:1:redrive");
    let path = format!("/v1/events/{}:redrive", second.id());
    assert_eq!(api.post(&path, &json!({})).await.unwrap().reason(), "ALREADY_SETTLED");
    call("POST", "/v1/deadLetters:redrive");
    let redriven = done(api.post("/v1/deadLetters:redrive", &json!({ "queue": "asks" })).await);
    assert_eq!(redriven.get("redriven"), None, "there are no dead letters");

    call("GET", "/v1/verificationKeys");
    let keys = done(api.get("/v1/verificationKeys").await);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    call("GET", "/v1/limits");
    assert_eq!(done(api.get("/v1/limits").await)["payloadBytesMax"], 262_144);
    call("GET", "/v1/version");
    assert!(done(api.get("/v1/version").await)["version"].is_string());
    call("GET", "/v1/latenessStats");
    assert_eq!(done(api.get("/v1/latenessStats").await)["queues"][0]["queue"], "asks");
    call("GET", "/v1/cluster");
    assert_eq!(
        done(api.get("/v1/cluster").await)["nodes"][0]["role"],
        "NODE_ROLE_LEADER"
    );
    // Other tests read its events.
    call("GET", "/v1/events:tail");
    access_routes(&api, &mut call).await;
    state::schedule_routes(&api, &mut call).await;
    state::checkpoint_routes(&api, &mut call).await;
    state::lease_routes(&api, &mut call).await;
    state::transaction_routes(&api, &mut call).await;
    state::watchdog_routes(&api, &mut call).await;
    workflows::workflow_routes(&api, &mut call).await;
    webhook_routes(&api, call).await;

    let mut told = BTreeSet::new();
    for (path, operations) in api.document()["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            told.insert((method.to_uppercase(), path.clone()));
        }
    }
    assert_eq!(called, told);
}

async fn queues(api: &Rest, mut call: impl FnMut(&str, &str)) {
    call("POST", "/v1/queues");
    let created = done(
        api.post("/v1/queues", &json!({ "id": "mail", "ackDeadline": "30s" }))
            .await,
    );
    assert_eq!(created["queue"]["ackDeadline"], "30s");
    call("GET", "/v1/queues");
    let listed = done(api.get("/v1/queues?idPrefix=ma").await);
    assert_eq!(listed["queues"], json!([created["queue"]]));
    call("GET", "/v1/queues/mail");
    assert_eq!(done(api.get("/v1/queues/mail").await)["queue"], created["queue"]);
    call("POST", "/v1/queues/mail:update");
    let mask = json!({ "updateMask": "ackDeadline,maxAge", "maxAge": "2h" });
    let updated = done(api.post("/v1/queues/mail:update", &mask).await);
    let queue = &updated["queue"];
    assert_eq!(
        (&queue["ackDeadline"], &queue["maxAge"]),
        (&json!("60s"), &json!("7200s"))
    );
    call("POST", "/v1/queues/mail:pause");
    let paused = done(api.post("/v1/queues/mail:pause", &json!({ "reason": "repairs" })).await);
    assert_eq!(paused["queue"]["pause"]["reason"], "repairs");
    call("POST", "/v1/queues/mail:resume");
    let resumed = done(api.send("POST", "/v1/queues/mail:resume", &[], "").await);
    assert_eq!(resumed["queue"].get("pause"), None);
    call("GET", "/v1/queues/mail/deadLetters");
    let letters = done(api.get("/v1/queues/mail/deadLetters?pageSize=5").await);
    assert_eq!(letters.get("deadLetters"), None, "there are none: {letters}");
    call("POST", "/v1/queues/mail:purge");
    let purged = done(api.post("/v1/queues/mail:purge", &json!({ "deadLetters": true })).await);
    assert_eq!(purged["finished"], true);
}

async fn access_routes(api: &Rest, mut call: impl FnMut(&str, &str)) {
    call("POST", "/v1/keys");
    let made = done(
        api.post("/v1/keys", &json!({ "name": "build", "roles": ["writer"] }))
            .await,
    );
    let id = made["key"]["id"].as_str().unwrap();
    assert!(made["secret"].as_str().unwrap().starts_with(&format!("mnt_{id}_")));
    call("GET", "/v1/keys");
    assert_eq!(done(api.get("/v1/keys").await)["keys"], json!([made["key"]]));
    call("GET", &format!("/v1/keys/{id}"));
    assert_eq!(done(api.get(&format!("/v1/keys/{id}")).await)["key"], made["key"]);
    call("POST", &format!("/v1/keys/{id}:revoke"));
    done(
        api.post(&format!("/v1/keys/{id}:revoke"), &json!({ "reason": "lost" }))
            .await,
    );
    call("GET", "/v1/caller");
    assert_eq!(done(api.get("/v1/caller").await)["tenant"], "dev");
    call("POST", "/v1/tenants/acme:setQuota");
    let quota = json!({ "quota": { "pendingTimers": "7", "horizon": "60s" } });
    done(api.post("/v1/tenants/acme:setQuota", &quota).await);
    call("GET", "/v1/tenants/acme");
    let tenant = &done(api.get("/v1/tenants/acme").await)["tenant"];
    assert_eq!(
        (&tenant["quota"]["pendingTimers"], &tenant["quota"]["horizon"]),
        (&json!("7"), &json!("60s"))
    );
    call("GET", "/v1/tenants");
    assert_eq!(
        done(api.get("/v1/tenants").await)["tenants"].as_array().unwrap().len(),
        2
    );
    call("GET", "/v1/audit/records");
    let records = done(api.get("/v1/audit/records?tenant=acme").await);
    assert_eq!(records["records"][0]["type"], "tenant.quota_set");
    policy_routes(api, &mut call).await;
    payload_key_routes(api, &mut call).await;
    trust_routes(api, call).await;
}

/// Starts a node that trusts GitHub's tokens. No test sends one, so no keys are fetched.
async fn trusting() -> Node {
    let home = Home::new().unwrap();
    Node::start_in(home.with_variable("MINOOTS_OIDC_ISSUER", "https://token.actions.githubusercontent.com")).await
}

async fn trust_routes(api: &Rest, mut call: impl FnMut(&str, &str)) {
    call("POST", "/v1/trust");
    let rule = json!({
        "issuer": "https://token.actions.githubusercontent.com", "audience": "https://minoots.example", "repositoryId": "7",
        "repositoryOwnerId": "8", "environment": "production", "role": "viewer",
    });
    let set = done(api.post("/v1/trust", &json!({ "rules": [&rule] })).await);
    call("GET", "/v1/trust");
    let trust = &done(api.get("/v1/trust").await)["trust"];
    assert_eq!((&trust["rules"], &trust["version"]), (&json!([rule]), &set["version"]));
    call("POST", "/v1/keys:exchange");
    let refused = api
        .post("/v1/keys:exchange", &json!({ "tenant": "dev", "token": "a.b" }))
        .await
        .unwrap();
    assert_eq!((refused.status, refused.reason()), (400, "TOKEN_MALFORMED"));
}

async fn policy_routes(api: &Rest, mut call: impl FnMut(&str, &str)) {
    call("POST", "/v1/policy");
    let text = "@id(\"ledger\") @message(\"no\") forbid(principal, action == Action::\"purge\", resource == Queue::\"ledger\");";
    let set = done(api.post("/v1/policy", &json!({ "text": text })).await);
    call("GET", "/v1/policy");
    let policy = &done(api.get("/v1/policy").await)["policy"];
    assert_eq!((&policy["text"], &policy["version"]), (&json!(text), &set["version"]));
    call("POST", "/v1/policy:try");
    let query = json!({ "query": { "action": "purge", "id": "ledger" } });
    let tried = done(api.post("/v1/policy:try", &query).await);
    assert_eq!((&tried["rule"], tried.get("allowed")), (&json!("ledger"), None));
    let again = api.post("/v1/policy", &json!({ "text": "// other" })).await.unwrap();
    assert_eq!((again.status, again.reason()), (409, "POLICY_VERSION"));
}

async fn payload_key_routes(api: &Rest, mut call: impl FnMut(&str, &str)) {
    call("POST", "/v1/payload-keys:rotate");
    let made = done(api.post("/v1/payload-keys:rotate", &json!({})).await);
    assert_eq!(made["keys"][0]["number"], "1");
    call("POST", "/v1/payload-keys:shred");
    let left = done(api.post("/v1/payload-keys:shred", &json!({ "numbers": ["1"] })).await);
    assert_eq!(left["keys"][0]["number"], "2");
    let absent = api
        .post("/v1/payload-keys:shred", &json!({ "numbers": ["1"] }))
        .await
        .unwrap();
    assert_eq!((absent.status, absent.reason()), (404, "PAYLOAD_KEY"));
}

#[tokio::test]
async fn the_examples_of_the_document_are_what_it_says_and_are_taken() {
    let node = trusting().await;
    let api = api(&node).await;
    let paths = api.document()["paths"].as_object().unwrap().clone();
    let mut examples = 0;
    for (path, operations) in paths {
        let body = &operations["post"]["requestBody"]["content"]["application/json"];
        let Some(schema) = body["schema"]["$ref"].as_str() else {
            continue;
        };
        api.validate(schema.rsplit('/').next().unwrap(), &body["example"])
            .unwrap();
        let path = path
            .replace("/v1/keys/{id}", "/v1/keys/000000000000")
            .replace("{tenant}", "acme")
            .replace("{id}", "ship-1")
            .replace("{execution}", "run-9")
            .replace("{eventId}", "timer:dev:ship-1:2");
        let told = api.post(&path, &body["example"]).await.unwrap();
        // The timer or delivery may be missing; the request itself is valid.
        let absent = [
            "TIMER",
            "EVENT",
            "QUEUE",
            "NOT_DUE",
            "STALE_FENCE",
            "WEBHOOK",
            "CREDENTIAL",
            "TOKEN_KEY",
            "SCHEDULE",
            "CHECKPOINT",
            "LEASE_EXPIRED",
            "BUDGET",
            "NOT_A_WATCHDOG",
            "PAYLOAD_KEY",
            "DEFINITION",
            "EXECUTION",
            "AGENT",
        ]
        .contains(&told.reason());
        assert!(told.status == 200 || absent, "{path}: {told:?}");
        examples += 1;
    }
    assert_eq!(examples, 78);
}

#[tokio::test]
async fn a_key_makes_a_repeat_answer_as_the_first_did() {
    let node = Node::start().await;
    let api = api(&node).await;
    let body = json!({ "name": "tea", "delay": "1h" });
    let first = done(api.post_with_key("/v1/timers", "key-1", &body).await);
    let again = done(api.post_with_key("/v1/timers", "\"key-1\"", &body).await);
    assert_eq!(again["existing"], true);
    assert_eq!(first["timer"], again["timer"]);
    let other = api
        .post_with_key("/v1/timers", "key-1", &json!({ "name": "tea", "delay": "2h" }))
        .await
        .unwrap();
    assert_eq!((other.status, other.reason()), (409, "IDEMPOTENCY_MISMATCH"));

    let node = node.kill_and_restart().await;
    let api = super::rest::api(&node).await;
    let again = done(api.post_with_key("/v1/timers", "key-1", &body).await);
    assert_eq!(again["timer"]["id"], first["timer"]["id"]);

    let id = first["timer"]["id"].as_str().unwrap();
    let path = format!("/v1/timers/{id}:reschedule");
    let moved = done(api.post_with_key(&path, "key-2", &json!({ "delay": "3h" })).await);
    let again = done(api.post_with_key(&path, "key-2", &json!({ "delay": "3h" })).await);
    assert_eq!(again["stateVersion"], moved["stateVersion"]);
    assert_eq!(again["originalCommitIndex"], moved["commitIndex"]);
    let other = api
        .post_with_key(&path, "key-2", &json!({ "delay": "4h" }))
        .await
        .unwrap();
    assert_eq!((other.status, other.reason()), (409, "IDEMPOTENCY_MISMATCH"));

    // Without a key or an id, each create makes another timer.
    let [a, b] = [
        done(api.post("/v1/timers", &body).await),
        done(api.post("/v1/timers", &body).await),
    ];
    assert_ne!(a["timer"]["id"], b["timer"]["id"]);
}

#[tokio::test]
async fn a_wait_answers_when_the_timer_fires() {
    let node = Node::start().await;
    let api = api(&node).await;
    done(
        api.post("/v1/timers", &json!({ "id": "soon", "name": "soon", "delay": 300 }))
            .await,
    );
    let waited = done(api.get("/v1/timers/soon:wait?timeout=1m").await);
    assert_eq!(waited["outcome"], "WAIT_OUTCOME_REACHED");
    assert_eq!(waited["timer"]["status"], "TIMER_STATUS_FIRED");
    let told = api.get("/v1/timers/soon:wait?timeout=61s").await.unwrap();
    assert_eq!((told.status, told.reason()), (400, "WAIT_RANGE"));
}

#[tokio::test]
async fn heads_and_options_are_answered_without_a_body() {
    let node = Node::start().await;
    let address = node.server.address();
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    for (path, status) in [
        ("/v1/timers/tea", 200),
        ("/v1/timers/none", 404),
        ("/openapi.json", 200),
    ] {
        let head = send(address, "HEAD", path, &[], b"").await.unwrap();
        assert_eq!((head.status, head.body.as_str()), (status, ""), "{path}");
        assert_eq!(http1::get(address, path).await.unwrap().status, status);
    }
    for (path, allow) in [
        ("/v1/timers", "get, head, options, post"),
        ("/v1/timers/tea", "get, head, options"),
        ("/v1/timers/tea:cancel", "options, post"),
        ("/openapi.json", "get, head, options"),
    ] {
        let options = send(address, "OPTIONS", path, &[], b"").await.unwrap();
        assert_eq!((options.status, options.body.as_str()), (204, ""), "{path}");
        assert_eq!(options.header("allow"), Some(allow), "{path}");
    }
}

#[tokio::test]
async fn http_calls_are_counted_in_metrics() {
    let node = Node::start().await;
    let api = api(&node).await;
    done(api.post("/v1/timers", &json!({ "name": "tea", "delay": "1h" })).await);
    api.post("/v1/timers", &json!({ "nothing": 1 })).await.unwrap();
    let metrics = http1::get(node.server.address(), "/metrics").await.unwrap().body;
    let measured = metrics
        .lines()
        .any(|line| line.contains("minoots.timer.v1.TimerService/CreateTimer") && line.contains("\"OK\""));
    assert!(measured, "{metrics}");
    let refused = metrics
        .lines()
        .any(|line| line.contains("reason=\"MALFORMED\"") && line.ends_with(" 1"));
    assert!(refused, "{metrics}");
}
