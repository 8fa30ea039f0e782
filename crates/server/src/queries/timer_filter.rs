//! The filter of lists and bulk cancels: a timer must meet every condition that is set.

use crate::{convert, validate};
use minoots_kernel::internal::TimerRow;
use minoots_wire::{
    error::Reason,
    time::{RangeError, instant},
    timer::v1::TimerStatus,
    well_known::Timestamp,
};
use std::collections::BTreeMap;

/// The conditions. An empty field sets none.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Sorted, each once.
    statuses: Vec<TimerStatus>,
    /// The window of fire times, nanoseconds UTC. The start is inclusive; the end is exclusive, unless it is the
    /// largest value.
    pub due_from: i64,
    pub due_until: i64,
    pub labels: BTreeMap<String, String>,
    pub queue: String,
    pub name_prefix: String,
    pub id_prefix: String,
}

/// The conditions of a request.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    pub statuses: &'a [i32],
    pub due_from: Option<&'a Timestamp>,
    pub due_until: Option<&'a Timestamp>,
    pub labels: BTreeMap<String, String>,
    pub queue: &'a str,
    pub name_prefix: &'a str,
    pub id_prefix: &'a str,
}

impl Filter {
    pub fn new(violations: &mut validate::Violations, asked: Asked<'_>) -> Filter {
        let mut statuses = statuses(violations, asked.statuses);
        statuses.sort_unstable();
        statuses.dedup();
        let due_from = bound(violations, "due_from", asked.due_from, i64::MIN);
        let due_until = bound(violations, "due_until", asked.due_until, i64::MAX);
        if asked.due_from.is_some() && asked.due_until.is_some() && due_until <= due_from {
            violations.add("due_until", Reason::WindowEmpty, "must be later than due_from");
        }
        for (key, value) in &asked.labels {
            validate::label(violations, "labels", key, value);
        }
        Filter {
            statuses,
            due_from,
            due_until,
            labels: asked.labels,
            queue: asked.queue.to_owned(),
            name_prefix: asked.name_prefix.to_owned(),
            id_prefix: asked.id_prefix.to_owned(),
        }
    }

    /// Whether the due table contains everything that the filter selects.
    pub fn is_pending(&self) -> bool {
        let pending = |status: &TimerStatus| matches!(status, TimerStatus::Scheduled | TimerStatus::Armed);
        !self.statuses.is_empty() && self.statuses.iter().all(pending)
    }

    /// Whether no condition but that of the status is set.
    pub fn is_any(&self) -> bool {
        let unbounded = (self.due_from, self.due_until) == (i64::MIN, i64::MAX);
        let texts = [&self.queue, &self.name_prefix, &self.id_prefix];
        unbounded && self.labels.is_empty() && texts.iter().all(|text| text.is_empty())
    }

    /// Whether the filter selects a timer.
    pub fn selects(&self, row: &TimerRow, armed: bool) -> bool {
        let Some(spec) = &row.spec else { return false };
        let labelled = |(key, value): (&String, &String)| {
            let mut labels = spec.labels.iter();
            labels.any(|label| label.key == *key && label.value == *value)
        };
        (self.statuses.is_empty() || self.statuses.contains(&convert::status(row, armed)))
            && spec.fire_time >= self.due_from
            && (self.due_until == i64::MAX || spec.fire_time < self.due_until)
            && (self.queue.is_empty() || spec.queue == self.queue)
            && spec.name.starts_with(&self.name_prefix)
            && spec.id.starts_with(&self.id_prefix)
            && self.labels.iter().all(labelled)
    }

    /// The binding of a page token: tenant and conditions. The debug form quotes texts, so no two filters have the same
    /// binding.
    pub fn binding(&self, tenant: &str) -> Vec<u8> {
        format!("{tenant:?} {self:?}").into_bytes()
    }
}

fn statuses(violations: &mut validate::Violations, numbers: &[i32]) -> Vec<TimerStatus> {
    let mut statuses = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        match TimerStatus::try_from(*number).unwrap_or_default() {
            TimerStatus::Unspecified => {
                violations.add(format!("statuses[{index}]"), Reason::Malformed, "must name a status");
            }
            status => statuses.push(status),
        }
    }
    statuses
}

fn bound(violations: &mut validate::Violations, field: &str, bound: Option<&Timestamp>, unbounded: i64) -> i64 {
    match bound.map(instant::from_proto) {
        None => unbounded,
        Some(Ok(nanos)) => nanos,
        Some(Err(RangeError::Above)) => i64::MAX,
        Some(Err(RangeError::Below)) => i64::MIN,
        Some(Err(RangeError::Invalid { .. })) => {
            let description = "must have a year of 1 to 9999 and valid nanos";
            violations.add(field, Reason::TimestampRange, description);
            unbounded
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use minoots_kernel::internal::{Label, NewTimer, TimerState};
    use tonic::Status;

    fn filter(asked: Asked<'_>) -> Result<Filter, Status> {
        let mut violations = validate::Violations::default();
        let filter = Filter::new(&mut violations, asked);
        violations.finish().map(|()| filter)
    }

    fn label(key: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(key.to_owned(), value.to_owned())])
    }

    fn row() -> TimerRow {
        let label = |key: &str, value: &str| Label {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let mut row = TimerRow {
            spec: Some(NewTimer {
                id: "tea-7".to_owned(),
                name: "green tea".to_owned(),
                queue: "kitchen".to_owned(),
                fire_time: 70,
                labels: vec![label("cups", "2"), label("room", "")],
                ..NewTimer::default()
            }),
            ..TimerRow::default()
        };
        row.set_state(TimerState::Pending);
        row
    }

    #[test]
    fn a_timer_is_selected_only_if_every_condition_that_is_set_holds() {
        let at = |nanos: i64| instant::to_proto(nanos);
        let (at_70, at_71) = (at(70), at(71));
        let scheduled = [TimerStatus::Scheduled.into()];
        let all = || Asked {
            statuses: &scheduled,
            due_from: Some(&at_70),
            due_until: Some(&at_71),
            labels: label("cups", "2"),
            queue: "kitchen",
            name_prefix: "green",
            id_prefix: "tea-",
        };
        assert!(filter(all()).unwrap().selects(&row(), false));
        assert!(filter(Asked::default()).unwrap().selects(&row(), true));
        assert!(
            filter(Asked {
                labels: label("room", ""),
                ..all()
            })
            .unwrap()
            .selects(&row(), false)
        );
        assert!(!filter(all()).unwrap().selects(&row(), true), "it is armed");
        let at_72 = at(72);
        let wrong = [
            Asked {
                due_from: Some(&at_71),
                due_until: Some(&at_72),
                ..all()
            },
            Asked {
                due_from: None,
                due_until: Some(&at_70),
                ..all()
            },
            Asked {
                labels: label("cups", "3"),
                ..all()
            },
            Asked {
                labels: label("cup", "2"),
                ..all()
            },
            Asked {
                queue: "kitchens",
                ..all()
            },
            Asked {
                name_prefix: "tea",
                ..all()
            },
            Asked {
                id_prefix: "tea-7x",
                ..all()
            },
        ];
        for (number, asked) in wrong.into_iter().enumerate() {
            assert!(!filter(asked).unwrap().selects(&row(), false), "{number}");
        }
    }

    #[test]
    fn no_two_filters_are_bound_alike() {
        let asked = [
            Asked::default(),
            Asked {
                name_prefix: "a",
                ..Asked::default()
            },
            Asked {
                id_prefix: "a",
                ..Asked::default()
            },
            Asked {
                queue: "a",
                ..Asked::default()
            },
            Asked {
                labels: label("a", "b"),
                ..Asked::default()
            },
            Asked {
                labels: label("a\", \"b", ""),
                ..Asked::default()
            },
            Asked {
                labels: label("a", "\", \"b"),
                ..Asked::default()
            },
            Asked {
                name_prefix: "a\", id_prefix: \"b",
                ..Asked::default()
            },
            Asked {
                name_prefix: "a",
                id_prefix: "b",
                ..Asked::default()
            },
        ];
        let bindings = asked.map(|asked| filter(asked).unwrap().binding("dev"));
        let mut distinct = bindings;
        distinct.sort();
        assert!(distinct.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
