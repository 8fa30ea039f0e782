//! One life of a log: its operations, its end, and the expected content afterwards.

use super::model::{Change, Model};
use crate::{
    marks::Marks,
    random::Random,
    tier::{Injected, Violation},
};
use bytes::Bytes;
use minoots_store::{
    io::{Cut, Fault, MemoryIo, Operation},
    log::{Completion, Demand, Log, LogEntry, LogId, LogOptions, OpenError, SyncedMarkOptions},
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, channel},
    },
};

/// The log's directory.
const DIRECTORY: &str = "/log";
const MARK: &str = "/SYNCED";

/// The way a life ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The process dies after a number of disk operations.
    Killed { after: u64 },
    /// The power fails after a number of disk operations.
    PowerCut { after: u64, seed: u64 },
    /// A sync fails after a number of successful ones; then the power fails.
    SyncFails { after: u64, seed: u64 },
    /// Long-synced bytes change silently.
    Rot { at: u64, kind: Rot },
    /// The log is closed.
    Closed,
}

/// Kinds of corruption at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rot {
    /// One flipped bit.
    Flip,
    /// A sector of zeros.
    Zeros,
    /// The content of another sector.
    Misdirected,
}

impl Fate {
    /// Names of the faults.
    pub const NAMES: [&'static str; 6] = [
        "killed",
        "power_cut",
        "sync_fails",
        "rot_flip",
        "rot_zeros",
        "rot_misdirected",
    ];

    fn name(self) -> Option<&'static str> {
        match self {
            Fate::Killed { .. } => Some("killed"),
            Fate::PowerCut { .. } => Some("power_cut"),
            Fate::SyncFails { .. } => Some("sync_fails"),
            Fate::Rot { kind: Rot::Flip, .. } => Some("rot_flip"),
            Fate::Rot { kind: Rot::Zeros, .. } => Some("rot_zeros"),
            Fate::Rot {
                kind: Rot::Misdirected, ..
            } => Some("rot_misdirected"),
            Fate::Closed => None,
        }
    }
}

/// An operation on the log.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Append {
        count: u64,
        length: usize,
        next_term: bool,
    },
    Vote(u8),
    Truncate {
        back: u64,
    },
    Purge {
        back: u64,
    },
    Commit {
        back: u64,
    },
    /// Several operations during one sync: an append, another append, a vote, an append.
    Burst {
        length: usize,
    },
}

/// A life of the log.
#[derive(Clone, Debug)]
pub struct Life {
    pub steps: Vec<Step>,
    /// The steps that are not dropped.
    pub kept: Vec<usize>,
    fate: Fate,
}

/// A disk with its expected content.
pub struct Rig {
    pub options: LogOptions,
    memory: MemoryIo,
    /// The content that was acknowledged by the end of the last life, or that survived it.
    durable: Model,
    pub violations: Vec<Violation>,
    pub faults: BTreeMap<&'static str, Injected>,
    pub marks: Marks,
    pub notes: String,
}

impl Rig {
    pub fn new(random: &mut Random) -> Rig {
        let mut options = LogOptions::default();
        options.segment_bytes = random.pick(&[16 << 10, 64 << 10]);
        options.prepare_ahead = false;
        options.group_bytes_max = random.pick(&[512, 4 << 10, 1 << 20]);
        options.synced_mark = Some(SyncedMarkOptions {
            path: MARK.into(),
            demand: Demand::IfPresent,
            log_id: 7,
            refuses_others: true,
        });
        Rig {
            options,
            memory: MemoryIo::new(),
            durable: Model::default(),
            violations: Vec::new(),
            faults: BTreeMap::new(),
            marks: Marks::default(),
            notes: String::new(),
        }
    }

    fn open(&mut self) -> Result<Log, OpenError> {
        let io = Arc::new(self.memory.mount());
        let (log, recovered) = Log::open(io, Path::new(DIRECTORY), self.options.clone(), Box::new(|_| {}))?;
        if recovered.torn.is_some() {
            self.marks.hit("a tail was torn and cut");
        }
        Ok(log)
    }

    fn violation(&mut self, rule: &str, message: String) {
        self.violations.push(Violation {
            rule: rule.to_owned(),
            message,
        });
    }
}

/// The operations of a life in order, and their acknowledgements.
struct Asked {
    accepted: Model,
    committed: Option<u64>,
    changes: Vec<Change>,
    /// Number of changes at the end of each operation.
    ends: Vec<usize>,
    /// Numbers of acknowledged operations, in the order of acknowledgement.
    acknowledged: Arc<Mutex<Vec<usize>>>,
    answers: Vec<Receiver<()>>,
}

impl Life {
    /// Draws a life. The last life of a disk ends by an orderly close.
    pub fn draw(random: &mut Random, is_last: bool) -> Life {
        let count = random.pick(&[1, 5, 20, 60]);
        let steps: Vec<Step> = (0..count).map(|_| step(random)).collect();
        let (after, seed) = (random.between(1, 40 + 6 * count) as u64, random.next());
        let fate = match random.below(8) {
            _ if is_last => Fate::Closed,
            0 => Fate::Killed { after },
            1..4 => Fate::PowerCut { after, seed },
            4 => Fate::SyncFails { after: after / 3, seed },
            5..7 => Fate::Rot {
                at: seed,
                kind: random.pick(&[Rot::Flip, Rot::Zeros, Rot::Misdirected]),
            },
            _ => Fate::Closed,
        };
        Life {
            kept: Vec::new(),
            steps,
            fate,
        }
    }

    pub fn run(&self, rig: &mut Rig) {
        let log = match rig.open() {
            Ok(log) => log,
            Err(error) => return rig.violation("G1", format!("a sound log does not open: {error}")),
        };
        let mut asked = Asked {
            accepted: rig.durable.clone(),
            committed: log.state().committed,
            changes: Vec::new(),
            ends: Vec::new(),
            acknowledged: Arc::default(),
            answers: Vec::new(),
        };
        match self.fate {
            Fate::Killed { after } | Fate::PowerCut { after, .. } => {
                rig.memory.halt_at(rig.memory.operation_count() + after)
            }
            Fate::SyncFails { after, .. } => rig.memory.inject(Fault {
                operation: Operation::SyncData,
                after_count: after,
                fail_count: 1,
                error: ErrorKind::Other,
            }),
            Fate::Rot { .. } | Fate::Closed => {}
        }
        let mut before_last = None;
        for at in &self.kept {
            before_last = Some(disk(&rig.memory));
            asked.step(&log, &rig.memory, self.steps[*at]);
        }
        self.end(rig, log, &asked, before_last);
        let acknowledged = asked
            .acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let _ = writeln!(rig.notes, "{:?} {acknowledged:?} of {}", self.fate, asked.ends.len());
        if acknowledged.iter().enumerate().any(|(place, number)| place != *number) {
            return rig.violation("order", format!("acknowledged in the order {acknowledged:?}"));
        }
        self.look(rig, &asked, acknowledged.len());
    }

    /// Ends the life.
    fn end(&self, rig: &mut Rig, log: Log, asked: &Asked, before_last: Option<BTreeMap<PathBuf, Vec<u8>>>) {
        if let Some(name) = self.fate.name() {
            let count = rig.faults.entry(name).or_default();
            count.injected += 1;
            count.effective += u64::from(!asked.ends.is_empty());
        }
        match self.fate {
            Fate::Killed { .. } => rig.memory.cut(Cut::Process),
            Fate::PowerCut { seed, .. } | Fate::SyncFails { seed, .. } => {
                rig.marks.hit("the log was opened again after a power cut");
                rig.memory.cut(Cut::Power { seed });
                drop(log);
            }
            Fate::Closed | Fate::Rot { .. } => {
                let _ = log.close();
                rig.memory.cut(Cut::Process);
            }
        }
        if let (Fate::Rot { at, kind }, Some(before)) = (self.fate, before_last) {
            rot(&rig.memory, &before, at, kind);
        }
    }

    /// Opens the log and checks its content.
    fn look(&self, rig: &mut Rig, asked: &Asked, acknowledged: usize) {
        let rotten = matches!(self.fate, Fate::Rot { .. });
        let found = rig.open().map(|log| {
            let found = Model::read(&log);
            let _ = log.close();
            found
        });
        let from = acknowledged.checked_sub(1).map_or(0, |last| asked.ends[last]);
        match found {
            Ok(Ok(found)) => {
                let mut model = rig.durable.clone();
                asked.changes[..from].iter().for_each(|change| model.apply(change));
                let mut survived = 0;
                while model != found && from + survived < asked.changes.len() {
                    model.apply(&asked.changes[from + survived]);
                    survived += 1;
                }
                if model != found {
                    let rule = if rotten { "G20" } else { "G1" };
                    let message = format!(
                        "after {:?} the log ends at {:?}; acknowledged: {acknowledged}",
                        self.fate,
                        found.last()
                    );
                    return rig.violation(rule, message);
                }
                if survived > 0 {
                    rig.marks.hit("entries that were not acknowledged survived");
                }
                if rotten {
                    rig.marks.hit("damage was harmless");
                }
                rig.durable = found;
            }
            Ok(Err(error)) if rotten => refused(rig, &error.to_string()),
            Err(OpenError::Corrupt(error)) if rotten => refused(rig, &error.to_string()),
            Ok(Err(error)) => rig.violation("G1", format!("after {:?} the log does not read: {error}", self.fate)),
            Err(error) => rig.violation("G1", format!("after {:?} the log does not open: {error}", self.fate)),
        }
    }
}

/// Handles detected damage. A node would be rebuilt from others; here, the disk is emptied.
fn refused(rig: &mut Rig, error: &str) {
    rig.marks.hit("damage was found and refused");
    let _ = writeln!(rig.notes, "{error}");
    rig.memory = MemoryIo::new();
    rig.durable = Model::default();
}

fn step(random: &mut Random) -> Step {
    let length = random.pick(&[0, 10, 200, 1_000, 5_000]);
    match random.below(12) {
        0..6 => Step::Append {
            count: random.between(1, 6) as u64,
            length,
            next_term: random.percent(10),
        },
        6 => Step::Vote(random.below(200) as u8),
        7 => Step::Truncate {
            back: random.below(6) as u64,
        },
        8 => Step::Purge {
            back: random.below(10) as u64,
        },
        9 => Step::Commit {
            back: random.below(4) as u64,
        },
        _ => Step::Burst { length },
    }
}

impl Asked {
    fn ask(&mut self, changes: Vec<Change>) -> Completion {
        changes.iter().for_each(|change| self.accepted.apply(change));
        self.changes.extend(changes);
        let number = self.ends.len();
        self.ends.push(self.changes.len());
        let acknowledged = Arc::clone(&self.acknowledged);
        let (sender, receiver) = channel();
        self.answers.push(receiver);
        Box::new(move |result| {
            if result.is_ok() {
                acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(number);
            }
            let _ = sender.send(());
        })
    }

    /// Waits until every operation so far has succeeded or failed.
    fn wait(&mut self) {
        for answer in self.answers.drain(..) {
            let _ = answer.recv();
        }
    }

    fn step(&mut self, log: &Log, memory: &MemoryIo, step: Step) {
        let last = self.accepted.last();
        match step {
            Step::Append {
                count,
                length,
                next_term,
            } => self.append(log, count, length, next_term),
            Step::Vote(byte) => self.vote(log, byte),
            Step::Truncate { back } => {
                let lowest = self.committed.max(self.accepted.purged.map(|purged| purged.index));
                let after = last.and_then(|last| last.index.checked_sub(back)).max(lowest);
                let done = self.ask(vec![Change::Truncate(after)]);
                log.truncate_after(after, done);
            }
            Step::Purge { back } => {
                let upto = last.and_then(|last| self.accepted.entries.get(&last.index.checked_sub(back)?));
                if let Some(upto) = upto.map(LogEntry::id) {
                    let done = self.ask(vec![Change::Purge(upto)]);
                    log.purge(upto, done);
                }
            }
            Step::Commit { back } => {
                if let Some(index) = last.and_then(|last| last.index.checked_sub(back)) {
                    log.save_committed(index);
                    self.committed = self.committed.max(Some(index));
                }
            }
            Step::Burst { length } => self.burst(log, memory, length),
        }
        self.wait();
    }

    fn append(&mut self, log: &Log, count: u64, length: usize, next_term: bool) {
        let last = self.accepted.last();
        let term = last.map_or(1, |last| last.term) + u64::from(next_term);
        let start = last.map_or(0, |last| last.index + 1);
        let entries: Vec<LogEntry> = (start..start + count)
            .map(|index| entry(LogId { index, term }, length))
            .collect();
        let done = self.ask(entries.iter().cloned().map(Change::Entry).collect());
        log.append(entries, done);
    }

    fn vote(&mut self, log: &Log, byte: u8) {
        let vote = Bytes::from(vec![byte; usize::from(byte)]);
        let done = self.ask(vec![Change::Vote(vote.clone())]);
        log.save_vote(vote, done);
    }

    /// Submits several operations during the sync of the first, so that they share a group.
    fn burst(&mut self, log: &Log, memory: &MemoryIo, length: usize) {
        memory.hold_syncs();
        let operations = memory.operation_count();
        self.append(log, 1, length, false);
        let first = self.answers.pop();
        // Wait until the first append has written its bytes or failed.
        while memory.operation_count() == operations && first.as_ref().is_some_and(|first| first.try_recv().is_err()) {
            std::thread::yield_now();
        }
        self.append(log, 2, length, false);
        self.vote(log, 7);
        self.append(log, 1, length, false);
        memory.release_syncs();
        // The first append has ended before the others, whether or not the loop above saw it.
        self.wait();
        drop(first);
    }
}

fn entry(id: LogId, length: usize) -> LogEntry {
    let body: Vec<u8> = (0..length as u64)
        .map(|at| (id.index * 31 + id.term * 7 + at) as u8)
        .collect();
    LogEntry {
        index: id.index,
        term: id.term,
        body: Bytes::from(body),
    }
}

/// The content of a disk, by file.
fn disk(memory: &MemoryIo) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = memory.paths().into_iter();
    paths
        .filter_map(|path| Some((path.clone(), memory.contents(&path)?)))
        .collect()
}

/// Corrupts bytes that existed before the last operation and so are not part of the last group.
fn rot(memory: &MemoryIo, before: &BTreeMap<PathBuf, Vec<u8>>, at: u64, kind: Rot) {
    const SECTOR: usize = 512;
    let mut random = Random::new(at, 4);
    let written = |(path, bytes): (&PathBuf, &Vec<u8>)| {
        let end = bytes.iter().rposition(|byte| *byte != 0)?;
        let is_log = path.extension().is_some_and(|extension| extension == "log");
        is_log.then(|| (path.clone(), end + 1))
    };
    let files: Vec<(PathBuf, usize)> = before.iter().filter_map(written).collect();
    if files.is_empty() {
        return;
    }
    let (path, end) = files[random.below(files.len())].clone();
    let Some(mut bytes) = memory.contents(&path) else {
        return;
    };
    let place = random.below(end);
    let sector = place / SECTOR * SECTOR;
    match kind {
        Rot::Flip => bytes[place] ^= 1 << random.below(8),
        Rot::Zeros => {
            let until = (sector + SECTOR).min(end);
            bytes[sector..until].fill(0);
        }
        Rot::Misdirected => {
            let from = random.below(end) / SECTOR * SECTOR;
            let until = (from + SECTOR).min(bytes.len());
            let copy = bytes[from..until].to_vec();
            let room = copy.len().min(end.saturating_sub(sector));
            bytes[sector..sector + room].copy_from_slice(&copy[..room]);
        }
    }
    memory.overwrite(&path, bytes);
}
