//! The marks of forwarded requests. A mark makes a claim about the sender, so a node trusts it only together with its
//! own pass, which peers know and clients do not. Other marks are removed before any code reads them.

use crate::{access::Principal, listener::Arrival, node_headers::FORWARDED};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request};
use minoots_raft::Passes;
use std::{net::IpAddr, sync::Arc};
use tonic::metadata::MetadataMap;

/// The address of the client of a forwarded request.
const SOURCE: HeaderName = HeaderName::from_static("minoots-source");

/// Marks a request that another node of the cluster forwarded. An extension of requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PassedOn {
    /// The client's address, if the forwarding node knows it.
    pub source: Option<IpAddr>,
}

/// Marks a request whose client asks for the leader's address instead of forwarding. An extension of requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stays;

/// Marks requests for other nodes, and reads the marks of incoming requests.
#[derive(Clone)]
pub(crate) struct Marks {
    passes: Arc<Passes>,
}

impl Marks {
    pub fn new(passes: Arc<Passes>) -> Marks {
        Marks { passes }
    }

    /// Removes the marks of a request. A trusted mark becomes [`PassedOn`], another one [`Stays`].
    pub(super) fn read<R>(&self, request: &mut Request<R>) {
        let headers = request.headers_mut();
        let Some(pass) = headers.remove(FORWARDED) else {
            headers.remove(SOURCE);
            return;
        };
        let source = headers.remove(SOURCE);
        if self.passes.is_own(pass.as_bytes()) {
            let source = source.and_then(|source| source.to_str().ok()?.parse().ok());
            request.extensions_mut().insert(PassedOn { source });
        } else {
            request.extensions_mut().insert(Stays);
        }
    }

    /// Marks a request for another node as forwarded for a client at `source`.
    pub(super) fn put(&self, headers: &mut HeaderMap, node: u64, source: Option<IpAddr>) {
        // Without the pass of the other node, that node treats the request as a client's.
        if let Some(pass) = self.passes.to(node).and_then(|pass| HeaderValue::try_from(pass).ok()) {
            headers.insert(FORWARDED, pass);
            if let Some(source) = source.and_then(|source| HeaderValue::try_from(source.to_string()).ok()) {
                headers.insert(SOURCE, source);
            }
        }
    }

    /// Builds a request to another node on behalf of a client, with its credential.
    pub(crate) fn on_behalf<T>(&self, message: T, node: u64, who: &Principal) -> tonic::Request<T> {
        let mut headers = HeaderMap::new();
        self.put(&mut headers, node, who.source());
        let mut request = tonic::Request::new(message);
        *request.metadata_mut() = MetadataMap::from_headers(headers);
        who.show(request.metadata_mut());
        request
    }
}

/// The client's address: as the forwarding node reports it, or from the connection.
pub(crate) fn source<R>(request: &Request<R>) -> Option<IpAddr> {
    client_address(request.extensions())
}

/// The client's address by a request's extensions: as the forwarding node reports it, or from the connection.
pub fn client_address(extensions: &Extensions) -> Option<IpAddr> {
    match extensions.get::<PassedOn>() {
        Some(passed) => passed.source,
        None => extensions.get::<Arrival>().map(|arrival| arrival.peer.ip()),
    }
}
