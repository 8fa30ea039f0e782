//! Seals the payloads of a command before it is proposed.

use super::{KeysError, Payloads, TenantKeys, checkpoint_place, schedule_place, use_of};
use minoots_delivery::opener::emitted_place;
use minoots_kernel::{
    Failure, digest,
    internal::{Caller, Emit, NewTimer, Operation, PutCheckpoint, PutSchedule, command::Command, operation},
    tables,
};
use minoots_seal::PayloadKey;
use minoots_sequencer::consensus::View;

/// An error of sealing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Seal(#[from] minoots_seal::Error),
}

impl From<Failure> for SealError {
    fn from(failure: Failure) -> SealError {
        SealError::Keys(KeysError::Tables(failure))
    }
}

impl Payloads {
    /// Seals the payloads of a command, and writes the version of the keys into it.
    pub(crate) fn seal(&self, command: &mut Command) -> Result<(), SealError> {
        let Some(caller) = carrier(command) else {
            return Ok(());
        };
        let tenant = caller.tenant.clone();
        let keys = self.of(&tenant)?;
        caller.payload_keys_version = keys.as_ref().map_or(0, |keys| keys.version);
        let Some(keys) = keys else { return Ok(()) };
        // Compares a repeat with the existing objects. This view is at least as new as the keys, so it contains every
        // create in plain.
        let view = self.consensus.view()?;
        let work = Work {
            tenant: &tenant,
            keys: &keys,
            view: view.as_ref(),
        };
        match command {
            Command::CreateTimers(command) => command.timers.iter_mut().try_for_each(|timer| work.timer(timer)),
            Command::PutSchedule(command) => work.schedule(command),
            Command::PutCheckpoint(command) => work.checkpoint(command),
            Command::Emit(command) => work.emit(command),
            Command::Transact(command) => command.operations.iter_mut().try_for_each(|part| work.operation(part)),
            _ => Ok(()),
        }
    }
}

/// The caller field of a command that may carry a payload.
fn carrier(command: &mut Command) -> Option<&mut Caller> {
    match command {
        Command::CreateTimers(command) => command.caller.as_mut(),
        Command::PutSchedule(command) => command.caller.as_mut(),
        Command::PutCheckpoint(command) => command.caller.as_mut(),
        Command::Emit(command) => command.caller.as_mut(),
        Command::Transact(command) => command.caller.as_mut(),
        _ => None,
    }
}

struct Work<'a> {
    tenant: &'a str,
    keys: &'a TenantKeys,
    view: &'a dyn View,
}

impl Work<'_> {
    fn newest(&self) -> Result<(u64, &PayloadKey), SealError> {
        let newest = self.keys.newest();
        newest.ok_or_else(|| Failure::Corrupt(format!("tenant {} has no payload keys in its row", self.tenant)).into())
    }

    /// The keyed digest under the newest key. If the plain digest matches the existing object under another key, that
    /// object's digest.
    fn digest(&self, plain: &[u8], standing: Option<&[u8]>) -> Result<Vec<u8>, SealError> {
        if let Some(standing) = standing {
            let keyed = self.keys.keys.values().map(|key| key.digest(plain));
            if let Some(equal) = keyed.chain([plain.to_vec()]).find(|digest| digest == standing) {
                return Ok(equal);
            }
        }
        Ok(self.newest()?.1.digest(plain))
    }

    fn timer(&self, timer: &mut NewTimer) -> Result<(), SealError> {
        if timer.payload.is_empty() {
            return Ok(());
        }
        let (number, key) = self.newest()?;
        if !timer.digest.is_empty() {
            let row = tables::timer::get(self.view, self.tenant, &timer.id)?;
            let standing = row.as_ref().and_then(|row| row.spec.as_ref());
            let digest = self.digest(&timer.digest, standing.map(|spec| spec.digest.as_slice()))?;
            if digest != timer.digest {
                timer.digest = digest;
                timer.digest_encoding = digest::SEALED_ENCODING;
            }
        }
        timer.payload_key = number;
        timer.payload = key.seal(use_of(self.tenant, &timer.place()), &timer.payload)?;
        Ok(())
    }

    fn schedule(&self, command: &mut PutSchedule) -> Result<(), SealError> {
        let Some(spec) = &mut command.spec else { return Ok(()) };
        let carries = spec.timer.as_ref().is_some_and(|timer| !timer.payload.is_empty());
        // A change keeps the digest of the request that made it.
        if command.version == 0 && carries {
            let row = tables::schedule::get(self.view, self.tenant, &command.id)?;
            let standing = row.as_ref().and_then(|row| row.spec.as_ref());
            spec.digest = self.digest(&spec.digest, standing.map(|spec| spec.digest.as_slice()))?;
        }
        let Some(timer) = &mut spec.timer else { return Ok(()) };
        // A change copies an unchanged payload from the existing schedule, where it is already sealed.
        if timer.payload.is_empty() || timer.payload_key != 0 {
            return Ok(());
        }
        let (number, key) = self.newest()?;
        timer.payload_key = number;
        timer.payload_place = schedule_place(&command.id);
        timer.payload = key.seal(use_of(self.tenant, &timer.payload_place), &timer.payload)?;
        Ok(())
    }

    fn checkpoint(&self, command: &mut PutCheckpoint) -> Result<(), SealError> {
        if command.data.is_empty() {
            return Ok(());
        }
        let (number, key) = self.newest()?;
        let place = checkpoint_place(&command.execution, &command.name);
        command.data = key.seal(use_of(self.tenant, &place), &command.data)?;
        command.payload_key = number;
        Ok(())
    }

    fn emit(&self, command: &mut Emit) -> Result<(), SealError> {
        let Some(event) = command.event.as_mut().filter(|event| !event.data.is_empty()) else {
            return Ok(());
        };
        let (number, key) = self.newest()?;
        let place = emitted_place(&event.r#type, &event.subject);
        event.data = key.seal(use_of(self.tenant, &place), &event.data)?;
        event.payload_key = number;
        Ok(())
    }

    fn operation(&self, part: &mut Operation) -> Result<(), SealError> {
        match &mut part.operation {
            Some(operation::Operation::Create(timer)) => self.timer(timer),
            Some(operation::Operation::Put(put)) => self.checkpoint(put),
            Some(operation::Operation::Emit(emit)) => self.emit(emit),
            _ => Ok(()),
        }
    }
}
