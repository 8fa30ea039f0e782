//! How nodes and orchestrators are put together with the services of workflows.

use std::net::SocketAddr;

use minoots_orchestrator::{AgentApi, Connections, HandoffApi, WorkflowApi};
use minoots_server::Mount;
use minoots_wire::workflow::v1::agent_service_server::AgentServiceServer;
use minoots_wire::workflow::v1::handoff_service_server::HandoffServiceServer;
use minoots_wire::workflow::v1::workflow_service_server::WorkflowServiceServer;
use tokio::sync::watch;
use tonic::codec::CompressionEncoding;

use crate::errors::Failure;

/// A message of these services: a definition of 200 KiB with room.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// The services, which reach the node by its own port.
pub fn mount() -> Mount {
    Mount::new(|url, routes| {
        let connections = Connections::new(vec![reachable(url)], None);
        connections.client(None).map_err(|error| error.to_string())?;
        let workflows = WorkflowServiceServer::new(WorkflowApi::new(connections.clone()))
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .accept_compressed(CompressionEncoding::Gzip);
        routes.add_service(workflows);
        let agents = AgentServiceServer::new(AgentApi::new(connections.clone()))
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .accept_compressed(CompressionEncoding::Gzip);
        routes.add_service(agents);
        let handoffs = HandoffServiceServer::new(HandoffApi::new(connections))
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .accept_compressed(CompressionEncoding::Gzip);
        routes.add_service(handoffs);
        Ok(())
    })
}

/// Acts on executions of a node that asks for no credential, until `stop`.
pub async fn act(url: &str, stop: watch::Receiver<bool>) -> Result<(), Failure> {
    let client = Connections::new(vec![reachable(url)], None).client(None);
    let client = client.map_err(|error| Failure::failed(error.to_string()))?;
    minoots_orchestrator::work(client, stop).await;
    Ok(())
}

/// Where a node that serves every address of its machine is reached from within.
fn reachable(url: &str) -> String {
    let Some((scheme, address)) = url.split_once("://") else {
        return url.to_owned();
    };
    match address.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_unspecified() => {
            let loopback = if address.is_ipv4() {
                "127.0.0.1".to_owned()
            } else {
                "[::1]".to_owned()
            };
            format!("{scheme}://{loopback}:{}", address.port())
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn a_node_that_serves_every_address_is_reached_by_loopback() {
        assert_eq!(reachable("http://0.0.0.0:7411"), "http://127.0.0.1:7411");
        assert_eq!(reachable("http://[::]:7411"), "http://[::1]:7411");
        assert_eq!(reachable("http://10.0.0.1:7411"), "http://10.0.0.1:7411");
    }
}
