//! Random steps about checkpoints, usually at the current version; and a comparison of the kernel's rows with the
//! model's.

use super::{
    compare::rows,
    resolve::{TENANTS, caller},
    schedules::Draw,
};
use crate::model::{Model, State, Timer};
use minoots_kernel::{
    digest,
    internal::{
        CheckpointHeadRow, CheckpointRow, DeleteCheckpoint, Label, PutCheckpoint, RollBackCheckpoint,
        command::Command as Kind,
    },
    memory::MemoryTables,
    tables::{checkpoint, layout::table, tenant},
};
use std::collections::BTreeMap;

pub(super) fn resolve(model: &Model, draw: Draw) -> Kind {
    let tenant = TENANTS[usize::from(draw.tenant)];
    // One checkpoint is only ever created, so that its creation is repeated.
    let (draw, execution) = match (draw.fault, draw.what) {
        (4 | 11, 0..=4) => (
            Draw {
                what: 0,
                fault: 4,
                ..draw
            },
            "made".to_string(),
        ),
        _ => (draw, "e".to_string()),
    };
    let name = "state".to_string();
    let standing = model
        .checkpoints
        .get(&(tenant.to_string(), execution.clone(), name.clone()));
    let current = standing.map_or(0, |standing| standing.versions.len() as u64);
    // Usually there is an earlier version for a rollback.
    let draw = match draw.what {
        5.. if current < 2 && !draw.fault.is_multiple_of(5) => Draw { what: 3, ..draw },
        _ => draw,
    };
    let expected_version = match draw.fault {
        0 | 4 => 0,
        1 => current + 1,
        2 => current.saturating_sub(1),
        _ => current,
    };
    let request = match draw.fault {
        3 => format!("r{}", draw.variant),
        4 => "made".to_string(),
        _ => String::new(),
    };
    let partition_key = match draw.fault {
        5 => "elsewhere".to_string(),
        6 => execution.clone(),
        _ => String::new(),
    };
    let caller = caller(tenant, &request);
    match draw.what {
        0..=4 => {
            let data = match draw.fault {
                4 => Vec::new(),
                _ => vec![draw.variant; usize::from(draw.what) * 3],
            };
            let mut command = PutCheckpoint {
                caller,
                execution,
                name,
                partition_key,
                expected_version,
                content_type: "text/plain".to_string(),
                checksum: digest::of_text(&format!("{data:?}")),
                data,
                labels: vec![Label {
                    key: "step".to_string(),
                    value: draw.what.to_string(),
                }],
                keep_last: match draw.fault {
                    7 => 1,
                    8 => 3,
                    _ => 0,
                },
                timers: match (draw.what, draw.fault) {
                    (0, _) => Vec::new(),
                    (_, 9) => vec!["absent".to_string()],
                    _ => waiting(model, tenant, draw.variant.into()),
                },
                ..PutCheckpoint::default()
            };
            command.digest = digest::of_put(&command);
            Kind::PutCheckpoint(Box::new(command))
        }
        5 => {
            let mut command = DeleteCheckpoint {
                caller,
                execution,
                name,
                partition_key,
                expected_version,
                ..DeleteCheckpoint::default()
            };
            command.digest = digest::of_delete(&command);
            Kind::DeleteCheckpoint(command)
        }
        _ => {
            let mut command = RollBackCheckpoint {
                caller,
                execution,
                name,
                partition_key,
                expected_version,
                version: match draw.fault {
                    7 => current,
                    _ => current.saturating_sub(1 + u64::from(draw.variant)).max(1),
                },
                reason: "again".to_string(),
                ..RollBackCheckpoint::default()
            };
            command.digest = digest::of_rollback(&command);
            Kind::RollBackCheckpoint(command)
        }
    }
}

/// Some of the waiting timers.
fn waiting(model: &Model, tenant: &str, skip: usize) -> Vec<String> {
    let waits = |timer: &&Timer| {
        timer.tenant == tenant && timer.is_current() && matches!(timer.state, State::Scheduled | State::Armed)
    };
    let ids = model.timers.iter().filter(waits).map(|timer| timer.spec.id.clone());
    ids.skip(skip).take(6).collect()
}

/// Panics if the two differ.
pub(super) fn compare(tables: &MemoryTables, model: &Model) {
    let mut versions: BTreeMap<_, BTreeMap<u64, CheckpointRow>> = BTreeMap::new();
    for row in rows(tables, table::CHECKPOINT_VERSION) {
        let (tenant, execution, name, version, row) = checkpoint::read_version(&row).unwrap();
        versions
            .entry((tenant, execution, name))
            .or_default()
            .insert(version, row);
    }
    let heads = rows(tables, table::CHECKPOINT).into_iter().map(|row| {
        let (tenant, execution, name, head) = checkpoint::read(&row).unwrap();
        ((tenant, execution, name), head)
    });
    let heads: BTreeMap<_, CheckpointHeadRow> = heads.collect();
    assert!(heads.keys().eq(model.checkpoints.keys()), "checkpoints");
    assert!(
        versions.keys().eq(model.checkpoints.keys()),
        "versions of no checkpoint"
    );
    for (name, expected) in &model.checkpoints {
        let (head, versions) = (&heads[name], &versions[name]);
        let kept = expected.kept();
        let of = |version: &u64| (*version, expected.versions[*version as usize - 1].0.clone());
        assert_eq!(*versions, kept.iter().map(of).collect(), "versions of {name:?}");
        assert_eq!(head.version, *kept.last().unwrap(), "current version of {name:?}");
        assert_eq!(head.oldest(), kept[0], "oldest version of {name:?}");
        assert_eq!(
            head.sizes.iter().map(|size| u64::from(*size)).sum::<u64>(),
            expected.bytes(),
            "bytes of {name:?}"
        );
        let hang = head
            .timers
            .iter()
            .map(|timer| (timer.id.clone(), timer.create_time, timer.version));
        assert_eq!(hang.collect::<Vec<_>>(), expected.timers, "timers of {name:?}");
    }
    for name in TENANTS {
        let own = || model.checkpoints.iter().filter(|((tenant, ..), _)| tenant == name);
        let row = tenant::get(tables, name).unwrap();
        assert_eq!(row.checkpoints as usize, own().count(), "checkpoints of {name}");
        let bytes: u64 = own().map(|(_, checkpoint)| checkpoint.bytes()).sum();
        assert_eq!(row.checkpoint_bytes, bytes, "bytes of checkpoints of {name}");
    }
}
