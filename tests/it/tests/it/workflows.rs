//! Workflows from outside: definitions, executions, decisions, deadlines, under kills of nodes and orchestrators.

mod boards;
mod breakers;
mod commands;
mod finished;
mod joins;
mod kills;
mod messages;
mod outputs;
mod places;
mod recoveries;
mod refusals;
mod rewinds;
mod schedules;
mod trees;

pub use kills::orchestrator;

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, Execution, GetExecutionRequest, GetTimelineRequest, StartExecutionRequest, TimelineEntry,
};
use tonic::transport::Channel;
use tonic::{Code, Status};

const LOOKS_AGAIN: Duration = Duration::from_millis(20);

pub async fn service(endpoint: &str) -> WorkflowServiceClient<Channel> {
    WorkflowServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

pub async fn apply(workflows: &mut WorkflowServiceClient<Channel>, document: &str) {
    let request = ApplyDefinitionRequest {
        document: document.to_owned(),
        dry_run: false,
    };
    workflows.apply_definition(request).await.unwrap();
}

pub fn start(definition: &str, id: &str) -> StartExecutionRequest {
    StartExecutionRequest {
        definition: definition.to_owned(),
        id: id.to_owned(),
        ..StartExecutionRequest::default()
    }
}

async fn read(workflows: &mut WorkflowServiceClient<Channel>, id: &str) -> Result<Execution, Status> {
    let request = GetExecutionRequest { id: id.to_owned() };
    let found = workflows.get_execution(request).await?;
    Ok(found.into_inner().execution.unwrap())
}

pub async fn get(workflows: &mut WorkflowServiceClient<Channel>, id: &str) -> Execution {
    read(workflows, id).await.unwrap()
}

/// Waits until a condition holds for an execution. A cluster that has just lost its leader may refuse reads.
async fn until(workflows: &mut WorkflowServiceClient<Channel>, id: &str, so: impl Fn(&Execution) -> bool) -> Execution {
    let until = Deadline::after(PATIENCE);
    loop {
        let found = read(workflows, id).await;
        match &found {
            Ok(execution) if so(execution) => return found.unwrap(),
            Ok(_) => {}
            Err(status) => assert_eq!(status.code(), Code::Unavailable, "{status:?}"),
        }
        assert!(!until.has_passed(), "{found:?}");
        tokio::time::sleep(LOOKS_AGAIN).await;
    }
}

pub async fn timeline(workflows: &mut WorkflowServiceClient<Channel>, id: &str) -> Vec<TimelineEntry> {
    let request = GetTimelineRequest { id: id.to_owned() };
    let mut answers = workflows.get_timeline(request).await.unwrap().into_inner();
    let mut entries = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        entries.extend(answer.entry);
    }
    entries
}
