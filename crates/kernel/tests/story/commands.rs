//! Turns a line of a script into a command of the log.

use super::arguments::Arguments;
use minoots_kernel::{
    digest,
    internal::{
        Ack, Action, ArmTimers, Attempt, AttemptOutcome, AttemptRow, Bootstrap, Caller, CancelTimer, CancelTimers,
        Claims, Command, CreateCredential, CreateTimers, DeleteWebhook, EventLetter, EventLetterRow, Extend,
        FoundTimer, Grant, Grants, Label, Lane, MoveWebhookCursors, NewTimer, Outcome, OutcomeKind, PutPolicy,
        PutWebhook, Quota, RecordAttempts, Redrive, RegisterKey, ReleaseAction, ReleaseOverdue, RescheduleTimer, Retry,
        RevokeCredential, RevokeSigningKey, SetLevel, SetQuota, StartEpoch, TimerGrant, TimerKey, WebhookCursor,
        WebhookSpec, command::Command as Kind,
    },
};

mod audit;
mod checkpoints;
mod joins;
mod leases;
mod payload_keys;
mod queues;
mod schedules;
mod transactions;
mod trust;
mod watchdogs;

/// The default actor, without `as=`.
const ACTOR: &str = "ann";

/// Reads one command; `now` is the proposer's clock.
pub fn parse(line: &str, now: i64) -> Command {
    let mut segments = line.split(" + ").map(Arguments::new);
    let mut first = segments.next().expect("a line");
    let rest: Vec<Arguments> = segments.collect();
    let verb = first.word();
    let kind = match verb.as_str() {
        "create" => return create(first, rest, now),
        "transact" => {
            let parts: Vec<&str> = line.split(" + ").skip(1).collect();
            return Command {
                command: Some(transactions::transact(first, &parts, now)),
            };
        }
        "emit" => Some(transactions::emit(&mut first)),
        "grants" => return grants(first, rest),
        "claims" => {
            return match grants(first, rest).command {
                Some(Kind::Grants(Grants { grants })) => Command {
                    command: Some(Kind::Claims(Claims { grants })),
                },
                command => Command { command },
            };
        }
        "empty" => None,
        "bootstrap" => Some(Kind::Bootstrap(Bootstrap {
            cluster_id: first.word(),
            level: first.number("level").unwrap_or(0) as u32,
        })),
        "level" => Some(Kind::SetLevel(SetLevel {
            level: first.word().parse().expect("a level"),
        })),
        "revoke-key" => Some(Kind::RevokeSigningKey(RevokeSigningKey {
            kid: first.word(),
            reason: first.text("reason"),
            caller: Some(caller(&mut first)),
        })),
        "quota" => Some(Kind::SetQuota(quota(&mut first))),
        "credential" => Some(Kind::CreateCredential(credential(&mut first))),
        "revoke" => Some(Kind::RevokeCredential(RevokeCredential {
            caller: Some(caller(&mut first)),
            tenant: first.named("of").unwrap_or_else(|| first.tenant()),
            id: first.word(),
            reason: first.text("reason"),
        })),
        "key" => Some(Kind::RegisterKey(RegisterKey {
            kid: first.word(),
            public_key: first.word().into_bytes(),
            node: first.number("node").unwrap_or(1),
        })),
        "epoch" => Some(Kind::StartEpoch(StartEpoch {
            epoch: first.word().parse().expect("an epoch"),
            hold_until: first.instant("hold").unwrap_or(0),
        })),
        "release" => Some(release(&mut first)),
        "cancel" => Some(cancel(&mut first)),
        "cancel-found" => Some(cancel_found(&mut first)),
        "reschedule" => Some(reschedule(&mut first, now)),
        "arm" => Some(arm(&mut first)),
        "ack" => Some(ack(&mut first)),
        "nack" => Some(outcome(&mut first, OutcomeKind::Nack)),
        "expire" => Some(outcome(&mut first, OutcomeKind::LeaseExpired)),
        "give-back" => Some(outcome(&mut first, OutcomeKind::GivenBack)),
        "unreached" => Some(outcome(&mut first, OutcomeKind::Unreached)),
        "extend" => Some(extend(&mut first)),
        "redrive" => Some(redrive(&mut first)),
        "redrive-letters" => Some(queues::redrive(&mut first)),
        "put-queue" => Some(queues::put(&mut first)),
        "pause" => Some(queues::pause(&mut first, false)),
        "resume" => Some(queues::pause(&mut first, true)),
        "purge" => Some(queues::purge(&mut first)),
        "refuse" => Some(outcome(&mut first, OutcomeKind::Refused)),
        "webhook" => Some(webhook(&mut first)),
        "webhook-delete" => Some(webhook_delete(&mut first)),
        "attempt" => Some(attempts(&mut first, now)),
        "cursor" => Some(cursor(&mut first, now)),
        "denied" => Some(audit::denied(&mut first, now)),
        "head" => Some(audit::head(&mut first)),
        "join-token" => Some(joins::create(&mut first)),
        "join" => Some(joins::spend(&mut first)),
        "policy" => Some(policy(&mut first)),
        "trust" => Some(trust::put(&mut first)),
        "payload-keys" => Some(payload_keys::put(&mut first)),
        "exchange" => Some(trust::exchange(&mut first)),
        "schedule" => Some(schedules::put(&mut first)),
        "schedule-delete" => Some(schedules::delete(&mut first)),
        "schedule-pause" => Some(schedules::pause(&mut first)),
        "schedule-resume" => Some(schedules::resume(&mut first)),
        "trigger" => Some(schedules::trigger(&mut first, now)),
        "acquire" => Some(leases::acquire(&mut first)),
        "renew" => Some(leases::renew(&mut first)),
        "let-go" => Some(leases::release(&mut first)),
        "budget" => Some(leases::set(&mut first)),
        "spend" => Some(leases::spend(&mut first)),
        "budget-delete" => Some(leases::remove(&mut first)),
        "touch" => Some(watchdogs::touch(&mut first, now)),
        "run" => Some(schedules::run(&mut first)),
        "backfill" => Some(schedules::backfill(&mut first)),
        "backfill-step" => Some(schedules::backfill_step(&mut first)),
        "put" => Some(checkpoints::put(&mut first)),
        "delete" => Some(checkpoints::delete(&mut first)),
        "rollback" => Some(checkpoints::roll_back(&mut first)),
        verb => panic!("no verb {verb:?}"),
    };
    first.finish();
    assert!(rest.is_empty(), "`{line}`: only create, grants and claims take several");
    Command { command: kind }
}

/// `quota of=TENANT pending= bytes= second= day= horizon=<seconds> agent= period=<seconds> checkpoint-bytes=`.
fn quota(arguments: &mut Arguments) -> SetQuota {
    let quota = Quota {
        pending_timers: arguments.number("pending").unwrap_or(0),
        pending_bytes: arguments.number("bytes").unwrap_or(0),
        creates_per_second: arguments.number("second").unwrap_or(0),
        creates_per_day: arguments.number("day").unwrap_or(0),
        horizon: arguments.number("horizon").unwrap_or(0) * 1_000_000_000,
        pending_timers_per_agent: arguments.number("agent").unwrap_or(0),
        schedule_period: arguments.number("period").unwrap_or(0) * 1_000_000_000,
        checkpoint_bytes: arguments.number("checkpoint-bytes").unwrap_or(0),
    };
    SetQuota {
        tenant: arguments.named("of").unwrap_or_else(|| arguments.tenant()),
        quota: Some(quota),
        caller: Some(caller(arguments)),
    }
}

/// `credential ID NAME role=a,b of=TENANT expires=INSTANT`.
fn credential(arguments: &mut Arguments) -> CreateCredential {
    let id = arguments.word();
    CreateCredential {
        tenant: arguments.named("of").unwrap_or_else(|| arguments.tenant()),
        name: arguments.word(),
        roles: arguments.text("role").split(',').map(str::to_string).collect(),
        secret_digest: vec![0x5E; 32],
        expire_time: arguments.instant("expires").unwrap_or(0),
        caller: Some(caller(arguments)),
        id,
    }
}

/// `policy TEXT version= of=TENANT`; `policy` alone removes it.
fn policy(arguments: &mut Arguments) -> Kind {
    Kind::PutPolicy(PutPolicy {
        text: arguments.text("text"),
        version: arguments.number("version").unwrap_or(0),
        tenant: arguments.named("of").unwrap_or_else(|| arguments.tenant()),
        caller: Some(caller(arguments)),
    })
}

/// `judged=`, the version of the policy that judged it.
fn judged(arguments: &mut Arguments) -> u64 {
    arguments.number("judged").map_or(0, |version| version + 1)
}

fn caller(arguments: &mut Arguments) -> Caller {
    Caller {
        tenant: arguments.tenant(),
        actor: arguments.named("as").unwrap_or_else(|| ACTOR.to_string()),
        request_id: arguments.text("request"),
        credential: arguments.text("showing"),
        source: arguments.text("from"),
        policy_plus_one: judged(arguments),
        payload_keys_version: arguments.number("sealed").unwrap_or(0),
    }
}

fn create(mut first: Arguments, rest: Vec<Arguments>, now: i64) -> Command {
    let caller = Some(caller(&mut first));
    let all = std::iter::once(first).chain(rest);
    let timers = all.map(|arguments| new_timer(arguments, now)).collect();
    Command {
        command: Some(Kind::CreateTimers(CreateTimers { caller, timers })),
    }
}

fn new_timer(mut arguments: Arguments, now: i64) -> NewTimer {
    let delay = arguments.instant("delay");
    let fire_time = arguments.instant("fire").unwrap_or(now + delay.unwrap_or(0));
    let attempts = arguments.number("attempts").map(|max_attempts| Retry {
        max_attempts: max_attempts as u32,
        ..Retry::default()
    });
    let named = ["label", "agent"].map(|key| (key, arguments.named(key)));
    let labels = named
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_string(), value?)));
    let labels = labels.map(|(key, value)| Label { key, value });
    let mut timer = NewTimer {
        id_from_request: arguments.flag("derived"),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        name: arguments.text("name"),
        create_time: arguments.instant("created").unwrap_or(now),
        fire_time,
        delay_plus_one: delay.map_or(0, |delay| delay as u64 + 1),
        payload: arguments.text("body").into_bytes(),
        labels: labels.collect(),
        queue: arguments.text("queue"),
        concurrency_key: arguments.text("key"),
        note: arguments.text("note"),
        lane: match arguments.text("priority").as_str() {
            "now" => Lane::Now,
            "future" => Lane::Future,
            _ => Lane::Unspecified,
        }
        .into(),
        actions: actions(&mut arguments),
        retry_unset: attempts.is_none(),
        ack_deadline_unset: true,
        retry: attempts,
        digest_encoding: arguments
            .number("encoding")
            .map_or(digest::ENCODING, |number| number as u32),
        payload_key: arguments.number("seal").unwrap_or(0),
        ..NewTimer::default()
    };
    if let Some((ttl, spec)) = watchdogs::spec(&mut arguments) {
        timer.delay_plus_one = ttl + 1;
        timer.watchdog = Some(spec);
    }
    timer.digest = digest::of_timer(digest::ENCODING, &timer);
    arguments.finish();
    timer
}

/// `also=<queue>` when it fires, `escalate=<queue>@<attempts>` after that many failed deliveries.
fn actions(arguments: &mut Arguments) -> Vec<Action> {
    let also = arguments.named("also").map(|queue| Action {
        queue,
        after_attempts: 0,
    });
    let escalate = arguments.named("escalate").map(|text| {
        let (queue, attempts) = text.split_once('@').expect("queue@attempts");
        Action {
            queue: queue.to_string(),
            after_attempts: attempts.parse().expect("attempts"),
        }
    });
    also.into_iter().chain(escalate).collect()
}

fn cancel(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    let mut cancel = CancelTimer {
        caller: Some(caller),
        id,
        version,
        partition_key: arguments.text("partition"),
        reason: arguments.text("reason"),
        digest: Vec::new(),
    };
    cancel.digest = digest::of_cancel(&cancel);
    Kind::CancelTimer(cancel)
}

fn cancel_found(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let mut timers = Vec::new();
    while arguments.has_words() {
        let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
        timers.push(FoundTimer { id, version });
    }
    Kind::CancelTimers(CancelTimers {
        caller: Some(caller),
        timers,
        reason: arguments.text("reason"),
        digest: arguments.text("asked").into_bytes(),
        next: arguments.text("next").into_bytes(),
    })
}

fn reschedule(arguments: &mut Arguments, now: i64) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    let delay = arguments.instant("delay");
    let mut command = RescheduleTimer {
        caller: Some(caller),
        id,
        version,
        partition_key: arguments.text("partition"),
        create_time: now,
        fire_time: arguments.instant("fire").unwrap_or(now + delay.unwrap_or(0)),
        delay_plus_one: delay.map_or(0, |delay| delay as u64 + 1),
        ..RescheduleTimer::default()
    };
    command.digest = digest::of_reschedule(&command);
    Kind::RescheduleTimer(command)
}

fn arm(arguments: &mut Arguments) -> Kind {
    let tenant = arguments.tenant();
    let mut timers = Vec::new();
    while arguments.has_words() {
        timers.push(arguments.occurrence(&tenant));
    }
    Kind::ArmTimers(ArmTimers { timers })
}

fn timer(arguments: &mut Arguments) -> Option<TimerKey> {
    let tenant = arguments.tenant();
    Some(arguments.occurrence(&tenant))
}

fn grant(arguments: &mut Arguments) -> Option<Grant> {
    Some(Grant {
        fence: Some(arguments.fence()),
        deadline: arguments.instant("until").unwrap_or(0),
        released: arguments.instant("released").unwrap_or(0),
    })
}

fn grants(first: Arguments, rest: Vec<Arguments>) -> Command {
    let all = std::iter::once(first).chain(rest);
    let grants = all.map(|mut arguments| {
        let one = TimerGrant {
            timer: timer(&mut arguments),
            grant: grant(&mut arguments),
        };
        arguments.finish();
        one
    });
    Command {
        command: Some(Kind::Grants(Grants {
            grants: grants.collect(),
        })),
    }
}

fn ack(arguments: &mut Arguments) -> Kind {
    Kind::Ack(Ack {
        timer: timer(arguments),
        fence: Some(arguments.fence()),
        actor: arguments.named("as").unwrap_or_else(|| "worker".to_string()),
        released: arguments.instant("released").unwrap_or(0),
        policy_plus_one: judged(arguments),
    })
}

fn outcome(arguments: &mut Arguments, kind: OutcomeKind) -> Kind {
    let mut command = Outcome {
        timer: timer(arguments),
        grant: grant(arguments),
        retry_delay: arguments.instant("retry").unwrap_or(0) as u64,
        reason: arguments.text("reason"),
        logged_only: arguments.flag("logged-only"),
        end_time: arguments.instant("ended").unwrap_or(0),
        policy_plus_one: judged(arguments),
        ..Outcome::default()
    };
    command.set_kind(kind);
    Kind::Outcome(command)
}

fn extend(arguments: &mut Arguments) -> Kind {
    Kind::Extend(Extend {
        logged_only: arguments.flag("logged-only"),
        timer: timer(arguments),
        grant: grant(arguments),
        policy_plus_one: judged(arguments),
    })
}

fn redrive(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let timer = arguments.occurrence(&caller.tenant);
    Kind::Redrive(Redrive {
        caller: Some(caller),
        timer: Some(timer),
    })
}

fn release(arguments: &mut Arguments) -> Kind {
    let caller = Some(caller(arguments));
    let action = match arguments.word().as_str() {
        "fire" => ReleaseAction::Fire,
        "miss" => ReleaseAction::Miss,
        "cancel" => ReleaseAction::Cancel,
        _ => ReleaseAction::Unspecified,
    };
    Kind::ReleaseOverdue(ReleaseOverdue {
        caller,
        action: action.into(),
    })
}

/// `webhook <id>[@<version>] url=<url> [types=<type>,<type>] [patience=<span>] [enable]`
fn webhook(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let enable = arguments.flag("enable");
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    let (url, types) = (arguments.text("url"), arguments.text("types"));
    let types = types.split(',').filter(|kind| !kind.is_empty());
    Kind::PutWebhook(Box::new(PutWebhook {
        caller: Some(caller),
        id,
        spec: Some(WebhookSpec {
            types: types.map(ToString::to_string).collect(),
            disable_after: arguments.instant("patience").unwrap_or(0) as u64,
            digest: url.clone().into_bytes(),
            url,
            ..WebhookSpec::default()
        }),
        version,
        enable,
    }))
}

fn webhook_delete(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    Kind::DeleteWebhook(DeleteWebhook {
        caller: Some(caller),
        id,
        version,
    })
}

/// `attempt <outcome> <id>@<version> [of=<event>] [times=<number>]`
fn attempts(arguments: &mut Arguments, now: i64) -> Kind {
    let tenant = arguments.tenant();
    let outcome = match arguments.word().as_str() {
        "delivered" => AttemptOutcome::Delivered,
        "retry" => AttemptOutcome::Retry,
        "failed" => AttemptOutcome::Failed,
        "gone" => AttemptOutcome::Gone,
        "test" => AttemptOutcome::Test,
        outcome => panic!("no outcome {outcome:?}"),
    };
    let TimerKey { tenant, id, version } = arguments.occurrence(&tenant);
    let (event_id, times) = (arguments.text("of"), arguments.number("times").unwrap_or(1));
    let one = |number| Attempt {
        tenant: tenant.clone(),
        webhook: id.clone(),
        version,
        row: Some(AttemptRow {
            time: now,
            event_id: event_id.clone(),
            number,
            outcome: outcome.into(),
            ..AttemptRow::default()
        }),
    };
    Kind::RecordAttempts(RecordAttempts {
        attempts: (1..=times as u32).map(one).collect(),
    })
}

/// `cursor <id>@<made version> [next=<sequence>] [refused=<sequence>] [spent=<sequence>] [ended=<sequence>]`
fn cursor(arguments: &mut Arguments, now: i64) -> Kind {
    let tenant = arguments.tenant();
    let TimerKey { tenant, id, version } = arguments.occurrence(&tenant);
    let given = [("refused", true), ("spent", false)].map(|(name, refused)| (arguments.number(name), refused));
    let letters = given.into_iter().filter_map(|(sequence, refused)| {
        let row = EventLetterRow {
            fail_time: now,
            attempts: 1,
            refused,
            ..EventLetterRow::default()
        };
        Some(EventLetter {
            sequence: sequence?,
            row: Some(row),
        })
    });
    let cursor = WebhookCursor {
        tenant,
        webhook: id,
        made_version: version,
        next: arguments.number("next").unwrap_or(0),
        letters: letters.collect(),
        ended: arguments.number("ended").into_iter().collect(),
    };
    Kind::MoveWebhookCursors(MoveWebhookCursors { cursors: vec![cursor] })
}
