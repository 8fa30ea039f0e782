//! SIGINT, SIGTERM and SIGHUP.

use minoots_terminal::errors::Failure;
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(any(feature = "mcp", feature = "slack"))]
use tokio_util::sync::CancellationToken;

/// The signals that ask a node to stop.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

/// SIGHUP, which asks a node to read its settings again.
pub struct Hangups(Signal);

impl Hangups {
    /// Installs the handler. From then on the signal no longer ends the process.
    pub fn install() -> Result<Self, Failure> {
        let installed = signal(SignalKind::hangup());
        installed
            .map(Self)
            .map_err(|error| Failure::io("cannot listen for signals", &error))
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            // The runtime is shutting down.
            std::future::pending::<()>().await;
        }
    }
}

impl Signals {
    /// Installs the handlers. From then on the signals no longer end the process by themselves.
    pub fn install() -> Result<Self, Failure> {
        let install = |kind| signal(kind).map_err(|error| Failure::io("cannot listen for signals", &error));
        Ok(Self {
            interrupt: install(SignalKind::interrupt())?,
            terminate: install(SignalKind::terminate())?,
        })
    }

    /// A token that the next signal cancels.
    #[cfg(any(feature = "mcp", feature = "slack"))]
    pub fn cancelling(mut self) -> CancellationToken {
        let token = CancellationToken::new();
        let cancelled = token.clone();
        tokio::spawn(async move {
            self.next().await;
            cancelled.cancel();
        });
        token
    }

    /// Waits for the next signal.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
