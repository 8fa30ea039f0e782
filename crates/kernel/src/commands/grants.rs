//! Records deliveries in flight, so that the next leader waits for their deadlines instead of sending again at once.

use super::open::{self, Delivery};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Grants, TimerGrant},
    reply::Reply,
    tables, transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &Grants) -> Result<Reply, Failure> {
    for grant in &command.grants {
        record(context, grant)?;
    }
    Ok(Reply::Done)
}

/// Records one grant. A delivery that was settled, failed or superseded meanwhile needs no record.
fn record(context: &mut Context<'_>, grant: &TimerGrant) -> Result<(), Failure> {
    let (Some(timer), Some(grant)) = (&grant.timer, &grant.grant) else {
        return Ok(());
    };
    let Some(fence) = &grant.fence else { return Ok(()) };
    let Delivery::Open(mut row) = open::find(context, timer)? else {
        return Ok(());
    };
    if open::of_this_arm(context, &row, fence) && open::record(&mut row, grant) {
        transitions::move_ready(context, &timer.tenant, &mut row, grant.deadline)?;
        tables::timer::put(context.tables, &timer.tenant, &timer.id, &row);
    }
    Ok(())
}
