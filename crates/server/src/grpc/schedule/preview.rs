//! Computes the instants of a rule. Reads no state, so every node answers alike.

use crate::{app::App, schedules, validate};
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::Reason,
    schedule::v1::{Occurrence, PreviewScheduleRequest, PreviewScheduleResponse},
    time::instant,
};
use tonic::Status;

/// The default number of occurrences.
const COUNT_DEFAULT: usize = 10;

pub(super) async fn run(
    app: &App,
    request: Unjudged<PreviewScheduleRequest>,
) -> Result<PreviewScheduleResponse, Status> {
    let now = app.clock.now();
    // On a blocking thread, because some rules require a search through years.
    schedules::aside(move || preview(request, now)).await?
}

fn preview(request: Unjudged<PreviewScheduleRequest>, now: i64) -> Result<PreviewScheduleResponse, Status> {
    let (request, mut violations) = request.judge();
    let spec = validate::schedule::calendar(&mut violations, "calendar", request.calendar.as_ref());
    let from = match &request.from {
        None => now,
        Some(from) => instant::from_proto(from).unwrap_or_else(|_| {
            violations.add("from", Reason::TimestampRange, validate::schedule::TIMESTAMP);
            now
        }),
    };
    let count = match usize::try_from(request.count) {
        Ok(0) | Err(_) => COUNT_DEFAULT,
        Ok(count) => count,
    };
    violations.finish()?;
    let calendar = schedules::calendar::read(&spec, schedules::Zones::bundled())
        .map_err(|errors| validate::schedule::refused("calendar", errors))?;
    let found = calendar.occurrences(from..i64::MAX).take(count);
    let occurrences = found.map(|occurrence| Occurrence {
        time: Some(instant::to_proto(occurrence.instant_ns)),
        local: occurrence.local,
        note: occurrence.note.map(|note| note.to_string()).unwrap_or_default(),
    });
    Ok(PreviewScheduleResponse {
        occurrences: occurrences.collect(),
    })
}
