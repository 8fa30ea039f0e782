//! The processor time of this process and of the processes it waited for.

use anyhow::{Context, Result};

/// Fields 14 to 17 of `/proc/self/stat` (proc(5)): user and system time, then those of waited-for children, in ticks.
const FIRST_FIELD: usize = 14;
/// Ticks per second: USER_HZ, which Linux fixes at 100 for programs on all architectures that MINOOTS runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time so far, in seconds.
///
/// # Errors
/// `/proc` is not mounted, or its format differs from proc(5).
pub fn seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("reading /proc/self/stat")?;
    parse(&stat).context("/proc/self/stat has another form than proc(5) says")
}

fn parse(stat: &str) -> Option<f64> {
    // The name in field 2 may contain spaces and parentheses. Field 3 follows its last parenthesis.
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields = after_name.split_whitespace().skip(FIRST_FIELD - 3).take(4);
    let ticks = fields
        .map(|field| field.parse::<f64>().ok())
        .collect::<Option<Vec<f64>>>()?;
    (ticks.len() == 4).then(|| ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_of_process_and_children_are_added() {
        let stat = "7 (a) b) S 1 1 1 0 -1 4194304 1 2 3 4 100 50 25 25 20 0 1 0 9";
        assert_eq!(super::parse(stat), Some(2.0));
        assert_eq!(super::parse("7 (a) S 1"), None);
        assert!(super::seconds().is_ok());
    }
}
