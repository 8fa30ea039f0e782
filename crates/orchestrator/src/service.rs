//! `minoots.workflow.v1.WorkflowService`.

use minoots_wire::error::Reason;
use minoots_wire::workflow::v1::workflow_service_server::WorkflowService;
use minoots_wire::workflow::v1::{self as proto, GetTimelineResponse};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::approvals;
use crate::boards;
use crate::connections::Connections;
use crate::convert;
use crate::convert::recovery;
use crate::definition::Definition;
use crate::execution::{Cause, Input};
use crate::failure;
use crate::inputs::{self, For};
use crate::listing;
use crate::store::{Stepped, Store};
use crate::timeline;

/// Records of a timeline that are buffered for a slow reader.
const TIMELINE_WAITING: usize = 64;

/// The gRPC service for workflows. Each call uses its caller's credential.
#[derive(Debug, Clone)]
pub struct WorkflowApi {
    connections: Connections,
}

impl WorkflowApi {
    /// Creates the service on these connections.
    pub fn new(connections: Connections) -> Self {
        Self { connections }
    }
}

/// Steps an execution at a caller's request.
async fn step(store: &Store, (id, input): For<Input>, call: &str) -> Result<(proto::Execution, Stepped), Status> {
    let stepped = store.step(&id, &input, Cause::Request(call.to_owned()), None).await?;
    Ok((convert::execution(&stepped.execution), stepped))
}

fn definition(name: String, version: u64, document: String) -> proto::Definition {
    proto::Definition {
        name,
        version,
        document,
    }
}

type CallResult<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl WorkflowService for WorkflowApi {
    async fn apply_definition(
        &self,
        request: Request<proto::ApplyDefinitionRequest>,
    ) -> CallResult<proto::ApplyDefinitionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let sound = Definition::parse(&request.document).map_err(|problem| failure::problem(&problem))?;
        let (version, existing) = match request.dry_run {
            true => (0, false),
            false => store.apply(&sound.name, &request.document).await?,
        };
        Ok(Response::new(proto::ApplyDefinitionResponse {
            definition: Some(definition(sound.name, version, request.document)),
            existing,
        }))
    }

    async fn get_definition(
        &self,
        request: Request<proto::GetDefinitionRequest>,
    ) -> CallResult<proto::GetDefinitionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let name = request.name;
        let found = store.document(&name, request.version).await?;
        let (version, document) = found.ok_or_else(|| {
            let message = format!("there is no definition {name:?} of that version; apply it first");
            failure::absent(Reason::Definition, message)
        })?;
        Ok(Response::new(proto::GetDefinitionResponse {
            definition: Some(definition(name, version, document)),
        }))
    }

    async fn start_execution(
        &self,
        request: Request<proto::StartExecutionRequest>,
    ) -> CallResult<proto::StartExecutionResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (definition, start) = inputs::start(request)?;
        let cause = Cause::Request("StartExecution".to_owned());
        let (stepped, existing) = store.start(&definition, start, cause).await?;
        Ok(Response::new(proto::StartExecutionResponse {
            execution: Some(convert::execution(&stepped.execution)),
            existing,
        }))
    }

    async fn get_execution(
        &self,
        request: Request<proto::GetExecutionRequest>,
    ) -> CallResult<proto::GetExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let loaded = store.existing(&request.id).await?;
        Ok(Response::new(proto::GetExecutionResponse {
            execution: Some(convert::execution(&loaded)),
        }))
    }

    async fn complete_phase(
        &self,
        request: Request<proto::CompletePhaseRequest>,
    ) -> CallResult<proto::CompletePhaseResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (id, mut completion) = inputs::completion(request)?;
        completion.principal = store.worker().await?;
        let (execution, _) = step(&store, (id, Input::Complete(completion)), "CompletePhase").await?;
        Ok(Response::new(proto::CompletePhaseResponse {
            execution: Some(execution),
        }))
    }

    async fn regress_phase(
        &self,
        request: Request<proto::RegressPhaseRequest>,
    ) -> CallResult<proto::RegressPhaseResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::regress(request), "RegressPhase").await?;
        Ok(Response::new(proto::RegressPhaseResponse {
            execution: Some(execution),
        }))
    }

    async fn report_failure(
        &self,
        request: Request<proto::ReportFailureRequest>,
    ) -> CallResult<proto::ReportFailureResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::failure(request), "ReportFailure").await?;
        Ok(Response::new(proto::ReportFailureResponse {
            execution: Some(execution),
        }))
    }

    async fn resolve_failure(
        &self,
        request: Request<proto::ResolveFailureRequest>,
    ) -> CallResult<proto::ResolveFailureResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::choice(request), "ResolveFailure").await?;
        Ok(Response::new(proto::ResolveFailureResponse {
            execution: Some(execution),
        }))
    }

    async fn update_command(
        &self,
        request: Request<proto::UpdateCommandRequest>,
    ) -> CallResult<proto::UpdateCommandResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (execution, _) = step(&store, inputs::command(request)?, "UpdateCommand").await?;
        Ok(Response::new(proto::UpdateCommandResponse {
            execution: Some(execution),
        }))
    }

    async fn get_recovery_counts(
        &self,
        request: Request<proto::GetRecoveryCountsRequest>,
    ) -> CallResult<proto::GetRecoveryCountsResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let definition = request.definition;
        if store.document(&definition, 0).await?.is_none() {
            let message = format!("there is no definition {definition:?}; apply it first");
            return Err(failure::absent(Reason::Definition, message));
        }
        let (_, known) = store.outcomes.load(&definition).await?;
        Ok(Response::new(proto::GetRecoveryCountsResponse {
            counts: Some(recovery::counts(&known)),
        }))
    }

    async fn decide_approval(
        &self,
        request: Request<proto::DecideApprovalRequest>,
    ) -> CallResult<proto::DecideApprovalResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (id, mut decision) = inputs::decision(request);
        decision.principal = store.principal().await?;
        decision.key = store.worker().await?;
        let input = Input::Decide(decision.clone());
        let (execution, stepped) = step(&store, (id, input), "DecideApproval").await?;
        let written = stepped
            .events
            .into_iter()
            .find(|(kind, _)| matches!(*kind, "approval.decided" | "approval.voted"));
        let receipt = match written {
            Some((_, id)) => Some(id),
            // The approval was decided before.
            None => timeline::decision(store, stepped.execution, &decision).await?,
        };
        Ok(Response::new(proto::DecideApprovalResponse {
            execution: Some(execution),
            event_id: receipt.unwrap_or_default(),
        }))
    }

    async fn delegate_approval(
        &self,
        request: Request<proto::DelegateApprovalRequest>,
    ) -> CallResult<proto::DelegateApprovalResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::delegation(request), "DelegateApproval").await?;
        Ok(Response::new(proto::DelegateApprovalResponse {
            execution: Some(execution),
        }))
    }

    async fn add_comment(&self, request: Request<proto::AddCommentRequest>) -> CallResult<proto::AddCommentResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::comment(request), "AddComment").await?;
        Ok(Response::new(proto::AddCommentResponse {
            execution: Some(execution),
        }))
    }

    type ListApprovalsStream = ReceiverStream<Result<proto::ListApprovalsResponse, Status>>;

    async fn list_approvals(
        &self,
        request: Request<proto::ListApprovalsRequest>,
    ) -> CallResult<Self::ListApprovalsStream> {
        let (store, request) = self.connections.admitted(request)?;
        Ok(Response::new(listing::streamed(approvals::pending(store, request))))
    }

    async fn signal_execution(
        &self,
        request: Request<proto::SignalExecutionRequest>,
    ) -> CallResult<proto::SignalExecutionResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (execution, _) = step(&store, inputs::signal(request)?, "SignalExecution").await?;
        Ok(Response::new(proto::SignalExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn pause_execution(
        &self,
        request: Request<proto::PauseExecutionRequest>,
    ) -> CallResult<proto::PauseExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::pause(request), "PauseExecution").await?;
        Ok(Response::new(proto::PauseExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn resume_execution(
        &self,
        request: Request<proto::ResumeExecutionRequest>,
    ) -> CallResult<proto::ResumeExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let id = request.id;
        let past = store.past_named(&id, request.phase, request.version).await?;
        let input = past.map_or(Input::Resume, |past| Input::Rewind(past.into()));
        let (execution, _) = step(&store, (id, input), "ResumeExecution").await?;
        Ok(Response::new(proto::ResumeExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn retry_execution(
        &self,
        request: Request<proto::RetryExecutionRequest>,
    ) -> CallResult<proto::RetryExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let id = request.id;
        let (execution, _) = step(&store, (id, Input::Retry), "RetryExecution").await?;
        Ok(Response::new(proto::RetryExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn cancel_execution(
        &self,
        request: Request<proto::CancelExecutionRequest>,
    ) -> CallResult<proto::CancelExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::cancel(request), "CancelExecution").await?;
        Ok(Response::new(proto::CancelExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn spawn_child(&self, request: Request<proto::SpawnChildRequest>) -> CallResult<proto::SpawnChildResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (execution, _) = step(&store, inputs::child(request)?, "SpawnChild").await?;
        Ok(Response::new(proto::SpawnChildResponse {
            execution: Some(execution),
        }))
    }

    async fn arrive(&self, request: Request<proto::ArriveRequest>) -> CallResult<proto::ArriveResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::arrival(request), "Arrive").await?;
        Ok(Response::new(proto::ArriveResponse {
            execution: Some(execution),
        }))
    }

    type ListDefinitionsStream = ReceiverStream<Result<proto::ListDefinitionsResponse, Status>>;

    async fn list_definitions(
        &self,
        request: Request<proto::ListDefinitionsRequest>,
    ) -> CallResult<Self::ListDefinitionsStream> {
        let (store, request) = self.connections.admitted(request)?;
        let names = store.definition_names(&request.name_prefix);
        Ok(Response::new(listing::each(names, move |name| {
            let store = store.clone();
            async move {
                let found = store.document(&name, 0).await?;
                Ok(found.map(|(version, document)| proto::ListDefinitionsResponse {
                    definition: Some(definition(name, version, document)),
                }))
            }
        })))
    }

    type ListExecutionsStream = ReceiverStream<Result<proto::ListExecutionsResponse, Status>>;

    async fn list_executions(
        &self,
        request: Request<proto::ListExecutionsRequest>,
    ) -> CallResult<Self::ListExecutionsStream> {
        let (store, request) = self.connections.admitted(request)?;
        let found = boards::executions(store, request).await?;
        Ok(Response::new(listing::streamed(found)))
    }

    async fn get_board(&self, request: Request<proto::GetBoardRequest>) -> CallResult<proto::GetBoardResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let board = boards::board(store, request).await?;
        Ok(Response::new(proto::GetBoardResponse { board: Some(board) }))
    }

    async fn update_execution(
        &self,
        request: Request<proto::UpdateExecutionRequest>,
    ) -> CallResult<proto::UpdateExecutionResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::update(request), "UpdateExecution").await?;
        Ok(Response::new(proto::UpdateExecutionResponse {
            execution: Some(execution),
        }))
    }

    async fn claim_attempt(
        &self,
        request: Request<proto::ClaimAttemptRequest>,
    ) -> CallResult<proto::ClaimAttemptResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, _) = step(&store, inputs::claim(request), "ClaimAttempt").await?;
        Ok(Response::new(proto::ClaimAttemptResponse {
            execution: Some(execution),
        }))
    }

    type ListOutputsStream = ReceiverStream<Result<proto::ListOutputsResponse, Status>>;

    async fn list_outputs(&self, request: Request<proto::ListOutputsRequest>) -> CallResult<Self::ListOutputsStream> {
        let (store, request) = self.connections.admitted(request)?;
        if request.children && !request.phase.is_empty() {
            let rule = "a phase and the children are not named together; leave one out";
            return Err(failure::field("phase", rule));
        }
        let loaded = store.existing(&request.id).await?;
        let outputs = match request.children {
            true => store.child_outputs(&loaded),
            false => store.outputs(&loaded, &request.phase),
        };
        Ok(Response::new(listing::streamed(outputs)))
    }

    type GetTimelineStream = ReceiverStream<Result<GetTimelineResponse, Status>>;

    async fn get_timeline(&self, request: Request<proto::GetTimelineRequest>) -> CallResult<Self::GetTimelineStream> {
        let (store, request) = self.connections.admitted(request)?;
        let loaded = store.existing(&request.id).await?;
        let (entries, answers) = mpsc::channel(TIMELINE_WAITING);
        tokio::spawn(timeline::send(store, loaded, entries));
        Ok(Response::new(ReceiverStream::new(answers)))
    }
}
