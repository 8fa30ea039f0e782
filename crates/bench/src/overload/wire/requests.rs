//! The headers of a create, compressed by hand (RFC 7541): in full on the first stream of a connection, and by index
//! afterwards.

use minoots_terminal::errors::Failure;
use minoots_wire::method::timer_service;

const PATH: &str = timer_service::CREATE_TIMER.path;
/// Entries of the static table (appendix A), used with their values.
const METHOD_POST: u8 = 3;
const SCHEME_HTTP: u8 = 6;
/// Names of the static table.
const AUTHORITY: u8 = 1;
const NAMED_PATH: u8 = 4;
const AUTHORIZATION: u8 = 23;
const CONTENT_TYPE: u8 = 31;
/// An indexed field (section 6.1).
const INDEXED: u8 = 0x80;
/// A literal that enters the dynamic table (section 6.2.1).
const ENTERED: u8 = 0x40;
/// The first index of the dynamic table, that of its newest entry.
const DYNAMIC: u8 = 62;
/// The longest string with a one-byte length (section 5.1).
const STRING_MAX: usize = 126;

/// The common headers of a connection's requests.
#[derive(Clone, Debug)]
pub struct Headers {
    /// For the first request.
    pub first: Vec<u8>,
    /// For all others.
    pub again: Vec<u8>,
}

impl Headers {
    /// The headers for this authority, with an API key if there is one.
    pub fn new(authority: &str, key: Option<&str>) -> Result<Headers, Failure> {
        let shown = key.map(|key| format!("Bearer {key}"));
        let mut fields: Vec<(u8, &[u8], &[u8])> = vec![
            (NAMED_PATH, b"", PATH.as_bytes()),
            (AUTHORITY, b"", authority.as_bytes()),
            (CONTENT_TYPE, b"", b"application/grpc"),
            (0, b"te", b"trailers"),
        ];
        fields.extend(
            shown
                .as_deref()
                .map(|shown| (AUTHORIZATION, &b""[..], shown.as_bytes())),
        );
        let mut first = vec![INDEXED | METHOD_POST, INDEXED | SCHEME_HTTP];
        let mut again = first.clone();
        // The last entry is the newest, and has the lowest index.
        let numbers = (DYNAMIC..).take(fields.len()).collect::<Vec<_>>();
        again.extend(numbers.iter().rev().map(|number| INDEXED | number));
        for (name, literal, value) in fields {
            first.push(ENTERED | name);
            if name == 0 {
                string(&mut first, literal)?;
            }
            string(&mut first, value)?;
        }
        Ok(Headers { first, again })
    }
}

/// Appends a string without Huffman coding (section 5.2).
fn string(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Failure> {
    match u8::try_from(bytes.len()) {
        Ok(length) if usize::from(length) <= STRING_MAX => out.push(length),
        _ => {
            return Err(Failure::failed(format!(
                "the address or the key is longer than {STRING_MAX} bytes"
            )));
        }
    }
    out.extend_from_slice(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The fields that one decoder reads from several blocks in order.
    fn read(blocks: &[&[u8]]) -> Vec<Vec<(String, String)>> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let mut decoder = loona_hpack::Decoder::new();
        let pairs = |fields: Vec<(Vec<u8>, Vec<u8>)>| fields.into_iter().map(|(name, value)| (text(name), text(value)));
        blocks
            .iter()
            .map(|block| pairs(decoder.decode(block).unwrap()).collect())
            .collect()
    }

    #[test]
    fn the_short_form_says_what_the_long_one_said() {
        for key in [None, Some("mk_some_key")] {
            let headers = Headers::new("127.0.0.1:7411", key).unwrap();
            let said = read(&[&headers.first, &headers.again, &headers.again]);
            assert_eq!((&said[1], &said[2]), (&said[0], &said[0]));
            assert!(headers.again.len() <= 2 + 5);
            let value = |name: &str| {
                said[0]
                    .iter()
                    .find(|field| field.0 == name)
                    .map(|field| field.1.as_str())
            };
            assert_eq!((value(":method"), value(":scheme")), (Some("POST"), Some("http")));
            assert_eq!(value(":path"), Some(PATH));
            assert_eq!(value(":authority"), Some("127.0.0.1:7411"));
            assert_eq!(
                (value("content-type"), value("te")),
                (Some("application/grpc"), Some("trailers"))
            );
            assert_eq!(value("authorization"), key.map(|_| "Bearer mk_some_key"));
        }
    }

    #[test]
    fn oversized_header_values_are_refused() {
        assert!(Headers::new("127.0.0.1:7411", Some(&"k".repeat(130))).is_err());
    }
}
