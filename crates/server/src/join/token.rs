//! Join tokens as text: `mjt1.<secret>.<place>.<check>`.
//!
//! The secret is 256 random bits in base64url, so a plain SHA-256 of it may be stored. The place contains the members'
//! addresses and the authority of their certificates, as JSON in base64url. The check is the CRC-32 of everything
//! before it, in hexadecimal digits. A truncated or mistyped token is thus rejected before any call.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use minoots_tls::{Fingerprint, PeerName};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

const PREFIX: &str = "mjt1";
const SECRET_BYTES: usize = 32;
/// The maximum number of members in a token; more are not needed.
const PEERS_MAX: usize = 16;

/// A complete token. It is shown once, and never logged.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct JoinToken {
    secret: String,
    place: Place,
}

/// The cluster to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The SHA-256 of the authority, in base64url.
    authority: String,
    /// The cluster's name in certificates.
    cluster: String,
    /// The peer addresses of the members.
    peers: Vec<String>,
}

impl JoinToken {
    /// Generates a new token.
    pub fn generate(
        authority: &Fingerprint,
        cluster: &str,
        mut peers: Vec<String>,
    ) -> Result<JoinToken, getrandom::Error> {
        let mut random = [0; SECRET_BYTES];
        getrandom::fill(&mut random)?;
        peers.truncate(PEERS_MAX);
        Ok(JoinToken {
            secret: URL_SAFE_NO_PAD.encode(random),
            place: Place {
                authority: URL_SAFE_NO_PAD.encode(authority),
                cluster: cluster.to_owned(),
                peers,
            },
        })
    }

    /// Parses a token; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<JoinToken> {
        let (body, check) = text.rsplit_once('.')?;
        let mut parts = body.split('.');
        let (PREFIX, secret, place, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else {
            return None;
        };
        if check != check_of(body) || URL_SAFE_NO_PAD.decode(secret).ok()?.len() != SECRET_BYTES {
            return None;
        }
        let place: Place = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(place).ok()?).ok()?;
        let token = JoinToken {
            secret: secret.to_owned(),
            place,
        };
        let sound = token.authority().is_some() && token.name(1).to_string().parse::<PeerName>().is_ok();
        (sound && !token.place.peers.is_empty()).then_some(token)
    }

    /// The token as text.
    pub fn text(&self) -> String {
        // A struct of strings always serializes.
        let place = serde_json::to_vec(&self.place).unwrap_or_default();
        let body = format!("{PREFIX}.{}.{}", self.secret, URL_SAFE_NO_PAD.encode(place));
        let check = check_of(&body);
        format!("{body}.{check}")
    }

    /// The secret, which members receive.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The id of the token, which is stored and listed.
    pub fn id(&self) -> String {
        id_of(&self.secret)
    }

    /// The fingerprint of the members' authority.
    pub fn authority(&self) -> Option<Fingerprint> {
        URL_SAFE_NO_PAD.decode(&self.place.authority).ok()?.try_into().ok()
    }

    /// The name of a node of the cluster.
    pub fn name(&self, node: u64) -> PeerName {
        PeerName {
            cluster: self.place.cluster.clone(),
            node,
        }
    }

    /// The addresses of the members.
    pub fn peers(&self) -> &[String] {
        &self.place.peers
    }
}

/// The id of the token with this secret.
pub(crate) fn id_of(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

fn check_of(body: &str) -> String {
    format!("{:08x}", crc32fast::hash(body.as_bytes()))
}

impl fmt::Debug for JoinToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JoinToken({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn token() -> JoinToken {
        JoinToken::generate(&[7; 32], "here", vec!["a.internal:7412".to_owned()]).unwrap()
    }

    #[test]
    fn a_token_reads_back_as_itself() {
        let token = token();
        assert_eq!(JoinToken::parse(&token.text()), Some(token.clone()));
        assert_eq!(token.authority(), Some([7; 32]));
        assert_eq!(token.name(4).to_string(), "minoots://here/node/4");
        assert_eq!(token.id(), id_of(token.secret()));
        assert_ne!(token.secret(), self::token().secret());
        let many = JoinToken::generate(&[7; 32], "here", vec!["a:1".to_owned(); 20]).unwrap();
        assert_eq!(many.peers().len(), PEERS_MAX);
    }

    #[test]
    fn an_altered_or_cut_token_is_none() {
        let text = token().text();
        for place in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[place] = if altered[place] == b'x' { b'y' } else { b'x' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(JoinToken::parse(&altered), None, "character {place}");
            assert_eq!(JoinToken::parse(&text[..place]), None, "{place} characters");
        }
    }

    #[test]
    fn a_token_that_names_no_place_is_none() {
        let with = |change: fn(&mut Place)| {
            let mut token = token();
            change(&mut token.place);
            JoinToken::parse(&token.text())
        };
        assert!(with(|_| {}).is_some());
        assert_eq!(with(|place| place.peers.clear()), None);
        assert_eq!(with(|place| place.cluster.push('/')), None);
        assert_eq!(with(|place| place.authority.truncate(10)), None);
        assert_eq!(JoinToken::parse("mjt1..."), None);
        assert_eq!(JoinToken::parse(""), None);
    }

    #[test]
    fn a_token_is_not_shown_by_accident() {
        let token = token();
        assert!(!format!("{token:?}").contains(token.secret()));
    }
}
