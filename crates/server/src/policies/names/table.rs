//! The requests of the API, by what they name.
//!
//! A resource whose action needs more than its name (a timer's labels, the queue of an event) is judged by the handler of its method, and stands in
//! [`BY_HANDLER`]. All others are judged by [`super::Names`] before the handler runs.

use minoots_policy::facts::{ResourceKind, ResourceKind::*, Verb, Verb::*};

/// The thing that a text field of a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The resource of the message itself.
    Own,
    /// The execution of a checkpoint, which is the first part of its id.
    Execution,
    /// The name of a checkpoint, the second part.
    Name,
    /// Another resource, and what the request does to it.
    Other(Verb, ResourceKind),
}

use Part::{Execution as First, Name as Second, Other, Own};

/// A message, without `minoots.`: the action, the kind of resource, and the fields that name one. A message that names none is asked about
/// with an empty id.
type Row = (&'static str, Verb, ResourceKind, &'static [(&'static str, Part)]);

const ID: &[(&str, Part)] = &[("id", Own)];
const NONE: &[(&str, Part)] = &[];
const PLACE: &[(&str, Part)] = &[("execution", First), ("name", Second)];
const HANDOFF: &[(&str, Part)] = &[("execution", Own)];

/// All that are judged before their handlers.
pub(super) const MESSAGES: &[Row] = &[
    ("queue.v1.CreateQueueRequest", Change, Queue, ID),
    ("queue.v1.UpdateQueueRequest", Change, Queue, ID),
    ("queue.v1.GetQueueRequest", View, Queue, ID),
    ("queue.v1.ListDeadLettersRequest", View, Queue, ID),
    ("queue.v1.ListQueuesRequest", View, Queue, NONE),
    ("webhook.v1.CreateWebhookRequest", Change, Webhook, ID),
    ("webhook.v1.UpdateWebhookRequest", Change, Webhook, ID),
    ("webhook.v1.DeleteWebhookRequest", Change, Webhook, ID),
    ("webhook.v1.TestWebhookRequest", Change, Webhook, ID),
    ("webhook.v1.GetWebhookRequest", View, Webhook, ID),
    ("webhook.v1.ListWebhookAttemptsRequest", View, Webhook, ID),
    ("webhook.v1.ListWebhooksRequest", View, Webhook, NONE),
    ("checkpoint.v1.PutCheckpointRequest", Change, Checkpoint, PLACE),
    ("checkpoint.v1.RollbackCheckpointRequest", Change, Checkpoint, PLACE),
    ("checkpoint.v1.DeleteCheckpointRequest", Change, Checkpoint, PLACE),
    ("checkpoint.v1.GetCheckpointRequest", View, Checkpoint, PLACE),
    ("checkpoint.v1.VerifyCheckpointRequest", View, Checkpoint, PLACE),
    ("checkpoint.v1.ListCheckpointsRequest", View, Checkpoint, PLACE),
    ("checkpoint.v1.ListExecutionsRequest", View, Checkpoint, NONE),
    ("transaction.v1.CheckpointGuard", View, Checkpoint, PLACE),
    ("lease.v1.AcquireLeaseRequest", Change, Lease, ID),
    ("lease.v1.RenewLeaseRequest", Change, Lease, ID),
    ("lease.v1.ReleaseLeaseRequest", Change, Lease, ID),
    ("lease.v1.GetLeaseRequest", View, Lease, ID),
    ("lease.v1.ListLeasesRequest", View, Lease, NONE),
    ("transaction.v1.LeaseGuard", View, Lease, ID),
    ("lease.v1.SetBudgetRequest", Change, Budget, ID),
    ("lease.v1.SpendBudgetRequest", Change, Budget, ID),
    ("lease.v1.DeleteBudgetRequest", Change, Budget, ID),
    ("lease.v1.GetBudgetRequest", View, Budget, ID),
    ("lease.v1.ListBudgetsRequest", View, Budget, NONE),
    ("transaction.v1.BudgetGuard", View, Budget, ID),
    (
        "workflow.v1.RegisterAgentRequest",
        Change,
        Agent,
        &[("id", Own), ("queues", Other(Consume, Queue))],
    ),
    ("workflow.v1.HeartbeatRequest", Change, Agent, ID),
    ("workflow.v1.RetireAgentRequest", Change, Agent, ID),
    ("workflow.v1.QuarantineAgentRequest", Change, Agent, ID),
    ("workflow.v1.ReleaseAgentRequest", Change, Agent, ID),
    ("workflow.v1.GetAgentRequest", View, Agent, ID),
    ("workflow.v1.ListAgentsRequest", View, Agent, NONE),
    ("workflow.v1.AgentWork", View, Execution, HANDOFF),
    ("workflow.v1.HandoffParty", View, Agent, &[("agent", Own)]),
    ("workflow.v1.ProposeHandoffRequest", Change, Execution, HANDOFF),
    ("workflow.v1.AcceptHandoffRequest", Change, Execution, HANDOFF),
    ("workflow.v1.RejectHandoffRequest", Change, Execution, HANDOFF),
    ("workflow.v1.VoteHandoffRequest", Change, Execution, HANDOFF),
    ("workflow.v1.WithdrawHandoffRequest", Change, Execution, HANDOFF),
    ("workflow.v1.GetHandoffRequest", View, Execution, HANDOFF),
    (
        "workflow.v1.ListHandoffsRequest",
        View,
        Execution,
        &[("execution", Own), ("agent", Other(View, Agent))],
    ),
    ("workflow.v1.ApplyDefinitionRequest", Change, Definition, NONE),
    ("workflow.v1.GetDefinitionRequest", View, Definition, &[("name", Own)]),
    ("workflow.v1.ListDefinitionsRequest", View, Definition, NONE),
    (
        "workflow.v1.GetRecoveryCountsRequest",
        View,
        Definition,
        &[("definition", Own)],
    ),
    (
        "workflow.v1.StartExecutionRequest",
        Change,
        Execution,
        &[("id", Own), ("definition", Other(View, Definition))],
    ),
    (
        "workflow.v1.SpawnChildRequest",
        Change,
        Execution,
        &[
            ("id", Own),
            ("child_id", Other(Change, Execution)),
            ("definition", Other(View, Definition)),
        ],
    ),
    (
        "workflow.v1.ListExecutionsRequest",
        View,
        Execution,
        &[("definition", Other(View, Definition))],
    ),
    ("workflow.v1.GetExecutionRequest", View, Execution, ID),
    ("workflow.v1.GetTimelineRequest", View, Execution, ID),
    ("workflow.v1.DecideApprovalRequest", Decide, Execution, ID),
    ("workflow.v1.CompletePhaseRequest", Change, Execution, ID),
    ("workflow.v1.RegressPhaseRequest", Change, Execution, ID),
    ("workflow.v1.ReportFailureRequest", Change, Execution, ID),
    ("workflow.v1.ResolveFailureRequest", Change, Execution, ID),
    ("workflow.v1.UpdateCommandRequest", Change, Execution, ID),
    ("workflow.v1.SignalExecutionRequest", Change, Execution, ID),
    ("workflow.v1.PauseExecutionRequest", Change, Execution, ID),
    ("workflow.v1.ResumeExecutionRequest", Change, Execution, ID),
    ("workflow.v1.RetryExecutionRequest", Change, Execution, ID),
    ("workflow.v1.CancelExecutionRequest", Change, Execution, ID),
    ("workflow.v1.ArriveRequest", Change, Execution, ID),
];
