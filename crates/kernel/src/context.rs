//! An entry that is being applied: its place and its time, and what its commands and sweeps write and tell.

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

/// An entry being applied.
pub(crate) struct Context<'t> {
    pub tables: &'t mut dyn Tables,
    pub index: u64,
    pub shard: ShardRow,
    /// The reading of the proposer's clock; before log time only if log time is ahead of it.
    pub clock: i64,
    /// A create or reschedule due at or before this is armed at once.
    pub arm_before: i64,
    /// More timers are armed than a sweep would fire: that they fired is stored later.
    pub crowd: bool,
    /// There are commands in the entry.
    pub is_asked: bool,
    /// Some timers that were armed are due, and left to be fired.
    pub left_to_fire: bool,
    pub effects: Vec<Effect>,
    /// Tenants and ids of schedules a timer of which has ended: what waits for that goes on before anything else happens.
    pub schedules_to_go_on: BTreeSet<(String, String)>,
    tenants: BTreeMap<String, Touched>,
    /// Of parts of a command: the rows as the whole found them, copied one by one as they are asked for.
    tenants_below: Option<&'t BTreeMap<String, Touched>>,
    /// The credential that the caller of the command that runs showed, and where from.
    credential: String,
    source: String,
    /// The command that runs is part of another one, which has the request id to itself.
    pub is_part: bool,
    /// Of parts of a command: until when its tenant had paid for creates before the whole began, by which the whole is judged.
    pub paid_before: Option<i64>,
    /// The part that runs may take up more than its tenant has room for: what there is in the end is judged.
    pub room_later: bool,
}

struct Touched {
    row: TenantRow,
    /// As it is stored.
    before: TenantRow,
}

impl<'t> Context<'t> {
    /// `crowd`: it arms more timers than a sweep would fire.
    pub fn begin(tables: &'t mut dyn Tables, index: u64, entry: &Entry, crowd: bool) -> Result<Context<'t>, Failure> {
        let mut shard = tables::shard::get(tables)?;
        shard.time = if planted(Defect::LogTimeGoesBack) {
            entry.time
        } else {
            shard.time.max(entry.time)
        };
        // Timers that are due by now are armed in any case.
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

    /// Runs parts of a command over tables of their own. What they did takes place if they answer; refused, nothing of it remains.
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

    /// Stores what the entry came to, and tells of what it wrote into event logs.
    pub fn end(&mut self) {
        for (tenant, touched) in core::mem::take(&mut self.tenants) {
            // A refused command may have looked at a tenant that never did anything: that one stays unwritten.
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

    /// The tenant's row; written once, at the end of the entry.
    pub fn tenant(&mut self, tenant: &str) -> Result<&mut TenantRow, Failure> {
        if !self.tenants.contains_key(tenant) {
            let touched = match self.tenants_below.and_then(|below| below.get(tenant)) {
                // Whether it differs from what is stored is for the whole to see.
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

    /// Appends to the tenant's event log. Time is filled in.
    pub fn emit(&mut self, tenant: &str, mut event: EventRow) -> Result<(), Failure> {
        event.time = self.time();
        event.epoch = self.shard.epoch;
        // What happens by itself within a command is nobody's doing.
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

    /// Makes sure that a job stands no later than the end of timer retention of an event that is written now. While everything older is
    /// retired, the job stands further off, at the next compaction.
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

    /// The tenant's past is looked at next at this instant.
    pub fn set_retention(&mut self, tenant: &str, at: i64) -> Result<(), Failure> {
        self.tenant(tenant)?.retention_at = at;
        let tenant = tenant.to_string();
        self.add_job(at, &Job::Retention { tenant });
        Ok(())
    }

    /// Leaves one that is armed and due, and stands at this key of the due table, to be fired later.
    pub fn leave_to_fire(&mut self, key: Vec<u8>) {
        self.left_to_fire = true;
        if key < self.shard.fired_from {
            self.shard.fired_from = key;
        }
    }

    /// Who asks for the command that is about to run: events that have an actor say what that one showed, and where from.
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

    /// Adds work for later.
    pub fn add_job(&mut self, at: i64, job: &Job) {
        tables::deadline::put(self.tables, at, job);
        if self.shard.next_deadline == 0 || at < self.shard.next_deadline {
            self.shard.next_deadline = at;
        }
    }

    /// Takes work back. The next deadline may then be too early, which costs one look.
    pub fn remove_job(&mut self, at: i64, job: &Job) {
        tables::deadline::delete(self.tables, at, job);
    }
}
