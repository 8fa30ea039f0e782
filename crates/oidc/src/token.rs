//! An unverified token: three parts, parsed strictly.
//!
//! Invariants:
//! - Parsing allocates at most a small multiple of the token's size, and follows no reference in it.
//! - [`Token::verify`] is the only way to obtain a token's claims.

use std::fmt;

use serde_json::Value;

use crate::Refused;
use crate::claims::Claims;
use crate::json::{self, Object};
use crate::jwks::{Algorithm, Key, key_id};
use crate::limits::TOKEN_BYTES_MAX;

/// Headers by which a token could choose its key or the way it is parsed.
const STEERING: [&str; 8] = ["jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc"];

/// A parsed, unverified token.
pub struct Token<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key_id: String,
    issuer: String,
    payload: Object,
}

impl<'a> Token<'a> {
    /// Parses a token in compact form.
    ///
    /// # Errors
    /// The text is not a token, or no key could make it acceptable.
    pub fn read(text: &'a str) -> Result<Self, Refused> {
        if text.len() > TOKEN_BYTES_MAX {
            return Err(Refused::TooLarge(text.len()));
        }
        let parts = text.rsplit_once('.').and_then(|(signed, signature)| {
            let (header, payload) = signed.split_once('.')?;
            Some((signed, header, payload, signature))
        });
        let (signed, header, payload, signature) = parts.ok_or(Refused::Malformed("it has not three parts"))?;
        let header = part(header, "its header is no base64url of an unambiguous JSON object")?;
        let algorithm = check_header(&header)?;
        let key_id = key_id(&header).ok_or(Refused::KeyId)?.to_owned();
        let payload = part(payload, "its payload is no base64url of an unambiguous JSON object")?;
        let signature = json::decode(signature).ok_or(Refused::Malformed("its signature is no base64url"))?;
        let Some(Value::String(issuer)) = payload.get("iss") else {
            return Err(Refused::Issuer);
        };
        let issuer = issuer.clone();
        Ok(Self {
            signed,
            signature,
            algorithm,
            key_id,
            issuer,
            payload,
        })
    }

    /// The claimed issuer. Use it only to choose the verification keys.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The claimed key id. Use it only to choose among the issuer's keys.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Verifies the signature by this key and returns the claims.
    ///
    /// # Errors
    /// The signature is invalid, or a claim has the wrong type.
    pub fn verify(&self, key: &Key) -> Result<Claims, Refused> {
        if key.algorithm() != self.algorithm {
            return Err(Refused::Algorithm);
        }
        if !key.verifies(self.signed.as_bytes(), &self.signature) {
            return Err(Refused::Signature);
        }
        Claims::read(&self.payload)
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Token({} bytes)", self.signed.len())
    }
}

fn part(text: &str, otherwise: &'static str) -> Result<Object, Refused> {
    let bytes = json::decode(text).ok_or(Refused::Malformed(otherwise))?;
    json::object(&bytes).ok_or(Refused::Malformed(otherwise))
}

fn check_header(header: &Object) -> Result<Algorithm, Refused> {
    let algorithm = header.get("alg").and_then(Value::as_str);
    let algorithm = algorithm.and_then(Algorithm::from_name).ok_or(Refused::Algorithm)?;
    if let Some(name) = STEERING.into_iter().find(|name| header.contains_key(*name)) {
        return Err(Refused::Header(name));
    }
    match header.get("typ") {
        None => Ok(algorithm),
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("JWT") => Ok(algorithm),
        Some(_) => Err(Refused::Malformed("its typ is not JWT")),
    }
}
