//! Calls to peers: one long-lived connection for each, and a deadline on every call.
//!
//! A connection is made on first use and remade when it breaks. After a failed call to an unreachable peer, further
//! calls fail at once for a moment.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::runtime::Handle;
use tonic::{Code, Request, Response, Status};

use super::identity::{Identity, stamped};
use super::join::JoinSpent;
use super::route::Route;
use super::transport::Transport;
use crate::clock;
use crate::r#gen::peer::v1::identity_service_client::IdentityServiceClient;
use crate::r#gen::peer::v1::peer_service_client::PeerServiceClient;
use crate::r#gen::peer::v1::{
    IdentifyRequest, IdentifyResponse, ReadIndexRequest, ReadIndexResponse, RenewCertificateRequest,
    SpendJoinTokenRequest, StatusRequest, StatusResponse, VouchRequest,
};
use crate::heard::Heard;
use crate::platform::{Platform, Wires};

/// The size limit of a message between peers. The content of an append is bounded well below it.
pub(crate) const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// The pause before an unreachable peer is called again.
const REDIAL_DELAY: Duration = Duration::from_millis(50);

/// The deadline of a call that includes a commit.
const SPEND_TIMEOUT: Duration = Duration::from_secs(5);

/// The deadline of calls outside consensus.
const ASK_TIMEOUT: Duration = Duration::from_millis(500);

/// All peers. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub(crate) struct Peers {
    shared: Arc<Shared>,
}

struct Shared {
    identity: Identity,
    heard: Heard,
    transport: Arc<dyn Transport>,
    wires: Option<Arc<dyn Wires>>,
    /// By node id and address, so that a node that moves is dialled at its new address.
    channels: Mutex<BTreeMap<(u64, String), Connection>>,
    /// The runtime that drives all connections, whichever task asks for one first.
    runtime: Option<Handle>,
}

#[derive(Clone)]
struct Connection {
    route: Route,
    /// The time before which no call is tried.
    next_try: Arc<Mutex<Option<Instant>>>,
}

/// One peer. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) node: u64,
    pub(crate) heard: Heard,
    identity: Identity,
    connection: Connection,
}

impl Peers {
    pub(crate) fn new(identity: Identity, heard: Heard, transport: Arc<dyn Transport>, platform: &Platform) -> Self {
        Self {
            shared: Arc::new(Shared {
                identity,
                heard,
                transport,
                wires: platform.wires.clone(),
                channels: Mutex::default(),
                runtime: Handle::try_current().ok(),
            }),
        }
    }

    pub(crate) fn heard(&self) -> &Heard {
        &self.shared.heard
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// The peer of that id at an address; sends nothing yet.
    ///
    /// # Errors
    /// The address is malformed.
    pub(crate) fn at(&self, node: u64, address: &str) -> Result<Peer, tonic::transport::Error> {
        let mut channels = lock(&self.shared.channels);
        let key = (node, address.to_owned());
        let connection = match channels.get(&key) {
            Some(connection) => connection.clone(),
            None => {
                let connection = Connection {
                    route: self.shared.route(node, address)?,
                    next_try: Arc::default(),
                };
                channels.insert(key, connection.clone());
                connection
            }
        };
        Ok(Peer {
            node,
            heard: self.shared.heard.clone(),
            identity: self.shared.identity.clone(),
            connection,
        })
    }
}

impl Shared {
    fn route(&self, node: u64, address: &str) -> Result<Route, tonic::transport::Error> {
        match &self.wires {
            Some(wires) => Ok(Route::Wire(wires.connect(address))),
            None => {
                let _entered = self.runtime.as_ref().map(Handle::enter);
                Ok(Route::Connection(self.transport.connect(node, address)?))
            }
        }
    }
}

impl Peer {
    /// The client of consensus calls.
    pub(crate) fn client(&self) -> PeerServiceClient<Route> {
        PeerServiceClient::new(self.connection.route.clone())
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .max_encoding_message_size(MESSAGE_BYTES_MAX)
    }

    /// A request with the metadata of every call.
    pub(crate) fn request<T>(&self, message: T) -> Request<T> {
        self.identity.request(self.node, message)
    }

    /// The pass of this node.
    pub(crate) fn pass(&self) -> Bytes {
        self.identity.passes.own()
    }

    /// Makes a call within a deadline, and records the responder's clock.
    pub(crate) async fn call<T>(
        &self,
        deadline: Duration,
        call: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, Status> {
        self.connection.check()?;
        let sent = self.heard.boottime();
        let answer = tokio::time::timeout(deadline, call).await;
        let answer = answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("the peer did not answer in time")));
        self.connection.note(answer.as_ref().err());
        let answer = answer?;
        if let Some(wall) = stamped(answer.metadata()) {
            self.heard.read_wall(self.node, wall, sent.until(self.heard.boottime()));
        }
        Ok(answer.into_inner())
    }

    /// Exchanges identities.
    pub(crate) async fn identify(&self) -> Result<IdentifyResponse, Status> {
        let mut client = IdentityServiceClient::new(self.connection.route.clone());
        let request = self.request(IdentifyRequest {});
        self.call(ASK_TIMEOUT, client.identify(request)).await
    }

    /// Asks the peer whether it knows a node as a member.
    pub(crate) async fn vouch(&self, node: u64, incarnation: u128) -> Result<bool, Status> {
        let mut client = self.client();
        let request = self.request(VouchRequest {
            node,
            incarnation: incarnation.to_be_bytes().to_vec().into(),
        });
        let answer = self.call(ASK_TIMEOUT, client.vouch(request)).await?;
        Ok(answer.member)
    }

    /// Asks for the peer's status.
    pub(crate) async fn status(&self) -> Result<StatusResponse, Status> {
        let mut client = self.client();
        let request = self.request(StatusRequest {});
        self.call(ASK_TIMEOUT, client.status(request)).await
    }

    /// Asks the leader to spend a join token.
    pub(crate) async fn spend_join_token(&self, spent: JoinSpent) -> Result<(), Status> {
        let mut client = self.client();
        let request = self.request(SpendJoinTokenRequest {
            token: spent.token,
            key_fingerprint: spent.key_fingerprint.into(),
            node: spent.node,
            source: spent.source,
        });
        let answer = self.call(SPEND_TIMEOUT, client.spend_join_token(request)).await;
        answer.map(drop)
    }

    /// Asks the peer to sign a new certificate for this node.
    pub(crate) async fn renew_certificate(&self, certificate_request: Vec<u8>) -> Result<Vec<u8>, Status> {
        let mut client = self.client();
        let request = self.request(RenewCertificateRequest {
            certificate_request: certificate_request.into(),
        });
        let answer = self.call(SPEND_TIMEOUT, client.renew_certificate(request)).await?;
        Ok(answer.certificate.into())
    }

    /// Asks the leader for the index of a linearizable read.
    pub(crate) async fn read_index(&self) -> Result<ReadIndexResponse, Status> {
        let mut client = self.client();
        let request = self.request(ReadIndexRequest {});
        self.call(ASK_TIMEOUT, client.read_index(request)).await
    }
}

impl Connection {
    fn check(&self) -> Result<(), Status> {
        let waiting = lock(&self.next_try).is_some_and(|at| clock::now() < at);
        match waiting {
            true => Err(Status::unavailable("the peer could not be reached a moment ago")),
            false => Ok(()),
        }
    }

    fn note(&self, error: Option<&Status>) {
        let unreachable = error.is_some_and(|error| error.code() == Code::Unavailable);
        *lock(&self.next_try) = unreachable.then(|| clock::now() + REDIAL_DELAY);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
