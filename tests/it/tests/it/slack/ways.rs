//! The fallback routes to a channel, if the first one fails, or Slack limits the rate of calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::receiver::{Posted, Receiver, Reply};
use minoots_it::slack::{CHANNEL, Slack, TOKEN, button};
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};
use serde_json::json;
use tokio::time::sleep;

use super::{App, ok, text};

#[tokio::test(flavor = "multi_thread")]
async fn slack_is_left_alone_for_as_long_as_it_asks_and_told_after_that() {
    let mut limited = false;
    let app = App::start_with(move |posted, _| {
        let is_firing = posted.event().is_ok_and(|told| text(&told).starts_with("It is time"));
        if is_firing && !std::mem::replace(&mut limited, true) {
            return Reply::with(429, &[("retry-after", "3")]);
        }
        ok()
    })
    .await;
    app.ask("1s tea", "1").await;
    let fired = |app: &App| -> Vec<i64> {
        let posted = app.slack.posted().into_iter();
        let told = posted.filter(|posted| text(&posted.event().unwrap()).starts_with("It is time"));
        told.map(|posted| posted.at_ns).collect()
    };
    let id = app.node.client.list(ListTimersRequest::default()).await.unwrap()[0]
        .id
        .clone();
    let settled = app.node.client.wait_for(&id, TimerStatus::Settled).await.unwrap();
    let at = fired(&app);
    assert_eq!(at.len(), 2, "{at:?}");
    assert!(at[1] - at[0] >= 3_000_000_000, "{at:?}");
    assert_eq!(settled.attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_whose_response_url_is_over_is_told_by_the_bot() {
    let app = App::start_with(|posted, _| match posted.path.starts_with("/hooks/") {
        true => Reply::Json(404, json!({"ok": false, "error": "expired_url"})),
        false => ok(),
    })
    .await;
    app.ask("1s tea", "1").await;
    let told = app.told("/api/chat.postMessage", "It is time: tea").await;
    assert_eq!(told["channel"], CHANNEL);
    let posted = app.slack.posted();
    let by_bot = posted.iter().find(|posted| posted.path.starts_with("/api/")).unwrap();
    assert_eq!(by_bot.header("authorization"), format!("Bearer {TOKEN}"));
    // The token is sent nowhere else.
    assert!(
        posted
            .iter()
            .filter(|posted| posted.path.starts_with("/hooks/"))
            .all(|posted| posted.header("authorization").is_empty())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_rejected_by_slack_are_not_acknowledged_and_are_retried() {
    let invited = Arc::new(Mutex::new(false));
    let is_invited = invited.clone();
    let app = App::start_with(move |posted, _| match posted.path.starts_with("/hooks/") {
        true => Reply::status(500),
        false if *is_invited.lock().unwrap() => ok(),
        false => Reply::Json(200, json!({"ok": false, "error": "not_in_channel"})),
    })
    .await;
    app.ask("1s tea", "1").await;
    let id = app.node.client.list(ListTimersRequest::default()).await.unwrap()[0]
        .id
        .clone();
    // Each attempt at the response URL is counted, and none of them settles the timer; then the bot posts.
    app.told("/api/chat.postMessage", "It is time: tea").await;
    let hooks = app
        .slack
        .posted()
        .iter()
        .filter(|posted| posted.path.starts_with("/hooks/"))
        // On a slow machine, a late response to the command is there, too.
        .filter(|posted| text(&posted.event().unwrap()).starts_with("It is time"))
        .count();
    assert!((4..=5).contains(&hooks), "{hooks}");
    assert_ne!(app.node.client.get(&id).await.unwrap().status(), TimerStatus::Settled);
    *invited.lock().unwrap() = true;
    app.node.client.wait_for(&id, TimerStatus::Settled).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_bot_token_nothing_is_promised_that_could_not_be_told() {
    let node = crate::support::Node::start().await;
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let arguments = ["--workspace", "T0123ABCD=dev"];
    let app = Slack::start_with(&node.home, node.server.endpoint(), &slack, &arguments, &[]).await;
    let app = App {
        node,
        app: app.unwrap(),
        slack,
    };
    let far = app.ask("1h tea", "1").await.to_string();
    assert!(far.contains("`SLACK_TOKEN_MISSING`"), "{far}");
    let scheduled = app.ask("15m tea", "2").await;
    assert_eq!(text(&scheduled), "Scheduled: tea");
    let only = async || app.node.client.list(ListTimersRequest::default()).await.unwrap();
    let before = only().await;
    assert_eq!(before.len(), 1);

    // Nor by a snooze.
    let far = app.press(&button(&scheduled, "minoots.snooze.1h").unwrap(), "3").await;
    assert!(far.to_string().contains("`SLACK_TOKEN_MISSING`"), "{far}");
    assert_eq!(far["replace_original"], false);
    assert_eq!(only().await, before);
    let near = app.press(&button(&scheduled, "minoots.snooze.10m").unwrap(), "4").await;
    assert_eq!(text(&near), "Snoozed: tea", "{near}");
}

#[tokio::test(flavor = "multi_thread")]
async fn workspace_posts_wait_during_a_slack_rate_limit() {
    let is_firing = |posted: &Posted| posted.event().is_ok_and(|told| text(&told).starts_with("It is time"));
    let mut limited = false;
    let app = App::start_with(move |posted, _| {
        if is_firing(posted) && !std::mem::replace(&mut limited, true) {
            return Reply::with(429, &[("retry-after", "600")]);
        }
        ok()
    })
    .await;
    app.ask("1s tea", "1").await;
    let mut count = 1;
    while !app.slack.posted().iter().any(is_firing) {
        count = app.slack.wait_for(count).await.unwrap().len() + 1;
    }
    // Its firing is returned for the rest of the time, and not posted.
    app.ask("1s soup", "2").await;
    let timers = app.node.client.list(ListTimersRequest::default()).await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    for timer in timers {
        while app.node.client.get(&timer.id).await.unwrap().attempts == 0 {
            assert!(!deadline.has_passed(), "{timer:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    assert_eq!(app.slack.posted().iter().filter(|posted| is_firing(posted)).count(), 1);
}
