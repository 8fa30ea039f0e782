//! Lists timers. SCHEDULED and ARMED ones stand in the due table and are listed from it, by (due, id); any other selection walks the
//! timers by id. A page examines a bounded number of rows and may be short, or empty, with a token for the next.

use super::get::armed_since;
use crate::{
    app::{App, DEV_TENANT},
    convert,
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    Failure, limits,
    tables::{self, due, layout},
};
use minoots_sequencer::consensus::View;
use minoots_wire::{
    error::Reason,
    time::{RangeError, instant},
    timer::v1::{ListTimersRequest, ListTimersResponse, Timer, TimerStatus},
    well_known::Timestamp,
};
use tonic::Status;

/// What to show.
struct Filter {
    statuses: Vec<TimerStatus>,
    due_from: i64,
    due_until: i64,
}

/// A page so far.
struct Page {
    timers: Vec<Timer>,
    /// The last key examined, if there may be more.
    last: Option<Vec<u8>>,
}

pub(super) async fn run(app: &App, request: ListTimersRequest) -> Result<ListTimersResponse, Status> {
    let size = validate::page_size(request.page_size)?;
    let filter = filter(&request)?;
    let binding = binding(&filter);
    let after = match request.page_token.as_str() {
        "" => None,
        text => Some(token::open(Kind::Page, &binding, text).ok_or_else(|| {
            let description = "must be the next_page_token of a page with the same filters";
            validate::violation("page_token", Reason::PageToken, description)
        })?),
    };
    let (view, read) = app.read(request.read.as_ref()).await?;
    let page = if filter.is_pending() {
        by_due(view.as_ref(), &filter, after, size)
    } else {
        by_id(view.as_ref(), &filter, after, size)
    };
    let page = page.map_err(|failure| app.fail(failure))?;
    let next_page_token = page
        .last
        .map(|last| token::seal(Kind::Page, &binding, &last))
        .unwrap_or_default();
    Ok(ListTimersResponse {
        timers: page.timers,
        next_page_token,
        read: Some(read),
    })
}

fn filter(request: &ListTimersRequest) -> Result<Filter, Status> {
    let mut statuses = Vec::with_capacity(request.statuses.len());
    for (index, number) in request.statuses.iter().enumerate() {
        let known = TimerStatus::try_from(*number)
            .ok()
            .filter(|status| *status != TimerStatus::Unspecified);
        let unknown = || {
            validate::violation(
                &format!("statuses[{index}]"),
                Reason::Malformed,
                format!("{number} is not a status"),
            )
        };
        statuses.push(known.ok_or_else(unknown)?);
    }
    let bound = |field: &str, bound: Option<&Timestamp>, unbounded: i64| match bound.map(instant::from_proto) {
        None => Ok(unbounded),
        Some(Ok(nanos)) => Ok(nanos),
        Some(Err(RangeError::Above)) => Ok(i64::MAX),
        Some(Err(RangeError::Below)) => Ok(i64::MIN),
        Some(Err(RangeError::Invalid { .. })) => Err(validate::violation(
            field,
            Reason::TimestampRange,
            "must have a year of 1 to 9999 and valid nanos",
        )),
    };
    let due_from = bound("due_from", request.due_from.as_ref(), i64::MIN)?;
    let due_until = bound("due_until", request.due_until.as_ref(), i64::MAX)?;
    if request.due_from.is_some() && request.due_until.is_some() && due_until <= due_from {
        return Err(validate::violation(
            "due_until",
            Reason::WindowEmpty,
            "must be later than due_from",
        ));
    }
    Ok(Filter {
        statuses,
        due_from,
        due_until,
    })
}

impl Filter {
    /// Whether everything it shows stands in the due table.
    fn is_pending(&self) -> bool {
        let pending = |status: &TimerStatus| matches!(status, TimerStatus::Scheduled | TimerStatus::Armed);
        !self.statuses.is_empty() && self.statuses.iter().all(pending)
    }

    fn shows(&self, status: TimerStatus) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }
}

/// What a page token is bound to: tenant and filter.
fn binding(filter: &Filter) -> Vec<u8> {
    let mut statuses: Vec<i32> = filter.statuses.iter().map(|status| *status as i32).collect();
    statuses.sort_unstable();
    statuses.dedup();
    format!("{DEV_TENANT} {statuses:?} {} {}", filter.due_from, filter.due_until).into_bytes()
}

fn by_due(view: &dyn View, filter: &Filter, after: Option<Vec<u8>>, size: usize) -> Result<Page, Failure> {
    let from = after.map_or_else(|| due::start(filter.due_from), layout::after);
    // The index is by due, which is never before the fire time, so the window's end is looked for a day further.
    let until = match filter.due_until {
        i64::MAX => due::end(),
        until => due::start(until.saturating_add(limits::PAST_MAX)),
    };
    let mut page = Page {
        timers: Vec::new(),
        last: None,
    };
    let rows = view.scan(&from, &until, limits::PAGE_ROWS_EXAMINED_MAX.min(size * 4))?;
    let exhausted = rows.len() < limits::PAGE_ROWS_EXAMINED_MAX.min(size * 4);
    for scanned in rows {
        let (key, due_row) = due::read(&scanned)?;
        if key.tenant == DEV_TENANT
            && let Some(row) = tables::timer::get(view, DEV_TENANT, &key.id)?
        {
            let timer = convert::timer(DEV_TENANT, &row, (due_row.arm != 0).then_some(due_row.arm_time));
            if filter.shows(timer.status()) && in_window(filter, &row) {
                page.timers.push(timer);
            }
        }
        page.last = Some(scanned.0);
        if page.timers.len() == size {
            return Ok(page);
        }
    }
    if exhausted {
        page.last = None;
    }
    Ok(page)
}

fn by_id(view: &dyn View, filter: &Filter, after: Option<Vec<u8>>, size: usize) -> Result<Page, Failure> {
    let (start, until) = tables::timer::range(DEV_TENANT);
    let mut from = after.map_or(start, layout::after);
    let mut page = Page {
        timers: Vec::new(),
        last: None,
    };
    let mut examined = 0;
    while examined < limits::PAGE_ROWS_EXAMINED_MAX {
        let limit = (size - page.timers.len() + 1).min(limits::PAGE_ROWS_EXAMINED_MAX - examined);
        let rows = view.scan(&from, &until, limit)?;
        examined += rows.len();
        let exhausted = rows.len() < limit;
        for scanned in rows {
            let (_, row) = tables::timer::read(&scanned)?;
            let timer = convert::timer(DEV_TENANT, &row, armed_since(view, DEV_TENANT, &row)?);
            if filter.shows(timer.status()) && in_window(filter, &row) {
                page.timers.push(timer);
            }
            from = layout::after(scanned.0.clone());
            page.last = Some(scanned.0);
            if page.timers.len() == size {
                return Ok(page);
            }
        }
        if exhausted {
            page.last = None;
            break;
        }
    }
    Ok(page)
}

fn in_window(filter: &Filter, row: &minoots_kernel::internal::TimerRow) -> bool {
    let fire_time = row.spec.as_ref().map_or(0, |spec| spec.fire_time);
    fire_time >= filter.due_from && (filter.due_until == i64::MAX || fire_time < filter.due_until)
}
