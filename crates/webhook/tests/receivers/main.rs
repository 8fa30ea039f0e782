//! Attempts against receivers on loopback: kind, slow, broken and hostile ones. Each is a socket that speaks bytes of its own.

mod answers;
mod hostile;
mod http2;
mod ssrf;
mod support;
mod tls;
