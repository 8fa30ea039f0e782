//! The protocol over standard input and output, for a server started by its host.
//!
//! Invariants:
//! - Every request line gets an answer, even if it cannot be parsed.
//! - Once the input ends, or the process is asked to stop, calls have [`CALLS_GRACE`](crate::limits::CALLS_GRACE) to
//!   finish. Then they are cancelled, and held wakes are returned.

use futures::future::BoxFuture;
use minoots_client::Client;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

mod line;
mod message;
mod transport;

use crate::limits::ANSWERS_PATIENCE;
use crate::metrics::McpMetrics;
use crate::server::McpServer;
use crate::settings::Settings;
pub(crate) use line::Line;
pub(crate) use message::{Read, read};
use transport::StdioTransport;

/// Serves until standard input ends or `stop` is cancelled. Returns a boxed future, so that the protocol is compiled in
/// this crate and not in each of its users.
///
/// # Errors
/// The client sends a first message that does not begin a session.
pub fn serve_stdio(
    client: Client,
    settings: Settings,
    metrics: McpMetrics,
    stop: CancellationToken,
) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(serve(client, settings, metrics, stop))
}

async fn serve(client: Client, settings: Settings, metrics: McpMetrics, stop: CancellationToken) -> Result<(), String> {
    let server = McpServer::start(client, settings, metrics)?;
    let transport = StdioTransport::start(stop.clone(), server.has_fixtures())?;
    let mut session = Box::pin(session(server.clone(), transport));
    let served = tokio::select! {
        served = &mut session => served,
        () = server.stopped(&stop) => timeout(ANSWERS_PATIENCE, session).await.unwrap_or(Ok(())),
    };
    server.end().await;
    served
}

async fn session(server: McpServer, transport: StdioTransport) -> Result<(), String> {
    match server.serve(transport).await {
        Ok(session) => session.waiting().await.map(drop).map_err(|error| error.to_string()),
        // A host that only checks whether the server starts sends no message.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
