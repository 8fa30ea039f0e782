//! Webhooks: one HTTP request to an address that a third party chose, and the meaning of its response.
//!
//! The server passes an endpoint, an event's payload and the number of the attempt, and writes the result to the log.
//! This crate keeps and changes no state between attempts. The log alone decides whether an event is delivered, retried
//! or dead.
//!
//! - [`url`], [`headers`], [`secret`]: the configuration of an endpoint;
//! - [`address`]: the filter of addresses that may be connected to, as a table;
//! - [`connector`]: looks up a name once, checks every address, connects to a checked one;
//! - [`body`], [`sign`]: the payload, and the signatures that authenticate it;
//! - [`attempt`]: one POST, bounded in time and memory whatever the receiver does; and one GET, for third-party
//!   documents such as key sets;
//! - [`retry`], [`rate`]: backoff and rate limits.
//!
//! Invariants:
//! - Each attempt checks the address that it connects to. It makes no second lookup, follows no redirect, uses no
//!   proxy, and keeps no connection for another attempt.
//! - An attempt ends at its deadline, stays within its limits, and leaves no task running.
//! - Secrets, header values and the paths of URLs appear in no `Debug` output and no error.
//! - Randomness and calendar time are arguments. Only the duration of an attempt is measured by a clock.
//!
//! Dependencies beside the workspace's own choices: `url` reads URLs as browsers and `curl` do, so that `0x7f.1` is
//! recognised as the address that it is. `hmac` is maintained together with `sha2` and compares in constant time.
//! `tokio-rustls` joins the workspace's rustls to tokio. `httpdate` reads the three date formats of HTTP. Certificates
//! are verified by the roots of the system (`rustls-native-certs`) and by those the operator adds. Roots built into the
//! binary would age with it, and could not include a company's own authority.

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
