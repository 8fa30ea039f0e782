//! The authority of a cluster's nodes, where its key is at hand: what nodes that join ask of it, and what it signs.

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

/// Of a request; one of ours has some 350.
const REQUEST_BYTES_MAX: usize = 4_096;
const DAY_S: i64 = 86_400;
/// Before it is made, as clocks of other machines may be a little behind.
const BEGINS_BEFORE_S: i64 = DAY_S;

/// What a node that has no certificate asks for: its name, and proof that it has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    name: PeerName,
    key: SubjectPublicKeyInfo,
    fingerprint: Fingerprint,
}

/// Why nothing is signed for a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It is too long to be one.
    #[error("it has more than {REQUEST_BYTES_MAX} bytes")]
    TooLong,
    /// It cannot be read.
    #[error("it is no PKCS #10 request: {0}")]
    Malformed(String),
    /// Whoever made it does not have the key.
    #[error("its signature is not by the key that it holds")]
    Signature,
    /// Nodes' keys are of one kind.
    #[error("its key is not of ECDSA on P-256")]
    Key,
    /// It is for no node.
    #[error("it is for no node: {0}")]
    Name(#[from] PeerNameError),
}

impl CertificateRequest {
    /// Reads a request in PKCS #10, DER.
    ///
    /// # Errors
    /// It is none that this authority signs.
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

    /// The node that it is for.
    #[must_use]
    pub fn name(&self) -> &PeerName {
        &self.name
    }

    /// Of its public key.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// The certificate was not made.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a certificate could not be made: {0}")]
pub struct Unsigned(String);

/// The authority with its key, which is held for no longer than it is needed.
pub struct PeerAuthority {
    issuer: Issuer<'static, KeyPair>,
    ends_s: i64,
}

impl PeerAuthority {
    /// Reads the key, and finds the authority it is of among those of a file.
    ///
    /// # Errors
    /// One of the files cannot be used, or the key is of none of the authorities.
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

    /// The certificate that was asked for, DER: for so long from now, and no longer than the authority is valid.
    ///
    /// # Errors
    /// The library refuses to make it.
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

/// When a certificate that begins and ends then is to be renewed, and how long it was made for, seconds: once two thirds of that are over.
#[must_use]
pub fn renewal((begins_s, ends_s): (i64, i64)) -> (i64, i64) {
    // One that was made by somebody else may be so short that it cannot have begun before it was made.
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
