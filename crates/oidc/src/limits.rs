//! Limits of tokens, keys and rules.

/// Maximum length of a token, in bytes. GitHub's tokens have about 2 KiB.
pub const TOKEN_BYTES_MAX: usize = 8 << 10;
/// Maximum length of a key id, in bytes.
pub const KEY_ID_BYTES_MAX: usize = 256;
/// Maximum length of a stored claim, in bytes.
pub const CLAIM_BYTES_MAX: usize = 1024;
/// Latest instant that a claim may name, in seconds: the end of the year 9999.
pub const INSTANT_S_MAX: u64 = 253_402_300_799;
/// Maximum difference between an issuer's clock and ours, in seconds.
pub const LEEWAY_S: u64 = 60;
/// Maximum size of a key set, in bytes.
pub const KEY_SET_BYTES_MAX: usize = 256 << 10;
/// Maximum number of keys in a set.
pub const KEYS_MAX: usize = 64;
/// Minimum and maximum size of RSA keys, in bits.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Maximum number of issuers.
pub const ISSUERS_MAX: usize = 64;
/// Maximum length of a value in a rule, in bytes.
pub const VALUE_BYTES_MAX: usize = 512;
/// Maximum number of digits in the number of a repository or of its owner.
pub const ID_DIGITS_MAX: usize = 20;
