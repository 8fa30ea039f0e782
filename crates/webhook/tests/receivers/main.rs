//! Attempts against receivers on loopback: kind, slow, broken and hostile ones. Each is a socket that speaks bytes of its own.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod answers;
mod hostile;
mod http2;
mod ssrf;
mod support;
mod tls;
