//! The routes of workflows, agents and handoffs, which are [mounted](crate::Mount) on the node.

use super::super::route::{Route, get, list, post};
use minoots_wire::workflow::v1 as workflow;

pub(super) static ROUTES: [Route; 35] = [
    post::<workflow::ApplyDefinitionRequest, workflow::ApplyDefinitionResponse>(
        "/v1/workflowDefinitions",
        "minoots.workflow.v1.WorkflowService/ApplyDefinition",
        r#"{"document":"name: review\nphases:\n  - { id: draft, queue: writers, to: [done] }\n  - { id: done }\n"}"#,
    ),
    list::<workflow::ListDefinitionsRequest, workflow::ListDefinitionsResponse>(
        "/v1/workflowDefinitions",
        "minoots.workflow.v1.WorkflowService/ListDefinitions",
    ),
    get::<workflow::GetDefinitionRequest, workflow::GetDefinitionResponse>(
        "/v1/workflowDefinitions/{name}",
        "minoots.workflow.v1.WorkflowService/GetDefinition",
    ),
    get::<workflow::GetRecoveryCountsRequest, workflow::GetRecoveryCountsResponse>(
        "/v1/workflowDefinitions/{definition}/recoveryCounts",
        "minoots.workflow.v1.WorkflowService/GetRecoveryCounts",
    ),
    post::<workflow::StartExecutionRequest, workflow::StartExecutionResponse>(
        "/v1/workflows",
        "minoots.workflow.v1.WorkflowService/StartExecution",
        r#"{"id":"run-1","definition":"review","input":"eyJ0b3BpYyI6InRlYSJ9","priority":"PRIORITY_NOW"}"#,
    ),
    list::<workflow::ListExecutionsRequest, workflow::ListExecutionsResponse>(
        "/v1/workflows",
        "minoots.workflow.v1.WorkflowService/ListExecutions",
    ),
    get::<workflow::GetExecutionRequest, workflow::GetExecutionResponse>(
        "/v1/workflows/{id}",
        "minoots.workflow.v1.WorkflowService/GetExecution",
    ),
    post::<workflow::CompletePhaseRequest, workflow::CompletePhaseResponse>(
        "/v1/workflows/{id}:complete",
        "minoots.workflow.v1.WorkflowService/CompletePhase",
        r#"{"phase":"draft","fence":"1","checklist":["outline"],"score":0.9}"#,
    ),
    post::<workflow::RegressPhaseRequest, workflow::RegressPhaseResponse>(
        "/v1/workflows/{id}:regress",
        "minoots.workflow.v1.WorkflowService/RegressPhase",
        r#"{"to":"draft","reason":"a part is missing"}"#,
    ),
    post::<workflow::ReportFailureRequest, workflow::ReportFailureResponse>(
        "/v1/workflows/{id}:fail",
        "minoots.workflow.v1.WorkflowService/ReportFailure",
        r#"{"fence":"1","failure":{"class":"FAILURE_CLASS_TRANSIENT","type":"FAILURE_TYPE_TIMEOUT","message":"no answer"}}"#,
    ),
    post::<workflow::ResolveFailureRequest, workflow::ResolveFailureResponse>(
        "/v1/workflows/{id}:resolve",
        "minoots.workflow.v1.WorkflowService/ResolveFailure",
        r#"{"fix":"constrain","by":"ann","why":"the figure is out of range"}"#,
    ),
    post::<workflow::UpdateCommandRequest, workflow::UpdateCommandResponse>(
        "/v1/workflows/{id}:updateCommand",
        "minoots.workflow.v1.WorkflowService/UpdateCommand",
        r#"{"command":"c-1","status":"COMMAND_STATUS_ACKNOWLEDGED","by":"ops"}"#,
    ),
    post::<workflow::DecideApprovalRequest, workflow::DecideApprovalResponse>(
        "/v1/workflows/{id}:decide",
        "minoots.workflow.v1.WorkflowService/DecideApproval",
        r#"{"approved":true,"by":"lead","why":"reads well"}"#,
    ),
    post::<workflow::SignalExecutionRequest, workflow::SignalExecutionResponse>(
        "/v1/workflows/{id}:signal",
        "minoots.workflow.v1.WorkflowService/SignalExecution",
        r#"{"signalId":"s-1","name":"nudge","data":"e30="}"#,
    ),
    post::<workflow::PauseExecutionRequest, workflow::PauseExecutionResponse>(
        "/v1/workflows/{id}:pause",
        "minoots.workflow.v1.WorkflowService/PauseExecution",
        r#"{"reason":"the budget is discussed"}"#,
    ),
    post::<workflow::ResumeExecutionRequest, workflow::ResumeExecutionResponse>(
        "/v1/workflows/{id}:resume",
        "minoots.workflow.v1.WorkflowService/ResumeExecution",
        "{}",
    ),
    post::<workflow::RetryExecutionRequest, workflow::RetryExecutionResponse>(
        "/v1/workflows/{id}:retry",
        "minoots.workflow.v1.WorkflowService/RetryExecution",
        "{}",
    ),
    post::<workflow::CancelExecutionRequest, workflow::CancelExecutionResponse>(
        "/v1/workflows/{id}:cancel",
        "minoots.workflow.v1.WorkflowService/CancelExecution",
        r#"{"reason":"not needed any more"}"#,
    ),
    post::<workflow::SpawnChildRequest, workflow::SpawnChildResponse>(
        "/v1/workflows/{id}:spawn",
        "minoots.workflow.v1.WorkflowService/SpawnChild",
        r#"{"childId":"run-1-fix","definition":"review","reason":"a bug that turned up"}"#,
    ),
    post::<workflow::ArriveRequest, workflow::ArriveResponse>(
        "/v1/workflows/{id}:arrive",
        "minoots.workflow.v1.WorkflowService/Arrive",
        r#"{"point":"gather","who":"editor"}"#,
    ),
    list::<workflow::GetTimelineRequest, workflow::GetTimelineResponse>(
        "/v1/workflows/{id}/timeline",
        "minoots.workflow.v1.WorkflowService/GetTimeline",
    ),
    post::<workflow::RegisterAgentRequest, workflow::RegisterAgentResponse>(
        "/v1/agents",
        "minoots.workflow.v1.AgentService/RegisterAgent",
        r#"{"id":"agent-1","ttl":"15s","capabilities":["write"],"queues":["writers"]}"#,
    ),
    list::<workflow::ListAgentsRequest, workflow::ListAgentsResponse>(
        "/v1/agents",
        "minoots.workflow.v1.AgentService/ListAgents",
    ),
    get::<workflow::GetAgentRequest, workflow::GetAgentResponse>(
        "/v1/agents/{id}",
        "minoots.workflow.v1.AgentService/GetAgent",
    ),
    post::<workflow::HeartbeatRequest, workflow::HeartbeatResponse>(
        "/v1/agents/{id}:heartbeat",
        "minoots.workflow.v1.AgentService/Heartbeat",
        r#"{"epoch":"1","progress":"two of five pages"}"#,
    ),
    post::<workflow::RetireAgentRequest, workflow::RetireAgentResponse>(
        "/v1/agents/{id}:retire",
        "minoots.workflow.v1.AgentService/RetireAgent",
        r#"{"reason":"its work is done"}"#,
    ),
    post::<workflow::QuarantineAgentRequest, workflow::QuarantineAgentResponse>(
        "/v1/agents/{id}:quarantine",
        "minoots.workflow.v1.AgentService/QuarantineAgent",
        r#"{"reason":"it makes figures up"}"#,
    ),
    post::<workflow::ReleaseAgentRequest, workflow::ReleaseAgentResponse>(
        "/v1/agents/{id}:release",
        "minoots.workflow.v1.AgentService/ReleaseAgent",
        "{}",
    ),
    post::<workflow::ProposeHandoffRequest, workflow::ProposeHandoffResponse>(
        "/v1/workflows/{execution}/handoffs",
        "minoots.workflow.v1.HandoffService/ProposeHandoff",
        r#"{"id":"h-1","from":{"agent":"agent-1","epoch":"1"},"to":{"agent":"agent-2"},"fence":"1","state":"eyJwYWdlIjoyfQ=="}"#,
    ),
    list::<workflow::ListHandoffsRequest, workflow::ListHandoffsResponse>(
        "/v1/handoffs",
        "minoots.workflow.v1.HandoffService/ListHandoffs",
    ),
    get::<workflow::GetHandoffRequest, workflow::GetHandoffResponse>(
        "/v1/workflows/{execution}/handoffs:get",
        "minoots.workflow.v1.HandoffService/GetHandoff",
    ),
    post::<workflow::AcceptHandoffRequest, workflow::AcceptHandoffResponse>(
        "/v1/workflows/{execution}/handoffs:accept",
        "minoots.workflow.v1.HandoffService/AcceptHandoff",
        r#"{"id":"h-1","by":{"agent":"agent-2","epoch":"1"}}"#,
    ),
    post::<workflow::RejectHandoffRequest, workflow::RejectHandoffResponse>(
        "/v1/workflows/{execution}/handoffs:reject",
        "minoots.workflow.v1.HandoffService/RejectHandoff",
        r#"{"id":"h-1","by":{"agent":"agent-2","epoch":"1"},"why":"too much else"}"#,
    ),
    post::<workflow::VoteHandoffRequest, workflow::VoteHandoffResponse>(
        "/v1/workflows/{execution}/handoffs:vote",
        "minoots.workflow.v1.HandoffService/VoteHandoff",
        r#"{"id":"h-1","voter":"lead","approved":true}"#,
    ),
    post::<workflow::WithdrawHandoffRequest, workflow::WithdrawHandoffResponse>(
        "/v1/workflows/{execution}/handoffs:withdraw",
        "minoots.workflow.v1.HandoffService/WithdrawHandoff",
        r#"{"id":"h-1","by":{"agent":"agent-1","epoch":"1"}}"#,
    ),
];
