//! placeholder
pub mod payload;
pub mod signer;
