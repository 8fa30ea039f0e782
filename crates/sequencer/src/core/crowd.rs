//! Crowds: more timers to arm than one entry holds, which tenants then share.
//!
//! Outside a crowd everything within reach goes into one entry, and there is nothing to share. In one, what is held is counted by tenant and
//! each entry is shared equally ([`share`](crate::share)). What lies behind the window's edge, up to the same instant, is looked
//! through for other tenants' rows, which are armed beside those of the window: [`Aside`].
//!
//! Invariants:
//! - Nothing here decides what is armed in the end, only what is armed first. All rows come by the window in their order; one that was armed
//!   before it did is found armed, and one that is gone by then is ignored by the kernel, as ever.
//! - A tenant that is alone in what is held is counted once, row by row, and nothing is kept for its rows.
//! - What is kept aside is bounded, for a tenant and in all.

use super::{DueKey, Pending, arming::Arms};
use crate::{
    lead::FAR,
    share::share,
    window::{Refill, Refilled, Window},
};
use std::collections::BTreeMap;

/// Rows of one look behind the edge.
const LOOK_ROWS: usize = 4_096;
/// So many rows of one tenant and instant at the end of a look, and those behind them are passed over.
const RUN: usize = 256;
/// A tenant with more rows than this in the window needs none from behind it.
const AMPLE: usize = 256;
/// Rows kept aside, of one tenant and of all.
const ASIDE_OF_TENANT: usize = 1_024;
const ASIDE: usize = 16_384;
/// Pause before what came into reach meanwhile is looked at, nanoseconds.
const PAUSE: i64 = 100_000_000;
/// Pause before all is looked through again, and more for each row that was seen: looks are a small share of the thread's time.
const AGAIN: i64 = 1_000_000_000;
const AGAIN_PER_ROW: i64 = 10_000;

/// Delivering one of a crowd takes about so long, nanoseconds...
const OUT_PER_TIMER: i64 = 15_000;
/// ... and other commands wait for so long at most, from its first instant on, however long more is armed.
const OUT_MAX: i64 = 1_000_000_000;
/// Arming goes on for so long at most after an entry that armed some, nanoseconds. A crowd that is armed after a longer pause is another one, once
/// few acknowledgements of the one before wait; one whose first instant is after the other's way out is another one anyway.
const ARMING: i64 = 100_000_000;

/// When a crowd is armed, and when it goes out. What applies entries takes the processors from those who do that, so that few commands go
/// into entries then. Between the two, with everything armed and nothing due, there is no reason for commands to wait.
/// Where arming goes on for longer than a crowd may take there is more work than can be done, and no end to wait for: what was delivered is
/// settled first then.
#[derive(Default)]
pub(super) struct Out {
    timers: i64,
    /// Until when it is armed.
    arming: i64,
    /// It goes out from its first instant on, and for so long from the first instant of what was armed last, within [`OUT_MAX`]: timers that are
    /// due one after the other are no crowd for longer than each entry of them.
    from: i64,
    until: i64,
}

impl Out {
    /// These were armed, and there are more. `settled` says that few acknowledgements wait.
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

    /// Whether it is armed or goes out now.
    pub fn lasts(&self, now: i64) -> bool {
        self.end(now) > now
    }

    /// When it will have been armed, or gone out if it is due by then. A clock that was set back ends both.
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
    /// Up to where timers are armed now, while there is a crowd.
    until: Option<i64>,
    /// All rows up to this one are of this tenant.
    alone: Option<(String, DueKey)>,
    /// Rows by tenant in the window, as counted last. Without the one that is alone.
    counts: BTreeMap<String, usize>,
    /// Who was given the last place that could not be shared.
    turn: Option<String>,
    aside: Aside,
}

/// Rows from behind the window's edge.
#[derive(Default)]
struct Aside {
    rows: BTreeMap<DueKey, Pending>,
    by_tenant: BTreeMap<String, usize>,
    /// How far was looked.
    behind: Option<DueKey>,
    /// Behind this there are rows that found no room.
    rest: Option<DueKey>,
    /// The last look ended before its end.
    unfinished: bool,
    /// When to look on, and when to look through all again.
    on_at: i64,
    again_at: i64,
    seen: usize,
}

impl Aside {
    /// Whether it is kept.
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
                // There is room for more.
                if let Some(rest) = self.rest.take() {
                    (self.behind, self.unfinished) = (Some(rest), true);
                }
            }
        }
        Some(pending)
    }
}

impl Crowd {
    /// Everything within reach goes into one entry.
    pub fn is_over(&mut self) {
        if self.until.is_some() {
            *self = Crowd::default();
        }
    }

    /// A timer was scheduled.
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
        // Behind the edge nobody would look there soon again.
        let passed = self.aside.behind.as_ref().is_some_and(|behind| key <= behind);
        if passed && !held && !self.has_ample(&key.tenant) {
            self.aside.keep(key, pending);
        }
    }

    /// What to arm next, up to `max` of what is due until then, beside what is found armed: in the window's order if that is all of one tenant (`None`).
    pub fn choose(&mut self, window: &Window<DueKey, Pending>, until: i64, max: usize) -> Option<Vec<DueKey>> {
        self.until = Some(until);
        // What the window has reached is the window's.
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

    /// A row that was chosen and does not stand in the window.
    pub fn take(&mut self, key: &DueKey) -> Option<Pending> {
        self.aside.take(key)
    }

    /// Whether the window holds one tenant's rows only, up to an instant, and nothing is kept aside. Each row is looked at once.
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

    /// Whether there is more to look through now.
    pub fn looks_on(&self) -> bool {
        self.until.is_some() && self.aside.unfinished
    }

    /// The rows to look at now, if there are others within reach than those in the window.
    pub fn wants_look(&mut self, window: &Window<DueKey, Pending>, now: i64) -> Option<Refill<DueKey>> {
        let until = self.until?;
        let aside = &mut self.aside;
        let Some(edge) = window.edge().filter(|edge| edge.due <= until) else {
            aside.unfinished = false;
            return None;
        };
        // A clock that was set back does not make a pause longer.
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

    /// What a look found; `None` when it failed.
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
            // Behind all of this instant and tenant: a name goes on with printable characters.
            behind.tenant.push('\u{1}');
            behind.id.clear();
        }
        self.aside.behind = Some(behind);
    }
}
