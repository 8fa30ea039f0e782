//! Records the history of a tier B run.
//!
//! The log's decisions are added at the end, when its events can be read.

use super::decided::Log;
use crate::a::calls::{self, Request, refused};
use minoots_check::{
    History,
    record::{
        Answer, Clock, Dumped, End, Fault, Final, Heal, Invocation, Knows, Lead, Outcome, Phase, Record, Return, Run,
        StateHash,
    },
};
use minoots_kernel::{Effect, Failure, tables};
use minoots_sequencer::{
    Priority,
    consensus::{Moment, Position, View},
};
use minoots_sim_raft::{self as world, FaultKind, MARKS, TENANT, Told, Witness};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Observes a run.
#[derive(Default)]
pub struct Recorder(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    records: Vec<Record>,
    finals: Vec<Record>,
    log: Log,
}

impl Recorder {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, record: Record) {
        self.seen().records.push(record);
    }

    /// The complete history, after the run.
    pub fn history(&self, seed: u64) -> History {
        let mut seen = self.seen();
        let decided = seen.log.records();
        let is_known = decided.is_some();
        let run = Run {
            producer: "sim".to_owned(),
            seed: Some(seed),
            ordered: true,
            knows: Knows {
                commits: is_known,
                facts: is_known,
                releases: true,
                callers: true,
            },
            faults: FaultKind::ALL.iter().map(|kind| kind.name().to_owned()).collect(),
            marks: MARKS.iter().map(|mark| (*mark).to_owned()).collect(),
        };
        let (records, finals) = (std::mem::take(&mut seen.records), std::mem::take(&mut seen.finals));
        let middle = records.into_iter().chain(decided.into_iter().flatten());
        std::iter::once(Record::Run(run)).chain(middle).chain(finals).collect()
    }
}

impl Witness for Recorder {
    fn asked(&self, t: i64, op: u64, client: u64, request: &world::Request) {
        let call = calls::recorded(&translated(request));
        self.push(Record::Inv(Invocation { op, client, t, call }));
    }

    fn told(&self, t: i64, op: u64, request: &world::Request, told: Told<'_>) {
        let outcome = match (request, told) {
            (_, Told::Written(answer)) => calls::outcome(&translated(request), answer),
            (world::Request::Read(id), Told::Read(state)) => {
                read(state, id).unwrap_or_else(|failure| refused(&failure.to_string()))
            }
            (_, Told::Unread(reason)) => refused(reason),
            (_, Told::Read(_)) => Outcome::Unknown,
        };
        let mut seen = self.seen();
        if let (world::Request::Write(_), Outcome::Ok { idx, .. }) = (request, &outcome) {
            seen.log.answered(op, *idx);
        }
        seen.records.push(Record::Ret(Return { op, t, outcome }));
    }

    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        self.seen().log.applied(at.index, moment.time, effects);
    }

    fn leads(&self, t: i64, node: u64, term: u64, applied_term: Option<u64>) {
        self.push(Record::Lead(Lead {
            node,
            term,
            t,
            applied_term,
        }));
    }

    fn hashed(&self, node: u64, applied: u64, hash: u128) {
        let hash = format!("{hash:032x}");
        self.push(Record::Hash(StateHash { node, applied, hash }));
    }

    fn clock(&self, t: i64, node: u64, reads: i64) {
        self.push(Record::Clock(Clock { node, t, reads }));
    }

    fn fault(&self, t: i64, kind: FaultKind, number: usize, begins: bool) {
        self.push(Record::Fault(Fault {
            name: kind.name().to_owned(),
            target: number.to_string(),
            t,
            phase: if begins { Phase::On } else { Phase::Off },
        }));
    }

    fn healed(&self, t: i64) {
        self.push(Record::Heal(Heal { t }));
    }

    fn ended(&self, t: i64, node: u64, state: &dyn View, hash: Option<u128>) {
        let dumped = |timer| Dumped {
            tenant: TENANT.to_owned(),
            timer,
        };
        let dump = calls::views(state).map(|timers| timers.into_iter().map(dumped).collect());
        let mut seen = self.seen();
        seen.log.look(state);
        seen.finals.retain(|record| !matches!(record, Record::End(_)));
        seen.finals.push(Record::Final(Final {
            node: Some(node),
            applied: state.index(),
            state_hash: hash.map(|hash| format!("{hash:032x}")),
            dump: dump.ok(),
        }));
        seen.finals.push(Record::End(End { t }));
    }
}

/// Converts a request to the form of tier A.
fn translated(request: &world::Request) -> Request {
    match request {
        world::Request::Write(command) => Request::Write(command.clone(), Priority::Normal),
        world::Request::Read(id) => Request::Get {
            id: id.clone(),
            local: false,
        },
    }
}

fn read(state: &dyn View, id: &str) -> Result<Outcome, Failure> {
    let row = tables::timer::get(state, TENANT, id)?;
    let row = row.filter(|row| !row.id().is_empty());
    let Some(row) = row else {
        return Ok(refused("TIMER_NOT_FOUND"));
    };
    Ok(Outcome::Ok {
        idx: state.index(),
        answer: Answer::Timer(calls::view(state, &row)?),
    })
}
