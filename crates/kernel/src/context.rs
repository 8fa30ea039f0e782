//! The context of an entry that is being applied: its position and time, and the writes and effects of its commands and
//! sweeps.

use crate::{
    defects::{Defect, planted},
    effect::Effect,
    entry::Entry,
    failure::Failure,
    internal::{self, AuditChain, Caller, ChainRow, EventRow, ShardRow, TenantRow},
    limits::{LEAD_MAX, TIMER_RETENTION},
    reply::Reject,
    tables::{self, Tables, deadline::Job, overlay::Overlay},
};
use alloc::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry as Standing},
    string::{String, ToString},
    vec::Vec,
};

/// The context of one entry.
pub(crate) struct Context<'t> {
    pub tables: &'t mut dyn Tables,
    pub index: u64,
    pub shard: ShardRow,
    /// The reading of the proposer's clock. It is before log time only if log time is ahead of that clock.
    pub clock: i64,
    /// A create or reschedule due at or before this is armed at once.
    pub arm_before: i64,
    /// Whether the entry arms more timers than a sweep would fire (a burst). Then a later sweep stores that they fired.
    pub crowd: bool,
    /// Whether the entry has commands.
    pub is_asked: bool,
    /// Whether some armed timers are due and left to be fired later.
    pub left_to_fire: bool,
    pub effects: Vec<Effect>,
    /// Tenants and ids of schedules with a timer that has ended. Their waiting instants continue before anything else
    /// happens.
    pub schedules_to_go_on: BTreeSet<(String, String)>,
    tenants: BTreeMap<String, Touched>,
    /// For parts of a command: the tenants' rows as of the whole command, copied on first use.
    tenants_below: Option<&'t BTreeMap<String, Touched>>,
    /// The credential of the running command's caller, and its source.
    credential: String,
    source: String,
    /// Whether the running command is a part of another one, which alone has the request id.
    pub is_part: bool,
    /// For parts of a command: the instant up to which the tenant had paid for creates before the whole began. The
    /// whole is judged by it.
    pub paid_before: Option<i64>,
    /// Whether the running part may exceed the tenant's limits for now: the usage in the end is checked.
    pub room_later: bool,
}

struct Touched {
    row: TenantRow,
    /// The stored row.
    before: TenantRow,
}

impl<'t> Context<'t> {
    /// Begins an entry. `crowd` says that it arms more timers than a sweep would fire.
    pub fn begin(tables: &'t mut dyn Tables, index: u64, entry: &Entry, crowd: bool) -> Result<Context<'t>, Failure> {
        let mut shard = tables::shard::get(tables)?;
        shard.time = if planted(Defect::LogTimeGoesBack) {
            entry.time
        } else {
            shard.time.max(entry.time)
        };
        // Timers that are due by now are always armed.
        let lead_max = if planted(Defect::ArmedTooFarAhead) {
            i64::MAX
        } else {
            LEAD_MAX
        };
        let arm_before = entry.arm_before.clamp(shard.time, shard.time.saturating_add(lead_max));
        Ok(Context {
            tables,
            index,
            clock: entry.time.min(shard.time),
            shard,
            arm_before,
            crowd,
            is_asked: !entry.commands.is_empty(),
            left_to_fire: false,
            effects: Vec::new(),
            schedules_to_go_on: BTreeSet::new(),
            tenants: BTreeMap::new(),
            tenants_below: None,
            credential: String::new(),
            source: String::new(),
            is_part: false,
            paid_before: None,
            room_later: false,
        })
    }

    /// Runs parts of a command over separate tables. If they succeed, their changes take effect; if they are rejected,
    /// nothing of them remains.
    pub fn attempt<T>(
        &mut self,
        run: impl FnOnce(&mut Context<'_>) -> Result<Result<T, Reject>, Failure>,
    ) -> Result<Result<T, Reject>, Failure> {
        let mut overlay = Overlay::over(&mut *self.tables);
        let mut parts = Context {
            tables: &mut overlay,
            index: self.index,
            shard: self.shard.clone(),
            clock: self.clock,
            arm_before: self.arm_before,
            crowd: self.crowd,
            is_asked: self.is_asked,
            left_to_fire: false,
            effects: Vec::new(),
            schedules_to_go_on: self.schedules_to_go_on.clone(),
            tenants: BTreeMap::new(),
            tenants_below: Some(&self.tenants),
            credential: self.credential.clone(),
            source: self.source.clone(),
            is_part: true,
            paid_before: None,
            room_later: false,
        };
        let answer = run(&mut parts)?;
        if answer.is_ok() || planted(Defect::TransactionPartlyApplied) {
            let Context {
                shard,
                effects,
                schedules_to_go_on,
                tenants,
                ..
            } = parts;
            self.shard = shard;
            self.effects.extend(effects);
            self.schedules_to_go_on = schedules_to_go_on;
            for (tenant, touched) in tenants {
                match self.tenants.entry(tenant) {
                    Standing::Occupied(mut standing) => standing.get_mut().row = touched.row,
                    Standing::Vacant(place) => {
                        place.insert(touched);
                    }
                }
            }
            overlay.commit();
        }
        Ok(answer)
    }

    /// Stores the results of the entry, and reports growth of event logs.
    pub fn end(&mut self) {
        for (tenant, touched) in core::mem::take(&mut self.tenants) {
            // A rejected command may have read a tenant that never did anything; that tenant is not written.
            if touched.row != touched.before {
                tables::tenant::put(self.tables, &tenant, &touched.row);
            }
            if touched.row.next_sequence > touched.before.next_sequence {
                self.effects.push(Effect::Events {
                    tenant,
                    head: touched.row.next_sequence - 1,
                });
            }
        }
        tables::shard::put(self.tables, &self.shard);
    }

    /// Log time.
    pub fn time(&self) -> i64 {
        self.shard.time
    }

    /// The tenant's row, which is written once, at the end of the entry.
    pub fn tenant(&mut self, tenant: &str) -> Result<&mut TenantRow, Failure> {
        if !self.tenants.contains_key(tenant) {
            let touched = match self.tenants_below.and_then(|below| below.get(tenant)) {
                // The context of the whole command compares the row with the stored one.
                Some(below) => Touched {
                    row: below.row.clone(),
                    before: TenantRow::default(),
                },
                None => {
                    let row = tables::tenant::get(self.tables, tenant)?;
                    let before = row.clone();
                    Touched { row, before }
                }
            };
            self.tenants.insert(tenant.to_string(), touched);
        }
        match self.tenants.get_mut(tenant) {
            Some(touched) => Ok(&mut touched.row),
            None => Err(Failure::Corrupt("a tenant row vanished within an entry".to_string())),
        }
    }

    /// Appends an event to the tenant's event log, and sets its time.
    pub fn emit(&mut self, tenant: &str, mut event: EventRow) -> Result<(), Failure> {
        event.time = self.time();
        event.epoch = self.shard.epoch;
        // An event without an actor has no credential and no source.
        if !event.actor.is_empty() {
            event.credential.clone_from(&self.credential);
            event.source.clone_from(&self.source);
        }
        let encoded = internal::encode(&event);
        let row = self.tenant(tenant)?;
        let sequence = row.next_sequence;
        if !(planted(Defect::LinkLeftOut) && sequence % 16 == 7) {
            row.events.get_or_insert_with(|| ChainRow::beginning(sequence)).append(
                AuditChain::Events,
                tenant,
                sequence,
                &encoded,
            );
        }
        let bytes = tables::event::put(self.tables, tenant, sequence, encoded);
        let row = self.tenant(tenant)?;
        row.next_sequence = sequence + 1 + u64::from(planted(Defect::EventSequenceSkips) && sequence % 16 == 15);
        row.event_bytes += bytes;
        self.schedule_retention(tenant)
    }

    /// Ensures that a retention job exists no later than the end of timer retention of an event written now. While
    /// everything older is retired, the job is further off, at the next compaction.
    fn schedule_retention(&mut self, tenant: &str) -> Result<(), Failure> {
        let at = self.time().saturating_add(TIMER_RETENTION);
        let standing = self.tenant(tenant)?.retention_at;
        if standing != 0 && standing <= at {
            return Ok(());
        }
        if standing != 0 {
            let tenant = tenant.to_string();
            self.remove_job(standing, &Job::Retention { tenant });
        }
        self.set_retention(tenant, at)
    }

    /// Schedules the next retention job of the tenant.
    pub fn set_retention(&mut self, tenant: &str, at: i64) -> Result<(), Failure> {
        self.tenant(tenant)?.retention_at = at;
        let tenant = tenant.to_string();
        self.add_job(at, &Job::Retention { tenant });
        Ok(())
    }

    /// Leaves an armed and due timer, at this key of the due table, to be fired later.
    pub fn leave_to_fire(&mut self, key: Vec<u8>) {
        self.left_to_fire = true;
        if key < self.shard.fired_from {
            self.shard.fired_from = key;
        }
    }

    /// Sets the caller of the next command: events with an actor record the caller's credential and source.
    pub fn asked_by(&mut self, caller: Option<&Caller>) {
        let (credential, source) = caller.map_or(("", ""), |caller| (&caller.credential, &caller.source));
        self.credential.clear();
        self.credential.push_str(credential);
        self.source.clear();
        self.source.push_str(source);
    }

    /// Draws the next state version.
    pub fn next_version(&mut self) -> u64 {
        self.shard.version += 1;
        self.shard.version
    }

    /// Draws the next arm index.
    pub fn next_arm(&mut self) -> u64 {
        self.shard.arm += u64::from(!planted(Defect::ArmIndexRepeats) || self.shard.arm % 8 != 7);
        self.shard.arm
    }

    /// Adds a job for later.
    pub fn add_job(&mut self, at: i64, job: &Job) {
        tables::deadline::put(self.tables, at, job);
        if self.shard.next_deadline == 0 || at < self.shard.next_deadline {
            self.shard.next_deadline = at;
        }
    }

    /// Removes a job. The next deadline may then be too early, which costs one scan.
    pub fn remove_job(&mut self, at: i64, job: &Job) {
        tables::deadline::delete(self.tables, at, job);
    }
}
