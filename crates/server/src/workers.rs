//! Runtimes beside the main one, for tasks that do not wait behind everything else.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use crate::priority;

/// Starts so many workers of this name, each of which begins with `begun`, and waits until they have. Threads for blocking work that is begun on
/// them are like the caller's, whatever the priority of who begins it.
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
            // The first are the workers: nothing else can be begun before they are told of.
            if threads.fetch_add(1, Ordering::Relaxed) < count {
                begun();
                // Nobody listens any more if the start has failed.
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
