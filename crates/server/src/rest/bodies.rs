//! A limit on the bytes of JSON bodies in progress at this node, because a body takes many times its size while it is
//! parsed.

use minoots_kernel::limits;
use minoots_wire::error::{Reason, status};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::{Code, Status};

/// The maximum number of bytes of bodies that are read or processed at once.
const BYTES_MAX: usize = 16 << 20;
/// The granularity of the limit, in bytes.
const STEP_BYTES: usize = 1 << 10;
/// The longest time for which a body waits for room.
const WAIT: Duration = Duration::from_secs(2);

/// The room for bodies. Cheap to clone.
#[derive(Clone)]
pub(super) struct Bodies {
    steps: Arc<Semaphore>,
    wait: Duration,
}

/// Room for one body; returned on drop.
pub(super) struct Room(#[expect(dead_code, reason = "held until it is dropped")] OwnedSemaphorePermit);

impl Default for Bodies {
    fn default() -> Self {
        Self {
            steps: Arc::new(Semaphore::new(BYTES_MAX / STEP_BYTES)),
            wait: WAIT,
        }
    }
}

impl Bodies {
    /// Waits for room for a body of at most `length` bytes; without a length, for the largest body.
    ///
    /// # Errors
    /// No room became free in time.
    pub(super) async fn room(&self, length: Option<u64>) -> Result<Room, Status> {
        let most = limits::MESSAGE_BYTES_MAX;
        let bytes = length.map_or(most, |length| usize::try_from(length).unwrap_or(most).min(most));
        let steps = u32::try_from(bytes.div_ceil(STEP_BYTES)).unwrap_or(u32::MAX);
        let room = tokio::time::timeout(self.wait, self.steps.clone().acquire_many_owned(steps)).await;
        match room {
            Ok(Ok(permit)) => Ok(Room(permit)),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(full()),
        }
    }
}

fn full() -> Status {
    let message = "this node reads as many bodies of JSON as it has room for; nothing was changed";
    status(Code::ResourceExhausted, Reason::Overloaded, message)
        .retry_after(Duration::from_millis(500))
        .build()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn bodies_share_the_room_and_one_too_many_is_told_to_come_again() {
        let bodies = Bodies {
            wait: Duration::from_millis(1),
            ..Bodies::default()
        };
        let mut held = Vec::new();
        for _ in 0..BYTES_MAX / limits::MESSAGE_BYTES_MAX {
            held.push(bodies.room(None).await.ok().unwrap());
        }
        let refused = bodies.room(Some(1)).await.err().unwrap();
        assert_eq!(Reason::of(&refused), Some(Reason::Overloaded));
        held.pop();
        assert!(bodies.room(Some(u64::MAX)).await.is_ok());
        // An absent body needs no room.
        drop(held);
        assert!(bodies.room(Some(0)).await.is_ok());
    }
}
