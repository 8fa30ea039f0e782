//! Explains failed handshakes to operators.

use std::io;

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

/// Explains why the handshake with `peer` failed; `trust` names the trusted authorities.
pub(crate) fn handshake(error: &io::Error, peer: &str, trust: &str) -> String {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(error)) => certificate(error, peer, trust),
        Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            format!("{peer} does not speak TLS on this port: use http://, or give the server a certificate")
        }
        Some(Error::AlertReceived(alert)) => refused(*alert, peer),
        Some(Error::PeerIncompatible(error)) => format!("{peer} speaks no TLS that this side accepts: {error:?}"),
        Some(error) => format!("the TLS handshake with {peer} failed: {error}"),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            format!("{peer} closed the connection during the TLS handshake: it may not speak TLS on this port")
        }
        None => format!("the TLS handshake with {peer} failed: {error}"),
    }
}

/// Whether an authority that is not trusted here issued the presented certificate.
pub(crate) fn is_untrusted(error: &io::Error) -> bool {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
    matches!(tls, Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)))
}

/// Whether this side rejected the presented certificate.
#[cfg(feature = "node")]
pub(crate) fn is_refused_certificate(error: &io::Error) -> bool {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
    matches!(tls, Some(Error::InvalidCertificate(_)))
}

fn certificate(error: &CertificateError, peer: &str, trust: &str) -> String {
    match error {
        CertificateError::UnknownIssuer => {
            format!(
                "the certificate of {peer} is by no authority that is trusted here ({trust}): trust its authority by a CA file"
            )
        }
        CertificateError::NotValidForName => format!("the certificate of {peer} is for other names than that"),
        CertificateError::NotValidForNameContext { presented, .. } => format!(
            "the certificate of {peer} is for other names than that ({}): call it by one of them",
            presented.join(", ")
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!(
                "the certificate of {peer} has expired: whoever runs it must renew it; or this machine's clock is ahead"
            )
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("the certificate of {peer} is not valid yet: this machine's clock may be behind")
        }
        // An error of this crate's own verifiers.
        CertificateError::Other(error) => format!("the certificate of {peer} cannot be accepted: {error}"),
        error => format!("the certificate of {peer} cannot be accepted: {error}"),
    }
}

fn refused(alert: AlertDescription, peer: &str) -> String {
    let why = match alert {
        AlertDescription::CertificateRequired => "it asks for a certificate and was shown none",
        AlertDescription::UnknownCA => "it does not trust the authority of this side's certificate",
        AlertDescription::CertificateExpired => "this side's certificate has expired",
        AlertDescription::CertificateUnknown | AlertDescription::BadCertificate | AlertDescription::AccessDenied => {
            "it does not accept this side's certificate; its log says why"
        }
        AlertDescription::ProtocolVersion => "it accepts none of this side's versions of TLS",
        AlertDescription::UnrecognisedName => "it does not go by this name",
        other => return format!("{peer} refused the TLS handshake: {other:?}"),
    };
    format!("{peer} refused the TLS handshake: {why}")
}
