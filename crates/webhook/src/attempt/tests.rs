#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use proptest::prelude::*;

use super::{Parts, Post, PostError};
use crate::body::Body;
use crate::headers::EndpointHeaders;
use crate::secret::{Secret, SecretSet};
use crate::shown::text;
use crate::url::EndpointUrl;

const PAYLOAD: &[u8] = br#"{"specversion":"1.0","id":"e1","source":"/c","type":"timer.fired"}"#;

fn post(jws: &str, fence: Option<&str>) -> Result<Post, PostError> {
    Post::new(Parts {
        url: &EndpointUrl::parse("https://example.com/hook", false).unwrap(),
        headers: &EndpointHeaders::default(),
        secrets: &SecretSet::new([Secret::generate_hmac().unwrap()]).unwrap(),
        body: &Body::new(Bytes::from_static(PAYLOAD)).unwrap(),
        jws,
        attempt: 1,
        fence,
        timestamp_s: 1,
        traceparent: None,
    })
}

#[test]
fn a_jws_is_detached_and_a_fence_is_a_word() {
    assert!(post("aGVhZA..c2ln", None).is_ok());
    for jws in [
        "",
        "..",
        "a..",
        "..b",
        "a.b.c",
        "a...b",
        "a..b..c",
        "a..b=",
        "a..b\r\n",
        &format!("a..{}", "b".repeat(1024)),
    ] {
        assert_eq!(post(jws, None).unwrap_err(), PostError::Jws, "{jws}");
    }
    for fence in ["", "a b", "a\r\nb", "\u{e4}", &"a".repeat(1025)] {
        assert_eq!(post("a..b", Some(fence)).unwrap_err(), PostError::Fence, "{fence}");
    }
}

#[test]
fn a_fence_is_sent_if_there_is_one() {
    let with = post("a..b", Some("0-1")).unwrap();
    assert_eq!(with.headers()["minoots-fence"], "0-1");
    assert!(!post("a..b", None).unwrap().headers().contains_key("minoots-fence"));
    assert_eq!(with.body(), PAYLOAD);
    assert_eq!(
        format!("{with:?}"),
        format!("POST https://example.com/…, {} bytes", PAYLOAD.len())
    );
}

proptest! {
    #[test]
    fn text_from_outside_is_harmless_and_no_longer_than_asked(bytes: Vec<u8>, bytes_max in 0usize..64) {
        let text = text(&bytes, bytes_max);
        prop_assert!(text.len() <= bytes_max);
        prop_assert!(text.chars().all(|character| matches!(character, '\n' | '\t') || !character.is_control()));
    }

    #[test]
    fn plain_text_is_kept(plain in "[ -~\n\t]{0,40}") {
        prop_assert_eq!(text(plain.as_bytes(), 64), plain);
    }
}
