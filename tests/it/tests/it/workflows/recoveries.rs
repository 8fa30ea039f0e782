//! Failures that no further attempt follows automatically: fixes are suggested, applied and counted, under kills of
//! nodes and orchestrators.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::Client;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_wire::error::Details;
use minoots_wire::workflow::v1::{
    CommandStatus, CompletePhaseRequest, ExecutionStatus, Failure, FailureClass, FailureType, GetRecoveryCountsRequest,
    PhaseStatus, Recovery, RecoveryCounts, RecoveryStatus, ReportFailureRequest, UpdateCommandRequest,
};
use serde_json::Value;
use tokio::time::sleep;

use super::*;
use crate::support::Node;

type Workflows = WorkflowServiceClient<Channel>;

/// A definition with two fixes, the first of which needs a person.
const MENDED: &str = "
name: mended
phases:
- { id: work, queue: work, retry: { attempts: 1 } }
recovery:
  automatic: 0.5
  fixes:
  - id: restart
    when: { types: [tool_error] }
    hint: it was restarted
    command: { queue: operators, deadline: 2m, acknowledge: 1s }
  - { id: quote, hint: quote a source }
  - { id: wipe, hint: begin with nothing, risk: high, known: { tried: 98, succeeded: 98 } }
";

fn recovery(execution: &Execution) -> RecoveryStatus {
    execution
        .recovery
        .as_ref()
        .map_or(RecoveryStatus::Unspecified, Recovery::status)
}

/// Waits until attempts with a fix have started, and returns their fence.
async fn applied(workflows: &mut Workflows, id: &str) -> u64 {
    let is_applied = |execution: &Execution| recovery(execution) == RecoveryStatus::Applied;
    until(workflows, id, is_applied).await.phase.unwrap().fence
}

fn failure(id: &str, kind: FailureType, signature: &str) -> ReportFailureRequest {
    ReportFailureRequest {
        id: id.to_owned(),
        failure: Some(Failure {
            class: FailureClass::Transient.into(),
            r#type: kind.into(),
            signature: signature.to_owned(),
            message: "confidence must be 0 to 1".to_owned(),
        }),
        ..ReportFailureRequest::default()
    }
}

fn done(id: &str, items: &[&str]) -> CompletePhaseRequest {
    CompletePhaseRequest {
        id: id.to_owned(),
        checklist: items.iter().map(|item| (*item).to_owned()).collect(),
        ..CompletePhaseRequest::default()
    }
}

fn word(id: &str, command: &str, status: CommandStatus) -> UpdateCommandRequest {
    UpdateCommandRequest {
        id: id.to_owned(),
        command: command.to_owned(),
        status: status.into(),
        by: "ops-1".to_owned(),
        note: "version 4 runs".to_owned(),
    }
}

/// Waits until this number of recoveries and of trials of fixes is counted: an execution reports them first.
async fn counted(workflows: &mut Workflows, definition: &str, (recoveries, trials): (u64, u64)) -> RecoveryCounts {
    let until = Deadline::after(PATIENCE);
    loop {
        let request = GetRecoveryCountsRequest {
            definition: definition.to_owned(),
        };
        let answer = workflows.get_recovery_counts(request).await.unwrap().into_inner();
        let counts = answer.counts.unwrap();
        let ended = counts.recovered_automatically + counts.recovered_by_choice + counts.failed + counts.withdrawn;
        let tried: u64 = counts.fixes.iter().map(|count| count.tried).sum();
        if ended >= recoveries && tried >= trials {
            return counts;
        }
        assert!(!until.has_passed(), "{counts:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Takes and acknowledges the next message of a queue.
async fn message(consumer: &mut Consumer) -> Value {
    let received = consumer.delivery().await.unwrap();
    consumer.ack(&received).await.unwrap();
    let envelope = received.envelope().unwrap();
    let payload: Value = serde_json::from_slice(&envelope.payload).unwrap();
    payload["data"].clone()
}

/// A field beyond its range is a hallucination. The second equal failure adds the constraint, and the attempt that gets
/// it completes the work.
#[tokio::test]
async fn an_agent_that_hallucinates_twice_is_told_a_constraint_and_goes_on() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let bundled = cli.run(&["workflow", "bundled", "agent-pipeline"]).await.unwrap();
    apply(&mut workflows, &bundled.stdout).await;
    workflows.start_execution(start("agent-pipeline", "run")).await.unwrap();
    let items = ["collect began with a checkpoint", "collect ended with a checkpoint"];
    workflows.complete_phase(done("run", &items)).await.unwrap();
    // Only the last attempt gets the fix; each message exists until its attempt has ended.
    let mut consumer = Consumer::open(&node.client, "pipeline.analyse", 1).await.unwrap();
    let mut hints = vec![message(&mut consumer).await["feedback"]["fix"]["hint"].clone()];
    // The agent's logic error is one of the definition's known signatures.
    let wrong = failure("run", FailureType::LogicError, "confidence-range");
    workflows.report_failure(wrong.clone()).await.unwrap();
    let again = |execution: &Execution| execution.phase.as_ref().is_some_and(|phase| phase.attempt == 2);
    let second = until(&mut workflows, "run", again).await;
    assert_eq!(second.failure.unwrap().r#type(), FailureType::Hallucination);
    hints.push(message(&mut consumer).await["feedback"]["fix"]["hint"].clone());
    workflows.report_failure(wrong).await.unwrap();
    let fence = applied(&mut workflows, "run").await;
    hints.push(message(&mut consumer).await["feedback"]["fix"]["hint"].clone());
    let items = ["analyse began with a checkpoint", "analyse ended with a checkpoint"];
    let mended = CompletePhaseRequest {
        fence,
        ..done("run", &items)
    };
    let went_on = workflows
        .complete_phase(mended)
        .await
        .unwrap()
        .into_inner()
        .execution
        .unwrap();
    assert_eq!(went_on.phase.as_ref().unwrap().id, "draft");
    assert_eq!(recovery(&went_on), RecoveryStatus::Succeeded);
    let told = went_on.recovery.unwrap();
    assert_eq!((told.fix.as_str(), told.by.as_str()), ("constrain", ""));
    let counts = counted(&mut workflows, "agent-pipeline", (1, 1)).await;
    assert_eq!((counts.recovered_automatically, counts.fixes.len()), (1, 1));
    let count = &counts.fixes[0];
    assert_eq!((count.fix.as_str(), count.tried, count.succeeded), ("constrain", 1, 1));
    assert_eq!(count.failure_type(), FailureType::Hallucination);
    let kinds: Vec<String> = timeline(&mut workflows, "run")
        .await
        .into_iter()
        .map(|entry| entry.r#type)
        .collect();
    let of_it: Vec<&str> = kinds.iter().filter_map(|kind| kind.strip_prefix("recovery.")).collect();
    assert_eq!(of_it, ["started", "suggested", "applied", "helped", "succeeded"]);

    assert_eq!((&hints[0], &hints[1]), (&Value::Null, &Value::Null));
    assert!(
        hints[2].as_str().unwrap().contains("a confidence is 0 to 1"),
        "{hints:?}"
    );
}

#[tokio::test]
async fn a_command_comes_until_somebody_has_it_and_whoever_is_asked_chooses() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(&mut workflows, MENDED).await;
    workflows.start_execution(start("mended", "one")).await.unwrap();
    workflows
        .report_failure(failure("one", FailureType::ToolError, "tool"))
        .await
        .unwrap();
    let client = Client::connect(node.server.endpoint()).await.unwrap();
    let mut operators = Consumer::open(&client, "operators", 1).await.unwrap();
    let first = message(&mut operators).await;
    assert_eq!(
        (first["kind"].as_str(), first["failure"]["failureType"].as_str()),
        (Some("command"), Some("TOOL_ERROR"))
    );
    // A command that was taken from the queue is not carried out yet: its consumer may have died.
    let second = message(&mut operators).await;
    assert_eq!(
        (&second["command"], second["sent"].as_u64()),
        (&first["command"], Some(2))
    );
    let command = first["command"].as_str().unwrap();
    let waiting = get(&mut workflows, "one").await;
    assert_eq!(waiting.phase.unwrap().status(), PhaseStatus::Recovering);
    for (status, shown) in [
        (CommandStatus::InProgress, CommandStatus::InProgress),
        (CommandStatus::Acknowledged, CommandStatus::InProgress),
        (CommandStatus::Failed, CommandStatus::Failed),
    ] {
        let answer = workflows
            .update_command(word("one", command, status))
            .await
            .unwrap()
            .into_inner();
        let command = answer.execution.unwrap().recovery.unwrap().command;
        // While the next fix is being looked for, the last command is still shown.
        assert_eq!(command.map_or(CommandStatus::Failed, |command| command.status()), shown);
    }
    // The next fix was never tried, and is tried automatically.
    applied(&mut workflows, "one").await;
    // Only a repeat of the last report is accepted.
    let again = word("one", command, CommandStatus::Failed);
    workflows.update_command(again).await.unwrap();
    for (command, reason) in [(command, "RECOVERY_COMMAND_OVER"), ("c0", "RECOVERY_COMMAND")] {
        let stale = workflows
            .update_command(word("one", command, CommandStatus::Completed))
            .await
            .unwrap_err();
        assert_eq!(Details::of(&stale).reason_text, reason);
    }
    workflows
        .report_failure(failure("one", FailureType::ToolError, "tool"))
        .await
        .unwrap();
    // The last fix has a high risk, whatever its probability.
    let asked = until(&mut workflows, "one", |execution| {
        recovery(execution) == RecoveryStatus::Asked
    })
    .await;
    assert_eq!(asked.status(), ExecutionStatus::Blocked);
    let known = asked.recovery.unwrap();
    assert_eq!(known.failed, ["restart", "quote"]);
    let suggestion = &known.suggestions[0];
    assert_eq!(
        (suggestion.fix.as_str(), suggestion.high_risk, suggestion.tried),
        ("wipe", true, 98)
    );
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let shown = cli.run(&["workflow", "get", "one"]).await.unwrap().stdout;
    assert!(shown.contains("ASKED: the same failure twice"), "{shown}");
    assert!(
        shown.contains("wipe: 0.99 (helped 98 of 98 times, high risk)"),
        "{shown}"
    );
    let resolve = async |fix: &str| {
        let call = [
            "workflow",
            "resolve",
            "one",
            "--fix",
            fix,
            "--by",
            "ann",
            "--why",
            "nothing is lost",
        ];
        cli.run(&call).await.unwrap()
    };
    let unknown = resolve("pray").await;
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    assert!(
        unknown
            .stderr
            .contains("the definition has no fix \"pray\"; it has these: restart, quote, wipe"),
        "{unknown:?}"
    );
    let chosen = resolve("wipe").await;
    assert_eq!(chosen.code, Some(0), "{chosen:?}");
    assert!(chosen.stdout.contains("wipe, by ann"), "{chosen:?}");
    let over = workflows
        .complete_phase(done("one", &[]))
        .await
        .unwrap()
        .into_inner()
        .execution
        .unwrap();
    assert_eq!(
        (over.status(), recovery(&over)),
        (ExecutionStatus::Completed, RecoveryStatus::Succeeded)
    );
    let counts = counted(&mut workflows, "mended", (1, 3)).await;
    assert_eq!((counts.recovered_by_choice, counts.fixes.len()), (1, 3));
    let table = cli.run(&["workflow", "recovery", "mended"]).await.unwrap().stdout;
    let first = "recovered: 0 by themselves, 1 with a fix that somebody chose; 0 without a fix that helped (0 % by themselves); 0 withdrawn";
    assert_eq!(table.lines().next(), Some(first));
    assert!(
        table
            .lines()
            .any(|line| line.starts_with("wipe") && line.contains("TOOL_ERROR")),
        "{table}"
    );
    let late = resolve("quote").await;
    assert!(late.stderr.contains("TERMINAL"), "{late:?}");
}

/// Failures of three kinds, a tenth of which no fix can help; orchestrators and the leader are killed in the meantime.
#[tokio::test]
async fn each_outcome_is_counted_once_though_orchestrators_and_nodes_are_killed() {
    const EXECUTIONS: usize = 20;
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut workflows = service(&cluster.endpoint(leader).unwrap()).await;
    apply(&mut workflows, MENDED).await;
    let kinds = [
        FailureType::Hallucination,
        FailureType::LogicError,
        FailureType::Timeout,
    ];
    for number in 0..EXECUTIONS {
        let id = format!("x{number}");
        workflows.start_execution(start("mended", &id)).await.unwrap();
        let kind = kinds[number % kinds.len()];
        workflows.report_failure(failure(&id, kind, "same")).await.unwrap();
    }
    let (mut one, mut two) = (kills::orchestrator(&cluster), kills::orchestrator(&cluster));
    for round in 0..4 {
        sleep(Duration::from_millis(120)).await;
        if round == 1 {
            cluster.kill(leader).unwrap();
        }
        let dies = if round % 2 == 0 { &mut one } else { &mut two };
        dies.kill().await.unwrap();
        *dies = kills::orchestrator(&cluster);
    }
    cluster.restart(leader).await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut workflows = service(&cluster.endpoint(leader).unwrap()).await;
    let mut failed = 0;
    for number in 0..EXECUTIONS {
        let id = format!("x{number}");
        applied(&mut workflows, &id).await;
        if number % 10 == 9 {
            failed += 1;
            let kind = kinds[number % kinds.len()];
            workflows.report_failure(failure(&id, kind, "same")).await.unwrap();
            // Only the fix with a high risk is left.
            until(&mut workflows, &id, |execution| {
                recovery(execution) == RecoveryStatus::Asked
            })
            .await;
            continue;
        }
        let over = workflows.complete_phase(done(&id, &[])).await.unwrap().into_inner();
        assert_eq!(over.execution.unwrap().status(), ExecutionStatus::Completed);
        if number == EXECUTIONS / 2 {
            one.kill().await.unwrap();
            two.kill().await.unwrap();
            (one, two) = (kills::orchestrator(&cluster), kills::orchestrator(&cluster));
        }
    }
    let recovered = EXECUTIONS - failed;
    let counts = counted(&mut workflows, "mended", (recovered as u64, EXECUTIONS as u64)).await;
    // Recoveries that wait for a decision are open.
    assert_eq!(counts.recovered_automatically, recovered as u64);
    assert!(recovered * 5 > EXECUTIONS * 4, "more than 80 % by themselves");
    let mut tried = BTreeMap::new();
    for count in &counts.fixes {
        let sum: &mut (u64, u64) = tried.entry(count.fix.as_str()).or_default();
        *sum = (sum.0 + count.tried, sum.1 + count.succeeded);
    }
    assert_eq!(
        tried,
        BTreeMap::from([("quote", (EXECUTIONS as u64, recovered as u64))])
    );
    for number in 0..EXECUTIONS {
        let mut seen = BTreeMap::new();
        for entry in timeline(&mut workflows, &format!("x{number}")).await {
            *seen.entry(entry.r#type).or_insert(0) += 1;
        }
        assert_eq!(
            (seen["recovery.started"], seen["recovery.applied"]),
            (1, 1),
            "x{number}: {seen:?}"
        );
    }
    one.kill().await.unwrap();
    two.kill().await.unwrap();
}
