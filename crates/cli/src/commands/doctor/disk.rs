//! The disk of the data directory: its space, and the time of a sync. Each acknowledged write waits for one.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_server::disk::{DiskSpace, Reserve, space_of};
use minoots_terminal::clock::monotonic;

use super::Finding;
use crate::settings::NodeSettings;

/// The number of measured syncs, and the bytes before each.
const SYNCS: usize = 200;
const WRITE_BYTES: usize = 4_096;

/// A 99th percentile above this makes every burst late; above `SLOW`, elections may fail.
const USUAL: Duration = Duration::from_millis(10);
const SLOW: Duration = Duration::from_millis(100);

/// The free space below which a warning is due, as a multiple of the reserve.
const RESERVES_MIN: u64 = 2;

/// Examines the disk on which the directory is, or will be.
pub(super) fn examine(data: &Path, settings: &NodeSettings) -> Vec<Finding> {
    if data.exists() && !data.is_dir() {
        let found = format!("{} is no directory", data.display());
        return vec![Finding::bad("data", found, "name the data directory by --data")];
    }
    let directory = existing(data);
    let failed = |check, error: std::io::Error| {
        let found = format!("{}: {error}", directory.display());
        Finding::bad(
            check,
            found,
            "run the command as the user of the node, with space on the disk",
        )
    };
    let reserve = settings
        .disk_reserve_bytes
        .value
        .0
        .map_or_else(Reserve::default, Reserve::Bytes);
    let space = match space_of(&directory) {
        Ok(space) => of_space(space, reserve.bytes(space.total)),
        Err(error) => failed("disk space", error),
    };
    let syncs = match sync_times(&directory) {
        Ok(times) => of_syncs(&times),
        Err(error) => failed("disk sync", error),
    };
    vec![space, syncs]
}

/// The nearest directory that exists.
fn existing(data: &Path) -> PathBuf {
    let found = data.ancestors().find(|path| path.is_dir());
    found.unwrap_or(Path::new("/")).to_owned()
}

fn of_space(space: DiskSpace, reserve: u64) -> Finding {
    let found = format!("{} free of {}", gibibytes(space.free), gibibytes(space.total));
    let check = "disk space";
    if space.free < reserve {
        let advice = format!(
            "below the reserve of {} the node refuses new timers: free space or enlarge the volume",
            gibibytes(reserve)
        );
        return Finding::bad(check, found, advice);
    }
    if space.free < reserve.saturating_mul(RESERVES_MIN) {
        let advice = format!("the reserve of {} is near: enlarge the volume", gibibytes(reserve));
        return Finding::improvable(check, found, advice);
    }
    Finding::good(check, found)
}

#[allow(clippy::cast_precision_loss, reason = "for people, with one digit")]
fn gibibytes(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))
}

/// The times of syncs in ascending order.
fn sync_times(directory: &Path) -> std::io::Result<Vec<Duration>> {
    let mut file: File = tempfile::tempfile_in(directory)?;
    let block = [0x5A; WRITE_BYTES];
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        file.write_all(&block)?;
        let began = monotonic();
        file.sync_data()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

fn of_syncs(times: &[Duration]) -> Finding {
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let (median, worst) = (at(50), at(99));
    let found = format!("p50 {:.2} ms, p99 {:.2} ms", milliseconds(median), milliseconds(worst));
    let check = "disk sync";
    let advice = "each acknowledged write waits for a sync: use a local SSD with protection against power loss";
    if worst > SLOW {
        return Finding::bad(check, found, advice);
    }
    if worst > USUAL {
        return Finding::improvable(check, found, advice);
    }
    Finding::good(check, found)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn the_reserve_decides_about_space() {
        let verdict = |free| of_space(DiskSpace { total: 100 << 30, free }, 4 << 30).verdict;
        assert_eq!(verdict(9 << 30), Verdict::Good);
        assert_eq!(verdict(7 << 30), Verdict::Improvable);
        assert_eq!(verdict(3 << 30), Verdict::Bad);
    }

    #[test]
    fn the_slowest_syncs_decide_about_the_disk() {
        let verdict = |slowest| {
            let mut times = vec![Duration::from_millis(1); 98];
            times.extend([Duration::from_millis(slowest); 2]);
            of_syncs(&times).verdict
        };
        assert_eq!(verdict(2), Verdict::Good);
        assert_eq!(verdict(11), Verdict::Improvable);
        assert_eq!(verdict(101), Verdict::Bad);
    }

    #[test]
    fn a_directory_that_is_not_there_yet_is_examined_by_its_parent() {
        assert_eq!(existing(Path::new("/proc/none/below")), Path::new("/proc"));
    }
}
