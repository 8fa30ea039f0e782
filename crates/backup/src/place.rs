//! A place for one backup: a directory, or a bucket and a prefix.

mod directory;
mod s3;

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use self::s3::Bucket;
pub use self::s3::S3Options;

const S3_SCHEME: &str = "s3://";

/// Why a place cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The text names no place.
    #[error("{text:?} names no place for a backup: {why}")]
    Invalid {
        /// What was given.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// The file system refused.
    #[error("{}: {error}", path.display())]
    Directory {
        /// The path.
        path: PathBuf,
        /// The refusal.
        error: std::io::Error,
    },
    /// The store refused, or cannot be reached.
    #[error("{place}: {error}")]
    Store {
        /// The bucket and what was asked for in it.
        place: String,
        /// The refusal.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Where a backup is, or is to be. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Place(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Directory(PathBuf),
    Bucket(Bucket),
}

/// What became of an object to be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Done,
    /// There is one of that name; it was not touched.
    Exists,
}

impl Place {
    /// Reads `s3://BUCKET/PREFIX`, or the path of a directory. Nothing is looked at yet.
    ///
    /// # Errors
    /// The text is neither, or the settings of the store contradict each other.
    pub fn parse(text: &str, options: &S3Options) -> Result<Self, PlaceError> {
        match text.strip_prefix(S3_SCHEME) {
            Some(rest) => Bucket::new(text, rest, options).map(|bucket| Self(Kind::Bucket(bucket))),
            None if text.is_empty() || text.contains("://") => Err(PlaceError::Invalid {
                text: text.to_owned(),
                why: "give a directory, or s3://BUCKET/PREFIX".to_owned(),
            }),
            None => Ok(Self::directory(Path::new(text))),
        }
    }

    /// A directory.
    #[must_use]
    pub fn directory(path: &Path) -> Self {
        Self(Kind::Directory(path.to_owned()))
    }

    /// Makes the place ready to be written to.
    pub(crate) async fn prepare(&self) -> Result<(), PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::prepare(path.clone()).await,
            Kind::Bucket(_) => Ok(()),
        }
    }

    /// An object; `None` if there is none of that name.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Bytes>, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::get(path.join(name)).await,
            Kind::Bucket(bucket) => bucket.get(name).await,
        }
    }

    /// Puts an object durably where there is none of its name.
    pub(crate) async fn put(&self, name: &str, content: Bytes) -> Result<Put, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::put(path.join(name), content).await,
            Kind::Bucket(bucket) => bucket.put(name, content).await,
        }
    }

    /// As [`Place::put`], whole or not at all, and only after everything put before is durable.
    pub(crate) async fn put_last(&self, name: &str, content: Bytes) -> Result<Put, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::put_whole(path.clone(), name.to_owned(), content).await,
            // An object appears whole, and each was acknowledged before.
            Kind::Bucket(bucket) => bucket.put(name, content).await,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Directory(path) => path.display().fmt(formatter),
            Kind::Bucket(bucket) => bucket.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(text: &str) -> Result<String, PlaceError> {
        Place::parse(text, &S3Options::default()).map(|place| place.to_string())
    }

    #[test]
    fn a_place_is_a_directory_or_a_bucket_with_a_prefix() {
        assert_eq!(parsed("/backups/monday").unwrap(), "/backups/monday");
        assert_eq!(
            parsed("s3://bucket/minoots/monday/").unwrap(),
            "s3://bucket/minoots/monday"
        );
        for wrong in [
            "",
            "s3://",
            "s3://bucket",
            "s3:///prefix",
            "s3://bucket/",
            "gs://bucket/prefix",
        ] {
            assert!(matches!(parsed(wrong), Err(PlaceError::Invalid { .. })), "{wrong}");
        }
    }
}
