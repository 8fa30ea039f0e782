//! Sealing: what a command carries, before it is proposed.

use super::{Payloads, TenantKeys, checkpoint_place, schedule_place, use_of};
use crate::{app::App, refusal};
use minoots_delivery::opener::emitted_place;
use minoots_kernel::{
    Failure, digest,
    internal::{Caller, Emit, NewTimer, Operation, PutCheckpoint, PutSchedule, command::Command, operation},
    tables,
};
use minoots_seal::{PayloadKey, SecretsKey};
use minoots_sequencer::{Answer, Priority, consensus::View};
use tokio::sync::oneshot;
use tonic::Status;

/// Why something could not be sealed.
#[derive(Debug, thiserror::Error)]
pub(super) enum SealError {
    #[error(transparent)]
    Tables(#[from] Failure),
    #[error(transparent)]
    Seal(#[from] minoots_seal::Error),
}

impl App {
    /// Puts a command into the log, with what it carries sealed if its tenant has that.
    pub(crate) fn hand_in(
        &self,
        mut command: Command,
        priority: Priority,
    ) -> Result<oneshot::Receiver<Answer>, Status> {
        match self.payloads.seal(&mut command) {
            Ok(()) => self.proposer.submit(command, priority).map_err(refusal::refused),
            Err(SealError::Tables(failure)) => Err(self.fail(failure)),
            Err(SealError::Seal(error)) => Err(refusal::unsealed(&error)),
        }
    }
}

impl Payloads {
    /// Seals what a command carries, and has it say by what.
    pub(super) fn seal(&self, command: &mut Command) -> Result<(), SealError> {
        let Some(caller) = carrier(command) else {
            return Ok(());
        };
        let tenant = caller.tenant.clone();
        let keys = self.of(&tenant)?;
        caller.payload_keys_plus_one = keys.as_ref().map_or(0, |keys| keys.version).saturating_add(1);
        let Some(keys) = keys else { return Ok(()) };
        // What stands decides by which key a repeat is compared. It is as new as the keys are: no later create is in clear.
        let view = self.consensus.view()?;
        let work = Work {
            tenant: &tenant,
            keys: &keys,
            secrets: self.secrets(),
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

/// Who asks for a command that may carry a payload.
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

/// By what the payload that stands under an id is sealed.
enum Standing {
    /// Nothing stands there, or nothing that this is compared with.
    Nothing,
    /// It was stored before its tenant had keys.
    Clear,
    /// By this key.
    Sealed(u64),
}

impl Standing {
    fn of(spec: Option<&NewTimer>) -> Standing {
        match spec {
            None => Standing::Nothing,
            Some(NewTimer { payload_key: 0, .. }) => Standing::Clear,
            Some(spec) => Standing::Sealed(spec.payload_key),
        }
    }
}

struct Work<'a> {
    tenant: &'a str,
    keys: &'a TenantKeys,
    secrets: Option<&'a SecretsKey>,
    view: &'a dyn View,
}

impl Work<'_> {
    fn newest(&self) -> Result<(u64, &PayloadKey), SealError> {
        let newest = self.keys.newest();
        newest.ok_or_else(|| Failure::Corrupt(format!("tenant {} has no payload keys in its row", self.tenant)).into())
    }

    /// The key that a repeat of what stands there is sealed by, and whether its digest takes it.
    fn key_for(&self, standing: &Standing) -> Result<(u64, &PayloadKey, bool), SealError> {
        let (newest, key) = self.newest()?;
        Ok(match standing {
            Standing::Nothing => (newest, key, true),
            Standing::Clear => (newest, key, false),
            // Whether it repeats what a shredded key sealed nobody can tell any more.
            Standing::Sealed(number) => match self.keys.keys.get(number) {
                Some(key) => (*number, key, true),
                None => (newest, key, true),
            },
        })
    }

    fn timer(&self, timer: &mut NewTimer) -> Result<(), SealError> {
        if timer.payload.is_empty() {
            return Ok(());
        }
        let row = tables::timer::get(self.view, self.tenant, &timer.id)?;
        let standing = row.as_ref().and_then(|row| row.spec.as_ref());
        let (number, key, is_keyed) = self.key_for(&Standing::of(standing))?;
        if is_keyed && !timer.digest.is_empty() {
            timer.digest = key.digest(&timer.digest);
            timer.digest_encoding = digest::SEALED_ENCODING;
        }
        timer.payload_key = number;
        timer.payload = key.seal(use_of(self.tenant, &timer.place()), &timer.payload)?;
        Ok(())
    }

    fn schedule(&self, command: &mut PutSchedule) -> Result<(), SealError> {
        let Some(spec) = &mut command.spec else { return Ok(()) };
        let Some(timer) = &mut spec.timer else { return Ok(()) };
        // What a change leaves as it is comes from where it stands, and is sealed.
        if timer.payload.is_empty() || timer.payload_key != 0 {
            return Ok(());
        }
        let row = tables::schedule::get(self.view, self.tenant, &command.id)?;
        let standing = row.as_ref().and_then(|row| row.spec.as_ref()?.timer.as_ref());
        let (number, key, is_keyed) = self.key_for(&Standing::of(standing))?;
        if is_keyed {
            spec.digest = key.digest(&spec.digest);
        }
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
        // What is sealed is another each time, and a repeat is to be told by what was given.
        let plain = digest::of_emit(event);
        command.digest = self
            .secrets
            .map_or_else(|| plain.clone(), |secrets| secrets.digest(&plain));
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
