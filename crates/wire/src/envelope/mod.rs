//! Verification of signed events.
//!
//! An envelope is a payload's exact bytes and a detached JWS over them (RFC 7515 appendix F, compact form
//! `header..signature`, EdDSA over Ed25519). Read a key set, make a [`Verifier`], hand it the bytes as received:
//!
//! ```
//! use minoots_wire::envelope::Verifier;
//!
//! # fn main() -> Result<(), minoots_wire::envelope::VerifyError> {
//! let jwks = br#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"test-1","x":"GDmzGRLQs3xao6RbNt26crdQu6ku_dxlM0z1ZmZlYG4"}]}"#;
//! let signature = "eyJhbGciOiJFZERTQSIsImN0eSI6ImFwcGxpY2F0aW9uL2Nsb3VkZXZlbnRzK2pzb24iLCJraWQiOiJ0ZXN0LTEiLCJ0eXAiOiJtaW5vb3RzLWV2ZW50K2p3cyJ9..94bVWq9KsuxcZIEe_lBIsHYGqVUfP3mxRwAJHAgigRffN_J6d16B26N5IuzDM96pfP2oCTLm24BaG9tkIqKWDg";
//! let verifier = Verifier::from_jwks(jwks)?;
//! assert_eq!(verifier.verify(b"{}", signature)?, "test-1");
//! # Ok(())
//! # }
//! ```
//!
//! Invariants:
//! - The payload is never parsed or encoded again: what verifies is what was signed.
//! - Every key has one algorithm, Ed25519; the header may only agree with it.
//! - Verification is strict: one signature per message and key (`S + L` is refused), no small-order points.

mod jwks;
mod verify;

#[cfg(test)]
mod tests;

pub use jwks::{KeySet, thumbprint};
pub use verify::{Verifier, VerifyError};
