//! Trust in tokens of OpenID Connect issuers, GitHub Actions first: which job may act in which role.
//!
//! - [`issuer`]: whose tokens are looked at, and where their keys are;
//! - [`rule`]: what a job must be to act in a role, checked when it is written;
//! - [`token`], [`claims`]: a token read, verified by a key, and held against the clock;
//! - [`jwks`], [`keys`]: the keys of issuers, fetched seldom and kept for a bounded time;
//! - [`verifier`]: all of it in the order that matters.
//!
//! Invariants:
//! - Nothing of a token is believed before its signature holds. Its issuer and key id only choose among keys that are ours to choose from:
//!   a token never says where its key is, nor how it is to be verified.
//! - The key says the algorithm. A token whose header says another is refused, whatever it is signed with.
//! - No rule is without a repository and its owner, by the numbers that are never given out again.
//! - A claim of the wrong type is refused, not taken for absent.
//! - Tokens cannot cause traffic: an issuer is asked at most once in [`keys::Limits::interval_s`], however many key ids are made up.
//! - Time is an argument, as seconds since the Unix epoch. Only the fetching of keys is measured by a clock, that of `minoots-webhook`.
//! - Tokens appear in no `Debug` and no error.
//! - That a token is used once is for whoever grants something for it: an [`verifier::Identity`] carries the name to remember it by, and until when.
//!
//! Signatures are verified by `ring`, which rustls links already: the operation is one call with a fixed algorithm. A library for
//! JSON Web Tokens would bring a second implementation of RSA into the binary and, with it, an API in which the token's header and the
//! options of a call take part in the choice of the algorithm. JSON is judged by `minoots-wire`, which refuses duplicate
//! members; documents are fetched by `minoots-webhook`, which connects only to addresses it checked.

pub mod claims;
pub mod issuer;
mod json;
pub mod jwks;
pub mod keys;
pub mod limits;
mod refused;
pub mod rule;
pub mod token;
pub mod verifier;

pub use refused::Refused;
