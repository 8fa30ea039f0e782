//! The authority of a cluster's nodes with its key: certificate requests of joining nodes, and certificates.

use std::path::Path;

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SubjectPublicKeyInfo,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::time::ASN1Time;

use crate::certificate::{certificates, read_text};
use crate::error::FileError;
use crate::name::{PeerName, PeerNameError};
use crate::{Fingerprint, fingerprint};

/// The maximum size of a request; a node's own has about 350 bytes.
const REQUEST_BYTES_MAX: usize = 4_096;
const DAY_S: i64 = 86_400;
/// The time before its making at which a certificate begins, because clocks of other machines may be slightly behind.
const BEGINS_BEFORE_S: i64 = DAY_S;

/// A certificate request of a joining node: its name, and proof that it has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    name: PeerName,
    key: SubjectPublicKeyInfo,
    fingerprint: Fingerprint,
}

/// An error of reading a certificate request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The request is too long.
    #[error("it has more than {REQUEST_BYTES_MAX} bytes")]
    TooLong,
    /// The request cannot be parsed.
    #[error("it is no PKCS #10 request: {0}")]
    Malformed(String),
    /// The sender does not have the private key.
    #[error("its signature is not by the key that it holds")]
    Signature,
    /// The key is of another type than nodes' keys.
    #[error("its key is not of ECDSA on P-256")]
    Key,
    /// The request names no node.
    #[error("it is for no node: {0}")]
    Name(#[from] PeerNameError),
}

impl CertificateRequest {
    /// Reads a request in PKCS #10, DER.
    ///
    /// # Errors
    /// This authority signs no such request.
    pub fn read(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > REQUEST_BYTES_MAX {
            return Err(RequestError::TooLong);
        }
        let malformed = |error: &dyn std::fmt::Display| RequestError::Malformed(error.to_string());
        let (rest, request) = X509CertificationRequest::from_der(der).map_err(|error| malformed(&error))?;
        if !rest.is_empty() {
            return Err(malformed(&"bytes follow it"));
        }
        request.verify_signature().map_err(|_| RequestError::Signature)?;
        let key = request.certification_request_info.subject_pki.raw;
        let fingerprint = fingerprint(key);
        let key = SubjectPublicKeyInfo::from_der(key).map_err(|_| RequestError::Key)?;
        if key.algorithm() != &PKCS_ECDSA_P256_SHA256 {
            return Err(RequestError::Key);
        }
        let asked = request.requested_extensions().into_iter().flatten();
        let names = asked.filter_map(|extension| match extension {
            ParsedExtension::SubjectAlternativeName(names) => Some(&names.general_names),
            _ => None,
        });
        let name = PeerName::of_names(names.flatten())?;
        Ok(Self { name, key, fingerprint })
    }

    /// The node that requests the certificate.
    #[must_use]
    pub fn name(&self) -> &PeerName {
        &self.name
    }

    /// The fingerprint of its public key.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// The certificate could not be made.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a certificate could not be made: {0}")]
pub struct Unsigned(String);

/// The authority with its key, which stays in memory only while it is needed.
pub struct PeerAuthority {
    issuer: Issuer<'static, KeyPair>,
    ends_s: i64,
}

impl PeerAuthority {
    /// Reads the key, and finds its authority among those of a file.
    ///
    /// # Errors
    /// A file cannot be used, or the key belongs to none of the authorities.
    pub fn open(key: &Path, authorities: &Path) -> Result<Self, FileError> {
        let pair = KeyPair::from_pem(&read_text(key)?).map_err(|error| FileError::Pem {
            path: key.to_owned(),
            why: error.to_string(),
        })?;
        let public = pair.subject_public_key_info();
        for der in certificates(authorities)? {
            let unusable = |why: String| FileError::Certificate {
                path: authorities.to_owned(),
                why,
            };
            let (_, certificate) = X509Certificate::from_der(&der).map_err(|error| unusable(error.to_string()))?;
            if certificate.public_key().raw == public {
                let ends_s = certificate.validity().not_after.timestamp();
                let issuer = Issuer::from_ca_cert_der(&der, pair).map_err(|error| unusable(error.to_string()))?;
                return Ok(Self { issuer, ends_s });
            }
        }
        Err(FileError::KeyOfNone {
            key: key.to_owned(),
            ca: authorities.to_owned(),
        })
    }

    /// Signs the requested certificate and returns it, DER. It is valid for `life_s` seconds from now, and no longer
    /// than the authority.
    ///
    /// # Errors
    /// The library cannot make it.
    pub fn sign(&self, request: &CertificateRequest, now_s: i64, life_s: i64) -> Result<Vec<u8>, Unsigned> {
        let unsigned = |error: &dyn std::fmt::Display| Unsigned(error.to_string());
        let mut params = CertificateParams::default();
        let uri = request.name.to_string().try_into();
        params.subject_alt_names = vec![SanType::URI(uri.map_err(|error: rcgen::Error| unsigned(&error))?)];
        params.distinguished_name = DistinguishedName::new();
        let common_name = format!("minoots node {}", request.name.node);
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        let at = |seconds: i64| ASN1Time::from_timestamp(seconds).map_err(|error| unsigned(&error));
        params.not_before = at(now_s.saturating_sub(BEGINS_BEFORE_S))?.to_datetime();
        params.not_after = at(now_s.saturating_add(life_s).min(self.ends_s))?.to_datetime();
        let signed = params.signed_by(&request.key, &self.issuer);
        signed
            .map(|certificate| certificate.der().to_vec())
            .map_err(|error| unsigned(&error))
    }
}

/// The time at which a certificate must be renewed, which is after two thirds of its life, and its life, in seconds.
#[must_use]
pub fn renewal((begins_s, ends_s): (i64, i64)) -> (i64, i64) {
    // A certificate of another issuer may be too short to have begun a day before its making.
    let made_s = begins_s.saturating_add(BEGINS_BEFORE_S);
    let made_s = if made_s < ends_s { made_s } else { begins_s };
    let life_s = ends_s.saturating_sub(made_s);
    (made_s.saturating_add(life_s / 3 * 2), life_s)
}

impl std::fmt::Debug for PeerAuthority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PeerAuthority")
    }
}

#[cfg(test)]
mod tests;
