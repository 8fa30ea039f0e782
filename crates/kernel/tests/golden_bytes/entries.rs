//! An entry for each command.

use super::messages::{
    NOW, SECOND, attempt_row, caller, fence, grant, new_timer, queue_options, quota, reschedule, showing, timer_key,
    webhook_spec,
};
use minoots_kernel::internal::{
    Ack, ArmTimers, Attempt, AuditChain, Bootstrap, Caller, CancelTimer, CancelTimers, Claims, Command,
    CreateCredential, CreateJoinToken, CreateTimers, DeleteWebhook, Entry, EventLetter, ExchangeToken, Extend,
    FoundTimer, Grants, MoveWebhookCursors, NewDenial, NewHead, NewTimer, Outcome, OutcomeKind, PauseQueue,
    PayloadKeyChange, PurgeQueue, PutPayloadKeys, PutPolicy, PutQueue, PutTrust, PutWebhook, RecordAttempts,
    RecordDenials, RecordHeads, Redrive, RedriveLetters, RegisterKey, ReleaseAction, ReleaseOverdue, RevokeCredential,
    RevokeSigningKey, SetLevel, SetQuota, StartEpoch, TimerGrant, UseJoinToken, WebhookCursor, WebhookSpec,
    command::Command as Kind,
};

pub fn one_of_each() -> Vec<(&'static str, Entry)> {
    let mut entries = vec![("tick", entry(Vec::new()))];
    entries.extend(commands().into_iter().map(|kind| (kind.name(), entry(vec![kind]))));
    let more = super::schedules::more_commands().into_iter();
    entries.extend(more.map(|(name, kind)| (name, entry(vec![kind]))));
    let longer = Kind::SetQuota(SetQuota {
        caller: caller(),
        tenant: "rival".to_string(),
        quota: Some(super::messages::whole_quota()),
    });
    entries.push(("set_quota_whole", entry(vec![longer])));
    let told_apart = Kind::CancelTimer(super::messages::cancel());
    entries.push(("cancel_timer_told_apart", entry(vec![told_apart])));
    entries.push(("transact_withdraw", entry(vec![super::transactions::withdrawing()])));
    entries.push(("move_webhook_cursors_letters", entry(vec![letters()])));
    entries.push(("put_webhook_rotated", entry(vec![rotated()])));
    entries.push(("several", entry(commands())));
    entries.push(("judged_by_a_policy", entry(judged())));
    entries.push(("set_level", entry(vec![Kind::SetLevel(SetLevel { level: 1 })])));
    entries.push(("level_1", entry(of_level_1())));
    entries
}

/// Commands that only a cluster of level 1 has in its log.
fn of_level_1() -> Vec<Kind> {
    let noted = NewTimer {
        note: "the customer waits".to_string(),
        ..new_timer()
    };
    vec![
        Kind::Bootstrap(Bootstrap {
            cluster_id: "c-1".to_string(),
            level: 1,
        }),
        Kind::CreateTimers(CreateTimers {
            caller: caller(),
            timers: vec![noted],
        }),
    ]
}

/// Events that an endpoint did not take, and some that it has taken since.
fn letters() -> Kind {
    Kind::MoveWebhookCursors(MoveWebhookCursors {
        cursors: vec![WebhookCursor {
            tenant: "acme".to_string(),
            webhook: "hook-1".to_string(),
            made_version: 6,
            next: 13,
            letters: vec![EventLetter {
                sequence: 12,
                row: Some(super::messages::event_letter_row()),
            }],
            ended: vec![9, 11],
        }],
    })
}

/// An endpoint with secrets that end one after another.
fn rotated() -> Kind {
    let spec = WebhookSpec {
        rotated_until: 0,
        secret_ends: vec![NOW + 9 * SECOND, NOW + 5 * SECOND],
        ..super::messages::webhook_spec()
    };
    Kind::PutWebhook(Box::new(PutWebhook {
        caller: caller(),
        id: "hook-1".to_string(),
        spec: Some(spec),
        version: 7,
        enable: false,
    }))
}

/// Commands that name the policy version that judged them.
fn judged() -> Vec<Kind> {
    let caller = caller().map(|caller| Caller {
        policy_plus_one: 8,
        ..caller
    });
    vec![
        Kind::CreateTimers(CreateTimers {
            caller,
            timers: vec![new_timer()],
        }),
        Kind::Ack(Ack {
            timer: Some(timer_key()),
            policy_plus_one: 8,
            ..Ack::default()
        }),
        Kind::Outcome(Outcome {
            timer: Some(timer_key()),
            policy_plus_one: 8,
            ..Outcome::default()
        }),
        Kind::Extend(Extend {
            timer: Some(timer_key()),
            policy_plus_one: 8,
            ..Extend::default()
        }),
    ]
}

fn entry(kinds: Vec<Kind>) -> Entry {
    let command = |kind| Command { command: Some(kind) };
    Entry {
        time: NOW,
        arm_before: NOW + SECOND / 4,
        commands: kinds.into_iter().map(command).collect(),
    }
}

fn commands() -> Vec<Kind> {
    let mut commands = vec![
        Kind::Bootstrap(Bootstrap {
            cluster_id: "c-1".to_string(),
            level: 0,
        }),
        Kind::RegisterKey(RegisterKey {
            kid: "k-1".to_string(),
            public_key: vec![0xED; 32],
            node: 3,
        }),
        Kind::CreateCredential(CreateCredential {
            caller: showing(),
            tenant: "acme".to_string(),
            id: "0123456789AB".to_string(),
            name: "build".to_string(),
            roles: vec!["viewer".to_string(), "writer".to_string()],
            secret_digest: vec![0x5E; 32],
            expire_time: NOW + SECOND,
        }),
        Kind::RevokeSigningKey(RevokeSigningKey {
            caller: showing(),
            kid: "k-1".to_string(),
            reason: "stolen".to_string(),
        }),
        Kind::SetQuota(SetQuota {
            caller: caller(),
            tenant: "rival".to_string(),
            quota: Some(quota()),
        }),
        Kind::RevokeCredential(RevokeCredential {
            caller: showing(),
            tenant: "acme".to_string(),
            id: "0123456789AB".to_string(),
            reason: "lost".to_string(),
        }),
        Kind::StartEpoch(StartEpoch {
            epoch: 2,
            hold_until: NOW,
        }),
        Kind::CreateTimers(CreateTimers {
            caller: caller(),
            timers: vec![new_timer()],
        }),
        Kind::CancelTimer(CancelTimer {
            caller: caller(),
            id: "t-1".to_string(),
            partition_key: "p-1".to_string(),
            version: 7,
            reason: "unwanted".to_string(),
            digest: Vec::new(),
        }),
        Kind::RescheduleTimer(reschedule()),
        Kind::ArmTimers(ArmTimers {
            timers: vec![timer_key()],
        }),
        Kind::Ack(Ack {
            timer: Some(timer_key()),
            fence: Some(fence()),
            actor: "worker".to_string(),
            released: NOW + SECOND,
            ..Ack::default()
        }),
        Kind::Outcome(Outcome {
            timer: Some(timer_key()),
            grant: Some(grant()),
            kind: OutcomeKind::LeaseExpired.into(),
            retry_delay: 2 * SECOND as u64,
            reason: "broken".to_string(),
            logged_only: true,
            end_time: NOW + SECOND,
            ..Outcome::default()
        }),
        Kind::Extend(Extend {
            timer: Some(timer_key()),
            grant: Some(grant()),
            logged_only: true,
            ..Extend::default()
        }),
        Kind::Grants(Grants {
            grants: vec![TimerGrant {
                timer: Some(timer_key()),
                grant: Some(grant()),
            }],
        }),
        Kind::Redrive(Redrive {
            caller: caller(),
            timer: Some(timer_key()),
        }),
        Kind::ReleaseOverdue(ReleaseOverdue {
            caller: caller(),
            action: ReleaseAction::Miss.into(),
        }),
        Kind::CancelTimers(CancelTimers {
            caller: caller(),
            timers: vec![
                FoundTimer {
                    id: "t-1".to_string(),
                    version: 7,
                },
                FoundTimer {
                    id: "t-2".to_string(),
                    version: 8,
                },
            ],
            reason: "unwanted".to_string(),
            digest: vec![0xD3; 32],
            next: vec![5, 0x80, 2],
        }),
        Kind::PutQueue(PutQueue {
            caller: caller(),
            queue: "work".to_string(),
            options: Some(queue_options()),
            version: 3,
        }),
        Kind::PauseQueue(PauseQueue {
            caller: caller(),
            queue: "work".to_string(),
            resume: true,
            reason: "repaired".to_string(),
        }),
        Kind::PurgeQueue(PurgeQueue {
            caller: caller(),
            queue: "work".to_string(),
            from: vec![8, 0x80, 1],
            dead_letters: true,
            reason: "tidied".to_string(),
        }),
        Kind::RedriveLetters(RedriveLetters {
            caller: caller(),
            queue: "work".to_string(),
            reason: 2,
            since: NOW,
            from: vec![9, 0x80, 1],
            limit: 500,
            arm_max_plus_one: 8,
        }),
        Kind::PutWebhook(Box::new(PutWebhook {
            caller: caller(),
            id: "hook-1".to_string(),
            spec: Some(webhook_spec()),
            version: 7,
            enable: true,
        })),
        Kind::DeleteWebhook(DeleteWebhook {
            caller: caller(),
            id: "hook-1".to_string(),
            version: 7,
        }),
        Kind::RecordAttempts(RecordAttempts {
            attempts: vec![Attempt {
                tenant: "acme".to_string(),
                webhook: "hook-1".to_string(),
                version: 7,
                row: Some(attempt_row()),
            }],
        }),
        Kind::RecordHeads(RecordHeads {
            heads: vec![NewHead {
                tenant: "acme".to_string(),
                chain: AuditChain::Events.into(),
                sequence: 7,
                signed: super::rows::head().signed,
            }],
        }),
        Kind::RecordDenials(RecordDenials {
            denials: vec![NewDenial {
                tenant: "acme".to_string(),
                row: Some(super::rows::denial()),
            }],
        }),
        Kind::MoveWebhookCursors(MoveWebhookCursors {
            cursors: vec![WebhookCursor {
                tenant: "acme".to_string(),
                webhook: "hook-1".to_string(),
                made_version: 6,
                next: 12,
                ..WebhookCursor::default()
            }],
        }),
        Kind::CreateJoinToken(CreateJoinToken {
            caller: showing(),
            token: "0a1b".to_string(),
            ttl: 600 * SECOND as u64,
        }),
        Kind::UseJoinToken(UseJoinToken {
            caller: showing(),
            token: "0a1b".to_string(),
            key_fingerprint: vec![0xF1; 32],
            node: 4,
        }),
        Kind::PutPolicy(PutPolicy {
            caller: showing(),
            tenant: "acme".to_string(),
            text: "forbid(principal, action, resource);".to_string(),
            version: 7,
        }),
        Kind::Claims(Claims {
            grants: vec![TimerGrant {
                timer: Some(timer_key()),
                grant: Some(grant()),
            }],
        }),
        Kind::PutTrust(PutTrust {
            caller: showing(),
            tenant: "acme".to_string(),
            rules: vec![super::rows::trust_rule()],
            version: 7,
        }),
        Kind::PutPayloadKeys(PutPayloadKeys {
            caller: Some(Caller {
                payload_keys_version: 8,
                ..showing().unwrap_or_default()
            }),
            tenant: "acme".to_string(),
            keys: vec![super::payload_keys::payload_key()],
            version: 7,
            change: PayloadKeyChange::Shredded.into(),
        }),
        Kind::ExchangeToken(Box::new(ExchangeToken {
            credential: Some(CreateCredential {
                caller: caller(),
                tenant: "acme".to_string(),
                id: "0123456789AC".to_string(),
                name: "run 9876543210 of repository 424242".to_string(),
                roles: vec!["writer".to_string()],
                secret_digest: vec![0x5E; 32],
                expire_time: NOW + SECOND,
            }),
            token: vec![0x70; 32],
            until: NOW + 2 * SECOND,
            trust_version: 7,
            job: Some(super::rows::token_job()),
        })),
    ];
    commands.extend(super::schedules::commands());
    commands.extend(super::checkpoints::commands());
    commands.extend(super::leases::commands());
    commands.extend(super::transactions::commands());
    commands.extend(super::watchdogs::commands());
    commands
}
