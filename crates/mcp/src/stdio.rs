//! The protocol over standard input and output, as a host starts a server of its own.

use futures::future::BoxFuture;
use minoots_client::Client;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::stdio;

use crate::limits::MESSAGE_BYTES_MAX;
use crate::server::McpServer;
use crate::settings::Settings;

/// Serves until standard input ends. Boxed, so that the protocol is compiled in this crate and not in each that serves it.
///
/// # Errors
/// When the client says nothing that begins a session.
pub fn serve_stdio(client: Client, settings: Settings) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(serve(client, settings))
}

async fn serve(client: Client, settings: Settings) -> Result<(), String> {
    let (input, output) = stdio();
    let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(MESSAGE_BYTES_MAX);
    let server = McpServer::start(client, settings)?;
    let served = match server.clone().serve(transport).await {
        Ok(session) => session.waiting().await.map(drop).map_err(|error| error.to_string()),
        // A host that only looks whether this starts says nothing.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    server.end().await;
    served
}
