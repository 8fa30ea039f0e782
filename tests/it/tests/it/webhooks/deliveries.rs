//! From the timer to the receiver and back.

use std::time::Duration;

use minoots_it::client::TimerRequest as _;
use minoots_it::files;
use minoots_it::receiver::{Receiver, Reply};
use minoots_wire::timer::v1::TimerStatus;
use minoots_wire::timer::v1::target::Target;
use minoots_wire::webhook::v1::WebhookAttemptOutcome as Outcome;
use tokio::task::JoinSet;

use super::{attempts, endpoint, get, make, of, posted, settled, update};
use crate::support::Node;

#[tokio::test]
async fn a_timer_is_posted_signed_tried_again_and_settled() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::start(|_, number| Reply::status(if number == 1 { 500 } else { 200 })).await;
    let receiver = receiver.unwrap();
    let mut request = endpoint("hook", &receiver.url("/in?a=b"));
    request.headers = [("X-Key".to_owned(), "plain-header-value".to_owned())].into();
    let made = make(&webhooks, request.clone()).await;
    let created = node
        .client
        .create(posted("tea", "hook").with_payload("application/json", r#"{"n":1}"#))
        .await
        .unwrap();
    let target = created.timer.unwrap().target.unwrap().target;
    assert_eq!(target, Some(Target::Webhook("hook".to_owned())));
    let tea = settled(&node.client, "tea").await;
    assert_eq!(tea.attempts, 1);

    let came = receiver.wait_for(2).await.unwrap();
    assert_eq!(came.len(), 2);
    let jws = node.client.verifier().await.unwrap();
    for (posted, attempt) in came.iter().zip(["1", "2"]) {
        assert_eq!(posted.path, "/in?a=b");
        assert_eq!(
            posted.header("content-type"),
            "application/cloudevents+json; charset=utf-8"
        );
        assert_eq!(posted.header("x-key"), "plain-header-value");
        assert_eq!(posted.header("minoots-attempt"), attempt);
        assert_eq!(posted.id(), format!("timer:dev:tea:{}", tea.state_version));
        posted.verify(&made.secret).unwrap();
        jws.verify(&posted.body, posted.header("minoots-signature")).unwrap();
        let event = posted.event().unwrap();
        assert_eq!((&event["id"], &event["data"]["n"]), (&posted.id().into(), &1.into()));
    }
    assert!(came[0].header("minoots-fence") < came[1].header("minoots-fence"));
    assert_eq!(came[0].body, came[1].body);

    let log = attempts(&webhooks, "hook", 2).await;
    let told: Vec<_> = log.iter().map(|one| (one.number, one.status, one.outcome())).collect();
    assert_eq!(told, [(1, 500, Outcome::Retry), (2, 200, Outcome::Delivered)]);
    assert!(log[0].retry_time.is_some() && log[1].retry_time.is_none());
    assert_eq!(get(&webhooks, "hook").await.failing_since, None);

    // A repeat returns the existing endpoint without secrets; and no secret is on disk in clear.
    let again = make(&webhooks, request).await;
    assert_eq!((again.existing, again.secret.as_str()), (true, ""));
    let data = node.home.data();
    node.server.stop().await.unwrap();
    let secret = made.secret.trim_start_matches("whsec_").as_bytes();
    let told = files::holding(&data, &[secret, b"plain-header-value"]).unwrap();
    assert!(told.is_empty(), "a secret stands in {told:?}");
}

#[tokio::test]
async fn a_node_that_is_killed_between_the_request_and_its_answer_posts_again() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::start(|_, number| if number == 1 { Reply::Hang } else { Reply::status(200) }).await;
    let receiver = receiver.unwrap();
    let made = make(&webhooks, endpoint("hook", &receiver.url("/"))).await;
    let tea = posted("tea", "hook").ack_within(Duration::from_secs(1));
    node.client.create(tea).await.unwrap();
    receiver.wait_for(1).await.unwrap();

    let node = node.kill_and_restart().await;
    settled(&node.client, "tea").await;
    let came = receiver.wait_for(2).await.unwrap();
    assert_eq!(came.len(), 2, "posted once more, and no more");
    assert_eq!(came[0].id(), came[1].id());
    came[1].verify(&made.secret).unwrap();
}

#[tokio::test]
async fn while_secrets_are_replaced_both_sign_and_then_the_new_one_alone() {
    let node = Node::start().await;
    let mut webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let old = make(&webhooks, endpoint("hook", &receiver.url("/"))).await.secret;
    let mut request = update("hook", &[]);
    request.rotate_secrets = true;
    let new = webhooks.update_webhook(request.clone()).await.unwrap().into_inner();
    assert_eq!(new.webhook.unwrap().public_keys.len(), 2);
    node.client.create(posted("both", "hook")).await.unwrap();
    settled(&node.client, "both").await;
    let both = receiver.posted().pop().unwrap();
    both.verify(&old).unwrap();
    both.verify(&new.secret).unwrap();

    request.overlap = Some(minoots_wire::time::duration::to_proto(0));
    let newest = webhooks.update_webhook(request).await.unwrap().into_inner();
    assert_eq!(newest.webhook.unwrap().public_keys.len(), 1);
    let newest = newest.secret;
    node.client.create(posted("one", "hook")).await.unwrap();
    settled(&node.client, "one").await;
    let one = receiver.posted().pop().unwrap();
    one.verify(&newest).unwrap();
    assert!(one.verify(&old).is_err() && one.verify(&new.secret).is_err());
}

#[tokio::test]
async fn deliveries_to_a_disabled_endpoint_wait_until_it_is_enabled() {
    let node = Node::start().await;
    let mut webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/"));
    request.disabled = true;
    make(&webhooks, request).await;
    node.client.create(posted("tea", "hook")).await.unwrap();
    node.client.wait_for("tea", TimerStatus::Fired).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(receiver.posted().is_empty());
    webhooks.update_webhook(update("hook", &["disabled"])).await.unwrap();
    settled(&node.client, "tea").await;
    assert_eq!(receiver.posted().len(), 1);
}

/// New changes arrive while earlier ones are being read.
#[tokio::test]
async fn endpoints_that_are_made_one_on_the_heels_of_another_are_all_posted_to() {
    const MAKERS: usize = 8;
    const EACH: usize = 32;
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let mut making = JoinSet::new();
    for maker in 0..MAKERS {
        let (webhooks, client, url) = (webhooks.clone(), node.client.clone(), receiver.url("/"));
        making.spawn(async move {
            for at in 0..EACH {
                let id = format!("hook{maker}-{at}");
                make(&webhooks, endpoint(&id, &url)).await;
                client.create(posted(&id, &id)).await.unwrap();
            }
        });
    }
    making.join_all().await;
    for maker in 0..MAKERS {
        for at in 0..EACH {
            settled(&node.client, &format!("hook{maker}-{at}")).await;
        }
    }
}
