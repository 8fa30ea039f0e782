//! Reads schedules as JSON lines and writes their occurrences as JSON lines, for comparisons with other calendars.
//!
//! Input: `{"cron": "0 9 * * MON", "zone": "Europe/Berlin", "from": 1767225600, "max": 5}`, or `"rrule"` and
//! `"dtstart"` instead of `"cron"`. Optional fields: `seconds`, `gap`, `overlap`, `monthEnd` and `until`. Output:
//! `{"occurrences": [{"second", "local", "note"}]}`, or `{"errors": [{"reason", "message"}]}`.

use std::io::{self, BufRead as _, Write as _};

use minoots_calendar::{Calendar, Gap, Limits, MonthEnd, Overlap, Rule, Spec};
use serde::{Deserialize, Serialize};

const NS: i64 = 1_000_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    cron: Option<String>,
    rrule: Option<String>,
    dtstart: Option<String>,
    #[serde(default)]
    seconds: bool,
    zone: String,
    gap: Option<String>,
    overlap: Option<String>,
    month_end: Option<String>,
    from: i64,
    until: Option<i64>,
    max: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Occurrences { occurrences: Vec<Found> },
    Errors { errors: Vec<Refusal> },
}

#[derive(Serialize)]
struct Found {
    second: i64,
    local: String,
    note: Option<String>,
}

#[derive(Serialize)]
struct Refusal {
    reason: &'static str,
    message: String,
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &answer(&request)?)?;
        writeln!(out)?;
    }
    out.flush()
}

fn answer(request: &Request) -> io::Result<Answer> {
    let limits = Limits { period_ns_min: NS };
    let calendar = match Calendar::new(&spec(request)?, &limits) {
        Ok(calendar) => calendar,
        Err(errors) => {
            let refusal = |error: minoots_calendar::Error| Refusal {
                reason: error.reason.as_str(),
                message: error.to_string(),
            };
            let errors = errors.into_iter().map(refusal).collect();
            return Ok(Answer::Errors { errors });
        }
    };
    let until = request.until.map_or(i64::MAX, |until| until.saturating_mul(NS));
    let window = request.from.saturating_mul(NS)..until;
    let occurrences = calendar.occurrences(window).take(request.max).map(|found| Found {
        second: found.instant_ns.div_euclid(NS),
        local: found.local,
        note: found.note.map(|note| note.to_string()),
    });
    Ok(Answer::Occurrences {
        occurrences: occurrences.collect(),
    })
}

fn spec(request: &Request) -> io::Result<Spec> {
    let rule = match (&request.cron, &request.rrule, &request.dtstart) {
        (Some(expression), None, None) => Rule::Cron {
            expression: expression.clone(),
            seconds: request.seconds,
        },
        (None, Some(rule), Some(dtstart)) => Rule::Rrule {
            rule: rule.clone(),
            dtstart: dtstart.clone(),
        },
        _ => return Err(io::Error::other("give cron, or rrule and dtstart")),
    };
    Ok(Spec {
        gap: choose(request.gap.as_deref(), &[("after", Gap::After), ("skip", Gap::Skip)])?,
        overlap: choose(
            request.overlap.as_deref(),
            &[
                ("first", Overlap::First),
                ("second", Overlap::Second),
                ("both", Overlap::Both),
            ],
        )?,
        month_end: choose(
            request.month_end.as_deref(),
            &[
                ("skip", MonthEnd::Skip),
                ("last-day", MonthEnd::LastDay),
                ("next-day", MonthEnd::NextDay),
            ],
        )?,
        ..Spec::new(rule, &request.zone)
    })
}

fn choose<T: Copy + Default>(name: Option<&str>, values: &[(&str, T)]) -> io::Result<T> {
    let Some(name) = name else {
        return Ok(T::default());
    };
    let found = values.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| io::Error::other(format!("no such policy: {name}")))
}
