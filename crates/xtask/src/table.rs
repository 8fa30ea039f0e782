//! The final table of `cargo xtask test`: stages, tests, seconds, processor seconds, and the slowest tests.

use crate::stage::Report;
use crate::tally::TimedTest;
use crate::totals::Totals;

/// Number of slowest tests in the table.
const SLOWEST_MAX: usize = 20;

/// Prints the table, and returns the counts of all stages.
pub fn print(reports: &[(&str, Report)], elapsed_seconds: f64) -> Totals {
    let width = reports
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0)
        .max("stage".len());
    println!(
        "\n{:width$}  {:>6}  {:>8}  {:>11}",
        "stage", "tests", "seconds", "processor s"
    );
    let mut totals = Totals::default();
    let mut processor_seconds = 0.0;
    for (name, report) in reports {
        let of_stage = report.tally.totals;
        let failed = u64::from(report.error.is_some() && of_stage.failed == 0);
        let counts = of_stage.passed + of_stage.failed;
        let mark = if report.error.is_some() { "  FAILED" } else { "" };
        println!(
            "{name:width$}  {counts:>6}  {:>8.1}  {:>11.1}{mark}",
            report.seconds, report.processor_seconds
        );
        totals += of_stage;
        totals.failed += failed;
        processor_seconds += report.processor_seconds;
    }
    println!(
        "{:width$}  {:>6}  {elapsed_seconds:>8.1}  {processor_seconds:>11.1}",
        "all",
        totals.passed + totals.failed
    );
    let slowest = slowest(reports);
    if !slowest.is_empty() {
        println!("\nslowest tests");
        for test in slowest {
            println!("{:>8.1} s  {}", test.seconds, test.name);
        }
    }
    totals
}

fn slowest<'a>(reports: &'a [(&str, Report)]) -> Vec<&'a TimedTest> {
    let mut tests: Vec<&TimedTest> = reports.iter().flat_map(|(_, report)| &report.tally.timed).collect();
    tests.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    tests.truncate(SLOWEST_MAX);
    tests
}
