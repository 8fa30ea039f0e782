//! Figures of the operating system about a process, a directory and the present thread.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

use minoots_terminal::clock;
use rustix::param::clock_ticks_per_second;
use rustix::time::{ClockId, clock_gettime};
use thread_priority::{
    RealtimeThreadSchedulePolicy, ThreadPriority, ThreadPriorityValue, ThreadSchedulePolicy,
    set_thread_priority_and_policy, thread_native_id,
};

/// The unit of `st_blocks`, whatever the file system's own.
const BLOCK_BYTES: u64 = 512;
/// The niceness of the measuring thread.
const NICENESS: i32 = -10;
/// The lowest real-time priority, which a node gives its own threads.
const REAL_TIME_PRIORITY: u8 = 1;

/// Resident memory of a process in bytes; `None` where there is no `/proc`.
pub fn rss_bytes(pid: u32) -> Option<u64> {
    parse_kibibytes(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, "VmRSS:")
}

/// Proportional memory (PSS) of a process in bytes: each shared page is divided by its number of users. `None` where
/// there is no `/proc`.
pub fn pss_bytes(pid: u32) -> Option<u64> {
    parse_kibibytes(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?, "Pss:")
}

/// Processor time of all threads of a process so far, with the 10 ms resolution of kernel accounting. `None` where
/// there is no `/proc`.
pub fn cpu_time_of(pid: u32) -> Option<Duration> {
    let ticks = parse_ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?;
    Some(Duration::from_secs_f64(ticks as f64 / clock_ticks_per_second() as f64))
}

/// `utime` and `stime` of proc_pid_stat(5), counted from after the name, which may contain any character.
fn parse_ticks(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut fields = behind_name.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

fn parse_kibibytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Disk space of a directory and everything below it, in bytes. Files that vanish meanwhile do not count.
pub fn disk_bytes(path: &Path) -> u64 {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return 0;
    };
    let own = metadata.blocks() * BLOCK_BYTES;
    if !metadata.is_dir() {
        return own;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    own + entries.map(|entry| disk_bytes(&entry.path())).sum::<u64>()
}

/// Raises this thread's priority if permitted. A measurement without it is only noisier.
pub fn raise_priority() {
    let _ = rustix::process::setpriority_process(None, NICENESS);
}

/// Makes this thread run as soon as it has work, if permitted. It timestamps arrivals, and any time without a processor
/// would count as lateness of the node.
pub fn go_first() {
    if !real_time() {
        raise_priority();
    }
}

/// Gives the calling thread real-time priority. Returns whether that is permitted.
fn real_time() -> bool {
    let policy = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
    ThreadPriorityValue::try_from(REAL_TIME_PRIORITY).is_ok_and(|priority| {
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Crossplatform(priority), policy).is_ok()
    })
}

/// Measures this process' processor time from its start on.
pub struct CpuMeter {
    used: Duration,
    begun: Instant,
}

impl CpuMeter {
    /// Starts the measurement.
    pub fn start() -> Self {
        Self {
            used: cpu_time(),
            begun: clock::monotonic(),
        }
    }

    /// Processor time of all threads as a share of the time passed; 100 is one processor.
    pub fn percent(&self) -> f64 {
        let used = cpu_time().saturating_sub(self.used).as_secs_f64();
        let passed = self.begun.elapsed().as_secs_f64().max(f64::EPSILON);
        (used / passed * 1_000.0).round() / 10.0
    }
}

/// Processor time of this process so far.
fn cpu_time() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    let nanoseconds = u32::try_from(now.tv_nsec).unwrap_or_default();
    Duration::new(u64::try_from(now.tv_sec).unwrap_or_default(), nanoseconds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn memory_is_read_in_kibibytes() {
        assert_eq!(
            parse_kibibytes("Name:\tminoots\nVmRSS:\t    1234 kB\nThreads: 4\n", "VmRSS:"),
            Some(1234 * 1024)
        );
        assert_eq!(parse_kibibytes("Name:\tkthreadd\n", "VmRSS:"), None);
    }

    #[test]
    fn ticks_are_found_behind_whatever_name() {
        let stat = "4242 (a) b (c) S 1 4242 4242 0 -1 4194304 900 0 0 0 31 11 0 0 20 0 9 0 12 1 2 3";
        assert_eq!(parse_ticks(stat), Some(42));
        assert_eq!(parse_ticks("4242 (cut) S 1"), None);
    }

    #[test]
    fn a_busy_thread_takes_processor_time() {
        let meter = CpuMeter::start();
        let until = clock::monotonic() + Duration::from_millis(50);
        while clock::monotonic() < until {
            std::hint::spin_loop();
        }
        assert!(meter.percent() > 1.0, "{}", meter.percent());
    }

    #[test]
    fn a_directory_weighs_at_least_what_is_written_below_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("below/file"), vec![1; 100_000]).unwrap();
        assert!(disk_bytes(folder.path()) >= 100_000);
        assert_eq!(disk_bytes(&folder.path().join("absent")), 0);
    }
}
