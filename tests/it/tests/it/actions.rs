//! Further effects of a timer besides its queue: other targets, escalation, messages to agents.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::target::Target as Kind;
use minoots_wire::timer::v1::{Action, AgentBinding, CreateTimerRequest, Payload, RetryPolicy, Target, TimerStatus};
use serde_json::Value;
use tonic::Code;

use crate::support::{Node, reason};

fn action(queue: &str, after_attempts: u32) -> Action {
    Action {
        target: Some(Target {
            target: Some(Kind::Queue(queue.to_owned())),
        }),
        after_attempts,
    }
}

fn told(id: &str, actions: Vec<Action>) -> CreateTimerRequest {
    CreateTimerRequest {
        actions,
        payload: Some(Payload {
            content_type: "text/plain".to_owned(),
            data: "tea".into(),
        }),
        retry_policy: Some(RetryPolicy {
            max_attempts: 3,
            initial_backoff: Some(minoots_wire::time::duration::to_proto(1_000_000)),
            ..RetryPolicy::default()
        }),
        ..timer(id).fire_after(Duration::ZERO).into_queue("work")
    }
}

/// Returns the timer id of an event.
fn timer_of(id: &str) -> String {
    id.split(':').nth(2).unwrap().to_owned()
}

#[tokio::test]
async fn a_timer_is_told_elsewhere_as_it_fires_and_escalated_once_and_a_kill_changes_nothing() {
    let node = Node::start().await;
    let made = node
        .client
        .create(told("t", vec![action("copies", 0), action("pager", 2)]))
        .await
        .unwrap()
        .timer
        .unwrap();
    assert_eq!(made.actions, [action("copies", 0), action("pager", 2)]);
    let mut copies = Consumer::open(&node.client, "copies", 10).await.unwrap();
    let copy = copies.delivery().await.unwrap();
    let copied = node.client.get(&timer_of(copy.id())).await.unwrap();
    let origin = copied.origin.clone().unwrap();
    assert_eq!(
        (origin.parent_id.as_str(), origin.parent_state_version, origin.action),
        ("t", made.state_version, 0)
    );
    assert_eq!((copied.payload, copied.name), (made.payload.clone(), made.name.clone()));
    copies.ack(&copy).await.unwrap();
    assert_eq!(
        node.client.get("t").await.unwrap().status(),
        TimerStatus::Fired,
        "each settles by itself"
    );

    let mut work = Consumer::open(&node.client, "work", 10).await.unwrap();
    let first = work.delivery().await.unwrap();
    work.nack(&first).await.unwrap();
    let second = work.delivery().await.unwrap();
    work.nack(&second).await.unwrap();
    drop((work, copies));

    let node = node.kill_and_restart().await;
    let mut pager = Consumer::open(&node.client, "pager", 10).await.unwrap();
    let page = pager.delivery().await.unwrap();
    assert_eq!(
        node.client
            .get(&timer_of(page.id()))
            .await
            .unwrap()
            .origin
            .unwrap()
            .action,
        1
    );
    pager.ack(&page).await.unwrap();
    let mut work = Consumer::open(&node.client, "work", 10).await.unwrap();
    let third = work.delivery().await.unwrap();
    work.nack(&third).await.unwrap();
    node.client.wait_for("t", TimerStatus::Failed).await.unwrap();
    // After a redrive, its deliveries fail again; no target is notified twice.
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let redriven = cli.run(&["event", "redrive", "--queue", "work"]).await.unwrap();
    assert_eq!(redriven.code, Some(0), "{redriven:?}");
    for _ in 0..3 {
        let again = work.delivery().await.unwrap();
        work.nack(&again).await.unwrap();
    }
    let last = told("last", vec![action("pager", 0)]);
    node.client.create(last).await.unwrap();
    let page = pager.delivery().await.unwrap();
    assert_eq!(
        node.client
            .get(&timer_of(page.id()))
            .await
            .unwrap()
            .origin
            .unwrap()
            .parent_id,
        "last"
    );
}

#[tokio::test]
async fn a_create_is_the_same_only_with_the_same_actions() {
    let node = Node::start().await;
    let create = |actions| node.client.create(told("t", actions));
    create(vec![action("copies", 0)]).await.unwrap();
    assert!(create(vec![action("copies", 0)]).await.unwrap().existing);
    for other in [vec![], vec![action("copies", 1)], vec![action("others", 0)]] {
        assert_eq!(reason(&create(other).await.unwrap_err()), "TIMER_EXISTS");
    }
    let refused = async |id: &str, actions| reason(&node.client.create(told(id, actions)).await.unwrap_err());
    assert_eq!(refused("u", vec![action("copies", 0); 9]).await, "ACTION_COUNT");
    assert_eq!(refused("u", vec![action("copies", 101)]).await, "AFTER_ATTEMPTS_RANGE");
    assert_eq!(refused("u", vec![Action::default()]).await, "ACTION_TARGET");
    let nowhere = Action {
        target: Some(Target {
            target: Some(Kind::Webhook("nobody".to_owned())),
        }),
        after_attempts: 3,
    };
    let unnamed = node.client.create(told("u", vec![nowhere])).await.unwrap_err();
    assert_eq!(reason(&unnamed), "WEBHOOK");
    assert!(unnamed.message().contains("no webhook nobody"), "{unnamed:?}");
    assert_eq!(node.client.get("u").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_timer_for_an_agent_is_a_message_in_its_queue() {
    let node = Node::start().await;
    let binding = AgentBinding {
        target: "ann".to_owned(),
        adapter: "langgraph".to_owned(),
        template: r#"{"wake":"{{agent}} for {{labels.team}}","with":"{{payload}}"}"#.to_owned(),
    };
    let request = CreateTimerRequest {
        agent: Some(binding.clone()),
        target: None,
        labels: [("team".to_owned(), "co\"re".to_owned())].into(),
        payload: Some(Payload {
            content_type: "application/json".to_owned(),
            data: r#"{"step":3}"#.into(),
        }),
        ..timer("t").fire_after(Duration::ZERO)
    };
    let made = node.client.create(request.clone()).await.unwrap().timer.unwrap();
    assert_eq!(made.labels["agent"], "ann");
    let mut ann = Consumer::open(&node.client, "agent.ann", 10).await.unwrap();
    let message = ann.delivery().await.unwrap();
    let event: Value = serde_json::from_slice(&message.envelope().unwrap().payload).unwrap();
    assert_eq!(event["data"]["wake"], "ann for co\"re");
    assert_eq!(event["data"]["with"]["step"], 3);
    ann.ack(&message).await.unwrap();

    let refused = async |agent: AgentBinding, target| {
        let request = CreateTimerRequest {
            agent: Some(agent),
            target,
            ..timer("u").fire_after(Duration::ZERO)
        };
        reason(&node.client.create(request).await.unwrap_err())
    };
    let with = |target: &str, template: &str| AgentBinding {
        target: target.to_owned(),
        template: template.to_owned(),
        ..AgentBinding::default()
    };
    assert_eq!(refused(with("", ""), None).await, "AGENT");
    assert_eq!(refused(with("a b", ""), None).await, "AGENT");
    assert_eq!(refused(with("ann", "{"), None).await, "AGENT_TEMPLATE");
    assert_eq!(refused(with("ann", r#"["{{secret}}"]"#), None).await, "AGENT_TEMPLATE");
    assert_eq!(refused(binding, action("work", 0).target).await, "AGENT");
}
