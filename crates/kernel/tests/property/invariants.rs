//! Invariants of the tables after every entry: rows of different tables agree with each other.

use super::{
    audit,
    compare::{current, events, rows, tenant_of},
};
use minoots_kernel::{
    ReadyPlace,
    internal::{self, EventKind, EventRow, Lane, RequestRow, TimerRef, TimerRow, TimerState, Turn, TurnRow},
    memory::MemoryTables,
    tables::{
        checkpoint, credential, dead,
        deadline::{self, Job},
        due, event, join_token, ladder,
        layout::{KeyReader, table},
        lease, queue, ready, retired, shard, tenant, token, turn, waiting,
    },
};
use prost::Message;
use std::collections::{BTreeMap, BTreeSet};

/// Panics if rows contradict each other.
pub fn check(tables: &MemoryTables) {
    due_rows_are_the_pending_timers(tables);
    ladder_rows_are_the_watchdogs_with_stages_left(tables);
    ready_rows_are_the_open_deliveries(tables);
    no_row_precedes_the_scan_start(tables);
    dead_rows_are_the_failed_timers(tables);
    jobs_are_what_they_stand_for(tables);
    let tenants: BTreeSet<String> = rows(tables, table::TENANT)
        .iter()
        .map(|row| tenant_of(table::TENANT, row))
        .collect();
    for name in &tenants {
        counters_are_exact(tables, name);
        firings_have_their_rows(tables, name);
        audit::chains_hold(tables, name);
    }
}

fn due_rows_are_the_pending_timers(tables: &MemoryTables) {
    let pending = current(tables)
        .into_iter()
        .filter(|(_, (row, _))| row.state() == TimerState::Pending);
    let expected: BTreeSet<_> = pending
        .map(|((tenant, id, version), (row, _))| (row.due(), tenant, id, version))
        .collect();
    let scanned = rows(tables, table::DUE);
    let standing: Vec<_> = scanned.iter().map(|row| due::read(row).unwrap()).collect();
    let armed = standing.iter().filter(|(_, row)| row.arm != 0);
    assert_eq!(
        shard::get(tables).unwrap().armed as usize,
        armed.count(),
        "armed timers"
    );
    let found: BTreeSet<_> = standing
        .into_iter()
        .map(|(place, row)| (place.due, place.tenant, place.id, row.version))
        .collect();
    assert_eq!(found, expected, "due rows");
}

/// Ladder rows have the instant of the watchdog's own firing.
fn ladder_rows_are_the_watchdogs_with_stages_left(tables: &MemoryTables) {
    let pending = current(tables)
        .into_iter()
        .filter(|(_, (row, _))| row.state() == TimerState::Pending);
    let expected: BTreeSet<_> = pending
        .filter_map(|((tenant, id, _), (row, _))| {
            row.next_stage()?;
            let spec = row.spec?;
            Some((row.scheduled_time + spec.delay_plus_one as i64 - 1, tenant, id))
        })
        .collect();
    let scanned = rows(tables, table::LADDER).into_iter().map(|row| {
        let place = ladder::read(&row).unwrap();
        (place.due, place.tenant, place.id)
    });
    assert_eq!(scanned.collect::<BTreeSet<_>>(), expected, "ladder rows");
}

/// Every ready row, by tenant, queue and position.
pub fn ready_rows(tables: &MemoryTables) -> BTreeMap<(String, String, ReadyPlace), TimerRef> {
    let all = [table::READY, table::LANE].into_iter().flat_map(|of| rows(tables, of));
    let scanned = all.map(|row| {
        let mut reader = KeyReader::new(row.0[0], &row.0).unwrap();
        let (tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
        let (place, timer) = ready::read(&row).unwrap();
        ((tenant, queue, place), timer)
    });
    scanned.collect()
}

fn ready_rows_are_the_open_deliveries(tables: &MemoryTables) {
    let (mut expected, mut waiting) = (BTreeMap::new(), BTreeMap::new());
    let mut turns: BTreeMap<(String, String, String), TurnRow> = BTreeMap::new();
    for ((tenant, id, version), (row, armed)) in current(tables) {
        let due_row = due::get(tables, row.due(), &tenant, &id).unwrap().unwrap_or_default();
        let turn = match armed {
            Some(_) => due_row.turn(),
            None => row.delivery.map_or(Turn::Unspecified, |delivery| delivery.turn()),
        };
        let place = match armed {
            Some((arm, at)) => Some(ReadyPlace {
                available: due_row.available.max(row.due().max(at)),
                arm,
                lane: row.lane(),
            }),
            None if row.state() == TimerState::Fired || row.redrive_open() => Some(row.place()),
            None => None,
        };
        if let Some(place) = place.filter(|_| !row.queue().is_empty()) {
            let (queue, concurrency_key) = (row.queue().to_string(), row.concurrency_key().to_string());
            if row.is_keyed() {
                let counted = turns.entry((tenant.clone(), queue.clone(), concurrency_key.clone()));
                let counted = counted.or_default();
                *match (turn, row.priority()) {
                    (Turn::Waiting, _) => &mut counted.waiting,
                    (Turn::Out, _) => &mut counted.out,
                    (Turn::Unspecified, Lane::Now) => &mut counted.standing_now,
                    (Turn::Unspecified, Lane::Future) => &mut counted.standing_future,
                    (Turn::Unspecified, _) => &mut counted.standing_next,
                } += 1;
            }
            let rows = match turn {
                Turn::Waiting => &mut waiting,
                Turn::Unspecified | Turn::Out => &mut expected,
            };
            rows.insert(
                (tenant, queue, place),
                TimerRef {
                    id,
                    version,
                    concurrency_key,
                },
            );
        }
    }
    assert_eq!(ready_rows(tables), expected, "ready rows");
    let found = rows(tables, table::WAITING).into_iter().map(|row| {
        let mut reader = KeyReader::new(table::WAITING, &row.0).unwrap();
        let (tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
        let (place, timer) = waiting::read(&row).unwrap();
        ((tenant, queue, place), timer)
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), waiting, "waiting rows");
    let found = rows(tables, table::TURN).into_iter().map(|row| {
        let mut reader = KeyReader::new(table::TURN, &row.0).unwrap();
        let (tenant, queue) = (reader.text().unwrap(), reader.text().unwrap());
        let (key, counted) = turn::read(&row).unwrap();
        let lost = counted.waiting > 0
            && counted.out + counted.standing_now + counted.standing_next + counted.standing_future == 0
            && counted.wake == 0;
        assert!(!lost, "{tenant}/{queue}/{key}: nobody wakes what waits: {counted:?}");
        ((tenant, queue, key), TurnRow { wake: 0, ..counted })
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), turns, "what keys have");
}

/// A new leader scans from there, and would miss earlier rows.
fn no_row_precedes_the_scan_start(tables: &MemoryTables) {
    let first = due::first(&shard::get(tables).unwrap());
    assert!(
        rows(tables, table::DUE).iter().all(|(key, _)| *key >= first),
        "a due row before {first:?}"
    );
    for (tenant, name, place) in ready_rows(tables).into_keys() {
        let row = queue::get(tables, &tenant, &name).unwrap();
        let (first, key) = (
            ready::first(&tenant, &name, place.lane, row.as_ref()),
            ready::key(&tenant, &name, place),
        );
        assert!(key >= first, "{tenant}/{name}: {place:?} before {first:?}");
    }
}

fn dead_rows_are_the_failed_timers(tables: &MemoryTables) {
    let is_dead = |row: &TimerRow| {
        row.state() == TimerState::Failed && row.redrive == 0 && !row.queue().is_empty() && !row.is_purged()
    };
    let dead_timers = current(tables).into_iter().filter(|(_, (row, _))| is_dead(row));
    let expected: BTreeSet<_> = dead_timers
        .map(|((tenant, id, version), (row, _))| (tenant, row.end_time, id, version))
        .collect();
    let scanned = rows(tables, table::DEAD).into_iter().map(|row| {
        let (end, timer) = dead::read(&row).unwrap();
        (tenant_of(table::DEAD, &row), end, timer.id, timer.version)
    });
    assert_eq!(scanned.collect::<BTreeSet<_>>(), expected, "dead letters");
}

fn jobs_are_what_they_stand_for(tables: &MemoryTables) {
    let (mut ages, mut queues, mut retentions, mut requests) = (BTreeSet::new(), Vec::new(), BTreeMap::new(), 0);
    let (mut join_tokens, mut used_tokens, mut exchanged, mut leases, mut removed) = (0, 0, 0, 0, 0);
    let scanned = rows(tables, table::DEADLINE);
    for row in &scanned {
        match deadline::read(row).unwrap() {
            (
                at,
                Job::DeliveryAge {
                    tenant,
                    id,
                    version,
                    arm,
                },
            ) => drop(ages.insert((at, tenant, id, version, arm))),
            (at, Job::QueueAge { tenant, queue }) => {
                let row = queue::get(tables, &tenant, &queue).unwrap().unwrap();
                // A job from before a change of the maximum age does nothing.
                if row.age_at == 0 || row.age_at == at {
                    queues.push((tenant, queue));
                }
            }
            (at, Job::Retention { tenant }) => assert_eq!(retentions.insert(tenant, at), None, "two retention jobs"),
            (_, Job::Request { .. }) => requests += 1,
            (at, Job::JoinToken { token }) => {
                let row = join_token::get(tables, &token).unwrap().unwrap();
                assert_eq!(at, row.expire_time, "{token} goes when it expires");
                join_tokens += 1;
            }
            (at, Job::Token { tenant, token }) => {
                let row = token::get(tables, &token).unwrap().unwrap();
                assert_eq!(
                    (at, tenant),
                    (row.until, row.tenant),
                    "{token} goes when nobody accepts it"
                );
                used_tokens += 1;
            }
            (at, Job::Credential { tenant, credential }) => {
                let row = credential::get(tables, &credential).unwrap().unwrap();
                assert!(row.exchanged, "{credential} was exchanged");
                assert_eq!(
                    (at, tenant),
                    (row.expire_time, row.tenant),
                    "{credential} goes when it expires"
                );
                exchanged += 1;
            }
            (
                at,
                Job::Lease {
                    tenant,
                    id,
                    partition_key,
                },
            ) => {
                let row = lease::get(tables, (&tenant, &id, &partition_key)).unwrap().unwrap();
                assert_eq!(at, row.expire_time, "the lease {id} goes when it is over");
                leases += 1;
            }
            (
                at,
                Job::RemovedCheckpoint {
                    tenant,
                    execution,
                    name,
                },
            ) => {
                let place = (tenant.as_str(), execution.as_str(), name.as_str());
                let row = checkpoint::removed(tables, place).unwrap().unwrap();
                assert_eq!(at, row.forget_time, "{name} is forgotten");
                let stands = checkpoint::get(tables, place.0, place.1, place.2).unwrap();
                assert!(stands.is_none(), "{name} is there, and removed");
                removed += 1;
            }
            (at, Job::Turn { tenant, queue, key }) => {
                let row = turn::get(tables, &tenant, &queue, &key).unwrap();
                assert_eq!(row.wake, at, "the wake of {key}");
            }
        }
    }
    let moved = current(tables)
        .into_iter()
        .filter_map(|((tenant, id, version), (row, _))| {
            let open = row.state() == TimerState::Fired || row.redrive_open();
            let delivery = row.delivery.filter(|delivery| open && delivery.moved)?;
            Some((delivery.expires, tenant, id, version, row.arm))
        });
    assert_eq!(ages, moved.collect(), "delivery ages");
    assert_eq!(queues.len(), rows(tables, table::QUEUE).len(), "one job per queue");
    assert_eq!(requests, rows(tables, table::REQUEST).len(), "one job per request id");
    assert_eq!(
        join_tokens,
        rows(tables, table::JOIN_TOKEN).len(),
        "one job per join token"
    );
    assert_eq!(leases, rows(tables, table::LEASE).len(), "one job per lease");
    assert_eq!(
        removed,
        rows(tables, table::REMOVED_CHECKPOINT).len(),
        "one job per removed checkpoint"
    );
    let credentials = super::resolve::TENANTS.map(|name| credential::list(tables, name, "", usize::MAX).unwrap());
    let held = credentials.iter().flatten().filter(|(_, row)| row.exchanged);
    assert_eq!(exchanged, held.count(), "one job per exchanged credential");
    assert_eq!(used_tokens, rows(tables, table::TOKEN).len(), "one job per used token");
    for (name, at) in retentions {
        assert_eq!(
            tenant::get(tables, &name).unwrap().retention_at,
            at,
            "retention of {name}"
        );
    }
    if let Some(first) = scanned.first() {
        let (next, (at, _)) = (
            shard::get(tables).unwrap().next_deadline,
            deadline::read(first).unwrap(),
        );
        assert!(
            next != 0 && next <= at,
            "the next deadline is {next}, a job stands at {at}"
        );
    }
}

fn counters_are_exact(tables: &MemoryTables, name: &str) {
    let row = tenant::get(tables, name).unwrap();
    let open = current(tables)
        .into_iter()
        .filter(|((tenant, ..), (row, _))| tenant == name && !row.is_terminal());
    assert_eq!(row.open_timers as usize, open.count(), "open timers of {name}");
    let of_tenant = |row: &&minoots_kernel::tables::Row| tenant_of(table::REMOVED_CHECKPOINT, row) == name;
    let removed = rows(tables, table::REMOVED_CHECKPOINT);
    assert_eq!(
        row.removed_checkpoints as usize,
        removed.iter().filter(of_tenant).count(),
        "removed checkpoints of {name}"
    );
    let held = events(tables, name);
    let sequences: Vec<u64> = held.iter().map(|(sequence, _)| *sequence).collect();
    let dense: Vec<u64> = (row.first_sequence..row.next_sequence).collect();
    assert_eq!(sequences, dense, "sequences of {name}");
    let bytes = |(sequence, event): &(u64, EventRow)| event::key(name, *sequence).len() + event.encoded_len();
    assert_eq!(
        row.event_bytes as usize,
        held.iter().map(bytes).sum::<usize>(),
        "event bytes of {name}"
    );
    let remembered = rows(tables, table::REQUEST).into_iter();
    let remembered: Vec<_> = remembered
        .filter(|row| tenant_of(table::REQUEST, row) == name)
        .map(|(_, value)| {
            internal::decode::<RequestRow>("request row", &value)
                .unwrap()
                .counted_bytes
        })
        .collect();
    assert!(
        remembered.iter().all(|bytes| *bytes > 0),
        "uncounted requests of {name}"
    );
    assert_eq!(
        row.request_bytes,
        remembered.iter().sum::<u64>(),
        "request bytes of {name}"
    );
}

/// A firing in the log refers to its timer's row instead of copying it, so the row must exist as long as the event.
fn firings_have_their_rows(tables: &MemoryTables, name: &str) {
    let held = events(tables, name).into_iter();
    for (sequence, event) in held.filter(|(_, event)| event.kind() == EventKind::TimerFired) {
        let timer = event.timer.unwrap();
        let row = retired::current_or_retired(tables, name, &timer.id, timer.version).unwrap();
        assert!(row.is_some(), "event {sequence} of {name} refers to a row that is gone");
    }
}
