//! The stories: starts, people's actions, and results.

use std::time::Duration;

use minoots_client::{CancelOutcome, Key, NewTimer, TimerStatus};
use minoots_it::clock::Deadline;
use minoots_it::story::patience;
use minoots_it::story::stage::{End, Stage};
use minoots_it::story::watched;
use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, ArriveRequest, CancelExecutionRequest, DecideApprovalRequest, ExecutionStatus, PhaseStatus,
    RegisterAgentRequest, ResumeExecutionRequest, StartExecutionRequest, TimelineEntry,
};
use tokio::time::sleep;

use super::Ends;

/// The queues of the agents.
pub const QUEUES: [&str; 9] = [
    "writers",
    "builders",
    "testers",
    "crew",
    "line",
    "operators",
    "scribes",
    // The first agent to get the work fails, and another must be available.
    "watched",
    "watched",
];
/// The number of executions of each story in a round, or more where each is different.
const EACH: usize = 2;

/// Attempts are lost when nodes die during them: so many are sufficient.
const DEFINITIONS: [&str; 6] = [
    "
name: spec
children_max: 10
phases:
- { id: draft, queue: writers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, exit: { checklist: [read], score: 0.7 }, to: [tasks] }
- { id: tasks, queue: writers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, approval: { from: lead, deadline: 1h }, to: [close] }
- { id: close, join: { children: all, timeout: 1h, on_timeout: fail }, queue: writers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [sign, archive] }
- { id: sign, queue: writers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, approval: { from: lead, deadline: 1h }, to: [end] }
- { id: archive, queue: writers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, approval: { from: nobody, deadline: 1s, on_timeout: deny }, to: [end] }
- { id: end }
",
    "
name: ticket
phases:
- { id: build, queue: builders, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, exit: { artifacts: [change] }, to: [test] }
- { id: test, queue: testers, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [done], regress: [build] }
- { id: done }
",
    "
name: train
budgets: { tokens: 1000 }
phases:
- { id: build, queue: crew, wip: 1, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, exit: { checklist: [tests pass] }, to: [evaluate] }
- { id: evaluate, queue: crew, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [operate] }
- { id: operate, queue: crew, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [improve, end] }
- { id: improve, queue: crew, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [build] }
- { id: end }
",
    "
name: pipeline
recovery:
  automatic: 0.5
  fixes:
  - { id: constrain, when: { types: [hallucination] }, hint: keep to the range }
  - { id: mend, when: { types: [tool_error] }, command: { queue: operators, deadline: 1h, acknowledge: 1s } }
phases:
- { id: collect, queue: line, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [analyse] }
- { id: analyse, queue: line, deadline: 3s, handoff: { deadline: 2s }, retry: { attempts: 60, initial: 50ms, max: 200ms }, to: [publish] }
- { id: publish, queue: line, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms } }
",
    "
name: ritual
phases:
- { id: check-in, join: { arrivals: 2, timeout: 1h, on_timeout: fail }, queue: nobody, deadline: 200ms, on_timeout: go metrics, to: [metrics] }
- { id: metrics, queue: nobody, deadline: 200ms, on_timeout: go report, to: [report] }
- { id: report, queue: scribes, deadline: 2s, retry: { attempts: 60, initial: 50ms, max: 200ms }, exit: { artifacts: [report] }, to: [held] }
- { id: held }
",
    "
name: watched
phases:
- { id: work, queue: watched, retry: { attempts: 60, initial: 50ms, max: 200ms } }
",
];

pub async fn prepare(stage: &Stage) {
    for document in DEFINITIONS {
        let request = ApplyDefinitionRequest {
            document: document.to_owned(),
            dry_run: false,
        };
        let applied = stage.call(|node| {
            let request = request.clone();
            async move { WorkflowServiceClient::new(node).apply_definition(request).await }
        });
        applied.await.unwrap();
    }
    for agent in ["ann", "bob"] {
        let rules =
            "heartbeat: { ttl: 1h }\nno_progress: { after: 1h }\nidle: { after: 1h }\nbetween_phases: { after: 1h }\n";
        register(stage, agent, rules).await;
    }
}

async fn register(stage: &Stage, id: &str, rules: &str) {
    let request = RegisterAgentRequest {
        id: id.to_owned(),
        rules: rules.to_owned(),
        ..RegisterAgentRequest::default()
    };
    let registered = stage.call(|node| {
        let request = request.clone();
        async move { AgentServiceClient::new(node).register_agent(request).await }
    });
    registered.await.unwrap();
}

async fn start(stage: &Stage, definition: &str, id: &str) {
    let request = StartExecutionRequest {
        definition: definition.to_owned(),
        id: id.to_owned(),
        ..StartExecutionRequest::default()
    };
    let started = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).start_execution(request).await }
    });
    started.await.unwrap();
}

/// Approves the result of an execution for the lead.
async fn agree(stage: &Stage, id: &str, phase: &str) {
    let asked = |execution: &minoots_wire::workflow::v1::Execution| {
        let at = execution.phase.clone().unwrap_or_default();
        at.id == phase && at.status() == PhaseStatus::AwaitingApproval
    };
    stage.until(id, asked).await;
    let request = DecideApprovalRequest {
        id: id.to_owned(),
        phase: phase.to_owned(),
        approved: true,
        by: "lead".to_owned(),
        ..DecideApprovalRequest::default()
    };
    let decided = stage.call(|node| {
        let request = request.clone();
        async move { WorkflowServiceClient::new(node).decide_approval(request).await }
    });
    decided.await.unwrap();
}

/// Creates timers, and cancels every other one.
pub async fn timers(stage: &Stage, round: usize) -> Ends {
    const TIMERS: usize = 20;
    for number in 0..TIMERS {
        let id = format!("timer-{round}-{number}");
        let is_taken_back = number % 2 == 1;
        let delay = match is_taken_back {
            true => Duration::from_secs(3_600),
            false => Duration::from_millis(500 + 50 * number as u64),
        };
        let timer = NewTimer::after(&id, delay).id(&id).queue("nobody");
        stage.client.create_timer(timer).await.unwrap();
        if is_taken_back {
            let outcome = stage.client.cancel(Key::from(id.as_str())).await.unwrap();
            assert_eq!(outcome, CancelOutcome::Cancelled);
        }
    }
    let mut ends = Ends::new();
    let until = Deadline::after(patience());
    for number in 0..TIMERS {
        let id = format!("timer-{round}-{number}");
        let status = loop {
            let timer = stage.client.get(Key::from(id.as_str())).await.unwrap();
            let status = format!("{:?}", timer.status);
            if !matches!(timer.status, TimerStatus::Scheduled | TimerStatus::Armed) {
                break status;
            }
            assert!(!until.has_passed(), "{id} is {status}");
            sleep(Duration::from_millis(50)).await;
        };
        ends.insert(format!("timer {number}"), End::of(status));
    }
    ends
}

/// Runs from a draft with a low first score to tickets that are built, tested, and built again.
pub async fn spec(stage: &Stage, round: usize) -> Ends {
    let ids: Vec<String> = (0..EACH).map(|number| format!("spec-{round}-{number}")).collect();
    for id in &ids {
        start(stage, "spec", id).await;
    }
    let mut ends = Ends::new();
    for (number, id) in ids.iter().enumerate() {
        agree(stage, id, "tasks").await;
        let status = match number % 2 {
            0 => {
                agree(stage, id, "sign").await;
                ExecutionStatus::Completed
            }
            // No decision is made.
            _ => ExecutionStatus::Blocked,
        };
        stage.until_status(id, status).await;
        ends.insert(format!("spec {number}"), stage.end(id).await);
        for child in 0..2 {
            let end = stage.end(&format!("{id}-{child}")).await;
            ends.insert(format!("ticket {number} {child}"), end);
        }
    }
    ends
}

/// Runs in cycles; a person checks one, and one overspends.
pub async fn train(stage: &Stage, round: usize) -> Ends {
    let ids: Vec<String> = (0..EACH).map(|number| format!("train-{round}-{number}")).collect();
    for id in &ids {
        start(stage, "train", id).await;
    }
    let mut ends = Ends::new();
    for (number, id) in ids.iter().enumerate() {
        stage.until_status(id, ExecutionStatus::Blocked).await;
        let status = if number % 2 == 0 {
            stage.does(id, "looked at");
            let request = ResumeExecutionRequest {
                id: id.clone(),
                ..ResumeExecutionRequest::default()
            };
            let resumed = stage.call(|node| {
                let request = request.clone();
                async move { WorkflowServiceClient::new(node).resume_execution(request).await }
            });
            resumed.await.unwrap();
            ExecutionStatus::Completed
        } else {
            let request = CancelExecutionRequest {
                id: id.clone(),
                reason: "too dear".to_owned(),
            };
            let cancelled = stage.call(|node| {
                let request = request.clone();
                async move { WorkflowServiceClient::new(node).cancel_execution(request).await }
            });
            cancelled.await.unwrap();
            ExecutionStatus::Cancelled
        };
        stage.until_status(id, status).await;
        ends.insert(format!("train {number}"), stage.end(id).await);
    }
    ends
}

/// Runs failures with recoveries, and handoffs of work.
pub async fn pipeline(stage: &Stage, round: usize) -> Ends {
    let ids: Vec<String> = (0..EACH).map(|number| format!("pipeline-{round}-{number}")).collect();
    for id in &ids {
        start(stage, "pipeline", id).await;
    }
    let mut ends = Ends::new();
    for (number, id) in ids.iter().enumerate() {
        stage.until_status(id, ExecutionStatus::Completed).await;
        ends.insert(format!("pipeline {number}"), stage.end(id).await);
    }
    ends
}

/// Runs a meeting whose steps advance automatically.
pub async fn ritual(stage: &Stage, round: usize) -> Ends {
    let id = format!("ritual-{round}-0");
    start(stage, "ritual", &id).await;
    for who in ["ann", "bob"] {
        let request = ArriveRequest {
            id: id.clone(),
            point: "check-in".to_owned(),
            who: who.to_owned(),
            arrival_id: format!("{id}-{who}"),
        };
        let arrived = stage.call(|node| {
            let request = request.clone();
            async move { WorkflowServiceClient::new(node).arrive(request).await }
        });
        arrived.await.unwrap();
    }
    stage.until_status(&id, ExecutionStatus::Completed).await;
    Ends::from([("ritual".to_owned(), stage.end(&id).await)])
}

/// Runs agents that hang, report false progress, repeat themselves or overspend: another agent gets their work.
pub async fn watched(stage: &Stage, round: usize) -> Ends {
    let mut ends = Ends::new();
    for (number, how) in watched::ALL.into_iter().enumerate() {
        let id = format!("watched-{round}-{number}");
        start(stage, "watched", &id).await;
        stage.until_status(&id, ExecutionStatus::Completed).await;
        let timeline = stage.timeline(&id).await;
        let of_agent = |entry: &&TimelineEntry| {
            let payload = String::from_utf8_lossy(&entry.payload);
            entry.r#type == "workflow.attempt_failed" && payload.contains(&how.agent(&id))
        };
        // By a rule, and once.
        assert_eq!(timeline.iter().filter(of_agent).count(), 1, "{id}: {timeline:#?}");
        ends.insert(format!("{} agent", how.name()), stage.end(&id).await);
    }
    ends
}
