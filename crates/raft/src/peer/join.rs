//! Enrolment: the call of nodes that have no certificate yet, and its client.
//!
//! Invariants:
//! - A connection without a certificate reaches only the one call of [`Doorstep`], never a call between members.
//! - The composition root decides about requests. They reach it through [`JoinCall`]; the number that wait is bounded.
//! - A secret appears in no `Debug` and in no error.

use std::net::IpAddr;
use std::time::Duration;

use minoots_tls::{ConnectError, Fingerprint, JoinConnector};
use tokio::sync::{mpsc, oneshot};
use tonic::service::Routes;
use tonic::transport::{Endpoint, Server};
use tonic::{Request, Response, Status};

use super::proven::Stranger;
use crate::r#gen::peer::v1 as wire;
use wire::join_service_client::JoinServiceClient;
use wire::join_service_server::{JoinService, JoinServiceServer};

/// A request has about 500 bytes.
const MESSAGE_BYTES_MAX: usize = 16 << 10;
/// An answer takes a commit, and perhaps a call to another node.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// A request for enrolment, from a node without a certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinAsked {
    /// The token's secret.
    pub secret: String,
    /// PKCS #10, DER.
    pub certificate_request: Vec<u8>,
    /// The caller's address; empty on the client.
    pub source: String,
}

/// The result of an enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// The certificate authorities that the members trust, DER.
    pub authorities: Vec<Vec<u8>>,
}

/// A request to spend a join token on a node that presented it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinSpent {
    /// The token's id.
    pub token: String,
    /// The fingerprint of the node's public key.
    pub key_fingerprint: Vec<u8>,
    /// The node.
    pub node: u64,
    /// The address it called from.
    pub source: String,
}

/// A request for a new certificate, from a node that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewAsked {
    /// The node, by its present certificate.
    pub node: u64,
    /// The fingerprint of that certificate's public key.
    pub key: Fingerprint,
    /// PKCS #10, DER.
    pub certificate_request: Vec<u8>,
}

/// A request to the composition root about enrolment, with the channel for its answer.
pub enum JoinCall {
    /// Enrolment, requested by the node itself.
    Join(JoinAsked, oneshot::Sender<Result<Joined, Status>>),
    /// A token to spend, sent to the leader by a member.
    Spend(JoinSpent, oneshot::Sender<Result<(), Status>>),
    /// Renewal, requested by a member whose certificate expires. The answer is a certificate, DER.
    Renew(RenewAsked, oneshot::Sender<Result<Vec<u8>, Status>>),
}

/// The reason why a member issued no certificate.
#[derive(Debug)]
pub enum JoinFailure {
    /// The connection failed.
    Unreachable(String),
    /// The callee is not a member of the token's cluster.
    Untrusted(String),
    /// The member rejected the request.
    Refused(Status),
}

/// Asks a member at an address (`host:port`) for a certificate.
///
/// # Errors
/// See [`JoinFailure`].
pub async fn ask_to_join(address: &str, connector: JoinConnector, asked: JoinAsked) -> Result<Joined, JoinFailure> {
    let unreachable = |error: &dyn std::error::Error| JoinFailure::Unreachable(format!("{address}: {error}"));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).map_err(|error| unreachable(&error))?;
    let endpoint = endpoint.connect_timeout(CONNECT_WITHIN).timeout(2 * ANSWER_WITHIN);
    let channel = endpoint.connect_with_connector(connector).await;
    let channel = channel.map_err(|error| match connect_error(&error) {
        Some(found) if found.is_untrusted() => JoinFailure::Untrusted(found.to_string()),
        Some(found) => JoinFailure::Unreachable(found.to_string()),
        None => unreachable(&error),
    })?;
    let request = wire::JoinRequest {
        secret: asked.secret,
        certificate_request: asked.certificate_request.into(),
    };
    let mut client = JoinServiceClient::new(channel).max_decoding_message_size(64 * MESSAGE_BYTES_MAX);
    let answer = client.join(request).await.map_err(JoinFailure::Refused)?.into_inner();
    Ok(Joined {
        certificate: answer.certificate.into(),
        authorities: answer.authorities.into_iter().map(Into::into).collect(),
    })
}

fn connect_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a ConnectError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The receiver of enrolment requests; `None` on a node that accepts none.
pub(crate) type Joins = Option<mpsc::Sender<JoinCall>>;

/// Passes a call to the composition root and waits for its answer.
pub(crate) async fn answered<T>(
    joins: &Joins,
    call: impl FnOnce(oneshot::Sender<Result<T, Status>>) -> JoinCall,
) -> Result<T, Status> {
    let nobody = || Status::unavailable("this node takes no nodes that join at the moment");
    let (sender, receiver) = oneshot::channel();
    let joins = joins.as_ref().ok_or_else(nobody)?;
    joins.try_send(call(sender)).map_err(|_| nobody())?;
    let answer = tokio::time::timeout(ANSWER_WITHIN, receiver).await;
    answer
        .map_err(|_| Status::unavailable("no answer in time"))?
        .unwrap_or_else(|_| Err(nobody()))
}

/// The service for callers without a certificate.
struct Doorstep(Joins);

#[tonic::async_trait]
impl JoinService for Doorstep {
    async fn join(&self, request: Request<wire::JoinRequest>) -> Result<Response<wire::JoinResponse>, Status> {
        let source: Option<IpAddr> = request.extensions().get::<Stranger>().and_then(|stranger| stranger.0);
        let wire::JoinRequest {
            secret,
            certificate_request,
        } = request.into_inner();
        let asked = JoinAsked {
            secret,
            certificate_request: certificate_request.into(),
            source: source.map(|source| source.to_string()).unwrap_or_default(),
        };
        let Joined {
            certificate,
            authorities,
        } = answered(&self.0, |answer| JoinCall::Join(asked, answer)).await?;
        Ok(Response::new(wire::JoinResponse {
            certificate: certificate.into(),
            authorities: authorities.into_iter().map(Into::into).collect(),
        }))
    }
}

/// All routes for callers without a certificate.
pub(crate) fn routes(joins: Joins) -> Routes {
    Routes::new(JoinServiceServer::new(Doorstep(joins)).max_decoding_message_size(MESSAGE_BYTES_MAX))
}

/// The server for them: one call at a time for each connection, with small limits.
pub(crate) fn server() -> Server {
    Server::builder()
        .timeout(ANSWER_WITHIN)
        .concurrency_limit_per_connection(1)
        .max_concurrent_streams(1)
        .http2_max_header_list_size(8 << 10)
        .initial_stream_window_size(64 << 10)
        .initial_connection_window_size(64 << 10)
}
