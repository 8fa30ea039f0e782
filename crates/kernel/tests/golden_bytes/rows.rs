//! A row of each kind.

use super::messages::{NOW, SECOND, grant, new_timer, queue_options, quota, webhook_spec};
use minoots_kernel::internal::{
    Action, AgentRow, CancelRow, CancelledRow, ChainRow, CredentialRow, DeliveryState, DenialRow, DisabledKind, DueRow,
    EventKind, EventRow, FailureKind, FailureRow, HeadRow, JoinTokenRow, KeyRow, NewTimer, Parent, PauseRow, PolicyRow,
    QueueRow, Quota, RedriveState, RequestRow, ShardRow, TenantRow, TimerRef, TimerRow, TimerState, TokenJob, TokenRow,
    TrustRow, TrustRule, Turn, TurnRow, WebhookRow, WithdrawOutcome,
};

pub fn shard() -> ShardRow {
    ShardRow {
        time: NOW,
        epoch: 1,
        version: 1 << 36 | 7,
        arm: 2,
        armed: 3,
        fired_from: vec![5, 0x80, 1],
        next_deadline: NOW + SECOND,
        cluster_id: "c-1".to_string(),
        held_until: NOW + 2 * SECOND,
        held_from: vec![5, 0x80, 2],
        due_from: vec![5, 0x80, 0],
        ..ShardRow::default()
    }
}

/// The shard row of tables from before ladder rows, after the sweep has found all ladders.
pub fn shard_with_ladders() -> ShardRow {
    ShardRow {
        ladders_found: true,
        ladders_from: vec![5, 0x80, 3],
        ..shard()
    }
}

pub fn shard_at_level() -> ShardRow {
    ShardRow { level: 1, ..shard() }
}

pub fn tenant() -> TenantRow {
    TenantRow {
        next_sequence: 1,
        retired_until: 2,
        first_sequence: 3,
        event_bytes: 4,
        queues: 5,
        request_ids: 6,
        open_timers: 7,
        retention_at: NOW,
        credentials: 8,
        quota: Some(quota()),
        open_bytes: 9,
        creates_day: 10,
        creates_today: 11,
        creates_paid_until: NOW,
        webhooks: 0,
        events: None,
        denials: None,
        next_denial: 0,
        ..TenantRow::default()
    }
}

/// A tenant with every limit.
pub fn tenant_with_whole_quota() -> TenantRow {
    TenantRow {
        quota: Some(super::messages::whole_quota()),
        ..tenant()
    }
}

/// A tenant with the counts of bytes.
pub fn tenant_with_bytes() -> TenantRow {
    TenantRow {
        checkpoints: 12,
        checkpoint_bytes: 13 << 20,
        request_bytes: 14 << 10,
        removed_checkpoints: 15,
        quota: Some(Quota {
            checkpoint_bytes: 16 << 20,
            ..quota()
        }),
        ..tenant()
    }
}

pub fn tenant_with_chains() -> TenantRow {
    TenantRow {
        events: Some(ChainRow {
            link: vec![0xC1; 32],
            first: 2,
            before: vec![0xC0; 32],
            signed: 3,
            heads: 4,
        }),
        denials: Some(ChainRow {
            link: vec![0xD1; 32],
            first: 1,
            ..ChainRow::default()
        }),
        next_denial: 5,
        ..tenant()
    }
}

pub fn timer_with_actions() -> TimerRow {
    let action = |queue: &str, after_attempts| Action {
        queue: queue.to_string(),
        after_attempts,
    };
    TimerRow {
        spec: Some(NewTimer {
            actions: vec![action("copies", 0), action("webhook:pager", 3)],
            parent: Some(Parent {
                id: "t-0".to_string(),
                version: 6,
                action: 1,
                stage: 0,
            }),
            ..new_timer()
        }),
        acted: 1,
        ..timer()
    }
}

pub fn denial() -> DenialRow {
    DenialRow {
        time: NOW,
        reason: "ROLE_INSUFFICIENT".to_string(),
        method: "minoots.timer.v1.TimerService/CreateTimer".to_string(),
        actor: "key:0123456789AB".to_string(),
        credential: "0123456789AB".to_string(),
        source: "192.0.2.7".to_string(),
        count: 6,
        object: "timer.write".to_string(),
    }
}

pub fn head() -> HeadRow {
    HeadRow {
        signed: "e30.e30.c2ln".to_string(),
    }
}

pub fn timer() -> TimerRow {
    TimerRow {
        spec: Some(new_timer()),
        version: 7,
        state: TimerState::Failed.into(),
        created_by: "ann".to_string(),
        arm_time: NOW + 89 * SECOND,
        arm: 2,
        end_time: NOW + 100 * SECOND,
        delivery: Some(DeliveryState {
            available: NOW + 90 * SECOND,
            grant: Some(grant()),
            ended: true,
            attempts: 5,
            released: NOW + 91 * SECOND,
            expires: NOW + 1_000 * SECOND,
            moved: true,
            ..DeliveryState::default()
        }),
        cancel: Some(CancelRow {
            by: "bob".to_string(),
            reason: "unwanted".to_string(),
            commit_index: 99,
        }),
        failure: Some(FailureRow {
            kind: FailureKind::AttemptsSpent.into(),
            message: "broken".to_string(),
            purged: false,
        }),
        redrive: RedriveState::Open.into(),
        scheduled_time: NOW + 1,
        acted: 0,
        watchdog: None,
    }
}

pub fn due() -> DueRow {
    DueRow {
        version: 7,
        arm: 2,
        arm_time: NOW,
        ..DueRow::default()
    }
}

pub fn timer_ref() -> TimerRef {
    TimerRef {
        id: "t-1".to_string(),
        version: 7,
        ..TimerRef::default()
    }
}

pub fn queue() -> QueueRow {
    QueueRow {
        age_max: 1_209_600 * SECOND as u64,
        create_time: NOW,
        age_from: vec![8, b'a', 0],
        ready_from: vec![8, b'a', 1],
        ..QueueRow::default()
    }
}

pub fn queue_with_options() -> QueueRow {
    QueueRow {
        options: Some(queue_options()),
        changes: 4,
        update_time: NOW + SECOND,
        pause: Some(PauseRow {
            by: "bob".to_string(),
            reason: "repairs".to_string(),
            time: NOW + SECOND,
        }),
        age_sweep: 60 * SECOND as u64,
        age_at: NOW + 60 * SECOND,
        ..queue()
    }
}

pub fn event() -> EventRow {
    EventRow {
        kind: EventKind::TimerFailed.into(),
        time: NOW,
        timer: Some(timer_ref()),
        fire_time: NOW - SECOND,
        name: "tea".to_string(),
        actor: "ann".to_string(),
        request_id: "req-1".to_string(),
        digest: vec![0xD1; 32],
        reason: "broken".to_string(),
        attempts: 5,
        queue: "work".to_string(),
        epoch: 1,
        ..EventRow::default()
    }
}

pub fn event_of_a_credential() -> EventRow {
    EventRow {
        kind: EventKind::CredentialRevoked.into(),
        time: NOW,
        name: "build".to_string(),
        actor: "key:BA9876543210".to_string(),
        reason: "lost".to_string(),
        credential: "BA9876543210".to_string(),
        source: "192.0.2.1".to_string(),
        object: "0123456789AB".to_string(),
        ..EventRow::default()
    }
}

pub fn webhook_event() -> EventRow {
    EventRow {
        kind: EventKind::WebhookDisabled.into(),
        time: NOW,
        reason: "GONE".to_string(),
        webhook: "hook-1".to_string(),
        ..EventRow::default()
    }
}

pub fn purge_event() -> EventRow {
    EventRow {
        kind: EventKind::QueuePurged.into(),
        time: NOW,
        actor: "ann".to_string(),
        reason: "tidied".to_string(),
        queue: "work".to_string(),
        count: 1_000,
        ..EventRow::default()
    }
}

pub fn agent() -> AgentRow {
    AgentRow { open_timers: 2 }
}

pub fn credential() -> CredentialRow {
    CredentialRow {
        tenant: "acme".to_string(),
        name: "build".to_string(),
        roles: vec!["viewer".to_string(), "writer".to_string()],
        secret_digest: vec![0x5E; 32],
        create_time: NOW,
        expire_time: NOW + SECOND,
        created_by: "root".to_string(),
        revoke_time: NOW + 1,
        revoked_by: "key:BA9876543210".to_string(),
        revoke_reason: "lost".to_string(),
        exchanged: false,
    }
}

pub fn exchanged_credential() -> CredentialRow {
    CredentialRow {
        exchanged: true,
        ..credential()
    }
}

pub fn purged_timer() -> TimerRow {
    let failure = FailureRow {
        kind: FailureKind::Purged.into(),
        message: "tidied".to_string(),
        purged: true,
    };
    TimerRow {
        failure: Some(failure),
        ..timer()
    }
}

pub fn webhook() -> WebhookRow {
    WebhookRow {
        spec: Some(webhook_spec()),
        version: 7,
        made_version: 6,
        created_by: "ann".to_string(),
        create_time: NOW,
        update_time: NOW + SECOND,
        disabled: DisabledKind::Failing.into(),
        disable_time: NOW + 3 * SECOND,
        failing_since: NOW + 2 * SECOND,
        next_attempt: 101,
        next_event: 12,
        ..WebhookRow::default()
    }
}

pub fn webhook_with_letters() -> WebhookRow {
    WebhookRow {
        letters: 10_000,
        letters_forgotten: 3,
        ..webhook()
    }
}

pub fn join_token() -> JoinTokenRow {
    JoinTokenRow {
        tenant: "acme".to_string(),
        expire_time: NOW + 600 * SECOND,
        node: 4,
        key_fingerprint: vec![0xF1; 32],
    }
}

pub fn policy() -> PolicyRow {
    PolicyRow {
        version: 7,
        text: "forbid(principal, action, resource);".to_string(),
        digest: vec![0xD4; 32],
        updated_by: "key:BA9876543210".to_string(),
        update_time: NOW,
    }
}

pub fn trust_rule() -> TrustRule {
    TrustRule {
        issuer: "https://token.actions.githubusercontent.com".to_string(),
        audience: "https://minoots.example.com".to_string(),
        repository_id: "424242".to_string(),
        repository_owner_id: "2020".to_string(),
        r#ref: "refs/heads/main".to_string(),
        environment: "production".to_string(),
        job_workflow_ref: "octo/flows/.github/workflows/deploy.yml@refs/tags/v*".to_string(),
        role: "writer".to_string(),
    }
}

pub fn trust() -> TrustRow {
    TrustRow {
        version: 7,
        rules: vec![trust_rule()],
        digest: vec![0xD5; 32],
        updated_by: "key:BA9876543210".to_string(),
        update_time: NOW,
    }
}

pub fn token() -> TokenRow {
    TokenRow {
        tenant: "acme".to_string(),
        until: NOW + SECOND,
    }
}

pub fn token_job() -> TokenJob {
    TokenJob {
        issuer: "https://token.actions.githubusercontent.com".to_string(),
        repository_id: "424242".to_string(),
        r#ref: "refs/heads/main".to_string(),
        run_id: "9876543210".to_string(),
    }
}

pub fn tenant_with_tokens() -> TenantRow {
    TenantRow {
        used_tokens: 5,
        ..tenant()
    }
}

pub fn tenant_with_exchanged() -> TenantRow {
    TenantRow {
        exchanged_credentials: 3,
        ..tenant()
    }
}

pub fn exchange_event() -> EventRow {
    EventRow {
        job: Some(token_job()),
        ..event_of_a_credential()
    }
}

pub fn tenant_with_policy() -> TenantRow {
    TenantRow {
        policy_version: 7,
        ..tenant()
    }
}

pub fn policy_event() -> EventRow {
    EventRow {
        kind: EventKind::PolicyChanged.into(),
        time: NOW,
        actor: "ann".to_string(),
        object: "acme".to_string(),
        digest: vec![0xD4; 32],
        version: 7,
        ..EventRow::default()
    }
}

pub fn key() -> KeyRow {
    KeyRow {
        public_key: vec![0xED; 32],
        node: 3,
        create_time: NOW,
        ..KeyRow::default()
    }
}

pub fn revoked_key() -> KeyRow {
    KeyRow {
        revoke_time: NOW + 1,
        revoke_reason: "stolen".to_string(),
        ..key()
    }
}

pub fn request() -> RequestRow {
    RequestRow {
        digest: vec![0xD2; 32],
        commit_index: 99,
        outcome: WithdrawOutcome::Done.into(),
        version: 7,
        fire_time: NOW,
        cancelled: None,
        ..RequestRow::default()
    }
}

pub fn bulk_request() -> RequestRow {
    RequestRow {
        digest: vec![0xD3; 32],
        commit_index: 99,
        cancelled: Some(CancelledRow {
            cancelled: 4,
            too_late: 3,
            superseded: 2,
            already_cancelled: 1,
            next: vec![5, 0x80, 2],
        }),
        ..RequestRow::default()
    }
}

pub fn keyed_timer() -> TimerRow {
    let mut row = timer();
    row.spec.as_mut().unwrap().concurrency_key = "customer 7".to_string();
    row.delivery.as_mut().unwrap().set_turn(Turn::Waiting);
    row
}

pub fn keyed_due() -> DueRow {
    DueRow {
        available: NOW + SECOND,
        turn: Turn::Waiting.into(),
        ..due()
    }
}

pub fn keyed_ref() -> TimerRef {
    TimerRef {
        concurrency_key: "customer 7".to_string(),
        ..timer_ref()
    }
}

pub fn keyed_queue() -> QueueRow {
    let mut row = queue_with_options();
    row.options.as_mut().unwrap().key_concurrency = 3;
    (row.keyed_now_from, row.keyed_from, row.keyed_future_from) = (vec![14, 1], vec![14, 2], vec![14, 3]);
    row
}

pub fn turn() -> TurnRow {
    TurnRow {
        standing_now: 1,
        standing_next: 2,
        standing_future: 3,
        out: 4,
        waiting: 5,
        wake: NOW,
    }
}
