//! The priority of a background thread: low, until another thread waits for it.
//!
//! A thread with low priority gets almost no time while every processor is busy. When writers are about to wait for its
//! work, the least important thread would hold up the most important one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, setpriority_process};

const NICE: i32 = 10;
const ORDINARY: i32 = 0;

/// The priority of one thread.
#[derive(Debug, Default)]
pub(crate) struct Rank {
    thread: OnceLock<Pid>,
    hurried: AtomicBool,
}

impl Rank {
    /// Lowers the priority of the calling thread and remembers the thread.
    ///
    /// # Errors
    /// The priority is unchanged.
    pub(crate) fn step_back(&self) -> rustix::io::Result<()> {
        self.thread.get_or_init(rustix::thread::gettid);
        setpriority_process(None, NICE)
    }

    /// Raises the priority, because a thread is about to wait for the work. Without the privilege to raise a priority
    /// nothing changes.
    pub(crate) fn hurry(&self) {
        if let Some(thread) = self.thread.get()
            && !self.hurried.swap(true, Ordering::Relaxed)
        {
            let _ = setpriority_process(Some(*thread), ORDINARY);
        }
    }

    /// Lowers the priority again, because no thread waits any more.
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
        // Without the privilege nothing changes.
        let may = setpriority_process(None, -1).is_ok();
        assert_eq!(hurried, if may { ORDINARY } else { NICE });
        rank.relax();
        assert_eq!(standing(), NICE);
        drop(asked);
        thread.join().unwrap();
    }
}
