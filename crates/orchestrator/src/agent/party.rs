//! Whether an agent may take part in something.

use super::state::{State, Status};
use super::step::Refusal;

/// The newest instance of an agent that may work; `epoch` names the one that speaks, 0 the newest.
///
/// # Errors
/// Nobody knows it, it has gone or gets no work, or the instance that speaks is not the newest.
pub fn party(state: Option<&State>, epoch: u64) -> Result<u64, Refusal> {
    let current = speaker(state, epoch)?;
    match state {
        Some(state) if matches!(state.status, Status::Retired | Status::Quarantined) => Err(state.not_active()),
        _ => Ok(current),
    }
}

/// The newest instance of an agent, whether or not it may work: to step back it need not.
///
/// # Errors
/// Nobody knows it, or the instance that speaks is not the newest.
pub fn speaker(state: Option<&State>, epoch: u64) -> Result<u64, Refusal> {
    // One that is only expected has said nothing yet.
    let state = state.filter(|state| state.has_come).ok_or(Refusal::Unknown)?;
    state.check_epoch(epoch)?;
    Ok(state.epoch)
}

impl State {
    /// Refuses every instance but the newest one; 0 is that.
    pub(super) fn check_epoch(&self, epoch: u64) -> Result<(), Refusal> {
        let current = self.epoch;
        if epoch != 0 && epoch < current {
            return Err(Refusal::StaleEpoch { current });
        }
        if epoch > current {
            return Err(Refusal::UnknownEpoch { current });
        }
        Ok(())
    }
    /// That it may not work, being where it is.
    pub(super) fn not_active(&self) -> Refusal {
        Refusal::NotActive {
            status: self.status,
            reason: self.reason.clone(),
        }
    }
}
