//! Turns of concurrency keys. A bounded number of rows of each key and priority is among the rows that a queue may
//! offer (standing). The other rows wait in a separate table, and are appended after the standing rows. A scan for
//! offers therefore never passes the backlog of one key. A key with a million rows delays another key by one round. A
//! key at its queue's limit blocks no other.
//!
//! Invariants: the [`TurnRow`] of a key counts its rows that stand, are in flight (out) and wait. While a queue limits
//! the deliveries of a key in flight, a delivery is sent only once it is recorded, and none is recorded beyond the
//! limit. A key with waiting rows has a row that stands or is in flight, or a job that wakes it.

use super::put_ready;
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::{Effect, ReadyPlace},
    failure::Failure,
    internal::{QueueRow, TimerRef, TimerRow, TimerState, Turn, TurnRow},
    limits::{KEY_SHARE, LEAD_MAX, TURNS_MAX},
    tables::{
        self,
        deadline::Job,
        waiting::{RANKS, rank},
    },
};
use alloc::{
    format,
    string::{String, ToString},
};

impl TimerRow {
    /// The key whose deliveries take turns; empty for none.
    pub fn concurrency_key(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| spec.concurrency_key.as_str())
    }

    /// Whether it takes turns.
    pub fn is_keyed(&self) -> bool {
        !self.concurrency_key().is_empty() && !self.queue().is_empty()
    }

    fn turn(&self) -> Turn {
        self.delivery
            .as_ref()
            .map_or(Turn::Unspecified, |delivery| delivery.turn())
    }
}

impl QueueRow {
    /// The maximum number of deliveries of one concurrency key in flight; 0 for no limit.
    pub fn key_concurrency(&self) -> u64 {
        self.options.as_ref().map_or(0, |options| options.key_concurrency)
    }
}

/// One key of a queue, while an entry changes it.
struct Turns {
    tenant: String,
    queue: String,
    key: String,
    row: TurnRow,
    limit: u64,
}

impl Turns {
    fn load(context: &Context<'_>, tenant: &str, queue: &str, key: &str) -> Result<Turns, Failure> {
        let limit = tables::queue::get(context.tables, tenant, queue)?.map_or(0, |row| row.key_concurrency());
        Ok(Turns {
            tenant: tenant.to_string(),
            queue: queue.to_string(),
            key: key.to_string(),
            row: tables::turn::get(context.tables, tenant, queue, key)?,
            limit,
        })
    }

    fn of(context: &Context<'_>, tenant: &str, row: &TimerRow) -> Result<Turns, Failure> {
        Turns::load(context, tenant, row.queue(), row.concurrency_key())
    }

    fn store(self, context: &mut Context<'_>) {
        tables::turn::put(context.tables, &self.tenant, &self.queue, &self.key, &self.row);
    }

    fn standing(&mut self, rank: usize) -> &mut u64 {
        match rank {
            0 => &mut self.row.standing_now,
            1 => &mut self.row.standing_next,
            _ => &mut self.row.standing_future,
        }
    }

    /// The number of further rows of a priority that may stand.
    fn room(&mut self, rank: usize) -> u64 {
        let (limit, out, standing) = (self.limit, self.row.out, *self.standing(rank));
        match limit {
            _ if planted(Defect::KeyLimitForgotten) => KEY_SHARE.saturating_sub(standing),
            0 => KEY_SHARE.saturating_sub(standing),
            limit => limit.saturating_sub(out.saturating_add(standing)),
        }
    }

    fn count(&mut self, turn: Turn, rank: usize) -> &mut u64 {
        match turn {
            Turn::Unspecified => self.standing(rank),
            Turn::Waiting => &mut self.row.waiting,
            Turn::Out => &mut self.row.out,
        }
    }

    /// Removes a row from its present table.
    fn take(&mut self, context: &mut Context<'_>, turn: Turn, place: ReadyPlace) -> Result<(), Failure> {
        match turn {
            Turn::Waiting => tables::waiting::delete(context.tables, &self.tenant, &self.queue, &self.key, place),
            Turn::Unspecified | Turn::Out => tables::ready::delete(context.tables, &self.tenant, &self.queue, place),
        }
        let miscounted = format!("concurrency key {} of queue {} is miscounted", self.key, self.queue);
        let count = self.count(turn, rank(place.lane));
        *count = count.checked_sub(1).ok_or(Failure::Corrupt(miscounted))?;
        Ok(())
    }

    /// Adds a row to the table of its turn.
    fn put(
        &mut self,
        context: &mut Context<'_>,
        turn: Turn,
        place: ReadyPlace,
        timer: &TimerRef,
    ) -> Result<(), Failure> {
        *self.count(turn, rank(place.lane)) += 1;
        match turn {
            Turn::Waiting => tables::waiting::put(context.tables, &self.tenant, &self.queue, place, timer),
            Turn::Unspecified | Turn::Out => put_ready(context, &self.tenant, &self.queue, place, timer)?,
        }
        Ok(())
    }

    /// Promotes waiting rows as far as the limit allows, highest priority first. Rows that wait for an instant get a
    /// job for it.
    fn promote(&mut self, context: &mut Context<'_>, budget: &mut u64) -> Result<(), Failure> {
        let horizon = context.time().saturating_add(LEAD_MAX);
        let mut next: Option<i64> = None;
        for lane in RANKS {
            while self.row.waiting > 0 && *budget > 0 && self.room(rank(lane)) > 0 {
                let (from, until) = tables::waiting::range_of(&self.tenant, &self.queue, &self.key, lane);
                let first = context.tables.scan(&from, &until, 1)?;
                let Some((place, timer)) = first.first().map(tables::waiting::read).transpose()? else {
                    break;
                };
                if place.available > horizon {
                    next = Some(next.map_or(place.available, |earlier| earlier.min(place.available)));
                    break;
                }
                self.stand(context, place, timer)?;
                *budget -= 1;
            }
        }
        let wake = next.map_or(0, |available| available.saturating_sub(LEAD_MAX));
        if wake != self.row.wake {
            let job = Job::Turn {
                tenant: self.tenant.clone(),
                queue: self.queue.clone(),
                key: self.key.clone(),
            };
            if self.row.wake != 0 {
                context.remove_job(self.row.wake, &job);
            }
            if wake != 0 {
                context.add_job(wake, &job);
            }
            self.row.wake = wake;
        }
        Ok(())
    }

    /// Promotes a row whose turn has come: it stands after all rows that may be offered by now.
    fn stand(&mut self, context: &mut Context<'_>, from: ReadyPlace, timer: TimerRef) -> Result<(), Failure> {
        let to = ReadyPlace {
            available: from.available.max(context.clock),
            ..from
        };
        self.take(context, Turn::Waiting, from)?;
        self.put(context, Turn::Unspecified, to, &timer)?;
        let TimerRef {
            id,
            version,
            concurrency_key: key,
        } = timer;
        let corrupt = || Failure::Corrupt(format!("timer {id} waits for its turn and is not there"));
        let mut row = tables::timer::get(context.tables, &self.tenant, &id)?
            .filter(|row| row.version == version)
            .ok_or_else(corrupt)?;
        if row.state() == TimerState::Pending {
            let due = row.due();
            let mut due_row = tables::due::get(context.tables, due, &self.tenant, &id)?.ok_or_else(corrupt)?;
            due_row.available = to.available;
            due_row.set_turn(Turn::Unspecified);
            tables::due::put(context.tables, due, &self.tenant, &id, &due_row);
        } else {
            let delivery = row.delivery.as_mut().ok_or_else(corrupt)?;
            delivery.available = to.available;
            delivery.set_turn(Turn::Unspecified);
            tables::timer::put(context.tables, &self.tenant, &id, &row);
        }
        context.effects.push(Effect::Moved {
            tenant: self.tenant.clone(),
            queue: self.queue.clone(),
            from: to,
            to,
            ended: true,
            fence: None,
            id,
            version,
            key,
        });
        Ok(())
    }
}

/// Adds a new row of its queue, and returns its turn.
pub(crate) fn arrive(
    context: &mut Context<'_>,
    tenant: &str,
    row: &TimerRow,
    place: ReadyPlace,
) -> Result<Turn, Failure> {
    let mut turns = Turns::of(context, tenant, row)?;
    let turn = match turns.room(rank(place.lane)) {
        0 => Turn::Waiting,
        _ => Turn::Unspecified,
    };
    turns.put(context, turn, place, &row.ready_ref())?;
    turns.store(context);
    Ok(turn)
}

/// Removes a row permanently.
pub(super) fn leave(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    let mut turns = Turns::of(context, tenant, row)?;
    turns.take(context, row.turn(), row.place())?;
    turns.promote(context, &mut { TURNS_MAX })?;
    turns.store(context);
    Ok(())
}

/// Moves a row to another instant at which it may be offered: the deadline of a delivery in flight, or the end of a
/// backoff. After a backoff its turn comes like that of any other row of its key.
pub(super) fn relocate(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut TimerRow,
    available: i64,
) -> Result<(), Failure> {
    let (from, was, timer) = (row.place(), row.turn(), row.ready_ref());
    let Some(delivery) = row.delivery.as_mut() else {
        return Ok(());
    };
    delivery.available = available.min(delivery.expires);
    let turn = match delivery.grant.is_some() && !delivery.ended {
        true => Turn::Out,
        false => Turn::Waiting,
    };
    delivery.set_turn(turn);
    let fence = delivery.grant.and_then(|grant| grant.fence);
    let to = row.place();
    let mut turns = Turns::of(context, tenant, row)?;
    turns.take(context, was, from)?;
    turns.put(context, turn, to, &timer)?;
    tables::timer::put(context.tables, tenant, row.id(), row);
    let TimerRef {
        id,
        version,
        concurrency_key: key,
    } = timer;
    let (owner, queue) = (tenant.to_string(), row.queue().to_string());
    context.effects.push(match turn {
        Turn::Out => Effect::Moved {
            tenant: owner,
            queue,
            from,
            to,
            ended: false,
            fence,
            id,
            version,
            key,
        },
        Turn::Unspecified | Turn::Waiting => Effect::Parked {
            tenant: owner,
            queue,
            place: from,
        },
    });
    turns.promote(context, &mut { TURNS_MAX })?;
    turns.store(context);
    // Its own turn may have come at once.
    if turn == Turn::Waiting
        && let Some(now) = tables::timer::get(context.tables, tenant, row.id())?
    {
        *row = now;
    }
    Ok(())
}

/// The result of a claim to a delivery.
pub(crate) enum Room {
    /// The delivery may be recorded.
    Free,
    /// The row stays where it was.
    Paused,
    /// The row waits for its key again.
    Taken,
}

/// Whether a delivery of a standing row may be recorded now. If the limit is reached, the row waits for its turn again.
pub(crate) fn claim(context: &mut Context<'_>, tenant: &str, row: &mut TimerRow) -> Result<Room, Failure> {
    let queue = tables::queue::get(context.tables, tenant, row.queue())?;
    let place = row.place();
    let timer = row.ready_ref();
    let (owner, name) = (tenant.to_string(), row.queue().to_string());
    if queue.is_some_and(|queue| queue.pause.is_some()) {
        context.effects.push(Effect::Moved {
            tenant: owner,
            queue: name,
            from: place,
            to: place,
            ended: true,
            fence: None,
            id: timer.id,
            version: timer.version,
            key: timer.concurrency_key,
        });
        return Ok(Room::Paused);
    }
    let mut turns = Turns::of(context, tenant, row)?;
    if turns.limit == 0 || turns.row.out < turns.limit || planted(Defect::KeyLimitForgotten) {
        return Ok(Room::Free);
    }
    turns.take(context, Turn::Unspecified, place)?;
    turns.put(context, Turn::Waiting, place, &timer)?;
    turns.store(context);
    if let Some(delivery) = row.delivery.as_mut() {
        delivery.set_turn(Turn::Waiting);
    }
    tables::timer::put(context.tables, tenant, row.id(), row);
    context.effects.push(Effect::Parked {
        tenant: owner,
        queue: name,
        place,
    });
    Ok(Room::Taken)
}

/// Runs a key's job when its instant has come.
pub(crate) fn wake(
    context: &mut Context<'_>,
    at: i64,
    (tenant, queue, key): (&str, &str, &str),
) -> Result<(), Failure> {
    let mut turns = Turns::load(context, tenant, queue, key)?;
    if turns.row.wake == at {
        turns.row.wake = 0;
        turns.promote(context, &mut { TURNS_MAX })?;
        turns.store(context);
    }
    Ok(())
}

/// Applies a changed limit of a queue. As many keys and rows as one entry may check apply it now, others with the next
/// delivery that ends.
pub(crate) fn refit(context: &mut Context<'_>, tenant: &str, queue: &str) -> Result<(), Failure> {
    let (from, until) = tables::turn::range(tenant, queue);
    let mut budget = TURNS_MAX;
    for scanned in context.tables.scan(&from, &until, TURNS_MAX as usize)? {
        let (key, row) = tables::turn::read(&scanned)?;
        if row.waiting == 0 {
            continue;
        }
        let mut turns = Turns::load(context, tenant, queue, &key)?;
        turns.promote(context, &mut budget)?;
        turns.store(context);
    }
    Ok(())
}
