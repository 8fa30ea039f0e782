//! Records deliveries before they are sent, each only if its concurrency key is below its limit. The deliveries of a
//! key in flight therefore never exceed the queue's limit, under any leader.

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

/// Records one claim. Ignores a delivery that was settled, failed or superseded meanwhile. A row that waits or is in
/// flight already has had its own effect.
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
