//! Commands about checkpoints, and their rows.

use super::messages::{NOW, SECOND, caller, showing};
use minoots_kernel::internal::{
    CheckpointAnswer, CheckpointHeadRow, CheckpointRow, CheckpointTimer, DeleteCheckpoint, EventKind, EventRow, Label,
    PutCheckpoint, RemovedCheckpointRow, RequestRow, RollBackCheckpoint, TenantRow, command::Command as Kind,
};

fn labels() -> Vec<Label> {
    vec![Label {
        key: "step".to_string(),
        value: "plan".to_string(),
    }]
}

pub fn put() -> PutCheckpoint {
    PutCheckpoint {
        payload_key: 0,
        caller: showing(),
        execution: "run-1".to_string(),
        name: "state".to_string(),
        partition_key: "p-1".to_string(),
        expected_version: 6,
        content_type: "application/json".to_string(),
        data: b"{}".to_vec(),
        checksum: vec![0xC4; 32],
        labels: labels(),
        keep_last: 10,
        timers: vec!["t-1".to_string(), "t-2".to_string()],
        digest: vec![0xD1; 32],
        conditions: Vec::new(),
    }
}

/// A put with conditions.
pub fn conditional_put() -> PutCheckpoint {
    PutCheckpoint {
        conditions: vec![0xD9; 32],
        ..put()
    }
}

pub fn delete() -> DeleteCheckpoint {
    DeleteCheckpoint {
        caller: caller(),
        execution: "run-1".to_string(),
        name: "state".to_string(),
        partition_key: "p-1".to_string(),
        expected_version: 7,
        digest: vec![0xD2; 32],
    }
}

pub fn roll_back() -> RollBackCheckpoint {
    RollBackCheckpoint {
        caller: caller(),
        execution: "run-1".to_string(),
        name: "state".to_string(),
        partition_key: "p-1".to_string(),
        expected_version: 7,
        version: 3,
        reason: "wrong turn".to_string(),
        digest: vec![0xD3; 32],
        conditions: Vec::new(),
    }
}

/// A rollback with conditions.
pub fn conditional_roll_back() -> RollBackCheckpoint {
    RollBackCheckpoint {
        conditions: vec![0xDA; 32],
        ..roll_back()
    }
}

pub fn commands() -> Vec<Kind> {
    vec![
        Kind::PutCheckpoint(Box::new(put())),
        Kind::DeleteCheckpoint(delete()),
        Kind::RollBackCheckpoint(roll_back()),
    ]
}

pub fn version() -> CheckpointRow {
    CheckpointRow {
        payload_key: 0,
        content_type: "application/json".to_string(),
        data: b"{}".to_vec(),
        checksum: vec![0xC4; 32],
        labels: labels(),
        create_time: NOW,
        created_by: "ann".to_string(),
        restored: 3,
    }
}

/// The record of a removed checkpoint.
pub fn removed() -> RemovedCheckpointRow {
    RemovedCheckpointRow {
        version: 8,
        forget_time: NOW,
    }
}

pub fn head() -> CheckpointHeadRow {
    CheckpointHeadRow {
        version: 8,
        partition_key: "p-1".to_string(),
        keep_last: 3,
        sizes: vec![100, 262_144, 101],
        timers: vec![CheckpointTimer {
            id: "t-1".to_string(),
            create_time: NOW - SECOND,
            version: 7,
        }],
    }
}

pub fn request() -> RequestRow {
    RequestRow {
        digest: vec![0xD3; 32],
        commit_index: 12,
        checkpoint: Some(Box::new(CheckpointAnswer {
            version: 8,
            row: Some(CheckpointRow {
                data: Vec::new(),
                ..version()
            }),
            size: 2,
            oldest: 6,
            keep_last: 3,
            cancelled: vec!["t-1".to_string()],
            too_late: vec!["t-2".to_string()],
            partition_key: "p-1".to_string(),
        })),
        ..RequestRow::default()
    }
}

pub fn event() -> EventRow {
    let mut event = EventRow {
        execution: "run-1".to_string(),
        object: "state".to_string(),
        time: NOW,
        version: 8,
        restored: 3,
        count: 1,
        reason: "wrong turn".to_string(),
        digest: vec![0xC4; 32],
        actor: "ann".to_string(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::CheckpointRolledBack);
    event
}

pub fn tenant() -> TenantRow {
    TenantRow {
        checkpoints: 4,
        checkpoint_bytes: 1 << 30,
        ..TenantRow::default()
    }
}
