//! Checks of each attempt at its start, of its record, and of everything at the end.

use super::{
    super::{TENANT, world::World},
    ENDPOINTS,
    attempt::Post,
    is_disabled,
};
use minoots_delivery::Delivered;
use minoots_kernel::{
    Entry, Failure,
    id::{self, Occurrence},
    internal::{Attempt, AttemptOutcome, AttemptRow, FailureKind, TimerRow, TimerState, command::Command},
    tables::{self, Read as _},
};

impl Post {
    /// Whether a record matches this post. The verdict `Retry` becomes `Failed` if the attempt was the last.
    fn is_recorded_as(&self, attempt: &Attempt, row: &AttemptRow) -> bool {
        let outcome = row.outcome();
        let same = self.ended.is_some_and(|(ended, status)| {
            let spent = (ended, outcome) == (AttemptOutcome::Retry, AttemptOutcome::Failed);
            (ended == outcome || spent) && status == row.status
        });
        same && (self.webhook, self.version) == (attempt.webhook.as_str(), attempt.version)
            && (self.number, self.time) == (row.number, row.time)
            && self.occurrence.event_id() == row.event_id
    }
}

impl World {
    /// Checks an attempt at its start.
    pub(super) fn judge_attempt(&mut self, node: usize, webhook: &str, version: u64, delivered: &Delivered) {
        let (event, seen) = (&delivered.event, self.webhooks.posters[node].seen);
        let applied = self.nodes[node].state.index();
        if !self.webhooks.health.may_post(webhook, version, seen, applied) {
            let message =
                format!("node {node} posts to {webhook} by version {version}, and heard of its end by {seen}");
            self.violation("webhooks", message);
        }
        if delivered.released < event.due {
            let message = format!("node {node} posts {} before it is due", event.event_id);
            self.violation("webhooks", message);
        }
        if self.webhooks.health.was_off_after(webhook, event.due) {
            self.marks.hit("what waited for an endpoint to be enabled was posted");
        }
    }

    /// Records a sent request.
    pub(super) fn note_post(&mut self, post: Post) {
        let before = self.webhooks.posts.iter().rev();
        let before: Vec<&Post> = before.filter(|other| other.occurrence == post.occurrence).collect();
        let differs = before.iter().any(|other| other.payload != post.payload);
        let (elsewhere, twice) = (
            before.iter().any(|other| other.node != post.node),
            before.iter().any(|other| other.took) && post.took,
        );
        if differs {
            let message = format!("{} is posted in other words", post.occurrence.event_id());
            self.violation("webhooks", message);
        }
        if elsewhere {
            self.marks.hit("an event was posted by two nodes");
        }
        if twice {
            self.marks.hit("a receiver got an event twice");
        }
        self.webhooks.posts.push(post);
    }

    /// Checks that every recorded attempt was posted.
    pub(super) fn note_recorded(&mut self, entry: &Entry) {
        let mut wrong = Vec::new();
        for command in &entry.commands {
            let Some(Command::RecordAttempts(records)) = &command.command else {
                continue;
            };
            for attempt in &records.attempts {
                let row = attempt.row.clone().unwrap_or_default();
                let posts = self.webhooks.posts.iter_mut().rev();
                match posts.into_iter().find(|post| post.is_recorded_as(attempt, &row)) {
                    Some(post) => post.recorded = true,
                    None => wrong.push(format!("{row:?} is recorded, and was not posted")),
                }
            }
        }
        for message in wrong {
            self.violation("webhooks", message);
        }
    }

    /// Whether a timer waits for a disabled or missing endpoint, which may last.
    pub(in super::super) fn waits_for_owner(&self, timer: &str) -> bool {
        self.webhooks.on && self.waits_long(timer).unwrap_or(false)
    }

    fn waits_long(&self, timer: &str) -> Result<bool, Failure> {
        let tables = &self.ledger.tables;
        let row = tables::timer::get(tables, TENANT, timer)?.unwrap_or_default();
        let fired = row.state() == TimerState::Fired;
        let Some(webhook) = id::webhook_of(row.queue()).filter(|_| fired) else {
            return Ok(false);
        };
        let endpoint = tables::webhook::get(tables, TENANT, webhook)?;
        Ok(endpoint.is_none_or(|row| is_disabled(&row)))
    }

    /// Returns a description of unfinished posting work.
    pub(in super::super) fn unfinished_posts(&self, leader: usize) -> Option<String> {
        if !self.webhooks.on {
            return None;
        }
        let poster = &self.webhooks.posters[leader];
        if self.webhooks.looks > 0 {
            return Some("the owner still looks after endpoints".to_owned());
        }
        if !self.webhooks.works.is_empty() {
            return Some("an attempt is under way".to_owned());
        }
        let records = !poster.records.is_empty() || poster.batch.is_some();
        records.then(|| "records of attempts are on their way".to_owned())
    }

    /// Final check: every event for an enabled endpoint was accepted, or is a dead letter with a valid cause.
    pub(in super::super) fn judge_webhooks(&mut self) {
        if !self.webhooks.on || !self.violations.is_empty() {
            return;
        }
        let (from, until) = tables::timer::range(TENANT);
        let rows = self.ledger.tables.scan(&from, &until, usize::MAX);
        let wrong = rows.and_then(|rows| {
            let mut wrong = Vec::new();
            for row in &rows {
                let (_, row) = tables::timer::read(row)?;
                wrong.extend(self.end_of(&row)?);
            }
            Ok(wrong)
        });
        let mut wrong = wrong.unwrap_or_else(|failure| vec![failure.to_string()]);
        for post in &self.webhooks.posts {
            let poster = &self.webhooks.posters[post.node];
            let stayed = poster.reigns && poster.since <= post.begun;
            if stayed && self.webhooks.healed_at.is_some_and(|healed| post.begun >= healed) && !post.recorded {
                wrong.push(format!("a post of {} is not recorded", post.occurrence.event_id()));
            }
        }
        for webhook in ENDPOINTS {
            let kept = tables::attempt::list(&self.ledger.tables, TENANT, webhook).unwrap_or_default();
            if !self.webhooks.health.is_recorded(webhook, &kept) {
                wrong.push(format!("the log of attempts of {webhook} is not what was recorded"));
            }
        }
        for message in wrong {
            self.violation("webhooks", message);
        }
    }

    /// Returns the violation in a timer's final state.
    fn end_of(&mut self, row: &TimerRow) -> Result<Option<String>, Failure> {
        let Some(webhook) = id::webhook_of(row.queue()) else {
            return Ok(None);
        };
        let tables = &self.ledger.tables;
        let occurrence = Occurrence {
            tenant: TENANT.to_owned(),
            id: row.id().to_owned(),
            version: row.version,
        };
        let posts = || self.webhooks.posts.iter().filter(|post| post.occurrence == occurrence);
        let had = |outcomes: &[AttemptOutcome]| {
            posts().any(|post| post.ended.is_some_and(|(outcome, _)| outcomes.contains(&outcome)))
        };
        let wrong = match row.state() {
            // By the receiver's knowledge, whatever verdict the poster reached.
            TimerState::Settled => (!posts().any(|post| post.took)).then_some("is settled, and nobody took it"),
            TimerState::Fired if tables::ready::is_empty(tables, TENANT, row.queue())? => {
                Some("waits, and not in its queue")
            }
            TimerState::Failed => {
                let (from, until) = tables::dead::range(TENANT, row.queue());
                let mut is_dead = false;
                for letter in tables.scan(&from, &until, usize::MAX)? {
                    let (_, timer) = tables::dead::read(&letter)?;
                    is_dead |= (timer.id.as_str(), timer.version) == (row.id(), row.version);
                }
                let ends = self.webhooks.health.ends.get(&occurrence).copied().unwrap_or(0);
                let kind = row.failure.as_ref().map(|failure| failure.kind());
                match kind {
                    _ if !is_dead => Some("failed, and is no dead letter"),
                    Some(FailureKind::Refused) if had(&[AttemptOutcome::Failed, AttemptOutcome::Gone]) => {
                        self.marks.hit("what a receiver refused is a dead letter");
                        None
                    }
                    Some(FailureKind::AttemptsSpent) if ends >= self.plan.shape.attempts_max => {
                        self.marks.hit("attempts to post were spent");
                        None
                    }
                    _ => Some("failed for no reason"),
                }
            }
            _ => None,
        };
        Ok(wrong.map(|wrong| format!("{} for {webhook} {wrong}", occurrence.event_id())))
    }
}
