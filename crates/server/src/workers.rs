//! Runtimes beside the main one, for tasks that must not wait behind its load.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use crate::priority;

/// Starts a runtime with `count` workers of this name, and waits until each has run `begun`. Its blocking threads get
/// the caller's priority, whichever worker starts them.
///
/// # Errors
/// The system grants no threads.
pub(crate) fn start(
    name: &str,
    count: usize,
    begun: impl Fn() + Send + Sync + 'static,
    hooks: impl FnOnce(&mut Builder) -> &mut Builder,
) -> io::Result<Runtime> {
    let niceness = priority::niceness();
    let (starts, started) = mpsc::channel();
    let threads = AtomicUsize::new(0);
    let runtime = hooks(&mut Builder::new_multi_thread())
        .worker_threads(count)
        .thread_name(name)
        .on_thread_start(move || {
            // The first `count` threads are the workers: no blocking thread can start before this function returns the
            // runtime.
            if threads.fetch_add(1, Ordering::Relaxed) < count {
                begun();
                // If the start failed, the receiver is dropped.
                let _ = starts.send(());
            } else {
                priority::time_shared();
                niceness.map(priority::set_niceness);
            }
        })
        .enable_all()
        .build()?;
    started.iter().take(count).for_each(drop);
    Ok(runtime)
}
