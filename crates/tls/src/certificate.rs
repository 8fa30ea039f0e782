//! Reads certificates and keys from PEM files.

use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::error::FileError;
use crate::{Fingerprint, fingerprint, provider};

/// Every certificate of a file; at least one.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, FileError> {
    let bytes = read(path)?;
    let found: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| FileError::Pem {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    match found.is_empty() {
        true => Err(FileError::NoCertificate(path.to_owned())),
        false => Ok(found),
    }
}

/// Reads a chain and its key, and checks that they match.
pub(crate) fn certified(certificate: &Path, key: &Path) -> Result<Arc<CertifiedKey>, FileError> {
    let chain = certificates(certificate)?;
    let bytes = read(key)?;
    let private = PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
        PemError::NoItemsFound => FileError::NoKey(key.to_owned()),
        error => FileError::Pem {
            path: key.to_owned(),
            why: error.to_string(),
        },
    })?;
    // Also detects an invalid first certificate.
    valid(&chain[0], certificate)?;
    let certified = CertifiedKey::from_der(chain, private, &provider()).map_err(|error| FileError::Mismatch {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        why: error.to_string(),
    })?;
    Ok(Arc::new(certified))
}

/// The fingerprint of a certificate's public key.
pub(crate) fn key_of(certificate: &CertificateDer<'_>) -> Option<Fingerprint> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    Some(fingerprint(certificate.tbs_certificate.subject_pki.raw))
}

/// Reads the authorities of a file, all of which must be usable, and the latest of their ends.
pub(crate) fn authorities(path: &Path) -> Result<(RootCertStore, i64), FileError> {
    let mut roots = RootCertStore::empty();
    let mut last = i64::MIN;
    for certificate in certificates(path)? {
        last = last.max(valid(&certificate, path)?);
        roots.add(certificate).map_err(|error| FileError::Certificate {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
    }
    Ok((roots, last))
}

/// The earliest end among the certificates of a chain, in seconds since 1970.
pub(crate) fn ends(chain: &[CertificateDer<'_>], path: &Path) -> Result<i64, FileError> {
    let ends: Result<Vec<i64>, FileError> = chain.iter().map(|one| valid(one, path)).collect();
    Ok(ends?.into_iter().min().unwrap_or(i64::MAX))
}

/// The start and the end of a chain's first certificate, in seconds since 1970.
pub(crate) fn lasts(chain: &[CertificateDer<'_>], path: &Path) -> Result<(i64, i64), FileError> {
    let first = chain.first().ok_or_else(|| FileError::NoCertificate(path.to_owned()))?;
    let (_, certificate) = X509Certificate::from_der(first).map_err(|error| FileError::Certificate {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    let validity = certificate.validity();
    Ok((validity.not_before.timestamp(), validity.not_after.timestamp()))
}

/// Checks a certificate; returns its end.
fn valid(certificate: &CertificateDer<'_>, path: &Path) -> Result<i64, FileError> {
    let (_, certificate) = X509Certificate::from_der(certificate).map_err(|error| FileError::Certificate {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    Ok(certificate.validity().not_after.timestamp())
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, FileError> {
    String::from_utf8(read(path)?).map_err(|_| FileError::Pem {
        path: path.to_owned(),
        why: "it is not text".to_owned(),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(|error| FileError::Read {
        path: path.to_owned(),
        error,
    })
}
