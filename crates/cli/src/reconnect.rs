//! Streams that outlive their connections: each is opened again as often as it takes, and standard error says when one is lost and when it is
//! back.

use std::time::Duration;

use minoots_terminal::errors::{Exit, Failure};
use tokio::time::{sleep, timeout};

use crate::notice;

const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// How long one attempt to open a stream may take.
const ATTEMPT_MAX: Duration = Duration::from_secs(5);

/// The life of one stream of a command, over as many connections as it takes.
#[derive(Debug)]
pub struct Reconnect {
    pause: Duration,
    /// The server to ask first, as a place among those that are named: one that did not answer is left for the next one.
    place: usize,
}

impl Reconnect {
    pub fn new() -> Self {
        Self {
            pause: PAUSE_MIN,
            place: 0,
        }
    }

    /// Opens the stream for the first time. A server that was reached, and then lost, or that knows no leader just now, is asked again, as it
    /// would be once the stream is open.
    ///
    /// # Errors
    /// When no server can be reached, or one refuses.
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

    /// Something arrived: a stream that breaks later is opened again soon.
    pub fn received(&mut self) {
        self.pause = PAUSE_MIN;
    }

    /// Opens the stream again that was lost by this failure.
    ///
    /// # Errors
    /// When trying again cannot help: the failure is no lost connection, or the server refuses.
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
                // The next one to ask is another one of those that are named.
                Ok(Err(_)) | Err(_) => self.place += 1,
            }
        }
    }
}

/// The failure of a stream that was not back before the command's own time was over.
pub fn not_back(idle: Duration) -> Failure {
    Failure::new(
        Exit::Unavailable,
        format!("the connection was lost, and no server answered within {idle:?}"),
    )
    .hint("`minoots cluster status` shows whether a node leads; run the command again")
}

/// A server that was connected to, and said nothing.
fn silent() -> Failure {
    let message = format!("a server did not answer within {ATTEMPT_MAX:?}");
    Failure::new(Exit::TimedOut, message)
}

fn is_transient(failure: &Failure) -> bool {
    matches!(failure.exit, Exit::Unavailable | Exit::TimedOut)
}
