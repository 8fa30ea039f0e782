//! `SHA256SUMS`, in the format of `sha256sum`.

use std::collections::BTreeMap;

use crate::blob::sha256_hex;

/// The file's name.
pub const NAME: &str = "SHA256SUMS";

/// A line for each file, sorted by name.
pub fn of(files: &BTreeMap<String, Vec<u8>>) -> String {
    files
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sha256_hex(bytes)))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_is_a_digest_two_spaces_and_a_name() {
        let files = [("b".to_owned(), Vec::new()), ("a".to_owned(), b"a".to_vec())].into();
        let expected = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a\n\
                        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n";
        assert_eq!(super::of(&files), expected);
    }
}
