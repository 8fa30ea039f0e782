//! How a background thread stands among the others: behind them all, until somebody waits for it.
//!
//! A thread that steps back gets next to nothing while every processor is busy. When writers are about to wait for what it does, that
//! would make the least important thread hold up the most important one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, setpriority_process};

const NICE: i32 = 10;
const ORDINARY: i32 = 0;

/// The standing of one thread.
#[derive(Debug, Default)]
pub(crate) struct Rank {
    thread: OnceLock<Pid>,
    hurried: AtomicBool,
}

impl Rank {
    /// The calling thread is the one, and steps back.
    ///
    /// # Errors
    /// It stays as it is.
    pub(crate) fn step_back(&self) -> rustix::io::Result<()> {
        self.thread.get_or_init(rustix::thread::gettid);
        setpriority_process(None, NICE)
    }

    /// Somebody is about to wait for it. Without the right to raise a priority it goes on as before.
    pub(crate) fn hurry(&self) {
        if let Some(thread) = self.thread.get()
            && !self.hurried.swap(true, Ordering::Relaxed)
        {
            let _ = setpriority_process(Some(*thread), ORDINARY);
        }
    }

    /// Nobody does any more.
    pub(crate) fn relax(&self) {
        if let Some(thread) = self.thread.get()
            && self.hurried.swap(false, Ordering::Relaxed)
        {
            let _ = setpriority_process(Some(*thread), NICE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::sync::Arc;
    use std::sync::mpsc::channel;

    use rustix::process::getpriority_process;

    use super::*;

    #[test]
    fn a_thread_that_stepped_back_is_hurried_by_another_and_steps_back_again() {
        let rank = Arc::new(Rank::default());
        let (asked, questions) = channel::<()>();
        let (answers, answered) = channel();
        let own = Arc::clone(&rank);
        let thread = std::thread::spawn(move || {
            own.step_back().unwrap();
            for () in questions {
                answers.send(getpriority_process(None).unwrap()).unwrap();
            }
        });
        let standing = || {
            asked.send(()).unwrap();
            answered.recv().unwrap()
        };
        assert_eq!(standing(), NICE);
        rank.hurry();
        let hurried = standing();
        // Without the right to it nothing changes.
        let may = setpriority_process(None, -1).is_ok();
        assert_eq!(hurried, if may { ORDINARY } else { NICE });
        rank.relax();
        assert_eq!(standing(), NICE);
        drop(asked);
        thread.join().unwrap();
    }
}
