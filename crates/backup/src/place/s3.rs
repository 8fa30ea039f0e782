//! Backups in an S3-compatible bucket. Only this module names `object_store`.
//!
//! Credentials and region come from the usual variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
//! `AWS_SESSION_TOKEN`, `AWS_REGION`, …) or from the machine's role. The store's address comes from `AWS_ENDPOINT_URL`,
//! unless an option names another.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _};

use super::{Found, PlaceError};

/// The address of a store other than Amazon's.
#[derive(Clone, Debug, Default)]
pub struct S3Options {
    /// URL of the store; `None` means `AWS_ENDPOINT_URL`.
    pub endpoint: Option<String>,
}

/// A bucket and a prefix.
#[derive(Clone)]
pub(super) struct Bucket {
    name: String,
    prefix: Path,
    store: Arc<AmazonS3>,
}

impl Bucket {
    /// Parses a bucket and a prefix from `rest`, the part of `text` after the scheme.
    pub fn new(text: &str, rest: &str, options: &S3Options) -> Result<Self, PlaceError> {
        let invalid = |why: &dyn fmt::Display| PlaceError::Invalid {
            text: text.to_owned(),
            why: why.to_string(),
        };
        let parts = rest
            .split_once('/')
            .map(|(bucket, prefix)| (bucket, prefix.trim_matches('/')));
        let (name, prefix) = parts
            .filter(|(bucket, prefix)| !bucket.is_empty() && !prefix.is_empty())
            .ok_or_else(|| invalid(&"give s3://BUCKET/PREFIX, with a prefix for the backups of one cluster"))?;
        // Fails if the process already has a default provider. That provider is then used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(name);
        let named = options
            .endpoint
            .clone()
            .or_else(|| std::env::var("AWS_ENDPOINT_URL").ok());
        if let Some(endpoint) = named.filter(|endpoint| !endpoint.is_empty()) {
            builder = builder
                .with_allow_http(endpoint.starts_with("http://"))
                .with_endpoint(endpoint);
        }
        Ok(Self {
            name: name.to_owned(),
            prefix: Path::parse(prefix).map_err(|error| invalid(&error))?,
            store: Arc::new(builder.build().map_err(|error| invalid(&error))?),
        })
    }

    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, PlaceError> {
        let read = async { self.store.get(&self.object(name)).await?.bytes().await };
        match read.await {
            Ok(content) => Ok(Some(content)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.refused(name, error)),
        }
    }

    pub async fn put(&self, name: &str, content: Bytes) -> Result<(), PlaceError> {
        let put = self.store.put(&self.object(name), content.into()).await;
        put.map(drop).map_err(|error| self.refused(name, error))
    }

    pub async fn delete(&self, name: &str) -> Result<(), PlaceError> {
        match self.store.delete(&self.object(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.refused(name, error)),
        }
    }

    pub async fn list(&self, prefix: &str) -> Result<Vec<Found>, PlaceError> {
        let below = self.object(prefix);
        let found: Vec<_> = self
            .store
            .list(Some(&below))
            .try_collect()
            .await
            .map_err(|error| self.refused(prefix, error))?;
        let root = format!("{}/", self.prefix);
        let found = found.into_iter().filter_map(|object| {
            let name = object.location.as_ref().strip_prefix(&root)?.to_owned();
            Some(Found {
                name,
                bytes: object.size,
            })
        });
        Ok(found.collect())
    }

    /// The path of an object. Slashes in its name separate parts.
    fn object(&self, name: &str) -> Path {
        let parts = name.split('/').filter(|part| !part.is_empty());
        parts.fold(self.prefix.clone(), |path, part| path.join(part))
    }

    fn refused(&self, name: &str, error: object_store::Error) -> PlaceError {
        PlaceError::Store {
            place: format!("{self}/{name}"),
            error: error.into(),
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "s3://{}/{}", self.name, self.prefix)
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
