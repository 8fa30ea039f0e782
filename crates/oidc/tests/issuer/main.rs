//! Tokens, and an issuer on loopback that serves keys well, badly or not at all.
#![allow(clippy::unwrap_used)]

mod fetching;
mod rows;
mod support;
mod tamper;
mod tls;
mod vectors;
