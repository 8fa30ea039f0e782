//! The identity of a node in its certificate.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "node")]
use x509_parser::extensions::GeneralName;
#[cfg(feature = "node")]
use x509_parser::prelude::{FromDer as _, X509Certificate};

const SCHEME: &str = "minoots://";
const NODE: &str = "/node/";
/// The maximum length of a cluster's name in certificates.
const CLUSTER_BYTES_MAX: usize = 128;

/// A node of a cluster: the URI `minoots://<cluster>/node/<n>` among the alternative names of its certificate.
///
/// The cluster's name is chosen when its certificates are made, before the cluster exists, and is the same in all of
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerName {
    /// The cluster's name.
    pub cluster: String,
    /// The node's id, from 1.
    pub node: u64,
}

/// An error of reading a node's name from a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerNameError {
    /// The certificate cannot be parsed.
    #[error("it cannot be read: {0}")]
    Malformed(String),
    /// The certificate has no such name.
    #[error("it has no alternative name of the form URI:minoots://<cluster>/node/<n>")]
    Missing,
    /// The certificate has several such names; exactly one is allowed.
    #[error("it names more than one node")]
    Several,
    /// The name is malformed.
    #[error(
        "{0:?} is not of the form minoots://<cluster>/node/<n>, with a cluster of 1 to 128 letters, digits, '-', '_' and '.', and n from 1"
    )]
    Form(String),
}

#[cfg(feature = "node")]
impl PeerName {
    /// Reads the name from a certificate.
    ///
    /// # Errors
    /// The certificate names no node, or several.
    pub fn of_certificate(der: &[u8]) -> Result<Self, PeerNameError> {
        let (_, certificate) =
            X509Certificate::from_der(der).map_err(|error| PeerNameError::Malformed(error.to_string()))?;
        let names = certificate
            .subject_alternative_name()
            .map_err(|error| PeerNameError::Malformed(error.to_string()))?;
        Self::of_names(names.iter().flat_map(|names| &names.value.general_names))
    }

    /// Reads the name from alternative names.
    pub(crate) fn of_names<'a>(names: impl Iterator<Item = &'a GeneralName<'a>>) -> Result<Self, PeerNameError> {
        let mut ours = names.filter_map(|name| match name {
            GeneralName::URI(uri) if uri.starts_with(SCHEME) => Some(*uri),
            _ => None,
        });
        let uri = ours.next().ok_or(PeerNameError::Missing)?;
        match ours.next() {
            None => uri.parse(),
            Some(_) => Err(PeerNameError::Several),
        }
    }
}

impl FromStr for PeerName {
    type Err = PeerNameError;

    fn from_str(uri: &str) -> Result<Self, PeerNameError> {
        let form = || PeerNameError::Form(uri.chars().take(256).collect());
        let (cluster, node) = uri
            .strip_prefix(SCHEME)
            .and_then(|rest| rest.split_once(NODE))
            .ok_or_else(form)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_named = (1..=CLUSTER_BYTES_MAX).contains(&cluster.len()) && cluster.bytes().all(is_plain);
        // A number has only one valid form, so the parsed name is formatted again and compared.
        let node: u64 = node.parse().ok().filter(|node| *node > 0).ok_or_else(form)?;
        let name = Self {
            cluster: cluster.to_owned(),
            node,
        };
        match is_named && name.to_string() == uri {
            true => Ok(name),
            false => Err(form()),
        }
    }
}

impl fmt::Display for PeerName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SCHEME}{}{NODE}{}", self.cluster, self.node)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        let name: PeerName = "minoots://eu-1.prod_a/node/12".parse().unwrap();
        assert_eq!((name.cluster.as_str(), name.node), ("eu-1.prod_a", 12));
        assert_eq!(name.to_string(), "minoots://eu-1.prod_a/node/12");
    }

    #[test]
    fn malformed_node_names_are_refused() {
        let long = format!("minoots://{}/node/1", "a".repeat(129));
        for uri in [
            "",
            "minoots://a/node/0",
            "minoots://a/node/01",
            "minoots://a/node/+1",
            "minoots://a/node/1/",
            "minoots://a/node/1/node/2",
            "minoots:///node/1",
            "minoots://a b/node/1",
            "minoots://a/node/18446744073709551616",
            "https://a/node/1",
            "MINOOTS://a/node/1",
            &long,
        ] {
            assert!(uri.parse::<PeerName>().is_err(), "{uri}");
        }
    }
}
