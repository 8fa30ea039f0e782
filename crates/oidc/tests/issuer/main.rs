//! Tokens, and an issuer on loopback that serves keys correctly, incorrectly or not at all.
#![allow(clippy::unwrap_used)]

mod fetching;
mod rows;
mod support;
mod tamper;
mod tls;
mod vectors;
