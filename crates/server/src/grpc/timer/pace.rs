//! Creates of tenants that are beyond their pace are refused before they cost an entry of the log.
//!
//! What a tenant may create is decided where the entry is applied. A tenant that offers many times its pace would fill the log with
//! entries that change nothing, and its neighbours would wait behind them. So a tenant that was refused for its pace is looked at here
//! first, in what is applied, until it is within its pace again. Invariants:
//! - Only what would be refused there is refused here: paid time only grows, except where the quota itself changes.
//! - What exists already, or was answered by request id, is answered there: it needs no room.
//! - A tenant that was never refused costs a look at a flag.

use crate::{
    access::Principal,
    app::{App, Look},
    policies, refusal,
};
use minoots_kernel::{
    Failure, Reject, Reply,
    internal::{CreateTimers, command::Command},
    limits::CREATES_AHEAD_MAX,
    tables,
};
use minoots_sequencer::{
    Priority,
    consensus::{Position, View},
};
use minoots_wire::error::Reason;
use std::future::Future;
use tonic::Status;

/// Puts creates into the log and waits until they are applied, unless their tenant is known to be beyond its pace.
/// `is_named` says of each whether its caller gave an id.
pub(super) fn propose(
    app: &App,
    who: &Principal,
    create: CreateTimers,
    is_named: impl Fn(usize) -> bool + Copy + Send + Sync,
) -> impl Future<Output = Result<(Position, Reply), Status>> + Send {
    let begun = refuse_beyond(app, who, &create).map(|()| {
        let asked = move |command: &Command, _: &dyn View| Ok(policies::of_creates(command, is_named));
        let command = (Command::CreateTimers(create), Priority::Normal);
        app.propose_allowed(who, command, Look::Anything, asked)
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

/// Refuses what a tenant that was beyond its pace asks for, unless it is within it again.
fn refuse_beyond(app: &App, who: &Principal, create: &CreateTimers) -> Result<(), Status> {
    let tenant = who.tenant();
    if !app.spent.has(tenant) {
        return Ok(());
    }
    let view = app.view()?;
    let now = app.clock.now();
    match beyond(view.as_ref(), tenant, create, now).map_err(|failure| app.fail(failure))? {
        Pace::Within => app.spent.remove(tenant),
        Pace::Beyond(reject) => return Err(refusal::rejected(&reject)),
        Pace::Exists => {}
    }
    Ok(())
}

enum Pace {
    Within,
    Beyond(Reject),
    /// It is, and some of what is to be created may be there.
    Exists,
}

fn beyond(view: &dyn View, tenant: &str, create: &CreateTimers, now: i64) -> Result<Pace, Failure> {
    let row = tables::tenant::get(view, tenant)?;
    let limit = row.quota.map_or(0, |quota| quota.creates_per_second);
    let now = now.max(tables::shard::get(view)?.time);
    let over = row
        .creates_paid_until
        .saturating_sub(now)
        .saturating_sub(CREATES_AHEAD_MAX);
    if limit == 0 || over <= 0 {
        return Ok(Pace::Within);
    }
    let request_id = create.caller.as_ref().map_or("", |caller| &caller.request_id);
    if !request_id.is_empty() && tables::request::get(view, tenant, request_id)?.is_some() {
        return Ok(Pace::Exists);
    }
    for timer in &create.timers {
        if tables::timer::get(view, tenant, &timer.id)?.is_some() {
            return Ok(Pace::Exists);
        }
    }
    Ok(Pace::Beyond(Reject::Exceeded {
        name: "creates_per_second",
        limit,
        retry_delay: Some(over),
    }))
}
