//! Streams that survive their connections. A lost stream is reopened as often as necessary, and standard error reports
//! the loss and the recovery.

use std::time::Duration;

use minoots_terminal::errors::{Exit, Failure};
use tokio::time::{sleep, timeout};

use crate::notice;

const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// The time limit of one attempt to open a stream.
const ATTEMPT_MAX: Duration = Duration::from_secs(5);

/// A command's stream across its connections.
#[derive(Debug)]
pub struct Reconnect {
    pause: Duration,
    /// The position of the server to try first. An attempt without a response moves it to the next server.
    place: usize,
}

impl Reconnect {
    pub fn new() -> Self {
        Self {
            pause: PAUSE_MIN,
            place: 0,
        }
    }

    /// Opens the stream for the first time. It retries a server that was reached and then lost, or that knows no
    /// leader, like an open stream does.
    ///
    /// # Errors
    /// No server can be reached, or one refuses.
    pub async fn open<Opened, Opening>(&mut self, mut open: impl FnMut(usize) -> Opening) -> Result<Opened, Failure>
    where
        Opening: Future<Output = Result<Opened, Failure>>,
    {
        match timeout(ATTEMPT_MAX, open(self.place)).await {
            Ok(Err(lost)) if lost.was_reached => self.recover(lost, open).await,
            Ok(opened) => opened,
            Err(_) => {
                self.place += 1;
                self.recover(silent(), open).await
            }
        }
    }

    /// Records that a message arrived, so that a later break is retried soon.
    pub fn received(&mut self) {
        self.pause = PAUSE_MIN;
    }

    /// Reopens a stream after this failure.
    ///
    /// # Errors
    /// A retry cannot help: the failure is no lost connection, or the server refuses.
    pub async fn recover<Opened, Opening>(
        &mut self,
        lost: Failure,
        mut open: impl FnMut(usize) -> Opening,
    ) -> Result<Opened, Failure>
    where
        Opening: Future<Output = Result<Opened, Failure>>,
    {
        if !is_transient(&lost) {
            return Err(lost);
        }
        notice::tell(&format!("{}; connecting again", lost.message));
        loop {
            sleep(self.pause).await;
            self.pause = (self.pause * 2).min(PAUSE_MAX);
            match timeout(ATTEMPT_MAX, open(self.place)).await {
                Ok(Ok(opened)) => {
                    notice::tell("connected again");
                    return Ok(opened);
                }
                Ok(Err(failure)) if !is_transient(&failure) => return Err(failure),
                // The next attempt uses the next server.
                Ok(Err(_)) | Err(_) => self.place += 1,
            }
        }
    }
}

/// The failure of a stream that did not recover within the command's idle time.
pub fn not_back(idle: Duration) -> Failure {
    Failure::new(
        Exit::Unavailable,
        format!("the connection was lost, and no server answered within {idle:?}"),
    )
    .hint("`minoots cluster status` shows whether a node leads; run the command again")
}

/// The failure of a server that accepted the connection and sent nothing.
fn silent() -> Failure {
    let message = format!("a server did not answer within {ATTEMPT_MAX:?}");
    Failure::new(Exit::TimedOut, message)
}

fn is_transient(failure: &Failure) -> bool {
    matches!(failure.exit, Exit::Unavailable | Exit::TimedOut)
}
