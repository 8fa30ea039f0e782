//! A figure, its limit, and whether it meets it.

use serde::Serialize;
use serde_json::Value;

use crate::samples::median;

/// A figure derived from the reports of a benchmark.
pub struct Figure {
    /// A description.
    pub what: &'static str,
    /// The unit after each number.
    pub unit: &'static str,
    /// Extracts the figure from a report.
    pub of: fn(&Value) -> Option<f64>,
    /// The floor's position in a report, as a JSON pointer.
    pub floor: Option<&'static str>,
    pub limit: Limit,
    /// The required and the intended bound; `None` for a figure without one.
    pub must: Option<f64>,
    pub aim: Option<f64>,
}

/// A figure with an upper limit, which is not set yet.
pub const fn at_most(what: &'static str, unit: &'static str, of: fn(&Value) -> Option<f64>) -> Figure {
    Figure {
        what,
        unit,
        of,
        floor: None,
        limit: Limit::AtMost,
        must: None,
        aim: None,
    }
}

/// A figure with a lower limit, which is not set yet.
pub const fn at_least(what: &'static str, unit: &'static str, of: fn(&Value) -> Option<f64>) -> Figure {
    Figure {
        limit: Limit::AtLeast,
        ..at_most(what, unit, of)
    }
}

impl Figure {
    /// Adds a floor.
    pub const fn beside(self, floor: &'static str) -> Self {
        Self {
            floor: Some(floor),
            ..self
        }
    }

    /// Adds the required bound.
    pub const fn must(self, must: f64) -> Self {
        Self {
            must: Some(must),
            ..self
        }
    }

    /// Adds the intended bound.
    pub const fn aim(self, aim: f64) -> Self {
        Self { aim: Some(aim), ..self }
    }
}

/// The value that `must` and `aim` limit, and the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// The figure, at most the bound.
    AtMost,
    /// The figure, at least the bound.
    AtLeast,
    /// The figure minus its floor, at most the bound.
    OverFloorAtMost,
    /// The figure divided by its floor, at least the bound.
    OfFloorAtLeast,
}

impl Limit {
    fn keeps(self, figure: f64, floor: Option<f64>, bound: f64) -> bool {
        match self {
            Self::AtMost => figure <= bound,
            Self::AtLeast => figure >= bound,
            Self::OverFloorAtMost => floor.is_some_and(|floor| figure - floor <= bound),
            Self::OfFloorAtLeast => floor.is_some_and(|floor| figure >= bound * floor),
        }
    }

    /// Formats a bound.
    fn text(self, bound: Option<f64>, unit: &str) -> String {
        let Some(bound) = bound.map(number) else {
            return String::new();
        };
        match self {
            Self::AtMost => format!("<= {bound}{unit}"),
            Self::AtLeast => format!(">= {bound}{unit}"),
            Self::OverFloorAtMost => format!("<= floor + {bound}{unit}"),
            Self::OfFloorAtLeast => format!(">= {bound} x floor"),
        }
    }
}

/// A reported figure: the median of its runs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    bench: &'static str,
    what: &'static str,
    unit: &'static str,
    /// Null if no run reported it.
    figure: Option<f64>,
    /// The figure of each run.
    runs: Vec<f64>,
    floor: Option<f64>,
    /// The figure divided by its floor.
    ratio: Option<f64>,
    limit: Limit,
    must: Option<f64>,
    aim: Option<f64>,
    /// Null for a figure without a limit.
    met: Option<bool>,
    aim_met: Option<bool>,
    /// The number of runs whose floor changed during the run.
    disturbed: usize,
}

impl Row {
    /// The row of a figure over the reports of all runs.
    pub fn of(bench: &'static str, figure: &Figure, reports: &[Value]) -> Self {
        let runs: Vec<f64> = reports.iter().filter_map(figure.of).map(rounded).collect();
        let floors = reports.iter().filter_map(|told| at(told, figure.floor?));
        let floor = median(&floors.collect::<Vec<_>>());
        let middle = median(&runs);
        let keeps = |bound| middle.is_some_and(|middle| figure.limit.keeps(middle, floor, bound));
        let is_disturbed = |told: &&Value| told.pointer("/floor/disturbed") == Some(&Value::Bool(true));
        Self {
            bench,
            what: figure.what,
            unit: figure.unit,
            figure: middle,
            floor,
            ratio: middle.zip(floor).map(|(figure, floor)| rounded(figure / floor)),
            limit: figure.limit,
            must: figure.must,
            aim: figure.aim,
            met: figure.must.map(keeps),
            aim_met: figure.aim.map(keeps),
            disturbed: reports.iter().filter(is_disturbed).count(),
            runs,
        }
    }

    /// The cells of a table row: what, figure, floor, ratio, must, aim, met.
    pub fn cells(&self) -> [String; 7] {
        let with_unit = |value: Option<f64>| value.map(|value| number(value) + self.unit).unwrap_or_default();
        let met = match (self.met, self.aim_met) {
            (_, Some(true)) => "aim",
            (Some(true), _) => "yes",
            (Some(false), _) => "no",
            (None, _) => "",
        };
        let disturbed = if self.disturbed > 0 { " (disturbed)" } else { "" };
        [
            self.what.to_owned(),
            with_unit(self.figure),
            with_unit(self.floor),
            self.ratio.map(number).unwrap_or_default(),
            self.limit.text(self.must, self.unit),
            self.limit.text(self.aim, self.unit),
            format!("{met}{disturbed}"),
        ]
    }
}

/// A number in a report.
pub fn at(told: &Value, pointer: &str) -> Option<f64> {
    told.pointer(pointer)?.as_f64()
}

/// Rounds to three decimal places, which loses nothing measurable.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// Formats a number for people: three digits, more only for large numbers.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{}", (value * 10.0).round() / 10.0),
        _ => format!("{}", (value * 100.0).round() / 100.0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(limit: Limit, must: f64, aim: f64, figures: &[f64]) -> Row {
        let reports: Vec<Value> = figures
            .iter()
            .map(|figure| json!({"own": figure, "floor": {"machine": 60.0, "disturbed": *figure > 900.0}}))
            .collect();
        let figure = at_most("how late", " us", |told| at(told, "/own")).beside("/floor/machine");
        let figure = Figure {
            limit,
            ..figure.must(must).aim(aim)
        };
        Row::of("lateness", &figure, &reports)
    }

    #[test]
    fn the_middle_run_counts_beside_its_floor() {
        let row = row(Limit::OverFloorAtMost, 500.0, 300.0, &[950.0, 480.0, 540.0]);
        assert_eq!((row.figure, row.floor, row.ratio), (Some(540.0), Some(60.0), Some(9.0)));
        assert_eq!((row.met, row.aim_met, row.disturbed), (Some(true), Some(false), 1));
        let cells = [
            "how late",
            "540 us",
            "60 us",
            "9",
            "<= floor + 500 us",
            "<= floor + 300 us",
            "yes (disturbed)",
        ];
        assert_eq!(row.cells(), cells);
    }

    #[test]
    fn each_limit_holds_in_its_own_direction() {
        let met = |limit, must, aim| {
            let row = row(limit, must, aim, &[30.0]);
            (row.met, row.aim_met)
        };
        assert_eq!(met(Limit::AtMost, 30.0, 29.0), (Some(true), Some(false)));
        assert_eq!(met(Limit::AtLeast, 30.0, 31.0), (Some(true), Some(false)));
        assert_eq!(met(Limit::OfFloorAtLeast, 0.5, 0.7), (Some(true), Some(false)));
        assert_eq!(met(Limit::OverFloorAtMost, -30.0, -31.0), (Some(true), Some(false)));
    }

    #[test]
    fn a_figure_that_no_run_told_keeps_no_limit() {
        let row = row(Limit::AtMost, 1.0, 1.0, &[]);
        assert_eq!((row.figure, row.met, row.aim_met), (None, Some(false), Some(false)));
    }
}
