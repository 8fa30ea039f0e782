//! Dedicated workers for consumers: deliveries do not wait behind requests.
//!
//! A delivery leaves through two tasks, that of its stream and that of its connection. On shared workers each would
//! wait for all tasks before it, which takes milliseconds under load. So the task of a `Consume` call starts on these
//! workers, and its connection [moves](Moving) there as soon as it has made such a call. Other calls stay on the shared
//! workers, whatever their connection. The exception is short calls that ran in the connection's own task when it
//! moved. Under low load the workers are real-time: [`allowance`].

mod allowance;

pub(super) use allowance::Ranked;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::thread::available_parallelism;

use minoots_wire::method::{Method, event_service};
use tokio::runtime::{Handle, Runtime};
use tokio::task::JoinHandle;

use crate::workers;

/// Whether a method's responses are deliveries.
pub(super) fn takes(method: &'static Method) -> bool {
    std::ptr::eq(method, &event_service::CONSUME)
}

/// The workers. Dropping it ends them.
pub(super) struct Lane {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Lane {
    /// Starts as many workers as there are processors, with a raised priority where that is permitted. If the system
    /// grants no threads, consumers share the other workers.
    pub(super) fn start() -> Self {
        let count = available_parallelism().map_or(1, usize::from);
        let runtime = workers::start("deliver", count, allowance::begun, |hooks| {
            hooks
                .on_thread_park(allowance::worked)
                .on_thread_unpark(allowance::woken)
        });
        match runtime {
            Ok(runtime) => Self {
                handle: runtime.handle().clone(),
                runtime: Some(runtime),
            },
            Err(error) => {
                tracing::warn!(%error, "no threads of their own for consumers: under load timers will be delivered milliseconds late");
                Self {
                    handle: Handle::current(),
                    runtime: None,
                }
            }
        }
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        // There is nothing to wait for: tasks here have ended, or must be cut off.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A connection that is driven here until it has a consumer, and in the lane from then on.
pub(super) struct Moving<F> {
    at: At<F>,
    has_consumer: Arc<AtomicBool>,
    lane: Handle,
}

enum At<F> {
    Here(Pin<Box<F>>),
    /// The transient state of a move.
    Nowhere,
    Lane(Elsewhere),
}

/// A task that is aborted when this handle is dropped.
struct Elsewhere(JoinHandle<()>);

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<F: Future<Output = ()> + Send + 'static> Moving<F> {
    /// The connection itself sets `has_consumer`.
    pub(super) fn new(connection: F, has_consumer: Arc<AtomicBool>, lane: &Handle) -> Self {
        Self {
            at: At::Here(Box::pin(connection)),
            has_consumer,
            lane: lane.clone(),
        }
    }
}

impl<F: Future<Output = ()> + Send + 'static> Future for Moving<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        loop {
            self.at = match std::mem::replace(&mut self.at, At::Nowhere) {
                At::Here(mut connection) => {
                    if connection.as_mut().poll(context).is_ready() {
                        return Poll::Ready(());
                    }
                    if !self.has_consumer.load(Ordering::Relaxed) {
                        self.at = At::Here(connection);
                        return Poll::Pending;
                    }
                    At::Lane(Elsewhere(self.lane.spawn(Ranked::new(connection))))
                }
                At::Nowhere => return Poll::Ready(()),
                At::Lane(mut elsewhere) => {
                    // The panic hook has reported a panic already.
                    if Pin::new(&mut elsewhere.0).poll(context).is_ready() {
                        return Poll::Ready(());
                    }
                    self.at = At::Lane(elsewhere);
                    return Poll::Pending;
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::priority;
    use std::sync::Mutex;
    use std::time::Duration;
    use tokio::sync::oneshot;
    use tokio::task::yield_now;
    use tokio::time::timeout;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn thread() -> String {
        std::thread::current().name().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn a_connection_moves_once_it_has_a_consumer_and_its_end_is_told_here() {
        let lane = Lane::start();
        let (has_consumer, seen) = (Arc::<AtomicBool>::default(), Arc::<Mutex<Vec<String>>>::default());
        let connection = {
            let (has_consumer, seen) = (has_consumer.clone(), seen.clone());
            let see = move || seen.lock().unwrap().push(thread());
            async move {
                see();
                yield_now().await;
                see();
                has_consumer.store(true, Ordering::Relaxed);
                yield_now().await;
                see();
            }
        };
        let moving = Moving::new(connection, has_consumer, lane.handle());
        timeout(PATIENCE, moving).await.expect("it never ends");
        let here = thread();
        assert_eq!(*seen.lock().unwrap(), [here.clone(), here, "deliver".to_owned()]);
    }

    #[tokio::test]
    async fn blocking_work_of_the_lane_is_as_ordinary_as_who_started_it() {
        let policy = || thread_priority::thread_schedule_policy().unwrap();
        let before = (policy(), priority::niceness());
        let may = std::thread::spawn(move || priority::real_time().then(policy));
        let wanted = may.join().unwrap().unwrap_or(before.0);
        let lane = Lane::start();
        // On a machine that pauses for a while, the worker may have used its allowance before it began.
        let seen = async {
            loop {
                let ran = lane.handle().spawn(Ranked::new(async move {
                    let worker = policy();
                    let blocked = tokio::task::spawn_blocking(move || (policy(), priority::niceness()));
                    (worker, blocked.await.unwrap())
                }));
                let (worker, blocked) = ran.await.unwrap();
                assert_eq!(blocked, before);
                if worker == wanted {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, seen).await.expect("it is never real-time");
    }

    #[tokio::test]
    async fn a_connection_that_is_given_up_ends_in_the_lane() {
        let lane = Lane::start();
        let (held, gone) = oneshot::channel::<()>();
        let connection = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        let mut moving = Moving::new(connection, Arc::new(AtomicBool::new(true)), lane.handle());
        assert!(futures::poll!(&mut moving).is_pending());
        drop(moving);
        // The sender was dropped with it.
        timeout(PATIENCE, gone).await.expect("it goes on").unwrap_err();
    }
}
