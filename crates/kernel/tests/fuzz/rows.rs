//! Rows and entries from a damaged disk.

use crate::{bytes_of, golden};
use minoots_fuzz::Campaign;
use minoots_kernel::{
    Entry, Failure,
    internal::{
        self, AgentRow, AttemptRow, BudgetRow, CheckpointHeadRow, CheckpointRow, CredentialRow, DenialRow, DueRow,
        EventLetterRow, EventRow, HeadRow, JoinTokenRow, KeyRow, LeaseRow, PayloadKeysRow, PolicyRow, QueueRow,
        RemovedCheckpointRow, RequestRow, ScheduleRow, ShardRow, TenantRow, TimerRef, TimerRow, TokenRow, TrustRow,
        TurnRow, WebhookRow,
    },
    tables::{dead, deadline, due, ladder, ready, timer, waiting},
};
use prost::Message;
use std::fmt::Debug;

/// Reads an input, and describes the result.
type Target = fn(&[u8]) -> String;

fn answer<T>(read: Result<T, Failure>) -> String {
    read.map_or_else(|failure| failure.to_string(), |_| "read".to_owned())
}

/// Reads an input, and checks that it is written again with the same meaning and length.
fn read_again<M: Message + Default + PartialEq + Debug>(input: &[u8]) -> String {
    let read = internal::decode::<M>("message", input);
    if let Ok(message) = &read {
        let written = internal::encode(message);
        assert_eq!(written.len(), input.len());
        assert_eq!(&internal::decode::<M>("message", &written).unwrap(), message);
    }
    answer(read)
}

#[test]
fn an_entry_is_refused_or_read_as_it_was_written() {
    Campaign::new("entry").examples(bytes_of("entry")).run(|input| {
        let read = Entry::from_bytes(input);
        if let Ok(entry) = &read {
            assert_eq!(&Entry::from_bytes(&entry.to_bytes()).unwrap(), entry);
        }
        answer(read)
    });
}

#[test]
fn a_row_is_refused_or_read_as_it_was_written() {
    let targets: [(&str, Target); 81] = [
        ("agent", read_again::<AgentRow>),
        ("attempt", read_again::<AttemptRow>),
        ("budget", read_again::<BudgetRow>),
        ("checkpoint", read_again::<CheckpointHeadRow>),
        ("checkpoint_sealed", read_again::<CheckpointRow>),
        ("checkpoint_version", read_again::<CheckpointRow>),
        ("credential", read_again::<CredentialRow>),
        ("credential_exchanged", read_again::<CredentialRow>),
        ("denial", read_again::<DenialRow>),
        ("due", read_again::<DueRow>),
        ("due_of_watchdog", read_again::<DueRow>),
        ("due_with_key", read_again::<DueRow>),
        ("event", read_again::<EventRow>),
        ("event_letter", read_again::<EventLetterRow>),
        ("event_of_a_credential", read_again::<EventRow>),
        ("event_of_backfill_ended", read_again::<EventRow>),
        ("event_of_backfill_started", read_again::<EventRow>),
        ("event_of_budget_set", read_again::<EventRow>),
        ("event_of_budget_spent", read_again::<EventRow>),
        ("event_of_checkpoint", read_again::<EventRow>),
        ("event_of_emit_sealed", read_again::<EventRow>),
        ("event_of_emitted", read_again::<EventRow>),
        ("event_of_exchange", read_again::<EventRow>),
        ("event_of_lease", read_again::<EventRow>),
        ("event_of_payload_keys", read_again::<EventRow>),
        ("event_of_policy", read_again::<EventRow>),
        ("event_of_purge", read_again::<EventRow>),
        ("event_of_schedule", read_again::<EventRow>),
        ("event_of_webhook", read_again::<EventRow>),
        ("head", read_again::<HeadRow>),
        ("join_token", read_again::<JoinTokenRow>),
        ("key", read_again::<KeyRow>),
        ("lease", read_again::<LeaseRow>),
        ("payload_keys", read_again::<PayloadKeysRow>),
        ("policy", read_again::<PolicyRow>),
        ("queue", read_again::<QueueRow>),
        ("queue_with_keys", read_again::<QueueRow>),
        ("queue_with_options", read_again::<QueueRow>),
        ("removed_checkpoint", read_again::<RemovedCheckpointRow>),
        ("request", read_again::<RequestRow>),
        ("request_of_acquire", read_again::<RequestRow>),
        ("request_of_cancels", read_again::<RequestRow>),
        ("request_of_checkpoint", read_again::<RequestRow>),
        ("request_of_emit", read_again::<RequestRow>),
        ("request_of_spend", read_again::<RequestRow>),
        ("request_of_transact", read_again::<RequestRow>),
        ("request_with_bytes", read_again::<RequestRow>),
        ("revoked_key", read_again::<KeyRow>),
        ("schedule", read_again::<ScheduleRow>),
        ("schedule_that_is_backfilled", read_again::<ScheduleRow>),
        ("schedule_that_waits", read_again::<ScheduleRow>),
        ("schedule_whose_backfill_ended", read_again::<ScheduleRow>),
        ("shard", read_again::<ShardRow>),
        ("shard_at_level", read_again::<ShardRow>),
        ("shard_with_ladders", read_again::<ShardRow>),
        ("tenant", read_again::<TenantRow>),
        ("tenant_with_bytes", read_again::<TenantRow>),
        ("tenant_with_chains", read_again::<TenantRow>),
        ("tenant_with_checkpoints", read_again::<TenantRow>),
        ("tenant_with_exchanged", read_again::<TenantRow>),
        ("tenant_with_leases", read_again::<TenantRow>),
        ("tenant_with_payload_keys", read_again::<TenantRow>),
        ("tenant_with_policy", read_again::<TenantRow>),
        ("tenant_with_schedules", read_again::<TenantRow>),
        ("tenant_with_tokens", read_again::<TenantRow>),
        ("tenant_with_whole_quota", read_again::<TenantRow>),
        ("timer", read_again::<TimerRow>),
        ("timer_of_schedule", read_again::<TimerRow>),
        ("timer_of_stage", read_again::<TimerRow>),
        ("timer_purged", read_again::<TimerRow>),
        ("timer_ref", read_again::<TimerRef>),
        ("timer_ref_with_key", read_again::<TimerRef>),
        ("timer_sealed", read_again::<TimerRow>),
        ("timer_watchdog", read_again::<TimerRow>),
        ("timer_with_actions", read_again::<TimerRow>),
        ("timer_with_key", read_again::<TimerRow>),
        ("token", read_again::<TokenRow>),
        ("trust", read_again::<TrustRow>),
        ("turn", read_again::<TurnRow>),
        ("webhook", read_again::<WebhookRow>),
        ("webhook_with_letters", read_again::<WebhookRow>),
    ];
    let rows = golden("row");
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, targets.map(|(name, _)| name), "a kind of row is not tried");
    for ((name, target), (_, bytes)) in targets.into_iter().zip(&rows) {
        Campaign::new(name).examples([bytes]).slower_by(4).run(target);
    }
}

#[test]
fn a_key_is_refused_or_read_as_it_was_written() {
    let rows: Vec<Vec<u8>> = bytes_of("row");
    Campaign::new("keys").examples(bytes_of("key")).run(|key| {
        let row = (key.to_vec(), Vec::new());
        if let Ok((at, job)) = deadline::read(&row) {
            assert_eq!(deadline::key(at, &job), key);
            return "deadline".to_owned();
        }
        if let Ok((place, _)) = due::read(&row) {
            assert_eq!(due::key(place.due, &place.tenant, &place.id), key);
            return "due".to_owned();
        }
        if let Ok(place) = ladder::read(&row) {
            assert_eq!(ladder::key(place.due, &place.tenant, &place.id), key);
            return "ladder".to_owned();
        }
        let with_value = |value: &Vec<u8>| (key.to_vec(), value.clone());
        let read = rows
            .iter()
            .map(with_value)
            .any(|row| ready::read(&row).is_ok() || timer::read(&row).is_ok() || waiting::read(&row).is_ok());
        if read {
            return "ready or timer".to_owned();
        }
        answer(dead::read(&row))
    });
}
