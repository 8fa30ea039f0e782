//! Random logs applied to the kernel and to a naive second implementation: equal replies, equal states, equal events,
//! and consistent tables after every entry. The logs are the same in every run; `PROPTEST_CASES` makes more of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod model;
mod property;

use minoots_kernel::{
    Applied, Reply, apply,
    internal::{self, Command, Entry, EventKind, EventRow, QueueRow, TimerRef, command::Command as Kind},
    memory::MemoryTables,
    tables::{Tables, layout::table, shard},
};
use model::Model;
use property::{
    compare::{self, compare},
    coverage::Coverage,
    history::History,
    invariants, resolve,
    steps::{Step, lease_steps, short_steps, steps, transaction_steps},
};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use prost::Message as _;
use std::cell::RefCell;

/// Runs a property over logs that are the same every time, with the usual number of cases divided by `divisor`.
fn for_all(divisor: u32, strategy: impl Strategy<Value = Vec<Step>>, property: impl Fn(&[Step])) {
    let usual = Config::default();
    let config = Config {
        failure_persistence: None,
        // There are many commands, and each must occur often enough.
        cases: usual.cases * 7 / (2 * divisor),
        ..usual
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&strategy, |steps| {
        property(&steps);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Events that an entry added, in order within each tenant.
fn new_events(before: &MemoryTables, after: &MemoryTables) -> Vec<(String, EventRow)> {
    let of = |tenant: &str| {
        let known = compare::events(before, tenant);
        let next = minoots_kernel::tables::tenant::get(before, tenant)
            .unwrap()
            .next_sequence;
        let added = compare::events(after, tenant)
            .into_iter()
            .filter(move |(sequence, _)| *sequence >= next);
        assert!(
            known.iter().all(|(sequence, _)| *sequence < next),
            "an event beyond the next sequence"
        );
        let owner = tenant.to_string();
        added.map(move |(_, event)| (owner.clone(), event)).collect::<Vec<_>>()
    };
    resolve::TENANTS.into_iter().flat_map(of).collect()
}

fn expired(events: &[(String, EventRow)]) -> Vec<(String, TimerRef)> {
    let expired = events
        .iter()
        .filter(|(_, event)| event.kind() == EventKind::TimerExpired);
    expired
        .map(|(tenant, event)| (tenant.clone(), event.timer.clone().unwrap()))
        .collect()
}

/// Plays a log: returns its concrete entries, and the kernel's answers.
fn play(steps: &[Step]) -> (Vec<Entry>, Vec<Applied>, MemoryTables) {
    let (mut tables, mut model) = (MemoryTables::default(), Model::default());
    let (mut entries, mut answers) = (Vec::new(), Vec::new());
    for (step, index) in steps.iter().zip(1..) {
        let entry = resolve::entry(&model, step);
        let before = tables.clone();
        let applied = apply(&mut tables, index, &entry).unwrap();
        model.apply(index, &entry, &expired(&new_events(&before, &tables)));
        entries.push(entry);
        answers.push(applied);
    }
    (entries, answers, tables)
}

/// Checks that a rejection leaves the state that an empty entry would have left.
fn refusals_change_nothing(before: &MemoryTables, after: &MemoryTables, index: u64, entry: &Entry, applied: &Applied) {
    let refused = |reply: &Reply| matches!(reply, Reply::Rejected(_));
    if applied.replies.is_empty() || !applied.replies.iter().all(refused) {
        return;
    }
    let mut untouched = before.clone();
    let tick = Entry {
        commands: Vec::new(),
        ..entry.clone()
    };
    apply(&mut untouched, index, &tick).unwrap();
    assert_eq!(&untouched, after, "a refused command changed something");
}

fn retired_rows(tables: &MemoryTables) -> usize {
    compare::rows(tables, table::RETIRED).len()
}

/// The remembered start of each queue's lanes.
fn queues_remember(tables: &MemoryTables) -> Vec<Vec<u8>> {
    let rows = compare::rows(tables, table::QUEUE);
    rows.iter()
        .map(|(_, value)| QueueRow::decode(value.as_slice()).unwrap().ready_from)
        .collect()
}

fn one_log(steps: &[Step], coverage: &mut Coverage) {
    let (mut tables, mut model, mut history) = (MemoryTables::default(), Model::default(), History::default());
    for (step, index) in steps.iter().zip(1..) {
        let entry = resolve::entry(&model, step);
        let before = tables.clone();
        let applied = apply(&mut tables, index, &entry).unwrap();
        let events = new_events(&before, &tables);
        let made_room = model.made_room;
        let replies = model.apply(index, &entry, &expired(&events));
        if model.made_room > made_room {
            coverage.count("room made behind");
        }
        let told: Vec<Reply> = applied.replies.iter().map(compare::told).collect();
        let replies: Vec<Reply> = replies.iter().map(compare::told).collect();
        assert_eq!(told, replies, "entry {index}: {entry:#?}");
        assert!(!applied.unfinished, "nothing here is large");
        let next_deadline = shard::get(&tables).unwrap().next_deadline;
        assert_eq!(applied.next_deadline.unwrap_or(0), next_deadline, "the next deadline");
        compare(&tables, &model);
        invariants::check(&tables);
        history.observe(&tables, &applied, &events);
        refusals_change_nothing(&before, &tables, index, &entry, &applied);
        coverage.observe(&entry, &applied, &events);
        if retired_rows(&tables) > retired_rows(&before) {
            coverage.count("retired");
        }
        if retired_rows(&tables) < retired_rows(&before) {
            coverage.count("compacted");
        }
        if queues_remember(&tables) != queues_remember(&before) {
            coverage.count("first ready row remembered");
        }
    }
}

#[test]
fn the_kernel_does_what_a_naive_second_implementation_does() {
    let coverage = RefCell::new(Coverage::default());
    for_all(1, steps(), |steps| one_log(steps, &mut coverage.borrow_mut()));
    coverage.borrow().require(20, REACHED);
}

#[test]
fn leases_and_budgets_are_what_a_naive_second_implementation_says() {
    let coverage = RefCell::new(Coverage::default());
    for_all(1, lease_steps(), |steps| one_log(steps, &mut coverage.borrow_mut()));
    coverage.borrow().require(20, LEASES_REACHED);
}

/// Outcomes that random logs about leases and budgets must reach.
const LEASES_REACHED: &[&str] = &[
    "acquire: Empty",
    "acquire: IdempotencyMismatch",
    "acquire: LeaseHeld",
    "acquire: done",
    "acquire: done again",
    "budget delete: BudgetNotFound",
    "budget delete: done",
    "budget: Empty",
    "budget: done",
    "budget: existing",
    "event BudgetDeleted",
    "event BudgetSet",
    "event BudgetSpent",
    "event LeaseAcquired",
    "event LeaseReleased",
    "let go: LeaseStale",
    "let go: done",
    "renew: Empty",
    "renew: LeaseOver",
    "renew: LeaseStale",
    "renew: done",
    "spend: BudgetAmount",
    "spend: BudgetNotFound",
    "spend: BudgetSpent",
    "spend: Empty",
    "spend: IdempotencyMismatch",
    "spend: done",
    "spend: done again",
];

#[test]
fn transactions_are_what_a_naive_second_implementation_says() {
    let coverage = RefCell::new(Coverage::default());
    for_all(1, transaction_steps(), |steps| {
        one_log(steps, &mut coverage.borrow_mut())
    });
    coverage.borrow().require(20, TRANSACTIONS_REACHED);
}

/// Outcomes that random logs about transactions must reach.
const TRANSACTIONS_REACHED: &[&str] = &[
    "emit: done",
    "emit: done again",
    "emit: Empty",
    "event Emitted",
    "transact: Empty",
    "transact: IdempotencyMismatch",
    "transact: done",
    "transact: done again",
    "transact: guard BudgetNotFound",
    "transact: guard LeaseOver",
    "transact: guard LeaseStale",
    "transact: guard Superseded",
    "transact: guard TimerNotFound",
    "transact: guard VersionConflict",
    "transact: operation AlreadySettled",
    "transact: operation EventNotFound",
    "transact: operation Quota",
    "room made behind",
    "transact: operation StaleFence",
    "transact: operation Superseded",
    "transact: operation TimerExists",
    "transact: operation TimerNotFound",
    "transact: operation TooLate",
    "transact: operation VersionConflict",
];

/// Outcomes that random logs must reach to be worth running.
const REACHED: &[&str] = &[
    "attempts: done",
    "create: WebhookNotFound",
    "ack: PolicyChanged",
    "cancel: PolicyChanged",
    "cancel found: PolicyChanged",
    "create: PolicyChanged",
    "create: PayloadKeysChanged",
    "event PayloadKeysChanged",
    "payload keys: Empty",
    "payload keys: PayloadKeysVersion",
    "payload keys: done",
    "event PolicyChanged",
    "extend: PolicyChanged",
    "outcome: PolicyChanged",
    "pause queue: PolicyChanged",
    "policy: PolicyVersion",
    "policy: done",
    "backfill: Empty",
    "backfill: ScheduleMoved",
    "backfill: ScheduleNotFound",
    "backfill: ScheduleVersion",
    "backfill: done",
    "event ScheduleBackfillEnded",
    "event ScheduleBackfillStarted",
    "event ScheduleCreated",
    "event ScheduleDeleted",
    "event ScheduleMissed",
    "event ScheduleOccurrence",
    "event SchedulePaused",
    "event ScheduleResumed",
    "event ScheduleUpdated",
    "run: done",
    "schedule delete: ScheduleMoved",
    "schedule delete: ScheduleNotFound",
    "schedule delete: done",
    "schedule pause: done",
    "schedule resume: done",
    "schedule: ScheduleExists",
    "schedule: ScheduleMoved",
    "schedule: ScheduleNotFound",
    "schedule: ScheduleVersion",
    "schedule: done",
    "schedule: existing",
    "trigger: done",
    "checkpoint delete: CheckpointNotFound",
    "checkpoint delete: VersionConflict",
    "checkpoint delete: done",
    "checkpoint: CheckpointPartition",
    "checkpoint: CheckpointTimer",
    "checkpoint: IdempotencyMismatch",
    "checkpoint: Quota",
    "checkpoint: VersionConflict",
    "checkpoint: VersionRequired",
    "checkpoint: again",
    "checkpoint: done",
    "event CheckpointCreated",
    "event CheckpointDeleted",
    "event CheckpointRolledBack",
    "rollback: CheckpointNotFound",
    "rollback: Empty",
    "rollback: VersionConflict",
    "rollback: done",
    "policy: none",
    "event TrustChanged",
    "exchange: CredentialExists",
    "exchange: Empty",
    "exchange: TokenOver",
    "exchange: TokenReplayed",
    "exchange: TrustChanged",
    "exchange: done",
    "trust: TrustVersion",
    "trust: done",
    "trust: none",
    "purge queue: PolicyChanged",
    "redrive letters: PolicyChanged",
    "redrive: PolicyChanged",
    "reschedule: PolicyChanged",
    "cursors: done",
    "denials: done",
    "heads: done",
    "event WebhookCreated",
    "event WebhookDeleted",
    "event WebhookDisabled",
    "event WebhookUpdated",
    "webhook delete: WebhookNotFound",
    "webhook delete: WebhookVersion",
    "webhook delete: done",
    "webhook: WebhookExists",
    "webhook: WebhookNotFound",
    "webhook: WebhookVersion",
    "webhook: done",
    "webhook: existing",
    "ack: AlreadyFailed",
    "ack: AlreadySettled",
    "ack: EventNotFound",
    "ack: NotDue",
    "ack: StaleFence",
    "ack: settled",
    "arm: done",
    "bootstrap: AlreadyBootstrapped",
    "bootstrap: done",
    "claims: done",
    "its turn came",
    "lane Keyed",
    "lane KeyedFuture",
    "lane KeyedNow",
    "parked",
    "waits true",
    "cancel: Cancelled again",
    "cancel: Done",
    "cancel: Done again",
    "cancel: IdempotencyMismatch",
    "cancel: Superseded",
    "cancel: TimerNotFound",
    "cancel: TooLate",
    "cancel found: IdempotencyMismatch",
    "cancel found: done",
    "cancel found: done again",
    "compacted",
    "create: BatchDuplicate",
    "create: IdempotencyMismatch",
    "create: Exceeded",
    "create: TimerExists",
    "create: created",
    "created existing Pending armed=false",
    "created existing Pending armed=true",
    "created new Pending armed=false",
    "created new Pending armed=true",
    "created new Fired armed=false",
    "credential: CredentialExists",
    "credential: done",
    "empty: Empty",
    "epoch: EpochTooSmall",
    "epoch: done",
    "event CredentialCreated",
    "event CredentialRevoked",
    "event QueueCreated",
    "event TenantQuotaSet",
    "event QueuePaused",
    "event QueuePurged",
    "event QueueResumed",
    "event QueueUpdated",
    "event TimerCancelled",
    "event TimerExpired",
    "event TimerFailed",
    "event TimerFired",
    "event TimerRedriven",
    "event TimerRescheduled",
    "event TimerScheduled",
    "event TimerSettled",
    "extend: EventNotFound",
    "extend: NotDue",
    "extend: StaleFence",
    "extend: extended",
    "event JoinTokenCreated",
    "event JoinTokenUsed",
    "first ready row remembered",
    "join token: JoinToken",
    "join token: done",
    "join: JoinToken",
    "join: done",
    "found and already cancelled",
    "found and cancelled",
    "found and superseded",
    "found and too late",
    "grants: done",
    "key: KeyExists",
    "key: done",
    "lane Future",
    "lane Now",
    "outcome: EventNotFound",
    "outcome: NotDue",
    "outcome: StaleFence",
    "outcome: failed",
    "outcome: retry",
    "quota: done",
    "pause queue: QueueNotFound",
    "pause queue: as before",
    "pause queue: done",
    "pause queue: paused",
    "purge queue: QueueNotFound",
    "purge queue: letters",
    "purge queue: nothing",
    "purge queue: purged",
    "put queue: QueueExists",
    "put queue: QueueNotFound",
    "put queue: QueueVersion",
    "put queue: as before",
    "put queue: done",
    "redrive letters: all",
    "redrive letters: none",
    "redrive letters: some",
    "redrive: AlreadyRedriven",
    "redrive: AlreadySettled",
    "redrive: EventNotFound",
    "redrive: done",
    "revoke key: KeyNotFound",
    "revoke key: done",
    "revoke: CredentialNotFound",
    "revoke: done",
    "release: NotDue",
    "release: nothing",
    "release: released",
    "reschedule: Cancelled again",
    "reschedule: Done",
    "reschedule: Done again",
    "reschedule: IdempotencyMismatch",
    "reschedule: Superseded",
    "reschedule: TimerNotFound",
    "reschedule: TooLate",
    "retired",
    "stands before log time",
];

#[test]
fn a_log_replayed_gives_the_same_bytes() {
    for_all(4, steps(), |steps| {
        let (entries, answers, tables) = play(steps);
        let mut replayed = MemoryTables::default();
        for ((entry, answer), index) in entries.iter().zip(&answers).zip(1..) {
            let stored = Entry::from_bytes(&entry.to_bytes()).unwrap();
            assert_eq!(&stored, entry);
            assert_eq!(&apply(&mut replayed, index, &stored).unwrap(), answer);
        }
        assert_eq!(replayed, tables);
    });
}

#[test]
fn how_commands_are_packed_into_entries_changes_no_byte() {
    for_all(4, steps(), |steps| {
        let (entries, answers, tables) = play(steps);
        let mut apart = MemoryTables::default();
        for ((entry, answer), index) in entries.iter().zip(&answers).zip(1..) {
            let mut replies = Vec::new();
            let alone = |commands| Entry {
                commands,
                ..entry.clone()
            };
            let ticks = [Vec::new(), Vec::new()].into_iter();
            let mut commands = entry.commands.iter().map(|command| vec![command.clone()]).peekable();
            // An epoch begins before the sweeps of its entry.
            let begins = |next: &Vec<Command>| matches!(next[0].command, Some(Kind::StartEpoch(_)));
            let epoch = commands.next_if(begins).into_iter();
            for commands in epoch.chain(ticks).chain(commands) {
                replies.extend(apply(&mut apart, index, &alone(commands)).unwrap().replies);
            }
            assert_eq!(replies, answer.replies);
        }
        assert_eq!(without_first(apart), without_first(tables));
    });
}

/// Clears the remembered start of the due table. A due row of a watchdog may be before log time; the frequency of
/// sweeps decides how soon its removal is remembered.
fn without_first(mut tables: MemoryTables) -> MemoryTables {
    let mut row = shard::get(&tables).unwrap();
    row.due_from.clear();
    tables.put(vec![table::SHARD], internal::encode(&row));
    tables
}

/// Each occurrence with its state, attempts and redrive, without the instants at which sweeps stored anything.
fn results(tables: &MemoryTables) -> Vec<impl PartialEq + std::fmt::Debug + use<>> {
    let result = |(name, (row, armed)): (_, (minoots_kernel::internal::TimerRow, Option<(u64, i64)>))| {
        let attempts = row.delivery.map(|delivery| (delivery.attempts, delivery.available));
        (name, row.state, armed, row.arm, attempts, row.redrive)
    };
    compare::current(tables).into_iter().map(result).collect()
}

#[test]
fn ticks_in_between_change_no_result() {
    for_all(2, short_steps(), |steps| {
        let (entries, answers, tables) = play(steps);
        let (mut ticked, mut time) = (MemoryTables::default(), 0);
        for ((entry, answer), index) in entries.iter().zip(&answers).zip(1..) {
            for part in 1..4 {
                let tick = Entry {
                    time: time + (entry.time - time) * part / 4,
                    ..Entry::default()
                };
                apply(&mut ticked, index, &tick).unwrap();
            }
            time = entry.time;
            let replies = apply(&mut ticked, index, entry).unwrap().replies;
            let without_rows = |reply: &Reply| match reply {
                // A tick may have fired the timer, at the tick's time.
                Reply::Created(timers) => {
                    format!("{:?}", timers.iter().map(|timer| timer.row.version).collect::<Vec<_>>())
                }
                // A queue's row contains the progress of sweeps.
                reply => format!("{:?}", compare::told(reply)),
            };
            let told = |replies: &[Reply]| replies.iter().map(without_rows).collect::<Vec<_>>();
            assert_eq!(told(&replies), told(&answer.replies));
        }
        assert_eq!(results(&ticked), results(&tables));
    });
}
