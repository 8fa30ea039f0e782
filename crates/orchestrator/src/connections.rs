//! Connections to the cluster, one for each caller. A call of the services acts with its caller's credential and
//! address.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use minoots_client::{Builder, Client, Credential, Dial};
use minoots_wire::rules::{Ruled, Unjudged};
use opentelemetry::metrics::Meter;
use tonic::metadata::MetadataMap;
use tonic::{Extensions, Request, Status};

use crate::event_counter::EventCounter;
use crate::failure;
use crate::store::Store;
use crate::work_metrics::WorkMetrics;

/// Callers whose connections are cached.
const CALLERS_MAX: usize = 256;
const AUTHORIZATION: &str = "authorization";
const BEARER: &str = "bearer ";

/// Creates a store for each caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connections {
    way: Way,
    metrics: WorkMetrics,
    stores: Arc<Mutex<BTreeMap<Caller, Store>>>,
}

/// A caller: its API key, and its address if the connection forwards it.
type Caller = (Option<String>, Option<IpAddr>);

/// The node that hosts the services.
#[derive(Clone)]
pub struct MountedOn {
    /// Connects to the node on behalf of a client at this address, or of the services themselves.
    pub dial: Arc<dyn Fn(Option<IpAddr>) -> Dial + Send + Sync>,
    /// Extracts the client's address from the extensions of a call.
    pub address: fn(&Extensions) -> Option<IpAddr>,
    /// Counts the committed events in the metrics of the node.
    pub events: EventCounter,
}

impl fmt::Debug for MountedOn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MountedOn")
    }
}

/// The target of the connections.
#[derive(Debug, Clone)]
enum Way {
    Servers {
        endpoints: Vec<String>,
        ca_file: Option<PathBuf>,
    },
    Node(MountedOn),
}

impl Way {
    /// The client's address of a call, if the connection forwards it.
    fn address(&self, extensions: &Extensions) -> Option<IpAddr> {
        match self {
            Self::Node(node) => (node.address)(extensions),
            Self::Servers { .. } => None,
        }
    }

    fn builder(&self, address: Option<IpAddr>) -> Builder {
        match self {
            Self::Node(node) => Client::builder().dial((node.dial)(address)),
            Self::Servers { endpoints, ca_file } => {
                let builder = endpoints
                    .iter()
                    .fold(Client::builder(), |builder, url| builder.endpoint(url));
                match ca_file {
                    Some(file) => builder.ca_file(file),
                    None => builder,
                }
            }
        }
    }
}

impl Connections {
    /// Connects to these servers. If there is a CA file, it verifies their certificates.
    pub fn new(endpoints: Vec<String>, ca_file: Option<PathBuf>) -> Self {
        Self::by(Way::Servers { endpoints, ca_file })
    }

    /// Connects to the node that hosts the services.
    pub fn to_node(node: MountedOn) -> Self {
        Self::by(Way::Node(node))
    }

    /// Measures the work of these connections with instruments of this meter.
    #[must_use]
    pub fn measured(self, meter: &Meter) -> Self {
        let metrics = match &self.way {
            Way::Node(_) => self.metrics,
            Way::Servers { .. } => WorkMetrics::of_events(EventCounter::of_meter(meter)),
        };
        Self {
            metrics: metrics.measured(meter),
            ..self
        }
    }

    /// The figures of work over these connections.
    pub fn metrics(&self) -> WorkMetrics {
        self.metrics.clone()
    }

    fn by(way: Way) -> Self {
        let events = match &way {
            Way::Node(node) => node.events.clone(),
            Way::Servers { .. } => EventCounter::default(),
        };
        Self {
            way,
            metrics: WorkMetrics::of_events(events),
            stores: Arc::default(),
        }
    }

    /// Builds a client with this credential, or without one.
    ///
    /// # Errors
    /// As [`minoots_client::Builder::build`].
    pub fn client(&self, credential: Option<Credential>) -> Result<Client, minoots_client::Error> {
        self.builder(credential, None).build()
    }

    fn builder(&self, credential: Option<Credential>, address: Option<IpAddr>) -> Builder {
        let builder = self.way.builder(address);
        match credential {
            Some(credential) => builder.credential(credential),
            None => builder,
        }
    }

    /// The caller's store, and the message of its request. Every call begins here, so that the rules of fields hold for
    /// all.
    ///
    /// # Errors
    /// The credential is not well-formed, or the message breaks rules of its fields; the refusal lists all of them.
    pub(crate) fn admitted<T: Ruled>(&self, request: Request<T>) -> Result<(Store, T), Status> {
        let (store, message) = self.unjudged(request)?;
        let (message, violations) = message.judge();
        violations.finish()?;
        Ok((store, message))
    }

    /// The caller's store, and its request, whose fields are judged together with other checks, so that a refusal lists
    /// all faults.
    ///
    /// # Errors
    /// The credential is not well-formed.
    pub(crate) fn unjudged<T: Ruled>(&self, request: Request<T>) -> Result<(Store, Unjudged<T>), Status> {
        let store = self.of(&request)?;
        Ok((store, Unjudged::new(request.into_inner())))
    }

    /// Returns the store that acts as the caller of this request.
    fn of<T>(&self, request: &Request<T>) -> Result<Store, Status> {
        let caller = (key(request.metadata())?, self.way.address(request.extensions()));
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&caller) {
            return Ok(store.clone());
        }
        let credential = caller
            .0
            .as_deref()
            .map(Credential::bearer)
            .transpose()
            .map_err(|_| not_bearer())?;
        // Without a quorum, the call fails at once: the caller retries.
        let builder = self.builder(credential, caller.1).end_without_quorum();
        let client = builder.build().map_err(|error| failure::fabric(&error))?;
        let store = Store::new(client, self.metrics.events());
        if stores.len() >= CALLERS_MAX {
            stores.clear();
        }
        stores.insert(caller, store.clone());
        Ok(store)
    }
}

/// Extracts the API key of a call.
fn key(metadata: &MetadataMap) -> Result<Option<String>, Status> {
    let Some(shown) = metadata.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let shown = shown.to_str().ok().filter(|shown| shown.len() > BEARER.len());
    let key = shown.filter(|shown| shown.is_char_boundary(BEARER.len()));
    let key = key.map(|shown| shown.split_at(BEARER.len()));
    match key {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case(BEARER) => Ok(Some(key.trim().to_owned())),
        _ => Err(not_bearer()),
    }
}

fn not_bearer() -> Status {
    minoots_wire::error::status(
        tonic::Code::Unauthenticated,
        minoots_wire::error::Reason::CredentialsInvalid,
        "the credential is not `Bearer KEY`",
    )
    .build()
}
