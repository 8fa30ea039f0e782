#![allow(clippy::unwrap_used)]

use super::*;
use minoots_kernel::{
    apply,
    internal::{Command, Entry, PutPolicy, command::Command as Kind},
    memory::MemoryTables,
    tables::{Read, Row},
};
use minoots_sequencer::consensus::{Leadership, Proposal, ProposeDone, ReadIndex, ReadIndexError, Standing};
use std::sync::Mutex;

/// A log that applies each write at once; the test passes effects to sinks.
struct Log {
    state: Mutex<(MemoryTables, u64)>,
    applied: watch::Sender<u64>,
}

struct Snapshot(MemoryTables, u64);

impl Read for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.0.scan(from, until, limit)
    }
}

impl View for Snapshot {
    fn index(&self) -> u64 {
        self.1
    }
}

impl Consensus for Log {
    fn propose(&self, _: Proposal, _: ProposeDone) {}

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        let (tables, index) = &*self.state.lock().unwrap();
        Ok(Box::new(Snapshot(tables.clone(), *index)))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        self.applied.subscribe()
    }

    fn read_index(&self) -> ReadIndex {
        Box::pin(async { Err(ReadIndexError::NoLeader) })
    }

    fn standing(&self) -> Standing {
        Standing::default()
    }

    fn abdicate(&self) {}
}

impl Log {
    fn new() -> Arc<Log> {
        Arc::new(Log {
            state: Mutex::default(),
            applied: watch::Sender::new(0),
        })
    }

    /// Applies a change of a policy; returns the effects for the sinks.
    fn put(&self, tenant: &str, text: &str) -> (Position, Moment, Vec<Effect>) {
        let mut state = self.state.lock().unwrap();
        let version = tables::tenant::get(&state.0, tenant).unwrap().policy_version;
        let put = PutPolicy {
            tenant: tenant.to_owned(),
            text: text.to_owned(),
            version,
            ..PutPolicy::default()
        };
        let entry = Entry {
            time: 1,
            commands: vec![Command {
                command: Some(Kind::PutPolicy(put)),
            }],
            ..Entry::default()
        };
        state.1 += 1;
        let index = state.1;
        let done = apply(&mut state.0, index, &entry).unwrap();
        let moment = Moment {
            time: done.time,
            unfinished: false,
            next_deadline: None,
        };
        (Position { index, term: 1 }, moment, done.effects)
    }

    fn tell(&self, changes: &PolicyChanges, (at, moment, effects): (Position, Moment, Vec<Effect>)) {
        changes.applied(at, moment, &effects);
        self.applied.send_replace(at.index);
    }
}

const ONE: &str = r#"@id("one") @message("no") forbid(principal, action, resource);"#;

fn version(policies: &Policies, tenant: &str) -> u64 {
    match policies.of(tenant).unwrap() {
        Known::None => 0,
        Known::Policy(policy) => policy.version(),
        Known::Unreadable(version) => version + 1_000,
    }
}

fn node(log: &Arc<Log>) -> (Policies, Arc<PolicyChanges>) {
    let changes = Arc::new(PolicyChanges::new());
    (Policies::new(log.clone(), changes.clone()), changes)
}

#[test]
fn policy_changes_reach_the_cache() {
    let log = Log::new();
    let (policies, changes) = node(&log);
    assert_eq!(version(&policies, "acme"), 0);
    log.tell(&changes, log.put("acme", ONE));
    assert_eq!((version(&policies, "acme"), version(&policies, "rival")), (1, 0));
    log.tell(&changes, log.put("acme", "// nothing"));
    log.tell(&changes, log.put("rival", ONE));
    assert_eq!((version(&policies, "acme"), version(&policies, "rival")), (2, 3));
    log.tell(&changes, log.put("acme", ""));
    assert_eq!((version(&policies, "acme"), version(&policies, "rival")), (0, 3));
}

#[test]
fn a_node_that_starts_knows_what_stands_in_its_tables() {
    let log = Log::new();
    let at = log.put("acme", ONE).0;
    log.applied.send_replace(at.index);
    let (policies, changes) = node(&log);
    assert_eq!(version(&policies, "acme"), 1);
    log.tell(&changes, log.put("rival", ONE));
    assert_eq!((version(&policies, "acme"), version(&policies, "rival")), (1, 2));
}

#[test]
fn policies_changed_by_a_snapshot_are_read_again() {
    let log = Log::new();
    let (policies, changes) = node(&log);
    log.tell(&changes, log.put("acme", ONE));
    assert_eq!(version(&policies, "acme"), 1);
    // As if a snapshot was installed: the index advances, and no sink receives effects.
    let at = log.put("acme", "// other").0;
    log.applied.send_replace(at.index);
    assert_eq!(version(&policies, "acme"), 2);
    log.put("acme", "");
    // The effects of the next entry arrive, and the cache detects the gap.
    log.tell(&changes, log.put("rival", ONE));
    assert_eq!((version(&policies, "acme"), version(&policies, "rival")), (0, 3));
}

#[test]
fn a_text_that_cannot_be_read_is_known_as_such() {
    let log = Log::new();
    let (policies, changes) = node(&log);
    log.tell(&changes, log.put("acme", "a text of the future"));
    assert_eq!(version(&policies, "acme"), 1_001);
    log.tell(&changes, log.put("acme", ONE));
    assert_eq!(version(&policies, "acme"), 2);
}

#[test]
fn policy_watchers_are_notified_of_changes() {
    let log = Log::new();
    let (policies, changes) = node(&log);
    assert_eq!(version(&policies, "acme"), 0);
    let mut follows = policies.changes();
    follows.borrow_and_update();
    log.tell(&changes, log.put("acme", ONE));
    assert!(follows.has_changed().unwrap());
}
