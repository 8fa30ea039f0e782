//! Lists dead letters: timers in the order in which they failed, then log events in log order. A page examines a
//! bounded number of rows and may be short with a token for the next.

use crate::{
    access::Principal,
    app::App,
    convert, refusal,
    token::{self, Kind},
    validate,
};
use minoots_delivery::data;
use minoots_kernel::{
    Failure, id,
    internal::{EventKind, EventLetterRow, FailureKind, FailureRow, RedriveState, TimerRow, TimerState},
    limits,
    tables::{
        self, Row, dead, event_letter,
        layout::{self, table},
    },
};
use minoots_sequencer::consensus::View;
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest, ListDeadLettersResponse};
use minoots_wire::rules::Unjudged;
use tonic::Status;

/// The minimum number of rows in one read, so that a selective filter does not read row by row.
const READ_ROWS_MIN: usize = 64;

/// The query.
struct Search<'a> {
    tenant: &'a str,
    queue: &'a str,
    reason: u32,
    since: i64,
    size: usize,
}

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<ListDeadLettersRequest>,
) -> Result<ListDeadLettersResponse, Status> {
    let (request, mut violations) = request.judge();
    let (reason, since) = validate::letters(&mut violations, request.reason, request.since.as_ref());
    violations.finish()?;
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant().to_owned();
    let binding = format!("letters {tenant:?} {:?} {reason} {since}", request.id).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(&tenant, request.read.as_ref()).await?;
    check_known(app, view.as_ref(), (&tenant, &request.id))?;
    let search = Search {
        tenant: &tenant,
        queue: &request.id,
        reason,
        since,
        size,
    };
    let from = after.map_or_else(|| dead::start(&tenant, &request.id, since), layout::after);
    let (dead_letters, last) = search.walk(view.as_ref(), from).map_err(|failure| app.fail(failure))?;
    let next_page_token = last.map(|last| token::seal(Kind::Page, &binding, &last));
    Ok(ListDeadLettersResponse {
        dead_letters,
        next_page_token: next_page_token.unwrap_or_default(),
        read: Some(read),
    })
}

/// Rejects an unknown queue, so that a mistyped name does not look like a queue without dead letters.
pub(in crate::grpc) fn check_known(app: &App, view: &dyn View, (tenant, queue): (&str, &str)) -> Result<(), Status> {
    if is_known(view, tenant, queue).map_err(|failure| app.fail(failure))? {
        return Ok(());
    }
    Err(match id::webhook_of(queue) {
        Some(webhook) => refusal::webhook_not_found(webhook),
        None => refusal::queue_not_found(),
    })
}

/// Whether a queue exists. The queue of an endpoint has no row: it exists while the endpoint does, or dead letters of a
/// removed one.
fn is_known(view: &dyn View, tenant: &str, queue: &str) -> Result<bool, Failure> {
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

/// The letters of a page, and the last examined key, if more may follow.
type Found = (Vec<DeadLetter>, Option<Vec<u8>>);

impl Search<'_> {
    /// Finds timers first, then log events, whose keys are larger.
    fn walk(&self, view: &dyn View, from: Vec<u8>) -> Result<Found, Failure> {
        let mut ranges = vec![dead::range(self.tenant, self.queue)];
        ranges.extend(id::webhook_of(self.queue).map(|webhook| event_letter::range(self.tenant, webhook)));
        let (mut letters, mut left, mut last) = (Vec::new(), limits::PAGE_ROWS_EXAMINED_MAX, None);
        for (start, until) in ranges {
            let mut from = from.clone().max(start);
            while from < until {
                let wanted = (self.size - letters.len() + 1).max(READ_ROWS_MIN);
                let limit = wanted.min(left);
                let rows = view.scan(&from, &until, limit)?;
                left -= rows.len();
                for row in &rows {
                    // There is one letter more than fits.
                    if letters.len() == self.size {
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
    fn letter_of(&self, view: &dyn View, row: &Row) -> Result<Option<DeadLetter>, Failure> {
        if row.0.first() == Some(&table::EVENT_LETTER) {
            let letter = event_letter::read(row)?.row;
            return Ok(self.selects_event(&letter).then(|| event(letter)));
        }
        let (failed, timer) = dead::read(row)?;
        let found = tables::timer::get(view, self.tenant, &timer.id)?;
        let found = found.filter(|row| row.version == timer.version && self.selects(row));
        Ok(found.map(|row| self.letter(row, failed)))
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

    fn letter(&self, row: TimerRow, failed: i64) -> DeadLetter {
        DeadLetter {
            event_id: id::fired_event_id(self.tenant, row.id(), row.version),
            timer_id: row.id().to_owned(),
            state_version: row.version,
            fail_time: convert::timestamp(failed),
            failure: convert::failure(&row),
            attempts: row.delivery.map_or(0, |delivery| delivery.attempts),
            due_time: convert::timestamp(row.due()),
            timer_name: row.spec.map(|spec| spec.name).unwrap_or_default(),
            event_type: data::kind_name(EventKind::TimerFired).to_owned(),
        }
    }
}

/// The reason for which an event is a dead letter, in the numbers of timers' failures.
fn reason(letter: &EventLetterRow) -> FailureKind {
    match letter.refused {
        true => FailureKind::Refused,
        false => FailureKind::AttemptsSpent,
    }
}

fn event(letter: EventLetterRow) -> DeadLetter {
    let failure = FailureRow {
        kind: reason(&letter).into(),
        message: letter.detail,
        purged: false,
    };
    DeadLetter {
        event_id: letter.event_id,
        event_type: letter.event_type,
        fail_time: convert::timestamp(letter.fail_time),
        failure: Some(convert::failure_of(&failure)),
        attempts: letter.attempts,
        ..DeadLetter::default()
    }
}
