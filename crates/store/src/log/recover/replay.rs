//! Replays the records of all segments into the state that they describe, and finds the end of the log.

use std::sync::Arc;

use bytes::Bytes;

use super::Place;
use crate::log::LogEntry;
use crate::log::error::{Corruption, OpenError, Rule};
use crate::log::format::{Head, Kind, Record, SEGMENT_HEADER_BYTES};
use crate::log::index::{Change, EntryIndex, Slot};
use crate::log::ledger::{Ledger, LogId};
use crate::log::scan::{Scanner, Tail};
use crate::log::segment::Segment;

#[derive(Default)]
pub(super) struct Replay {
    pub ledger: Ledger,
    pub index: EntryIndex,
    pub records: u64,
    /// The last entry before each segment with records; later segments have none.
    pub floors: Vec<Option<LogId>>,
    /// The end of the last segment with records.
    pub tail: Option<TailPlace>,
    pub torn: Option<TornPlace>,
}

/// The end of the log.
pub(super) struct TailPlace {
    pub end: u32,
    pub group_offset: u32,
    pub torn: bool,
}

#[derive(Clone, Copy)]
pub(super) struct TornPlace {
    pub segment: usize,
    pub position: u32,
    pub stray_records: u64,
}

/// Replays all segments, and fails with the first broken rule.
pub(super) fn replay(segments: &[Arc<Segment>]) -> Result<Replay, OpenError> {
    let mut replay = Replay::default();
    let mut last_judgement = Tail::Clean;
    for (number, segment) in segments.iter().enumerate() {
        let unread = |error| segment.failure("read", error);
        let mut scanner = Scanner::new(segment);
        let before = replay.records;
        while let Some(record) = scanner.next().map_err(unread)? {
            replay.apply(&record, segment, segments, number)?;
        }
        let judgement = scanner.tail().map_err(unread)?;
        if replay.records > before {
            replay.tail = Some(tail_place(&scanner, judgement));
            last_judgement = judgement;
        } else {
            replay.judge_tail(&segments[number], SEGMENT_HEADER_BYTES as u32, number, judgement)?;
        }
    }
    replay.finish(segments, last_judgement)?;
    Ok(replay)
}

/// Passes every entry of segments that were replayed without damage to `visit`.
pub(super) fn entries(segments: &[Arc<Segment>], visit: &mut dyn FnMut(Place<'_>, LogEntry)) -> Result<(), OpenError> {
    for segment in segments {
        let mut scanner = Scanner::new(segment);
        while let Some(record) = scanner.next().map_err(|error| segment.failure("read", error))? {
            if record.header.kind != Kind::Entry {
                continue;
            }
            let place = Place {
                file: &segment.path,
                position_bytes: u64::from(record.offset),
            };
            let entry = LogEntry {
                index: record.header.index,
                term: record.header.term,
                body: Bytes::copy_from_slice(record.body),
            };
            visit(place, entry);
        }
    }
    Ok(())
}

fn tail_place(scanner: &Scanner<'_>, judgement: Tail) -> TailPlace {
    TailPlace {
        end: scanner.end(),
        group_offset: scanner.group_offset().unwrap_or(scanner.end()),
        torn: matches!(judgement, Tail::Torn { .. }),
    }
}

impl Replay {
    fn apply(
        &mut self,
        record: &Record<'_>,
        segment: &Segment,
        segments: &[Arc<Segment>],
        number: usize,
    ) -> Result<(), Corruption> {
        let broken = |rule| segment.corruption(record.offset, rule);
        let first = record.offset == SEGMENT_HEADER_BYTES as u32;
        if first != (record.header.kind == Kind::Head) {
            return Err(broken(Rule::RecordBody));
        }
        if first {
            self.begin_segment(record, segments, number)?;
        } else {
            self.apply_change(record, segment).map_err(broken)?;
        }
        self.ledger.commit(record.header.committed);
        self.records += 1;
        Ok(())
    }

    /// Begins a segment. The head of the first segment sets the state; every other head must repeat it.
    fn begin_segment(
        &mut self,
        record: &Record<'_>,
        segments: &[Arc<Segment>],
        number: usize,
    ) -> Result<(), Corruption> {
        let segment = &segments[number];
        let Some(head) = Head::decode(record.body) else {
            return Err(segment.corruption(record.offset, Rule::RecordBody));
        };
        if number == 0 && segment.header.sequence > 1 {
            self.ledger = Ledger {
                last: head.last,
                purged: head.purged,
                vote: head.vote,
                ..Ledger::default()
            };
        } else {
            let previous_end = match (number.checked_sub(1), &self.tail) {
                (None, _) => 0,
                (Some(_), Some(tail)) if self.floors.len() == number => tail.end,
                (Some(_), _) => {
                    return Err(
                        segments[self.floors.len()].corruption(SEGMENT_HEADER_BYTES as u32, Rule::DamageBeforeSynced)
                    );
                }
            };
            if number > 0 && head.previous_segment_end > previous_end {
                return Err(segments[number - 1].corruption(previous_end, Rule::DamageBeforeSynced));
            }
            if head != Head::new(&self.ledger, previous_end) {
                return Err(segment.corruption(record.offset, Rule::SegmentChain));
            }
        }
        self.floors.push(self.ledger.last);
        Ok(())
    }

    fn apply_change(&mut self, record: &Record<'_>, segment: &Segment) -> Result<(), Rule> {
        let header = &record.header;
        let id = LogId {
            index: header.index,
            term: header.term,
        };
        match header.kind {
            Kind::Entry => {
                self.ledger.check_next(id).map_err(|refused| refused.rule())?;
                let sequence = segment.header.sequence;
                let slot = Slot {
                    sequence,
                    offset: record.offset,
                    body_length: record.body.len() as u32,
                };
                self.index.apply(Change::Append {
                    index: id.index,
                    term: id.term,
                    slot,
                });
                self.ledger.append(id);
            }
            Kind::Vote => self.ledger.vote = Some(Bytes::copy_from_slice(record.body)),
            Kind::Truncate => {
                let last = id.index.checked_sub(1).map(|index| LogId { index, term: id.term });
                let kept = last.map(|last| last.index);
                if kept > self.ledger.last_index() || kept < self.ledger.purged_index() {
                    return Err(Rule::IndexSequence);
                }
                self.index.apply(Change::Truncate {
                    first_removed: id.index,
                });
                self.ledger.truncate(last);
            }
            Kind::Purge => {
                if self.ledger.purged_index() >= Some(id.index) || id.index == u64::MAX {
                    return Err(Rule::IndexSequence);
                }
                self.index.apply(Change::Purge { upto_index: id.index });
                self.ledger.purge(id);
            }
            Kind::Mark => {}
            Kind::Head => return Err(Rule::RecordBody),
        }
        Ok(())
    }

    /// Judges the tail of a segment. Only one write can have been in flight, so at most one place may be torn, and only
    /// at the end.
    fn judge_tail(&mut self, segment: &Segment, end: u32, number: usize, judgement: Tail) -> Result<(), Corruption> {
        match judgement {
            Tail::Clean => Ok(()),
            Tail::Torn { stray_records } if self.torn.is_none() => {
                self.torn = Some(TornPlace {
                    segment: number,
                    position: end,
                    stray_records,
                });
                Ok(())
            }
            Tail::Torn { .. } | Tail::Damaged => Err(segment.corruption(end, Rule::DamageBeforeSynced)),
        }
    }

    fn finish(&mut self, segments: &[Arc<Segment>], judgement: Tail) -> Result<(), Corruption> {
        let Some(first) = segments.first() else { return Ok(()) };
        let Some(tail) = &self.tail else {
            // Segments without a record must follow a segment with records, or be the very first.
            return if first.header.sequence == 1 {
                Ok(())
            } else {
                Err(first.corruption(0, Rule::SegmentMissing))
            };
        };
        let (number, end) = (self.floors.len() - 1, tail.end);
        self.judge_tail(&segments[number], end, number, judgement)?;
        let floor = self.floors[0].map(|floor| floor.index);
        if floor > self.ledger.purged_index() {
            return Err(first.corruption(SEGMENT_HEADER_BYTES as u32, Rule::PurgeCoverage));
        }
        Ok(())
    }
}
