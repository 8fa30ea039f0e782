//! Conversions between the API's handoffs and the internal types, and the validation of requests.

use minoots_wire::time::instant;
use minoots_wire::workflow::v1 as proto;

use crate::definition::Definition;
use crate::execution::handoff::{Handoff, Party, Status as HandoffStatus, votes_needed};
use crate::execution::{State, TimerKind};
use crate::loaded::Loaded;

const NANOS_A_MILLISECOND: i64 = 1_000_000;

/// Converts a handoff to the API's form.
pub(crate) fn handoff(loaded: &Loaded, handoff: &Handoff) -> proto::Handoff {
    proto::Handoff {
        execution: loaded.state.id.clone(),
        id: handoff.id.clone(),
        status: status(handoff.status).into(),
        from: Some(party(&handoff.from)),
        to: Some(party(&handoff.to)),
        phase: handoff.phase.clone(),
        fence: handoff.fence,
        reason: handoff.reason.clone(),
        state: data(&loaded.state, handoff).into_bytes().into(),
        state_sha256: handoff.digest.clone(),
        voters: voters(&loaded.definition, handoff),
        votes: handoff
            .votes
            .iter()
            .map(|(voter, vote)| proto::HandoffVote {
                voter: voter.clone(),
                approved: vote.approved,
                why: vote.why.clone(),
            })
            .collect(),
        votes_needed: u32::try_from(votes_needed(&loaded.definition, handoff)).unwrap_or(u32::MAX),
        deadline: deadline(&loaded.state, handoff).map(instant::to_proto),
        why: handoff.why.clone(),
        new_fence: handoff.new_fence,
    }
}

/// Returns the handed-over data, as long as the handoff is open or the attempt has it.
fn data(state: &State, handoff: &Handoff) -> String {
    let handed = state.run.as_ref().and_then(|run| run.handed.as_ref());
    match handed.filter(|handed| handed.handoff == handoff.id) {
        Some(handed) => handed.data.clone(),
        None => handoff.data.clone(),
    }
}

/// Returns the deadline in nanoseconds.
fn deadline(state: &State, handoff: &Handoff) -> Option<i64> {
    let timer = state.timers.get(&TimerKind::Handoff);
    let timer = timer.filter(|_| handoff.status.is_open())?;
    timer.due_ms.checked_mul(NANOS_A_MILLISECOND)
}

fn voters(definition: &Definition, handoff: &Handoff) -> Vec<String> {
    let phase = definition.phase(&handoff.phase).map(|(_, phase)| phase);
    let rule = phase.and_then(|phase| phase.handoff.as_ref());
    rule.map(|rule| rule.voters.clone()).unwrap_or_default()
}

fn party(party: &Party) -> proto::HandoffParty {
    proto::HandoffParty {
        agent: party.agent.clone(),
        epoch: party.epoch,
    }
}

fn status(status: HandoffStatus) -> proto::HandoffStatus {
    match status {
        HandoffStatus::Proposed => proto::HandoffStatus::Proposed,
        HandoffStatus::Accepted => proto::HandoffStatus::Accepted,
        HandoffStatus::Committed => proto::HandoffStatus::Committed,
        HandoffStatus::Rejected => proto::HandoffStatus::Rejected,
        HandoffStatus::Expired => proto::HandoffStatus::Expired,
        HandoffStatus::Withdrawn => proto::HandoffStatus::Withdrawn,
    }
}
