//! Rejects creates of tenants above their rate limit before they cost a log entry.
//!
//! The rate is enforced where the entry is applied. A tenant far above its rate would fill the log with entries that
//! change nothing, and other tenants would wait behind them. So after a rejection for its rate, this check applies to
//! the tenant first, against the applied state, until the tenant is within its rate again. Invariants:
//! - This check rejects only creates that the kernel would reject: the paid time only grows, unless the quota itself
//!   changes.
//! - The kernel answers creates of existing timers and repeats by request id, which need no rate.
//! - A tenant that was never rejected costs one read of a flag.

use crate::{
    access::Principal,
    app::{App, Freshness},
    policies, refusal,
    state::State,
};
use minoots_kernel::{
    Reject, Reply,
    internal::{CreateTimers, command::Command},
    limits::CREATES_AHEAD_MAX,
};
use minoots_sequencer::{Priority, consensus::Position};
use minoots_wire::error::Reason;
use std::future::Future;
use tonic::Status;

/// Proposes creates and waits until they are applied, unless their tenant is known to exceed its rate. `is_named` says
/// of each whether its caller chose the id.
pub(super) fn propose(
    app: &App,
    who: &Principal,
    create: CreateTimers,
    is_named: impl Fn(usize) -> bool + Copy + Send + Sync,
) -> impl Future<Output = Result<(Position, Reply), Status>> + Send {
    let begun = refuse_beyond(app, who, &create).map(|()| {
        let asked = move |command: &Command, _: &State| Ok(policies::of_creates(command, is_named));
        let command = (Command::CreateTimers(create), Priority::Normal);
        app.judge.propose_allowed(who, command, Freshness::Anything, asked)
    });
    async move {
        let answer = begun?.await;
        if let Err(refused) = &answer
            && Reason::of(refused) == Some(Reason::Quota)
        {
            app.spent.add(who.tenant());
        }
        answer
    }
}

/// Rejects creates of a tenant that exceeded its rate, unless it is within its rate again.
fn refuse_beyond(app: &App, who: &Principal, create: &CreateTimers) -> Result<(), Status> {
    let tenant = who.tenant();
    if !app.spent.has(tenant) {
        return Ok(());
    }
    let state = app.reader.state()?;
    let now = app.clock.now();
    match beyond(&state, tenant, create, now)? {
        Pace::Within => app.spent.remove(tenant),
        Pace::Beyond(reject) => return Err(refusal::rejected(&reject)),
        Pace::Exists => {}
    }
    Ok(())
}

enum Pace {
    Within,
    Beyond(Reject),
    /// The rate is exceeded, and some of the timers may exist.
    Exists,
}

fn beyond(state: &State, tenant: &str, create: &CreateTimers, now: i64) -> Result<Pace, Status> {
    let row = state.tenant(tenant)?;
    let limit = row.quota.map_or(0, |quota| quota.creates_per_second);
    let now = now.max(state.shard()?.time);
    let over = row
        .creates_paid_until
        .saturating_sub(now)
        .saturating_sub(CREATES_AHEAD_MAX);
    if limit == 0 || over <= 0 {
        return Ok(Pace::Within);
    }
    let request_id = create.caller.as_ref().map_or("", |caller| &caller.request_id);
    if !request_id.is_empty() && state.answer(tenant, request_id)?.is_some() {
        return Ok(Pace::Exists);
    }
    for timer in &create.timers {
        if state.timer(tenant, &timer.id)?.is_some() {
            return Ok(Pace::Exists);
        }
    }
    Ok(Pace::Beyond(Reject::Exceeded {
        name: "creates_per_second",
        limit,
        retry_delay: Some(over),
    }))
}
