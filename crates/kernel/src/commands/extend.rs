//! Extends the lease of a delivery. Only the newest delivery can be extended, while it is in flight.

use super::{
    open::{self, Delivery},
    rejected,
};
use crate::{
    context::Context,
    failure::Failure,
    internal::Extend,
    reply::{Reject, Reply},
    tables, transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &Extend) -> Result<Reply, Failure> {
    let (Some(timer), Some(grant)) = (&command.timer, &command.grant) else {
        return rejected(Reject::Empty);
    };
    let Some(fence) = &grant.fence else {
        return rejected(Reject::Empty);
    };
    let mut row = match open::find(context, timer)? {
        Delivery::Open(row) => row,
        Delivery::Over(_) => return rejected(Reject::StaleFence),
        Delivery::Rejected(reject) => return rejected(reject),
    };
    if !open::of_this_arm(context, &row, fence) {
        return rejected(Reject::StaleFence);
    }
    if !command.logged_only {
        open::record(&mut row, grant);
    }
    if !open::is_newest(&row, fence) {
        return rejected(Reject::StaleFence);
    }
    if let Some(known) = row.delivery.as_mut().and_then(|delivery| delivery.grant.as_mut()) {
        known.deadline = grant.deadline;
    }
    transitions::move_ready(context, &timer.tenant, &mut row, grant.deadline)?;
    tables::timer::put(context.tables, &timer.tenant, &timer.id, &row);
    // The deadline does not exceed the queue's maximum age.
    Ok(Reply::Extended {
        deadline: row.place().available,
    })
}
