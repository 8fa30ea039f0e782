//! Checks consumers' reports about deliveries.

use super::{is_id, nanos, violation};
use crate::access::Principal;
use minoots_delivery::core::{Report, Word};
use minoots_kernel::{Reject, fence, id::Occurrence, internal::Fence, limits};
use minoots_wire::{error::Reason, well_known::Duration};
use tonic::Status;

fn delivery(who: &Principal, event_id: &str, fence_text: &str) -> Result<(Occurrence, Fence), Status> {
    let Some(fence) = fence::parse(fence_text) else {
        let description = "must be the fence of a delivery, as it came with it";
        return Err(violation("fence", Reason::FenceInvalid, description));
    };
    Ok((event(who, event_id)?, fence))
}

/// The occurrence to which an event belongs.
pub(crate) fn event(who: &Principal, event_id: &str) -> Result<Occurrence, Status> {
    // Another tenant's event gets the same response as an absent one.
    Occurrence::parse(event_id)
        .filter(|occurrence| occurrence.tenant == who.tenant() && is_id(&occurrence.id))
        .ok_or_else(|| crate::refusal::rejected(&Reject::EventNotFound))
}

pub(crate) fn ack_report(who: &Principal, event_id: &str, fence: &str) -> Result<Report, Status> {
    let (occurrence, fence) = delivery(who, event_id, fence)?;
    Ok(Report {
        occurrence,
        fence,
        actor: who.actor().to_owned(),
        word: Word::Ack,
        policy_version: None,
    })
}

pub(crate) fn nack_report(
    who: &Principal,
    (event_id, fence): (&str, &str),
    why: &str,
    delay: Option<&Duration>,
) -> Result<Report, Status> {
    let (occurrence, fence) = delivery(who, event_id, fence)?;
    Ok(Report {
        occurrence,
        fence,
        actor: who.actor().to_owned(),
        word: Word::Nack {
            reason: why.to_owned(),
            delay: delay.map(nanos),
        },
        policy_version: None,
    })
}

pub(crate) fn extend_report(
    who: &Principal,
    (event_id, fence): (&str, &str),
    deadline: Option<&Duration>,
    now: i64,
) -> Result<Report, Status> {
    let (occurrence, fence) = delivery(who, event_id, fence)?;
    let deadline = deadline.map_or(limits::ACK_DEADLINE_DEFAULT, nanos);
    let word = Word::Extend {
        deadline: now.saturating_add_unsigned(deadline),
    };
    Ok(Report {
        occurrence,
        fence,
        actor: who.actor().to_owned(),
        word,
        policy_version: None,
    })
}
