#![allow(clippy::unwrap_used, clippy::expect_used)]

use prost::Message;

use super::{Duration, FieldMask, Timestamp};

#[test]
fn on_the_wire_they_are_the_standard_messages() {
    let standard = prost_types::Timestamp {
        seconds: -1,
        nanos: 999_999_999,
    };
    let ours = Timestamp::decode(standard.encode_to_vec().as_slice()).unwrap();
    assert_eq!(
        ours,
        Timestamp {
            seconds: -1,
            nanos: 999_999_999
        }
    );
    assert_eq!(ours.encode_to_vec(), standard.encode_to_vec());
    let standard = prost_types::Duration { seconds: -1, nanos: -1 };
    let ours = Duration::decode(standard.encode_to_vec().as_slice()).unwrap();
    assert_eq!(ours, Duration { seconds: -1, nanos: -1 });
    assert_eq!(ours.encode_to_vec(), standard.encode_to_vec());
}

#[test]
fn a_field_mask_is_names_in_camel_case() {
    let mask = |paths: &[&str]| FieldMask {
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
    };
    for (paths, json) in [
        (&[][..], r#""""#),
        (&["url"][..], r#""url""#),
        (
            &["url", "event_types", "rate.per_second"][..],
            r#""url,eventTypes,rate.perSecond""#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&mask(paths)).unwrap(), json);
        assert_eq!(serde_json::from_str::<FieldMask>(json).unwrap(), mask(paths));
    }
    for json in [r#""url,,rate""#, r#""url ""#, r#"["url"]"#, "7"] {
        assert!(serde_json::from_str::<FieldMask>(json).is_err(), "{json}");
    }
    for path in ["eventTypes", "a__b", "a_"] {
        assert!(serde_json::to_string(&mask(&[path])).is_err(), "{path}");
    }
}
