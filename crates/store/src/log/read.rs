//! Reads entries from memory if they are recent, otherwise from disk. Every read from disk is verified.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::LogEntry;
use super::error::{Error, Rule};
use super::format::{Kind, RECORD_HEADER_BYTES, decode, padded};
use super::index::Slot;
use super::segment::Segment;
use super::shared::{Inner, Shared};

/// The size up to which neighbouring records are read together.
const SPAN_BYTES_MAX: u32 = 1 << 20;

/// Records of one segment to be read at once.
struct Span {
    segment: Arc<Segment>,
    first_index: u64,
    slots: Vec<Slot>,
}

/// The plan of a read: entries found in memory, or the spans to read from disk.
enum Plan {
    Ready(Vec<LogEntry>),
    Disk(Vec<Span>),
}

/// See [`Log::read`](super::Log::read).
pub(super) fn read(shared: &Shared, range: Range<u64>, bytes_max: usize) -> Result<Vec<LogEntry>, Error> {
    let plan = {
        let inner = shared.lock();
        inner.check_open()?;
        plan(&inner, range, bytes_max)?
    };
    let spans = match plan {
        Plan::Ready(entries) => return Ok(entries),
        Plan::Disk(spans) => spans,
    };
    let mut entries = Vec::new();
    for span in spans {
        let first_index = span.first_index;
        match read_span(&span, &mut entries) {
            Ok(()) => {}
            Err(error) => return Err(purged_meanwhile(shared, first_index).unwrap_or(error)),
        }
    }
    Ok(entries)
}

fn plan(inner: &Inner, range: Range<u64>, bytes_max: usize) -> Result<Plan, Error> {
    let accepted = &inner.accepted;
    if let Some(upto_index) = accepted
        .purged_index()
        .filter(|&purged| range.start <= purged && !range.is_empty())
    {
        return Err(Error::Purged { upto_index });
    }
    let end = accepted.last_index().map_or(0, |last| range.end.min(last + 1));
    let cached = inner.cache.first_index();
    if range.start >= end || cached.is_some_and(|first| range.start >= first) {
        return Ok(Plan::Ready(inner.cache.read(range.start..end, bytes_max)));
    }
    let end = cached.map_or(end, |first| end.min(first));
    Ok(Plan::Disk(spans(inner, range.start..end, bytes_max)))
}

fn spans(inner: &Inner, range: Range<u64>, bytes_max: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut bytes = 0;
    for index in range.clone() {
        let Some(slot) = inner.index.get(index) else { break };
        bytes += slot.body_length as usize;
        if index > range.start && bytes > bytes_max {
            break;
        }
        match spans.last_mut().filter(|span| span.takes(slot)) {
            Some(span) => span.slots.push(slot),
            None => {
                let Some(segment) = find(inner, slot.sequence) else {
                    break;
                };
                spans.push(Span {
                    segment,
                    first_index: index,
                    slots: vec![slot],
                });
            }
        }
    }
    spans
}

fn find(inner: &Inner, sequence: u64) -> Option<Arc<Segment>> {
    let first = inner.segments.front()?.segment.header.sequence;
    let live = inner
        .segments
        .get(usize::try_from(sequence.checked_sub(first)?).ok()?)?;
    Some(Arc::clone(&live.segment))
}

impl Span {
    fn takes(&self, slot: Slot) -> bool {
        self.segment.header.sequence == slot.sequence && slot_end(slot) - self.slots[0].offset <= SPAN_BYTES_MAX
    }
}

fn slot_end(slot: Slot) -> u32 {
    slot.offset + padded(slot.body_length as usize) as u32
}

fn read_span(span: &Span, entries: &mut Vec<LogEntry>) -> Result<(), Error> {
    let (Some(&first), Some(&last)) = (span.slots.first(), span.slots.last()) else {
        return Ok(());
    };
    let mut buffer = vec![0; (slot_end(last) - first.offset) as usize];
    let read = span.segment.file.read_at(&mut buffer, u64::from(first.offset));
    let count = read.map_err(|error| Error::Read(Arc::new(span.segment.failure("read", error))))?;
    buffer.truncate(count);
    let buffer = Bytes::from(buffer);
    for (index, &slot) in (span.first_index..).zip(&span.slots) {
        let start = (slot.offset - first.offset) as usize;
        let record = buffer
            .get(start..)
            .and_then(|bytes| decode(bytes, span.segment.position(slot.offset)));
        let record = record.filter(|record| record.header.kind == Kind::Entry && record.header.index == index);
        let Some(record) = record else {
            return Err(span.segment.corruption(slot.offset, Rule::Checksum).into());
        };
        let body_start = start + RECORD_HEADER_BYTES;
        let body = buffer.slice(body_start..body_start + record.body.len());
        entries.push(LogEntry {
            index,
            term: record.header.term,
            body,
        });
    }
    Ok(())
}

/// The error for a segment that was purged during the read. Its file may have been reused, so records that do not
/// verify are not damage.
fn purged_meanwhile(shared: &Shared, first_index: u64) -> Option<Error> {
    let upto_index = shared
        .lock()
        .accepted
        .purged_index()
        .filter(|&purged| first_index <= purged)?;
    Some(Error::Purged { upto_index })
}
