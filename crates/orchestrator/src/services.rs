//! The gRPC services of workflows, agents and handoffs, as routes of a server.

use minoots_wire::workflow::v1::agent_service_server::AgentServiceServer;
use minoots_wire::workflow::v1::handoff_service_server::HandoffServiceServer;
use minoots_wire::workflow::v1::workflow_service_server::WorkflowServiceServer;
use tonic::codec::CompressionEncoding;
use tonic::service::RoutesBuilder;

use crate::agent_service::AgentApi;
use crate::connections::Connections;
use crate::handoff_service::HandoffApi;
use crate::service::WorkflowApi;

/// The largest message in bytes. It has room for a definition of 200 KiB.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// Adds the services to the routes. They reach the cluster through these connections.
pub fn add(connections: &Connections, routes: &mut RoutesBuilder) {
    macro_rules! limited {
        ($service:expr) => {
            $service
                .max_decoding_message_size(MESSAGE_BYTES_MAX)
                .accept_compressed(CompressionEncoding::Gzip)
        };
    }
    routes.add_service(limited!(WorkflowServiceServer::new(WorkflowApi::new(
        connections.clone()
    ))));
    routes.add_service(limited!(AgentServiceServer::new(AgentApi::new(connections.clone()))));
    routes.add_service(limited!(HandoffServiceServer::new(HandoffApi::new(
        connections.clone()
    ))));
}
