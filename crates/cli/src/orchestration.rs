//! The assembly of nodes and orchestrators with the workflow services.

use std::sync::Arc;

use minoots_client::Dial;
use minoots_orchestrator::{Connections, EventCounter, MountedOn};
use minoots_server::{Inside, Mount, client_address};
use minoots_terminal::errors::Failure;
use tokio::sync::watch;

mod keys;

pub use keys::{KeyFile, act_for};

/// The workflow services, which reach the node in-process.
pub fn mounts() -> Vec<Mount> {
    vec![Mount::new(|node, routes| {
        let connections = within(node);
        connections.client(None).map_err(|error| error.to_string())?;
        minoots_orchestrator::add_services(&connections, routes);
        Ok(())
    })]
}

/// Opens in-process connections to a node.
pub fn within(node: &Inside) -> Connections {
    let (node, counting) = (node.clone(), node.clone());
    Connections::to_node(MountedOn {
        dial: Arc::new(move |source| {
            let node = node.clone();
            Dial::new(move || {
                let node = node.clone();
                async move { node.dial(source).await }
            })
        }),
        address: client_address,
        events: EventCounter::new(move |kind| counting.workflow_event(kind)),
    })
}

/// The executions on which a node acts.
#[derive(Debug)]
pub enum Whose {
    /// Those of every tenant. The node requires no credential.
    Everyone,
    /// Those of the tenants whose keys are in this file.
    Keys(KeyFile),
    /// None. Other orchestrators act on them.
    Nobody,
}

/// Acts on executions of the node in this process until the future is dropped.
pub async fn act(node: Inside, whose: Whose) -> Result<(), Failure> {
    let connections = within(&node).measured(node.meter());
    let (_stop, stopping) = watch::channel(false);
    match whose {
        Whose::Nobody => std::future::pending().await,
        Whose::Keys(file) => act_for(connections, file, stopping).await,
        Whose::Everyone => {
            let client = connections.client(None);
            let client = client.map_err(|error| Failure::failed(error.to_string()))?;
            minoots_orchestrator::work(client, connections.metrics(), stopping).await;
        }
    }
    Ok(())
}
