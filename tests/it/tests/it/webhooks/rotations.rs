//! Secrets that are replaced: each ends at the time that the replacing rotation set.

use std::time::Duration;

use minoots_it::clock::Deadline;
use minoots_it::receiver::{Posted, Receiver, Reply};
use minoots_wire::time::{duration, instant};
use minoots_wire::webhook::v1::{UpdateWebhookResponse, Webhook};
use tonic::{Code, Status};

use super::{Webhooks, endpoint, get, make, of, posted, settled, update};
use crate::support::{Node, reason};

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;

async fn rotate(webhooks: &Webhooks, overlap: i64) -> Result<UpdateWebhookResponse, Status> {
    let mut request = update("hook", &[]);
    request.rotate_secrets = true;
    request.overlap = Some(duration::to_proto(overlap));
    let rotated = webhooks.clone().update_webhook(request).await?;
    Ok(rotated.into_inner())
}

/// Returns the ends of its pairs, newest first, by their keys.
fn ends(webhook: &Webhook) -> Vec<(String, Option<i64>)> {
    let pairs = webhook.signing_pairs.iter().map(|pair| {
        let end = pair.end_time.as_ref().map(|end| instant::from_proto(end).unwrap());
        (pair.public_key.clone(), end)
    });
    let pairs: Vec<_> = pairs.collect();
    let keys: Vec<_> = pairs.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(webhook.public_keys, keys);
    pairs
}

/// Posts a timer, and returns the received request.
async fn post(node: &Node, receiver: &Receiver, id: &str) -> Posted {
    node.client.create(posted(id, "hook")).await.unwrap();
    settled(&node.client, id).await;
    receiver.posted().pop().unwrap()
}

#[tokio::test]
async fn a_rotation_leaves_the_ends_of_earlier_secrets_as_they_were() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let first = make(&webhooks, endpoint("hook", &receiver.url("/"))).await;
    assert_eq!(
        ends(first.webhook.as_ref().unwrap()),
        [(first.public_key.clone(), None)]
    );

    let second = rotate(&webhooks, 60 * MINUTE).await.unwrap();
    let replaced = ends(second.webhook.as_ref().unwrap());
    let [(key, None), (earlier, Some(end))] = &replaced[..] else {
        panic!("{replaced:?}")
    };
    assert_eq!((key, earlier), (&second.public_key, &first.public_key));

    // A shorter overlap, and a longer one.
    let third = rotate(&webhooks, MINUTE).await.unwrap();
    let fourth = rotate(&webhooks, 24 * 60 * MINUTE).await.unwrap();
    let all = ends(fourth.webhook.as_ref().unwrap());
    let keys: Vec<_> = all.iter().map(|(key, _)| key).collect();
    let made = [
        &fourth.public_key,
        &third.public_key,
        &second.public_key,
        &first.public_key,
    ];
    assert_eq!(keys, made);
    assert_eq!(all[3].1, Some(*end), "the first rotation promised it");
    assert!(all[2].1 < all[3].1 && all[3].1 < all[1].1, "{all:?}");

    let node = node.kill_and_restart().await;
    let webhooks = of(&node).await;
    assert_eq!(ends(&get(&webhooks, "hook").await), all);
    let came = post(&node, &receiver, "tea").await;
    for secret in [&first.secret, &second.secret, &third.secret, &fourth.secret] {
        came.verify(secret).unwrap();
    }
}

#[tokio::test]
async fn a_rotation_that_would_end_a_secret_early_is_refused_until_one_has_ended() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::answering(Reply::status(200)).await.unwrap();
    let first = make(&webhooks, endpoint("hook", &receiver.url("/"))).await;
    for overlap in [60 * MINUTE, 4 * SECOND, 60 * MINUTE] {
        rotate(&webhooks, overlap).await.unwrap();
    }
    let full = get(&webhooks, "hook").await;
    let status = rotate(&webhooks, MINUTE).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status)),
        (Code::FailedPrecondition, "SECRETS_TOO_MANY".to_owned())
    );
    let named = ends(&full).iter().filter_map(|(_, end)| *end).min().unwrap();
    let named = instant::format(named);
    assert!(status.message().contains(&named), "{} names {named}", status.message());
    assert_eq!(get(&webhooks, "hook").await.state_version, full.state_version);

    // One of them ends, and another one begins.
    let deadline = Deadline::after(minoots_it::PATIENCE);
    while ends(&get(&webhooks, "hook").await).len() == 4 {
        assert!(!deadline.has_passed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let fifth = rotate(&webhooks, MINUTE).await.unwrap();
    assert_eq!(fifth.webhook.as_ref().unwrap().signing_pairs.len(), 4);
    let came = post(&node, &receiver, "tea").await;
    came.verify(&first.secret).unwrap();
    came.verify(&fifth.secret).unwrap();

    // Without an overlap all earlier ones end, whatever their number.
    let newest = rotate(&webhooks, 0).await.unwrap();
    assert_eq!(
        ends(newest.webhook.as_ref().unwrap()),
        [(newest.public_key.clone(), None)]
    );
    let came = post(&node, &receiver, "cup").await;
    came.verify(&newest.secret).unwrap();
    assert!(came.verify(&first.secret).is_err() && came.verify(&fifth.secret).is_err());
}
