//! A bounded number of sessions. Counting them and starting one is one atomic step.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::Stream;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_server::session::local::{LocalSessionManager, LocalSessionManagerError};
use rmcp::transport::streamable_http_server::session::{ServerSseMessage, SessionId, SessionManager};
use tokio::sync::Mutex;

use crate::limits::{SESSION_IDLE, SESSIONS_MAX};

tokio::task_local! {
    /// Set for a request whose session was rejected, which the library reports as a server error.
    static REFUSED: Arc<AtomicBool>;
}

/// The error of a session.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionsError {
    /// [`SESSIONS_MAX`] sessions exist.
    #[error("there are {SESSIONS_MAX} sessions already")]
    Full,
    /// An error of the library.
    #[error(transparent)]
    Local(#[from] LocalSessionManagerError),
}

/// The sessions. See the module's documentation.
#[derive(Debug)]
pub(super) struct Sessions {
    local: LocalSessionManager,
    beginning: Mutex<()>,
}

impl Sessions {
    /// No sessions yet.
    pub fn new() -> Self {
        let mut local = LocalSessionManager::default();
        local.session_config.keep_alive = Some(SESSION_IDLE);
        Self {
            local,
            beginning: Mutex::default(),
        }
    }
}

/// Runs a request; `None` if it would have started a session above the limit.
pub(super) async fn unless_full<T>(answer: impl Future<Output = T>) -> Option<T> {
    let refused = Arc::new(AtomicBool::new(false));
    let answer = REFUSED.scope(Arc::clone(&refused), answer).await;
    (!refused.load(Ordering::Relaxed)).then_some(answer)
}

impl SessionManager for Sessions {
    type Error = SessionsError;
    type Transport = <LocalSessionManager as SessionManager>::Transport;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), Self::Error> {
        let _alone = self.beginning.lock().await;
        if self.local.sessions.read().await.len() >= SESSIONS_MAX {
            // Outside a request there is no flag to set.
            let _ = REFUSED.try_with(|refused| refused.store(true, Ordering::Relaxed));
            return Err(SessionsError::Full);
        }
        Ok(self.local.create_session().await?)
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, Self::Error> {
        Ok(self.local.initialize_session(id, message).await?)
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, Self::Error> {
        Ok(self.local.has_session(id).await?)
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), Self::Error> {
        Ok(self.local.close_session(id).await?)
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.create_stream(id, message).await?)
    }

    async fn accept_message(&self, id: &SessionId, message: ClientJsonRpcMessage) -> Result<(), Self::Error> {
        Ok(self.local.accept_message(id, message).await?)
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.create_standalone_stream(id).await?)
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        Ok(self.local.resume(id, last_event_id).await?)
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_that_begin_at_once_no_more_begin_than_there_may_be() {
        let sessions = Arc::new(Sessions::new());
        let begin = |_| {
            let sessions = Arc::clone(&sessions);
            tokio::spawn(async move { unless_full(sessions.create_session()).await })
        };
        let begun = join_all((0..2 * SESSIONS_MAX).map(begin)).await;
        let refused = begun.iter().filter(|begun| matches!(begun, Ok(None))).count();
        assert_eq!(refused, SESSIONS_MAX);
        assert_eq!(sessions.local.sessions.read().await.len(), SESSIONS_MAX);
    }
}
