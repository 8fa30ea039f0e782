//! Audit chains: the stored rows are bounded, and a change made outside the kernel is detected.
#![allow(clippy::unwrap_used)]

use minoots_kernel::{
    apply, chain,
    internal::{
        self, AuditChain, Caller, Command, CreateTimers, DenialRow, Entry, EventRow, NewDenial, NewHead, NewTimer,
        RecordDenials, RecordHeads, command::Command as Kind,
    },
    limits::{AUDIT_RECORDS_MAX, DENIALS_KEPT, SIGNED_HEADS_KEPT},
    memory::MemoryTables,
    tables::{denial, event, head, tenant},
};

const TENANT: &str = "acme";

fn run(tables: &mut MemoryTables, index: u64, kind: Kind) {
    let entry = Entry {
        time: i64::try_from(index).unwrap(),
        arm_before: 0,
        commands: vec![Command { command: Some(kind) }],
    };
    apply(tables, index, &entry).unwrap();
}

fn denials(count: usize) -> Kind {
    let one = |number| NewDenial {
        tenant: TENANT.to_string(),
        row: Some(DenialRow {
            time: number,
            reason: "CREDENTIALS_INVALID".to_string(),
            count: 1,
            ..DenialRow::default()
        }),
    };
    Kind::RecordDenials(RecordDenials {
        denials: (0..i64::try_from(count).unwrap()).map(one).collect(),
    })
}

fn create(id: &str) -> Kind {
    Kind::CreateTimers(CreateTimers {
        caller: Some(Caller {
            tenant: TENANT.to_string(),
            actor: "ann".to_string(),
            ..Caller::default()
        }),
        timers: vec![NewTimer {
            id: id.to_string(),
            fire_time: 1 << 40,
            ..NewTimer::default()
        }],
    })
}

#[test]
fn the_oldest_denials_go_and_the_chain_goes_on() {
    let mut tables = MemoryTables::default();
    let rounds = DENIALS_KEPT / AUDIT_RECORDS_MAX as u64 + 3;
    for index in 1..=rounds {
        run(&mut tables, index, denials(AUDIT_RECORDS_MAX));
    }
    // No proposer of ours proposes so many at once.
    run(&mut tables, rounds + 1, denials(AUDIT_RECORDS_MAX + 1));
    let row = tenant::get(&tables, TENANT).unwrap();
    let held = denial::scan(&tables, TENANT, 0, u64::MAX, usize::MAX).unwrap();
    assert_eq!(held.len() as u64, DENIALS_KEPT);
    assert_eq!(row.last_of(AuditChain::Denials), rounds * AUDIT_RECORDS_MAX as u64);
    let kept = row.chain(AuditChain::Denials).unwrap();
    assert_eq!(held.first().unwrap().0, kept.first);
    let link = held
        .iter()
        .fold(kept.anchor(AuditChain::Denials, TENANT), |link, (at, row)| {
            chain::next(&link, *at, &internal::encode(row))
        });
    assert_eq!(link, kept.head(AuditChain::Denials, TENANT));
}

#[test]
fn the_last_signed_heads_are_kept() {
    let mut tables = MemoryTables::default();
    let count = SIGNED_HEADS_KEPT + 5;
    for number in 1..=count {
        run(&mut tables, 2 * number, create(&format!("t{number}")));
        let head = NewHead {
            tenant: TENANT.to_string(),
            chain: AuditChain::Events.into(),
            sequence: number,
            signed: "s".to_string(),
        };
        run(
            &mut tables,
            2 * number + 1,
            Kind::RecordHeads(RecordHeads { heads: vec![head] }),
        );
    }
    let held = head::scan(&tables, TENANT, AuditChain::Events, 0, usize::MAX).unwrap();
    let sequences: Vec<u64> = held.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(sequences, (6..=count).collect::<Vec<_>>());
}

/// Any change of one row changes the last link.
#[test]
fn no_row_can_be_changed_moved_or_left_out() {
    let mut tables = MemoryTables::default();
    for number in 1..=6 {
        run(&mut tables, number, create(&format!("t{number}")));
    }
    let chain_row = tenant::get(&tables, TENANT).unwrap();
    let kept = chain_row.chain(AuditChain::Events).unwrap();
    let (anchor, head) = (
        kept.anchor(AuditChain::Events, TENANT),
        kept.head(AuditChain::Events, TENANT),
    );
    let held = event::scan(&tables, TENANT, 0, u64::MAX, usize::MAX).unwrap();
    let link = |rows: &[(u64, EventRow)]| {
        rows.iter().fold(anchor, |link, (at, row)| {
            chain::next(&link, *at, &internal::encode(row))
        })
    };
    assert_eq!(link(&held), head);
    for at in 0..held.len() {
        let mut changed = held.clone();
        changed[at].1.actor = "bob".to_string();
        assert_ne!(link(&changed), head, "changed at {at}");
        let mut shorter = held.clone();
        shorter.remove(at);
        assert_ne!(link(&shorter), head, "left out at {at}");
        let mut moved = held.clone();
        let row = moved[at].1.clone();
        moved[at].1 = moved[(at + 1) % 6].1.clone();
        moved[(at + 1) % 6].1 = row;
        assert_ne!(link(&moved), head, "moved at {at}");
    }
    assert_ne!(
        chain::genesis(AuditChain::Events, "rival"),
        anchor,
        "another tenant's rows"
    );
}
