//! Messages that ask for a response: an attempt, an offered handoff, a recovery command. After the end of its subject
//! no consumer receives one.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::clock::Deadline;
use minoots_it::consumer::{Consumer, Received};
use minoots_wire::event::v1::{AckOutcome, consume_result::Result as Answer};
use minoots_wire::timer::v1::{GetTimerRequest, TimerStatus};
use serde_json::Value;
use tokio::time::sleep;

use crate::support::Node;

/// A way in which a subject ends.
struct Way {
    name: &'static str,
    /// The definition without its name.
    document: &'static str,
    /// The queue of the message under test, if it is not the first attempt's.
    queue: Option<&'static str>,
    /// Commands before the message exists.
    before: &'static [&'static str],
    /// Commands that end the subject; without any, a timer does.
    after: &'static [&'static str],
}

const ATTEMPT: Way = Way {
    name: "",
    document: "phases: [{ id: a, queue: QUEUE, to: [b], regress: [a], retry: { initial: 10m } }, { id: b, queue: QUEUE }]",
    queue: None,
    before: &[],
    after: &[],
};

const FIXED: &str = "
phases: [{ id: a, queue: QUEUE, retry: { attempts: 1 } }]
recovery:
  automatic: 0
  fixes: [{ id: mend, command: { queue: QUEUE-people, deadline: 10m, acknowledge: 10m } }]
";

const AGENTS: &[&str] = &["agent register --id ann --ttl 1h", "agent register --id bob --ttl 1h"];
const PROPOSE: &str = "agent handoff propose ID --from ann --to bob --fence 1 --id h --state {}";
const HANDED_OVER: &[&str] = &[PROPOSE, "agent handoff accept ID h --by bob"];

fn ways() -> Vec<Way> {
    let attempt = |name, after| Way { name, after, ..ATTEMPT };
    let timed = |name, document| Way {
        name,
        document,
        ..ATTEMPT
    };
    let handoff = |name, after| Way {
        name,
        after,
        queue: Some("agent.bob"),
        before: &[PROPOSE],
        ..ATTEMPT
    };
    let command = |name, after| Way {
        name,
        after,
        document: FIXED,
        queue: Some("QUEUE-people"),
        before: &["workflow fail ID --class permanent --message broken"],
    };
    vec![
        attempt("completed", &["workflow complete ID --fence 1"]),
        attempt("completed-without-a-fence", &["workflow complete ID"]),
        attempt("failed", &["workflow fail ID --fence 1 --message odd"]),
        attempt("blocked", &["workflow fail ID --class permanent --message odd"]),
        attempt("cancelled", &["workflow cancel ID"]),
        attempt("cancelled-while-paused", &["workflow pause ID", "workflow cancel ID"]),
        attempt("fallen-back", &["workflow regress ID --to a --reason again"]),
        attempt("taken-back", &["workflow pause ID", "workflow resume ID --from a"]),
        attempt("handed-over", HANDED_OVER),
        attempt(
            "lost",
            &[
                "agent register --id NAME --ttl 1h",
                "agent heartbeat --id NAME --execution ID --fence 1",
                "agent register --id NAME --ttl 1h",
            ],
        ),
        Way {
            after: &["workflow complete ID --tokens 9"],
            ..timed(
                "beyond-a-budget",
                "budgets: { tokens: 5 }\nphases: [{ id: a, queue: QUEUE, to: [b] }, { id: b, queue: QUEUE }]",
            )
        },
        Way {
            after: &["workflow complete ID"],
            ..timed(
                "decided-on",
                "phases: [{ id: a, queue: QUEUE, approval: { from: lead } }]",
            )
        },
        timed(
            "late-and-retried",
            "phases: [{ id: a, queue: QUEUE, deadline: 2s, retry: { initial: 10m } }]",
        ),
        timed(
            "late-and-blocked",
            "phases: [{ id: a, queue: QUEUE, deadline: 2s, on_timeout: block }]",
        ),
        timed(
            "late-and-failed",
            "phases: [{ id: a, queue: QUEUE, deadline: 2s, grace: 10ms, on_timeout: fail }]",
        ),
        timed(
            "late-and-elsewhere",
            "phases: [{ id: a, queue: QUEUE, deadline: 2s, on_timeout: go b, to: [b] }, { id: b, queue: QUEUE }]",
        ),
        timed(
            "out-of-time",
            "budgets: { time: 2s }\nphases: [{ id: a, queue: QUEUE }]",
        ),
        handoff("handoff-accepted", &["agent handoff accept ID h --by bob"]),
        handoff("handoff-rejected", &["agent handoff reject ID h --by bob"]),
        handoff("handoff-withdrawn", &["agent handoff withdraw ID h --by ann"]),
        handoff("handoff-of-what-is-complete", &["workflow complete ID"]),
        command(
            "command-done",
            &["workflow command ID COMMAND --status completed --by ann"],
        ),
        command(
            "command-failed",
            &["workflow command ID COMMAND --status failed --by ann"],
        ),
        command("command-cancelled-with-all", &["workflow cancel ID"]),
    ]
}

struct Play<'a> {
    cli: Cli,
    node: &'a Node,
    id: String,
}

impl Play<'_> {
    async fn run(&self, line: &str, command: &str) {
        let line = line
            .replace("ID", &self.id)
            .replace("NAME", &format!("agent-{}", self.id));
        let line = line.replace("COMMAND", command);
        let arguments: Vec<&str> = line.split(' ').collect();
        let outcome = self.cli.run(&arguments).await.unwrap();
        assert_eq!(outcome.code, Some(0), "{line}: {outcome:?}");
    }

    async fn apply(&self, document: &str) {
        let document = format!("name: {}\n{}\n", self.id, document.replace("QUEUE", &self.id));
        let applied = self
            .cli
            .run_with_input(&["workflow", "apply", "-f", "-"], &document)
            .await;
        let applied = applied.unwrap();
        assert_eq!(applied.code, Some(0), "{document}: {applied:?}");
    }

    /// Returns the status of a message's timer.
    async fn status(&self, message: &Received) -> TimerStatus {
        let id = message.id().split(':').nth(2).unwrap().to_owned();
        let request = GetTimerRequest {
            id,
            ..GetTimerRequest::default()
        };
        let timer = self.node.client.timers.clone().get_timer(request).await.unwrap();
        timer.into_inner().timer.unwrap().status()
    }
}

fn body(message: &Received) -> Value {
    let mut payload: Value = serde_json::from_slice(&message.envelope().unwrap().payload).unwrap();
    payload["data"].take()
}

/// A delivered message of each kind of subject, with each kind of end. It is settled when the end is acknowledged, its
/// consumer's acknowledgement is a repeat, and no other consumer receives it.
#[tokio::test]
async fn a_message_is_withdrawn_when_its_matter_is_over() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    for line in AGENTS {
        let arguments: Vec<&str> = line.split(' ').collect();
        cli.run(&arguments).await.unwrap();
    }
    for way in ways() {
        let play = Play {
            cli: cli.clone(),
            node: &node,
            id: format!("w-{}", way.name),
        };
        play.apply(way.document).await;
        play.run("workflow start --definition ID --id ID", "").await;
        for line in way.before {
            play.run(line, "").await;
        }
        let queue = way.queue.unwrap_or("QUEUE").replace("QUEUE", &play.id);
        let mut consumer = Consumer::open(&node.client, &queue, 1).await.unwrap();
        let message = loop {
            let message = consumer.delivery().await.unwrap();
            if body(&message)["execution"] == *play.id && body(&message)["kind"] != "handoff_over" {
                break message;
            }
            consumer.ack(&message).await.unwrap();
        };
        let command = body(&message)["command"].as_str().unwrap_or_default().to_owned();
        for line in way.after {
            assert_eq!(
                play.status(&message).await,
                TimerStatus::Fired,
                "{}: before its end",
                way.name
            );
            play.run(line, &command).await;
        }
        // An end by the orchestrator has no response to a caller.
        let by_itself = way.after.is_empty() || way.name == "lost";
        let until = Deadline::after(PATIENCE);
        while by_itself && play.status(&message).await != TimerStatus::Settled && !until.has_passed() {
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(play.status(&message).await, TimerStatus::Settled, "{}", way.name);
        match consumer.ack(&message).await.unwrap() {
            Answer::Ack(ack) => assert_eq!(ack.outcome(), AckOutcome::AlreadySettled, "{}", way.name),
            other => panic!("{}: {other:?}", way.name),
        }
        consumer.half_close().await.unwrap();
        play.run(
            &format!("timer create --name last --delay 0s --queue {queue} --payload last"),
            "",
        )
        .await;
        let mut other = Consumer::open(&node.client, &queue, 10).await.unwrap();
        loop {
            let received = other.delivery().await.unwrap();
            assert_ne!(received.id(), message.id(), "{}: received again", way.name);
            other.ack(&received).await.unwrap();
            if body(&received) == "last" {
                break;
            }
        }
    }
}

/// A message that its consumers returned too often is a dead letter. After the end of its subject, nothing redelivers
/// it.
#[tokio::test]
async fn a_message_that_is_a_dead_letter_is_redriven_no_more_once_its_matter_is_over() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let play = Play {
        cli: cli.clone(),
        node: &node,
        id: "run".to_owned(),
    };
    play.apply("phases: [{ id: a, queue: QUEUE }]").await;
    play.run("queue create run --max-attempts 1", "").await;
    play.run("workflow start --definition ID --id ID", "").await;
    let mut consumer = Consumer::open(&node.client, "run", 1).await.unwrap();
    let letters = async || {
        let listed = cli.run(&["queue", "dead-letters", "run", "-o", "json"]).await.unwrap();
        listed.json().unwrap()["deadLetters"].as_array().map_or(0, Vec::len)
    };
    let redriven = async |which: &[&str]| cli.run(&[&["event", "redrive"], which].concat()).await.unwrap();

    let message = consumer.delivery().await.unwrap();
    consumer.nack(&message).await.unwrap();
    assert_eq!(letters().await, 1);
    let again = redriven(&["--queue", "run"]).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    let message = consumer.delivery().await.unwrap();
    consumer.nack(&message).await.unwrap();
    assert_eq!(letters().await, 1);

    play.run("workflow complete ID", "").await;
    assert_eq!(letters().await, 0);
    let refused = redriven(&["--key", message.id()]).await;
    assert!(refused.stderr.contains("EVENT"), "{refused:?}");
    let node = node.kill_and_restart().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let none = cli
        .run(&["event", "redrive", "--queue", "run", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(none.code, Some(0), "{none:?}");
    cli.run(&["timer", "create", "--name", "last", "--delay", "0s", "--queue", "run"])
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "run", 10).await.unwrap();
    let next = consumer.delivery().await.unwrap();
    assert_ne!(next.id(), message.id(), "it came back");
}
