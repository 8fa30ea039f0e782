#![allow(clippy::unwrap_used)]

use rcgen::{BasicConstraints, CertifiedIssuer, IsCa, PKCS_ECDSA_P384_SHA384};

use super::*;

/// A year.
const LIFE_S: i64 = 365 * DAY_S;
const NAME: &str = "minoots://a/node/4";

fn request(names: &[&str], key: &KeyPair) -> Vec<u8> {
    let mut params = CertificateParams::default();
    for name in names {
        params.subject_alt_names.push(SanType::URI((*name).try_into().unwrap()));
    }
    params.serialize_request(key).unwrap().der().to_vec()
}

#[test]
fn a_certificate_is_renewed_after_two_thirds_of_what_it_was_made_for() {
    let made = 1_861_920_000;
    assert_eq!(renewal((made - DAY_S, made + 300)), (made + 200, 300));
    assert_eq!(renewal((made - DAY_S, made + LIFE_S)), (made + LIFE_S / 3 * 2, LIFE_S));
    // Of another issuer, whose certificates begin at their making.
    assert_eq!(renewal((made, made + 300)), (made + 200, 300));
    assert_eq!(renewal((made, made)), (made, 0));
}

#[test]
fn a_request_is_of_one_node_and_signed_with_its_key() {
    let key = KeyPair::generate().unwrap();
    let read = CertificateRequest::read(&request(&[NAME], &key)).unwrap();
    assert_eq!(read.name().to_string(), NAME);
    assert_eq!(read.fingerprint(), fingerprint(&key.subject_public_key_info()));
    let refused = |names: &[&str]| CertificateRequest::read(&request(names, &key)).unwrap_err();
    assert_eq!(refused(&[]), RequestError::Name(PeerNameError::Missing));
    assert_eq!(
        refused(&[NAME, "minoots://a/node/1"]),
        RequestError::Name(PeerNameError::Several)
    );
    assert!(matches!(
        refused(&["minoots://a/node/0"]),
        RequestError::Name(PeerNameError::Form(_))
    ));
    let other = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    assert_eq!(
        CertificateRequest::read(&request(&[NAME], &other)),
        Err(RequestError::Key)
    );
    assert_eq!(
        CertificateRequest::read(&vec![0x30; REQUEST_BYTES_MAX + 1]),
        Err(RequestError::TooLong)
    );
}

#[test]
fn an_altered_request_is_refused_or_says_the_same() {
    let key = KeyPair::generate().unwrap();
    let request = request(&[NAME], &key);
    let read = CertificateRequest::read(&request).unwrap();
    let mut refused = 0;
    for at in 0..request.len() {
        for bit in [1, 0x80] {
            let mut altered = request.clone();
            altered[at] ^= bit;
            // Bytes outside the signature have no meaning.
            let unsaid = |found| found == read;
            let again = CertificateRequest::read(&altered);
            refused += usize::from(again.is_err());
            assert!(again.map_or(true, unsaid), "byte {at}");
        }
        assert!(CertificateRequest::read(&request[..at]).is_err(), "{at} bytes");
    }
    assert!(refused > request.len(), "{refused}");
    assert!(CertificateRequest::read(&[request, vec![0]].concat()).is_err());
}

#[test]
fn a_key_signs_for_its_own_authority_and_no_longer_than_that_is_valid() {
    let home = tempfile::tempdir().unwrap();
    let authority = |year| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (ours, other) = (authority(2031), authority(2040));
    let both = write("ca.pem", &format!("{}{}", other.pem(), ours.pem()));
    let alone = write("other.pem", &other.pem());
    let key = write("ca.key", &ours.key().serialize_pem());
    let refused = PeerAuthority::open(&key, &alone).unwrap_err().to_string();
    assert!(refused.contains("is the key of no authority in"), "{refused}");
    let refused = PeerAuthority::open(&both, &both).unwrap_err().to_string();
    assert!(refused.contains("is not valid PEM"), "{refused}");

    let authority = PeerAuthority::open(&key, &both).unwrap();
    let request = CertificateRequest::read(&request(&[NAME], &KeyPair::generate().unwrap())).unwrap();
    let ends = |now: i64| {
        let der = authority.sign(&request, now, LIFE_S).unwrap();
        let (_, certificate) = X509Certificate::from_der(&der).unwrap();
        let (_, by) = x509_parser::pem::parse_x509_pem(ours.pem().as_bytes()).unwrap();
        let by = by.parse_x509().unwrap();
        certificate.verify_signature(Some(by.public_key())).unwrap();
        assert_eq!(PeerName::of_certificate(&der).unwrap().to_string(), NAME);
        certificate.validity().not_after.timestamp()
    };
    let in_2029 = 1_861_920_000;
    assert_eq!(ends(in_2029), in_2029 + LIFE_S);
    let in_2030 = in_2029 + 365 * DAY_S;
    assert_eq!(ends(in_2030 + DAY_S), rcgen::date_time_ymd(2031, 1, 1).unix_timestamp());
}
