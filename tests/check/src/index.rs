//! A history, arranged for the rules: calls with their responses, and all other records by kind, each with its line.
//!
//! The index judges nothing, with one exception: it reports records that contradict each other as [`Rule::C0`]. Then
//! the producer is at fault, and no other verdict is meaningful.

mod clocks;
mod dues;
mod floors;
mod holds;

use std::collections::BTreeMap;

use crate::findings::Findings;
use crate::lives::Line;
use crate::record::{
    Answer, Call, Clock, Commit, Compacted, Consumer, Delivery, Event, Fact, Fault, Final, Lead, Mark, Outcome,
    Overdue, Record, Release, Restore, Run, Seek, StateHash,
};
use crate::report::Rule;

pub use clocks::Soundness;
pub use dues::{Due, Dues};
pub use holds::Holds;

/// A key that orders the instants of one history: true time, or the line where a producer writes in order.
pub type Moment = i64;

/// A record with its line.
#[derive(Debug)]
pub struct At<'a, T> {
    /// The line number, from 1.
    pub line: usize,
    /// The record.
    pub record: &'a T,
}

impl<T> Clone for At<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<'_, T> {}

/// A call with its response.
#[derive(Clone, Debug)]
pub struct Op<'a> {
    /// The line of the invocation.
    pub line: usize,
    /// The true time of the invocation.
    pub invoked: i64,
    /// The request.
    pub call: &'a Call,
    /// The true time of the response, if there was one.
    pub returned: Option<i64>,
    /// The line of the response, or of the invocation without one.
    pub answer_line: usize,
    /// The outcome; unknown without a response.
    pub outcome: &'a Outcome,
    /// The entries of its command in the log, if the producer knows them.
    pub commits: Vec<At<'a, Commit>>,
    /// The largest index in any response before this call began.
    pub floor: u64,
    /// The line of that response.
    pub floor_line: usize,
    /// The largest possible index of this call, from calls that began after it ended.
    pub ceiling: u64,
    began: Moment,
    ended: Moment,
}

/// A reader's record of the event log.
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// The reader begins.
    Seek(&'a Seek),
    /// The reader gets an event.
    Event(&'a Event),
    /// The reader's cursor is too old.
    Compacted(&'a Compacted),
}

/// All records, by kind.
#[derive(Debug, Default)]
pub struct Index<'a> {
    /// The first record; defaults if there is none.
    pub run: Run,
    /// The calls, in order of invocation.
    pub ops: Vec<Op<'a>>,
    /// Decisions of the log.
    pub facts: Vec<At<'a, Fact>>,
    /// Releases at nodes.
    pub releases: Vec<At<'a, Release>>,
    /// Deliveries at consumers.
    pub deliveries: Vec<At<'a, Delivery>>,
    /// Starts and ends of consumers.
    pub consumers: Vec<At<'a, Consumer>>,
    /// Records of readers of the event log.
    pub readings: Vec<(usize, Reading<'a>)>,
    /// Starts of leaderships.
    pub leads: Vec<At<'a, Lead>>,
    /// Readings of clocks.
    pub clocks: Vec<At<'a, Clock>>,
    /// Faults.
    pub faults: Vec<At<'a, Fault>>,
    /// Situations reached.
    pub marks: Vec<At<'a, Mark>>,
    /// Hashes during the run.
    pub hashes: Vec<At<'a, StateHash>>,
    /// States at the end.
    pub finals: Vec<At<'a, Final>>,
    /// The restore that began this life.
    pub restored: Option<At<'a, Restore>>,
    /// Operators' decisions about held timers.
    pub overdue: Vec<At<'a, Overdue>>,
    /// The held timers.
    pub holds: Holds<'a>,
    /// The last heal, in true time.
    pub healed: Option<i64>,
    /// The line of the last heal; 0 without one.
    pub healed_line: usize,
    /// The end, in true time.
    pub ended: Option<i64>,
    /// The due instants.
    pub dues: Dues,
    /// The intervals in which clocks were sound.
    pub soundness: Soundness,
}

impl<'a> Index<'a> {
    /// Arranges the records of a life.
    pub fn new(records: impl Iterator<Item = Line<'a>>, epsilon: i64, findings: &mut Findings) -> Self {
        let mut index = Index::default();
        let mut ops = Ops::default();
        for (line, record) in records {
            index.add(line, record, &mut ops, findings);
        }
        ops.attach_commits(findings);
        index.ops = ops.list;
        let ordered = index.run.ordered;
        for op in &mut index.ops {
            op.began = if ordered { op.line as Moment } else { op.invoked };
            op.ended = match op.returned {
                None => Moment::MAX,
                Some(_) if ordered => op.answer_line as Moment,
                Some(at) => at,
            };
        }
        floors::fill(&mut index.ops);
        index.dues = Dues::new(&index);
        index.holds = Holds::new(&index);
        index.soundness = Soundness::new(&index.clocks, &index.faults, epsilon);
        index
    }

    /// Returns the events that readers saw, with their lines.
    pub fn events(&self) -> impl Iterator<Item = At<'a, Event>> + '_ {
        self.readings.iter().filter_map(|&(line, reading)| match reading {
            Reading::Event(record) => Some(At { line, record }),
            _ => None,
        })
    }

    fn add(&mut self, line: usize, record: &'a Record, ops: &mut Ops<'a>, findings: &mut Findings) {
        match record {
            Record::Run(run) => self.run = run.clone(),
            Record::Inv(record) => ops.begin(line, record.op, record.t, &record.call, findings),
            Record::Ret(record) => ops.end(line, record.op, record.t, &record.outcome, findings),
            Record::Commit(record) => ops.commits.push(At { line, record }),
            Record::Fact(record) => self.facts.push(At { line, record }),
            Record::Rel(record) => self.releases.push(At { line, record }),
            Record::Dlv(record) => self.deliveries.push(At { line, record }),
            Record::Consumer(record) => self.consumers.push(At { line, record }),
            Record::Seek(record) => self.readings.push((line, Reading::Seek(record))),
            Record::Evt(record) => self.readings.push((line, Reading::Event(record))),
            Record::Compacted(record) => self.readings.push((line, Reading::Compacted(record))),
            Record::Lead(record) => self.leads.push(At { line, record }),
            Record::Clock(record) => self.clocks.push(At { line, record }),
            Record::Fault(record) => self.faults.push(At { line, record }),
            Record::Heal(record) => {
                self.healed = self.healed.max(Some(record.t));
                self.healed_line = line;
            }
            Record::Restore(record) => self.restored = Some(At { line, record }),
            Record::Overdue(record) => self.overdue.push(At { line, record }),
            Record::Backup(_) => {}
            Record::Mark(record) => self.marks.push(At { line, record }),
            Record::Hash(record) => self.hashes.push(At { line, record }),
            Record::Final(record) => self.finals.push(At { line, record }),
            Record::End(record) => self.ended = self.ended.max(Some(record.t)),
        }
    }
}

impl<'a> Op<'a> {
    /// Returns the index and the body of an OK response.
    pub fn ok(&self) -> Option<(u64, &'a Answer)> {
        match self.outcome {
            Outcome::Ok { idx, answer } => Some((*idx, answer)),
            _ => None,
        }
    }

    /// Returns the reason of a refusal.
    pub fn refused(&self) -> Option<&'a str> {
        match self.outcome {
            Outcome::Err { reason } => Some(reason),
            _ => None,
        }
    }

    /// Whether the outcome is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self.outcome, Outcome::Unknown)
    }

    /// Whether the call only reads.
    pub fn is_read(&self) -> bool {
        matches!(self.call, Call::Get(_) | Call::List(_))
    }

    /// Whether the call is a local read, which need not be fresh.
    pub fn is_local(&self) -> bool {
        match self.call {
            Call::Get(get) => get.local,
            Call::List(list) => list.local,
            _ => false,
        }
    }
}

#[derive(Default)]
struct Ops<'a> {
    list: Vec<Op<'a>>,
    by_id: BTreeMap<u64, usize>,
    commits: Vec<At<'a, Commit>>,
}

impl<'a> Ops<'a> {
    fn begin(&mut self, line: usize, op: u64, invoked: i64, call: &'a Call, findings: &mut Findings) {
        if let Some(earlier) = self.by_id.insert(op, self.list.len()) {
            findings.report(Rule::C0, 0, [self.list[earlier].line, line], || {
                format!("call {op} is invoked twice")
            });
        }
        self.list.push(Op {
            line,
            invoked,
            call,
            returned: None,
            answer_line: line,
            outcome: &Outcome::Unknown,
            commits: Vec::new(),
            floor: 0,
            floor_line: 0,
            ceiling: u64::MAX,
            began: 0,
            ended: 0,
        });
    }

    fn end(&mut self, line: usize, id: u64, returned: i64, outcome: &'a Outcome, findings: &mut Findings) {
        let Some(op) = self.by_id.get(&id).map(|&at| &mut self.list[at]) else {
            return findings.report(Rule::C0, 0, [line], || {
                format!("call {id} is answered, but not invoked")
            });
        };
        if op.returned.is_some() || returned < op.invoked {
            let lines = [op.line, op.answer_line, line];
            return findings.report(Rule::C0, 0, lines, || {
                format!("call {id} is answered twice, or before it began")
            });
        }
        (op.returned, op.answer_line, op.outcome) = (Some(returned), line, outcome);
        if !answers(op.call, outcome) {
            findings.report(Rule::C0, 0, [op.line, line], || {
                format!("call {id} has the answer of another kind of call")
            });
        }
    }

    fn attach_commits(&mut self, findings: &mut Findings) {
        for commit in std::mem::take(&mut self.commits) {
            match self.by_id.get(&commit.record.op) {
                Some(&at) => self.list[at].commits.push(commit),
                None => findings.report(Rule::C0, 0, [commit.line], || "an unknown call is committed".into()),
            }
        }
    }
}

/// Whether a response has the kind that belongs to the call.
fn answers(call: &Call, outcome: &Outcome) -> bool {
    let Outcome::Ok { answer, .. } = outcome else {
        return true;
    };
    match (call, answer) {
        (Call::BatchCreate(asked), Answer::Batch(created)) => asked.len() == created.len(),
        _ => matches!(
            (call, answer),
            (Call::Create(_), Answer::Created(_))
                | (Call::Cancel(_) | Call::Reschedule(_), Answer::Withdrawn(_))
                | (Call::Get(_), Answer::Timer(_))
                | (Call::List(_), Answer::Timers { .. })
                | (Call::Ack(_), Answer::Acked(_))
                | (Call::Nack(_), Answer::Nacked { .. })
                | (Call::Extend(_), Answer::Extended { .. })
        ),
    }
}
