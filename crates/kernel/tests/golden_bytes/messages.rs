//! Messages that entries and rows share.

use minoots_kernel::{
    digest::CancelOf,
    internal::{
        AttemptOutcome, AttemptRow, Caller, CancelTimer, EventLetterRow, Fence, Grant, Label, NewTimer, QueueOptions,
        Quota, RescheduleTimer, Retry, TimerKey, WebhookSpec,
    },
};

pub const SECOND: i64 = 1_000_000_000;
/// A present-day instant.
pub const NOW: i64 = 1_780_000_000 * SECOND;

pub fn quota() -> Quota {
    Quota {
        pending_timers: 1,
        pending_bytes: 2,
        creates_per_second: 3,
        creates_per_day: 4,
        horizon: 5,
        pending_timers_per_agent: 6,
        ..Quota::default()
    }
}

/// A quota with every limit.
pub fn whole_quota() -> Quota {
    Quota {
        schedule_period: 7,
        ..quota()
    }
}

/// A caller with a credential.
pub fn showing() -> Option<Caller> {
    caller().map(|caller| Caller {
        credential: "BA9876543210".to_string(),
        source: "192.0.2.1".to_string(),
        ..caller
    })
}

pub fn caller() -> Option<Caller> {
    Some(Caller {
        tenant: "acme".to_string(),
        actor: "ann".to_string(),
        request_id: "req-1".to_string(),
        ..Caller::default()
    })
}

pub fn new_timer() -> NewTimer {
    let label = |key: &str, value: &str| Label {
        key: key.to_string(),
        value: value.to_string(),
    };
    NewTimer {
        id: "t-1".to_string(),
        partition_key: "p-1".to_string(),
        name: "tea".to_string(),
        create_time: NOW,
        fire_time: NOW + 90 * SECOND,
        delay_plus_one: 0,
        content_type: "text/plain".to_string(),
        payload: b"ready".to_vec(),
        labels: vec![label("kind", "green"), label("room", "kitchen")],
        queue: "work".to_string(),
        retry: Some(Retry {
            max_attempts: 5,
            initial_backoff: SECOND as u64,
            max_backoff: 60 * SECOND as u64,
            multiplier_milli: 2_000,
            jitter_milli: 1_000,
        }),
        ack_deadline: 30 * SECOND as u64,
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_string(),
        digest: vec![0xD1; 32],
        digest_encoding: 1,
        id_from_request: true,
        ..NewTimer::default()
    }
}

pub fn queue_options() -> QueueOptions {
    QueueOptions {
        description: "what is sent".to_string(),
        ack_deadline: 30 * SECOND as u64,
        age_max: 3_600 * SECOND as u64,
        retry: new_timer().retry,
        ..QueueOptions::default()
    }
}

pub fn reschedule() -> RescheduleTimer {
    RescheduleTimer {
        caller: caller(),
        id: "t-1".to_string(),
        partition_key: "p-1".to_string(),
        version: 7,
        create_time: NOW,
        fire_time: NOW + 5 * SECOND,
        delay_plus_one: 5 * SECOND as u64 + 1,
        digest: vec![0xD2; 32],
    }
}

/// A cancel with a request id and a digest.
pub fn cancel() -> CancelTimer {
    CancelTimer {
        caller: caller(),
        id: "t-1".to_string(),
        partition_key: "p-1".to_string(),
        version: 7,
        reason: "unwanted".to_string(),
        digest: vec![0xD8; 32],
    }
}

pub fn cancels() -> CancelOf<'static> {
    CancelOf {
        after: &[5, 0x80, 1],
        size: 500,
        due: (NOW, NOW + SECOND),
        labels: &[],
        queue: "q-1",
        name_prefix: "tea",
        id_prefix: "t-",
        reason: "unwanted",
    }
}

pub fn timer_key() -> TimerKey {
    TimerKey {
        tenant: "acme".to_string(),
        id: "t-1".to_string(),
        version: 7,
    }
}

pub fn fence() -> Fence {
    Fence {
        epoch: 1,
        arm: 2,
        term: 3,
        number: 4,
    }
}

pub fn grant() -> Grant {
    Grant {
        fence: Some(fence()),
        deadline: NOW + 30 * SECOND,
        released: NOW + SECOND,
    }
}

pub fn webhook_spec() -> WebhookSpec {
    WebhookSpec {
        url: "https://example.com/hook".to_string(),
        allow_private: true,
        types: vec!["timer.failed".to_string(), "timer.settled".to_string()],
        header_names: vec!["authorization".to_string()],
        sealed_headers: vec![0x5A; 40],
        sealed_secrets: vec![0x5B; 80],
        per_second: 50,
        burst: 60,
        concurrency: 7,
        disable_after: 3_600 * SECOND as u64,
        disabled: true,
        digest: vec![0xD4; 32],
        rotated_until: NOW + 9 * SECOND,
        public_keys: vec!["whpk_AAAA".to_string()],
        secret_ends: Vec::new(),
    }
}

pub fn event_letter_row() -> EventLetterRow {
    EventLetterRow {
        fail_time: NOW,
        attempts: 3,
        refused: true,
        detail: "the receiver refused it with status 404".to_string(),
        event_id: "log:acme:12".to_string(),
        event_type: "timer.failed".to_string(),
        redriven: true,
    }
}

pub fn attempt_row() -> AttemptRow {
    AttemptRow {
        time: NOW,
        event_id: "timer:acme:t-1:7".to_string(),
        number: 2,
        outcome: AttemptOutcome::Retry.into(),
        status: 503,
        duration: 12_345_678,
        failure: "STATUS".to_string(),
        message: "busy".to_string(),
        answer: "later".to_string(),
        retry_time: NOW + 5 * SECOND,
    }
}
