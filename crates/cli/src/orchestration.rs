//! How nodes and orchestrators are put together with the services of workflows.

use minoots_client::Dial;
use minoots_orchestrator::{AgentApi, Connections, HandoffApi, WorkflowApi};
use minoots_server::{Inside, Mount};
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::agent_service_server::AgentServiceServer;
use minoots_wire::workflow::v1::handoff_service_server::HandoffServiceServer;
use minoots_wire::workflow::v1::workflow_service_server::WorkflowServiceServer;
use tokio::sync::watch;
use tonic::codec::CompressionEncoding;

mod keys;

pub use keys::{KeyFile, act_for};

/// A message of these services: a definition of 200 KiB with room.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// The services, which reach the node from within.
pub fn mount() -> Mount {
    Mount::new(|node, routes| {
        let connections = within(node);
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

/// The fabric, as this process has it.
pub fn within(node: &Inside) -> Connections {
    let node = node.clone();
    Connections::to_node(Dial::new(move || {
        let node = node.clone();
        async move { node.dial().await }
    }))
}

/// Whose executions a node acts on.
#[derive(Debug)]
pub enum Whose {
    /// It asks nobody for a credential.
    Everyone,
    /// Of those whose keys are in this file.
    Keys(KeyFile),
    /// Others act on them.
    Nobody,
}

/// Acts on executions of the node in this process, as long as it is asked to.
pub async fn act(node: Inside, whose: Whose) -> Result<(), Failure> {
    let connections = within(&node);
    let (_stop, stopping) = watch::channel(false);
    match whose {
        Whose::Nobody => std::future::pending().await,
        Whose::Keys(file) => act_for(connections, file, stopping).await,
        Whose::Everyone => {
            let client = connections.client(None);
            let client = client.map_err(|error| Failure::failed(error.to_string()))?;
            minoots_orchestrator::work(client, stopping).await;
        }
    }
    Ok(())
}
