//! Dead letters of a queue, and the queues that may have some.

use crate::state::{Listed, Portion};
use minoots_kernel::{
    Failure, id,
    internal::{EventLetterRow, FailureKind, RedriveState, TimerRow, TimerState},
    limits,
    tables::{
        self, Read, Row, dead, event_letter,
        layout::{self, table},
    },
};

/// The minimum number of rows in one read, so that a selective filter does not read row by row.
const READ_ROWS_MIN: usize = 64;

/// The letters that a page asks for.
pub(crate) struct Search<'a> {
    pub tenant: &'a str,
    pub queue: &'a str,
    /// The reason of the failure; 0 for any.
    pub reason: u32,
    /// The first instant of a failure.
    pub since: i64,
}

/// A dead letter.
pub(crate) enum Letter {
    /// A timer, and the instant at which it failed.
    Timer(i64, Box<TimerRow>),
    /// A log event that a webhook did not take.
    Event(EventLetterRow),
}

/// Whether a queue exists. The queue of an endpoint has no row: it exists while the endpoint does, or dead letters of a
/// removed one.
pub(crate) fn is_known(view: &(impl Read + ?Sized), tenant: &str, queue: &str) -> Result<bool, Failure> {
    let Some(webhook) = id::webhook_of(queue) else {
        return Ok(tables::queue::get(view, tenant, queue)?.is_some());
    };
    if tables::webhook::get(view, tenant, webhook)?.is_some() {
        return Ok(true);
    }
    for (from, until) in [dead::range(tenant, queue), event_letter::range(tenant, webhook)] {
        if !view.scan(&from, &until, 1)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Search<'_> {
    /// Finds letters: timers first, then log events, whose keys are larger. The portion is smaller if it has examined
    /// many rows; the last key is that of the last examined row.
    pub(crate) fn walk(&self, view: &(impl Read + ?Sized), portion: &Portion) -> Result<Listed<Letter>, Failure> {
        let Portion { after, size } = portion;
        let after = after.clone();
        let from = after.map_or_else(|| dead::start(self.tenant, self.queue, self.since), layout::after);
        let mut ranges = vec![dead::range(self.tenant, self.queue)];
        ranges.extend(id::webhook_of(self.queue).map(|webhook| event_letter::range(self.tenant, webhook)));
        let (mut letters, mut left, mut last) = (Vec::new(), limits::PAGE_ROWS_EXAMINED_MAX, None);
        for (start, until) in ranges {
            let mut from = from.clone().max(start);
            while from < until {
                let wanted = (size - letters.len() + 1).max(READ_ROWS_MIN);
                let limit = wanted.min(left);
                let rows = view.scan(&from, &until, limit)?;
                left -= rows.len();
                for row in &rows {
                    // There is one letter more than fits.
                    if letters.len() == *size {
                        return Ok((letters, last));
                    }
                    letters.extend(self.letter_of(view, row)?);
                    from = layout::after(row.0.clone());
                    last = Some(row.0.clone());
                }
                if left == 0 {
                    return Ok((letters, last));
                }
                if rows.len() < limit {
                    break;
                }
            }
        }
        Ok((letters, None))
    }

    /// The letter of a row, if it matches the query.
    fn letter_of(&self, view: &(impl Read + ?Sized), row: &Row) -> Result<Option<Letter>, Failure> {
        if row.0.first() == Some(&table::EVENT_LETTER) {
            let letter = event_letter::read(row)?.row;
            return Ok(self.selects_event(&letter).then_some(Letter::Event(letter)));
        }
        let (failed, timer) = dead::read(row)?;
        let found = tables::timer::get(view, self.tenant, &timer.id)?;
        let found = found.filter(|row| row.version == timer.version && self.selects(row));
        Ok(found.map(|row| Letter::Timer(failed, Box::new(row))))
    }

    fn selects_event(&self, letter: &EventLetterRow) -> bool {
        let of_reason = self.reason == 0 || i64::from(reason(letter) as i32) == i64::from(self.reason);
        !letter.redriven && of_reason && letter.fail_time >= self.since
    }

    fn selects(&self, row: &TimerRow) -> bool {
        let reason = row.failure.as_ref().map_or(0, |failure| failure.kind);
        let is_letter = row.state() == TimerState::Failed && row.redrive() == RedriveState::Unspecified;
        is_letter && (self.reason == 0 || i64::from(reason) == i64::from(self.reason))
    }
}

/// The reason for which an event is a dead letter, in the numbers of timers' failures.
pub(crate) fn reason(letter: &EventLetterRow) -> FailureKind {
    match letter.refused {
        true => FailureKind::Refused,
        false => FailureKind::AttemptsSpent,
    }
}

/// The queues that a redrive of all queues concerns, including those of endpoints.
pub(crate) fn queues(view: &(impl Read + ?Sized), tenant: &str) -> Result<Vec<String>, Failure> {
    let (from, until) = tables::queue::range_of(tenant, "");
    let limit = usize::try_from(limits::QUEUES_MAX).unwrap_or(usize::MAX);
    let rows = view.scan(&from, &until, limit)?;
    let queues = rows.iter().map(|row| Ok(tables::queue::read(row)?.0));
    let mut queues = queues.collect::<Result<Vec<String>, Failure>>()?;
    // The queue of an endpoint has no row, and its dead letters may outlive the endpoint, so a dead letter shows that
    // it exists.
    let (mut from, until) = dead::range_of_webhooks(tenant);
    while let Some(row) = view.scan(&from, &until, 1)?.first() {
        let queue = dead::queue_of(row)?;
        from = dead::range(tenant, &queue).1;
        queues.push(queue);
    }
    let (mut from, until) = event_letter::range_of_tenant(tenant);
    while let Some(row) = view.scan(&from, &until, 1)?.first() {
        let webhook = event_letter::read(row)?.webhook;
        from = event_letter::range(tenant, &webhook).1;
        queues.push(id::webhook_queue(&webhook));
    }
    queues.sort_unstable();
    queues.dedup();
    Ok(queues)
}
