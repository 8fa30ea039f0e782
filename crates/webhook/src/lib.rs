//! Webhooks: one HTTP request to an address that somebody else chose, and what its answer means.
//!
//! The server hands in an endpoint, an event's payload and the number of the attempt, and puts what came of it into the log. Nothing
//! here keeps state between attempts or changes any: whether an event is delivered, retried or dead is the log's word.
//!
//! - [`url`], [`headers`], [`secret`]: what an endpoint may be made of;
//! - [`address`]: which addresses may be connected to, as a table;
//! - [`connector`]: look up once, check every answer, connect to a checked one;
//! - [`body`], [`sign`]: what is sent, and what proves whose it is;
//! - [`attempt`]: one POST, bounded in time and memory whatever the receiver does; and one GET, for documents of others such as key sets;
//! - [`retry`], [`rate`]: when the next one may be.
//!
//! Invariants:
//! - No connection is made to an address that was not checked in the same attempt. There is no second look-up, no redirect is
//!   followed, no proxy is used, and no connection is kept for another attempt.
//! - An attempt ends at its deadline and holds no more than its limits, and nothing it started outlives it.
//! - Secrets, header values and the paths of URLs appear in no `Debug` and no error.
//! - Chance and calendar time are arguments. Only the measuring of an attempt reads a clock.
//!
//! What it stands on beside the workspace's own choices: `url` reads URLs as browsers and `curl` do, so that `0x7f.1` is seen for the
//! address it is; `hmac` is of the family of `sha2` and compares in constant time; `tokio-rustls` joins the workspace's rustls to tokio;
//! `httpdate` reads the three forms of date that HTTP knows. Certificates are judged by the roots of the system (`rustls-native-certs`)
//! and those the operator adds: roots built into the binary would go stale with it, and could not name a company's own authority.

pub mod address;
pub mod attempt;
pub mod body;
mod clock;
pub mod connector;
mod failure;
pub mod headers;
pub mod rate;
pub mod retry;
pub mod secret;
mod shown;
pub mod sign;
pub mod url;
