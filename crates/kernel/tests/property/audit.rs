//! Denials and signed heads, and the invariants of the chains.

use super::resolve::TENANTS;
use crate::model::Model;
use minoots_kernel::{
    chain,
    internal::{self, AuditChain, DenialRow, NewDenial, NewHead, RecordDenials, RecordHeads, command::Command as Kind},
    memory::MemoryTables,
    tables::{denial, event, head, tenant},
};

const CHAINS: [AuditChain; 2] = [AuditChain::Events, AuditChain::Denials];

pub(super) fn denials(model: &Model, tenant: u8, count: u8) -> Kind {
    let tenant = TENANTS[usize::from(tenant)].to_string();
    let row = |number| DenialRow {
        time: model.time,
        reason: "ROLE_INSUFFICIENT".to_string(),
        count: u64::from(number),
        ..DenialRow::default()
    };
    let denials = (1..=count).map(|number| NewDenial {
        tenant: tenant.clone(),
        row: Some(row(number)),
    });
    Kind::RecordDenials(RecordDenials {
        denials: denials.collect(),
    })
}

pub(super) fn heads(model: &Model, picks: &[(u8, u8, u8)]) -> Kind {
    let one = |(tenant, chain, behind): &(u8, u8, u8)| {
        let tenant = TENANTS[usize::from(*tenant) % 2];
        let chain = CHAINS[usize::from(*chain) % 2];
        let sequence = (model.last_of(chain, tenant) + 1).saturating_sub(u64::from(*behind));
        NewHead {
            tenant: tenant.to_string(),
            chain: chain.into(),
            sequence,
            signed: format!("{sequence}"),
        }
    };
    Kind::RecordHeads(RecordHeads {
        heads: picks.iter().map(one).collect(),
    })
}

/// Checks each chain from the link before the first held row, over all rows, to the last link.
pub(super) fn chains_hold(tables: &MemoryTables, name: &str) {
    let row = tenant::get(tables, name).unwrap();
    for kind in CHAINS {
        let Some(chain) = row.chain(kind) else {
            assert_eq!(row.last_of(kind), 0, "rows of {name} without a chain");
            continue;
        };
        let rows: Vec<(u64, Vec<u8>)> = match kind {
            AuditChain::Denials => {
                let rows = denial::scan(tables, name, 0, u64::MAX, usize::MAX).unwrap();
                rows.iter().map(|(at, row)| (*at, internal::encode(row))).collect()
            }
            _ => {
                let rows = event::scan(tables, name, 0, u64::MAX, usize::MAX).unwrap();
                rows.iter().map(|(at, row)| (*at, internal::encode(row))).collect()
            }
        };
        let sequences: Vec<u64> = rows.iter().map(|(sequence, _)| *sequence).collect();
        assert_eq!(
            sequences,
            (chain.first..=row.last_of(kind)).collect::<Vec<_>>(),
            "{kind:?} of {name}"
        );
        let link = rows.iter().fold(chain.anchor(kind, name), |link, (sequence, row)| {
            chain::next(&link, *sequence, row)
        });
        assert_eq!(link, chain.head(kind, name), "the head of {kind:?} of {name}");
    }
}

/// Compares the denials and the heads.
pub(super) fn compare(tables: &MemoryTables, model: &Model) {
    for name in TENANTS {
        let held = denial::scan(tables, name, 0, u64::MAX, usize::MAX).unwrap();
        let held: Vec<DenialRow> = held.into_iter().map(|(_, row)| row).collect();
        let expected: Vec<DenialRow> = model.denials_of(name).cloned().collect();
        assert_eq!(held, expected, "denials of {name}");
        for kind in CHAINS {
            let held = head::scan(tables, name, kind, 0, usize::MAX).unwrap();
            let held: Vec<(u64, String)> = held.into_iter().map(|(at, row)| (at, row.signed)).collect();
            assert_eq!(held, model.heads_of(name, kind), "heads of {kind:?} of {name}");
        }
    }
}
