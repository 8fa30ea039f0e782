//! Events made ahead: of timers that are due soon, and too many of them to be made once they are armed.
//!
//! A signature costs more than all else that a firing needs, and a timer is armed half a second before it is due at most: time for some
//! ten thousand. What is due in a crowd is therefore made up to 10 s before, by the preparing thread when it has nothing else to
//! do. The whole event is kept while there is room for it. Beyond that, and of what is sealed or a watchdog, only the signature is: the payload is a
//! pure function of the row and is built again.
//!
//! What a look has seen is not looked at again, unless as many timers as make a crowd came since: rows that are gone cost a scan as much as
//! rows that are there, and ten thousand watchdogs leave ten thousand of them behind in the next 10 s.
//!
//! Invariants:
//! - A signature is given only for the bytes it was made for: their digest is kept with it.
//! - An event is given only for the occurrence it was made for. Two occurrences never have one version, and what is signed changes with none: what is sealed
//!   may be shredded meanwhile, and a watchdog's stages share one, so theirs are not kept. What is told beside it, of earlier deliveries, is as of the pending timer.
//! - At most 262,144 are kept, the nearest ones first, events of 128 MiB at most among them, and none much longer than its timer is pending.
//! - Nothing depends on one: what is not here is made when it is wanted.

use crate::{
    event::Prepared,
    fired::{fired_payload, first_event},
    opener::Opener,
    signer::{Signature, Signer},
};
use minoots_kernel::{
    Failure,
    internal::{TimerRow, TimerState},
    tables::{self, due, due::DueKey, layout},
};
use minoots_sequencer::consensus::View;
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    hash::{DefaultHasher, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What is due within this is looked at, nanoseconds.
pub const REACH: i64 = 10_000_000_000;
/// So many timers that follow each other...
const CROWD_ROWS: usize = 1_024;
/// ... within this are a crowd, nanoseconds: the thread signs some thirty thousand a second.
const CROWD_SPAN: i64 = 100_000_000;
/// Pause between two looks, nanoseconds, and more for each row that was seen: a look is a small share of the thread's time.
const PAUSE: i64 = 500_000_000;
const PAUSE_PER_ROW: i64 = 10_000;
/// Signatures made in one turn: some 2 ms.
const SIGNED_PER_TURN: usize = 64;
/// What is kept, at some 200 bytes beside an event.
const KEPT_MAX: usize = 262_144;
/// Bytes of events kept, about.
const EVENT_BYTES_MAX: usize = 128 << 20;
/// What an event takes beside what it counts itself, about: its facts, and its place here.
const EVENT_BYTES: usize = 384;
/// One that nobody has asked for this long after its timer was due is dropped, nanoseconds.
const KEPT_AFTER_DUE: i64 = 10_000_000_000;

/// What was made, and how far the look is.
pub struct Ahead {
    /// By version, which no two occurrences of a shard share.
    kept: HashMap<u64, Kept, foldhash::fast::RandomState>,
    /// By when they are due. Those that were taken stay until then, while there are not too many: to take them out one by one costs as much as to take the event.
    by_due: BTreeSet<(i64, u64)>,
    /// Bytes of the events, about.
    event_bytes: usize,
    event_bytes_max: usize,
    /// Where the look goes on; `None` between two looks.
    from: Option<Vec<u8>>,
    /// What is due before this was seen, but for what came since.
    seen: Option<i64>,
    /// What the look found and nobody has made yet.
    wanted: VecDeque<(DueKey, u64)>,
    next_look: i64,
}

enum Kept {
    Event(Arc<Prepared>),
    Signature { digest: u64, signature: Signature },
}

/// What a turn needs of the node.
pub struct Hands<'a> {
    /// The tables.
    pub view: &'a dyn View,
    /// Timers that have come to be due within [`REACH`] since a look last began with what is due now.
    pub came: &'a AtomicUsize,
    /// The node's key.
    pub signer: &'a Signer,
    /// Opens what is sealed.
    pub opener: &'a dyn Opener,
    /// `/clusters/<id>/tenants/`.
    pub source_prefix: &'a str,
}

impl Default for Ahead {
    fn default() -> Ahead {
        Ahead::with_room(EVENT_BYTES_MAX)
    }
}

impl Ahead {
    /// With room for events of about so many bytes.
    pub fn with_room(event_bytes_max: usize) -> Ahead {
        Ahead {
            kept: HashMap::default(),
            by_due: BTreeSet::new(),
            event_bytes: 0,
            event_bytes_max,
            from: None,
            seen: None,
            wanted: VecDeque::new(),
            next_look: 0,
        }
    }

    /// Nothing is kept any more: another leader has the word.
    pub fn clear(&mut self) {
        *self = Ahead::with_room(self.event_bytes_max);
    }

    /// The event of an occurrence, if it was made whole, with what there was to tell before its first delivery. It is not kept any longer.
    pub fn take_event(&mut self, tenant: &str, row: &TimerRow) -> Option<Arc<Prepared>> {
        let is_of = |event: &Prepared| {
            let of = &event.occurrence;
            (of.tenant.as_str(), of.id.as_str(), event.due) == (tenant, row.id(), row.due())
        };
        match self.kept.get(&row.version)? {
            Kept::Event(event) if may_be_kept(row) && is_of(event) => {}
            Kept::Event(_) | Kept::Signature { .. } => return None,
        }
        match self.remove(row.version)? {
            Kept::Event(event) => Some(event),
            Kept::Signature { .. } => None,
        }
    }

    /// The signature of this payload, if there is one. It is not kept any longer.
    pub fn take_signature(&mut self, version: u64, payload: &[u8]) -> Option<Signature> {
        match self.remove(version)? {
            Kept::Signature { digest, signature } if digest == digest_of(payload) => Some(signature),
            Kept::Signature { .. } | Kept::Event(_) => None,
        }
    }

    fn remove(&mut self, version: u64) -> Option<Kept> {
        let kept = self.kept.remove(&version)?;
        if let Kept::Event(event) = &kept {
            self.event_bytes = self.event_bytes.saturating_sub(event.bytes() + EVENT_BYTES);
        }
        Some(kept)
    }

    /// Events and signatures that are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// When there will be something to do, nanoseconds UTC.
    pub fn next_turn(&self, now: i64) -> i64 {
        match self.from.is_some() || !self.wanted.is_empty() {
            true => now,
            // A clock that was set back does not make the pause longer than it may be.
            false => self.next_look.min(now.saturating_add(2 * REACH)),
        }
    }

    /// Does a little: looks at a page of what is due soon, or signs some of what was found.
    pub fn turn(&mut self, now: i64, hands: &Hands<'_>) -> Result<(), Failure> {
        if !self.wanted.is_empty() {
            return self.sign(hands);
        }
        let until = now.saturating_add(REACH);
        let from = match self.from.take() {
            Some(from) => from,
            None => self.begin(now, hands.came),
        };
        let rows = hands.view.scan(&from, &due::start(until), CROWD_ROWS)?;
        self.next_look = self
            .next_look
            .saturating_add(PAUSE_PER_ROW.saturating_mul(i64::try_from(rows.len()).unwrap_or(i64::MAX)));
        let Some((last, _)) = rows.last().filter(|_| rows.len() == CROWD_ROWS) else {
            // What comes behind these may be of one crowd with them.
            let first = rows
                .first()
                .map(due::read)
                .transpose()?
                .map_or(until, |(key, _)| key.due);
            self.seen = Some(first.max(until.saturating_sub(CROWD_SPAN)));
            return Ok(());
        };
        self.from = Some(layout::after(last.clone()));
        let rows = rows.iter().map(due::read).collect::<Result<Vec<_>, _>>()?;
        let span = match (rows.first(), rows.last()) {
            (Some((first, _)), Some((last, _))) => last.due.saturating_sub(first.due),
            _ => i64::MAX,
        };
        if span > CROWD_SPAN {
            return Ok(());
        }
        let room = KEPT_MAX.saturating_sub(self.kept.len());
        let unsigned = rows
            .into_iter()
            .filter(|(_, row)| row.arm == 0 && !self.kept.contains_key(&row.version))
            .map(|(key, row)| (key, row.version));
        self.wanted = unsigned.take(room).collect();
        if self.kept.len() >= KEPT_MAX {
            self.from = None;
        }
        Ok(())
    }

    /// A look begins: where the last one ended, or, if a crowd may have come since, with what is due now.
    fn begin(&mut self, now: i64, came: &AtomicUsize) -> Vec<u8> {
        self.drop_before(now.saturating_sub(KEPT_AFTER_DUE));
        self.next_look = now.saturating_add(PAUSE);
        let seen = self.seen.filter(|_| came.load(Ordering::Relaxed) < CROWD_ROWS);
        if seen.is_none() {
            came.store(0, Ordering::Relaxed);
        }
        // Until this look has come to its end.
        self.seen = None;
        due::start(seen.map_or(now, |seen| seen.max(now)))
    }

    fn sign(&mut self, hands: &Hands<'_>) -> Result<(), Failure> {
        let some = SIGNED_PER_TURN.min(self.wanted.len());
        let found = self.wanted.drain(..some).map(|wanted| pending(hands.view, wanted));
        // All are read before one is signed: until the next entry they may be kept in memory.
        for (key, row) in found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            let source = format!("{}{}", hands.source_prefix, key.tenant);
            let kept = if may_be_kept(&row) && self.event_bytes < self.event_bytes_max {
                let event = first_event(hands.opener, hands.signer, &source, &key.tenant, &row)?;
                self.event_bytes += event.bytes() + EVENT_BYTES;
                Kept::Event(Arc::new(event))
            } else {
                let payload = fired_payload(hands.opener, &source, &key.tenant, &row)?;
                let (digest, signature) = (digest_of(&payload), hands.signer.sign(&payload));
                Kept::Signature { digest, signature }
            };
            self.by_due.insert((key.due, row.version));
            self.kept.insert(row.version, kept);
        }
        if self.by_due.len() > 2 * KEPT_MAX {
            self.by_due.retain(|(_, version)| self.kept.contains_key(version));
        }
        Ok(())
    }

    fn drop_before(&mut self, due: i64) {
        let kept = self.by_due.split_off(&(due, 0));
        for (_, version) in std::mem::replace(&mut self.by_due, kept) {
            self.remove(version);
        }
        if self.kept.is_empty() {
            self.kept = HashMap::default();
        }
    }
}

/// Whether all that goes into the timer's event stands in its row, and stays as it is while its version does.
fn may_be_kept(row: &TimerRow) -> bool {
    row.watchdog.is_none() && row.spec.as_ref().is_some_and(|spec| spec.payload_key == 0)
}

/// The timer that is still to be signed. What its arming will look at is kept in memory, if it can be.
fn pending(view: &dyn View, (key, version): (DueKey, u64)) -> Result<Option<(DueKey, TimerRow)>, Failure> {
    let timer_key = tables::timer::key(&key.tenant, &key.id);
    let Some(value) = view.get(&timer_key)? else {
        return Ok(None);
    };
    let timer = (timer_key, value);
    let (_, row) = tables::timer::read(&timer)?;
    if row.version != version || row.state() != TimerState::Pending {
        return Ok(None);
    }
    if view.keep(&timer) {
        let due_key = due::key(key.due, &key.tenant, &key.id);
        if let Some(value) = view.get(&due_key)? {
            view.keep(&(due_key, value));
        }
    }
    Ok(Some((key, row)))
}

pub(crate) fn digest_of(payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(payload);
    hasher.finish()
}
