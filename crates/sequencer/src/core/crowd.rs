//! Bursts: more timers to arm than one entry holds. Tenants then share the entries.
//!
//! Outside a burst everything within reach goes into one entry, and there is nothing to share. In a burst, the core
//! counts the held rows by tenant and shares each entry equally ([`share`](crate::share)). It scans the rows beyond the
//! window's edge, up to the same instant, for other tenants' rows, and arms them beside the rows of the window:
//! [`Aside`].
//!
//! Invariants:
//! - This module does not decide which timers are armed, only which are armed first. All rows come through the window
//!   in their order. The window finds a row that was armed before as armed. The kernel ignores a row that was removed
//!   before, as always.
//! - If the window holds one tenant's rows only, each row is counted once, and no state is kept for it.
//! - The rows kept aside are bounded, for a tenant and in total.

use super::{DueKey, Pending, arming::Arms};
use crate::{
    lead::FAR,
    share::share,
    window::{Refill, Refilled, Window},
};
use std::collections::BTreeMap;

/// The number of rows of one scan beyond the edge.
const LOOK_ROWS: usize = 4_096;
/// If the last rows of a scan include this many of one tenant and instant, the rest of that tenant and instant is
/// skipped.
const RUN: usize = 256;
/// The number of rows in the window above which a tenant needs none from beyond it.
const AMPLE: usize = 256;
/// The maximum number of rows kept aside, of one tenant and of all.
const ASIDE_OF_TENANT: usize = 1_024;
const ASIDE: usize = 16_384;
/// The pause in nanoseconds before the scan of rows that came into reach meanwhile.
const PAUSE: i64 = 100_000_000;
/// The pause in nanoseconds before a complete new scan, and its growth for each scanned row. Scans thus take a small
/// share of the thread's time.
const AGAIN: i64 = 1_000_000_000;
const AGAIN_PER_ROW: i64 = 10_000;

/// The approximate time in nanoseconds to deliver one timer of a burst.
const OUT_PER_TIMER: i64 = 15_000;
/// The maximum time in nanoseconds for which other commands wait, from the burst's first instant on, however long
/// arming continues.
const OUT_MAX: i64 = 1_000_000_000;
/// The maximum time in nanoseconds for which arming continues after an entry that armed some timers. A burst armed
/// after a longer pause is a new burst, once few acknowledgements of the previous one wait. A burst whose first instant
/// is after the previous one's delivery is always new.
const ARMING: i64 = 100_000_000;

/// The times at which a burst is armed and delivered. Applying entries and delivering compete for the processors, so
/// few commands go into entries at these times. Between the two, with everything armed and nothing due, commands have
/// no reason to wait. If arming continues longer than a burst may take, there is more work than capacity, and waiting
/// has no end. Then acknowledgements of deliveries go first.
#[derive(Default)]
pub(super) struct Out {
    timers: i64,
    /// The end of arming.
    arming: i64,
    /// Delivery starts at the burst's first instant. It ends a computed time after the first instant of the last armed
    /// timers, within [`OUT_MAX`]. Timers that are due one after the other are therefore no burst for longer than each
    /// entry of them.
    from: i64,
    until: i64,
}

impl Out {
    /// Records that an entry armed these timers, and that there are more. `settled` says that few acknowledgements
    /// wait.
    pub fn armed(&mut self, arms: &Arms, settled: bool, now: i64) {
        let (first, last) = arms.due;
        let over = now >= self.until.max(self.arming).saturating_add(ARMING) && (settled || self.timers == 0);
        let over = over || first > self.until.max(now);
        if over || self.until > last.max(now).saturating_add(OUT_MAX) {
            (self.timers, self.from) = (0, first.max(now));
        }
        self.timers = self
            .timers
            .saturating_add(i64::try_from(arms.timers).unwrap_or(i64::MAX));
        let takes = self.timers.saturating_mul(OUT_PER_TIMER).min(OUT_MAX);
        self.from = self.from.min(first.max(now));
        let end = self.from.saturating_add(OUT_MAX);
        self.arming = now.saturating_add(takes.min(ARMING)).min(end);
        self.until = first.max(now).saturating_add(takes).min(end);
    }

    /// Whether the burst is being armed or delivered now.
    pub fn lasts(&self, now: i64) -> bool {
        self.end(now) > now
    }

    /// The end of arming, or of delivery if the burst is due by then. A clock that was set back ends both.
    pub fn end(&self, now: i64) -> i64 {
        let armed = match self.arming <= now.saturating_add(ARMING) {
            true => self.arming.max(now),
            false => now,
        };
        match self.from <= armed && self.until <= now.saturating_add(FAR + OUT_MAX) {
            true => self.until.max(armed),
            false => armed,
        }
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Crowd {
    /// The instant up to which timers are armed now, during a burst.
    until: Option<i64>,
    /// A tenant, and the key up to which all rows belong to it.
    alone: Option<(String, DueKey)>,
    /// The rows of each tenant in the window, as of the last count. Not counted while one tenant has all rows.
    counts: BTreeMap<String, usize>,
    /// The tenant that got the last indivisible slot.
    turn: Option<String>,
    aside: Aside,
}

/// Rows from beyond the window's edge.
#[derive(Default)]
struct Aside {
    rows: BTreeMap<DueKey, Pending>,
    by_tenant: BTreeMap<String, usize>,
    /// The key up to which rows were scanned.
    behind: Option<DueKey>,
    /// The key after which some rows did not fit.
    rest: Option<DueKey>,
    /// Whether the last scan ended early.
    unfinished: bool,
    /// The instants to continue the scan, and to start a complete new one.
    on_at: i64,
    again_at: i64,
    seen: usize,
}

impl Aside {
    /// Keeps a row, and returns whether it fits.
    fn keep(&mut self, key: &DueKey, pending: Pending) -> bool {
        if self.rows.len() >= ASIDE {
            return false;
        }
        let of_tenant = self.by_tenant.entry(key.tenant.clone()).or_default();
        if *of_tenant >= ASIDE_OF_TENANT {
            return false;
        }
        *of_tenant += usize::from(self.rows.insert(key.clone(), pending).is_none());
        true
    }

    fn take(&mut self, key: &DueKey) -> Option<Pending> {
        let pending = self.rows.remove(key)?;
        if let Some(of_tenant) = self.by_tenant.get_mut(&key.tenant) {
            *of_tenant -= 1;
            if *of_tenant == 0 {
                self.by_tenant.remove(&key.tenant);
                // More rows fit now.
                if let Some(rest) = self.rest.take() {
                    (self.behind, self.unfinished) = (Some(rest), true);
                }
            }
        }
        Some(pending)
    }
}

impl Crowd {
    /// Ends the burst, because everything within reach fits into one entry.
    pub fn is_over(&mut self) {
        if self.until.is_some() {
            *self = Crowd::default();
        }
    }

    /// Records a newly scheduled timer.
    pub fn scheduled(&mut self, key: &DueKey, pending: Pending, held: bool) {
        if self.until.is_none() {
            return;
        }
        if self
            .alone
            .as_ref()
            .is_some_and(|(tenant, last)| key <= last && key.tenant != *tenant)
        {
            self.alone = None;
        }
        // No scan soon returns to a position that it has passed.
        let passed = self.aside.behind.as_ref().is_some_and(|behind| key <= behind);
        if passed && !held && !self.has_ample(&key.tenant) {
            self.aside.keep(key, pending);
        }
    }

    /// Selects the timers to arm next: up to `max` of those due up to `until`, besides those found armed. `None`
    /// selects the window's order, if all of them belong to one tenant.
    pub fn choose(&mut self, window: &Window<DueKey, Pending>, until: i64, max: usize) -> Option<Vec<DueKey>> {
        self.until = Some(until);
        // Rows that the window has reached belong to the window.
        while let Some(key) = self.aside.rows.keys().next().filter(|key| window.holds(key)).cloned() {
            self.aside.take(&key);
        }
        if self.is_alone(window, until) {
            return None;
        }
        self.counts.clear();
        let in_window = || window.iter().take_while(|(key, _)| key.due <= until);
        for (key, _) in in_window().filter(|(_, pending)| !pending.armed) {
            match self.counts.get_mut(&key.tenant) {
                Some(count) => *count += 1,
                None => drop(self.counts.insert(key.tenant.clone(), 1)),
            }
        }
        let mut wants = self.counts.clone();
        for key in self.aside.rows.keys().filter(|key| key.due <= until) {
            *wants.entry(key.tenant.clone()).or_default() += 1;
        }
        let mut shares = share(&wants, max, &mut self.turn);
        let mut chosen = Vec::new();
        for (key, pending) in in_window().chain(self.aside.rows.iter().filter(|(key, _)| key.due <= until)) {
            if pending.armed {
                chosen.push(key.clone());
            } else if let Some(left) = shares.get_mut(&key.tenant).filter(|left| **left > 0) {
                *left -= 1;
                chosen.push(key.clone());
            }
        }
        Some(chosen)
    }

    /// Takes a chosen row that is not in the window.
    pub fn take(&mut self, key: &DueKey) -> Option<Pending> {
        self.aside.take(key)
    }

    /// Whether the window holds one tenant's rows only, up to an instant, and no row is kept aside. Reads each row
    /// once.
    fn is_alone(&mut self, window: &Window<DueKey, Pending>, until: i64) -> bool {
        if !self.aside.rows.is_empty() {
            return false;
        }
        let (tenant, last) = match self.alone.take() {
            Some((tenant, last)) => (tenant, Some(last)),
            None => match window.first() {
                Some((first, _)) => (first.tenant.clone(), None),
                None => return false,
            },
        };
        let mut newest = None;
        for (key, _) in window.iter_after(last.as_ref()).take_while(|(key, _)| key.due <= until) {
            if key.tenant != tenant {
                return false;
            }
            newest = Some(key);
        }
        self.alone = newest.cloned().or(last).map(|last| (tenant, last));
        self.counts.clear();
        true
    }

    fn has_ample(&self, tenant: &str) -> bool {
        match &self.alone {
            Some((alone, _)) if alone == tenant => true,
            _ => self.counts.get(tenant).is_some_and(|count| *count > AMPLE),
        }
    }

    /// Whether there is more to scan now.
    pub fn looks_on(&self) -> bool {
        self.until.is_some() && self.aside.unfinished
    }

    /// The rows to scan now, if rows within reach exist beyond the window.
    pub fn wants_look(&mut self, window: &Window<DueKey, Pending>, now: i64) -> Option<Refill<DueKey>> {
        let until = self.until?;
        let aside = &mut self.aside;
        let Some(edge) = window.edge().filter(|edge| edge.due <= until) else {
            aside.unfinished = false;
            return None;
        };
        // A clock that was set back does not prolong a pause.
        aside.on_at = aside.on_at.min(now.saturating_add(PAUSE));
        if !aside.unfinished && now < aside.on_at {
            return None;
        }
        if !aside.unfinished && now >= aside.again_at {
            (aside.behind, aside.rest, aside.seen) = (None, None, 0);
        }
        let after = aside.behind.as_ref().filter(|behind| *behind > edge).unwrap_or(edge);
        Some(Refill {
            after: Some(after.clone()),
            limit: LOOK_ROWS,
        })
    }

    /// Takes the result of a scan; `None` when it failed.
    pub fn looked(&mut self, now: i64, found: Option<Refilled<DueKey, Pending>>) {
        let Some(until) = self.until else { return };
        let rows = found.map_or_else(Vec::new, |found| found.rows);
        let full = rows.len() == LOOK_ROWS;
        self.aside.seen += rows.len();
        let within = rows.iter().take_while(|(key, _)| key.due <= until).count();
        self.aside.unfinished = full && within == rows.len();
        self.aside.on_at = now.saturating_add(PAUSE);
        if !self.aside.unfinished && self.aside.again_at <= now {
            let rows = i64::try_from(self.aside.seen).unwrap_or(i64::MAX);
            self.aside.again_at = now.saturating_add(AGAIN.saturating_add(AGAIN_PER_ROW.saturating_mul(rows)));
        }
        let Some((last, _)) = within.checked_sub(1).and_then(|last| rows.get(last)) else {
            return;
        };
        let mut before = self.aside.behind.take();
        for (key, pending) in rows.iter().take(within) {
            let wanted = !pending.armed && !self.has_ample(&key.tenant);
            if wanted && !self.aside.keep(key, *pending) && self.aside.rest.is_none() {
                self.aside.rest = before.take();
            }
            before = Some(key.clone());
        }
        let mut behind = last.clone();
        let run = |key: &DueKey| (key.due, &key.tenant) == (last.due, &last.tenant);
        if self.aside.unfinished && rows.get(within.saturating_sub(RUN)).is_some_and(|(key, _)| run(key)) {
            if !self.has_ample(&last.tenant) && self.aside.rest.is_none() {
                self.aside.rest = Some(last.clone());
            }
            // A key after all rows of this instant and tenant: a longer name continues with printable characters.
            behind.tenant.push('\u{1}');
            behind.id.clear();
        }
        self.aside.behind = Some(behind);
    }
}
