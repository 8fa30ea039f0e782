//! The reasons why an execution refuses an input.

use super::handoff::Status as HandoffStatus;
use super::recover::CommandStatus;
use super::state::Status;

/// A refusal. The state is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The execution has ended with another result.
    #[error("the execution is {status} and does not change any more")]
    Terminal {
        /// The final status.
        status: Status,
    },
    /// The attempt was completed with other content.
    #[error(
        "phase {phase:?} was completed otherwise than this says, and that does not change any more; look at the execution"
    )]
    Done {
        /// The phase.
        phase: String,
    },
    /// The approval of this attempt was decided with another verdict or other texts.
    #[error(
        "attempt {fence} of phase {phase:?} was {}{} before, and not as this says; a decision does not change: look at the timeline",
        if *approved { "approved" } else { "denied" }, by(principal)
    )]
    Decided {
        /// The phase.
        phase: String,
        /// The attempt's fence.
        fence: u64,
        /// The verdict.
        approved: bool,
        /// The principal that decided; empty if unknown.
        principal: String,
    },
    /// The attempt was given up for another phase or another reason.
    #[error("attempt {fence} fell back to phase {to:?} before, and not as this says; look at the timeline")]
    Regressed {
        /// The attempt's fence.
        fence: u64,
        /// The phase to which it fell back.
        to: String,
    },
    /// A signal with this id has other content.
    #[error("signal_id: signal {id:?} was sent with another name or other data; choose another id")]
    OtherSignal {
        /// The signal's id.
        id: String,
    },
    /// An arrival with this id was of another party or at another phase.
    #[error("arrival_id: arrival {id:?} was of another party or at another phase; choose another id")]
    OtherArrival {
        /// The arrival's id.
        id: String,
    },
    /// The execution is paused or blocked.
    #[error("the execution is {status}{}: resume it first", because(reason))]
    NotRunning {
        /// The current status.
        status: Status,
        /// The reason for that status.
        reason: String,
    },
    /// The execution is in another phase.
    #[error("the execution is in phase {current:?}, and not in {asked:?}")]
    NotInPhase {
        /// The current phase.
        current: String,
        /// The phase of the input.
        asked: String,
    },
    /// A newer attempt is at work.
    #[error("attempt {asked} of this execution {}; {}", if asked > current { "has not begun" } else { "is over" }, at_work(*current))]
    StaleFence {
        /// The fence of the attempt at work.
        current: u64,
        /// The fence of the input.
        asked: u64,
    },
    /// No attempt is at work, although none has begun since the named one.
    #[error("phase {phase:?} has no attempt at work: {waits}")]
    NotAtWork {
        /// The current phase.
        phase: String,
        /// The fence of the last attempt.
        fence: u64,
        /// The condition that the execution waits for.
        waits: &'static str,
    },
    /// The requested phase is not an allowed successor.
    #[error("phase {to:?} may not follow {from:?}; {allowed}")]
    NotAllowed {
        /// The current phase.
        from: String,
        /// The requested phase.
        to: String,
        /// The allowed phases.
        allowed: String,
    },
    /// A gate is not met.
    #[error("the {which} gate of phase {phase:?} is not met: {missing}")]
    GateNotMet {
        /// `entry` or `exit`.
        which: &'static str,
        /// The phase of the gate.
        phase: String,
        /// The missing requirements.
        missing: String,
    },
    /// No approval is pending.
    #[error("phase {phase:?} waits for no decision: one is asked for when a phase with an approval is completed")]
    NotAwaitingApproval {
        /// The current phase.
        phase: String,
    },
    /// The principal that did the work may not decide about it.
    #[error(
        "{worker} completed phase {phase:?}, and does not decide on its own work; decide by another key, or set self_approval in the definition"
    )]
    SelfApproval {
        /// The phase.
        phase: String,
        /// The principal.
        worker: String,
    },
    /// The execution has too many children.
    #[error("the execution has {children} children; at most {most} are allowed")]
    Children {
        /// The current number.
        children: usize,
        /// The limit.
        most: u32,
    },
    /// The execution has discovered too many children in this phase.
    #[error(
        "it has discovered {children} executions in phase {phase:?}, which allows {most}; add their work to one that is there"
    )]
    ChildrenHere {
        /// The phase.
        phase: String,
        /// The current number.
        children: usize,
        /// The limit.
        most: u32,
    },
    /// The definition has no such phase to begin in.
    #[error("phase: its definition has no phase {phase:?}; name one that it has, or leave phase out")]
    NoPhase {
        /// The requested phase.
        phase: String,
    },
    /// The execution is too many generations below the root.
    #[error("the execution is {depth} generations below the first; at most {most} are allowed")]
    Depth {
        /// The generation.
        depth: u32,
        /// The limit.
        most: u32,
    },
    /// The tree has too many executions.
    #[error("there are {most} executions below the first one of this tree, and no more are allowed")]
    Descendants {
        /// The limit.
        most: u32,
    },
    /// A child with this id has other parameters.
    #[error("a child {id:?} exists, with another definition, phase, reason or input; choose another id")]
    ChildExists {
        /// The child's id.
        id: String,
    },
    /// The phase waits at its join.
    #[error("phase {phase:?} waits for others, and its work has not begun; complete its children, arrive, or regress")]
    Joining {
        /// The phase.
        phase: String,
    },
    /// The execution waits for a WIP slot.
    #[error(
        "phase {phase:?} takes only so many executions at a time, and this one waits for its place; wait, or let another one leave"
    )]
    Queued {
        /// The phase.
        phase: String,
    },
    /// No phase with this id awaits arrivals.
    #[error("point: phase {point:?} waits for nobody to arrive; name one whose join has arrivals")]
    NoPoint {
        /// The requested phase.
        point: String,
    },
    /// The limit of stored arrivals is reached.
    #[error("{most} have arrived at phases of this execution; no more are counted until one of these is left")]
    Arrivals {
        /// The limit.
        most: usize,
    },
    /// The state is too large for further optional data.
    #[error(
        "state: what is known of this execution takes {bytes} bytes, and beyond {most} no more children, signals, arrivals, handoffs, comments, titles and labels are taken; give children shorter reasons, or have them discover more"
    )]
    Full {
        /// The size in bytes.
        bytes: usize,
        /// The limit in bytes.
        most: usize,
    },
    /// The execution stores no such handoff.
    #[error("there is no handoff {id:?} of this execution; propose it, or list those that it has")]
    Handoff {
        /// The handoff's id.
        id: String,
    },
    /// A handoff with this id has other parameters.
    #[error(
        "handoff {id:?} exists, with another attempt, other agents, another state, reason or deadline; choose another id"
    )]
    HandoffExists {
        /// The handoff's id.
        id: String,
    },
    /// The attempt already has an open handoff.
    #[error("handoff {id:?} of this attempt is open; withdraw it, or wait for its result")]
    HandoffOpen {
        /// The id of the open handoff.
        id: String,
    },
    /// The handoff has ended with another result.
    #[error("handoff {id:?} is {status} ({why}) and does not change any more; propose another one")]
    HandoffOver {
        /// The handoff's id.
        id: String,
        /// The result.
        status: HandoffStatus,
        /// The reason for the result.
        why: String,
    },
    /// The caller may not act on this handoff.
    #[error("{rule}")]
    HandoffParty {
        /// The broken rule.
        rule: String,
    },
    /// A newer instance of the agent has answered.
    #[error("by.epoch: instance {current} of this agent has answered, and is newer")]
    StaleEpoch {
        /// The epoch of the newer instance.
        current: u64,
    },
    /// The handed-over data violates the phase's schema.
    #[error("state: {rule}")]
    HandoffState {
        /// The violated rule and its position.
        rule: String,
    },
    /// The voter voted otherwise before.
    #[error(
        "{voter} {} before, and not as this says; a vote does not change: look at the timeline",
        if *approved { "approved" } else { "denied" }
    )]
    Voted {
        /// The voter.
        voter: String,
        /// The verdict of the known vote.
        approved: bool,
    },
    /// A comment with this id has other content.
    #[error("comment_id: comment {id:?} was made with another text or by another author; choose another id")]
    OtherComment {
        /// The comment's id.
        id: String,
    },
    /// The execution would have too many labels.
    #[error("set_labels: an execution has at most {most} labels; remove others by remove_labels")]
    Labels {
        /// The limit.
        most: usize,
    },
    /// The output violates the phase's schema.
    #[error("output: {rule}")]
    Output {
        /// The violated rule and its position.
        rule: String,
    },
    /// No choice of a fix is pending.
    #[error("the execution does not wait for a fix to be chosen; its recovery says what is done about its failure")]
    NothingToResolve,
    /// The definition has no such fix.
    #[error("fix: the definition has no fix {fix:?}; it has these: {known}")]
    NoFix {
        /// The requested fix.
        fix: String,
        /// The fixes of the definition.
        known: String,
    },
    /// The last recovery has no such command.
    #[error(
        "there is no command {id:?} of this execution's last recovery; a newer one has taken its place, or it is another's"
    )]
    Command {
        /// The command's id.
        id: String,
    },
    /// The command has ended with another result.
    #[error("command {id:?} is {status} and does not change any more")]
    CommandOver {
        /// The command's id.
        id: String,
        /// The result.
        status: CommandStatus,
    },
    /// A running execution cannot be rewound.
    #[error("the execution goes on: pause it before it is taken back to an earlier state")]
    GoesOn,
    /// The execution cannot continue from that state.
    #[error("version {version} of its state is of no phase that its definition has; choose an earlier one")]
    NoPast {
        /// The version of the state.
        version: u64,
    },
    /// The execution is neither blocked nor failed, so it cannot be retried.
    #[error("the execution is {status}: only one that is blocked or has failed can be tried again")]
    NothingToRetry {
        /// The current status.
        status: Status,
    },
}

/// Formats a reason in brackets, if there is one.
fn because(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(" ({reason})"),
    }
}

/// Formats the principal of a decision, if there is one.
fn by(principal: &str) -> String {
    match principal {
        "" => String::new(),
        principal => format!(" by {principal}"),
    }
}

fn at_work(fence: u64) -> String {
    match fence {
        0 => "the next one has not begun".to_owned(),
        fence => format!("the one at work has fence {fence}"),
    }
}
