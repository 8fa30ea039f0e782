//! This machine: the priority of timer threads, the limit of open files, and its clock.

use std::thread;
use std::time::Duration;

use minoots_server::priority::{self, Standing};
use minoots_terminal::clock::{monotonic, wall_ns};
use minoots_terminal::errors::Failure;
use rustix::process::{Resource, getrlimit};

use super::Finding;
use crate::settings::NodeSettings;

/// Open files besides those of connections: the log, the tables, and sockets of peers.
const OTHER_FILES: u64 = 1_024;

/// The time for which the clock is watched.
const WATCHED: Duration = Duration::from_millis(300);

/// The difference between the wall clock and elapsed time that counts as a step.
const STEP: Duration = Duration::from_millis(20);

/// Examines the machine.
pub(super) fn examine(settings: &NodeSettings) -> Result<Vec<Finding>, Failure> {
    Ok(vec![threads()?, files(settings), clock()])
}

fn threads() -> Result<Finding, Failure> {
    let standing = thread::spawn(priority::time_critical).join();
    let standing = standing.map_err(|_| Failure::failed("the thread that tries priorities ended by a panic"))?;
    let check = "timer threads";
    let advice = "under load timers fire milliseconds late: grant CAP_SYS_NICE, or LimitRTPRIO=1 and LimitNICE=-15";
    Ok(match standing {
        Standing::RealTime => Finding::good(check, standing.to_string()),
        Standing::Favoured | Standing::Ordinary => Finding::improvable(check, standing.to_string(), advice),
    })
}

fn files(settings: &NodeSettings) -> Finding {
    let needed = OTHER_FILES + u64::try_from(settings.bounds.listener().connections_max).unwrap_or(u64::MAX);
    of_files(getrlimit(Resource::Nofile).current, needed)
}

fn of_files(limit: Option<u64>, needed: u64) -> Finding {
    let check = "open files";
    match limit {
        None => Finding::good(check, "no limit"),
        Some(limit) if limit >= needed => Finding::good(check, format!("limit {limit}")),
        Some(limit) => {
            let advice = format!("connections-max needs {needed}: raise the limit (LimitNOFILE, ulimit -n)");
            Finding::improvable(check, format!("limit {limit}"), advice)
        }
    }
}

/// Compares the wall clock with elapsed time for a moment. A larger error of the clock is visible only to a cluster.
fn clock() -> Finding {
    let (wall, began) = (wall_ns(), monotonic());
    thread::sleep(WATCHED);
    let passed = u64::try_from(wall_ns().saturating_sub(wall)).unwrap_or(0);
    of_clock(Duration::from_nanos(passed).abs_diff(began.elapsed()))
}

fn of_clock(difference: Duration) -> Finding {
    let found = format!("{} ms apart from elapsed time", difference.as_millis());
    match difference > STEP {
        true => Finding::improvable(
            "clock",
            found,
            "the clock was set just now: run one time service, and let it slew",
        ),
        false => Finding::good("clock", found),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn open_files_must_suffice_for_all_connections() {
        let verdict = |limit| of_files(limit, 9_216).verdict;
        assert_eq!(verdict(None), Verdict::Good);
        assert_eq!(verdict(Some(9_216)), Verdict::Good);
        assert_eq!(verdict(Some(1_024)), Verdict::Improvable);
    }

    #[test]
    fn a_clock_that_is_set_is_named() {
        assert_eq!(of_clock(Duration::from_millis(3)).verdict, Verdict::Good);
        assert_eq!(of_clock(Duration::from_secs(1)).verdict, Verdict::Improvable);
    }
}
