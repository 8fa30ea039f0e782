//! The certificates that the settings name: their ends.

use std::path::Path;

use x509_parser::pem::Pem;

use super::{Finding, span};
use crate::settings::TlsSettings;

const CHECK: &str = "certificates";

/// A certificate that ends within this time should be replaced, in seconds.
const SOON_S: i64 = 14 * 86_400;

/// Examines each file of certificates that a node with these settings uses. `now_s` is in seconds since 1970.
pub(super) fn examine(data: &Path, tls: &TlsSettings, now_s: i64) -> Vec<Finding> {
    let mut files: Vec<_> = [&tls.tls_cert, &tls.ca_file, &tls.peer_ca, &tls.peer_cert]
        .into_iter()
        .map(|setting| setting.value.clone())
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    let joined = minoots_server::joined_files(data).certificate;
    if joined.exists() {
        files.push(joined);
    }
    files.iter().map(|path| of_file(path, now_s)).collect()
}

fn of_file(path: &Path, now_s: i64) -> Finding {
    let name = path.display();
    match std::fs::read(path)
        .map_err(|error| error.to_string())
        .and_then(|pem| first_end(&pem))
    {
        Err(why) => Finding::bad(
            CHECK,
            format!("{name}: {why}"),
            "give a readable PEM file of certificates",
        ),
        Ok(end_s) if end_s <= now_s => Finding::bad(
            CHECK,
            format!("{name}: ended"),
            "replace the file; a node loads it without a restart",
        ),
        Ok(end_s) => {
            let left = end_s - now_s;
            let found = format!("{name}: ends in {}", span(left.unsigned_abs()));
            match left < SOON_S {
                true => Finding::improvable(CHECK, found, "replace the file; a node loads it without a restart"),
                false => Finding::good(CHECK, found),
            }
        }
    }
}

/// The earliest end of the certificates in a file, in seconds since 1970.
fn first_end(pem: &[u8]) -> Result<i64, String> {
    let mut ends = Vec::new();
    for part in Pem::iter_from_buffer(pem) {
        let part = part.map_err(|error| error.to_string())?;
        // A file may hold its key as well.
        if part.label != "CERTIFICATE" {
            continue;
        }
        let certificate = part.parse_x509().map_err(|error| error.to_string())?;
        ends.push(certificate.validity().not_after.timestamp());
    }
    ends.into_iter().min().ok_or_else(|| "holds no certificate".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::Verdict;
    use super::*;

    #[test]
    fn a_certificate_is_judged_by_the_time_that_is_left() {
        let mut params = rcgen::CertificateParams::new(vec!["node".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2030, 1, 31);
        let key = rcgen::KeyPair::generate().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tls.pem");
        std::fs::write(&path, params.self_signed(&key).unwrap().pem()).unwrap();
        let at = |year, month, day| of_file(&path, rcgen::date_time_ymd(year, month, day).unix_timestamp());
        assert_eq!(at(2030, 1, 1).verdict, Verdict::Good);
        assert_eq!(at(2030, 1, 25).verdict, Verdict::Improvable);
        assert_eq!(at(2030, 2, 1).verdict, Verdict::Bad);
        assert_eq!(of_file(&directory.path().join("none"), 0).verdict, Verdict::Bad);
        assert!(first_end(b"").unwrap_err().contains("no certificate"));
    }
}
