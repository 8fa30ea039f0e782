//! The location of backups: a directory, or a bucket and a prefix.

mod directory;
mod s3;

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

pub(crate) use self::directory::unfinished_of;
use self::s3::Bucket;
pub use self::s3::S3Options;

const S3_SCHEME: &str = "s3://";

/// Why a location cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The text is not a valid location.
    #[error("{text:?} names no place for backups: {why}")]
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

/// The location of backups. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Place(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Directory(PathBuf),
    Bucket(Bucket),
}

/// An object of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its name below the place, with slashes.
    pub(crate) name: String,
    pub(crate) bytes: u64,
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

    /// Reads an object; `None` if no object has that name.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Bytes>, PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::get(path.join(name)).await,
            Kind::Bucket(bucket) => bucket.get(name).await,
        }
    }

    /// Stores an object durably, whole or not at all. It replaces an object of that name.
    pub(crate) async fn put(&self, name: &str, content: Bytes) -> Result<(), PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::put(path.clone(), name.to_owned(), content).await,
            Kind::Bucket(bucket) => bucket.put(name, content).await,
        }
    }

    /// Removes an object. It is no error if there is none.
    pub(crate) async fn delete(&self, name: &str) -> Result<(), PlaceError> {
        match &self.0 {
            Kind::Directory(path) => directory::delete(path.join(name)).await,
            Kind::Bucket(bucket) => bucket.delete(name).await,
        }
    }

    /// All objects below a prefix, which ends at a slash, by name.
    pub(crate) async fn list(&self, prefix: &str) -> Result<Vec<Found>, PlaceError> {
        let mut found = match &self.0 {
            Kind::Directory(path) => directory::list(path.clone(), prefix.to_owned()).await?,
            Kind::Bucket(bucket) => bucket.list(prefix).await?,
        };
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
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
