//! The bytes of everything that is stored or shown, as files: `tests/golden/<kind>/<name>.hex`. A change of one changes
//! the data of running clusters, and needs a version gate. `UPDATE_GOLDEN=1` rewrites them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod golden_bytes;

use golden_bytes::{
    checkpoints, entries, hex, keys, leases, messages, payload_keys, rows, schedules, transactions, watchdogs,
};
use minoots_kernel::{
    digest, fence,
    id::{Occurrence, fired_event_id, log_event_id},
    internal::{self, Entry, Fence},
};
use prost::Message;
use std::{collections::BTreeSet, env, fmt::Debug, fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Compares with the file, or writes it; returns the bytes of the file.
fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = folder().join(name).with_extension("hex");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, hex::wrapped(bytes)).unwrap();
    }
    let held = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(held, hex::wrapped(bytes), "{name} is written differently than it was");
    hex::read(&held)
}

fn golden_message<M: Message + Default + PartialEq + Debug>(name: &str, message: &M) {
    let held = golden(name, &internal::encode(message));
    assert_eq!(
        &internal::decode::<M>(name, &held).unwrap(),
        message,
        "{name} is read differently"
    );
}

#[test]
fn entries_are_written_and_read_as_ever() {
    let entries = entries::one_of_each();
    let kinds: BTreeSet<_> = entries.iter().map(|(name, _)| *name).collect();
    assert_eq!(kinds.len(), entries.len(), "a name twice");
    let commands = internal::command::Command::NAMES;
    let missing: Vec<_> = commands.iter().filter(|name| !kinds.contains(*name)).collect();
    assert!(missing.is_empty(), "commands without golden bytes: {missing:?}");
    for (name, entry) in entries {
        let held = golden(&format!("entry/{name}"), &entry.to_bytes());
        assert_eq!(Entry::from_bytes(&held).unwrap(), entry, "{name}");
    }
}

#[test]
fn rows_are_written_and_read_as_ever() {
    golden_message("row/shard", &rows::shard());
    golden_message("row/shard_with_ladders", &rows::shard_with_ladders());
    golden_message("row/shard_at_level", &rows::shard_at_level());
    golden_message("row/tenant", &rows::tenant());
    golden_message("row/tenant_with_whole_quota", &rows::tenant_with_whole_quota());
    golden_message("row/tenant_with_bytes", &rows::tenant_with_bytes());
    golden_message("row/tenant_with_chains", &rows::tenant_with_chains());
    golden_message("row/timer_with_actions", &rows::timer_with_actions());
    golden_message("row/denial", &rows::denial());
    golden_message("row/head", &rows::head());
    golden_message("row/timer", &rows::timer());
    golden_message("row/due", &rows::due());
    golden_message("row/event", &rows::event());
    golden_message("row/event_of_a_credential", &rows::event_of_a_credential());
    golden_message("row/credential", &rows::credential());
    golden_message("row/agent", &rows::agent());
    golden_message("row/revoked_key", &rows::revoked_key());
    golden_message("row/queue", &rows::queue());
    golden_message("row/queue_with_options", &rows::queue_with_options());
    golden_message("row/event_of_purge", &rows::purge_event());
    golden_message("row/timer_purged", &rows::purged_timer());
    golden_message("row/timer_ref", &rows::timer_ref());
    golden_message("row/timer_with_key", &rows::keyed_timer());
    golden_message("row/due_with_key", &rows::keyed_due());
    golden_message("row/timer_ref_with_key", &rows::keyed_ref());
    golden_message("row/queue_with_keys", &rows::keyed_queue());
    golden_message("row/turn", &rows::turn());
    golden_message("row/key", &rows::key());
    golden_message("row/request", &rows::request());
    golden_message("row/request_of_cancels", &rows::bulk_request());
    golden_message("row/event_of_webhook", &rows::webhook_event());
    golden_message("row/webhook", &rows::webhook());
    golden_message("row/webhook_with_letters", &rows::webhook_with_letters());
    golden_message("row/event_letter", &messages::event_letter_row());
    golden_message("row/join_token", &rows::join_token());
    golden_message("row/policy", &rows::policy());
    golden_message("row/trust", &rows::trust());
    golden_message("row/payload_keys", &payload_keys::payload_keys());
    golden_message(
        "row/tenant_with_payload_keys",
        &payload_keys::tenant_with_payload_keys(),
    );
    golden_message("row/event_of_payload_keys", &payload_keys::payload_keys_event());
    golden_message("row/timer_sealed", &payload_keys::sealed_timer());
    golden_message("row/checkpoint_sealed", &payload_keys::sealed_checkpoint());
    golden_message("row/event_of_emit_sealed", &payload_keys::sealed_event());
    golden_message("row/token", &rows::token());
    golden_message("row/tenant_with_tokens", &rows::tenant_with_tokens());
    golden_message("row/credential_exchanged", &rows::exchanged_credential());
    golden_message("row/tenant_with_exchanged", &rows::tenant_with_exchanged());
    golden_message("row/event_of_exchange", &rows::exchange_event());
    golden_message("row/tenant_with_policy", &rows::tenant_with_policy());
    golden_message("row/event_of_policy", &rows::policy_event());
    golden_message("row/attempt", &messages::attempt_row());
    golden_message("row/schedule", &schedules::row());
    golden_message("row/schedule_that_waits", &schedules::waiting_row());
    golden_message("row/schedule_that_is_backfilled", &schedules::backfilled_row());
    golden_message("row/schedule_whose_backfill_ended", &schedules::ended_row());
    let [began, ended] = schedules::backfill_events();
    golden_message("row/event_of_backfill_started", &began);
    golden_message("row/event_of_backfill_ended", &ended);
    golden_message("row/event_of_schedule", &schedules::missed_event());
    golden_message("row/tenant_with_schedules", &schedules::tenant());
    golden_message("row/timer_of_schedule", &schedules::timer());
    golden_message("row/checkpoint", &checkpoints::head());
    golden_message("row/checkpoint_version", &checkpoints::version());
    golden_message("row/removed_checkpoint", &checkpoints::removed());
    golden_message("row/request_of_checkpoint", &checkpoints::request());
    golden_message("row/event_of_checkpoint", &checkpoints::event());
    golden_message("row/tenant_with_checkpoints", &checkpoints::tenant());
    golden_message("row/lease", &leases::lease());
    golden_message("row/budget", &leases::budget());
    golden_message("row/request_of_acquire", &leases::acquire_request());
    golden_message("row/request_of_spend", &leases::spend_request());
    golden_message("row/tenant_with_leases", &leases::tenant());
    golden_message("row/event_of_lease", &leases::lease_event());
    golden_message("row/event_of_budget_set", &leases::set_event());
    golden_message("row/event_of_budget_spent", &leases::spent_event());
    golden_message("row/event_of_emitted", &transactions::event());
    golden_message("row/request_of_emit", &transactions::emit_request());
    golden_message("row/request_with_bytes", &transactions::counted_request());
    golden_message("row/request_of_transact", &transactions::transact_request());
    golden_message("row/timer_watchdog", &watchdogs::timer());
    golden_message("row/timer_of_stage", &watchdogs::stage());
    golden_message("row/due_of_watchdog", &watchdogs::due());
}

#[test]
fn keys_are_written_as_ever() {
    let keys = keys::one_of_each();
    for (name, key) in &keys {
        golden(&format!("key/{name}"), key);
    }
    let tables: BTreeSet<u8> = keys.iter().map(|(_, key)| key[0]).collect();
    assert_eq!(
        tables,
        (1..=14).chain(16..=34).chain([36]).collect(),
        "a table has no golden key"
    );
}

#[test]
fn digests_are_computed_as_ever() {
    golden("digest/timer_at", &digest::of_timer(1, &messages::new_timer()));
    let delayed = internal::NewTimer {
        delay_plus_one: 1,
        ..messages::new_timer()
    };
    golden("digest/timer_delayed_by_nothing", &digest::of_timer(1, &delayed));
    golden(
        "digest/timer_with_actions",
        &digest::of_timer(1, &rows::timer_with_actions().spec.unwrap()),
    );
    golden("digest/timer_watchdog", &digest::of_timer(1, &watchdogs::spec()));
    golden("digest/reschedule", &digest::of_reschedule(&messages::reschedule()));
    golden("digest/cancel", &digest::of_cancel(&messages::cancel()));
    golden("digest/cancels", &digest::of_cancels(&messages::cancels()));
    golden("digest/put_checkpoint", &digest::of_put(&checkpoints::put()));
    golden(
        "digest/put_checkpoint_under_conditions",
        &digest::of_put(&checkpoints::conditional_put()),
    );
    golden(
        "digest/rollback_checkpoint_under_conditions",
        &digest::of_rollback(&checkpoints::conditional_roll_back()),
    );
    golden("digest/delete_checkpoint", &digest::of_delete(&checkpoints::delete()));
    golden(
        "digest/roll_back_checkpoint",
        &digest::of_rollback(&checkpoints::roll_back()),
    );
    golden("digest/acquire", &digest::of_acquire(&leases::acquire()));
    golden("digest/spend", &digest::of_spend(&leases::spend()));
    golden("digest/transact", &digest::of_transact(&transactions::transact()));
    golden("digest/emit", &digest::of_emit(&transactions::emitted()));
    assert_eq!(
        digest::of_timer(2, &messages::new_timer()),
        Vec::<u8>::new(),
        "an encoding of the future"
    );
}

#[test]
fn a_digest_covers_what_the_caller_gave_and_nothing_else() {
    let of = |change: fn(&mut internal::NewTimer)| {
        let mut timer = messages::new_timer();
        change(&mut timer);
        digest::of_timer(digest::ENCODING, &timer)
    };
    let told = of(|_| {});
    let repeats: [fn(&mut internal::NewTimer); 3] = [
        |timer| timer.create_time += 1,
        |timer| timer.traceparent = "another".to_string(),
        |timer| timer.id_from_request = !timer.id_from_request,
    ];
    assert!(repeats.into_iter().all(|change| of(change) == told));
    let others: [fn(&mut internal::NewTimer); 15] = [
        |timer| timer.set_lane(internal::Lane::Now),
        |timer| timer.concurrency_key.push('x'),
        |timer| timer.id.push('x'),
        |timer| timer.partition_key.push('x'),
        |timer| timer.name.push('x'),
        |timer| timer.fire_time += 1,
        |timer| timer.delay_plus_one = 1,
        |timer| timer.content_type.push('x'),
        |timer| timer.payload.push(0),
        |timer| timer.labels[0].key.push('x'),
        |timer| timer.labels[0].value.push('x'),
        |timer| timer.queue.push('x'),
        |timer| timer.retry.as_mut().unwrap().max_attempts += 1,
        |timer| timer.retry.as_mut().unwrap().jitter_milli += 1,
        |timer| timer.ack_deadline += 1,
    ];
    let distinct: BTreeSet<Vec<u8>> = others.into_iter().map(of).chain([told]).collect();
    assert_eq!(distinct.len(), 16, "two different requests have one digest");
}

#[test]
fn a_byte_moved_between_neighbours_changes_the_digest() {
    let of = |id: &str, partition_key: &str| {
        let timer = internal::NewTimer {
            id: id.to_string(),
            partition_key: partition_key.to_string(),
            ..messages::new_timer()
        };
        digest::of_timer(digest::ENCODING, &timer)
    };
    assert_ne!(of("ab", "c"), of("a", "bc"));
}

#[test]
fn fences_read_as_they_are_written() {
    let texts = [
        (fence_of(0, 0, 0, 0), "0000000-0000000000000000-000000000000-000000"),
        (fence_of(1, 2, 3, 4), "0000001-0000000000000002-000000000003-000004"),
        (
            fence_of(0xFFF_FFFF, u64::MAX, 0xFFFF_FFFF_FFFF, 0xFF_FFFF),
            "fffffff-ffffffffffffffff-ffffffffffff-ffffff",
        ),
    ];
    for (fence, text) in texts {
        assert_eq!(fence::format(&fence), text);
        assert_eq!(fence::parse(text), Some(fence));
    }
}

#[test]
fn malformed_fences_are_rejected() {
    for text in [
        "",
        "0000001-0000000000000002-000000000003",
        "0000001-0000000000000002-000000000003-000004-",
        "0000001-0000000000000002-000000000003-000004-000005",
        "000001-0000000000000002-000000000003-000004",
        "00000001-0000000000000002-000000000003-000004",
        "000000A-0000000000000002-000000000003-000004",
        "+000001-0000000000000002-000000000003-000004",
        " 000001-0000000000000002-000000000003-000004",
        "0000001-0000000000000002-000000000003-00000g",
    ] {
        assert_eq!(fence::parse(text), None, "{text:?}");
    }
}

#[test]
fn event_ids_read_as_they_are_written() {
    assert_eq!(fired_event_id("acme", "t-1", 7), "timer:acme:t-1:7");
    assert_eq!(log_event_id("acme", 3, 12), "acme:0:3:12");
    let occurrence = Occurrence {
        tenant: "acme".to_string(),
        id: "t-1".to_string(),
        version: u64::MAX,
    };
    assert_eq!(occurrence.event_id(), "timer:acme:t-1:18446744073709551615");
    assert_eq!(Occurrence::parse(&occurrence.event_id()), Some(occurrence));
}

#[test]
fn malformed_firing_event_ids_are_rejected() {
    for text in [
        "",
        "timer:",
        "timer:acme:t-1",
        "timer:acme:t-1:",
        "timer:acme:t-1:07",
        "timer:acme:t-1:+7",
        "timer:acme:t-1:7:",
        "timer:acme:t-1:7 ",
        "timer::t-1:7",
        "timer:acme::7",
        "timer:acme:t-1:18446744073709551616",
        "Timer:acme:t-1:7",
        "acme:0:3:12",
    ] {
        assert_eq!(Occurrence::parse(text), None, "{text:?}");
    }
}

fn fence_of(epoch: u64, arm: u64, term: u64, number: u64) -> Fence {
    Fence {
        epoch,
        arm,
        term,
        number,
    }
}
