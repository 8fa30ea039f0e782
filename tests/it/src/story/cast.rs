//! Agents: the behaviour of each with an attempt, and its failure.

use minoots_client::ConsumeOptions;
use minoots_wire::workflow::v1::handoff_service_client::HandoffServiceClient;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, CommandStatus, CompletePhaseRequest, Failure, FailureClass, FailureType, HandoffParty,
    ProposeHandoffRequest, RegressPhaseRequest, ReportFailureRequest, SpawnChildRequest, UpdateCommandRequest,
};
use serde::Deserialize;
use serde_json::Value;
use tokio_stream::StreamExt as _;
use tonic::Status;

use super::index;
use super::stage::Stage;
use super::watched;

/// A queue whose agents may work for long. An agent holds no second delivery, which another agent would have to wait
/// for.
const WATCHED: &str = "watched";

/// The message to an agent.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
struct Work {
    kind: String,
    execution: String,
    definition: String,
    phase: String,
    visit: u32,
    attempt: u32,
    fence: u64,
    feedback: Value,
    command: String,
}

#[derive(Deserialize)]
struct Event {
    data: Work,
}

/// Takes work from a queue forever; dies where its story requires it.
pub async fn work(stage: &Stage, queue: &str) -> anyhow::Result<()> {
    loop {
        let credits = if queue == WATCHED { 1 } else { 4 };
        let mut consumer = stage.client.consume(queue, ConsumeOptions::default().credits(credits));
        while let Some(delivery) = consumer.next().await {
            let Ok(delivery) = delivery else { continue };
            let event: Event = serde_json::from_slice(&delivery.event.payload)?;
            // A refused call means that the work was given to another agent, or decided, in the meantime.
            let _ = play(stage, &event.data).await;
            // A delivery that could not be acknowledged is redelivered, and is stale by then.
            let _ = delivery.ack().await;
        }
    }
}

/// Plays an attempt. A refusal means that the attempt has ended: it was a repeat, or took too long.
async fn play(stage: &Stage, work: &Work) -> Result<(), Status> {
    let id = work.execution.as_str();
    let odd = index(id) % 2 == 1;
    let first = work.attempt == 1;
    if work.kind == "command" {
        stage.does(id, "mended");
        return command(stage, work).await;
    }
    match (work.definition.as_str(), work.phase.as_str()) {
        ("spec", "draft") => {
            let score = if first { 0.3 } else { 0.9 };
            if first {
                stage.fails(id, &work.phase, "not good enough");
            }
            done(stage, work, |mut request| {
                request.checklist = vec!["read".to_owned()];
                request.score = Some(score);
                request
            })
            .await?;
        }
        ("spec", "tasks") if first => {
            stage.fails(id, &work.phase, "crashed");
            std::process::abort();
        }
        ("spec", "tasks") => {
            for child in 0..2 {
                spawn(stage, id, &format!("{id}-{child}")).await?;
            }
            done(stage, work, |request| request).await?;
        }
        ("spec", "close") => {
            let to = if odd { "archive" } else { "sign" };
            let chosen = |mut request: CompletePhaseRequest| {
                request.to = to.to_owned();
                request
            };
            done(stage, work, chosen).await?;
        }
        ("ticket", "build") if first && odd => stage.fails(id, &work.phase, "hung"),
        ("ticket", "build") => {
            let made = |mut request: CompletePhaseRequest| {
                request.artifacts = vec!["change".to_owned()];
                request
            };
            done(stage, work, made).await?;
        }
        ("ticket", "test") if work.visit == 1 => regress(stage, work, "build").await?,
        ("train", "build") => {
            let tested = |mut request: CompletePhaseRequest| {
                request.checklist = vec!["tests pass".to_owned()];
                request
            };
            done(stage, work, tested).await?;
        }
        ("train", "evaluate") if odd => {
            stage.fails(id, &work.phase, "spent too much");
            let spent = |mut request: CompletePhaseRequest| {
                request.tokens = 2_000;
                request
            };
            done(stage, work, spent).await?;
        }
        ("train", "evaluate") if !stage.has_done(id, "looked at") => {
            stage.fails(id, &work.phase, "wrong");
            fail(stage, work, FailureType::LogicError).await?;
        }
        ("train", "operate") => {
            let to = if work.visit == 1 { "improve" } else { "end" };
            let chosen = |mut request: CompletePhaseRequest| {
                request.to = to.to_owned();
                request
            };
            done(stage, work, chosen).await?;
        }
        ("pipeline", "collect") if work.feedback["fix"].is_null() => {
            let kind = if odd {
                FailureType::ToolError
            } else {
                FailureType::Hallucination
            };
            stage.fails(id, &work.phase, "failed");
            fail(stage, work, kind).await?;
        }
        ("pipeline", "analyse") => {
            let fence = hand_over(stage, work).await?;
            let handed = Work { fence, ..work.clone() };
            done(stage, &handed, |request| request).await?;
        }
        ("watched", _) if first => {
            let how = watched::ALL[index(id) % watched::ALL.len()];
            watched::fail(stage, how, id, work.fence).await?;
        }
        ("ritual", "report") => {
            let written = |mut request: CompletePhaseRequest| {
                request.artifacts = vec!["report".to_owned()];
                request
            };
            done(stage, work, written).await?;
        }
        _ => done(stage, work, |request| request).await?,
    }
    Ok(())
}

async fn done(
    stage: &Stage,
    work: &Work,
    what: impl FnOnce(CompletePhaseRequest) -> CompletePhaseRequest,
) -> Result<(), Status> {
    stage.does(&work.execution, &format!("{} {}", work.phase, work.visit));
    let request = what(CompletePhaseRequest {
        id: work.execution.clone(),
        phase: work.phase.clone(),
        fence: work.fence,
        ..CompletePhaseRequest::default()
    });
    let call = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).complete_phase(request).await }
    });
    call.await.map(drop)
}

async fn fail(stage: &Stage, work: &Work, kind: FailureType) -> Result<(), Status> {
    let request = ReportFailureRequest {
        id: work.execution.clone(),
        fence: work.fence,
        failure: Some(Failure {
            class: FailureClass::Permanent.into(),
            r#type: kind.into(),
            signature: "same".to_owned(),
            message: "no".to_owned(),
        }),
        ..ReportFailureRequest::default()
    };
    let call = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).report_failure(request).await }
    });
    call.await.map(drop)
}

async fn regress(stage: &Stage, work: &Work, to: &str) -> Result<(), Status> {
    let request = RegressPhaseRequest {
        id: work.execution.clone(),
        to: to.to_owned(),
        fence: work.fence,
        reason: "a test fails".to_owned(),
    };
    let call = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).regress_phase(request).await }
    });
    call.await.map(drop)
}

async fn spawn(stage: &Stage, id: &str, child: &str) -> Result<(), Status> {
    let request = SpawnChildRequest {
        id: id.to_owned(),
        child_id: child.to_owned(),
        definition: "ticket".to_owned(),
        reason: "a task".to_owned(),
        ..SpawnChildRequest::default()
    };
    let call = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).spawn_child(request).await }
    });
    call.await.map(drop)
}

async fn command(stage: &Stage, work: &Work) -> Result<(), Status> {
    let request = UpdateCommandRequest {
        id: work.execution.clone(),
        command: work.command.clone(),
        status: CommandStatus::Completed.into(),
        by: "ops".to_owned(),
        note: "it runs".to_owned(),
    };
    let call = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).update_command(request).await }
    });
    call.await.map(drop)
}

/// Hands the attempt from ann to bob, who continues with the returned fence.
async fn hand_over(stage: &Stage, work: &Work) -> Result<u64, Status> {
    let party = |agent: &str| {
        let agent = agent.to_owned();
        Some(HandoffParty { agent, epoch: 0 })
    };
    let handoff = format!("h{}", work.fence);
    let proposal = ProposeHandoffRequest {
        execution: work.execution.clone(),
        id: handoff.clone(),
        from: party("ann"),
        to: party("bob"),
        fence: work.fence,
        state: b"{}".to_vec().into(),
        ..ProposeHandoffRequest::default()
    };
    let proposed = stage.call(|node| {
        let proposal = proposal.clone();
        async move { HandoffServiceClient::new(node).propose_handoff(proposal).await }
    });
    proposed.await?;
    let acceptance = AcceptHandoffRequest {
        execution: work.execution.clone(),
        id: handoff,
        by: party("bob"),
    };
    let accepted = stage.call(|node| {
        let acceptance = acceptance.clone();
        async move { HandoffServiceClient::new(node).accept_handoff(acceptance).await }
    });
    Ok(accepted.await?.handoff.unwrap_or_default().new_fence)
}
