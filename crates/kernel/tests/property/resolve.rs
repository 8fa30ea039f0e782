//! Turns a random step into an entry for a given state.

use super::{
    audit, checkpoints, leases, payload_keys, policies, schedules,
    steps::{FencePick, NewPick, Pick, SECOND, Step},
    transactions, trust, watchdogs, webhooks,
};
use crate::model::{Model, State, Timer};
use minoots_kernel::{
    digest,
    internal::{
        Ack, Action, ArmTimers, Bootstrap, Caller, CancelTimer, CancelTimers, Claims, Command, CreateCredential,
        CreateJoinToken, CreateTimers, Entry, Extend, Fence, FoundTimer, Grant, Grants, Label, NewTimer, Outcome,
        PauseQueue, PurgeQueue, PutQueue, QueueOptions, Quota, Redrive, RedriveLetters, RegisterKey, ReleaseOverdue,
        RescheduleTimer, Retry, RevokeCredential, RevokeSigningKey, SetLevel, SetQuota, StartEpoch, TimerGrant,
        TimerKey, UseJoinToken, command::Command as Kind,
    },
    limits::LEAD_MAX,
    tables::{dead, ready, waiting},
};

pub const TENANTS: [&str; 2] = ["acme", "rival"];
/// The queues that get options; one may not exist.
const NAMES: [&str; 5] = ["q", "q", "q", "work", "seldom"];
const QUEUES: [&str; 6] = ["", "q", "q", "work", "webhook:h0", "webhook:h1"];

/// The entry of a step.
pub fn entry(model: &Model, step: &Step) -> Entry {
    let time = model.time + step.advance - step.back;
    let command = |pick| Command {
        command: kind(model, pick, time),
    };
    Entry {
        time,
        arm_before: time + step.lead,
        commands: payload_keys::seal(
            model,
            step,
            policies::judge(model, step, step.picks.iter().map(command).collect()),
        ),
    }
}

fn kind(model: &Model, pick: &Pick, now: i64) -> Option<Kind> {
    Some(match pick.clone() {
        Pick::Create { timers, tenant } => Kind::CreateTimers(CreateTimers {
            caller: caller(TENANTS[usize::from(tenant)], ""),
            timers: timers.iter().map(|new| new_timer(new, tenant, now)).collect(),
        }),
        Pick::Cancel {
            timer,
            version,
            request,
        } => cancel(model, timer, version, request),
        Pick::CancelFound { timers, request } => cancel_found(model, &timers, request),
        Pick::Reschedule {
            timer,
            version,
            fire,
            request,
        } => reschedule(model, timer, version, now, now + fire, request),
        Pick::Arm { all, timers } => Kind::ArmTimers(arm(model, all, &timers, now)),
        Pick::Ack { timer, fence } => Kind::Ack(Ack {
            timer: Some(key(deliverable(model, timer))),
            fence: Some(resolve(model, deliverable(model, timer), fence)),
            actor: "worker".to_string(),
            released: now,
            ..Ack::default()
        }),
        Pick::Outcome {
            timer,
            fence,
            kind,
            deadline,
            retry,
        } => Kind::Outcome(Outcome {
            timer: Some(key(deliverable(model, timer))),
            grant: grant(model, timer, fence, now + deadline),
            // The last one is REFUSED.
            kind: if kind >= 3 {
                i32::from(kind) + 18
            } else {
                i32::from(kind) + 1
            },
            retry_delay: retry as u64,
            reason: "no".to_string(),
            logged_only: deadline % 3 == 1,
            // Unknown, or by a clock that is anywhere around log time.
            end_time: if retry / SECOND % 4 == 0 {
                0
            } else {
                now + deadline - retry
            },
            ..Outcome::default()
        }),
        Pick::Extend { timer, fence, deadline } => Kind::Extend(Extend {
            timer: Some(key(deliverable(model, timer))),
            grant: grant(model, timer, fence, now + deadline),
            logged_only: deadline % 3 == 1,
            ..Extend::default()
        }),
        Pick::Grants { timers, deadline } => Kind::Grants(Grants {
            grants: timers
                .iter()
                .map(|(timer, fence)| TimerGrant {
                    timer: Some(key(deliverable(model, *timer))),
                    grant: grant(model, *timer, *fence, now + deadline),
                })
                .collect(),
        }),
        Pick::Claims { timers, deadline } => Kind::Claims(Claims {
            grants: timers
                .iter()
                .map(|(timer, fence)| TimerGrant {
                    timer: Some(key(deliverable(model, *timer))),
                    grant: grant(model, *timer, *fence, now + deadline),
                })
                .collect(),
        }),
        Pick::Redrive { timer } => {
            let timer = choose(model, timer, |timer| timer.state == State::Failed && timer.is_current());
            Kind::Redrive(Redrive {
                caller: caller(timer.map_or(TENANTS[0], |timer| &timer.tenant), "r"),
                timer: Some(key(timer)),
            })
        }
        Pick::RevokeKey { kid } => Kind::RevokeSigningKey(RevokeSigningKey {
            caller: caller(TENANTS[0], ""),
            kid: format!("k{kid}"),
            reason: "lost".to_string(),
        }),
        Pick::Quota { what, tenant } => Kind::SetQuota(SetQuota {
            caller: caller(TENANTS[usize::from(tenant)], ""),
            tenant: TENANTS[usize::from(tenant)].to_string(),
            quota: Some(quota(what)),
        }),
        Pick::Credential { id, tenant, expires } => Kind::CreateCredential(CreateCredential {
            caller: caller(TENANTS[usize::from(tenant)], ""),
            tenant: TENANTS[usize::from(tenant)].to_string(),
            id: format!("c{id}"),
            name: "a key".to_string(),
            roles: vec!["writer".to_string()],
            secret_digest: vec![id; 32],
            expire_time: if expires == 0 { 0 } else { now + expires },
        }),
        Pick::Schedule(draw) => schedules::resolve(model, draw, now),
        Pick::Checkpoint(draw) => checkpoints::resolve(model, draw),
        Pick::Transact(draw) => transactions::resolve(model, draw, now),
        Pick::Lease(draw) => leases::resolve(model, draw),
        Pick::Touch { touches } => watchdogs::touch(model, &touches, now),
        Pick::Policy { tenant, version, text } => policies::put(model, tenant, version, text),
        Pick::PayloadKeys { tenant, version, what } => payload_keys::put(model, tenant, version, what),
        Pick::Trust { tenant, version, rules } => trust::put(model, tenant, version, rules),
        Pick::Exchange {
            tenant,
            version,
            token,
            left,
            id,
        } => trust::exchange(model, tenant, version, (token, left, id), now),
        Pick::Revoke { id, tenant } => Kind::RevokeCredential(RevokeCredential {
            caller: caller(TENANTS[usize::from(tenant)], ""),
            tenant: TENANTS[usize::from(tenant)].to_string(),
            id: format!("c{id}"),
            reason: "lost".to_string(),
        }),
        Pick::RedriveLetters {
            queue,
            reason,
            since,
            limit,
            begun,
        } => Kind::RedriveLetters(RedriveLetters {
            caller: caller(TENANTS[0], ""),
            queue: match queue {
                6 => "webhook:h0".to_string(),
                queue => NAMES.get(usize::from(queue)).copied().unwrap_or_default().to_string(),
            },
            // Usually any reason.
            reason: u32::from(reason.saturating_sub(2)),
            since: if since / SECOND % 3 == 0 { now - since } else { i64::MIN },
            from: Vec::new(),
            limit: limit.into(),
            // As if the redrive had begun a few arms ago.
            arm_max_plus_one: if begun { model.last_arm() } else { 0 },
        }),
        Pick::PutQueue {
            queue,
            options,
            version,
        } => Kind::PutQueue(put_queue(model, queue, options, version)),
        Pick::Pause { queue, resume } => Kind::PauseQueue(PauseQueue {
            caller: caller(TENANTS[0], ""),
            queue: NAMES[usize::from(queue)].to_string(),
            resume,
            reason: "because".to_string(),
        }),
        Pick::Purge {
            queue,
            dead_letters,
            letters,
        } => Kind::PurgeQueue(PurgeQueue {
            caller: caller(TENANTS[0], ""),
            queue: NAMES[usize::from(queue)].to_string(),
            from: match letters {
                0 => dead::range(TENANTS[0], NAMES[usize::from(queue)]).0,
                1 => ready::range_of_others(TENANTS[0], NAMES[usize::from(queue)]).0,
                2 => waiting::range(TENANTS[0], NAMES[usize::from(queue)]).0,
                _ => Vec::new(),
            },
            dead_letters,
            reason: "tidied".to_string(),
        }),
        Pick::Key { kid, node } => Kind::RegisterKey(RegisterKey {
            kid: format!("k{kid}"),
            public_key: vec![kid; 32],
            node: node.into(),
        }),
        Pick::Epoch { ahead, hold } => Kind::StartEpoch(StartEpoch {
            epoch: model.epoch.saturating_add_signed(ahead.into()),
            hold_until: if hold == 0 { 0 } else { now + hold },
        }),
        Pick::Release { action } => Kind::ReleaseOverdue(ReleaseOverdue {
            caller: caller("", "r"),
            action: action.into(),
        }),
        Pick::Bootstrap { cluster } => Kind::Bootstrap(Bootstrap {
            cluster_id: format!("c{cluster}"),
            level: cluster.into(),
        }),
        Pick::Level { level } => Kind::SetLevel(SetLevel { level: level.into() }),
        Pick::Webhook { webhook, version, body } => webhooks::put(model, webhook, version, body),
        Pick::WebhookDelete { webhook, version } => webhooks::delete(model, webhook, version),
        Pick::Attempts { attempts } => webhooks::attempts(model, &attempts, now),
        Pick::Cursors { cursors } => webhooks::cursors(model, &cursors, now),
        Pick::Denials { tenant, count } => audit::denials(model, tenant, count),
        Pick::Heads { heads } => audit::heads(model, &heads),
        Pick::JoinToken { token, tenant, ttl } => Kind::CreateJoinToken(CreateJoinToken {
            caller: caller(TENANTS[usize::from(tenant)], ""),
            token: format!("j{token}"),
            ttl: u64::from(ttl) * 60 * SECOND as u64,
        }),
        Pick::Join { token, node, key } => Kind::UseJoinToken(UseJoinToken {
            caller: caller("", ""),
            token: format!("j{token}"),
            key_fingerprint: vec![key; 32],
            node: node.into(),
        }),
        Pick::Empty => return None,
    })
}

fn put_queue(model: &Model, queue: u8, options: u8, version: u8) -> PutQueue {
    let name = NAMES[usize::from(queue)];
    let of_name = |queue: &&crate::model::Queue| queue.tenant == TENANTS[0] && queue.name == name;
    let present = model
        .queues
        .iter()
        .find(of_name)
        .map_or(1, |queue| queue.row.changes + 1);
    PutQueue {
        caller: caller(TENANTS[0], ""),
        queue: name.to_string(),
        options: Some(QueueOptions {
            description: String::new(),
            age_max: [0, 3, 9][usize::from(options % 3)] * 24 * HOUR as u64,
            ack_deadline: u64::from(options / 3) * SECOND as u64,
            retry: (options / 3 == 1).then_some(Retry {
                max_attempts: 2,
                ..Retry::default()
            }),
            key_concurrency: [0, 1, 2, 1, 1, 1][usize::from(options)],
        }),
        version: match version {
            0 => 0,
            1 => present + 1,
            _ => present,
        },
    }
}

/// An hour in nanoseconds.
const HOUR: i64 = 3_600_000_000_000;

/// A quota with one limit, sometimes with none.
fn quota(what: u8) -> Quota {
    let mut quota = Quota::default();
    match what {
        0 => quota.pending_timers = 3,
        1 => quota.pending_bytes = 8,
        2 => quota.creates_per_second = 1,
        3 => quota.creates_per_day = 4,
        4 => quota.horizon = 5 * SECOND as u64,
        5 => quota.pending_timers_per_agent = 1,
        6 => quota.schedule_period = 60 * SECOND as u64,
        8 => quota.pending_timers = 1,
        9 => quota.pending_bytes = 2,
        // A version takes some 60 bytes.
        10 => quota.checkpoint_bytes = 100,
        11 => quota.checkpoint_bytes = 250,
        _ => {}
    }
    quota
}

pub(super) fn caller(tenant: &str, request_id: &str) -> Option<Caller> {
    Some(Caller {
        tenant: tenant.to_string(),
        actor: "ann".to_string(),
        request_id: request_id.to_string(),
        // Some callers of one tenant have a credential, and no caller of the other.
        credential: if tenant == TENANTS[0] { "k1" } else { "" }.to_string(),
        source: if tenant == TENANTS[0] { "192.0.2.1" } else { "" }.to_string(),
        ..Caller::default()
    })
}

/// Some timers have actions: at once, and after one or two failed deliveries.
fn actions(new: &NewPick) -> Vec<Action> {
    let action = |queue: &str, after_attempts| Action {
        queue: queue.to_string(),
        after_attempts,
    };
    match new.id % 4 {
        1 => vec![action("told", 0), action("work", 1), action("seldom", 2)],
        2 => vec![action("seldom", 1)],
        _ => Vec::new(),
    }
}

fn new_timer(new: &NewPick, tenant: u8, now: i64) -> NewTimer {
    let id = format!("t{}", new.id);
    let agent = ["a1", "a2"].get(usize::from(new.id % 3)).map(|name| Label {
        key: "agent".to_string(),
        value: (*name).to_string(),
    });
    let mut timer = NewTimer {
        partition_key: if new.partition { "p".to_string() } else { String::new() },
        name: format!("name of {id}"),
        // For some of them, the node that receives the call has a clock that is an hour ahead.
        create_time: if new.id.is_multiple_of(3) { now + HOUR } else { now },
        fire_time: now + new.fire,
        // Bodies must be able to be equal although instants differ.
        delay_plus_one: 1 + u64::from(new.body),
        queue: QUEUES[usize::from(new.queue)].to_string(),
        retry: Some(Retry {
            max_attempts: new.attempts.into(),
            ..Retry::default()
        }),
        lane: i32::from(new.lane % 7 % 3),
        concurrency_key: ["k", "k", "k", "l", ""][usize::from(new.key)].to_string(),
        retry_unset: new.attempts == 0,
        ack_deadline_unset: new.partition,
        digest_encoding: digest::ENCODING,
        id_from_request: new.derived,
        payload: vec![7; usize::from(new.body)],
        // A cluster below level 1 refuses these.
        note: if new.body == 2 && new.attempts.is_multiple_of(2) {
            "why".to_string()
        } else {
            String::new()
        },
        labels: agent.into_iter().collect(),
        // The order of expiry between two tenants is unspecified, and would decide whose timers get which version.
        actions: if tenant == 0 { actions(new) } else { Vec::new() },
        id,
        ..NewTimer::default()
    };
    watchdogs::watchdog(new, &mut timer);
    let told = NewTimer {
        id: timer.id.clone(),
        delay_plus_one: timer.delay_plus_one,
        note: timer.note.clone(),
        ..NewTimer::default()
    };
    timer.digest = digest::of_timer(digest::ENCODING, &told);
    timer
}

/// One of the matching timers, or any if none matches.
pub(super) fn choose(model: &Model, pick: u8, fits: impl Fn(&Timer) -> bool) -> Option<&Timer> {
    let all: Vec<&Timer> = model.timers.iter().collect();
    let fitting: Vec<&Timer> = all.iter().copied().filter(|timer| fits(timer)).collect();
    // One in eight is about any timer.
    let from = if fitting.is_empty() || pick.is_multiple_of(8) {
        all
    } else {
        fitting
    };
    let at = usize::from(pick / 8).checked_rem(from.len())?;
    from.into_iter().rev().nth(at)
}

fn deliverable(model: &Model, pick: u8) -> Option<&Timer> {
    choose(model, pick, |timer| timer.is_open() || timer.state == State::Armed)
}

fn key(timer: Option<&Timer>) -> TimerKey {
    match timer {
        Some(timer) => TimerKey {
            tenant: timer.tenant.clone(),
            id: timer.spec.id.clone(),
            version: timer.version,
        },
        None => TimerKey {
            tenant: TENANTS[0].to_string(),
            id: "nothing".to_string(),
            version: 1,
        },
    }
}

fn resolve(model: &Model, timer: Option<&Timer>, pick: FencePick) -> Fence {
    let first = Fence {
        epoch: model.epoch,
        arm: timer.map_or(1, |timer| timer.arm),
        term: 1,
        number: 1,
    };
    let known = timer.and_then(|timer| timer.delivery.as_ref()?.newest?.fence);
    let newest = known.unwrap_or(first);
    match pick {
        FencePick::Newest => newest,
        FencePick::Next => Fence {
            number: newest.number + 1,
            ..newest
        },
        FencePick::Older => Fence {
            number: newest.number.saturating_sub(1),
            ..newest
        },
        FencePick::NextTerm => Fence {
            term: newest.term + 1,
            number: 1,
            ..newest
        },
        FencePick::OtherArm => Fence {
            arm: newest.arm.saturating_sub(1),
            ..newest
        },
        FencePick::FutureEpoch => Fence {
            epoch: model.epoch + 1,
            ..newest
        },
    }
}

fn grant(model: &Model, timer: u8, fence: FencePick, deadline: i64) -> Option<Grant> {
    let timer = deliverable(model, timer);
    let known = timer.and_then(|timer| timer.delivery.as_ref()?.newest);
    let fence = resolve(model, timer, fence);
    // An expiry usually knows the deadline.
    let known = known.filter(|known| known.fence == Some(fence) && deadline % 2 == 0);
    Some(Grant {
        fence: Some(fence),
        deadline: known.map_or(deadline, |known| known.deadline),
        released: deadline / 2,
    })
}

/// A version: usually the current one, sometimes none, one behind, one ahead.
fn version(timer: Option<&Timer>, pick: u8) -> u64 {
    let current = timer.map_or(1, |timer| timer.version);
    match pick {
        0 | 1 => current,
        2 => 0,
        3 => current.saturating_sub(1),
        _ => current + 1,
    }
}

fn waiting(model: &Model, pick: u8) -> Option<&Timer> {
    choose(model, pick, |timer| timer.is_current() && !timer.is_open())
}

/// Every fifth names a partition key, right or wrong.
fn partition(pick: u8) -> String {
    if pick.is_multiple_of(5) {
        "p".to_string()
    } else {
        String::new()
    }
}

/// A cancel; some have no request id, and some are from before cancels had digests.
fn cancel(model: &Model, pick: u8, version_pick: u8, request: u8) -> Kind {
    let timer = waiting(model, pick);
    let TimerKey { tenant, id, .. } = key(timer);
    let digest = match request {
        5 => Vec::new(),
        _ => vec![0xCB, u8::from(version_pick > 1)],
    };
    Kind::CancelTimer(CancelTimer {
        caller: caller(&tenant, &request_id(request.min(3))),
        id,
        partition_key: partition(pick),
        version: version(timer, version_pick),
        reason: "unwanted".to_string(),
        digest,
    })
}

/// A bulk cancel for the tenant of the first timer; a timer of another tenant is absent here.
fn cancel_found(model: &Model, picks: &[(u8, u8)], request: u8) -> Kind {
    let found = picks.iter().map(|(pick, version_pick)| {
        let timer = waiting(model, *pick);
        (key(timer), version(timer, *version_pick))
    });
    let found: Vec<(TimerKey, u64)> = found.collect();
    let tenant = found.first().map_or(TENANTS[0], |(key, _)| key.tenant.as_str());
    Kind::CancelTimers(CancelTimers {
        caller: caller(tenant, &request_id(request)),
        timers: found
            .iter()
            .map(|(key, version)| FoundTimer {
                id: key.id.clone(),
                version: *version,
            })
            .collect(),
        reason: "unwanted".to_string(),
        digest: vec![0xCA, u8::from(picks.len() > 3)],
        next: vec![picks.len() as u8; picks.len()],
    })
}

/// No request id, or one of two.
fn request_id(pick: u8) -> String {
    if pick == 0 {
        String::new()
    } else {
        format!("r{}", pick % 2)
    }
}

fn reschedule(model: &Model, pick: u8, version_pick: u8, now: i64, fire_time: i64, request: u8) -> Kind {
    let timer = waiting(model, pick);
    let TimerKey { tenant, id, .. } = key(timer);
    let mut command = RescheduleTimer {
        caller: caller(&tenant, &request_id(request)),
        partition_key: partition(pick),
        version: version(timer, version_pick),
        create_time: now,
        fire_time,
        delay_plus_one: 1,
        id,
        ..RescheduleTimer::default()
    };
    let told = RescheduleTimer {
        delay_plus_one: 1,
        version: u64::from(pick.is_multiple_of(3)),
        ..RescheduleTimer::default()
    };
    command.digest = digest::of_reschedule(&told);
    Kind::RescheduleTimer(command)
}

fn arm(model: &Model, all: bool, picks: &[u8], now: i64) -> ArmTimers {
    let near = |timer: &&Timer| all && timer.state == State::Scheduled && timer.due() <= now + LEAD_MAX;
    let near = model.timers.iter().filter(near).map(|timer| key(Some(timer)));
    let others = picks.iter().map(|pick| key(choose(model, *pick, Timer::is_current)));
    ArmTimers {
        timers: near.chain(others).collect(),
    }
}
