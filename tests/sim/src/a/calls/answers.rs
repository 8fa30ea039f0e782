//! Converts the product's answers to the form of histories, and reads a node's tables.

use super::{
    super::{TENANT, world::World},
    Request, refused,
};
use minoots_check::record::{
    AckOutcome, Answer as Told, Created, Outcome, Status, TimerView, WithdrawOutcome, Withdrawn,
};
use minoots_kernel::{
    self as kernel, CreatedTimer, Failure, Reject, Reply, id,
    internal::{self, NewTimer, TimerRow, TimerState, command::Command},
    tables::{self, Read},
};
use minoots_sequencer::Answer;

/// The outcome of a call; `None` if its process no longer exists.
pub fn outcome(request: &Request, answer: Option<Answer>) -> Outcome {
    match answer {
        Some(Answer::Applied(at, reply)) => applied(request, at.index, reply),
        Some(Answer::NotLeader { .. }) => refused("NOT_LEADER"),
        Some(Answer::Refused(_)) => refused("OVERLOADED"),
        Some(Answer::OutcomeUnknown) | None => Outcome::Unknown,
    }
}

fn applied(request: &Request, idx: u64, reply: Reply) -> Outcome {
    let answer = match (request, reply) {
        (_, Reply::Rejected(reject)) => return refused(reason(&reject)),
        (Request::Write(Command::CreateTimers(create), _), Reply::Created(created)) => {
            let batch = create.timers.len() > 1;
            let shown: Vec<Created> = create
                .timers
                .iter()
                .zip(&created)
                .map(|(timer, created)| shown(timer, created, batch))
                .collect();
            match <[Created; 1]>::try_from(shown) {
                Ok([one]) => Told::Created(one),
                Err(several) => Told::Batch(several),
            }
        }
        (Request::Write(Command::CancelTimer(cancel), _), Reply::Withdrawn(answer)) => {
            Told::Withdrawn(withdrawn(&cancel.id, WithdrawOutcome::Cancelled, answer, None))
        }
        (Request::Write(Command::RescheduleTimer(reschedule), _), Reply::Withdrawn(answer)) => {
            // The node stamps the arrival. The stamp matters only for a due instant in the past.
            let done = WithdrawOutcome::Rescheduled;
            Told::Withdrawn(withdrawn(&reschedule.id, done, answer, None))
        }
        (_, Reply::Acked(outcome)) => Told::Acked(match outcome {
            kernel::AckOutcome::Settled => AckOutcome::Settled,
            kernel::AckOutcome::AlreadySettled => AckOutcome::AlreadySettled,
            kernel::AckOutcome::AlreadyFailed => AckOutcome::AlreadyFailed,
        }),
        (_, Reply::Ended { attempts, retry_at }) => Told::Nacked {
            attempts,
            retry_time: retry_at,
        },
        (_, Reply::Extended { deadline }) => Told::Extended { deadline },
        _ => return Outcome::Unknown,
    };
    Outcome::Ok { idx, answer }
}

fn withdrawn(id: &str, done: WithdrawOutcome, answer: kernel::Withdrawn, due: Option<i64>) -> Withdrawn {
    let outcome = match answer.outcome {
        internal::WithdrawOutcome::Done => done,
        internal::WithdrawOutcome::Cancelled => WithdrawOutcome::Cancelled,
        internal::WithdrawOutcome::Superseded => WithdrawOutcome::Superseded,
        internal::WithdrawOutcome::TooLate | internal::WithdrawOutcome::Unspecified => WithdrawOutcome::TooLate,
    };
    let too_late = outcome == WithdrawOutcome::TooLate;
    Withdrawn {
        outcome,
        version: answer.version,
        event_id: too_late.then(|| id::fired_event_id(TENANT, id, answer.version)),
        due,
        original_idx: Some(answer.original_index).filter(|index| *index != 0),
    }
}

fn shown(timer: &NewTimer, created: &CreatedTimer, batch: bool) -> Created {
    let CreatedTimer { row, armed, existing } = created;
    Created {
        id: timer.id.clone(),
        version: row.version,
        existing: *existing,
        status: (!batch).then(|| status(row, *armed)),
        due: (*existing && !batch).then(|| row.due()),
    }
}

fn status(row: &TimerRow, armed: bool) -> Status {
    match row.state() {
        TimerState::Pending if armed => Status::Armed,
        TimerState::Pending | TimerState::Unspecified => Status::Scheduled,
        TimerState::Fired => Status::Fired,
        TimerState::Settled => Status::Settled,
        TimerState::Cancelled => Status::Cancelled,
        TimerState::Failed => Status::Failed,
    }
}

fn reason(reject: &Reject) -> &'static str {
    match reject {
        Reject::FeatureNotActive { .. } => "FEATURE_NOT_ACTIVE",
        Reject::TimerExists { .. } => "TIMER_EXISTS",
        Reject::IdempotencyMismatch { .. } => "IDEMPOTENCY_MISMATCH",
        Reject::BatchDuplicate { .. } => "BATCH_DUPLICATE",
        Reject::TimerNotFound => "TIMER_NOT_FOUND",
        Reject::EventNotFound => "EVENT",
        Reject::QueueNotFound => "QUEUE",
        Reject::QueueExists => "QUEUE_EXISTS",
        Reject::QueueVersion { .. } => "STATE_VERSION",
        Reject::NotDue { .. } => "NOT_DUE",
        Reject::StaleFence => "STALE_FENCE",
        Reject::AlreadyRedriven => "ALREADY_REDRIVEN",
        Reject::AlreadySettled => "ALREADY_SETTLED",
        Reject::Quota { .. } | Reject::Exceeded { .. } => "QUOTA",
        Reject::KeyNotFound => "SIGNING_KEY",
        Reject::CredentialNotFound => "CREDENTIAL",
        Reject::JoinToken => "JOIN_TOKEN",
        Reject::WebhookNotFound { .. } => "WEBHOOK",
        Reject::WebhookExists => "WEBHOOK_EXISTS",
        Reject::WebhookVersion { .. } => "WEBHOOK_VERSION",
        Reject::PolicyVersion { .. } => "POLICY_VERSION",
        Reject::PolicyChanged => "POLICY_CHANGED",
        Reject::PayloadKeysVersion { .. } => "PAYLOAD_KEYS_VERSION",
        Reject::PayloadKeysChanged => "PAYLOAD_KEYS_CHANGED",
        Reject::TrustVersion { .. } => "TRUST_VERSION",
        Reject::TrustChanged => "TRUST_CHANGED",
        Reject::TokenReplayed => "TOKEN_REPLAYED",
        Reject::TokenOver => "TOKEN_EXPIRED",
        Reject::TokensFull => "TOKEN_REPLAY_FULL",
        Reject::ScheduleNotFound => "SCHEDULE",
        Reject::ScheduleExists => "SCHEDULE_EXISTS",
        Reject::ScheduleVersion { .. } => "STATE_VERSION",
        Reject::ScheduleMoved => "SCHEDULE_MOVED",
        Reject::SchedulePaused => "SCHEDULE_PAUSED",
        Reject::BackfillRuns => "BACKFILL_RUNNING",
        Reject::BackfillForgotten { .. } => "BACKFILL_FORGOTTEN",
        Reject::CheckpointNotFound => "CHECKPOINT",
        Reject::VersionRequired { .. } => "VERSION_REQUIRED",
        Reject::VersionConflict { .. } => "VERSION_CONFLICT",
        Reject::CheckpointPartition => "CHECKPOINT_PARTITION",
        Reject::CheckpointTimer { .. } => "TIMER_NOT_FOUND",
        Reject::LeaseHeld { .. } => "LEASE_HELD",
        Reject::LeaseOver => "LEASE_EXPIRED",
        Reject::LeaseStale => "STALE_FENCE",
        Reject::BudgetNotFound => "BUDGET",
        Reject::BudgetAmount { .. } => "AMOUNT_RANGE",
        Reject::BudgetSpent { .. } => "BUDGET_SPENT",
        Reject::GuardFailed { .. } => "GUARD_FAILED",
        Reject::IsWatchdog => "IS_A_WATCHDOG",
        Reject::EpochTooSmall { .. }
        | Reject::AlreadyBootstrapped { .. }
        | Reject::KeyExists
        | Reject::CredentialExists
        | Reject::Empty => "INTERNAL",
    }
}

/// A timer's view from its row.
pub fn view(tables: &(impl Read + ?Sized), row: &TimerRow) -> Result<TimerView, Failure> {
    let armed = match row.state() {
        TimerState::Pending => {
            tables::due::get(tables, row.due(), TENANT, row.id())?.is_some_and(|due_row| due_row.arm != 0)
        }
        _ => false,
    };
    Ok(TimerView {
        id: row.id().to_owned(),
        version: row.version,
        status: status(row, armed),
        fire_time: row.spec.as_ref().map(|spec| spec.fire_time),
        due: Some(row.due()),
    })
}

/// The views of all timers whose id is still in use.
pub fn views(tables: &(impl Read + ?Sized)) -> Result<Vec<TimerView>, Failure> {
    let (from, until) = tables::timer::range(TENANT);
    let rows = tables.scan(&from, &until, usize::MAX)?;
    let row = |row| tables::timer::read(row).and_then(|(_, row)| view(tables, &row));
    rows.iter().map(row).collect()
}

impl World {
    /// Reads from a node's tables.
    pub(super) fn read(&mut self, node: usize, request: &Request) -> Outcome {
        let snapshot = self.nodes[node].state.snapshot();
        let answer = match request {
            Request::Get { id, .. } => tables::timer::get(&snapshot, TENANT, id).and_then(|row| {
                let row = row.filter(|row| !row.id().is_empty());
                row.map(|row| view(&snapshot, &row).map(Told::Timer)).transpose()
            }),
            _ => views(&snapshot).map(|timers| {
                Some(Told::Timers {
                    timers,
                    last_page: true,
                })
            }),
        };
        match answer {
            Ok(Some(answer)) => Outcome::Ok {
                idx: snapshot.index,
                answer,
            },
            Ok(None) => refused("TIMER_NOT_FOUND"),
            Err(failure) => {
                self.violation("G16", format!("node {node} cannot read: {failure}"));
                Outcome::Unknown
            }
        }
    }
}
