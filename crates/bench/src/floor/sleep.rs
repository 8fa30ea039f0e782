//! The precision of this machine's sleeps.

use std::io;

const SLEEPS: usize = 500;
const SLEEP_NS: i64 = 1_000_000;

/// Nanoseconds by which each of many sleeps of a millisecond overshoots, with the smallest slack that the kernel
/// allows.
#[cfg(target_os = "linux")]
pub fn overshoots() -> io::Result<Vec<u64>> {
    use std::num::NonZeroU64;

    let usual = rustix::thread::current_timer_slack()?;
    rustix::thread::set_current_timer_slack(NonZeroU64::new(1))?;
    let overshoots = (0..SLEEPS).map(|_| overshoot()).collect();
    // Restore the slack, because the thread returns to a pool.
    rustix::thread::set_current_timer_slack(NonZeroU64::new(usual))?;
    overshoots
}

#[cfg(target_os = "linux")]
fn overshoot() -> io::Result<u64> {
    use minoots_wire::time::instant;
    use rustix::thread::{ClockId, clock_nanosleep_absolute};
    use rustix::time::{Timespec, clock_gettime};

    let read_ns = || {
        let now = clock_gettime(ClockId::Monotonic);
        now.tv_sec * 1_000_000_000 + now.tv_nsec
    };
    let target_ns = read_ns() + SLEEP_NS;
    let target = instant::to_proto(target_ns);
    let target = Timespec {
        tv_sec: target.seconds,
        tv_nsec: target.nanos.into(),
    };
    while let Err(error) = clock_nanosleep_absolute(ClockId::Monotonic, &target) {
        if error != rustix::io::Errno::INTR {
            return Err(error.into());
        }
    }
    Ok(u64::try_from(read_ns() - target_ns).unwrap_or_default())
}

/// Nanoseconds by which each of many sleeps of a millisecond overshoots.
#[cfg(not(target_os = "linux"))]
pub fn overshoots() -> io::Result<Vec<u64>> {
    let asked = std::time::Duration::from_nanos(SLEEP_NS.unsigned_abs());
    let overshoot = |_| {
        let started = minoots_terminal::clock::monotonic();
        std::thread::sleep(asked);
        u64::try_from(started.elapsed().saturating_sub(asked).as_nanos()).unwrap_or(u64::MAX)
    };
    Ok((0..SLEEPS).map(overshoot).collect())
}
