//! The report of the backup benchmark.

use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::Serialize;

use crate::failover::ledger::Verdict;
use crate::failover::report::Lateness;
use crate::report::mebibytes;

/// The report, with the verdict over the time before and after the restore.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub bench: &'static str,
    /// Pending timers.
    pub count: u32,
    /// Timers due per second.
    pub rate: u32,
    /// Size of the backup.
    pub bytes: u64,
    /// From the start of the command to its end.
    pub backup_ms: f64,
    /// Megabytes (10^6 bytes) per second.
    pub megabytes_per_second: f64,
    /// Lateness of timers due before the backup, and during it.
    pub late_before_ms: Lateness,
    pub late_during_ms: Lateness,
    /// From the start of the restore until the node is ready on the result.
    pub restore_ms: f64,
    /// Pending timers that the restored node lacks.
    pub pending_lost: u64,
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Report {
    /// Whether no guarantee was violated.
    pub fn is_clean(&self) -> bool {
        self.pending_lost == 0 && self.verdict.is_clean()
    }
}

/// Megabytes (10^6 bytes) per second, rounded to a tenth.
pub fn megabytes_per_second(bytes: u64, ns: i64) -> f64 {
    (bytes as f64 * 1e4 / ns.max(1) as f64).round() / 10.0
}

/// Prints the report.
pub fn print(output: Output, report: &Report) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(report);
    }
    let mut table = Table::of_fields();
    let late = |late: &Lateness| format!("p50 {} ms, p99 {} ms, max {} ms", late.p50, late.p99, late.max);
    table.field("pending timers", report.count.to_string());
    table.field("rate", format!("{}/s due", report.rate));
    table.field(
        "backup",
        format!(
            "{} in {} ms, {} MB/s",
            mebibytes(report.bytes),
            report.backup_ms,
            report.megabytes_per_second
        ),
    );
    table.field("late before", late(&report.late_before_ms));
    table.field("late during", late(&report.late_during_ms));
    table.field("restore to ready", format!("{} ms", report.restore_ms));
    table.field("pending timers lost", report.pending_lost.to_string());
    report.verdict.show(&mut table);
    output.table(&table)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn report(pending_lost: u64) -> Report {
        Report {
            bench: "backup",
            count: 10,
            rate: 4,
            bytes: 2_000_000,
            backup_ms: 500.0,
            megabytes_per_second: megabytes_per_second(2_000_000, 500_000_000),
            late_before_ms: Lateness::of(vec![0, 1_000_000]),
            late_during_ms: Lateness::of(vec![2_000_000]),
            restore_ms: 700.0,
            pending_lost,
            verdict: Verdict::default(),
        }
    }

    #[test]
    fn the_report_has_this_exact_shape() {
        assert_eq!(
            serde_json::to_string(&report(0)).unwrap(),
            r#"{"bench":"backup","count":10,"rate":4,"bytes":2000000,"backupMs":500.0,"megabytesPerSecond":4.0,"lateBeforeMs":{"p50":0.0,"p99":0.0,"max":1.0},"lateDuringMs":{"p50":2.0,"p99":2.0,"max":2.0},"restoreMs":700.0,"pendingLost":0,"created":0,"cancelled":0,"delivered":0,"missing":0,"early":0,"cancelledDelivered":0,"redelivered":0,"stale":0,"duplicateKeys":0,"unacknowledged":0}"#
        );
    }

    #[test]
    fn a_pending_timer_that_is_gone_is_a_broken_promise() {
        assert!(report(0).is_clean());
        assert!(!report(1).is_clean());
    }
}
