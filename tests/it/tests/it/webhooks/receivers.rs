//! Receivers that are slow, down, busy or elsewhere.

use std::net::IpAddr;
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::clock::SECOND;
use minoots_it::memory::{forget_peak, peak_bytes, resident_bytes};
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::tail::{Tail, kind};
use minoots_wire::timer::v1::FailureReason;
use minoots_wire::webhook::v1::{DisabledReason, WebhookAttempt, WebhookAttemptOutcome as Outcome};

use super::{attempts, endpoint, failed, get, make, of, posted, settled, update};
use crate::support::Node;

#[tokio::test]
async fn receivers_that_hang_or_drip_delay_no_other_endpoint() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let hanging = Receiver::answering(Reply::Hang).await.unwrap();
    let dripping = Receiver::answering(Reply::Drip).await.unwrap();
    let sound = Receiver::answering(Reply::status(200)).await.unwrap();
    for (id, receiver) in [("hanging", &hanging), ("dripping", &dripping), ("sound", &sound)] {
        make(&webhooks, endpoint(id, &receiver.url("/"))).await;
    }
    for at in 0..20 {
        for id in ["hanging", "dripping", "sound"] {
            node.client.create(posted(&format!("{id}{at}"), id)).await.unwrap();
        }
    }
    for at in 0..20 {
        settled(&node.client, &format!("sound{at}")).await;
    }
    let last_ns = sound.posted().iter().map(|posted| posted.at_ns).max().unwrap();
    // Ten requests at a time are in flight to each of the others, and end only by their timeout.
    let attempt = &attempts(&webhooks, "hanging", 1).await[0];
    assert_eq!(
        (attempt.failure.as_str(), attempt.outcome()),
        ("TIMEOUT", Outcome::Retry)
    );
    let started_ns = minoots_wire::time::instant::from_proto(attempt.time.as_ref().unwrap()).unwrap();
    assert!(last_ns < started_ns + 10 * SECOND, "others waited for those that hang");
    assert_eq!(hanging.posted().iter().filter(|one| one.at_ns < last_ns).count(), 10);
    let attempt = &attempts(&webhooks, "dripping", 1).await[0];
    assert_eq!((attempt.failure.as_str(), attempt.status), ("TIMEOUT", 200));
    assert!(get(&webhooks, "hanging").await.failing_since.is_some());
}

/// F38: endless bodies and heads, and responses that break off.
#[tokio::test]
async fn f38_of_answers_without_end_only_the_beginning_is_taken_and_others_are_not_delayed() {
    const GROWTH_BYTES_MAX: u64 = 32 << 20;
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let body = Reply::Pour("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", b'x');
    let head = Reply::Pour("HTTP/1.1 200 OK\r\nx-a: ", b'x');
    let body = Receiver::answering(body).await.unwrap();
    let head = Receiver::answering(head).await.unwrap();
    let broken = Receiver::answering(Reply::Break).await.unwrap();
    let sound = Receiver::answering(Reply::status(200)).await.unwrap();
    for (id, receiver) in [("body", &body), ("head", &head), ("broken", &broken), ("sound", &sound)] {
        make(&webhooks, endpoint(id, &receiver.url("/"))).await;
    }
    node.client.create(posted("warm", "sound")).await.unwrap();
    settled(&node.client, "warm").await;
    let pid = node.server.pid();
    let before = resident_bytes(pid).unwrap();
    forget_peak(pid).unwrap();
    for at in 0..10 {
        for id in ["body", "head", "broken", "sound"] {
            node.client.create(posted(&format!("{id}{at}"), id)).await.unwrap();
        }
    }
    // 64 KiB of a body are read, and the response counts; the log shows 1 KiB.
    for at in 0..10 {
        settled(&node.client, &format!("body{at}")).await;
        settled(&node.client, &format!("sound{at}")).await;
    }
    let attempt = &attempts(&webhooks, "body", 1).await[0];
    assert_eq!(
        (attempt.status, attempt.outcome(), attempt.answer.len()),
        (200, Outcome::Delivered, 1_024)
    );
    for (id, failure) in [("head", "HEAD_TOO_LARGE"), ("broken", "CLOSED")] {
        let log = attempts(&webhooks, id, 10).await;
        let told = |attempt: &WebhookAttempt| (attempt.failure.clone(), attempt.outcome());
        assert!(
            log.iter()
                .all(|attempt| told(attempt) == (failure.to_owned(), Outcome::Retry)),
            "{log:?}"
        );
    }
    let growth = peak_bytes(pid).unwrap().saturating_sub(before);
    assert!(growth < GROWTH_BYTES_MAX, "grew by {growth} bytes");
}

#[tokio::test]
async fn endpoints_that_answer_410_are_disabled_and_can_be_enabled() {
    let node = Node::start().await;
    let mut webhooks = of(&node).await;
    let receiver = Receiver::start(|_, number| Reply::status(if number == 1 { 410 } else { 200 })).await;
    let receiver = receiver.unwrap();
    make(&webhooks, endpoint("hook", &receiver.url("/"))).await;
    node.client.create(posted("first", "hook")).await.unwrap();
    let failure = failed(&node.client, "first").await.failure.unwrap();
    assert_eq!(failure.reason(), FailureReason::Refused);
    assert!(failure.message.contains("410"), "{failure:?}");
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| kind(event) == "webhook.disabled").await.unwrap();
    let payload = &events.last().unwrap().envelope.as_ref().unwrap().payload;
    let told: serde_json::Value = serde_json::from_slice(payload).unwrap();
    assert_eq!(told["data"], serde_json::json!({ "id": "hook", "reason": "GONE" }));
    assert_eq!(told["subject"], "webhooks/hook");
    let hook = get(&webhooks, "hook").await;
    assert_eq!((hook.disabled, hook.disabled_reason()), (true, DisabledReason::Gone));

    node.client.create(posted("second", "hook")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(receiver.posted().len(), 1);
    webhooks.update_webhook(update("hook", &["disabled"])).await.unwrap();
    settled(&node.client, "second").await;
    assert!(!get(&webhooks, "hook").await.disabled);
}

#[tokio::test]
async fn endpoints_that_keep_failing_are_disabled() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(500)).await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/"));
    request.disable_after = Some(minoots_wire::time::duration::to_proto(SECOND));
    make(&webhooks, request).await;
    node.client.create(posted("tea", "hook")).await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    tail.until(|event| kind(event) == "webhook.disabled").await.unwrap();
    let hook = get(&webhooks, "hook").await;
    assert_eq!(hook.disabled_reason(), DisabledReason::Failing);
    assert!(receiver.posted().len() >= 2);
}

#[tokio::test]
async fn retry_after_of_a_busy_endpoint_is_respected() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let later = [("retry-after", "2")];
    let receiver = Receiver::start(move |_, number| match number {
        1 => Reply::with(429, &later),
        2 => Reply::with(503, &later),
        _ => Reply::status(204),
    });
    let receiver = receiver.await.unwrap();
    make(&webhooks, endpoint("hook", &receiver.url("/"))).await;
    node.client.create(posted("tea", "hook")).await.unwrap();
    settled(&node.client, "tea").await;
    let at: Vec<i64> = receiver.posted().iter().map(|posted| posted.at_ns).collect();
    assert_eq!(at.len(), 3);
    for pair in at.windows(2) {
        assert!(pair[1] - pair[0] >= 2 * SECOND, "{at:?}");
    }
}

#[tokio::test]
async fn redirects_and_other_refusals_fail_the_timer_for_good() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let elsewhere = Receiver::answering(Reply::status(200)).await.unwrap();
    let location = elsewhere.url("/there");
    let receiver = Receiver::start(move |posted, _| match posted.path.as_str() {
        "/moved" => Reply::with(307, &[("location", &location)]),
        _ => Reply::status(404),
    });
    let receiver = receiver.await.unwrap();
    for (id, path, failure) in [("moved", "/moved", "REDIRECT"), ("absent", "/absent", "STATUS")] {
        make(&webhooks, endpoint(id, &receiver.url(path))).await;
        node.client.create(posted(id, id)).await.unwrap();
        let timer = failed(&node.client, id).await;
        assert_eq!(
            (timer.attempts, timer.failure.unwrap().reason()),
            (1, FailureReason::Refused)
        );
        let log = attempts(&webhooks, id, 1).await;
        assert_eq!((log[0].failure.as_str(), log[0].outcome()), (failure, Outcome::Failed));
    }
    assert_eq!(receiver.posted().len(), 2);
    assert!(elsewhere.posted().is_empty(), "a redirect was followed");
}

/// F39: for every status, and every target, including the receiver itself.
#[tokio::test]
async fn f39_no_redirect_is_followed_to_private_addresses_or_to_itself() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let trap = Receiver::answering(Reply::status(200)).await.unwrap();
    let (private, metadata) = (trap.url("/admin"), "http://169.254.169.254/latest/meta-data/");
    let receiver = Receiver::start(move |posted, _| {
        let (status, to) = posted.path[1..].split_once('-').unwrap();
        let location = match to {
            "private" => private.as_str(),
            "metadata" => metadata,
            _ => posted.path.as_str(),
        };
        Reply::with(status.parse().unwrap(), &[("location", location)])
    });
    let receiver = receiver.await.unwrap();
    let statuses = [301, 302, 303, 307, 308];
    let ids: Vec<String> = statuses
        .iter()
        .flat_map(|status| ["private", "metadata", "itself"].map(|to| format!("{status}-{to}")))
        .collect();
    for id in &ids {
        make(&webhooks, endpoint(id, &receiver.url(&format!("/{id}")))).await;
        node.client.create(posted(id, id)).await.unwrap();
    }
    for id in &ids {
        let timer = failed(&node.client, id).await;
        assert_eq!(
            (timer.attempts, timer.failure.unwrap().reason()),
            (1, FailureReason::Refused),
            "{id}"
        );
        let log = attempts(&webhooks, id, 1).await;
        assert_eq!(
            (log[0].failure.as_str(), log[0].outcome()),
            ("REDIRECT", Outcome::Failed)
        );
    }
    assert_eq!(receiver.posted().len(), ids.len(), "each was asked once");
    assert!(trap.posted().is_empty(), "a redirect was followed");
}

/// Returns a name that resolves to this machine, and does not look like it.
fn own_name() -> String {
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let found = hosts.lines().find_map(|line| {
        let mut words = line.split('#').next()?.split_whitespace();
        let address: IpAddr = words.next()?.parse().ok()?;
        let plain = |name: &&str| !name.contains("localhost") && !name.starts_with("ip6-");
        words.find(plain).filter(|_| address.is_loopback()).map(str::to_owned)
    });
    let hostname = || std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    found.unwrap_or_else(|| hostname().trim().to_owned())
}

/// Row 58 of the table of bad inputs.
#[tokio::test]
async fn a_name_that_leads_to_a_private_address_when_it_is_posted_to_is_blocked() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let mut request = endpoint("hook", &format!("https://{}/", own_name()));
    request.allow_private = false;
    make(&webhooks, request).await;
    node.client.create(posted("tea", "hook")).await.unwrap();
    let timer = failed(&node.client, "tea").await;
    assert_eq!(timer.failure.unwrap().reason(), FailureReason::Refused);
    let log = attempts(&webhooks, "hook", 1).await;
    assert_eq!(
        (log[0].failure.as_str(), log[0].outcome()),
        ("BLOCKED_ADDRESS", Outcome::Failed)
    );
    // It is a dead letter: it can be redriven, and is checked again.
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let redriven = cli.run(&["event", "redrive", "--key", &log[0].event_id]).await.unwrap();
    assert_eq!(redriven.code, Some(0), "{redriven:?}");
    let log = attempts(&webhooks, "hook", 2).await;
    assert_eq!(
        (log[1].failure.as_str(), log[1].outcome()),
        ("BLOCKED_ADDRESS", Outcome::Failed)
    );
}
