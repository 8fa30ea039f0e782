//! Reads certificates from PEM files.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};

use crate::error::FileError;

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

/// Reads the authorities of a file, all of which must be usable.
pub(crate) fn authorities(path: &Path) -> Result<(RootCertStore, Vec<CertificateDer<'static>>), FileError> {
    let mut roots = RootCertStore::empty();
    let found = certificates(path)?;
    for certificate in &found {
        roots.add(certificate.clone()).map_err(|error| FileError::Certificate {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
    }
    Ok((roots, found))
}

/// Reads a text file.
#[cfg(feature = "node")]
pub(crate) fn read_text(path: &Path) -> Result<String, FileError> {
    String::from_utf8(read(path)?).map_err(|_| FileError::Pem {
        path: path.to_owned(),
        why: "it is not text".to_owned(),
    })
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(|error| FileError::Read {
        path: path.to_owned(),
        error,
    })
}
