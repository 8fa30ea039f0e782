//! Endpoints, the results of attempts, and the cursors in the log.

use super::Model;
use minoots_kernel::{
    Reject, Reply,
    internal::{
        AttemptOutcome, Caller, DeleteWebhook, DisabledKind, EventKind, EventLetterRow, EventRow, MoveWebhookCursors,
        PutWebhook, RecordAttempts, WebhookRow, WebhookSpec,
    },
    limits::EVENT_RETENTION,
};

impl Model {
    pub(super) fn webhook(&self, tenant: &str, id: &str) -> Option<usize> {
        let mut all = self.webhooks.iter();
        all.position(|(owner, known, _)| owner == tenant && known == id)
    }

    /// The sequence of a tenant's next event.
    pub(super) fn next_event(&self, tenant: &str) -> u64 {
        1 + self.events.iter().filter(|(owner, _)| owner == tenant).count() as u64
    }

    fn tell_of_webhook(&mut self, caller: &Caller, kind: EventKind, id: &str, reason: &str) {
        let event = EventRow {
            webhook: id.to_string(),
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            reason: reason.to_string(),
            ..EventRow::default()
        };
        self.emit(&caller.tenant, kind, event);
    }

    pub(super) fn put_webhook(&mut self, command: &PutWebhook) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let spec = command.spec.clone().unwrap();
        let at = match (self.webhook(&caller.tenant, &command.id), command.version) {
            (None, 0) => {
                let version = self.draw_version();
                self.tell_of_webhook(&caller, EventKind::WebhookCreated, &command.id, "");
                let row = WebhookRow {
                    spec: Some(spec),
                    version,
                    made_version: version,
                    created_by: caller.actor.clone(),
                    create_time: self.time,
                    update_time: self.time,
                    next_attempt: 1,
                    next_event: self.next_event(&caller.tenant),
                    ..WebhookRow::default()
                };
                self.webhooks.push((caller.tenant, command.id.clone(), row));
                self.webhooks.len() - 1
            }
            (None, _) => {
                return Reply::Rejected(Reject::WebhookNotFound {
                    index: 0,
                    webhook: command.id.clone(),
                });
            }
            (Some(at), version) => {
                let standing = &self.webhooks[at].2;
                let made = standing.spec.clone().unwrap();
                if version == 0 {
                    return if made.digest == spec.digest {
                        let row = Box::new(standing.clone());
                        Reply::Webhook { row, existing: true }
                    } else {
                        Reply::Rejected(Reject::WebhookExists)
                    };
                }
                if version != standing.version {
                    let version = standing.version;
                    return Reply::Rejected(Reject::WebhookVersion { version });
                }
                self.tell_of_webhook(&caller, EventKind::WebhookUpdated, &command.id, "");
                let (version, time, next) = (self.draw_version(), self.time, self.next_event(&caller.tenant));
                let row = &mut self.webhooks[at].2;
                (row.version, row.update_time, row.failing_since) = (version, time, 0);
                if command.enable {
                    (row.disabled, row.disable_time) = (0, 0);
                }
                if made.types.is_empty() {
                    row.next_event = next;
                }
                row.spec = Some(WebhookSpec {
                    digest: made.digest,
                    ..spec
                });
                at
            }
        };
        let row = Box::new(self.webhooks[at].2.clone());
        Reply::Webhook { row, existing: false }
    }

    pub(super) fn delete_webhook(&mut self, command: &DeleteWebhook) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let Some(at) = self.webhook(&caller.tenant, &command.id) else {
            return Reply::Rejected(Reject::WebhookNotFound {
                index: 0,
                webhook: command.id.clone(),
            });
        };
        let version = self.webhooks[at].2.version;
        if command.version != 0 && command.version != version {
            return Reply::Rejected(Reject::WebhookVersion { version });
        }
        self.webhooks.remove(at);
        let (tenant, gone) = (&caller.tenant, &command.id);
        self.attempts.retain(|(owner, id, ..)| owner != tenant || id != gone);
        self.letters.retain(|(owner, id, _), _| owner != tenant || id != gone);
        self.tell_of_webhook(&caller, EventKind::WebhookDeleted, &command.id, "");
        Reply::Done
    }

    pub(super) fn record_attempts(&mut self, command: &RecordAttempts) -> Reply {
        for attempt in &command.attempts {
            let Some(at) = self.webhook(&attempt.tenant, &attempt.webhook) else {
                continue;
            };
            let (made, time) = (attempt.row.clone().unwrap(), self.time);
            let outcome = made.outcome();
            let row = &mut self.webhooks[at].2;
            let (tenant, id) = (attempt.tenant.clone(), attempt.webhook.clone());
            self.attempts.push((tenant, id, row.next_attempt, made));
            row.next_attempt += 1;
            if attempt.version != row.version {
                continue;
            }
            let failed = matches!(outcome, AttemptOutcome::Retry | AttemptOutcome::Failed);
            let patience = row.spec.as_ref().unwrap().disable_after as i64;
            let kind = if outcome == AttemptOutcome::Gone {
                DisabledKind::Gone
            } else if failed && row.failing_since != 0 && row.failing_since + patience <= time {
                DisabledKind::Failing
            } else {
                if outcome == AttemptOutcome::Delivered {
                    row.failing_since = 0;
                } else if failed && row.failing_since == 0 {
                    row.failing_since = time;
                }
                continue;
            };
            if row.disabled != 0 {
                continue;
            }
            let version = self.draw_version();
            let row = &mut self.webhooks[at].2;
            row.set_disabled(kind);
            (row.disable_time, row.version) = (time, version);
            let fabric = Caller {
                tenant: attempt.tenant.clone(),
                ..Caller::default()
            };
            let reason = format!("{kind:?}").to_uppercase();
            self.tell_of_webhook(&fabric, EventKind::WebhookDisabled, &attempt.webhook, &reason);
        }
        Reply::Done
    }

    pub(super) fn move_cursors(&mut self, command: &MoveWebhookCursors) -> Reply {
        for cursor in &command.cursors {
            let end = self.next_event(&cursor.tenant);
            if let Some(at) = self.webhook(&cursor.tenant, &cursor.webhook) {
                if self.webhooks[at].2.made_version != cursor.made_version {
                    continue;
                }
                let key = |sequence: u64| (cursor.tenant.clone(), cursor.webhook.clone(), sequence);
                for letter in &cursor.letters {
                    if letter.sequence < end && !self.is_compacted(&cursor.tenant, letter.sequence) {
                        let row = letter.row.clone().unwrap();
                        self.letters.insert(key(letter.sequence), row);
                    }
                }
                for sequence in &cursor.ended {
                    self.letters.remove(&key(*sequence));
                }
                let of = |(tenant, id, _): &&(String, String, u64)| (tenant, id) == (&cursor.tenant, &cursor.webhook);
                let letters = self.letters.keys().filter(of).count() as u64;
                let row = &mut self.webhooks[at].2;
                row.letters = letters;
                if (row.next_event..=end).contains(&cursor.next) {
                    row.next_event = cursor.next;
                }
            }
        }
        Reply::Done
    }

    /// Whether an event was compacted: all events older than thirty days are.
    fn is_compacted(&self, tenant: &str, sequence: u64) -> bool {
        let mut events = self.events.iter().filter(|(owner, _)| owner == tenant);
        let event = events.nth(sequence as usize - 1);
        event.is_some_and(|(_, event)| event.time + EVENT_RETENTION <= self.compacted_at)
    }

    /// Compacts events that are thirty days old, with their dead letters of endpoints.
    pub(super) fn compact(&mut self) {
        self.compacted_at = self.time;
        let gone: Vec<_> = self
            .letters
            .keys()
            .filter(|(tenant, _, sequence)| self.is_compacted(tenant, *sequence))
            .cloned()
            .collect();
        for key in gone {
            self.letters.remove(&key);
            if let Some(at) = self.webhook(&key.0, &key.1) {
                self.webhooks[at].2.letters -= 1;
            }
        }
    }

    /// Redrives matching events that endpoints did not take, up to a number. Returns their count, and the last one
    /// examined.
    pub(super) fn redrive_events(
        &mut self,
        tenant: &str,
        webhook: Option<&str>,
        fits: impl Fn(&EventLetterRow) -> bool,
        limit: usize,
    ) -> (usize, Option<(String, u64)>) {
        let (mut redriven, mut last) = (0, None);
        for ((owner, id, sequence), row) in &mut self.letters {
            let is_asked = owner == tenant && webhook.is_none_or(|webhook| webhook == id);
            if redriven < limit && is_asked && !row.redriven && fits(row) {
                row.redriven = true;
                redriven += 1;
                last = Some((id.clone(), *sequence));
            }
        }
        (redriven, last)
    }
}
