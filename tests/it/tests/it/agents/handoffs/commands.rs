//! `minoots agent handoff`, as scripts use it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::cli::{Cli, Outcome};
use serde_json::Value;

use crate::support::Node;

const PIPELINE: &str = "
name: pipeline
phases:
  - id: write
    queue: writers
    handoff:
      voters: [lead]
      deadline: 10s
      schema: { type: object, required: [page], properties: { page: { type: integer, minimum: 1 } } }
    to: [done]
  - id: done
";

async fn ran(cli: &Cli, arguments: &[&str]) -> Outcome {
    let outcome = cli.run(arguments).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

async fn shown(cli: &Cli, arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["-o", "json"]).collect();
    ran(cli, &arguments).await.json().unwrap()
}

/// Returns the next message of a queue.
async fn taken(cli: &Cli, queue: &str) -> Value {
    let consume = ["event", "consume", "--queue", queue, "--max", "1", "-o", "json"];
    let delivery = ran(cli, &consume).await.json().unwrap();
    let payload = STANDARD.decode(delivery["payload"].as_str().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&payload).unwrap()["data"].clone()
}

#[tokio::test]
async fn work_goes_from_one_agent_to_another_with_what_it_knows_and_is_proved_afterwards() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let applied = cli
        .run_with_input(&["workflow", "apply", "-f", "-"], PIPELINE)
        .await
        .unwrap();
    assert_eq!(applied.code, Some(0), "{applied:?}");
    for agent in ["ann", "bob"] {
        ran(&cli, &["agent", "register", "--id", agent, "--ttl", "1h"]).await;
    }
    let start = ["workflow", "start", "--definition", "pipeline", "--id", "run"];
    ran(&cli, &start).await;
    assert_eq!(taken(&cli, "writers").await["fence"], 1);

    let propose = |state: &'static str| {
        let words = "agent handoff propose run --from ann --to bob --fence 1 --id h1 --reason tired --state";
        words.split(' ').chain([state]).collect::<Vec<_>>()
    };
    let refused = cli.run(&propose("{\"page\":0}")).await.unwrap();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("/page must be at least 1"), "{refused:?}");
    let proposed = shown(&cli, &propose("{\"page\":2}")).await;
    assert_eq!(proposed["status"], "HANDOFF_STATUS_PROPOSED");
    assert_eq!(shown(&cli, &propose("{\"page\":2}")).await, proposed, "proposed once");
    let offer = taken(&cli, "agent.bob").await;
    assert_eq!(
        (offer["kind"].as_str(), offer["state"]["page"].as_u64()),
        (Some("handoff"), Some(2))
    );
    let accept = ["agent", "handoff", "accept", "run", "h1", "--by", "bob", "--epoch", "1"];
    assert_eq!(shown(&cli, &accept).await["status"], "HANDOFF_STATUS_ACCEPTED");
    let vote = [
        "agent", "handoff", "vote", "run", "h1", "--voter", "lead", "--why", "fine",
    ];
    let committed = shown(&cli, &vote).await;
    assert_eq!(
        (&committed["status"], &committed["newFence"]),
        (&"HANDOFF_STATUS_COMMITTED".into(), &"2".into()),
        "{committed}"
    );
    let given = taken(&cli, "agent.bob").await;
    assert_eq!((&given["kind"], &given["fence"]), (&"handed_over".into(), &2.into()));
    assert_eq!(taken(&cli, "agent.ann").await["status"], "COMMITTED");

    // The previous agent no longer has it.
    let late = cli.run(&["workflow", "complete", "run", "--fence", "1"]).await.unwrap();
    assert!(late.stderr.contains("STALE_FENCE"), "{late:?}");
    let held = ran(&cli, &["workflow", "get", "run"]).await.stdout;
    assert!(held.contains("bob, handoff h1"), "{held}");

    // The handoff back is offered, and rejected.
    let back = "agent handoff propose run --from bob --to ann --fence 2 --id h2 --state {\"page\":9}";
    ran(&cli, &back.split(' ').collect::<Vec<_>>()).await;
    let reject = [
        "agent", "handoff", "reject", "run", "h2", "--by", "ann", "--why", "busy",
    ];
    assert_eq!(shown(&cli, &reject).await["why"], "busy");
    let show = ["agent", "handoff", "show", "run", "h2"];
    assert_eq!(shown(&cli, &show).await["status"], "HANDOFF_STATUS_REJECTED");
    let all = shown(&cli, &["agent", "handoff", "list", "--agent", "ann"]).await;
    let ids: Vec<_> = all["handoffs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, ["h1", "h2"]);
    let some = shown(&cli, &["agent", "handoff", "list", "--status", "committed"]).await;
    assert_eq!(some["handoffs"].as_array().unwrap().len(), 1, "{some}");
    let table = ran(&cli, &["agent", "handoff", "list", "--execution", "run"])
        .await
        .stdout;
    assert!(table.contains("1 to 2") && table.contains("busy"), "{table}");

    ran(&cli, &["workflow", "complete", "run", "--fence", "2"]).await;
    let lines = ran(&cli, &["workflow", "timeline", "run", "-o", "json"]).await.stdout;
    let keys = format!("{}/.well-known/jwks.json", node.server.endpoint());
    let verified = cli.run_with_input(&["verify", "--keys", &keys], &lines).await.unwrap();
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let kinds: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone())
        .filter(|kind| kind.as_str().unwrap().starts_with("handoff."))
        .collect();
    let once = ["proposed", "accepted", "voted", "committed", "proposed", "rejected"];
    assert_eq!(kinds, once.map(|kind| Value::from(format!("handoff.{kind}"))));
}
