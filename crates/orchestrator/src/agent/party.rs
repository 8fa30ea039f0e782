//! Checks whether an agent may act.

use super::state::{State, Status};
use super::step::Refusal;

/// Returns the newest instance of an agent that may work. `epoch` is the acting instance; 0 selects the newest.
///
/// # Errors
/// The agent is unknown, retired or quarantined, or the acting instance is not the newest.
pub fn party(state: Option<&State>, epoch: u64) -> Result<u64, Refusal> {
    let current = speaker(state, epoch)?;
    match state {
        Some(state) if matches!(state.status, Status::Retired | Status::Quarantined) => Err(state.not_active()),
        _ => Ok(current),
    }
}

/// Returns the newest instance of an agent, even if it may not work: stepping back is always allowed.
///
/// # Errors
/// The agent is unknown, or the acting instance is not the newest.
pub fn speaker(state: Option<&State>, epoch: u64) -> Result<u64, Refusal> {
    // An announced agent has not registered yet.
    let state = state.filter(|state| state.has_come).ok_or(Refusal::Unknown)?;
    state.check_epoch(epoch)?;
    Ok(state.epoch)
}

impl State {
    /// Refuses every instance but the newest one; 0 selects the newest.
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
    /// The refusal for an agent whose status forbids work.
    pub(super) fn not_active(&self) -> Refusal {
        Refusal::NotActive {
            status: self.status,
            reason: self.reason.clone(),
        }
    }
}
