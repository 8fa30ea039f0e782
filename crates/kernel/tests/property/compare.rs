//! The kernel's tables against the naive model: all data that the kernel guarantees to remember.

use super::resolve::TENANTS;
use crate::model::{Model, State};
use minoots_kernel::{
    Reply,
    internal::{self, EventRow, KeyRow, QueueRow, ScheduleRow, TimerRow},
    memory::MemoryTables,
    tables::{
        Row, agent, attempt, budget, credential, due, event, event_letter, join_token, key,
        layout::{KeyReader, table},
        lease, queue, schedule, shard, tenant, timer, webhook,
    },
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tenant, the id and the version.
type Name = (String, String, u64);
/// The row, and the arm index and time if it is armed.
type Current = (TimerRow, Option<(u64, i64)>);

/// All rows of a table.
pub fn rows(tables: &MemoryTables, table: u8) -> Vec<Row> {
    let rows = tables.rows().filter(|(key, _)| key[0] == table);
    rows.map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
}

/// The tenant a key begins with.
pub fn tenant_of(table: u8, row: &Row) -> String {
    KeyReader::new(table, &row.0).unwrap().text().unwrap()
}

/// Every current timer.
pub fn current(tables: &MemoryTables) -> BTreeMap<Name, Current> {
    let found = rows(tables, table::TIMER).into_iter().map(|scanned| {
        let tenant = tenant_of(table::TIMER, &scanned);
        let (id, row) = timer::read(&scanned).unwrap();
        let due_row = due::get(tables, row.due(), &tenant, &id).unwrap();
        let armed = due_row.filter(|due_row| due_row.arm != 0);
        let armed = armed.map(|due_row| (due_row.arm, due_row.arm_time));
        ((tenant, id, row.version), (row, armed))
    });
    found.collect()
}

fn retired(tables: &MemoryTables) -> BTreeMap<Name, TimerRow> {
    let found = rows(tables, table::RETIRED).into_iter().map(|(key, value)| {
        let row: TimerRow = internal::decode("retired timer", &value).unwrap();
        let mut reader = KeyReader::new(table::RETIRED, &key).unwrap();
        let name = (reader.text().unwrap(), reader.text().unwrap(), reader.number().unwrap());
        (name, row)
    });
    found.collect()
}

/// All events of a tenant's log.
pub fn events(tables: &MemoryTables, tenant: &str) -> Vec<(u64, EventRow)> {
    event::scan(tables, tenant, 0, u64::MAX, usize::MAX).unwrap()
}

/// A queue row without the data that the model does not know: the remembered starts, and its job.
fn promised(row: QueueRow) -> QueueRow {
    QueueRow {
        age_from: Vec::new(),
        ready_from: Vec::new(),
        now_from: Vec::new(),
        future_from: Vec::new(),
        keyed_now_from: Vec::new(),
        keyed_from: Vec::new(),
        keyed_future_from: Vec::new(),
        age_sweep: 0,
        age_at: 0,
        ..row
    }
}

/// A timer row without the position at its expiry, which is unspecified: its turn may have come in the same entry.
fn promised_timer(mut row: TimerRow) -> TimerRow {
    let over = row.is_terminal() && !row.redrive_open();
    if let Some(delivery) = row.delivery.as_mut().filter(|_| over) {
        (delivery.available, delivery.turn) = (0, 0);
    }
    row
}

/// A reply without that data.
pub fn told(reply: &Reply) -> Reply {
    match reply.clone() {
        Reply::Queue { row, existing } => Reply::Queue {
            row: Box::new(promised(*row)),
            existing,
        },
        Reply::Created(mut timers) => {
            for timer in &mut timers {
                timer.row = Arc::new(promised_timer(TimerRow::clone(&timer.row)));
            }
            Reply::Created(timers)
        }
        reply => reply,
    }
}

fn leases(tables: &MemoryTables, model: &Model) {
    let full = |tenant: String, id: String, partition_key: String| {
        let partition_key = if partition_key.is_empty() {
            id.clone()
        } else {
            partition_key
        };
        (tenant, id, partition_key)
    };
    let stored = rows(tables, table::LEASE).into_iter().map(|row| {
        let (tenant, id, partition_key, row) = lease::read(&row).unwrap();
        (full(tenant, id, partition_key), row)
    });
    let expected = model.standing_leases().into_iter();
    let expected = expected.map(|grant| (grant.name.clone(), grant.row.clone()));
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), expected.collect(), "leases");
    let stored = rows(tables, table::BUDGET).into_iter().map(|row| {
        let (tenant, id, partition_key, row) = budget::read(&row).unwrap();
        (full(tenant, id, partition_key), row)
    });
    let expected = model.budgets.iter().map(|budget| (budget.name.clone(), budget.row()));
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), expected.collect(), "budgets");
    for name in TENANTS {
        let of = |table| {
            rows(tables, table)
                .iter()
                .filter(|row| tenant_of(table, row) == name)
                .count() as u64
        };
        let row = tenant::get(tables, name).unwrap();
        let counted = (row.leases, row.budgets);
        assert_eq!(
            counted,
            (of(table::LEASE), of(table::BUDGET)),
            "leases and budgets of {name}"
        );
    }
}

fn schedules(tables: &MemoryTables, model: &Model) {
    let stored = rows(tables, table::SCHEDULE).into_iter().map(|row| {
        let (tenant, id, row) = schedule::read(&row).unwrap();
        ((tenant, id), row)
    });
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), model.schedules, "schedules");
    let next = rows(tables, table::SCHEDULE_NEXT)
        .into_iter()
        .map(|row| schedule::read_next(&row).unwrap());
    let waits_for = |row: &ScheduleRow| {
        let backfill = row.backfill.as_ref().filter(|last| last.end_time == 0);
        let due = backfill.map_or(i64::MAX, |running| running.due);
        let next = if row.next == 0 { i64::MAX } else { row.next };
        let comes = row
            .coming
            .iter()
            .map(|coming| coming.fire_time)
            .min()
            .unwrap_or(i64::MAX);
        Some(due.min(next).min(comes)).filter(|at| *at != i64::MAX && row.pause.is_none())
    };
    let mut expected: Vec<_> = model
        .schedules
        .iter()
        .filter_map(|((tenant, id), row)| Some((waits_for(row)?, tenant.clone(), id.clone())))
        .collect();
    expected.sort();
    assert_eq!(next.collect::<Vec<_>>(), expected, "schedules that run on");
    for name in TENANTS {
        let own = model.schedules.keys().filter(|(tenant, _)| tenant == name).count();
        assert_eq!(
            tenant::get(tables, name).unwrap().schedules,
            own as u64,
            "schedules of {name}"
        );
    }
}

fn policies(tables: &MemoryTables, model: &Model) {
    let stored = rows(tables, table::POLICY).into_iter().map(|row| {
        let tenant = tenant_of(table::POLICY, &row);
        (tenant, internal::decode("policy row", &row.1).unwrap())
    });
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), model.policies, "policies");
    for name in TENANTS {
        let version = tenant::get(tables, name).unwrap().policy_version;
        assert_eq!(version, model.policy_version(name), "policy of {name}");
    }
}

fn payload_keys(tables: &MemoryTables, model: &Model) {
    let stored = rows(tables, table::PAYLOAD_KEYS).into_iter().map(|row| {
        let tenant = tenant_of(table::PAYLOAD_KEYS, &row);
        (tenant, internal::decode("payload keys row", &row.1).unwrap())
    });
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), model.payload_keys, "payload keys");
    for name in TENANTS {
        let version = tenant::get(tables, name).unwrap().payload_keys_version;
        assert_eq!(version, model.payload_keys_version(name), "payload keys of {name}");
    }
}

fn trust(tables: &MemoryTables, model: &Model) {
    let stored = rows(tables, table::TRUST).into_iter().map(|row| {
        let tenant = tenant_of(table::TRUST, &row);
        (tenant, internal::decode("trust row", &row.1).unwrap())
    });
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), model.trust, "trust rules");
    let held = model.remembered_tokens();
    let stored = rows(tables, table::TOKEN).into_iter().map(|row| {
        let token = tenant_of(table::TOKEN, &row);
        (token, internal::decode("token row", &row.1).unwrap())
    });
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), held, "used tokens");
    for name in TENANTS {
        let own = held.values().filter(|row| row.tenant == name).count();
        assert_eq!(
            tenant::get(tables, name).unwrap().used_tokens as usize,
            own,
            "used tokens of {name}"
        );
    }
}

fn webhooks(tables: &MemoryTables, model: &Model) {
    let stored: Vec<_> = rows(tables, table::WEBHOOK)
        .iter()
        .map(|row| webhook::read(row).unwrap())
        .collect();
    let mut expected = model.webhooks.clone();
    expected.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
    assert_eq!(stored, expected, "webhooks");
    let mut kept = 0;
    for (owner, id, _) in &expected {
        let of = model
            .attempts
            .iter()
            .filter(|(tenant, name, ..)| (tenant, name) == (owner, id));
        let all: Vec<_> = of.map(|(_, _, number, row)| (*number, row.clone())).collect();
        let last = all[all.len().saturating_sub(100)..].to_vec();
        kept += last.len();
        assert_eq!(
            attempt::list(tables, owner, id).unwrap(),
            last,
            "attempts of {owner}/{id}"
        );
    }
    assert_eq!(rows(tables, table::ATTEMPT).len(), kept, "attempts of nobody");
    let letters = rows(tables, table::EVENT_LETTER).into_iter().map(|row| {
        let letter = event_letter::read(&row).unwrap();
        (
            (tenant_of(table::EVENT_LETTER, &row), letter.webhook, letter.sequence),
            letter.row,
        )
    });
    assert_eq!(
        letters.collect::<BTreeMap<_, _>>(),
        model.letters,
        "events that endpoints did not take"
    );
    for name in TENANTS {
        let own = expected.iter().filter(|(owner, ..)| owner == name).count();
        assert_eq!(
            tenant::get(tables, name).unwrap().webhooks as usize,
            own,
            "webhooks of {name}"
        );
    }
}

fn join_tokens(tables: &MemoryTables, model: &Model) {
    let expected = model.held_join_tokens();
    assert_eq!(rows(tables, table::JOIN_TOKEN).len(), expected.len(), "join tokens");
    for (token, row) in expected {
        assert_eq!(
            join_token::get(tables, &token).unwrap(),
            Some(row),
            "join token {token}"
        );
    }
}

/// Panics if the two differ.
pub fn compare(tables: &MemoryTables, model: &Model) {
    assert_eq!(shard::get(tables).unwrap().time, model.time, "log time");
    let name = |timer: &crate::model::Timer| (timer.tenant.clone(), timer.spec.id.clone(), timer.version);
    let expected: BTreeMap<Name, Current> = model
        .timers
        .iter()
        .filter(|timer| timer.is_current())
        .map(|timer| {
            let armed = (timer.state == State::Armed).then_some((timer.arm, timer.armed_at));
            (name(timer), (promised_timer(timer.row()), armed))
        })
        .collect();
    let found = current(tables)
        .into_iter()
        .map(|(name, (row, armed))| (name, (promised_timer(row), armed)));
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected, "timers");
    let expected: BTreeMap<Name, TimerRow> = model
        .timers
        .iter()
        .filter(|timer| timer.retired && !timer.gone)
        .map(|timer| (name(timer), promised_timer(timer.row())))
        .collect();
    let found = retired(tables)
        .into_iter()
        .map(|(name, row)| (name, promised_timer(row)));
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected, "retired timers");
    for name in TENANTS {
        assert_eq!(events(tables, name), model.held_events(name), "events of {name}");
        let row = tenant::get(tables, name).unwrap();
        assert_eq!(
            row.request_ids as usize,
            model.requests_of(name),
            "request ids of {name}"
        );
        let queues = model.queues.iter().filter(|queue| queue.tenant == name);
        assert_eq!(row.queues as usize, queues.count(), "queues of {name}");
    }
    policies(tables, model);
    trust(tables, model);
    payload_keys(tables, model);
    schedules(tables, model);
    super::checkpoints::compare(tables, model);
    leases(tables, model);
    for expected in &model.queues {
        let row = queue::get(tables, &expected.tenant, &expected.name).unwrap().unwrap();
        assert_eq!(
            promised(row),
            expected.row,
            "queue {} of {}",
            expected.name,
            expected.tenant
        );
    }
    for tenant in super::resolve::TENANTS {
        let mut expected: Vec<_> = model.held_credentials().into_iter().collect();
        expected.retain(|(_, row)| row.tenant == tenant);
        assert_eq!(
            credential::list(tables, tenant, "", usize::MAX).unwrap(),
            expected,
            "credentials of {tenant}"
        );
        let row = minoots_kernel::tables::tenant::get(tables, tenant).unwrap();
        let (timers, bytes, _) = model.used(tenant);
        assert_eq!((row.open_timers, row.open_bytes), (timers, bytes), "what {tenant} has");
        assert_eq!(
            (row.checkpoints, row.checkpoint_bytes),
            (
                model.checkpoints_of(tenant).count() as u64,
                model.checkpoint_bytes(tenant)
            ),
            "checkpoints of {tenant}"
        );
        for name in ["a1", "a2"] {
            let counted = agent::get(tables, tenant, name).unwrap().open_timers;
            assert_eq!(
                counted,
                model.open_of_agent(tenant, name),
                "what {name} of {tenant} has"
            );
        }
        let exchanged = expected.iter().filter(|(_, row)| row.exchanged).count();
        assert_eq!(
            (row.credentials as usize, row.exchanged_credentials as usize),
            (expected.len() - exchanged, exchanged),
            "credentials of {tenant}, and exchanged ones"
        );
    }
    webhooks(tables, model);
    super::audit::compare(tables, model);
    join_tokens(tables, model);
    let mut keys: Vec<(String, KeyRow)> = model.keys.clone();
    keys.sort_by(|left, right| left.0.cmp(&right.0));
    assert_eq!(key::list(tables, usize::MAX).unwrap(), keys, "keys");
}
