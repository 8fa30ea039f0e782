//! Scheduling priorities of the node's threads: those that fire timers come first, background work last.
//!
//! Each call affects the calling thread. Nothing here fails: a node without the right to raise a priority works, with
//! later timers under load, and logs that once.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Once};

use minoots_delivery::Rank;
use rustix::process::{getpriority_process, setpriority_process};
use rustix::thread::set_current_timer_slack;
use thread_priority::{
    NormalThreadSchedulePolicy, RealtimeThreadSchedulePolicy, ThreadPriority, ThreadPriorityValue,
    ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};

/// The lowest real-time priority: above every ordinary thread, below threads that the operator has made real-time.
const REAL_TIME_PRIORITY: u8 = 1;
/// The middle of the library's range for ordinary threads, a niceness of about 0. The library sets it beside the
/// policy; the niceness is set afterwards.
const MIDDLE_PRIORITY: u8 = 50;
const TIME_CRITICAL_NICENESS: i32 = -15;
const FAVOURED_NICENESS: i32 = -10;
const BACKGROUND_NICENESS: i32 = 10;

/// The worst standing of any time-critical thread so far; `0` while there was none.
static WORST: AtomicU8 = AtomicU8::new(0);

/// How the operating system ranks a time-critical thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Standing {
    /// `SCHED_FIFO`: wakes tens of microseconds late at worst, under any load.
    RealTime = 1,
    /// Nice −15: under load wakes up to a millisecond late.
    Favoured = 2,
    /// Like every other thread: under load wakes several milliseconds late.
    Ordinary = 3,
}

impl fmt::Display for Standing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RealTime => "real-time (SCHED_FIFO)",
            Self::Favoured => "favoured (nice -15)",
            Self::Ordinary => "ordinary",
        })
    }
}

/// Makes the calling thread wake as close to its instant as the process may ask for: timer slack of 1 ns, and the best
/// [`Standing`] permitted.
///
/// Threads started by this one inherit its standing: start ordinary threads elsewhere.
pub fn time_critical() -> Standing {
    // Fails only on kernels without timer slack, which do not coalesce wake-ups.
    let _ = set_current_timer_slack(NonZeroU64::new(1));
    let standing = if real_time() {
        Standing::RealTime
    } else if setpriority_process(None, TIME_CRITICAL_NICENESS).is_ok() {
        Standing::Favoured
    } else {
        Standing::Ordinary
    };
    WORST.fetch_max(standing as u8, Ordering::Relaxed);
    if standing == Standing::Ordinary {
        warn_once();
    }
    standing
}

/// Raises the calling thread above ordinary ones (nice -10), where that is permitted, for delivery. Returns whether it
/// worked.
pub fn favoured() -> bool {
    setpriority_process(None, FAVOURED_NICENESS).is_ok()
}

/// Makes the calling thread real-time: it preempts every ordinary thread. Returns whether it worked.
pub fn real_time() -> bool {
    set_policy(
        REAL_TIME_PRIORITY,
        ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo),
    )
}

/// Returns the calling thread to time sharing after [`real_time`], with its earlier niceness.
pub fn time_shared() {
    let niceness = niceness();
    let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other);
    // Without the right to raise a priority only the policy is set, and the niceness stays.
    let _ = set_policy(MIDDLE_PRIORITY, policy);
    niceness.map(set_niceness);
}

/// The niceness of the calling thread. Threads that a favoured thread starts inherit its priority, and need this value
/// restored.
pub fn niceness() -> Option<i32> {
    getpriority_process(None).ok()
}

/// Sets the niceness of the calling thread. Returns whether it worked.
pub fn set_niceness(niceness: i32) -> bool {
    setpriority_process(None, niceness).is_ok()
}

/// Ranks the thread that prepares events: above ordinary ones, or with the niceness of the calling thread.
pub fn ranked() -> Arc<dyn Fn(Rank) + Send + Sync> {
    let usual = niceness().unwrap_or_default();
    Arc::new(move |rank| {
        match rank {
            Rank::Favoured => favoured(),
            Rank::Ordinary => set_niceness(usual),
        };
    })
}

/// Lowers the calling thread (nice +10) for compaction, snapshots and checks. Returns whether it worked.
pub fn background() -> bool {
    setpriority_process(None, BACKGROUND_NICENESS).is_ok()
}

/// The worst standing of any time-critical thread so far, for the log line at start and a metric; `None` before the
/// first one.
#[must_use]
pub fn status() -> Option<Standing> {
    match WORST.load(Ordering::Relaxed) {
        0 => None,
        1 => Some(Standing::RealTime),
        2 => Some(Standing::Favoured),
        _ => Some(Standing::Ordinary),
    }
}

fn set_policy(priority: u8, policy: ThreadSchedulePolicy) -> bool {
    let Ok(priority) = ThreadPriorityValue::try_from(priority) else {
        return false;
    };
    set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Crossplatform(priority), policy).is_ok()
}

fn warn_once() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "no right to raise thread priority (CAP_SYS_NICE, or limits rtprio and nice): under load timers will fire \
             milliseconds late"
        );
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::thread;

    use rustix::thread::current_timer_slack;
    use thread_priority::thread_schedule_policy;

    use super::*;

    fn on_own_thread<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
        thread::spawn(body).join().unwrap()
    }

    #[test]
    fn a_time_critical_thread_has_no_timer_slack_and_the_standing_it_was_told() {
        on_own_thread(|| {
            let standing = time_critical();
            let policy = thread_schedule_policy().unwrap();
            let is_real_time = policy == ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
            assert_eq!(is_real_time, standing == Standing::RealTime);
            if standing != Standing::RealTime {
                assert_eq!(current_timer_slack().unwrap(), 1);
                let favoured = getpriority_process(None).unwrap() == TIME_CRITICAL_NICENESS;
                assert_eq!(favoured, standing == Standing::Favoured);
            }
            assert!(status().unwrap() >= standing);
        });
    }

    #[test]
    fn a_thread_that_was_real_time_is_as_nice_as_before() {
        on_own_thread(|| {
            let other = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other);
            favoured();
            let before = (other, niceness());
            let may = real_time();
            let policy = thread_schedule_policy().unwrap();
            assert_eq!(policy != other, may);
            time_shared();
            assert_eq!((thread_schedule_policy().unwrap(), niceness()), before);
        });
    }

    #[test]
    fn stepping_back_concerns_only_the_calling_thread() {
        let before = on_own_thread(|| getpriority_process(None).unwrap());
        on_own_thread(|| {
            assert!(background());
            assert_eq!(getpriority_process(None).unwrap(), BACKGROUND_NICENESS);
        });
        assert_eq!(on_own_thread(|| getpriority_process(None).unwrap()), before);
    }
}
