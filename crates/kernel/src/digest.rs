//! The digest that makes a create idempotent: SHA-256 over a numbered encoding of the caller's fields.
//!
//! Encoding 1, in order: every text and byte string as its length (u32 big-endian) and its bytes, every number as 8
//! bytes big-endian, optional fields after a byte 0 or 1: `id, partition key, name, (0, fire time | 1, delay), content
//! type, payload, number of labels, (key, value) sorted by key, queue, max attempts, initial backoff, max backoff,
//! multiplier, jitter, ack deadline`, all after defaults are applied. Then, each only if present: a byte 2 and the
//! lane, if it is not the usual one; a byte 3 and the concurrency key; a byte 4, the number of actions, and for each
//! its queue and its number of attempts; for a watchdog, a byte 5, its epoch, the number of its stages, and for each
//! its delay and queue; a byte 6 and the note. The request id, the trace, the actor and the instant of arrival are not
//! included, because they differ between a request and its repeat.
//!
//! Old numbers stay, because rows written under them stay.
//!
//! Encoding 2 is a digest of encoding 1's digest and the key that seals the payload. Without that key a reader cannot
//! test a guess of the payload. It is computed where the payload is sealed; the kernel only compares it.

use crate::internal::{
    AcquireLease, CancelTimer, DeleteCheckpoint, EmittedEvent, Guard, Label, NewTimer, Operation, PutCheckpoint,
    RescheduleTimer, RollBackCheckpoint, SpendBudget, Transact, TrustRule, guard, operation,
};
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

/// The encoding for digests of new timers.
pub const ENCODING: u32 = 1;
/// The encoding for digests of new timers with a sealed payload.
pub const SEALED_ENCODING: u32 = 2;

struct Hasher(Sha256);

impl Hasher {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update((bytes.len() as u32).to_be_bytes());
        self.0.update(bytes);
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(number.to_be_bytes());
        self
    }

    fn when(&mut self, fire_time: i64, delay: Option<u64>) -> &mut Self {
        match delay {
            None => self.0.update([0]),
            Some(_) => self.0.update([1]),
        }
        self.number(delay.unwrap_or(fire_time as u64))
    }

    fn finish(self) -> Vec<u8> {
        self.0.finalize().as_slice().to_vec()
    }
}

/// The digest of an unmodified text.
pub fn of_text(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).as_slice().to_vec()
}

/// The digest of trust rules, in their order: for each its eight texts in the order of the message, as above.
pub fn of_trust(rules: &[TrustRule]) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    for rule in rules {
        let texts = [
            &rule.issuer,
            &rule.audience,
            &rule.repository_id,
            &rule.repository_owner_id,
        ];
        let more = [&rule.r#ref, &rule.environment, &rule.job_workflow_ref, &rule.role];
        for text in texts.into_iter().chain(more) {
            hasher.bytes(text.as_bytes());
        }
    }
    hasher.finish()
}

/// The digest of a create under an encoding; empty for a number this version does not know.
pub fn of_timer(encoding: u32, timer: &NewTimer) -> Vec<u8> {
    if encoding != ENCODING {
        return Vec::new();
    }
    let mut hasher = Hasher(Sha256::new());
    hasher
        .bytes(timer.id.as_bytes())
        .bytes(timer.partition_key.as_bytes())
        .bytes(timer.name.as_bytes());
    hasher.when(timer.fire_time, timer.delay());
    hasher.bytes(timer.content_type.as_bytes()).bytes(&timer.payload);
    hasher.number(timer.labels.len() as u64);
    for label in &timer.labels {
        hasher.bytes(label.key.as_bytes()).bytes(label.value.as_bytes());
    }
    hasher.bytes(timer.queue.as_bytes());
    let retry = timer.retry.unwrap_or_default();
    hasher
        .number(retry.max_attempts.into())
        .number(retry.initial_backoff)
        .number(retry.max_backoff);
    hasher
        .number(retry.multiplier_milli.into())
        .number(retry.jitter_milli.into());
    hasher.number(timer.ack_deadline);
    // The fields after this byte did not exist when the encoding was defined; unset fields are not included.
    if timer.lane != 0 {
        hasher.0.update([2]);
        hasher.number(timer.lane as u64);
    }
    if !timer.concurrency_key.is_empty() {
        hasher.0.update([3]);
        hasher.bytes(timer.concurrency_key.as_bytes());
    }
    if !timer.actions.is_empty() {
        hasher.0.update([4]);
        hasher.number(timer.actions.len() as u64);
        for action in &timer.actions {
            hasher
                .bytes(action.queue.as_bytes())
                .number(action.after_attempts.into());
        }
    }
    if let Some(watchdog) = &timer.watchdog {
        hasher.0.update([5]);
        hasher.number(watchdog.epoch).number(watchdog.stages.len() as u64);
        for stage in &watchdog.stages {
            hasher.number(stage.delay).bytes(stage.queue.as_bytes());
        }
    }
    if !timer.note.is_empty() {
        hasher.0.update([6]);
        hasher.bytes(timer.note.as_bytes());
    }
    hasher.finish()
}

/// The digest of a cancel: 2^64 - 7, then id, partition key, version, reason.
pub fn of_cancel(request: &CancelTimer) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(CANCEL).bytes(request.id.as_bytes());
    hasher
        .bytes(request.partition_key.as_bytes())
        .number(request.version)
        .bytes(request.reason.as_bytes());
    hasher.finish()
}

/// The digest of a reschedule: id, partition key, version, (0, fire time | 1, delay).
pub fn of_reschedule(request: &RescheduleTimer) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher
        .bytes(request.id.as_bytes())
        .bytes(request.partition_key.as_bytes())
        .number(request.version);
    hasher.when(request.fire_time, request.delay());
    hasher.finish()
}

/// The fields of a bulk cancel.
#[derive(Clone, Copy, Debug)]
pub struct CancelOf<'a> {
    /// The position at which it continues; empty at the beginning.
    pub after: &'a [u8],
    /// The maximum number of timers.
    pub size: u64,
    /// The due range, from (inclusive) to until (exclusive), in nanoseconds UTC.
    pub due: (i64, i64),
    /// Sorted by key.
    pub labels: &'a [Label],
    /// Empty for any.
    pub queue: &'a str,
    /// Empty for any.
    pub name_prefix: &'a str,
    /// Empty for any.
    pub id_prefix: &'a str,
    /// The reason, stored with each timer.
    pub reason: &'a str,
}

/// A first number that no reschedule begins with, because its first bytes are the length of an id.
const CANCELS: u64 = u64::MAX;
const ACQUIRES: u64 = CANCELS - 4;
const SPENDS: u64 = CANCELS - 5;
const CANCEL: u64 = CANCELS - 6;
const TRANSACTS: u64 = CANCELS - 58;
const EMITS: u64 = CANCELS - 59;

/// The digest of a compare-and-set request: the number of its kind, then the texts after their count, then the numbers.
fn of_checkpoint(kind: u64, texts: &[&[u8]], numbers: &[u64]) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(kind).number(texts.len() as u64);
    for text in texts {
        hasher.bytes(text);
    }
    for number in numbers {
        hasher.number(*number);
    }
    hasher.finish()
}

/// The digest of a put of a checkpoint: 2^64 - 2; execution, name, partition key, content type, checksum, (key, value)
/// of the labels in their order, timers, the conditions if there are any; expected version, versions kept, number of
/// labels, and 1 if there are conditions.
pub fn of_put(request: &PutCheckpoint) -> Vec<u8> {
    let mut texts = [
        request.execution.as_bytes(),
        request.name.as_bytes(),
        request.partition_key.as_bytes(),
        request.content_type.as_bytes(),
        &request.checksum,
    ]
    .to_vec();
    for label in &request.labels {
        texts.extend([label.key.as_bytes(), label.value.as_bytes()]);
    }
    texts.extend(request.timers.iter().map(|timer| timer.as_bytes()));
    let labels = request.labels.len() as u64;
    let mut numbers = [request.expected_version, request.keep_last.into(), labels].to_vec();
    if !request.conditions.is_empty() {
        texts.push(&request.conditions);
        numbers.push(1);
    }
    of_checkpoint(CANCELS - 1, &texts, &numbers)
}

/// The digest of a removal of a checkpoint: 2^64 - 3; execution, name, partition key; expected version.
pub fn of_delete(request: &DeleteCheckpoint) -> Vec<u8> {
    let texts = [&request.execution, &request.name, &request.partition_key].map(|text| text.as_bytes());
    of_checkpoint(CANCELS - 2, &texts, &[request.expected_version])
}

/// The digest of a rollback: 2^64 - 4; execution, name, partition key, reason; expected version, version.
pub fn of_rollback(request: &RollBackCheckpoint) -> Vec<u8> {
    let texts = [
        &request.execution,
        &request.name,
        &request.partition_key,
        &request.reason,
    ];
    let mut texts = texts.map(|text| text.as_bytes()).to_vec();
    let mut numbers = [request.expected_version, request.version].to_vec();
    if !request.conditions.is_empty() {
        texts.push(&request.conditions);
        numbers.push(1);
    }
    of_checkpoint(CANCELS - 3, &texts, &numbers)
}

/// The digest of a bulk cancel: 2^64 - 1, then the fields in their order, labels after their number.
pub fn of_cancels(request: &CancelOf<'_>) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(CANCELS).bytes(request.after).number(request.size);
    hasher.number(request.due.0 as u64).number(request.due.1 as u64);
    hasher.number(request.labels.len() as u64);
    for label in request.labels {
        hasher.bytes(label.key.as_bytes()).bytes(label.value.as_bytes());
    }
    hasher
        .bytes(request.queue.as_bytes())
        .bytes(request.name_prefix.as_bytes());
    hasher
        .bytes(request.id_prefix.as_bytes())
        .bytes(request.reason.as_bytes());
    hasher.finish()
}

/// The digest of an acquisition: 2^64 - 5, then id, partition key, holder, ttl.
pub fn of_acquire(request: &AcquireLease) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(ACQUIRES).bytes(request.id.as_bytes());
    hasher
        .bytes(request.partition_key.as_bytes())
        .bytes(request.holder.as_bytes())
        .number(request.ttl);
    hasher.finish()
}

/// The digest of a spend: 2^64 - 6, then id, partition key, amount.
pub fn of_spend(request: &SpendBudget) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(SPENDS).bytes(request.id.as_bytes());
    hasher.bytes(request.partition_key.as_bytes()).number(request.amount);
    hasher.finish()
}

/// The digest of an emitted event: 2^64 - 60, then type, subject, content type, data, number of attributes, (name,
/// value).
pub fn of_emit(event: &EmittedEvent) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(EMITS).bytes(event.r#type.as_bytes());
    hasher
        .bytes(event.subject.as_bytes())
        .bytes(event.content_type.as_bytes());
    hasher.bytes(&event.data).number(event.attributes.len() as u64);
    for attribute in &event.attributes {
        hasher
            .bytes(attribute.name.as_bytes())
            .bytes(attribute.value.as_bytes());
    }
    hasher.finish()
}

/// The digest of a transaction: 2^64 - 59, partition key, number of guards, for each its field's number and fields,
/// then for each operation whether it is optional, its field's number, and its own digest or its fields.
pub fn of_transact(request: &Transact) -> Vec<u8> {
    let mut hasher = Hasher(Sha256::new());
    hasher.number(TRANSACTS).bytes(request.partition_key.as_bytes());
    hasher.number(request.guards.len() as u64);
    for guard in &request.guards {
        of_guard(&mut hasher, guard);
    }
    for operation in &request.operations {
        hasher.number(operation.optional.into());
        of_operation(&mut hasher, operation);
    }
    hasher.finish()
}

fn of_guard(hasher: &mut Hasher, guard: &Guard) {
    match &guard.guard {
        None => hasher.number(0),
        Some(guard::Guard::Checkpoint(guard)) => {
            let (execution, name) = (guard.execution.as_bytes(), guard.name.as_bytes());
            hasher.number(1).bytes(execution).bytes(name).number(guard.version)
        }
        Some(guard::Guard::Timer(guard)) => hasher.number(2).bytes(guard.id.as_bytes()).number(guard.version),
        Some(guard::Guard::Lease(guard)) => hasher.number(3).bytes(guard.id.as_bytes()).number(guard.token),
        Some(guard::Guard::Budget(guard)) => hasher.number(4).bytes(guard.id.as_bytes()).number(guard.amount),
    };
}

fn of_operation(hasher: &mut Hasher, operation: &Operation) {
    match &operation.operation {
        None => hasher.number(0),
        Some(operation::Operation::Create(timer)) => hasher.number(2).bytes(&of_timer(ENCODING, timer)),
        Some(operation::Operation::Cancel(cancel)) => {
            hasher.number(3).bytes(cancel.id.as_bytes()).number(cancel.version);
            hasher.bytes(cancel.reason.as_bytes())
        }
        Some(operation::Operation::Reschedule(reschedule)) => hasher.number(4).bytes(&of_reschedule(reschedule)),
        Some(operation::Operation::Put(put)) => hasher.number(5).bytes(&of_put(put)),
        Some(operation::Operation::RollBack(back)) => hasher.number(6).bytes(&of_rollback(back)),
        Some(operation::Operation::Settle(settle)) => {
            let (timer, fence) = (
                settle.timer.clone().unwrap_or_default(),
                settle.fence.unwrap_or_default(),
            );
            hasher.number(7).bytes(timer.id.as_bytes()).number(timer.version);
            hasher.number(fence.epoch).number(fence.arm);
            hasher.number(fence.term).number(fence.number)
        }
        Some(operation::Operation::Spend(spend)) => hasher.number(8).bytes(&of_spend(spend)),
        Some(operation::Operation::Emit(emit)) => hasher
            .number(9)
            .bytes(&of_emit(emit.event.as_ref().unwrap_or(&EmittedEvent::default()))),
        Some(operation::Operation::Withdraw(withdraw)) => hasher
            .number(10)
            .bytes(withdraw.id.as_bytes())
            .bytes(withdraw.reason.as_bytes()),
    };
}
