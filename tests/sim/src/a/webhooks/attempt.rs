//! One attempt: its lease, its request, the verdict on its response, and its record in the log.

use super::{
    super::{TENANT, world::World},
    Asked,
    poster::report,
    receiver,
};
use crate::plan::{MS, SECOND};
use bytes::Bytes;
use minoots_delivery::{Delivered, core::Word};
use minoots_kernel::{
    Reply,
    id::Occurrence,
    internal::{Attempt, AttemptOutcome, AttemptRow, RecordAttempts, Retry, command::Command},
    limits::WEBHOOK_RECORDS_MAX,
};
use minoots_sequencer::Answer;
use minoots_webhook::{
    attempt::{Parts, Post as Request, Record},
    body::Body,
    retry::{Policy, Verdict, judge},
};
use std::time::Duration;

/// Minimum remaining lease for an attempt to begin.
const NEEDED: i64 = 12 * SECOND;
/// How long records wait for others in order to share a command, and the delay before a rejected command is proposed
/// again.
const GATHER: i64 = 20 * MS;
const AGAIN: i64 = 200 * MS;
/// Maximum number of proposals of a batch, after which it is dropped.
const TRIES_MAX: u32 = 10;

/// An attempt of a node.
pub(super) struct Work {
    pub node: usize,
    webhook: &'static str,
    version: u64,
    pace: u64,
    delivered: Delivered,
    /// Whether the signature of its event is valid.
    counts: bool,
    /// The index of the sent request, once it is sent.
    post: Option<usize>,
    /// The response in transit.
    answer: Option<Record>,
    row: AttemptRow,
}

impl Work {
    /// Whether this is an attempt of this node to this endpoint.
    pub fn is_of(&self, node: usize, webhook: &str) -> bool {
        self.node == node && self.webhook == webhook
    }
}

/// A sent request.
pub(super) struct Post {
    pub webhook: &'static str,
    pub version: u64,
    pub occurrence: Occurrence,
    pub payload: Bytes,
    pub number: u32,
    /// Time of sending, by the node's clock and in true time.
    pub time: i64,
    pub begun: i64,
    pub node: usize,
    /// Whether the receiver accepted it.
    pub took: bool,
    /// The poster's verdict on the response, with its status.
    pub ended: Option<(AttemptOutcome, u32)>,
    /// Whether the log contains its record.
    pub recorded: bool,
}

/// Records in transit to the log.
pub(super) struct Batch {
    attempts: Vec<Attempt>,
    tries: u32,
    /// Time of the next proposal; `None` while an answer is pending.
    again_at: Option<i64>,
}

impl World {
    /// Begins an attempt for a version of an endpoint, under a rate limiter.
    pub(super) fn begin_attempt(
        &mut self,
        node: usize,
        webhook: &'static str,
        (version, pace): (u64, u64),
        (delivered, counts): (Delivered, bool),
    ) {
        self.judge_attempt(node, webhook, version, &delivered);
        let now = self.nodes[node].wall(self.now);
        let deadline = delivered.deadline;
        self.works += 1;
        let number = self.works;
        let work = Work {
            node,
            webhook,
            version,
            pace,
            delivered: delivered.clone(),
            counts,
            post: None,
            answer: None,
            row: AttemptRow::default(),
        };
        self.webhooks.works.insert(number, work);
        if deadline.saturating_sub(now) >= NEEDED {
            return self.post(number);
        }
        let until = now.min(deadline).saturating_add(NEEDED);
        self.say(number, Word::Extend { deadline: until });
    }

    fn say(&mut self, number: u64, word: Word) {
        let Some(work) = self.webhooks.works.get(&number) else {
            return;
        };
        let (node, report) = (work.node, report(work.webhook, &work.delivered, word));
        let op = self.report_here(node, report);
        self.webhooks.asked.insert(op, Asked::Attempt(number));
    }

    /// Sends the request.
    fn post(&mut self, number: u64) {
        let Some(work) = self.webhooks.works.get(&number) else {
            return;
        };
        let (node, delivered, counts) = (work.node, work.delivered.clone(), work.counts);
        let (webhook, version) = (work.webhook, work.version);
        let event = &delivered.event;
        let time = self.nodes[node].wall(self.now);
        let jws = self.signature(node, &delivered);
        let now_s = seconds(time);
        let fence = delivered.fence_text();
        let genuine = self.webhooks.secrets.as_ref().is_some_and(|secrets| {
            let Ok(body) = Body::new(event.payload.clone()) else {
                return false;
            };
            let request = Request::new(Parts {
                url: &secrets.url,
                headers: &secrets.headers,
                secrets: &secrets.set,
                body: &body,
                jws: &jws,
                attempt: delivered.attempt(),
                fence: Some(&fence),
                timestamp_s: now_s,
                traceparent: None,
            });
            request.is_ok_and(|request| secrets.is_genuine(&request, &event.event_id, now_s))
        });
        if !genuine {
            self.violation("webhooks", format!("{} is posted, and is not genuine", event.event_id));
        }
        let mood = self.webhooks.mood(webhook);
        let mut outcome = receiver::receive(&mut self.webhooks.random, mood, self.healed);
        if !counts {
            // The receiver also verifies the signature of the event.
            (outcome.took, outcome.record.status) = (false, Some(500));
        }
        self.note_post(Post {
            webhook,
            version,
            occurrence: event.occurrence.clone(),
            payload: event.payload.clone(),
            number: delivered.attempt(),
            time,
            begun: self.now,
            node,
            took: outcome.took,
            ended: None,
            recorded: false,
        });
        let post = self.webhooks.posts.len() - 1;
        if let Some(work) = self.webhooks.works.get_mut(&number) {
            work.post = Some(post);
            work.answer = Some(outcome.record);
            work.row = AttemptRow {
                time,
                event_id: event.event_id.clone(),
                number: delivered.attempt(),
                ..AttemptRow::default()
            };
        }
        let life = self.nodes[node].life;
        let posted = super::Event::Posted(node, life, number);
        self.agenda.plan(self.now + outcome.after, posted);
        self.change_meanwhile(webhook);
    }

    /// After a change of the endpoint, half of the requests in transit find the old receiver gone.
    pub(super) fn leave_old_place(&mut self, node: usize, webhook: &str) {
        if self.webhooks.random.percent(50) {
            return;
        }
        let of = |work: &&mut Work| work.is_of(node, webhook);
        for record in self
            .webhooks
            .works
            .values_mut()
            .filter(of)
            .filter_map(|work| work.answer.as_mut())
        {
            (record.status, record.failure, record.retry_after) = (Some(410), None, None);
        }
    }

    /// Handles the response or the timeout of an attempt.
    pub(in super::super) fn posted(&mut self, number: u64) {
        let Some(work) = self.webhooks.works.get_mut(&number) else {
            return;
        };
        let Some(record) = work.answer.take() else { return };
        let (node, attempt, post) = (work.node, work.delivered.attempt(), work.post);
        let policy = policy(&work.delivered.event.retry);
        let now_s = seconds(self.nodes[node].wall(self.now));
        let random = self.webhooks.random.next();
        let verdict = judge(&record, attempt, &policy, now_s, random);
        let row = &mut work.row;
        row.status = record.status.map_or(0, u32::from);
        row.duration = nanos(record.duration);
        if let Some(failure) = &record.failure {
            (row.failure, row.message) = (failure.class().to_owned(), failure.to_string());
        }
        let (outcome, word) = match verdict {
            Verdict::Delivered => (AttemptOutcome::Delivered, Word::Ack),
            Verdict::Again(backoff) => {
                let asked = record.retry_after.is_some() && matches!(record.status, Some(429 | 503));
                if asked {
                    self.marks.hit("a receiver said when to come again");
                }
                let word = Word::Nack {
                    reason: String::new(),
                    delay: asked.then(|| nanos(backoff)),
                };
                (AttemptOutcome::Retry, word)
            }
            Verdict::Failed(permanent) => {
                let reason = permanent.to_string();
                (AttemptOutcome::Failed, Word::Refuse { reason })
            }
            Verdict::Disable => {
                let reason = "the receiver answered 410: it is gone".to_owned();
                (AttemptOutcome::Gone, Word::Refuse { reason })
            }
        };
        row.set_outcome(outcome);
        let ended = Some((outcome, row.status));
        if let Some(post) = post.and_then(|post| self.webhooks.posts.get_mut(post)) {
            post.ended = ended;
            if post.took && outcome == AttemptOutcome::Retry {
                self.marks.hit("a receiver took what it did not say it took");
            }
        }
        self.say(number, word);
    }

    /// Handles the answer to an attempt's report.
    pub(super) fn attempt_heard(&mut self, number: u64, answer: Option<&Answer>) {
        let Some(work) = self.webhooks.works.get_mut(&number) else {
            return;
        };
        if work.post.is_none() {
            return match answer {
                Some(Answer::Applied(_, Reply::Extended { .. })) => {
                    self.marks.hit("a short lease was made longer for an attempt");
                    self.post(number);
                }
                _ => self.end_attempt(number),
            };
        }
        if work.row.outcome() == AttemptOutcome::Retry {
            match answer {
                Some(Answer::Applied(_, Reply::Ended { retry_at: Some(at), .. })) => work.row.retry_time = *at,
                Some(Answer::Applied(_, Reply::Ended { retry_at: None, .. })) => {
                    work.row.set_outcome(AttemptOutcome::Failed);
                }
                // The lease expires, and the event is delivered again.
                _ => {}
            }
        }
        let attempt = Attempt {
            tenant: TENANT.to_owned(),
            webhook: work.webhook.to_owned(),
            version: work.version,
            row: Some(work.row.clone()),
        };
        let (node, now) = (work.node, self.now);
        let poster = &mut self.webhooks.posters[node];
        if poster.records.is_empty() {
            poster.records_at = now + GATHER;
        }
        poster.records.push(attempt);
        let at = poster.records_at;
        self.wake_poster_at(node, at);
        self.end_attempt(number);
    }

    fn end_attempt(&mut self, number: u64) {
        let Some(work) = self.webhooks.works.remove(&number) else {
            return;
        };
        if let Some(pace) = self.webhooks.posters[work.node].paces.get_mut(&work.pace) {
            pace.end();
        }
        self.wake_poster(work.node);
    }

    /// Writes results of attempts to the log, several in one command.
    pub(super) fn record(&mut self, node: usize) {
        let (now, poster) = (self.now, &mut self.webhooks.posters[node]);
        if !poster.reigns {
            poster.records.clear();
            poster.batch.take_if(|batch| batch.again_at.is_some());
            return;
        }
        if poster.batch.is_none() && !poster.records.is_empty() && poster.records_at <= now {
            let count = poster.records.len().min(WEBHOOK_RECORDS_MAX);
            poster.batch = Some(Batch {
                attempts: poster.records.drain(..count).collect(),
                tries: 0,
                again_at: Some(now),
            });
        }
        let next = match &poster.batch {
            Some(batch) => batch.again_at,
            None => Some(poster.records_at).filter(|_| !poster.records.is_empty()),
        };
        if let Some(at) = next.filter(|at| *at > now) {
            return self.wake_poster_at(node, at);
        }
        let Some(batch) = poster.batch.as_mut().filter(|batch| batch.again_at.is_some()) else {
            return;
        };
        (batch.again_at, batch.tries) = (None, batch.tries + 1);
        let attempts = batch.attempts.clone();
        if batch.tries > 1 {
            self.marks.hit("records of attempts were proposed again");
        }
        self.ask(
            node,
            Command::RecordAttempts(RecordAttempts { attempts }),
            Asked::Records,
        );
    }

    /// Handles the answer to a batch of records. A rejected batch is proposed again.
    pub(super) fn records_heard(&mut self, node: usize, answer: Option<&Answer>) {
        let (now, poster) = (self.now, &mut self.webhooks.posters[node]);
        let taken = matches!(answer, Some(Answer::Applied(..)));
        let over = |batch: &mut Batch| taken || batch.tries >= TRIES_MAX;
        poster.batch.take_if(over);
        let mut at = now;
        if let Some(batch) = &mut poster.batch {
            at += AGAIN;
            batch.again_at = Some(at);
        }
        self.wake_poster_at(node, at);
    }
}

fn seconds(wall: i64) -> u64 {
    u64::try_from(wall / SECOND).unwrap_or(0)
}

fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// A timer's retry policy in the terms of attempts, as in the server. Timers here always set every field.
fn policy(retry: &Retry) -> Policy {
    let policy = Policy {
        initial: Duration::from_nanos(retry.initial_backoff),
        max: Duration::from_nanos(retry.max_backoff),
        multiplier_milli: retry.multiplier_milli,
        ..Policy::default()
    };
    policy.check().unwrap_or_default()
}
