//! Attempts against receivers on loopback: correct, slow, broken and hostile ones. Each is a socket that writes raw
//! bytes.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod answers;
mod hostile;
mod http2;
mod ssrf;
mod support;
mod tls;
