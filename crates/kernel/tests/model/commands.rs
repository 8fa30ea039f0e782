//! Commands about timers and about the shard.

use super::{Model, Request, State, Timer};
use minoots_kernel::{
    CreatedTimer, Reject, Reply, Withdrawn,
    internal::{
        ArmTimers, Caller, CancelRow, CancelTimer, Command, CreateCredential, CreateTimers, CredentialRow, EventKind,
        EventRow, KeyRow, NewTimer, RegisterKey, RescheduleTimer, RevokeCredential, RevokeSigningKey, StartEpoch,
        TokenJob, WithdrawOutcome, command::Command as Kind, operation,
    },
    limits::LEAD_MAX,
};
use std::sync::Arc;

/// The credential of a command's caller, and its source.
fn showing(command: &Command) -> (String, String) {
    let caller = command.command.as_ref().and_then(Kind::caller);
    caller.map_or_else(Default::default, |caller| {
        (caller.credential.clone(), caller.source.clone())
    })
}

/// Whether a command makes a timer with a note, which needs level 1.
fn has_note(command: &Command) -> bool {
    let noted = |timer: &NewTimer| !timer.note.is_empty();
    match command.command.as_ref() {
        Some(Kind::CreateTimers(command)) => command.timers.iter().any(noted),
        Some(Kind::Transact(command)) => command
            .operations
            .iter()
            .any(|operation| matches!(&operation.operation, Some(operation::Operation::Create(timer)) if noted(timer))),
        Some(Kind::PutSchedule(command)) => {
            let timer = command.spec.as_ref().and_then(|spec| spec.timer.as_ref());
            timer.is_some_and(noted)
        }
        _ => false,
    }
}

impl Model {
    pub(super) fn command(&mut self, command: &Command) -> Reply {
        if self.level == 0 && has_note(command) {
            return Reply::Rejected(Reject::FeatureNotActive { needed: 1, level: 0 });
        }
        if self.is_outdated(command) {
            return Reply::Rejected(Reject::PolicyChanged);
        }
        if self.is_sealed_by_others(command) {
            return Reply::Rejected(Reject::PayloadKeysChanged);
        }
        self.showing = showing(command);
        let reply = self.decide(command);
        self.take_turns();
        reply
    }

    pub(super) fn decide(&mut self, command: &Command) -> Reply {
        match command.command.as_ref() {
            None => Reply::Rejected(Reject::Empty),
            Some(Kind::Bootstrap(command)) => self.bootstrap(&command.cluster_id, command.level),
            Some(Kind::RegisterKey(command)) => self.register_key(command),
            Some(Kind::StartEpoch(command)) => self.start_epoch(command),
            Some(Kind::CreateTimers(command)) => self.create(command),
            Some(Kind::CancelTimer(command)) => self.cancel(command),
            Some(Kind::CancelTimers(command)) => self.cancel_found(command),
            Some(Kind::RescheduleTimer(command)) => self.reschedule(command),
            Some(Kind::ArmTimers(command)) => self.arm_timers(command),
            Some(Kind::Ack(command)) => self.ack(command),
            Some(Kind::Outcome(command)) => self.outcome(command),
            Some(Kind::Extend(command)) => self.extend(command),
            Some(Kind::Grants(command)) => self.grants(command),
            Some(Kind::Claims(command)) => self.claims(command),
            Some(Kind::Redrive(command)) => self.redrive(command),
            Some(Kind::ReleaseOverdue(command)) => self.release_overdue(command),
            Some(Kind::CreateCredential(command)) => self.make_credential(command, None),
            Some(Kind::RevokeCredential(command)) => self.revoke_credential(command),
            Some(Kind::SetQuota(command)) => self.set_quota(command),
            Some(Kind::RevokeSigningKey(command)) => self.revoke_signing_key(command),
            Some(Kind::RedriveLetters(command)) => self.redrive_letters(command),
            Some(Kind::PutQueue(command)) => self.put_queue(command),
            Some(Kind::PauseQueue(command)) => self.pause_queue(command),
            Some(Kind::PurgeQueue(command)) => self.purge_queue(command),
            Some(Kind::PutWebhook(command)) => self.put_webhook(command),
            Some(Kind::DeleteWebhook(command)) => self.delete_webhook(command),
            Some(Kind::RecordAttempts(command)) => self.record_attempts(command),
            Some(Kind::MoveWebhookCursors(command)) => self.move_cursors(command),
            Some(Kind::RecordHeads(command)) => self.record_heads(command),
            Some(Kind::RecordDenials(command)) => self.record_denials(command),
            Some(Kind::CreateJoinToken(command)) => self.create_join_token(command),
            Some(Kind::UseJoinToken(command)) => self.use_join_token(command),
            Some(Kind::PutPolicy(command)) => self.put_policy(command),
            Some(Kind::PutTrust(command)) => self.put_trust(command),
            Some(Kind::PutPayloadKeys(command)) => self.put_payload_keys(command),
            Some(Kind::ExchangeToken(command)) => self.exchange_token(command),
            Some(Kind::PutSchedule(command)) => self.put_schedule(command),
            Some(Kind::DeleteSchedule(command)) => self.delete_schedule(command),
            Some(Kind::PauseSchedule(command)) => self.pause_schedule(command),
            Some(Kind::ResumeSchedule(command)) => self.resume_schedule(command),
            Some(Kind::TriggerSchedule(command)) => self.trigger_schedule(command),
            Some(Kind::RunSchedules(command)) => self.run_schedules(command),
            Some(Kind::BackfillSchedule(command)) => self.backfill_schedule(command),
            Some(Kind::PutCheckpoint(command)) => self.put_checkpoint(command),
            Some(Kind::DeleteCheckpoint(command)) => self.delete_checkpoint(command),
            Some(Kind::RollBackCheckpoint(command)) => self.roll_back_checkpoint(command),
            Some(Kind::AcquireLease(command)) => self.acquire_lease(command),
            Some(Kind::RenewLease(command)) => self.renew_lease(command),
            Some(Kind::ReleaseLease(command)) => self.release_lease(command),
            Some(Kind::SpendBudget(command)) => self.spend_budget(command),
            Some(Kind::SetBudget(command)) => self.set_budget(command),
            Some(Kind::TouchWatchdogs(command)) => self.touch_watchdogs(command),
            Some(Kind::DeleteBudget(command)) => self.delete_budget(command),
            Some(Kind::Transact(command)) => self.transact(command),
            Some(Kind::Emit(command)) => self.emit_own(command),
            Some(Kind::SetLevel(command)) => {
                self.level = self.level.max(command.level);
                Reply::Done
            }
        }
    }

    fn bootstrap(&mut self, cluster_id: &str, level: u32) -> Reply {
        if self.cluster_id.is_empty() {
            self.cluster_id = cluster_id.to_string();
            self.level = level;
        }
        if self.cluster_id == cluster_id {
            return Reply::Done;
        }
        let cluster_id = self.cluster_id.clone();
        Reply::Rejected(Reject::AlreadyBootstrapped { cluster_id })
    }

    fn register_key(&mut self, command: &RegisterKey) -> Reply {
        let RegisterKey { kid, public_key, node } = command.clone();
        let row = KeyRow {
            public_key,
            node,
            create_time: self.time,
            ..KeyRow::default()
        };
        match self.keys.iter().find(|(known, _)| *known == kid) {
            None => self.keys.push((kid, row)),
            Some((_, known)) if known.public_key == row.public_key && known.node == row.node => {}
            Some(_) => return Reply::Rejected(Reject::KeyExists),
        }
        Reply::Done
    }

    fn revoke_signing_key(&mut self, command: &RevokeSigningKey) -> Reply {
        let (time, caller) = (self.time, command.caller.clone().unwrap_or_default());
        let Some((_, row)) = self.keys.iter_mut().find(|(kid, _)| *kid == command.kid) else {
            return Reply::Rejected(Reject::KeyNotFound);
        };
        if row.revoke_time == 0 {
            row.revoke_time = time;
            row.revoke_reason.clone_from(&command.reason);
            let event = EventRow {
                object: command.kid.clone(),
                actor: caller.actor,
                reason: command.reason.clone(),
                ..EventRow::default()
            };
            self.emit(&caller.tenant, EventKind::SigningKeyRevoked, event);
        }
        Reply::Done
    }

    pub(super) fn make_credential(&mut self, command: &CreateCredential, job: Option<TokenJob>) -> Reply {
        if self.held_credentials().contains_key(&command.id) {
            return Reply::Rejected(Reject::CredentialExists);
        }
        let by = command.caller.clone().unwrap_or_default().actor;
        let row = CredentialRow {
            tenant: command.tenant.clone(),
            name: command.name.clone(),
            roles: command.roles.clone(),
            secret_digest: command.secret_digest.clone(),
            create_time: self.time,
            expire_time: command.expire_time,
            created_by: by.clone(),
            exchanged: job.is_some(),
            ..CredentialRow::default()
        };
        self.credentials.insert(command.id.clone(), row);
        let event = EventRow {
            object: command.id.clone(),
            name: command.name.clone(),
            actor: by,
            job,
            ..EventRow::default()
        };
        self.emit(&command.tenant, EventKind::CredentialCreated, event);
        Reply::Done
    }

    /// All credentials except expired ones that were exchanged for tokens.
    pub fn held_credentials(&self) -> std::collections::BTreeMap<String, CredentialRow> {
        let mut held = self.credentials.clone();
        held.retain(|_, row| !row.exchanged || row.expire_time > self.time);
        held
    }

    fn revoke_credential(&mut self, command: &RevokeCredential) -> Reply {
        let (time, by) = (self.time, command.caller.clone().unwrap_or_default().actor);
        self.credentials = self.held_credentials();
        let row = match self.credentials.get_mut(&command.id) {
            Some(row) if row.tenant == command.tenant => row,
            _ => return Reply::Rejected(Reject::CredentialNotFound),
        };
        if row.revoke_time == 0 {
            (row.revoke_time, row.revoked_by) = (time, by.clone());
            row.revoke_reason.clone_from(&command.reason);
            let event = EventRow {
                object: command.id.clone(),
                name: row.name.clone(),
                actor: by,
                reason: command.reason.clone(),
                ..EventRow::default()
            };
            self.emit(&command.tenant, EventKind::CredentialRevoked, event);
        }
        Reply::Done
    }

    fn start_epoch(&mut self, command: &StartEpoch) -> Reply {
        let first = u128::from(command.epoch) << 36;
        let grows = command.epoch > self.epoch && first > u128::from(self.version);
        match u64::try_from(first).ok().filter(|_| grows) {
            Some(first) => {
                (self.epoch, self.version) = (command.epoch, first);
                self.hold(command.hold_until);
                Reply::Done
            }
            None => Reply::Rejected(Reject::EpochTooSmall { epoch: self.epoch }),
        }
    }

    fn create(&mut self, command: &CreateTimers) -> Reply {
        if !command.timers.iter().all(super::watchdogs::is_sound) {
            return Reply::Rejected(Reject::Empty);
        }
        let caller = command.caller.clone().unwrap_or_default();
        self.create_all(&caller, &caller.actor, &command.timers)
    }

    /// Creates timers for the caller, in the name of `by`.
    pub(super) fn create_all(&mut self, caller: &Caller, by: &str, timers: &[NewTimer]) -> Reply {
        if let Some(reject) = self.refuse_batch(&caller.tenant, timers) {
            return Reply::Rejected(reject);
        }
        let new = |timer: &&NewTimer| self.current(&caller.tenant, &timer.id).is_none();
        let lost = |timer: &NewTimer| {
            let webhook = timer.queue.strip_prefix("webhook:");
            new(&timer) && webhook.is_some_and(|id| self.webhook(&caller.tenant, id).is_none())
        };
        if let Some(index) = timers.iter().position(lost) {
            return Reply::Rejected(Reject::WebhookNotFound {
                index,
                webhook: timers[index].queue.replacen("webhook:", "", 1),
            });
        }
        if let Some(reject) = self.refuse_creates(&caller.tenant, timers) {
            return Reply::Rejected(reject);
        }
        let count = timers.iter().filter(new).count();
        let mut queues: Vec<String> = timers
            .iter()
            .filter(new)
            .flat_map(|timer| {
                let mut all: Vec<String> = timer.actions.iter().map(|action| action.queue.clone()).collect();
                let stages = timer.watchdog.iter().flat_map(|watchdog| &watchdog.stages);
                all.extend(stages.map(|stage| stage.queue.clone()));
                all.push(timer.queue.clone());
                all
            })
            .collect();
        queues.sort();
        queues.into_iter().for_each(|queue| self.use_queue(caller, &queue));
        self.count_creates(&caller.tenant, count);
        Reply::Created(timers.iter().map(|timer| self.create_one(caller, by, timer)).collect())
    }

    fn refuse_batch(&self, tenant: &str, timers: &[NewTimer]) -> Option<Reject> {
        timers.iter().enumerate().find_map(|(index, timer)| {
            if timers[..index].iter().any(|earlier| earlier.id == timer.id) {
                return Some(Reject::BatchDuplicate { index });
            }
            let standing = &self.timers[self.current(tenant, &timer.id)?];
            (standing.spec.digest != timer.digest).then_some(if timer.id_from_request {
                Reject::IdempotencyMismatch { index }
            } else {
                Reject::TimerExists { index }
            })
        })
    }

    fn create_one(&mut self, caller: &Caller, by: &str, spec: &NewTimer) -> CreatedTimer {
        if let Some(at) = self.current(&caller.tenant, &spec.id) {
            let standing = &self.timers[at];
            let armed = standing.state == State::Armed;
            return CreatedTimer {
                row: Arc::new(standing.row()),
                armed,
                existing: true,
            };
        }
        let create_time = spec.create_time.min(self.time);
        let stored = self.with_options(&caller.tenant, spec);
        let version = self.draw_version();
        let timer = Timer::new(
            &caller.tenant,
            self.count_from_creation(NewTimer { create_time, ..stored }),
            version,
            by,
            create_time,
        );
        let at = self.timers.len();
        self.announce(timer, EventKind::TimerScheduled, caller, &spec.digest);
        let made = &self.timers[at];
        CreatedTimer {
            row: Arc::new(made.row()),
            armed: made.state == State::Armed,
            existing: false,
        }
    }

    /// Writes the event before the effects of scheduling.
    fn announce(&mut self, timer: Timer, kind: EventKind, caller: &Caller, digest: &[u8]) {
        let event = EventRow {
            timer: Some(timer.reference()),
            fire_time: timer.spec.fire_time,
            name: timer.spec.name.clone(),
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            digest: digest.to_vec(),
            schedule: match (kind, &timer.spec.schedule) {
                (EventKind::TimerScheduled, Some(of)) => of.id.clone(),
                _ => String::new(),
            },
            ..EventRow::default()
        };
        self.emit(&caller.tenant, kind, event);
        self.schedule(timer);
    }

    pub(super) fn draw_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    /// Checks in this order: absent, another version, cancelled, armed or later. Only a remaining timer may be
    /// withdrawn.
    pub(super) fn meet(&self, tenant: &str, id: &str, partition: &str, version: u64) -> Result<usize, Reply> {
        let answers_to = |at: &usize| {
            let spec = &self.timers[*at].spec;
            let own = if spec.partition_key.is_empty() {
                &spec.id
            } else {
                &spec.partition_key
            };
            partition.is_empty() || own == partition
        };
        let Some(at) = self.current(tenant, id).filter(answers_to) else {
            return Err(Reply::Rejected(Reject::TimerNotFound));
        };
        let timer = &self.timers[at];
        let outcome = match timer.state {
            _ if version != 0 && version != timer.version => WithdrawOutcome::Superseded,
            State::Cancelled => WithdrawOutcome::Cancelled,
            State::Scheduled => return Ok(at),
            _ => WithdrawOutcome::TooLate,
        };
        let first = timer.cancel.as_ref().filter(|_| outcome == WithdrawOutcome::Cancelled);
        Err(Reply::Withdrawn(Withdrawn {
            outcome,
            version: timer.version,
            fire_time: timer.spec.fire_time,
            original_index: first.map_or(0, |cancel| cancel.commit_index),
        }))
    }

    fn cancel(&mut self, command: &CancelTimer) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        // Cancels from before the introduction of digests cannot be told apart.
        let is_remembered = !command.digest.is_empty();
        let first = self.first_answer(&caller, &command.digest);
        if let Some(first) = first.filter(|_| is_remembered) {
            return first;
        }
        let met = self.meet(&caller.tenant, &command.id, &command.partition_key, command.version);
        let answer = match met {
            Ok(at) => {
                let timer = &self.timers[at];
                let answer = Withdrawn {
                    outcome: WithdrawOutcome::Done,
                    version: timer.version,
                    fire_time: timer.spec.fire_time,
                    original_index: 0,
                };
                self.cancel_one(at, &caller, &command.reason);
                answer
            }
            Err(Reply::Withdrawn(answer)) => answer,
            Err(refusal) => return refusal,
        };
        if is_remembered {
            let again = Withdrawn {
                original_index: self.index,
                ..answer
            };
            self.remember(&caller, &command.digest, Reply::Withdrawn(again));
        }
        Reply::Withdrawn(answer)
    }

    pub(super) fn cancel_one(&mut self, at: usize, caller: &Caller, reason: &str) {
        let index = self.index;
        let timer = &mut self.timers[at];
        timer.state = State::Cancelled;
        timer.cancel = Some(CancelRow {
            by: caller.actor.clone(),
            reason: reason.to_string(),
            commit_index: index,
        });
        let event = EventRow {
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            reason: reason.to_string(),
            ..EventRow::default()
        };
        self.emit_about(at, EventKind::TimerCancelled, event);
        self.end(at);
    }

    fn reschedule(&mut self, command: &RescheduleTimer) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let met = self.meet(&caller.tenant, &command.id, &command.partition_key, command.version);
        let answer = match met {
            Ok(at) if self.timers[at].watch.is_some() => return Reply::Rejected(Reject::IsWatchdog),
            Ok(at) => match self.refuse_horizon(&caller.tenant, command) {
                Some(reject) => return Reply::Rejected(reject),
                None => self.replace(at, &caller, command),
            },
            Err(Reply::Withdrawn(answer)) => answer,
            Err(refusal) => return refusal,
        };
        let again = Withdrawn {
            original_index: self.index,
            ..answer
        };
        self.remember(&caller, &command.digest, Reply::Withdrawn(again));
        Reply::Withdrawn(answer)
    }

    /// The answer to the first request with this id, or the rejection of a different one.
    pub(super) fn first_answer(&self, caller: &Caller, digest: &[u8]) -> Option<Reply> {
        let is_asked = !self.is_part;
        let same = |request: &&Request| is_asked && request.tenant == caller.tenant && request.id == caller.request_id;
        let first = self.requests.iter().find(same)?;
        Some(if first.digest == digest {
            first.answer.clone()
        } else {
            Reply::Rejected(Reject::IdempotencyMismatch { index: 0 })
        })
    }

    pub(super) fn remember(&mut self, caller: &Caller, digest: &[u8], answer: Reply) {
        if !caller.request_id.is_empty() && !self.is_part {
            self.requests.push(Request {
                tenant: caller.tenant.clone(),
                id: caller.request_id.clone(),
                digest: digest.to_vec(),
                answer,
                time: self.time,
            });
        }
    }

    fn replace(&mut self, at: usize, caller: &Caller, command: &RescheduleTimer) -> Withdrawn {
        self.timers[at].gone = true;
        let mut timer = self.timers[at].clone();
        (timer.gone, timer.held) = (false, false);
        timer.version = self.draw_version();
        timer.arrived = command.create_time.min(self.time);
        timer.spec.fire_time = command.fire_time;
        timer.spec.delay_plus_one = command.delay_plus_one;
        let version = timer.version;
        self.announce(timer, EventKind::TimerRescheduled, caller, &command.digest);
        Withdrawn {
            outcome: WithdrawOutcome::Done,
            version,
            fire_time: command.fire_time,
            original_index: 0,
        }
    }

    fn arm_timers(&mut self, command: &ArmTimers) -> Reply {
        for key in &command.timers {
            let found = self.current(&key.tenant, &key.id);
            let near = self.time + LEAD_MAX;
            let waits = |timer: &Timer| timer.version == key.version && timer.state == State::Scheduled && !timer.held;
            if let Some(at) = found.filter(|at| waits(&self.timers[*at]) && self.timers[*at].due() <= near) {
                let is_due = self.timers[at].due() <= self.time;
                match self.timers[at].watch {
                    None => self.arm(at),
                    Some(_) if is_due => self.miss_touch(at),
                    Some(_) => {}
                }
            }
        }
        Reply::Done
    }
}
