//! The keys of certificates, and the instants between which they are valid.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::certificate::{certificates, read};
use crate::error::FileError;
use crate::{Fingerprint, fingerprint, provider};

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

/// The latest end among authorities, in seconds since 1970.
pub(crate) fn latest(authorities: &[CertificateDer<'_>], path: &Path) -> Result<i64, FileError> {
    let ends: Result<Vec<i64>, FileError> = authorities.iter().map(|one| valid(one, path)).collect();
    Ok(ends?.into_iter().max().unwrap_or(i64::MIN))
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
