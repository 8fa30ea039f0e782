//! Events made ahead: for timers that are due soon and too numerous to be signed after they are armed.
//!
//! A signature costs more than all other work of a firing, and a timer is armed at most half a second before it is due:
//! time for some ten thousand. The preparing thread therefore makes the events of a burst up to 10 s ahead, when it has
//! nothing else to do. It keeps the whole event while there is space. Beyond that, and for sealed payloads and
//! watchdogs, it keeps only the signature: the payload is a pure function of the row and is built again.
//!
//! A scan does not repeat an earlier one, unless enough timers for a burst were added since. Removed rows cost a scan
//! as much as existing rows, and ten thousand watchdogs leave ten thousand of them within the next 10 s.
//!
//! Invariants:
//! - A signature is returned only for the bytes it was made for: their digest is kept with it.
//! - An event is returned only for the occurrence it was made for. No two occurrences share a version, and the signed
//!   bytes of a version do not change. There are two exceptions, whose events are not kept: a sealed payload may be
//!   shredded meanwhile, and the stages of a watchdog share a version. The facts about earlier deliveries are those of
//!   the pending timer.
//! - At most 262,144 entries are kept, the nearest ones first, with events of at most 128 MiB. No entry is kept much
//!   longer than its timer is pending.
//! - Nothing depends on an entry: a missing event is made on demand.

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

/// The reach of the scan beyond now, in nanoseconds.
pub const REACH: i64 = 10_000_000_000;
/// The number of consecutive timers that form a burst...
const CROWD_ROWS: usize = 1_024;
/// ... if they are due within this many nanoseconds: the thread signs some thirty thousand a second.
const CROWD_SPAN: i64 = 100_000_000;
/// The pause between two scans in nanoseconds, and its growth for each scanned row. Scans thus take a small share of
/// the thread's time.
const PAUSE: i64 = 500_000_000;
const PAUSE_PER_ROW: i64 = 10_000;
/// The number of signatures made in one turn: some 2 ms.
const SIGNED_PER_TURN: usize = 64;
/// The maximum number of entries, of some 200 bytes each besides the event.
const KEPT_MAX: usize = 262_144;
/// The approximate maximum of the bytes of kept events.
const EVENT_BYTES_MAX: usize = 128 << 20;
/// The approximate memory of an event besides the bytes that it counts itself: its facts, and its entry here.
const EVENT_BYTES: usize = 384;
/// The time in nanoseconds after its due instant at which an unused entry is dropped.
const KEPT_AFTER_DUE: i64 = 10_000_000_000;

/// The entries made ahead, and the progress of the scan.
pub struct Ahead {
    /// By version, which no two occurrences of a shard share.
    kept: HashMap<u64, Kept, foldhash::fast::RandomState>,
    /// By due instant. Taken entries stay until then, while they are not too many: removing them one by one costs as
    /// much as taking the event.
    by_due: BTreeSet<(i64, u64)>,
    /// The approximate bytes of the events.
    event_bytes: usize,
    event_bytes_max: usize,
    /// The key at which the scan continues; `None` between two scans.
    from: Option<Vec<u8>>,
    /// The due instant before which all rows were scanned, except those added since.
    seen: Option<i64>,
    /// Timers found by the scan and not signed yet.
    wanted: VecDeque<(DueKey, u64)>,
    next_look: i64,
}

enum Kept {
    Event(Arc<Prepared>),
    Signature { digest: u64, signature: Signature },
}

/// The node's components that a turn needs.
pub struct Hands<'a> {
    /// The tables.
    pub view: &'a dyn View,
    /// The number of timers scheduled to be due within [`REACH`] since a scan last began at the present due instant.
    pub came: &'a AtomicUsize,
    /// The node's key.
    pub signer: &'a Signer,
    /// Opens sealed payloads.
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
    /// Creates a cache for events of approximately this many bytes.
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

    /// Drops all entries, because another node leads.
    pub fn clear(&mut self) {
        *self = Ahead::with_room(self.event_bytes_max);
    }

    /// Takes the event of an occurrence, if the whole event was made. Its facts are those from before its first
    /// delivery.
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

    /// Takes the signature of this payload, if there is one.
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

    /// The number of kept events and signatures.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether no entry is kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The instant of the next work, in nanoseconds UTC.
    pub fn next_turn(&self, now: i64) -> i64 {
        match self.from.is_some() || !self.wanted.is_empty() {
            true => now,
            // A clock that was set back does not prolong the pause beyond its maximum.
            false => self.next_look.min(now.saturating_add(2 * REACH)),
        }
    }

    /// Does a small piece of work: scans a page of timers that are due soon, or signs some of those found.
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
            // Later timers may form one burst with these.
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

    /// Begins a scan at the end of the last one. If a burst may have been added since, it begins with the present due
    /// instant.
    fn begin(&mut self, now: i64, came: &AtomicUsize) -> Vec<u8> {
        self.drop_before(now.saturating_sub(KEPT_AFTER_DUE));
        self.next_look = now.saturating_add(PAUSE);
        let seen = self.seen.filter(|_| came.load(Ordering::Relaxed) < CROWD_ROWS);
        if seen.is_none() {
            came.store(0, Ordering::Relaxed);
        }
        // Unset until this scan ends.
        self.seen = None;
        due::start(seen.map_or(now, |seen| seen.max(now)))
    }

    fn sign(&mut self, hands: &Hands<'_>) -> Result<(), Failure> {
        let some = SIGNED_PER_TURN.min(self.wanted.len());
        let found = self.wanted.drain(..some).map(|wanted| pending(hands.view, wanted));
        // Reads all rows before signing any: the view may cache them only until the next entry.
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

/// Whether the timer's row determines its event completely, and does not change while its version does not.
fn may_be_kept(row: &TimerRow) -> bool {
    row.watchdog.is_none() && row.spec.as_ref().is_some_and(|spec| spec.payload_key == 0)
}

/// Reads a timer that is still to be signed. Caches the rows that its arming will read, if possible.
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
