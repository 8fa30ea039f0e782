//! Records deliveries before they go out, each only if its concurrency key has room: so what is out of a key is never more than its queue
//! allows, whoever leads.

use super::open::{self, Delivery};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Claims, TimerGrant, Turn},
    reply::Reply,
    tables,
    transitions::{self, turns},
};

pub(super) fn run(context: &mut Context<'_>, command: &Claims) -> Result<Reply, Failure> {
    for grant in &command.grants {
        claim(context, grant)?;
    }
    Ok(Reply::Done)
}

/// What was settled, failed or superseded meanwhile is not delivered; what waits or is out already has told so.
fn claim(context: &mut Context<'_>, grant: &TimerGrant) -> Result<(), Failure> {
    let (Some(timer), Some(grant)) = (&grant.timer, &grant.grant) else {
        return Ok(());
    };
    let Some(fence) = &grant.fence else { return Ok(()) };
    let Delivery::Open(mut row) = open::find(context, timer)? else {
        return Ok(());
    };
    let stands = row
        .delivery
        .is_some_and(|delivery| delivery.turn() == Turn::Unspecified);
    if !row.is_keyed() || !stands || !open::of_this_arm(context, &row, fence) {
        return Ok(());
    }
    if let turns::Room::Free = turns::claim(context, &timer.tenant, &mut row)?
        && open::record(&mut row, grant)
    {
        transitions::move_ready(context, &timer.tenant, &mut row, grant.deadline)?;
        tables::timer::put(context.tables, &timer.tenant, &timer.id, &row);
    }
    Ok(())
}
