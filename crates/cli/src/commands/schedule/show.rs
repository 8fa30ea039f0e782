//! Schedules as tables.

use minoots_terminal::output::Table;
use minoots_wire::schedule::v1::{Calendar, OverlapPolicy, Schedule, ScheduleBackfill};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::target::Target;
use minoots_wire::well_known::{Duration, Timestamp};

use crate::commands::timer::show as timers;
use crate::record::text_of;

fn time(time: &Option<Timestamp>) -> String {
    time.as_ref().and_then(text_of).unwrap_or_default()
}

fn span(span: &Option<Duration>) -> String {
    let nanos = span.as_ref().and_then(|span| duration::from_proto(span).ok());
    nanos.map(duration::format).unwrap_or_default()
}

/// The name of a policy; empty if none is set.
fn named(choice: &str, prefix: &str) -> String {
    let name = choice.trim_start_matches(prefix);
    if name == "UNSPECIFIED" {
        String::new()
    } else {
        name.to_owned()
    }
}

fn rule(calendar: &Calendar) -> String {
    if !calendar.cron.is_empty() {
        format!("cron {}", calendar.cron)
    } else if !calendar.rrule.is_empty() {
        format!("rrule {} from {}", calendar.rrule, calendar.dtstart)
    } else if calendar.interval.is_some() {
        format!("every {}", span(&calendar.interval))
    } else {
        format!("{} instants", calendar.instants.len())
    }
}

/// Formats the first instants of a list, and the number of further ones.
fn instants(calendar: &Calendar) -> String {
    const SHOWN: usize = 5;
    let shown = calendar.instants.iter().take(SHOWN);
    let mut shown: Vec<String> = shown.map(|instant| time(&Some(*instant))).collect();
    if let Some(more) = calendar.instants.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        shown.push(format!("and {more} more"));
    }
    shown.join(" ")
}

fn target(schedule: &Schedule) -> String {
    let target = schedule.timer.as_ref().and_then(|timer| timer.target.clone());
    match target.and_then(|target| target.target) {
        Some(Target::Queue(queue)) => format!("queue {queue}"),
        Some(Target::Webhook(webhook)) => format!("webhook {webhook}"),
        Some(Target::None(_)) | None => "none".to_owned(),
    }
}

/// Formats one schedule, a field a row; unset fields are left out.
pub fn schedule(schedule: &Schedule) -> Table {
    let mut table = Table::of_fields();
    let calendar = schedule.calendar.clone().unwrap_or_default();
    table.field("id", &schedule.id);
    table.field("rule", rule(&calendar));
    table.field("zone", &calendar.zone);
    table.field("start", time(&calendar.start));
    table.field("end", time(&calendar.end));
    let most = Some(calendar.count).filter(|most| *most != 0);
    table.field("max runs", most.map(|most| most.to_string()).unwrap_or_default());
    table.field("jitter", span(&calendar.jitter));
    table.field("anchor", time(&calendar.anchor));
    table.field("instants", instants(&calendar));
    // These policies apply only to rules of dates and times of day.
    if !calendar.cron.is_empty() || !calendar.rrule.is_empty() {
        table.field("gap", named(calendar.gap().as_str_name(), "GAP_POLICY_"));
        table.field("repeat", named(calendar.repeat().as_str_name(), "REPEAT_POLICY_"));
        let month_end = calendar.month_end().as_str_name();
        table.field("month end", named(month_end, "MONTH_END_POLICY_"));
    }
    let template = schedule.timer.clone().unwrap_or_default();
    table.field("timer name", &template.name);
    table.field("target", target(schedule));
    table.field("concurrency key", &template.concurrency_key);
    table.field("priority", timers::priority(template.priority()));
    let actions: Vec<String> = template.actions.iter().map(timers::action).collect();
    table.field("also", actions.join(", "));
    table.field(
        "payload",
        timers::payload(template.payload.as_ref(), schedule.payload_shredded),
    );
    table.field("labels", timers::labels(&template.labels));
    table.field("ack deadline", span(&template.ack_deadline));
    table.field("retries", timers::retries(template.retry_policy.as_ref()));
    let missed = named(schedule.missed_run_policy().as_str_name(), "MISSED_RUN_POLICY_");
    let most = match schedule.missed_runs_max {
        0 => String::new(),
        most => format!(", at most {most}"),
    };
    table.field("missed runs", missed + &most);
    let overlap = schedule.overlap_policy().as_str_name();
    table.field("overlap", overlap.trim_start_matches("OVERLAP_POLICY_"));
    if let Some(pause) = &schedule.pause {
        table.field(
            "paused",
            format!("{} by {} {}", time(&pause.time), pause.by, pause.reason),
        );
    }
    table.field("next", time(&schedule.next_time));
    table.field("last timer", &schedule.last_timer_id);
    table.field("runs", schedule.runs.to_string());
    table.field("missed", schedule.missed.to_string());
    table.field("waiting", schedule.waiting.to_string());
    if let Some(backfill) = &schedule.backfill {
        table.field("backfill", progress(backfill));
    }
    table.field("created", time(&schedule.create_time));
    table.field("state version", schedule.state_version.to_string());
    table
}

/// Formats the progress of a backfill in one line.
pub fn progress(backfill: &ScheduleBackfill) -> String {
    let (from, to) = (time(&backfill.from), time(&backfill.to));
    let ScheduleBackfill {
        instants,
        made,
        existing,
        missed,
        ..
    } = backfill;
    let state = match &backfill.end_time {
        None => "runs".to_owned(),
        end if backfill.end_reason.is_empty() => format!("done {}", time(end)),
        end => format!("ended {} {}", time(end), backfill.end_reason),
    };
    format!("{from} to {to}, {instants} instants: {made} made, {existing} existing, {missed} missed; {state}")
}

/// Formats schedules, one a row.
pub fn schedules(schedules: &[Schedule]) -> Table {
    let mut table = Table::with_headers(&["ID", "RULE", "ZONE", "NEXT", "RUNS", "MISSED", "PAUSED", "OVERLAP"]);
    for schedule in schedules {
        let calendar = schedule.calendar.clone().unwrap_or_default();
        table.row([
            schedule.id.clone(),
            rule(&calendar),
            calendar.zone,
            time(&schedule.next_time),
            schedule.runs.to_string(),
            schedule.missed.to_string(),
            schedule
                .pause
                .as_ref()
                .map(|pause| time(&pause.time))
                .unwrap_or_default(),
            if schedule.overlap_policy() == OverlapPolicy::Allow {
                "allow"
            } else {
                ""
            }
            .to_owned(),
        ]);
    }
    table
}
