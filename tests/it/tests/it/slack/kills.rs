//! Messages in spite of kills, and responses while the fabric is stopped.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::now_ns;
use minoots_it::receiver::Receiver;
use minoots_it::slack::{CHANNEL, Slack, TOKEN};
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};
use rustix::process::Signal;

use super::{App, message, ok, text};
use crate::support::Node;

/// Makes the only timer due now, and returns its id.
async fn make_due(node: &Node) -> String {
    let timers = node.client.list(ListTimersRequest::default()).await.unwrap();
    assert_eq!(timers.len(), 1);
    let id = timers[0].id.clone();
    node.client.reschedule(&id, now_ns()).await.unwrap();
    id
}

fn has_posted_no_firing(slack: &Receiver) -> bool {
    let mut told = slack.posted().into_iter().map(|posted| posted.event().unwrap());
    told.all(|told| !text(&told).starts_with("It is time"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_told_although_the_app_and_the_node_were_killed_in_between() {
    let App { node, app, slack } = App::start().await;
    let first = App { node, app, slack };
    let answer = first.ask("20m ship logs", "1.2.a").await;
    assert_eq!(text(&answer), "Scheduled: ship logs");
    let App { node, app, slack } = first;
    app.kill().await.unwrap();
    assert!(has_posted_no_firing(&slack));
    let node = node.kill_and_restart().await;
    let app = Slack::start(&node.home, node.server.endpoint(), &slack).await.unwrap();
    let again = App { node, app, slack };
    let id = make_due(&again.node).await;
    again
        .told("/hooks/commands/T0123ABCD/1.2.a/secret", "It is time: ship logs")
        .await;
    again.node.client.wait_for(&id, TimerStatus::Settled).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn firings_while_no_app_ran_are_posted_after_a_restart() {
    let first = App::start().await;
    let answer = first.ask("20m ship logs", "1.2.a").await;
    assert_eq!(text(&answer), "Scheduled: ship logs");
    let App { node, app, slack } = first;
    app.kill().await.unwrap();
    let id = make_due(&node).await;
    node.client.wait_for(&id, TimerStatus::Fired).await.unwrap();
    assert!(has_posted_no_firing(&slack));
    let app = Slack::start(&node.home, node.server.endpoint(), &slack).await.unwrap();
    let again = App { node, app, slack };
    again
        .told("/hooks/commands/T0123ABCD/1.2.a/secret", "It is time: ship logs")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_has_its_answer_although_the_node_stands_still_and_the_person_hears_later_what_came_of_it() {
    let app = App::start().await;
    app.ask("1h first", "1").await;
    app.node.server.signal(Signal::STOP).unwrap();
    // Answered while the node is still stopped. The crate's limits guarantee that the response is in time for Slack.
    let answer = message(&app.app.command("1h tea", "2").await.unwrap());
    assert!(answer.to_string().contains("`PENDING`"), "{answer}");
    app.node.server.signal(Signal::CONT).unwrap();
    app.told("/hooks/commands/T0123ABCD/2/secret", "Scheduled: tea").await;
    // A retry of the same request means the same timer.
    assert_eq!(text(&app.ask("1h tea", "2").await), "Scheduled: tea");
    assert_eq!(text(&app.ask("list", "3").await), "2 timers are scheduled:");
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_commands_are_reported_as_not_done() {
    let App { node, app, slack } = App::start().await;
    node.server.kill().unwrap();
    let answer = app.command("1h tea", "1").await.unwrap();
    let told = message(&answer).to_string();
    let told = if told.contains("`PENDING`") {
        let posted = slack.wait_for(1).await.unwrap();
        posted[0].event().unwrap().to_string()
    } else {
        told
    };
    assert!(
        told.contains("cannot be reached") || told.contains("not known whether"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_without_a_response_url_is_told_by_the_bot() {
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let node = Node::start().await;
    let _app = Slack::start(&node.home, node.server.endpoint(), &slack).await.unwrap();
    let note = serde_json::json!({"channel": CHANNEL, "user": "U0123ABCD"}).to_string();
    let request = timer("made-elsewhere").fire_after(Duration::from_millis(200));
    let request = request
        .into_queue("slack.T0123ABCD")
        .with_payload("application/json", note);
    node.client.create(request).await.unwrap();
    let posted = slack.wait_for(1).await.unwrap();
    assert_eq!(posted[0].path, "/api/chat.postMessage");
    assert_eq!(posted[0].header("authorization"), format!("Bearer {TOKEN}"));
    let told = posted[0].event().unwrap();
    assert_eq!(
        (told["channel"].as_str(), text(&told)),
        (Some(CHANNEL), "It is time: timer made-elsewhere")
    );
}
