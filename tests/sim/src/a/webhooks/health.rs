//! The expected state of endpoints, computed from the log by the documented rules: existing endpoints, recorded
//! attempts, and automatic disabling.

use super::{
    super::{TENANT, world::World},
    ENDPOINTS, is_disabled,
};
use minoots_kernel::{
    Entry, Reply,
    id::Occurrence,
    internal::{Attempt, AttemptOutcome, AttemptRow, DisabledKind, WebhookRow, command::Command},
    limits::WEBHOOK_ATTEMPTS_KEPT,
    tables,
};
use std::collections::BTreeMap;

/// An endpoint.
#[derive(Default)]
struct Endpoint {
    /// `None` after an automatic change, because no attempt used that version.
    version: Option<u64>,
    patience: u64,
    /// Start of the current series of failures.
    failing_since: Option<i64>,
    disabled: DisabledKind,
    attempts: Vec<AttemptRow>,
}

/// From an entry on: the version by which an endpoint is posted to, if any; and the log time of the entry.
#[derive(Clone, Copy, PartialEq)]
struct Standing {
    index: u64,
    version: Option<u64>,
    time: i64,
}

/// The expected states of all endpoints.
#[derive(Default)]
pub(super) struct Health {
    endpoints: BTreeMap<String, Endpoint>,
    standings: BTreeMap<&'static str, Vec<Standing>>,
    /// Deliveries that ended without settling, by occurrence.
    pub ends: BTreeMap<Occurrence, u32>,
}

impl Endpoint {
    /// Applies the record of an attempt at this log time.
    fn note(&mut self, attempt: &Attempt, row: &AttemptRow, time: i64) {
        self.attempts.push(row.clone());
        if self.version != Some(attempt.version) || self.disabled != DisabledKind::Unspecified {
            return;
        }
        let kind = match row.outcome() {
            AttemptOutcome::Delivered => {
                self.failing_since = None;
                return;
            }
            AttemptOutcome::Gone => DisabledKind::Gone,
            AttemptOutcome::Retry | AttemptOutcome::Failed => {
                let since = *self.failing_since.get_or_insert(time);
                if time == since || time - since < i64::try_from(self.patience).unwrap_or(i64::MAX) {
                    return;
                }
                DisabledKind::Failing
            }
            AttemptOutcome::Test | AttemptOutcome::Unspecified => return,
        };
        (self.disabled, self.version) = (kind, None);
    }
}

impl Health {
    /// Whether a node may post to an endpoint by this version: the version was valid at `seen`, the last changes that
    /// the node examined, or at a later index up to `applied`.
    pub fn may_post(&self, webhook: &str, version: u64, seen: u64, applied: u64) -> bool {
        let standings = self.standings.get(webhook).map_or(&[][..], Vec::as_slice);
        let since = standings.partition_point(|standing| standing.index <= seen);
        let upto = standings.partition_point(|standing| standing.index <= applied);
        let since = since.saturating_sub(1);
        standings[since..upto.max(since)]
            .iter()
            .any(|standing| standing.version == Some(version))
    }

    /// Whether an endpoint was disabled at some time after an instant.
    pub fn was_off_after(&self, webhook: &str, time: i64) -> bool {
        let standings = self.standings.get(webhook).map_or(&[][..], Vec::as_slice);
        standings
            .iter()
            .any(|standing| standing.version.is_none() && standing.time > time)
    }

    /// Applies an entry's changes of endpoints. Returns whether there were any.
    fn note(&mut self, entry: &Entry, replies: &[Reply], time: i64) -> bool {
        let mut says = false;
        for (command, reply) in entry.commands.iter().zip(replies) {
            match (&command.command, reply) {
                (Some(Command::PutWebhook(put)), Reply::Webhook { row, existing: false }) => {
                    let made = put.version == 0;
                    let endpoint = self.endpoints.entry(put.id.clone()).or_default();
                    if made {
                        *endpoint = Endpoint::default();
                    }
                    endpoint.version = Some(row.version);
                    endpoint.patience = put.spec.as_ref().map_or(0, |spec| spec.disable_after);
                    endpoint.failing_since = None;
                    if put.enable {
                        endpoint.disabled = DisabledKind::Unspecified;
                    }
                }
                (Some(Command::DeleteWebhook(delete)), Reply::Done) => drop(self.endpoints.remove(&delete.id)),
                (Some(Command::RecordAttempts(record)), Reply::Done) => {
                    for attempt in &record.attempts {
                        let endpoint = self.endpoints.get_mut(&attempt.webhook);
                        if let (Some(endpoint), Some(row)) = (endpoint, &attempt.row) {
                            endpoint.note(attempt, row, time);
                        }
                    }
                }
                (Some(Command::Outcome(outcome)), Reply::Ended { .. }) => {
                    if let Some(timer) = outcome.timer.clone() {
                        let occurrence = Occurrence {
                            tenant: timer.tenant,
                            id: timer.id,
                            version: timer.version,
                        };
                        *self.ends.entry(occurrence).or_default() += 1;
                    }
                    continue;
                }
                _ => continue,
            }
            says = true;
        }
        says
    }

    /// Returns the difference between an endpoint's row and its expected state.
    fn differs(&self, webhook: &str, row: Option<&WebhookRow>) -> Option<String> {
        let endpoint = self.endpoints.get(webhook);
        let (Some(endpoint), Some(row)) = (endpoint, row) else {
            let there = row.is_some();
            return (endpoint.is_some() != there).then(|| format!("{webhook} is there: {there}"));
        };
        if endpoint.disabled != row.disabled() {
            let (kind, is) = (endpoint.disabled, row.disabled());
            return Some(format!("{webhook} is to be disabled: {kind:?}, and is {is:?}"));
        }
        let differs = endpoint.version.is_some_and(|version| version != row.version);
        differs.then(|| format!("{webhook} has version {}", row.version))
    }

    /// Whether an endpoint's stored attempts are the last recorded ones, in order.
    pub fn is_recorded(&self, webhook: &str, kept: &[(u64, AttemptRow)]) -> bool {
        let all = self
            .endpoints
            .get(webhook)
            .map_or(&[][..], |endpoint| &endpoint.attempts);
        let first = all.len().saturating_sub(WEBHOOK_ATTEMPTS_KEPT as usize);
        let numbered = (1..).zip(all).skip(first);
        numbered.eq(kept.iter().map(|(number, row)| (*number, row)))
    }
}

impl World {
    /// Checks the endpoints after a committed entry.
    pub(in super::super) fn note_webhooks(&mut self, index: u64, entry: &Entry) {
        if !self.webhooks.on {
            return;
        }
        let time = self.ledger.time();
        let replies = self.ledger.at(index).map_or(&[][..], |decided| &decided.replies);
        if !self.webhooks.health.note(entry, replies, time) {
            return;
        }
        self.note_recorded(entry);
        for webhook in ENDPOINTS {
            let row = match tables::webhook::get(&self.ledger.tables, TENANT, webhook) {
                Ok(row) => row,
                Err(failure) => return self.violation("G16", failure.to_string()),
            };
            let health = &mut self.webhooks.health;
            let differs = health.differs(webhook, row.as_ref());
            let version = row.as_ref().filter(|row| !is_disabled(row)).map(|row| row.version);
            let standings = health.standings.entry(webhook).or_default();
            if standings.last().is_none_or(|last| last.version != version) {
                standings.push(Standing { index, version, time });
                match row.map(|row| row.disabled()) {
                    Some(DisabledKind::Gone) => self.marks.hit("an endpoint that is gone was disabled"),
                    Some(DisabledKind::Failing) => self.marks.hit("an endpoint that took nothing was disabled"),
                    _ => {}
                }
            }
            if let Some(message) = differs {
                self.violation("webhooks", format!("after entry {index} {message}"));
            }
        }
    }
}
