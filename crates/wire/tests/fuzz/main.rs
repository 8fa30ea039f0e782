//! Fuzzes text, JSON, protobuf and signatures: no input causes a panic or is accepted as more than it is (G17, G20).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod messages;
mod signatures;
mod texts;
