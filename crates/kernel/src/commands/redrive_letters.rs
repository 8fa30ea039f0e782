//! Offers dead letters again, by queue, reason and time of failure, a bounded number at a time so that no entry takes
//! long. Timers come first, then events of the log that endpoints did not take. A timer that this redrive offered has a
//! larger arm index than the redrive's start. The redrive therefore skips it, even if it failed again meanwhile. An
//! event stays where it is, behind the scanned position.

use super::{redrive, rejected};
use crate::{
    context::Context,
    effect::Effect,
    failure::Failure,
    id,
    internal::{Caller, FailureKind, RedriveLetters, RedriveState, TimerRow, TimerState},
    limits::REDRIVE_ROWS_MAX,
    reply::{Redriven, Reject, Reply},
    tables::{self, Row, dead, event_letter, layout},
};
use alloc::{string::ToString, vec::Vec};

pub(super) fn run(context: &mut Context<'_>, command: &RedriveLetters) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if !(1..=REDRIVE_ROWS_MAX).contains(&(command.limit as usize)) {
        return rejected(Reject::Empty);
    }
    let mut walk = Walk {
        command,
        left: REDRIVE_ROWS_MAX,
        answer: Redriven {
            redriven: 0,
            next: Vec::new(),
            arm_max: command.arm_max().unwrap_or(context.shard.arm),
        },
    };
    let is_over = walk.timers(context, &caller)?;
    if !is_over {
        walk.events(context, &caller)?;
    }
    Ok(Reply::Redriven(walk.answer))
}

struct Walk<'c> {
    command: &'c RedriveLetters,
    /// The number of rows that may still be scanned.
    left: usize,
    answer: Redriven,
}

impl Walk<'_> {
    /// Redrives timers. Returns whether a limit of offered or scanned rows ends the walk here.
    fn timers(&mut self, context: &mut Context<'_>, caller: &Caller) -> Result<bool, Failure> {
        let range = match self.command.queue.as_str() {
            "" => dead::range_of_tenant(&caller.tenant),
            queue => (
                dead::start(&caller.tenant, queue, self.command.since),
                dead::range(&caller.tenant, queue).1,
            ),
        };
        for scanned in &self.scan(context, range)? {
            let (end, timer) = dead::read(scanned)?;
            let found = tables::timer::get(context.tables, &caller.tenant, &timer.id)?;
            let wanted = |row: &TimerRow| {
                let is_letter = row.state() == TimerState::Failed && row.redrive() == RedriveState::Unspecified;
                row.version == timer.version && is_letter && row.arm <= self.answer.arm_max
            };
            let reason = |row: &TimerRow| row.failure.as_ref().map_or(0, |failure| failure.kind);
            if let Some(row) = found.filter(|row| self.selects(reason(row), end) && wanted(row)) {
                redrive::offer(context, caller, row)?;
                self.answer.redriven += 1;
            }
            if self.ends(scanned) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Redrives events in the same way; the leader posts them.
    fn events(&mut self, context: &mut Context<'_>, caller: &Caller) -> Result<(), Failure> {
        let tenant = caller.tenant.as_str();
        let range = match (self.command.queue.as_str(), id::webhook_of(&self.command.queue)) {
            ("", _) => event_letter::range_of_tenant(tenant),
            (_, Some(webhook)) => event_letter::range(tenant, webhook),
            _ => return Ok(()),
        };
        for scanned in &self.scan(context, range)? {
            let mut letter = event_letter::read(scanned)?;
            let reason = match letter.row.refused {
                true => FailureKind::Refused,
                false => FailureKind::AttemptsSpent,
            };
            if !letter.row.redriven && self.selects(reason.into(), letter.row.fail_time) {
                letter.row.redriven = true;
                event_letter::put(context.tables, tenant, &letter.webhook, letter.sequence, &letter.row);
                self.answer.redriven += 1;
                let effect = Effect::Webhook {
                    tenant: tenant.to_string(),
                    id: letter.webhook,
                };
                if context.effects.last() != Some(&effect) {
                    context.effects.push(effect);
                }
            }
            if self.ends(scanned) {
                break;
            }
        }
        Ok(())
    }

    fn scan(&self, context: &Context<'_>, (start, until): (Vec<u8>, Vec<u8>)) -> Result<Vec<Row>, Failure> {
        let from = self.command.from.clone().max(start);
        match from < until {
            true => context.tables.scan(&from, &until, self.left),
            false => Ok(Vec::new()),
        }
    }

    fn selects(&self, reason: i32, end: i64) -> bool {
        let of_reason = self.command.reason == 0 || i64::from(reason) == i64::from(self.command.reason);
        of_reason && end >= self.command.since
    }

    /// Whether the walk ends after a row. The next one then begins there.
    fn ends(&mut self, (key, _): &Row) -> bool {
        self.left -= 1;
        let ends = self.left == 0 || self.answer.redriven == self.command.limit;
        if ends {
            self.answer.next = layout::after(key.clone());
        }
        ends
    }
}
