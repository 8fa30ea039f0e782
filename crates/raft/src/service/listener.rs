//! The server for peers, on a port of its own.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_stream::Stream;
use tonic::service::Routes;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::server::{Connected, Router};

use super::{PeerApi, Receiving};
use crate::error::StartError;
use crate::r#gen::peer::v1::identity_service_server::IdentityServiceServer;
use crate::r#gen::peer::v1::peer_service_server::PeerServiceServer;
use crate::peer::client::MESSAGE_BYTES_MAX;
use crate::peer::identity::Doorkeeper;
use crate::peer::join;
use crate::peer::proven;
use crate::peer::spoken;
use crate::peer::transport::Transport;
use crate::platform::{Platform, Wires};

/// Serves peers until dropped.
pub(crate) struct PeerListener {
    address: SocketAddr,
    receiving: Arc<Receiving>,
    refused: Arc<AtomicU64>,
    /// Ends the server when dropped.
    _stop: Box<dyn Send + Sync>,
}

/// An address that peers may call.
pub(crate) enum Door {
    Socket(TcpListener),
    Wires(SocketAddr, Arc<dyn Wires>),
}

/// Binds the address, so that a start fails early if it is unavailable.
pub(crate) async fn bind(address: SocketAddr, platform: &Platform) -> Result<Door, StartError> {
    if let Some(wires) = &platform.wires {
        return Ok(Door::Wires(address, Arc::clone(wires)));
    }
    let listen = |error| StartError::PeerListen { address, error };
    TcpListener::bind(address).await.map(Door::Socket).map_err(listen)
}

impl Door {
    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        match self {
            Self::Socket(listener) => listener.local_addr(),
            Self::Wires(address, _) => Ok(*address),
        }
    }
}

impl PeerListener {
    /// Starts the server. With `asks_for_proof`, it answers only callers whose connection proves their identity.
    pub(crate) fn start(
        door: Door,
        transport: &dyn Transport,
        asks_for_proof: bool,
        receiving: Arc<Receiving>,
    ) -> Result<Self, StartError> {
        let settings = |error: &dyn std::fmt::Display| StartError::Settings(format!("the peer listener: {error}"));
        let address = door.address().map_err(|error| settings(&error))?;
        let routes = routes(&receiving, asks_for_proof);
        let refused = Arc::<AtomicU64>::default();
        let stop: Box<dyn Send + Sync> = match door {
            Door::Socket(listener) => {
                let mut server = transport.listen().map_err(|error| settings(&error))?;
                let router = server.add_routes(routes);
                match transport.proof() {
                    None => Box::new(serve(router, spoken::incoming(listener, refused.clone()))),
                    Some(tls) => {
                        let (peers, strangers) = proven::incoming(listener, tls.clone());
                        let doorstep = join::server().add_routes(join::routes(receiving.joins.clone()));
                        Box::new((serve(router, peers), serve(doorstep, strangers)))
                    }
                }
            }
            Door::Wires(address, wires) => wires.serve(&address.to_string(), routes),
        };
        Ok(Self {
            address,
            receiving,
            refused,
            _stop: stop,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections without TLS that were closed because they did not begin as HTTP/2 or were above the limit.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Rejects every call from now on.
    pub(crate) fn close(&self) {
        self.receiving.close();
    }
}

/// Serves until the returned guard is dropped.
fn serve<I, S>(router: Router, incoming: I) -> oneshot::Sender<()>
where
    I: Stream<Item = io::Result<S>> + Send + 'static,
    S: AsyncRead + AsyncWrite + Connected<ConnectInfo: Clone + Send + Sync + 'static> + Unpin + Send + 'static,
{
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        let stopped = async {
            // The channel never carries a message.
            let _ = stopped.await;
        };
        if let Err(error) = router.serve_with_incoming_shutdown(incoming, stopped).await {
            tracing::error!(%error, "peers are no longer served");
        }
    });
    stop
}

/// The services for peers, each with its interceptor.
fn routes(receiving: &Arc<Receiving>, asks_for_proof: bool) -> Routes {
    let identity = receiving.identity.clone();
    let admitting = Arc::clone(receiving);
    let mut members = Doorkeeper::of_members(identity.clone(), Arc::new(move |caller| admitting.admit(caller)));
    let mut strangers = Doorkeeper::of_strangers(identity);
    if asks_for_proof {
        (members, strangers) = (members.asking_for_proof(), strangers.asking_for_proof());
    }
    let api = PeerApi(Arc::clone(receiving));
    let peers = PeerServiceServer::new(api.clone())
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX);
    let identities = IdentityServiceServer::new(api);
    Routes::new(InterceptedService::new(peers, members)).add_service(InterceptedService::new(identities, strangers))
}

impl Drop for PeerListener {
    fn drop(&mut self) {
        self.receiving.close();
    }
}
