//! The possible behaviour of one timer in the log: a model written from the documentation alone, and short enough to
//! read at once.
//!
//! Absent → Scheduled → Armed → Fired → Settled | Failed, and Scheduled → Cancelled; a reschedule is Scheduled again
//! under a new version. Clients do not see all transitions. So a step leads from one state to every state that agrees
//! with its response: to none, if the response was wrong.

mod delivery;
pub mod replay;
pub mod requests;
pub mod steps;
mod withdraw;

use std::collections::BTreeSet;

use crate::record::{AckOutcome, Create, Created, Fact, List, Reschedule, Status, TimerView, What, Withdrawn};

/// An existing timer. A fact that no response has shown is `None`, and agrees with everything until a response shows
/// it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer<'a> {
    /// The current version.
    pub version: Option<u64>,
    /// The status.
    pub status: Status,
    /// The digest of the create that made it.
    pub digest: &'a str,
    /// The requested fire time.
    pub fire_time: Option<i64>,
    /// The timer has no target, and settles as it fires.
    pub targetless: bool,
    /// The index of the cancel.
    pub cancelled_at: Option<u64>,
    /// The largest fence of an extended or ended delivery.
    pub newest: &'a str,
    /// The largest fence of an ended delivery.
    pub ended: &'a str,
    /// The least number of recorded failures.
    pub attempts: u32,
}

/// The timer under an id, if there is one.
pub type State<'a> = Option<Timer<'a>>;

/// A client's knowledge of the result of a command.
#[derive(Clone, Debug)]
pub enum Seen<'a, A> {
    /// A response.
    Answer(A),
    /// A refusal, with its reason.
    Refused(&'a str),
    /// Nothing.
    Nothing,
}

/// A step of the timer at one index of the log.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // Named as the calls and answers they come from.
pub enum Step<'a> {
    Create {
        create: &'a Create,
        seen: Seen<'a, &'a Created>,
    },
    /// A cancel, or with `moved` a reschedule.
    Withdraw {
        version: u64,
        moved: Option<&'a Reschedule>,
        seen: Seen<'a, Withdrawn>,
    },
    /// `delivered`: a consumer got this fence.
    Ack {
        version: u64,
        delivered: bool,
        seen: Seen<'a, AckOutcome>,
    },
    /// The response has the number of attempts, and whether the event is redelivered.
    Nack {
        version: u64,
        fence: &'a str,
        seen: Seen<'a, (u32, bool)>,
    },
    Extend {
        version: u64,
        fence: &'a str,
        seen: Seen<'a, ()>,
    },
    /// A decision of the log by itself, or after a command.
    Fact(&'a Fact),
    /// A read that showed the timer.
    View(&'a TimerView),
    /// A read that did not find the timer.
    Missing,
    /// A whole list without the timer.
    Unlisted(&'a List),
}

/// Assumptions of the model about missing records.
#[derive(Clone, Copy, Debug)]
pub struct Hidden {
    /// Arming, firing and failing are not recorded, so they may happen at any index.
    pub progress: bool,
    /// The history is so long that an ended timer may have released its id.
    pub retirement: bool,
}

impl Step<'_> {
    /// Returns the guarantee that is violated if this step is impossible.
    pub fn guarantee(&self) -> u8 {
        match self {
            Self::Create { .. } => 8,
            Self::Withdraw { .. } => 7,
            Self::Ack { .. } | Self::Nack { .. } | Self::Extend { .. } => 6,
            Self::Fact(_) => 4,
            Self::View(_) | Self::Missing | Self::Unlisted(_) => 9,
        }
    }

    /// Returns the call's name, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Withdraw { moved: None, .. } => "cancel",
            Self::Withdraw { .. } => "reschedule",
            Self::Ack { .. } => "ack",
            Self::Nack { .. } => "nack",
            Self::Extend { .. } => "extend",
            Self::Fact(_) => "decision of the log",
            Self::View(_) | Self::Missing => "read",
            Self::Unlisted(_) => "list",
        }
    }
}

/// Returns every state that a step at an index may lead to; none if its result cannot come from this state.
pub fn apply<'a>(step: &Step<'a>, state: &State<'a>, index: u64, hidden: Hidden) -> Vec<State<'a>> {
    match step {
        Step::Create { create, seen } => created(create, seen, state, hidden),
        Step::Withdraw { version, moved, seen } => withdraw::apply(*version, *moved, seen, state, index),
        Step::Ack { .. } | Step::Nack { .. } | Step::Extend { .. } => delivery::apply(step, state, hidden),
        Step::Fact(fact) => decided(fact, state, index).map_or(vec![], |state| vec![state]),
        Step::View(view) => state
            .as_ref()
            .and_then(|timer| viewed(timer, view))
            .map_or(vec![], |t| vec![Some(t)]),
        Step::Missing if state.is_some() => vec![],
        Step::Missing => vec![None],
        Step::Unlisted(list) if state.as_ref().is_some_and(|timer| belongs(timer, list)) => vec![],
        Step::Unlisted(_) => vec![state.clone()],
    }
}

/// Adds every state that can be reached without a call.
pub fn progress<'a>(state: &State<'a>, hidden: Hidden, reached: &mut BTreeSet<State<'a>>) {
    let Some(timer) = state else { return };
    let to = |status| {
        Some(Timer {
            status,
            ..timer.clone()
        })
    };
    if hidden.retirement && timer.status.is_terminal() {
        reached.insert(None);
    }
    if hidden.progress {
        reached.extend(match timer.status {
            Status::Scheduled => Some(to(Status::Armed)),
            Status::Armed => Some(to(Status::Fired)),
            Status::Fired if timer.targetless => Some(to(Status::Settled)),
            Status::Fired => Some(to(Status::Failed)),
            _ => None,
        });
    }
}

impl<'a> Timer<'a> {
    /// Returns the same timer with this version now known, or `None` if it has another version.
    fn with_version(&self, version: u64) -> Option<Self> {
        let version = Some(version);
        (self.version.is_none() || self.version == version).then(|| Self {
            version,
            ..self.clone()
        })
    }

    /// Whether a delivery is out, or about to be.
    fn is_open(&self) -> bool {
        matches!(self.status, Status::Armed | Status::Fired)
    }
}

fn created<'a>(create: &'a Create, seen: &Seen<'a, &'a Created>, state: &State<'a>, hidden: Hidden) -> Vec<State<'a>> {
    let taken = |reason: &str| matches!(reason, "TIMER_EXISTS" | "IDEMPOTENCY_MISMATCH");
    match (seen, state) {
        (Seen::Answer(answer), None) if !answer.existing => fresh(create, answer, hidden),
        (Seen::Answer(answer), Some(timer)) if answer.existing && timer.digest == create.digest => {
            let agrees = answer.status.is_none_or(|status| status == timer.status);
            let known = timer.with_version(answer.version).filter(|_| agrees);
            known.map_or(vec![], |timer| vec![Some(timer)])
        }
        (Seen::Answer(_), _) => vec![],
        (Seen::Refused(reason), None) if taken(reason) => vec![],
        (Seen::Refused(reason), Some(timer)) if taken(reason) && timer.digest == create.digest => vec![],
        (Seen::Nothing, None) => vec![Some(scheduled(create, None)), None],
        _ => vec![state.clone()],
    }
}

fn fresh<'a>(create: &'a Create, answer: &Created, hidden: Hidden) -> Vec<State<'a>> {
    let timer = scheduled(create, Some(answer.version));
    // A create that is due at once has passed SCHEDULED by the time of its response; recorded facts then show it
    // themselves.
    let status = match answer.status {
        Some(status) if hidden.progress => status,
        _ => Status::Scheduled,
    };
    let possible = match status {
        Status::Scheduled | Status::Armed | Status::Fired => true,
        Status::Settled => timer.targetless,
        _ => false,
    };
    if possible {
        vec![Some(Timer { status, ..timer })]
    } else {
        vec![]
    }
}

fn scheduled(create: &Create, version: Option<u64>) -> Timer<'_> {
    Timer {
        version,
        status: Status::Scheduled,
        digest: &create.digest,
        fire_time: create.fire_time,
        targetless: create.queue.is_none(),
        cancelled_at: None,
        newest: "",
        ended: "",
        attempts: 0,
    }
}

/// Follows the log wherever it goes; other rules judge whether it may go there. Only the resulting state is certain.
fn decided<'a>(fact: &Fact, state: &State<'a>, index: u64) -> Option<State<'a>> {
    let Some(known) = state else { return Some(None) };
    let Some(mut timer) = known.with_version(fact.occurrence.version) else {
        return (!matches!(fact.what, What::Scheduled { .. })).then(|| state.clone());
    };
    timer.status = match fact.what {
        What::Scheduled { .. } => timer.status,
        What::Armed { .. } => Status::Armed,
        What::Fired => Status::Fired,
        What::Settled => Status::Settled,
        What::Failed => Status::Failed,
        What::Cancelled => Status::Cancelled,
        What::Retired => return Some(None),
    };
    if fact.what == What::Cancelled && timer.cancelled_at.is_none() {
        timer.cancelled_at = Some(index);
    }
    Some(Some(timer))
}

fn viewed<'a>(timer: &Timer<'a>, view: &TimerView) -> Option<Timer<'a>> {
    let mut known = timer.with_version(view.version)?;
    known.fire_time = timer.fire_time.or(view.fire_time);
    let same_time = view.fire_time.is_none() || view.fire_time == known.fire_time;
    (view.status == timer.status && same_time).then_some(known)
}

/// Whether a list must contain it.
fn belongs(timer: &Timer<'_>, list: &List) -> bool {
    let status = list.statuses.is_empty() || list.statuses.contains(&timer.status);
    let after = list
        .due_from
        .is_none_or(|from| timer.fire_time.is_some_and(|at| at >= from));
    let before = list
        .due_until
        .is_none_or(|until| timer.fire_time.is_some_and(|at| at < until));
    status && after && before
}
