//! What strangers send: text, JSON, protobuf and signatures, read without a panic and never as more than they are (G17, G20).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod messages;
mod signatures;
mod texts;
