#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_terminal::errors::Exit;

use super::*;

#[test]
fn a_bare_number_is_no_duration_on_a_command_line() {
    assert_eq!("1h30m".parse::<Span>().unwrap().ns, 5_400_000_000_000);
    assert!("1500".parse::<Span>().unwrap_err().to_string().contains("no unit"));
}

#[test]
fn a_label_is_split_at_its_first_equals_sign() {
    let label: Label = "query=a=b".parse().unwrap();
    assert_eq!(
        label,
        Label {
            key: "query".to_owned(),
            value: "a=b".to_owned()
        }
    );
    assert!("query".parse::<Label>().is_err());
}

#[test]
fn a_label_key_given_twice_is_refused_by_name() {
    let twice = ["a=1", "b=2", "a=1"].map(|text| text.parse().unwrap()).to_vec();
    let failure = labels(twice).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert_eq!(
        failure.message,
        "labels: the key \"a\" is given twice (LABEL_DUPLICATE)"
    );
}

#[test]
fn a_status_is_known_short_long_and_in_any_case() {
    for text in ["scheduled", "SCHEDULED", "TIMER_STATUS_SCHEDULED"] {
        assert_eq!(status(text), Ok(TimerStatus::Scheduled));
    }
    assert!(status("unspecified").is_err());
    assert!(status("pending").is_err());
    assert_eq!(status_name(TimerStatus::Settled), "SETTLED");
}

#[test]
fn text_is_plain_text_and_a_file_is_bytes_unless_told_otherwise() {
    let text = payload(Some("hello".to_owned()), None).unwrap().unwrap();
    assert_eq!(
        (text.content_type.as_str(), text.data.as_ref()),
        ("text/plain", &b"hello"[..])
    );

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [0, 255]).unwrap();
    let bytes = payload(Some(format!("@{}", file.path().display())), None)
        .unwrap()
        .unwrap();
    assert_eq!((bytes.content_type.as_str(), bytes.data.as_ref()), ("", &[0, 255][..]));

    let json = payload(Some("{}".to_owned()), Some("application/json".to_owned()))
        .unwrap()
        .unwrap();
    assert_eq!(json.content_type, "application/json");
    assert_eq!(payload(None, None).unwrap(), None);
}

#[test]
fn a_payload_file_that_is_not_there_is_named() {
    let failure = payload(Some("@no/such/file".to_owned()), None).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert!(failure.message.contains("no/such/file"), "{failure}");
}
