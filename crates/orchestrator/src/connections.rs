//! The fabric, as each caller may use it: a call of the services acts with the credential that it came with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use minoots_client::{Builder, Client, Credential, Dial};
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::failure;
use crate::store::Store;

/// Callers whose connections are kept.
const CALLERS_MAX: usize = 256;
const AUTHORIZATION: &str = "authorization";
const BEARER: &str = "bearer ";

/// Makes a store for each caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connections {
    way: Way,
    stores: Arc<Mutex<BTreeMap<Option<String>, Store>>>,
}

/// How the fabric is reached.
#[derive(Debug, Clone)]
enum Way {
    Servers {
        endpoints: Vec<String>,
        ca_file: Option<PathBuf>,
    },
    Node(Dial),
}

impl Way {
    fn builder(&self) -> Builder {
        match self {
            Self::Node(dial) => Client::builder().dial(dial.clone()),
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
    /// To these servers, whose certificates the authorities in the file vouch for if there is one.
    pub fn new(endpoints: Vec<String>, ca_file: Option<PathBuf>) -> Self {
        Self::by(Way::Servers { endpoints, ca_file })
    }

    /// To the node that this leads to.
    pub fn to_node(dial: Dial) -> Self {
        Self::by(Way::Node(dial))
    }

    fn by(way: Way) -> Self {
        Self {
            way,
            stores: Arc::default(),
        }
    }

    /// As somebody with this credential; none: as whoever needs none.
    ///
    /// # Errors
    /// As [`minoots_client::Builder::build`].
    pub fn client(&self, credential: Option<Credential>) -> Result<Client, minoots_client::Error> {
        self.builder(credential).build()
    }

    fn builder(&self, credential: Option<Credential>) -> Builder {
        let builder = self.way.builder();
        match credential {
            Some(credential) => builder.credential(credential),
            None => builder,
        }
    }

    /// As whoever made this call.
    pub(crate) fn of(&self, metadata: &MetadataMap) -> Result<Store, Status> {
        let key = key(metadata)?;
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&key) {
            return Ok(store.clone());
        }
        let credential = key
            .as_deref()
            .map(Credential::bearer)
            .transpose()
            .map_err(|_| not_bearer())?;
        // The caller tries again: it learns at once that there is no quorum.
        let builder = self.builder(credential).end_without_quorum();
        let store = Store::new(builder.build().map_err(|error| failure::fabric(&error))?);
        if stores.len() >= CALLERS_MAX {
            stores.clear();
        }
        stores.insert(key, store.clone());
        Ok(store)
    }
}

/// The key that a call shows.
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
