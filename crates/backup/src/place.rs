//! The location of one backup: a directory, or a bucket and a prefix.

mod directory;
mod s3;

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use self::s3::Bucket;
pub use self::s3::S3Options;

const S3_SCHEME: &str = "s3://";

/// Why a location cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The text is not a valid location.
    #[error("{text:?} names no place for a backup: {why}")]
    Invalid {
        /// The given text.
        text: String,
        /// The violated rule.
        why: String,
    },
    /// A file system error.
    #[error("{}: {error}", path.display())]
    Directory {
        /// The path.
        path: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The store refused the request, or is unreachable.
    #[error("{place}: {error}")]
    Store {
        /// The bucket and the object.
        place: String,
        /// The store's error.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The location of a backup that exists or will be written. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Place(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Directory(PathBuf),
    Bucket(Bucket),
}

/// The result of a put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Done,
    /// An object of that name exists; it was not changed.
    Exists,
}

impl Place {
    /// Reads `s3://BUCKET/PREFIX`, or the path of a directory. It accesses neither.
    ///
    /// # Errors
    /// The text is neither, or the store's settings contradict each other.
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

    /// A location in a directory.
    #[must_use]
    pub fn directory(path: &Path) -> Self {
        Self(Kind::Directory(path.to_owned()))
    }

    /// Creates the directory if it is missing.
    pub(crate) async fn prepare(&self) -> Result<(), PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::prepare(path.clone()).await,
            Kind::Bucket(_) => Ok(()),
        }
    }

    /// Reads an object; `None` if no object has that name.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Bytes>, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::get(path.join(name)).await,
            Kind::Bucket(bucket) => bucket.get(name).await,
        }
    }

    /// Stores an object durably if no object has its name.
    pub(crate) async fn put(&self, name: &str, content: Bytes) -> Result<Put, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::put(path.join(name), content).await,
            Kind::Bucket(bucket) => bucket.put(name, content).await,
        }
    }

    /// Works like [`Place::put`], but atomically, and only after all earlier objects are durable.
    pub(crate) async fn put_last(&self, name: &str, content: Bytes) -> Result<Put, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::put_whole(path.clone(), name.to_owned(), content).await,
            // An object store writes objects atomically, and acknowledged each earlier one.
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
