#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

#[test]
fn a_form_is_decoded_strictly() {
    let mut form = Form::parse(b"a=1+2%2B3&b=%E2%82%AC&c&&d=x=y&e=").unwrap();
    assert_eq!(form.take("a", 9).unwrap().unwrap(), "1 2+3");
    assert_eq!(form.take("b", 9).unwrap().unwrap(), "€");
    assert_eq!(form.take("d", 9).unwrap().unwrap(), "x=y");
    for empty in ["c", "e", "f"] {
        assert_eq!(form.require(empty, 9), Err(Error::Missing(empty)));
    }
    for (body, at) in [
        (&b"a=%"[..], 2),
        (b"a=%4", 2),
        (b"x=1&a=b%zz", 7),
        (b"a=%+1", 2),
        (b"x=&a=%ff", 5),
    ] {
        assert_eq!(Form::parse(body).err(), Some(Error::Encoding(at)));
    }
}

#[test]
fn form_fields_are_single_and_bounded() {
    let mut form = Form::parse(b"a=1&a=2&b=123").unwrap();
    assert_eq!(form.take("a", 9), Err(Error::Duplicate("a")));
    let too_long = Error::TooLong {
        field: "b",
        bytes: 3,
        max: 2,
    };
    assert_eq!(form.take("b", 2), Err(too_long));
    assert!(Form::parse("a=1&".repeat(64).as_bytes()).is_ok());
    assert_eq!(
        Form::parse("a=1&".repeat(65).as_bytes()).err(),
        Some(Error::TooManyFields)
    );
}

proptest! {
    #[test]
    fn no_body_panics_and_what_is_encoded_is_decoded(body: Vec<u8>, value in ".{0,40}") {
        let _ = Form::parse(&body);
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found = Form::parse(format!("v={encoded}").as_bytes()).unwrap().take("v", 1_000).unwrap();
        prop_assert_eq!(found.unwrap_or_default(), value);
    }
}
