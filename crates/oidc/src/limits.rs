//! How much is read and kept.

/// Longest token, bytes. Those of GitHub have about 2 KiB.
pub const TOKEN_BYTES_MAX: usize = 8 << 10;
/// Longest key id, bytes.
pub const KEY_ID_BYTES_MAX: usize = 256;
/// Longest claim that is kept, bytes.
pub const CLAIM_BYTES_MAX: usize = 1024;
/// Latest instant that a claim may name, seconds: the end of the year 9999.
pub const INSTANT_S_MAX: u64 = 253_402_300_799;
/// By how much the clock of an issuer may differ from ours, seconds.
pub const LEEWAY_S: u64 = 60;
/// Largest key set, bytes.
pub const KEY_SET_BYTES_MAX: usize = 256 << 10;
/// Most keys in a set.
pub const KEYS_MAX: usize = 64;
/// Smallest and largest RSA keys, bits.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Most issuers.
pub const ISSUERS_MAX: usize = 64;
/// Longest value in a rule, bytes.
pub const VALUE_BYTES_MAX: usize = 512;
/// Most digits of the number of a repository or of its owner.
pub const ID_DIGITS_MAX: usize = 20;
