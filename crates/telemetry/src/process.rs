//! Figures of the process itself, under the conventional names of Prometheus. They are read from `/proc` at collection;
//! where the system has none, nothing is exported.

use std::fs;

use opentelemetry::metrics::Meter;

/// The stat fields after the command's closing parenthesis: 3 is the first of them in proc(5).
const STAT_FIRST: usize = 3;
const STAT_UTIME: usize = 14;
const STAT_STIME: usize = 15;
const STAT_START: usize = 22;
const STAT_VIRTUAL: usize = 23;
const STAT_RESIDENT: usize = 24;

/// Registers every figure.
pub(crate) fn observe(meter: &Meter) {
    let gauge = |name: &'static str, unit: &'static str, help: &'static str, read: fn() -> Option<u64>| {
        let builder = meter.u64_observable_gauge(name).with_unit(unit).with_description(help);
        builder
            .with_callback(move |observer| {
                if let Some(value) = read() {
                    observer.observe(value, &[]);
                }
            })
            .build();
    };
    gauge(
        "process_resident_memory",
        "By",
        "Memory of this process in RAM.",
        resident_bytes,
    );
    gauge("process_virtual_memory", "By", "Address space of this process.", || {
        stat(STAT_VIRTUAL)
    });
    gauge("process_open_fds", "", "Open file descriptors.", open_files);
    gauge("process_max_fds", "", "Limit of open file descriptors.", files_max);
    let started = meter.f64_observable_gauge("process_start_time").with_unit("s");
    started
        .with_description("Start of this process, seconds since 1970.")
        .with_callback(|observer| {
            if let Some(seconds) = start_seconds() {
                observer.observe(seconds, &[]);
            }
        })
        .build();
    let used = meter.f64_observable_counter("process_cpu").with_unit("s");
    used.with_description("Processor time used, of user and system.")
        .with_callback(|observer| {
            if let Some(seconds) = cpu_seconds() {
                observer.observe(seconds, &[]);
            }
        })
        .build();
}

/// A field of `/proc/self/stat`, by its number in proc(5).
fn stat(field: usize) -> Option<u64> {
    stat_of(&fs::read_to_string("/proc/self/stat").ok()?, field)
}

/// A field of such a text. The command, in parentheses, may contain spaces and parentheses.
fn stat_of(text: &str, field: usize) -> Option<u64> {
    let (_, fields) = text.rsplit_once(')')?;
    fields
        .split_whitespace()
        .nth(field.checked_sub(STAT_FIRST)?)?
        .parse()
        .ok()
}

fn resident_bytes() -> Option<u64> {
    let page = u64::try_from(rustix::param::page_size()).ok()?;
    stat(STAT_RESIDENT)?.checked_mul(page)
}

fn open_files() -> Option<u64> {
    // The listing itself opens one more.
    let listed = u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()?;
    Some(listed.saturating_sub(1))
}

fn files_max() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// Clock ticks as seconds.
fn seconds(ticks: u64) -> f64 {
    #[expect(clippy::cast_precision_loss)] // Exact below 2^53 ticks, three million years.
    let (ticks, rate) = (ticks as f64, rustix::param::clock_ticks_per_second() as f64);
    ticks / rate
}

fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let ticks = stat_of(&text, STAT_UTIME)?.checked_add(stat_of(&text, STAT_STIME)?)?;
    Some(seconds(ticks))
}

fn start_seconds() -> Option<f64> {
    let system = fs::read_to_string("/proc/stat").ok()?;
    let boot = system.lines().find_map(|line| line.strip_prefix("btime "))?;
    Some(boot.trim().parse::<f64>().ok()? + seconds(stat(STAT_START)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_follow_a_command_with_any_name() {
        let text = "7 (a) b (c) S 1 7 7 0 -1 4194560 9 0 0 0 41 17 0 0 20 0 9 0 5000 8192 3 18446744073709551615";
        assert_eq!(stat_of(text, STAT_UTIME), Some(41));
        assert_eq!(stat_of(text, STAT_STIME), Some(17));
        assert_eq!(stat_of(text, STAT_START), Some(5_000));
        assert_eq!(stat_of(text, STAT_VIRTUAL), Some(8_192));
        assert_eq!(stat_of(text, STAT_RESIDENT), Some(3));
        assert_eq!(stat_of("nothing", STAT_UTIME), None);
    }

    #[test]
    fn this_process_has_plausible_figures() {
        let resident = resident_bytes().unwrap_or(0);
        assert!((1 << 20..1 << 40).contains(&resident), "{resident}");
        let (open, most) = (open_files().unwrap_or(0), files_max().unwrap_or(u64::MAX));
        assert!((3..=most).contains(&open), "{open} of {most}");
        assert!(start_seconds().is_some_and(|start| start > 1.5e9));
        assert!(cpu_seconds().is_some());
    }
}
