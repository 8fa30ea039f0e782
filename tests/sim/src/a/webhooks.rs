//! Webhooks: endpoints that are created, changed, disabled and removed, and timers that the current leader posts to
//! them.
//!
//! The server posts from tasks over sockets. Here, single steps are simulated. [`poster`] selects endpoints and reads
//! their queues, like the server's `reign` and `deliveries`. [`attempt`] makes an attempt and records its result in the
//! log, like the server's `post` and `records`. The product's own code are the kernel's commands and tables, delivery,
//! and the parts of `minoots-webhook` for rates, bodies, signatures, verdicts and backoff. Endpoints that subscribe to
//! types of log events are not simulated. Invariants:
//! - A timer for an enabled endpoint is accepted by its receiver, or becomes a dead letter as its answers and retry
//!   policy require.
//! - No post is made before it is due, nor to an endpoint, or by a version of it, whose end the node knows of.
//! - The bytes and the id of an event are the same in every attempt, and its signature is valid.
//! - The log of attempts contains every post. An endpoint is disabled if and only if that log says so.

mod attempt;
mod health;
mod judge;
mod poster;
mod receiver;

use super::{TENANT, calls::Request, events::Event, world::World};
use crate::{
    plan::{MS, Op, OpKind, Plan, SECOND},
    random::Random,
};
use attempt::{Post, Work};
use health::Health;
use minoots_kernel::{
    id,
    internal::{Caller, DeleteWebhook, DisabledKind, PutWebhook, WebhookRow, WebhookSpec, command::Command},
    tables,
};
use minoots_sequencer::{Answer, Priority};
use poster::Poster;
use receiver::{Mood, Secrets};
use std::collections::BTreeMap;

/// All possible endpoints.
const ENDPOINTS: [&str; 2] = ["h1", "h2"];
/// First number of calls that no client makes. Calls of an administrator of keys have smaller numbers.
const FIRST: u64 = 1 << 41;
/// Number of checks by the owner after healing.
const LOOKS_MAX: u32 = 5;

/// The caller that waits for an answer.
#[derive(Clone, Copy)]
enum Asked {
    /// The owner of endpoints, who does not wait.
    Owner,
    /// An attempt.
    Attempt(u64),
    /// The records of a node.
    Records,
}

/// The webhook state of a run.
pub struct Webhooks {
    /// Whether the run has webhooks.
    on: bool,
    random: Random,
    moods: BTreeMap<&'static str, Mood>,
    secrets: Option<Secrets>,
    posters: Vec<Poster>,
    asked: BTreeMap<u64, Asked>,
    numbers: u64,
    works: BTreeMap<u64, Work>,
    posts: Vec<Post>,
    health: Health,
    /// Time of healing.
    healed_at: Option<i64>,
    /// Remaining checks by the owner.
    looks: u32,
}

impl Webhooks {
    /// The webhook state for a run of this plan.
    pub fn of(plan: &Plan) -> Webhooks {
        let on = plan.ops.iter().any(|op| op.kind == OpKind::MakeWebhook);
        Webhooks {
            on,
            random: Random::new(plan.seed, 10),
            moods: BTreeMap::new(),
            secrets: on.then(Secrets::new).flatten(),
            posters: (0..plan.shape.nodes).map(|_| Poster::default()).collect(),
            asked: BTreeMap::new(),
            numbers: FIRST,
            works: BTreeMap::new(),
            posts: Vec::new(),
            health: Health::default(),
            healed_at: None,
            looks: 0,
        }
    }

    fn mood(&self, webhook: &str) -> Mood {
        self.moods.get(webhook).copied().unwrap_or(Mood::Good)
    }
}

/// Whether an endpoint is disabled, by the server's definition.
fn is_disabled(row: &WebhookRow) -> bool {
    row.disabled() != DisabledKind::Unspecified || row.spec.as_ref().is_none_or(|spec| spec.disabled)
}

impl World {
    /// Makes a call of the plan that concerns endpoints.
    pub(super) fn webhook_op(&mut self, op: Op, random: &mut Random) {
        let webhook = random.pick(&ENDPOINTS);
        let command = match op.kind {
            OpKind::MakeWebhook => Some(put(webhook, spec(random), 0, false)),
            OpKind::ChangeWebhook => self.change(webhook, random),
            _ => Some(Command::DeleteWebhook(DeleteWebhook {
                caller: owner(),
                id: webhook.to_owned(),
                version: 0,
            })),
        };
        let Some(command) = command else { return };
        if self.ask_leader(command) && op.kind != OpKind::DeleteWebhook && random.percent(60) {
            self.webhooks.moods.insert(webhook, Mood::draw(random));
        }
    }

    /// The owner's change of an endpoint, based on its current row in the log.
    fn change(&self, webhook: &str, random: &mut Random) -> Option<Command> {
        let row = tables::webhook::get(&self.ledger.tables, TENANT, webhook).ok()??;
        let disabled = random.percent(if is_disabled(&row) { 20 } else { 15 });
        // Sometimes the caller does not know the last change.
        let stale = u64::from(random.percent(10));
        let spec = WebhookSpec {
            disabled,
            ..spec(random)
        };
        let version = row.version.saturating_sub(stale).max(1);
        Some(put(webhook, spec, version, random.percent(60)))
    }

    /// Sometimes changes an endpoint while an attempt is in flight.
    fn change_meanwhile(&mut self, webhook: &'static str) {
        if self.healed || !self.webhooks.random.percent(8) {
            return;
        }
        let mut random = self.webhooks.random.clone();
        if let Some(command) = self.change(webhook, &mut random) {
            self.ask_leader(command);
        }
        self.webhooks.random = random;
    }

    /// A request for a timer that is posted to an endpoint, which may not exist.
    pub(super) fn create_for_webhook(&mut self, random: &mut Random) -> Request {
        let queue = id::webhook_queue(random.pick(&ENDPOINTS));
        self.create_for(random, queue)
    }

    /// Submits a command at the leader. Returns false if there is no leader.
    fn ask_leader(&mut self, command: Command) -> bool {
        let Some(node) = self.leader().filter(|node| self.nodes[*node].process.reigns.is_some()) else {
            return false;
        };
        self.ask(node, command, Asked::Owner);
        true
    }

    fn ask(&mut self, node: usize, command: Command, asked: Asked) {
        let number = self.webhooks.numbers;
        self.webhooks.numbers += 1;
        self.webhooks.asked.insert(number, asked);
        self.submit_call(number, node, command, Priority::Normal);
    }

    /// Handles an answer to a poster. Returns true if the call belongs to a poster or an owner.
    pub(super) fn poster_heard(&mut self, node: usize, number: u64, answer: Option<&Answer>) -> bool {
        match self.webhooks.asked.remove(&number) {
            Some(Asked::Attempt(work)) => self.attempt_heard(work, answer),
            Some(Asked::Records) => self.records_heard(node, answer),
            Some(Asked::Owner) | None => {}
        }
        number >= FIRST
    }

    /// Heals most receivers. The owner begins to check for disabled endpoints.
    pub(super) fn heal_receivers(&mut self) {
        if !self.webhooks.on {
            return;
        }
        for webhook in ENDPOINTS {
            let random = &mut self.webhooks.random;
            let mood = if random.percent(75) {
                Mood::Good
            } else {
                random.pick(&[Mood::Down, Mood::Refuses, Mood::Gone])
            };
            self.webhooks.moods.insert(webhook, mood);
        }
        (self.webhooks.looks, self.webhooks.healed_at) = (LOOKS_MAX, Some(self.now));
        self.agenda.plan(self.now + SECOND, Event::Owner);
    }

    /// Lets the owner enable disabled endpoints, but not all of them.
    pub(super) fn owner(&mut self) {
        for webhook in ENDPOINTS {
            let row = tables::webhook::get(&self.ledger.tables, TENANT, webhook)
                .ok()
                .flatten();
            let Some(row) = row.filter(is_disabled) else { continue };
            if !self.webhooks.random.percent(30) {
                continue;
            }
            let spec = WebhookSpec {
                disabled: false,
                ..row.spec.unwrap_or_default()
            };
            self.ask_leader(put(webhook, spec, row.version, true));
        }
        self.webhooks.looks -= 1;
        if self.webhooks.looks > 0 {
            self.agenda.plan(self.now + SECOND, Event::Owner);
        }
    }
}

fn owner() -> Option<Caller> {
    Some(Caller {
        tenant: TENANT.to_owned(),
        actor: "owner".to_owned(),
        ..Caller::default()
    })
}

fn put(webhook: &str, spec: WebhookSpec, version: u64, enable: bool) -> Command {
    Command::PutWebhook(Box::new(PutWebhook {
        caller: owner(),
        id: webhook.to_owned(),
        spec: Some(spec),
        version,
        enable,
    }))
}

fn spec(random: &mut Random) -> WebhookSpec {
    WebhookSpec {
        url: receiver::URL.to_owned(),
        per_second: random.pick(&[1, 10, 100]),
        burst: random.pick(&[1, 10, 100]),
        concurrency: random.pick(&[1, 2, 10]),
        disable_after: random.pick(&[1, 1, 1, 3, 432_000]) * SECOND as u64,
        digest: random.next().to_be_bytes().to_vec(),
        ..WebhookSpec::default()
    }
}

/// Plans the creation and changes of endpoints, and timers for them, in one run of four. The random numbers are drawn
/// separately, so that runs without webhooks do not change. Excludes restores, because a restored cluster has the
/// endpoints of its backup, which these checks do not model.
pub fn planned(seed: u64, span: i64, restores: bool, first_id: usize) -> Vec<Op> {
    let mut random = Random::new(seed, 16);
    if !random.percent(25) || restores {
        return Vec::new();
    }
    let count = random.pick(&[10, 20, 30]);
    let changes = random.pick(&[5, 20, 40]);
    let mut ops: Vec<Op> = (0..count)
        .map(|_| Op {
            id: 0,
            kind: if random.percent(changes) {
                random.pick(&[
                    OpKind::MakeWebhook,
                    OpKind::ChangeWebhook,
                    OpKind::ChangeWebhook,
                    OpKind::DeleteWebhook,
                ])
            } else {
                OpKind::WebhookTimer
            },
            at: random.between(0, span - MS),
        })
        .collect();
    // Create some at the start, because the run needs endpoints.
    ops.extend((0..4).map(|_| Op {
        id: 0,
        kind: OpKind::MakeWebhook,
        at: random.between(0, span / 8),
    }));
    ops.sort_by_key(|op| op.at);
    for (at, op) in ops.iter_mut().enumerate() {
        op.id = first_id + at;
    }
    ops
}
