//! Acks, nacks and extensions, for unary calls and streams.

use crate::{
    access::Principal,
    app::{self, App, Freshness, PolicyJudge, answered, settle},
    policies, refusal,
    state::State,
    timer_traces::Settlement,
    validate,
};
use minoots_delivery::core::Report;
use minoots_kernel::{
    AckOutcome as Acked, Reject, Reply,
    id::{self, Occurrence},
};
use minoots_policy::facts::Verb;
use minoots_sequencer::{Answer, clock, consensus::Position};
use minoots_wire::{
    event::v1::{AckOutcome, AckRequest, AckResponse, ExtendResult, NackRequest, NackResponse},
    time::instant,
    well_known::Duration,
};
use tokio::sync::oneshot;
use tonic::Status;

/// The longest time for which an early acknowledgement waits for this node's clock to reach due: clocks of nodes differ
/// a little.
const EARLY_MAX: i64 = 500_000_000;

pub(super) async fn ack(app: &App, who: &Principal, request: &AckRequest) -> Result<AckResponse, Status> {
    let earlier = (app.clock.now(), None);
    ack_after(app, who, (&request.event_id, &request.fence), earlier).await
}

/// Hands in an acknowledgement at once if it is valid and the tenant has no policy. The receiver gets its outcome.
pub(super) fn ack_at_once(
    app: &App,
    who: &Principal,
    event_id: &str,
    fence: &str,
) -> Option<oneshot::Receiver<Answer>> {
    let judged = app.judge.allowed_by_none(who)?;
    let mut report = validate::ack_report(who, event_id, fence).ok()?;
    report.policy_version = Some(judged.policy_version);
    Some(app.delivery.report(report))
}

/// The response to an acknowledgement, reported at `came`, that the log accepted; `None` for other answers.
pub(super) fn taken(app: &App, (event_id, fence): (&str, &str), came: i64, answer: &Answer) -> Option<AckResponse> {
    let Answer::Applied(at, Reply::Acked(acked)) = answer else {
        return None;
    };
    let outcome = match acked {
        Acked::Settled => AckOutcome::Settled,
        Acked::AlreadySettled => AckOutcome::AlreadySettled,
        Acked::AlreadyFailed => AckOutcome::AlreadyFailed,
    };
    app.metrics.acknowledged(outcome);
    app.traces.settled((event_id, fence), Settlement::Acknowledged, came);
    Some(AckResponse {
        outcome: outcome.into(),
        shard: id::SHARD,
        commit_index: at.index,
    })
}

/// Continues an acknowledgement that arrived at the instant in `earlier`. It was either not handed in at once, or its
/// answer is not one for [`taken`].
pub(super) async fn ack_after(
    app: &App,
    who: &Principal,
    (event_id, fence): (&str, &str),
    earlier: (i64, Option<Answer>),
) -> Result<AckResponse, Status> {
    let report = validate::ack_report(who, event_id, fence)?;
    let came = earlier.0;
    let (at, reply) = told(app, who, report, earlier).await?;
    taken(app, (event_id, fence), came, &Answer::Applied(at, reply)).ok_or_else(refusal::unexpected_reply)
}

pub(super) async fn nack(app: &App, who: &Principal, request: &NackRequest) -> Result<NackResponse, Status> {
    give_back(
        app,
        who,
        (&request.event_id, &request.fence),
        &request.reason,
        request.delay.as_ref(),
    )
    .await
}

/// Evaluates the tenant's policy, if the event's timer exists.
async fn allowed(judge: &PolicyJudge, who: &Principal, occurrence: &Occurrence) -> Result<u64, Status> {
    let asked = |state: &State| {
        let Occurrence { tenant, id, version } = occurrence;
        let row = state.occurrence(tenant, id, *version)?;
        Ok(Vec::from_iter(
            row.map(|row| policies::of_queue(Verb::Settle, row.queue())),
        ))
    };
    let judged = judge.allow_all(who, Freshness::Anything, asked).await?;
    Ok(judged.policy_version)
}

/// Reports to delivery. If the acknowledgement is slightly too early by the clocks, waits and repeats. `earlier`
/// contains the instant of its arrival, and an answer that it may already have.
async fn told(
    app: &App,
    who: &Principal,
    mut report: Report,
    (came, mut answered_before): (i64, Option<Answer>),
) -> Result<(Position, Reply), Status> {
    let until = came.saturating_add(EARLY_MAX);
    let mut attempt = 1;
    loop {
        let answer = match answered_before.take() {
            Some(answer) => answer,
            None => {
                report.policy_version = Some(allowed(&app.judge, who, &report.occurrence).await?);
                answered(app.delivery.report(report.clone())).await
            }
        };
        match answer {
            Answer::Applied(_, Reply::Rejected(Reject::NotDue { due })) if due <= until && app.clock.now() <= until => {
                let wait = due.saturating_sub(app.clock.now()).max(1_000_000);
                // Boxed, because this is rare, and tens of thousands of these futures may exist at once.
                Box::pin(tokio::time::sleep(clock::wait(wait))).await;
            }
            Answer::Applied(_, Reply::Rejected(Reject::PolicyChanged)) if attempt < app::ATTEMPTS_MAX => {
                attempt += 1;
            }
            answer => return settle(answer),
        }
    }
}

async fn give_back(
    app: &App,
    who: &Principal,
    delivery: (&str, &str),
    reason: &str,
    delay: Option<&Duration>,
) -> Result<NackResponse, Status> {
    let report = validate::nack_report(who, delivery, reason, delay)?;
    let came = app.clock.now();
    let (at, reply) = told(app, who, report, (came, None)).await?;
    let Reply::Ended { attempts, retry_at } = reply else {
        return Err(refusal::unexpected_reply());
    };
    app.traces.settled(delivery, Settlement::GivenBack, came);
    app.metrics.nacks.add(1, &[]);
    Ok(NackResponse {
        attempts,
        retry_time: retry_at.map(instant::to_proto),
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn extend(
    app: &App,
    who: &Principal,
    delivery: (&str, &str),
    deadline: Option<&Duration>,
) -> Result<ExtendResult, Status> {
    let report = validate::extend_report(who, delivery, deadline, app.clock.now())?;
    let (at, reply) = told(app, who, report, (app.clock.now(), None)).await?;
    let Reply::Extended { deadline } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(ExtendResult {
        ack_deadline_time: Some(instant::to_proto(deadline)),
        shard: id::SHARD,
        commit_index: at.index,
    })
}
