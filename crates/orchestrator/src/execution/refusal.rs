//! Why something cannot happen to an execution now.

use super::handoff::Status as HandoffStatus;
use super::recover::CommandStatus;
use super::state::Status;

/// Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has ended otherwise.
    #[error("the execution is {status} and does not change any more")]
    Terminal {
        /// How.
        status: Status,
    },
    /// An attempt was completed, and not as is said now.
    #[error(
        "phase {phase:?} was completed otherwise than this says, and that does not change any more; look at the execution"
    )]
    Done {
        /// Which.
        phase: String,
    },
    /// It is paused or blocked.
    #[error("the execution is {status}{}: resume it first", because(reason))]
    NotRunning {
        /// Which of these.
        status: Status,
        /// Why it is.
        reason: String,
    },
    /// It is in another phase.
    #[error("the execution is in phase {current:?}, and not in {asked:?}")]
    NotInPhase {
        /// Where it is.
        current: String,
        /// What was asked about.
        asked: String,
    },
    /// A newer attempt is at work.
    #[error("attempt {asked} of this execution is over; {}", at_work(*current))]
    StaleFence {
        /// Of the attempt at work.
        current: u64,
        /// What was named.
        asked: u64,
    },
    /// No attempt is at work, though none has begun since the one that was named.
    #[error("phase {phase:?} has no attempt at work: {waits}")]
    NotAtWork {
        /// Where it is.
        phase: String,
        /// Of the last attempt.
        fence: u64,
        /// For what it waits.
        waits: &'static str,
    },
    /// The phase that is to follow may not.
    #[error("phase {to:?} may not follow {from:?}; {allowed}")]
    NotAllowed {
        /// Where it is.
        from: String,
        /// What was asked for.
        to: String,
        /// What may.
        allowed: String,
    },
    /// Something was not shown.
    #[error("the {which} gate of phase {phase:?} is not met: {missing}")]
    GateNotMet {
        /// `entry` or `exit`.
        which: &'static str,
        /// Whose gate.
        phase: String,
        /// What is missing.
        missing: String,
    },
    /// Nobody is asked to decide.
    #[error("phase {phase:?} waits for no decision: one is asked for when a phase with an approval is completed")]
    NotAwaitingApproval {
        /// Where it is.
        phase: String,
    },
    /// The principal that did the work decides on it.
    #[error(
        "{worker} completed phase {phase:?}, and does not decide on its own work; decide by another key, or set self_approval in the definition"
    )]
    SelfApproval {
        /// Which phase.
        phase: String,
        /// The principal.
        worker: String,
    },
    /// It has too many children.
    #[error("the execution has {children} children; at most {most} are allowed")]
    Children {
        /// So many.
        children: usize,
        /// Of so many.
        most: u32,
    },
    /// It may not discover more in this phase.
    #[error(
        "it has discovered {children} executions in phase {phase:?}, which allows {most}; add their work to one that is there"
    )]
    ChildrenHere {
        /// The phase.
        phase: String,
        /// So many.
        children: usize,
        /// Of so many.
        most: u32,
    },
    /// There is no such phase to begin in.
    #[error("phase: its definition has no phase {phase:?}; name one that it has, or leave phase out")]
    NoPhase {
        /// Which.
        phase: String,
    },
    /// It is too many generations below the first.
    #[error("the execution is {depth} generations below the first; at most {most} are allowed")]
    Depth {
        /// So many.
        depth: u32,
        /// Of so many.
        most: u32,
    },
    /// There are too many below the first one of its tree.
    #[error("there are {most} executions below the first one of this tree, and no more are allowed")]
    Descendants {
        /// So many.
        most: u32,
    },
    /// A child of this id was discovered for something else.
    #[error("a child {id:?} follows another definition, begins in another phase or has another reason")]
    ChildExists {
        /// Which.
        id: String,
    },
    /// It waits for others.
    #[error("phase {phase:?} waits for others, and its work has not begun; complete its children, arrive, or regress")]
    Joining {
        /// Which.
        phase: String,
    },
    /// It waits for a place.
    #[error(
        "phase {phase:?} takes only so many executions at a time, and this one waits for its place; wait, or let another one leave"
    )]
    Queued {
        /// Which.
        phase: String,
    },
    /// No phase of this id waits for anybody.
    #[error("point: phase {point:?} waits for nobody to arrive; name one whose join has arrivals")]
    NoPoint {
        /// What was named.
        point: String,
    },
    /// So many have come that no more are counted.
    #[error("{most} have arrived at phases of this execution; no more are counted until one of these is left")]
    Arrivals {
        /// So many.
        most: usize,
    },
    /// So much is known of it that no more is taken that it can do without.
    #[error(
        "state: what is known of this execution takes {bytes} bytes, and beyond {most} no more children, signals, arrivals and handoffs are taken; give children shorter reasons, or have them discover more"
    )]
    Full {
        /// So many.
        bytes: usize,
        /// Of so many.
        most: usize,
    },
    /// It knows no such handoff.
    #[error("there is no handoff {id:?} of this execution; propose it, or list those that it has")]
    Handoff {
        /// Which.
        id: String,
    },
    /// A handoff of this id is of something else.
    #[error("handoff {id:?} exists, of another attempt, other agents or another state; choose another id")]
    HandoffExists {
        /// Which.
        id: String,
    },
    /// An attempt has one open handoff at most.
    #[error("handoff {id:?} of this attempt is open; withdraw it, or wait for its result")]
    HandoffOpen {
        /// Which.
        id: String,
    },
    /// It has ended otherwise.
    #[error("handoff {id:?} is {status} ({why}) and does not change any more; propose another one")]
    HandoffOver {
        /// Which.
        id: String,
        /// How.
        status: HandoffStatus,
        /// Why.
        why: String,
    },
    /// It is not for this one to do.
    #[error("{rule}")]
    HandoffParty {
        /// Whose it is.
        rule: String,
    },
    /// A newer instance of the agent has answered.
    #[error("by.epoch: instance {current} of this agent has answered, and is newer")]
    StaleEpoch {
        /// Its epoch.
        current: u64,
    },
    /// What is handed over is not what the phase asks for.
    #[error("state: {rule}")]
    HandoffState {
        /// What it must be, and where it is not.
        rule: String,
    },
    /// Nobody has to choose a fix.
    #[error("the execution does not wait for a fix to be chosen; its recovery says what is done about its failure")]
    NothingToResolve,
    /// Its definition has no such fix.
    #[error("fix: the definition has no fix {fix:?}; it has these: {known}")]
    NoFix {
        /// Which.
        fix: String,
        /// Those that it has.
        known: String,
    },
    /// It knows no such command.
    #[error(
        "there is no command {id:?} of this execution's last recovery; a newer one has taken its place, or it is another's"
    )]
    Command {
        /// Which.
        id: String,
    },
    /// It has ended otherwise.
    #[error("command {id:?} is {status} and does not change any more")]
    CommandOver {
        /// Which.
        id: String,
        /// How.
        status: CommandStatus,
    },
    /// It cannot be taken back while it goes on.
    #[error("the execution goes on: pause it before it is taken back to an earlier state")]
    GoesOn,
    /// It cannot go on from there.
    #[error("version {version} of its state is of no phase that its definition has; choose an earlier one")]
    NoPast {
        /// Which.
        version: u64,
    },
    /// It is not one that can be tried again.
    #[error("the execution is {status}: only one that is blocked or has failed can be tried again")]
    NothingToRetry {
        /// How it is.
        status: Status,
    },
}

/// A reason in brackets, if there is one.
fn because(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(" ({reason})"),
    }
}

fn at_work(fence: u64) -> String {
    match fence {
        0 => "the next one has not begun".to_owned(),
        fence => format!("the one at work has fence {fence}"),
    }
}
