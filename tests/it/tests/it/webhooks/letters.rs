//! Dead letters of endpoints: listed and posted again like those of queues.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::Client;
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::rest::Rest;
use minoots_it::tail::{self, Tail};
use minoots_wire::admin::v1::SetPolicyRequest;
use minoots_wire::error::Details;
use minoots_wire::event::v1::RedriveDeadLettersRequest;
use minoots_wire::webhook::v1::WebhookAttemptOutcome as Outcomes;
use serde_json::{Value, json};
use tonic::Status;

use super::{attempts, endpoint, failed, make, of, posted};
use crate::access::Guarded;
use crate::support::{Node, event_id, reason};

/// Starts a receiver that refuses everything for good until it is repaired.
async fn broken() -> (Receiver, Arc<AtomicBool>) {
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = mended.clone();
    let script = move |_: &_, _| Reply::status(if is_mended.load(Ordering::SeqCst) { 200 } else { 404 });
    (Receiver::start(script).await.unwrap(), mended)
}

/// Creates a timer for an endpoint that refuses it. Returns its event's id.
async fn dead_letter(client: &Client, id: &str, webhook: &str) -> String {
    let made = client.create(posted(id, webhook)).await.unwrap().timer.unwrap();
    failed(client, id).await;
    event_id(id, made.state_version)
}

fn keys(page: &Value) -> Vec<String> {
    let letters = page["deadLetters"].as_array().unwrap();
    let key = |letter: &Value| letter["eventId"].as_str().unwrap().to_owned();
    letters.iter().map(key).collect()
}

/// Runs `minoots webhook …`, which must succeed, and returns its JSON.
async fn json_of(cli: &Cli, arguments: &[&str]) -> Value {
    let all = [&["webhook"][..], arguments, &["-o", "json"]].concat();
    let ended = cli.run(&all).await.unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.json().unwrap()
}

#[tokio::test]
async fn dead_letters_of_an_endpoint_are_listed_and_posted_again_once_its_receiver_is_mended() {
    let node = Node::start().await;
    let made = of(&node).await;
    let (receiver, mended) = broken().await;
    for id in ["hook", "other"] {
        make(&made, endpoint(id, &receiver.url(&format!("/{id}")))).await;
    }
    let mut all = Vec::new();
    for id in ["b", "a"] {
        all.push(dead_letter(&node.client, id, "hook").await);
    }
    let elsewhere = dead_letter(&node.client, "c", "other").await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());

    let page = json_of(&cli, &["dead-letters", "hook", "--page-size", "1"]).await;
    assert_eq!(keys(&page), all[..1]);
    let first = &page["deadLetters"][0];
    assert_eq!(first["failure"]["reason"], "FAILURE_REASON_REFUSED", "{first}");
    assert_eq!((&first["timerId"], &first["attempts"]), (&json!("b"), &json!(1)));
    let token = page["nextPageToken"].as_str().unwrap();
    let page = json_of(&cli, &["dead-letters", "hook", "--page-token", token]).await;
    assert_eq!((keys(&page), &page["nextPageToken"]), (all[1..].to_vec(), &json!("")));
    let none = ["dead-letters", "hook", "--reason", "expired", "--all"];
    assert!(keys(&json_of(&cli, &none).await).is_empty());
    let rest = Rest::at(node.server.address()).await.unwrap();
    for path in ["webhook:hook", "webhook%3Ahook"] {
        let told = rest.get(&format!("/v1/queues/{path}/deadLetters")).await.unwrap();
        assert_eq!((told.status, keys(&told.json)), (200, all.clone()), "{told:?}");
    }

    // It still refuses them: they are dead letters again, in the order of the new refusals.
    assert_eq!(json_of(&cli, &["redrive", "hook"]).await, json!({ "redriven": 2 }));
    let log = attempts(&made, "hook", 4).await;
    assert!(
        log.iter().all(|attempt| attempt.outcome() == Outcomes::Failed),
        "{log:?}"
    );
    loop {
        let mut again = keys(&json_of(&cli, &["dead-letters", "hook", "--all"]).await);
        again.sort_by_key(|key| all.iter().position(|one| one == key));
        if again == all {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    mended.store(true, Ordering::SeqCst);
    let redriven = json_of(&cli, &["redrive", "hook", "--reason", "refused", "--rate", "1000"]).await;
    assert_eq!(redriven, json!({ "redriven": 2 }));
    let log = attempts(&made, "hook", 6).await;
    let mut delivered: Vec<&str> = log[4..].iter().map(|attempt| attempt.event_id.as_str()).collect();
    delivered.sort_by_key(|key| all.iter().position(|one| one == key));
    assert_eq!(delivered, all);
    assert!(log[4..].iter().all(|attempt| attempt.outcome() == Outcomes::Delivered));
    // The same event each time, under larger fences.
    let came: Vec<_> = receiver.posted().into_iter().filter(|one| one.id() == all[0]).collect();
    assert_eq!(came.len(), 3);
    assert!(came.windows(2).all(|two| two[0].body == two[1].body));
    let fences: Vec<&str> = came.iter().map(|one| one.header("minoots-fence")).collect();
    assert!(fences.is_sorted_by(|one, next| one < next), "{fences:?}");
    assert_eq!(json_of(&cli, &["redrive", "hook"]).await, json!({ "redriven": 0 }));
    assert!(keys(&json_of(&cli, &["dead-letters", "hook"]).await).is_empty());

    // A dead letter of another endpoint is unaffected, and outlives that endpoint.
    json_of(&cli, &["delete", "other"]).await;
    assert_eq!(keys(&json_of(&cli, &["dead-letters", "other"]).await), [elsewhere]);
    let body = json!({ "queue": "webhook:other" });
    let told = rest.post("/v1/deadLetters:redrive", &body).await.unwrap();
    assert_eq!((told.status, &told.json["redriven"]), (200, &json!(1)), "{told:?}");

    // The log, on which the audit is based, has each of them.
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let mut subjects = Vec::new();
    while subjects.len() < 5 {
        let event = tail.next().await.unwrap();
        if tail::kind(&event) == "timer.redriven" {
            subjects.push(tail::subject(&event).to_owned());
        }
    }
    assert_eq!(
        subjects.iter().filter(|subject| *subject == "timers/c").count(),
        1,
        "{subjects:?}"
    );
    let audit = cli
        .run(&["audit", "list", "--limit", "1000", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(audit.stdout.matches("timer.redriven").count(), 5, "{audit:?}");
}

#[tokio::test]
async fn unknown_endpoints_and_invalid_endpoint_ids_are_refused() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let refused = async |arguments: &[&str], code: i32, words: &str| {
        let ended: Outcome = cli.run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains(words), "{arguments:?}: {ended:?}");
    };
    refused(&["webhook", "dead-letters", "absent"], 3, "(WEBHOOK)").await;
    refused(&["queue", "dead-letters", "webhook:absent"], 3, "(WEBHOOK)").await;
    for command in [&["queue", "dead-letters"][..], &["event", "redrive", "--queue"]] {
        refused(&[command, &["webhook:"]].concat(), 2, "(ID_EMPTY)").await;
        refused(&[command, &["webhook:a:b"]].concat(), 2, "(ID_CHARSET)").await;
        refused(&[command, &["other:hook"]].concat(), 2, "(ID_CHARSET)").await;
        let long = format!("webhook:{}", "a".repeat(256));
        refused(&[command, &[long.as_str()]].concat(), 2, "(ID_TOO_LONG)").await;
    }
    // No other call accepts the queue of an endpoint.
    refused(&["queue", "pause", "webhook:hook"], 2, "(ID_CHARSET)").await;
    refused(&["queue", "get", "webhook:hook"], 2, "(ID_CHARSET)").await;
    refused(&["webhook", "redrive", "absent"], 3, "(WEBHOOK)").await;
    refused(&["event", "redrive", "--queue", "absent"], 3, "(QUEUE)").await;
}

async fn redrive(client: &Client, queue: &str) -> Result<u32, Status> {
    let request = RedriveDeadLettersRequest {
        queue: queue.to_owned(),
        ..RedriveDeadLettersRequest::default()
    };
    let mut events = client.events.clone();
    Ok(events.redrive_dead_letters(request).await?.into_inner().redriven)
}

#[tokio::test]
async fn roles_policies_and_tenants_bound_them_as_they_do_those_of_queues() {
    let node = Guarded::start_with(&[]).await;
    let admin_key = node.key("acme", &["admin"]).await;
    let admin = node.client(&admin_key).await;
    let (receiver, mended) = broken().await;
    let cli = |key: &str| Cli::new(node.home.path(), node.server.endpoint()).with_variable("MINOOTS_API_KEY", key);
    let url = receiver.url("/");
    for hook in ["hook", "other"] {
        let made = ["create", "--id", hook, "--url", url.as_str(), "--allow-private"];
        json_of(&cli(&admin_key), &made).await;
    }
    for (id, hook) in [("a", "hook"), ("b", "other")] {
        admin.create(posted(id, hook)).await.unwrap();
        failed(&admin, id).await;
    }
    mended.store(true, Ordering::SeqCst);

    // A caller that may read the endpoint may list them. A redrive needs more permissions, and another tenant has none.
    let viewer = node.key("acme", &["viewer"]).await;
    assert_eq!(keys(&json_of(&cli(&viewer), &["dead-letters", "hook"]).await).len(), 1);
    for role in ["viewer", "writer"] {
        let client = node.client(&node.key("acme", &[role]).await).await;
        let refused = redrive(&client, "webhook:hook").await.unwrap_err();
        assert_eq!(reason(&refused), "ROLE_INSUFFICIENT");
    }
    let rival_key = node.key("rival", &["admin"]).await;
    let rival = node.client(&rival_key).await;
    assert_eq!(reason(&redrive(&rival, "webhook:hook").await.unwrap_err()), "WEBHOOK");
    let foreign = cli(&rival_key).run(&["webhook", "dead-letters", "hook"]).await.unwrap();
    let absent = cli(&rival_key).run(&["webhook", "dead-letters", "none"]).await.unwrap();
    // The refusal says the name that was asked for, and nothing else differs.
    assert_eq!(
        (foreign.code, foreign.stderr),
        (Some(3), absent.stderr.replace("none", "hook"))
    );

    // A rule names the endpoint's queue, and prevents a redrive of all queues too, even for a deleted endpoint.
    let text = r#"@id("not-hook") @message("what hook refused is looked at first")
        forbid(principal, action == Action::"redrive", resource) when { resource.id == "webhook:hook" };"#;
    let policy = SetPolicyRequest {
        text: text.to_owned(),
        ..SetPolicyRequest::default()
    };
    admin.tenants.clone().set_policy(policy).await.unwrap();
    let removed = cli(&admin_key).run(&["webhook", "delete", "hook"]).await.unwrap();
    assert_eq!(removed.code, Some(0), "{removed:?}");
    for queue in ["webhook:hook", ""] {
        let refused = redrive(&admin, queue).await.unwrap_err();
        assert_eq!(Details::of(&refused).metadata["rule"], "not-hook", "{queue:?}");
    }
    let operator = node.client(&node.key("acme", &["operator"]).await).await;
    assert_eq!(redrive(&operator, "webhook:other").await.unwrap(), 1);
    let log = attempts_of(&node, &admin_key, "other").await;
    assert_eq!(log["outcome"], "WEBHOOK_ATTEMPT_OUTCOME_DELIVERED", "{log}");
}

/// Returns the newest attempt once there are two.
async fn attempts_of(node: &Guarded, key: &str, hook: &str) -> Value {
    let cli = Cli::new(node.home.path(), node.server.endpoint()).with_variable("MINOOTS_API_KEY", key);
    loop {
        let log = json_of(&cli, &["attempts", hook]).await;
        if log["attempts"].as_array().unwrap().len() == 2 {
            return log["attempts"][0].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
