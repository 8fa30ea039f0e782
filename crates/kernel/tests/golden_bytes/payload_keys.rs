//! Rows of tenants with sealed payloads.

use super::messages::{NOW, new_timer};
use minoots_kernel::internal::{
    CheckpointRow, EmittedEvent, EventKind, EventRow, NewTimer, PayloadKey, PayloadKeysRow, TenantRow, TimerRow,
};

pub fn payload_key() -> PayloadKey {
    PayloadKey {
        number: 3,
        wrapped: vec![0xA7; 81],
        create_time: NOW,
    }
}

pub fn payload_keys() -> PayloadKeysRow {
    PayloadKeysRow {
        version: 9,
        keys: vec![payload_key()],
        last: 4,
        updated_by: "key:BA9876543210".to_string(),
        update_time: NOW,
    }
}

pub fn tenant_with_payload_keys() -> TenantRow {
    TenantRow {
        payload_keys_version: 9,
        ..TenantRow::default()
    }
}

pub fn payload_keys_event() -> EventRow {
    EventRow {
        kind: EventKind::PayloadKeysChanged.into(),
        time: NOW,
        object: "acme".to_string(),
        actor: "ann".to_string(),
        reason: "shredded".to_string(),
        version: 9,
        ..EventRow::default()
    }
}

/// A timer of a schedule, with a sealed payload.
pub fn sealed_timer() -> TimerRow {
    TimerRow {
        spec: Some(NewTimer {
            payload: vec![0x5E; 41],
            payload_key: 3,
            payload_place: "schedules/nightly".to_string(),
            digest_encoding: 2,
            ..new_timer()
        }),
        ..super::rows::timer()
    }
}

pub fn sealed_checkpoint() -> CheckpointRow {
    CheckpointRow {
        content_type: "application/json".to_string(),
        data: vec![0x5E; 41],
        checksum: vec![0xC5; 32],
        payload_key: 3,
        ..CheckpointRow::default()
    }
}

/// An event of a caller, with sealed data.
pub fn sealed_event() -> EventRow {
    EventRow {
        kind: EventKind::Emitted.into(),
        time: NOW,
        emitted: Some(Box::new(EmittedEvent {
            r#type: "order.paid".to_string(),
            subject: "orders/7".to_string(),
            data: vec![0x5E; 41],
            payload_key: 3,
            ..EmittedEvent::default()
        })),
        ..EventRow::default()
    }
}
