//! A checked schedule and its occurrences.

use std::ops::Range;

use crate::{
    error::{Error, Field, Reason},
    length::span,
    limits::{
        BACKFILL_COUNT_MAX, BACKFILL_MAX, COUNT_MAX, INSTANTS_MAX, INTERVAL_NS_MAX, JITTER_NS_MAX, Limits, SECOND_END,
        SECOND_MIN, YEARS,
    },
    occurrence::{Note, Occurrence},
    rule::{CivilRule, Days},
    spec::{Gap, MissedRuns, Overlap, Rule, Spec},
    walk::Walk,
    zone::Zone,
};

const NS: i64 = 1_000_000_000;
const NS_MIN: i64 = SECOND_MIN * NS;
const NS_END: i64 = SECOND_END * NS;

/// A checked schedule. Its occurrences are a function of instants.
#[derive(Clone, Debug)]
pub struct Calendar {
    when: When,
    zone: Zone,
    gap: Gap,
    overlap: Overlap,
    /// The bounds of all occurrences, in nanoseconds UTC.
    window: Range<i64>,
    jitter_ns: i64,
    period_ns: Option<i64>,
    counted: Option<i64>,
}

#[derive(Clone, Debug)]
enum When {
    Civil(CivilRule),
    Every { every_ns: i64, anchor_ns: i64 },
    Instants(Vec<i64>),
}

/// The decision about missed occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchUp {
    /// Occurrences that still run, in order.
    pub run: Vec<Occurrence>,
    /// Number of earlier occurrences that do not run.
    pub missed: u64,
}

impl Calendar {
    /// Checks a schedule.
    ///
    /// # Errors
    /// All violated rules that can be found in one pass; at least one.
    pub fn new(spec: &Spec, limits: &Limits) -> Result<Self, Vec<Error>> {
        let mut errors = Vec::new();
        let zone = Zone::named(&spec.zone).map_err(|error| errors.push(error)).ok();
        let when = When::new(spec).map_err(|error| errors.push(error)).ok();
        let window = window(spec);
        if window.is_empty() {
            let message = "is not after the start; move it behind, or leave it out";
            errors.push(Error::new(Reason::WindowEmpty, Field::End, message));
        }
        errors.extend(count_error(spec));
        errors.extend(jitter_error(spec, when.as_ref().map(|(when, _)| when)));
        errors.extend(when.as_ref().and_then(|(when, _)| period_error(spec, when, limits)));
        let (Some((when, until)), Some(zone), true) = (when, zone, errors.is_empty()) else {
            return Err(errors);
        };
        let mut calendar = Self {
            when,
            zone,
            gap: spec.gap,
            overlap: spec.overlap,
            window,
            jitter_ns: spec.jitter_ns,
            period_ns: None,
            counted: None,
        };
        calendar.period_ns = calendar.when.period_ns().filter(|_| spec.count != Some(1));
        if let Some(until) = until {
            calendar.window.end = calendar.window.end.min(ns(until.saturating_add(1)));
        }
        if let Some(count) = spec.count {
            let last = spec.last_ns.or_else(|| calendar.instant_of(count));
            let end = last.map_or(calendar.window.end, |last| last.saturating_add(1));
            calendar.window.end = calendar.window.end.min(end);
            calendar.counted = Some(calendar.window.end.saturating_sub(1));
        }
        Ok(calendar)
    }

    /// The shortest time between two occurrences in nanoseconds, without clock changes; `None` if there are fewer than
    /// two.
    #[must_use]
    pub fn period_ns(&self) -> Option<i64> {
        self.period_ns
    }

    /// The instant of the last occurrence, if the schedule has a count. Callers may store it to avoid counting again
    /// ([`Spec::last_ns`]).
    #[must_use]
    pub fn counted(&self) -> Option<i64> {
        self.counted
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The first occurrence after an instant, if there is one.
    #[must_use]
    pub fn next_after(&self, instant_ns: i64) -> Option<Occurrence> {
        self.occurrences(instant_ns.saturating_add(1)..i64::MAX).next()
    }

    /// The occurrences in a window, in order, by their nominal instants. The window excludes its end.
    #[must_use]
    pub fn occurrences(&self, window: Range<i64>) -> Occurrences<'_> {
        Occurrences {
            calendar: self,
            instants: self.instants(window),
        }
    }

    /// The number of occurrences in a window, at most `at_most`. The cost is a walk over that number.
    #[must_use]
    pub fn count(&self, window: Range<i64>, at_most: u64) -> u64 {
        let at_most = usize::try_from(at_most).unwrap_or(usize::MAX);
        self.instants(window)
            .take(at_most)
            .count()
            .try_into()
            .unwrap_or(u64::MAX)
    }

    /// The due instant of an occurrence: its nominal instant plus its jitter.
    #[must_use]
    pub fn due_ns(&self, schedule_id: &str, instant_ns: i64) -> i64 {
        instant_ns.saturating_add(crate::jitter_ns(schedule_id, instant_ns, self.jitter_ns))
    }

    /// The number of occurrences that a backfill of this window runs.
    ///
    /// # Errors
    /// `BACKFILL_TOO_LARGE` beyond [`BACKFILL_MAX`].
    pub fn backfill(&self, window: Range<i64>) -> Result<u64, Error> {
        let count = self.count(window, BACKFILL_COUNT_MAX + 1);
        if count > BACKFILL_MAX {
            let count = match count > BACKFILL_COUNT_MAX {
                true => format!("more than {BACKFILL_COUNT_MAX}"),
                false => count.to_string(),
            };
            let message = format!(
                "the window has {count} instants, and a backfill at most {BACKFILL_MAX}; split it into shorter windows"
            );
            return Err(Error::new(Reason::BackfillTooLarge, Field::Backfill, message));
        }
        Ok(count)
    }

    /// Decides which missed occurrences of a window still run.
    ///
    /// It walks through all of them, so the caller passes windows of a bounded number, and `Latest` only with the last
    /// window.
    ///
    /// # Errors
    /// `CATCHUP_UNBOUNDED`: all shall run, and the maximum is missing, 0 or above [`crate::limits::CATCH_UP_MAX`].
    pub fn catch_up(&self, window: Range<i64>, policy: MissedRuns) -> Result<CatchUp, Error> {
        let keep = policy.runs_max()?;
        let mut kept = std::collections::VecDeque::new();
        let mut missed = 0;
        for found in self.instants(window) {
            kept.push_back(found);
            if kept.len() > keep {
                kept.pop_front();
                missed += 1;
            }
        }
        let run = kept.into_iter().map(|found| self.occurrence(found)).collect();
        Ok(CatchUp { run, missed })
    }

    fn instants(&self, window: Range<i64>) -> Instants<'_> {
        let window = window.start.max(self.window.start)..window.end.min(self.window.end);
        let source = match &self.when {
            When::Civil(rule) => {
                let seconds = seconds_from(window.start)..seconds_from(window.end);
                Source::Walk(Box::new(Walk::new(rule, &self.zone, self.gap, self.overlap, seconds)))
            }
            When::Every { every_ns, anchor_ns } => Source::Every {
                every_ns: *every_ns,
                next: first_from(window.start, *anchor_ns, *every_ns),
            },
            When::Instants(instants) => {
                Source::List(instants[instants.partition_point(|instant| *instant < window.start)..].iter())
            }
        };
        Instants {
            source,
            end: window.end,
        }
    }

    /// The instant of the `count`th occurrence.
    fn instant_of(&self, count: u32) -> Option<i64> {
        let index = usize::try_from(count).ok()?.checked_sub(1)?;
        match &self.when {
            When::Every { every_ns, anchor_ns } => {
                let first = first_from(self.window.start, *anchor_ns, *every_ns)?;
                let last = i128::from(first) + i128::from(*every_ns) * i128::from(count - 1);
                i64::try_from(last).ok().filter(|last| self.window.contains(last))
            }
            When::Civil(_) | When::Instants(_) => self
                .instants(self.window.clone())
                .nth(index)
                .map(|(instant, _)| instant),
        }
    }

    fn occurrence(&self, (instant_ns, note): (i64, Option<Note>)) -> Occurrence {
        Occurrence {
            instant_ns,
            local: self.zone.local_text(instant_ns),
            note,
        }
    }
}

/// An iterator over the occurrences of a window; see [`Calendar::occurrences`].
#[derive(Clone, Debug)]
pub struct Occurrences<'a> {
    calendar: &'a Calendar,
    instants: Instants<'a>,
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        self.instants.next().map(|found| self.calendar.occurrence(found))
    }
}

#[derive(Clone, Debug)]
struct Instants<'a> {
    source: Source<'a>,
    end: i64,
}

#[derive(Clone, Debug)]
enum Source<'a> {
    Walk(Box<Walk<'a>>),
    Every { every_ns: i64, next: Option<i64> },
    List(std::slice::Iter<'a, i64>),
}

impl Iterator for Instants<'_> {
    type Item = (i64, Option<Note>);

    fn next(&mut self) -> Option<Self::Item> {
        let found = match &mut self.source {
            Source::Walk(walk) => walk.next().map(|(second, note)| (ns(second), note)),
            Source::Every { every_ns, next } => {
                let at = (*next)?;
                *next = at.checked_add(*every_ns);
                Some((at, None))
            }
            Source::List(instants) => instants.next().map(|instant| (*instant, None)),
        };
        found.filter(|(instant, _)| *instant < self.end)
    }
}

impl When {
    /// Reads the rule, and its last second in UTC, if it has one.
    fn new(spec: &Spec) -> Result<(Self, Option<i64>), Error> {
        match &spec.rule {
            Rule::Cron { expression, seconds } => {
                let rule = CivilRule::of_cron(expression, *seconds, spec.month_end)?;
                Ok((Self::Civil(rule), None))
            }
            Rule::Rrule { rule, dtstart } => {
                let (rule, until) = CivilRule::of_rrule(rule, dtstart, spec.month_end)?;
                Ok((Self::Civil(rule), until))
            }
            Rule::Interval { every_ns, anchor_ns } => {
                if !(1..=INTERVAL_NS_MAX).contains(every_ns) {
                    let message = "is longer than nothing and at most 100 years";
                    return Err(Error::new(Reason::IntervalRange, Field::Interval, message));
                }
                let anchor_ns = anchor_ns.or(spec.start_ns).unwrap_or(0);
                let every_ns = *every_ns;
                Ok((Self::Every { every_ns, anchor_ns }, None))
            }
            Rule::Instants(instants) => {
                let mut instants = instants.clone();
                instants.sort_unstable();
                instants.dedup();
                let within = instants.iter().all(|instant| (NS_MIN..NS_END).contains(instant));
                if !within || !(1..=INSTANTS_MAX).contains(&instants.len()) {
                    let message = format!(
                        "are 1 to {INSTANTS_MAX} different ones in the years {} to {}",
                        YEARS.start(),
                        YEARS.end()
                    );
                    return Err(Error::new(Reason::InstantsRange, Field::Instants, message));
                }
                Ok((Self::Instants(instants), None))
            }
        }
    }

    /// The shortest time between two occurrences in nanoseconds, without clock changes. It is at least a day for a rule
    /// of at most one occurrence a day. `None` for a single instant.
    fn period_ns(&self) -> Option<i64> {
        match self {
            Self::Civil(rule) => Some(rule.times.shortest() * NS),
            Self::Every { every_ns, .. } => Some(*every_ns),
            Self::Instants(instants) => instants.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).min(),
        }
    }

    fn field(&self) -> Field {
        match self {
            Self::Civil(rule) => match rule.days {
                Days::Cron(_) => Field::Cron,
                Days::Rrule(_) => Field::Rrule,
            },
            Self::Every { .. } => Field::Interval,
            Self::Instants(_) => Field::Instants,
        }
    }
}

fn window(spec: &Spec) -> Range<i64> {
    spec.start_ns.unwrap_or(NS_MIN).max(NS_MIN)..spec.end_ns.unwrap_or(NS_END).min(NS_END)
}

fn count_error(spec: &Spec) -> Option<Error> {
    let count = spec.count?;
    let message = if !(1..=COUNT_MAX).contains(&count) {
        format!("is 1 to {COUNT_MAX}; for more give an end")
    } else if spec.start_ns.is_none() {
        "needs a start to count from".to_owned()
    } else {
        return None;
    };
    Some(Error::new(Reason::CountRange, Field::Count, message))
}

fn jitter_error(spec: &Spec, when: Option<&When>) -> Option<Error> {
    let longest = when
        .and_then(When::period_ns)
        .unwrap_or(JITTER_NS_MAX)
        .min(JITTER_NS_MAX);
    if (0..=longest).contains(&spec.jitter_ns) {
        return None;
    }
    let longest = span(longest);
    let message = format!("is 0 to {longest} here: no more than a day, nor than the time between two occurrences");
    Some(Error::new(Reason::JitterRange, Field::Jitter, message))
}

fn period_error(spec: &Spec, when: &When, limits: &Limits) -> Option<Error> {
    let period = when.period_ns()?;
    let once = spec.count == Some(1);
    if once || period >= limits.period_ns_min {
        return None;
    }
    let message = format!(
        "runs as often as every {}; this tenant may have {} at least",
        span(period),
        span(limits.period_ns_min)
    );
    Some(Error::new(Reason::PeriodTooShort, when.field(), message))
}

/// The first instant at or after `from` that is a whole number of steps from the anchor.
fn first_from(from: i64, anchor: i64, every: i64) -> Option<i64> {
    let behind = (i128::from(from) - i128::from(anchor)).rem_euclid(i128::from(every));
    let ahead = (i128::from(every) - behind) % i128::from(every);
    i64::try_from(i128::from(from) + ahead).ok()
}

/// The first whole second at or after an instant.
fn seconds_from(instant_ns: i64) -> i64 {
    instant_ns.div_euclid(NS) + i64::from(instant_ns.rem_euclid(NS) != 0)
}

/// Seconds to nanoseconds. Seconds are clamped to the supported years.
fn ns(second: i64) -> i64 {
    second.clamp(SECOND_MIN, SECOND_END) * NS
}
