//! The marks of requests that a node passes on. They say something of the sender, so they are believed only with this node's pass, which
//! its peers know and clients do not; other marks are taken off before anything reads them.

use crate::{access::Principal, listener::Arrival, node_headers::FORWARDED};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request};
use minoots_raft::Passes;
use std::{net::IpAddr, sync::Arc};
use tonic::metadata::MetadataMap;

/// The address of the client that a request is passed on for.
const SOURCE: HeaderName = HeaderName::from_static("minoots-source");

/// A request that another node of the cluster passed on. Extension of requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PassedOn {
    /// Where the client called from, if the node knows.
    pub source: Option<IpAddr>,
}

/// A request whose client marked it, to hear who leads rather than to be passed on. Extension of requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stays;

/// Puts marks on requests for other nodes, and reads those on requests that come.
#[derive(Clone)]
pub(crate) struct Marks {
    passes: Arc<Passes>,
}

impl Marks {
    pub fn new(passes: Arc<Passes>) -> Marks {
        Marks { passes }
    }

    /// Takes the marks off a request; believed ones become [`PassedOn`], others [`Stays`].
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

    /// Marks a request for another node as passed on for a client at `source`.
    pub(super) fn put(&self, headers: &mut HeaderMap, node: u64, source: Option<IpAddr>) {
        // A node whose pass is not known yet takes the request for a client's.
        if let Some(pass) = self.passes.to(node).and_then(|pass| HeaderValue::try_from(pass).ok()) {
            headers.insert(FORWARDED, pass);
            if let Some(source) = source.and_then(|source| HeaderValue::try_from(source.to_string()).ok()) {
                headers.insert(SOURCE, source);
            }
        }
    }

    /// A request to another node that is made for a client, with its credential.
    pub(crate) fn on_behalf<T>(&self, message: T, node: u64, who: &Principal) -> tonic::Request<T> {
        let mut headers = HeaderMap::new();
        self.put(&mut headers, node, who.source());
        let mut request = tonic::Request::new(message);
        *request.metadata_mut() = MetadataMap::from_headers(headers);
        who.show(request.metadata_mut());
        request
    }
}

/// Where the client of a request called from: as the node says that passed it on, or by its connection.
pub(crate) fn source<R>(request: &Request<R>) -> Option<IpAddr> {
    client_address(request.extensions())
}

/// The address that the client of a request with these extensions called from: as the node says that passed it on, or by its connection.
pub fn client_address(extensions: &Extensions) -> Option<IpAddr> {
    match extensions.get::<PassedOn>() {
        Some(passed) => passed.source,
        None => extensions.get::<Arrival>().map(|arrival| arrival.peer.ip()),
    }
}
