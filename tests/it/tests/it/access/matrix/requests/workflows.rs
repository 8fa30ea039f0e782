//! Requests about agents, workflows and handoffs.

use minoots_wire::time::duration;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, AddCommentRequest, ApplyDefinitionRequest, ApplyDefinitionResponse, ArriveRequest,
    CancelExecutionRequest, ClaimAttemptRequest, CommandStatus, CompletePhaseRequest, DecideApprovalRequest,
    DelegateApprovalRequest, Failure, GetAgentRequest, GetBoardRequest, GetDefinitionRequest, GetExecutionRequest,
    GetHandoffRequest, GetRecoveryCountsRequest, GetTimelineRequest, HeartbeatRequest, ListAgentsRequest,
    ListApprovalsRequest, ListDefinitionsRequest, ListExecutionsRequest, ListHandoffsRequest, ListOutputsRequest,
    PauseExecutionRequest, QuarantineAgentRequest, RegisterAgentRequest, RegisterAgentResponse, RegressPhaseRequest,
    RejectHandoffRequest, ReleaseAgentRequest, ReportFailureRequest, ResolveFailureRequest, ResumeExecutionRequest,
    RetireAgentRequest, RetryExecutionRequest, SignalExecutionRequest, SpawnChildRequest, StartExecutionRequest,
    UpdateCommandRequest, UpdateExecutionRequest, VoteHandoffRequest, WithdrawHandoffRequest,
};

use super::super::objects::{FLOW, HANDOFF, definition, party, proposal};
use super::*;

pub const ABOUT: &[About] = &[
    about("workflow.v1.AgentService/RegisterAgent", Kind::Agent, |it| {
        encoded(&RegisterAgentRequest {
            id: it.id(),
            ttl: Some(duration::to_proto(HOUR_NS)),
            ..RegisterAgentRequest::default()
        })
    })
    .telling(|told| {
        format!(
            "instance {}",
            decoded::<RegisterAgentResponse>(told).agent.unwrap().epoch
        )
    }),
    about("workflow.v1.AgentService/Heartbeat", Kind::Agent, |it| {
        encoded(&HeartbeatRequest {
            id: it.id(),
            ..HeartbeatRequest::default()
        })
    }),
    about("workflow.v1.AgentService/GetAgent", Kind::Agent, |it| {
        encoded(&GetAgentRequest { id: it.id() })
    }),
    about("workflow.v1.AgentService/ListAgents", Kind::Agent, |it| {
        encoded(&ListAgentsRequest {
            id_prefix: it.id(),
            ..ListAgentsRequest::default()
        })
    })
    .telling(any),
    about("workflow.v1.AgentService/RetireAgent", Kind::Agent, |it| {
        encoded(&RetireAgentRequest {
            id: it.id(),
            ..RetireAgentRequest::default()
        })
    }),
    about("workflow.v1.AgentService/QuarantineAgent", Kind::Agent, |it| {
        encoded(&QuarantineAgentRequest {
            id: it.id(),
            ..QuarantineAgentRequest::default()
        })
    }),
    about("workflow.v1.AgentService/ReleaseAgent", Kind::Agent, |it| {
        encoded(&ReleaseAgentRequest { id: it.id() })
    }),
    about("workflow.v1.HandoffService/ProposeHandoff", Kind::Execution, |it| {
        encoded(&proposal(&it.id))
    }),
    about("workflow.v1.HandoffService/AcceptHandoff", Kind::Handoff, |it| {
        encoded(&AcceptHandoffRequest {
            execution: it.id(),
            id: HANDOFF.to_owned(),
            by: party("bob"),
        })
    }),
    about("workflow.v1.HandoffService/RejectHandoff", Kind::Handoff, |it| {
        encoded(&RejectHandoffRequest {
            execution: it.id(),
            id: HANDOFF.to_owned(),
            by: party("bob"),
            ..RejectHandoffRequest::default()
        })
    }),
    about("workflow.v1.HandoffService/VoteHandoff", Kind::Handoff, |it| {
        encoded(&VoteHandoffRequest {
            execution: it.id(),
            id: HANDOFF.to_owned(),
            voter: "lead".to_owned(),
            approved: true,
            ..VoteHandoffRequest::default()
        })
    }),
    about("workflow.v1.HandoffService/WithdrawHandoff", Kind::Handoff, |it| {
        encoded(&WithdrawHandoffRequest {
            execution: it.id(),
            id: HANDOFF.to_owned(),
            by: party("ann"),
            ..WithdrawHandoffRequest::default()
        })
    }),
    about("workflow.v1.HandoffService/GetHandoff", Kind::Handoff, |it| {
        encoded(&GetHandoffRequest {
            execution: it.id(),
            id: HANDOFF.to_owned(),
        })
    }),
    about("workflow.v1.HandoffService/ListHandoffs", Kind::Handoff, |it| {
        encoded(&ListHandoffsRequest {
            execution: it.id(),
            ..ListHandoffsRequest::default()
        })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/ApplyDefinition", Kind::Definition, |it| {
        encoded(&ApplyDefinitionRequest {
            document: format!("{}description: another\n", definition(&it.id)),
            dry_run: false,
        })
    })
    .telling(|told| {
        let applied = decoded::<ApplyDefinitionResponse>(told).definition.unwrap();
        format!("version {}", applied.version)
    }),
    about("workflow.v1.WorkflowService/GetDefinition", Kind::Definition, |it| {
        encoded(&GetDefinitionRequest {
            name: it.id(),
            version: 0,
        })
    }),
    about("workflow.v1.WorkflowService/ListDefinitions", Kind::Definition, |it| {
        encoded(&ListDefinitionsRequest { name_prefix: it.id() })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/StartExecution", Kind::Definition, |it| {
        encoded(&StartExecutionRequest {
            id: format!("{}-run", it.id),
            definition: it.id(),
            ..StartExecutionRequest::default()
        })
    })
    .by("of a definition"),
    about("workflow.v1.WorkflowService/StartExecution", Kind::Execution, |it| {
        encoded(&StartExecutionRequest {
            id: it.id(),
            definition: FLOW.to_owned(),
            input: b"1".to_vec().into(),
            ..StartExecutionRequest::default()
        })
    })
    .by("by its id"),
    about("workflow.v1.WorkflowService/GetExecution", Kind::Execution, |it| {
        encoded(&GetExecutionRequest { id: it.id() })
    }),
    about("workflow.v1.WorkflowService/ListExecutions", Kind::Execution, |it| {
        encoded(&ListExecutionsRequest {
            id_prefix: it.id(),
            ..ListExecutionsRequest::default()
        })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/GetBoard", Kind::Definition, |it| {
        encoded(&GetBoardRequest {
            definition: it.id(),
            ..GetBoardRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/UpdateExecution", Kind::Execution, |it| {
        encoded(&UpdateExecutionRequest {
            id: it.id(),
            title: Some("Tea".to_owned()),
            ..UpdateExecutionRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/ClaimAttempt", Kind::Execution, |it| {
        encoded(&ClaimAttemptRequest {
            id: it.id(),
            fence: 1,
            by: "ann".to_owned(),
            signal_queue: String::new(),
        })
    }),
    about("workflow.v1.WorkflowService/ListApprovals", Kind::Approval, |it| {
        encoded(&ListApprovalsRequest {
            id_prefix: it.id(),
            ..ListApprovalsRequest::default()
        })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/DelegateApproval", Kind::Approval, |it| {
        encoded(&DelegateApprovalRequest {
            id: it.id(),
            to: "director".to_owned(),
            by: "ann".to_owned(),
            ..DelegateApprovalRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/AddComment", Kind::Execution, |it| {
        encoded(&AddCommentRequest {
            id: it.id(),
            comment_id: "c".to_owned(),
            by: "ann".to_owned(),
            text: "thin".to_owned(),
        })
    }),
    about("workflow.v1.WorkflowService/ListOutputs", Kind::Execution, |it| {
        encoded(&ListOutputsRequest {
            id: it.id(),
            ..ListOutputsRequest::default()
        })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/GetTimeline", Kind::Execution, |it| {
        encoded(&GetTimelineRequest { id: it.id() })
    })
    .telling(any),
    about("workflow.v1.WorkflowService/CompletePhase", Kind::Execution, |it| {
        encoded(&CompletePhaseRequest {
            id: it.id(),
            ..CompletePhaseRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/RegressPhase", Kind::Approval, |it| {
        encoded(&RegressPhaseRequest {
            id: it.id(),
            to: "work".to_owned(),
            ..RegressPhaseRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/ResolveFailure", Kind::Blocked, |it| {
        encoded(&ResolveFailureRequest {
            id: it.id(),
            fix: "quote".to_owned(),
            by: "ann".to_owned(),
            ..ResolveFailureRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/UpdateCommand", Kind::Execution, |it| {
        encoded(&UpdateCommandRequest {
            id: it.id(),
            command: "c1".to_owned(),
            status: CommandStatus::Completed.into(),
            by: "ann".to_owned(),
            ..UpdateCommandRequest::default()
        })
    }),
    about(
        "workflow.v1.WorkflowService/GetRecoveryCounts",
        Kind::Definition,
        |it| encoded(&GetRecoveryCountsRequest { definition: it.id() }),
    ),
    about("workflow.v1.WorkflowService/ReportFailure", Kind::Execution, |it| {
        encoded(&ReportFailureRequest {
            id: it.id(),
            failure: Some(Failure {
                message: "no".to_owned(),
                ..Failure::default()
            }),
            ..ReportFailureRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/DecideApproval", Kind::Approval, |it| {
        encoded(&DecideApprovalRequest {
            id: it.id(),
            approved: true,
            by: "lead".to_owned(),
            ..DecideApprovalRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/SignalExecution", Kind::Execution, |it| {
        encoded(&SignalExecutionRequest {
            id: it.id(),
            name: "sign".to_owned(),
            ..SignalExecutionRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/PauseExecution", Kind::Execution, |it| {
        encoded(&PauseExecutionRequest {
            id: it.id(),
            ..PauseExecutionRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/ResumeExecution", Kind::Paused, |it| {
        encoded(&ResumeExecutionRequest {
            id: it.id(),
            ..ResumeExecutionRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/RetryExecution", Kind::Blocked, |it| {
        encoded(&RetryExecutionRequest { id: it.id() })
    }),
    about("workflow.v1.WorkflowService/CancelExecution", Kind::Execution, |it| {
        encoded(&CancelExecutionRequest {
            id: it.id(),
            ..CancelExecutionRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/SpawnChild", Kind::Execution, |it| {
        encoded(&SpawnChildRequest {
            id: it.id(),
            child_id: format!("{}-child", it.id),
            definition: FLOW.to_owned(),
            reason: "more".to_owned(),
            ..SpawnChildRequest::default()
        })
    }),
    about("workflow.v1.WorkflowService/Arrive", Kind::Execution, |it| {
        encoded(&ArriveRequest {
            id: it.id(),
            point: "gather".to_owned(),
            who: "me".to_owned(),
            ..ArriveRequest::default()
        })
    }),
];
