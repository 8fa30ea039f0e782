//! A key of each table. If only the kernel can make one, it comes from the tables of a short run.

use super::{
    entries,
    messages::{NOW, SECOND, new_timer, reschedule},
};
use minoots_kernel::{
    ReadyPlace, apply,
    internal::{AuditChain, Entry, Lane, TimerState, command::Command as Kind},
    memory::MemoryTables,
    tables::{
        agent, attempt, budget, checkpoint, credential,
        deadline::{self, Job},
        denial, due, event, event_letter, head, join_token, ladder,
        layout::table,
        lease, policy, ready, schedule, timer, token, trust, turn, waiting, webhook,
    },
};

pub fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let (tenant, id) = ("acme".to_string(), "t-1".to_string());
    let place = ReadyPlace {
        available: NOW,
        arm: 2,
        lane: Lane::Unspecified,
    };
    let lane = Lane::Now;
    let jobs = [
        ("deadline_retention", Job::Retention { tenant: tenant.clone() }),
        (
            "deadline_request",
            Job::Request {
                tenant: tenant.clone(),
                request_id: "req-1".to_string(),
            },
        ),
        (
            "deadline_queue_age",
            Job::QueueAge {
                tenant: tenant.clone(),
                queue: "work".to_string(),
            },
        ),
        (
            "deadline_delivery_age",
            Job::DeliveryAge {
                tenant,
                id,
                version: 7,
                arm: 2,
            },
        ),
        (
            "deadline_join_token",
            Job::JoinToken {
                token: "0a1b".to_string(),
            },
        ),
        (
            "deadline_token",
            Job::Token {
                tenant: "acme".to_string(),
                token: "0a1b".to_string(),
            },
        ),
    ];
    let exchanged = Job::Credential {
        tenant: "acme".to_string(),
        credential: "4bfCJkQAORj2".to_string(),
    };
    let job = Job::Turn {
        tenant: "acme".to_string(),
        queue: "work".to_string(),
        key: "customer 7".to_string(),
    };
    let mut keys = vec![
        ("deadline_credential", deadline::key(NOW, &exchanged)),
        ("timer", timer::key("acme", "t-1")),
        ("due", due::key(NOW, "acme", "t-1")),
        ("due_before_1970", due::key(-1, "acme", "t-1")),
        ("event", event::key("acme", 12)),
        ("ready", ready::key("acme", "work", place)),
        ("lane", ready::key("acme", "work", ReadyPlace { lane, ..place })),
        (
            "lane_keyed",
            ready::key(
                "acme",
                "work",
                ReadyPlace {
                    lane: Lane::Keyed,
                    ..place
                },
            ),
        ),
        (
            "waiting",
            waiting::key(
                "acme",
                "work",
                "customer 7",
                ReadyPlace {
                    lane: Lane::KeyedNow,
                    ..place
                },
            ),
        ),
        ("turn", turn::key("acme", "work", "customer 7")),
        ("deadline_turn", deadline::key(NOW, &job)),
        ("credential", credential::key("0123456789AB")),
        ("agent", agent::key("acme", "ann")),
        ("webhook", webhook::key("acme", "hook-1")),
        ("attempt", attempt::key("acme", "hook-1", 101)),
        ("event_letter", event_letter::key("acme", "hook-1", 101)),
        ("denial", denial::key("acme", 12)),
        ("head", head::key("acme", AuditChain::Events, 12)),
        ("join_token", join_token::key("0a1b")),
        ("policy", policy::key("acme")),
        ("trust", trust::key("acme")),
        ("token", token::key("0a1b")),
        ("schedule", schedule::key("acme", "nightly")),
        ("lease", lease::key(("acme", "leader", ""))),
        ("lease_with_partition", lease::key(("acme", "leader", "p-1"))),
        ("budget", budget::key(("acme", "restarts", "p-1"))),
        ("ladder", ladder::key(NOW, "acme", "dog")),
        ("schedule_next", schedule::next_key(NOW, "acme", "nightly")),
        ("checkpoint", checkpoint::key("acme", "run-1", "state")),
        (
            "checkpoint_version",
            checkpoint::version_key("acme", "run-1", "state", 7),
        ),
    ];
    let over = Job::Lease {
        tenant: "acme".to_string(),
        id: "leader".to_string(),
        partition_key: "p-1".to_string(),
    };
    let removed = Job::RemovedCheckpoint {
        tenant: "acme".to_string(),
        execution: "run-1".to_string(),
        name: "state".to_string(),
    };
    keys.push(("deadline_lease", deadline::key(NOW, &over)));
    keys.push(("deadline_removed_checkpoint", deadline::key(NOW, &removed)));
    keys.push((
        "removed_checkpoint",
        checkpoint::removed_key(("acme", "run-1", "state")),
    ));
    keys.extend(jobs.map(|(name, job)| (name, deadline::key(NOW, &job))));
    keys.extend(from_a_run());
    keys
}

/// A run in which a timer fails, another is rescheduled, and the retention of both ends a week later.
fn from_a_run() -> Vec<(&'static str, Vec<u8>)> {
    let mut tables = MemoryTables::default();
    let golden = |name| {
        let found = entries::one_of_each().into_iter().find(|(known, _)| *known == name);
        found.map(|(_, entry)| entry).unwrap()
    };
    let (mut create, mut outcome, mut reschedule_entry) =
        (golden("create_timers"), golden("outcome"), golden("reschedule_timer"));
    let mut failing = new_timer();
    (failing.id, failing.fire_time) = ("t-0".to_string(), NOW);
    failing.retry.as_mut().unwrap().max_attempts = 1;
    for command in create
        .commands
        .iter_mut()
        .chain(&mut outcome.commands)
        .chain(&mut reschedule_entry.commands)
    {
        match command.command.as_mut().unwrap() {
            Kind::CreateTimers(create) => create.timers.push(failing.clone()),
            Kind::Outcome(outcome) => {
                (
                    outcome.timer.as_mut().unwrap().id,
                    outcome.timer.as_mut().unwrap().version,
                ) = ("t-0".to_string(), 2);
                let fence = outcome.grant.as_mut().unwrap().fence.as_mut().unwrap();
                (fence.epoch, fence.arm) = (0, 1);
                outcome.logged_only = false;
            }
            Kind::RescheduleTimer(command) => {
                *command = minoots_kernel::internal::RescheduleTimer {
                    version: 1,
                    ..reschedule()
                }
            }
            _ => {}
        }
    }
    for (entry, index) in [golden("register_key"), create, outcome, reschedule_entry]
        .iter()
        .zip(1..)
    {
        apply(&mut tables, index, entry).unwrap();
    }
    let wanted = [
        ("shard", table::SHARD),
        ("tenant", table::TENANT),
        ("queue", table::QUEUE),
        ("dead", table::DEAD),
        ("key", table::KEY),
        ("request", table::REQUEST),
    ];
    let mut keys: Vec<_> = wanted.map(|(name, table)| (name, first(&tables, table))).into();
    let week = 8 * 86_400 * SECOND;
    let later = Entry {
        time: NOW + week,
        ..Entry::default()
    };
    apply(&mut tables, 5, &later).unwrap();
    let failed = timer::get(&tables, "acme", "t-0").unwrap();
    assert!(
        failed.is_none_or(|row| row.state() != TimerState::Failed),
        "not retired"
    );
    keys.push(("retired", first(&tables, table::RETIRED)));
    keys
}

fn first(tables: &MemoryTables, table: u8) -> Vec<u8> {
    let mut keys = tables.rows().map(|(key, _)| key.to_vec()).filter(|key| key[0] == table);
    keys.next().unwrap_or_else(|| panic!("no row of table {table:#04x}"))
}
