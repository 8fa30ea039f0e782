//! Trust in tokens of OpenID Connect issuers, GitHub Actions first: maps jobs to roles.
//!
//! - [`issuer`]: trusted issuers, and the locations of their keys;
//! - [`rule`]: the conditions for a job to act in a role, checked when written;
//! - [`token`], [`claims`]: parses a token, verifies it by a key, and checks its times;
//! - [`jwks`], [`keys`]: the keys of issuers, cached for a bounded time;
//! - [`verifier`]: all steps in their required order.
//!
//! Invariants:
//! - Nothing in a token is trusted before its signature is verified. Its issuer and key id only select among configured
//!   keys. A token never decides where its key is or how it is verified.
//! - The key determines the algorithm. A token whose header names another is rejected, whatever signed it.
//! - Every rule names a repository and its owner, by numbers that are never reassigned.
//! - A claim of the wrong type is rejected, not treated as absent.
//! - Tokens cannot cause traffic: an issuer gets at most one request in [`keys::Limits::interval_s`], however many key
//!   ids a client invents.
//! - Time is an argument, in seconds since the Unix epoch. Only the fetching of keys uses a clock, that of
//!   `minoots-webhook`.
//! - Tokens appear in no `Debug` output and no error.
//! - The caller enforces that a token is used once: a [`verifier::Identity`] contains a name for the token, and the
//!   time until which to remember it.
//!
//! `ring`, which rustls already links, verifies signatures by one call with a fixed algorithm. A library for JSON Web
//! Tokens would add a second implementation of RSA to the binary. In its API, the token's header and the options of a
//! call would influence the choice of the algorithm. `minoots-wire` checks JSON and rejects duplicate members.
//! `minoots-webhook` fetches documents and connects only to checked addresses.

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
