//! Acks, nacks and extensions, from whatever surface they come.

use crate::{
    access::Principal,
    app::{self, App, Look, answered, settle},
    policies, validate,
};
use minoots_delivery::core::Report;
use minoots_kernel::{
    AckOutcome as Acked, Reject, Reply,
    id::{self, Occurrence},
    tables,
};
use minoots_policy::facts::Verb;
use minoots_sequencer::{
    Answer, clock,
    consensus::{Position, View},
};
use minoots_wire::{
    event::v1::{AckOutcome, AckRequest, AckResponse, ExtendResult, NackRequest, NackResponse},
    time::instant,
    well_known::Duration,
};
use tokio::sync::oneshot;
use tonic::Status;

/// How long an acknowledgement waits for this node's clock to reach due: clocks of nodes differ a little.
const EARLY_MAX: i64 = 500_000_000;

pub(super) async fn ack(app: &App, who: &Principal, request: &AckRequest) -> Result<AckResponse, Status> {
    let mut violations = validate::Violations::default();
    validate::partition_key(&mut violations, "partition_key", &request.partition_key);
    violations.finish()?;
    let earlier = (app.clock.now(), None);
    ack_after(app, who, (&request.event_id, &request.fence), earlier).await
}

/// Passes an acknowledgement on, if it is a valid one and no policy has a say in it; the receiver is told what became of it.
pub(super) fn ack_at_once(
    app: &App,
    who: &Principal,
    event_id: &str,
    fence: &str,
) -> Option<oneshot::Receiver<Answer>> {
    let judged = app.allowed_by_none(who)?;
    let mut report = validate::ack_report(who, event_id, fence).ok()?;
    report.policy_plus_one = judged.policy_plus_one;
    Some(app.delivery.report(report))
}

/// What became of an acknowledgement, where the log has taken it.
pub(super) fn taken(app: &App, answer: &Answer) -> Option<AckResponse> {
    let Answer::Applied(at, Reply::Acked(acked)) = answer else {
        return None;
    };
    let outcome = match acked {
        Acked::Settled => AckOutcome::Settled,
        Acked::AlreadySettled => AckOutcome::AlreadySettled,
        Acked::AlreadyFailed => AckOutcome::AlreadyFailed,
    };
    app.metrics.acknowledged(outcome);
    Some(AckResponse {
        outcome: outcome.into(),
        shard: id::SHARD,
        commit_index: at.index,
    })
}

/// Goes on with an acknowledgement that came at this instant and was not passed on at once, or to which something else than what is [`taken`] was answered.
pub(super) async fn ack_after(
    app: &App,
    who: &Principal,
    (event_id, fence): (&str, &str),
    earlier: (i64, Option<Answer>),
) -> Result<AckResponse, Status> {
    let report = validate::ack_report(who, event_id, fence)?;
    let (at, reply) = told(app, who, report, earlier).await?;
    taken(app, &Answer::Applied(at, reply)).ok_or_else(|| app.unexpected())
}

pub(super) async fn nack(app: &App, who: &Principal, request: &NackRequest) -> Result<NackResponse, Status> {
    let mut violations = validate::Violations::default();
    validate::partition_key(&mut violations, "partition_key", &request.partition_key);
    violations.finish()?;
    give_back(
        app,
        who,
        (&request.event_id, &request.fence),
        &request.reason,
        request.delay.as_ref(),
    )
    .await
}

/// What the tenant's policy says, if what the event is of is there.
async fn allowed(app: &App, who: &Principal, occurrence: &Occurrence) -> Result<u64, Status> {
    let asked = |view: &dyn View| {
        let Occurrence { tenant, id, version } = occurrence;
        let row = tables::retired::current_or_retired(view, tenant, id, *version);
        let row = row.map_err(|failure| app.fail(failure))?;
        Ok(Vec::from_iter(
            row.map(|row| policies::of_queue(Verb::Settle, row.queue())),
        ))
    };
    let judged = app.allow_all(who, Look::Anything, asked).await?;
    Ok(judged.policy_plus_one)
}

/// Reports, and waits a little when the clocks say that it is just too early. It came at an instant, and may have been reported and answered since.
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
                report.policy_plus_one = allowed(app, who, &report.occurrence).await?;
                answered(app.delivery.report(report.clone())).await
            }
        };
        match answer {
            Answer::Applied(_, Reply::Rejected(Reject::NotDue { due })) if due <= until && app.clock.now() <= until => {
                let wait = due.saturating_sub(app.clock.now()).max(1_000_000);
                // Boxed, as it hardly ever happens, and tens of thousands of these may wait at once.
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
    let (at, reply) = told(app, who, report, (app.clock.now(), None)).await?;
    let Reply::Ended { attempts, retry_at } = reply else {
        return Err(app.unexpected());
    };
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
        return Err(app.unexpected());
    };
    Ok(ExtendResult {
        ack_deadline_time: Some(instant::to_proto(deadline)),
        shard: id::SHARD,
        commit_index: at.index,
    })
}
