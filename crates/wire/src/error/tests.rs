#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn every_reason() -> impl Iterator<Item = Reason> {
    (0..1000).filter_map(|number| Reason::try_from(number).ok())
}

#[test]
fn every_reason_reads_back_from_its_text() {
    assert!(every_reason().count() > 50);
    for reason in every_reason() {
        let text = reason.text();
        assert_eq!(Reason::parse(text), Some(reason));
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'),
            "{text}"
        );
        assert!(text.len() <= 63, "google.rpc.ErrorInfo allows 63 characters: {text}");
    }
    assert_eq!(Reason::NameTooLong.text(), "NAME_TOO_LONG");
    assert_eq!(Reason::ReasonTooLong.text(), "REASON_TOO_LONG");
}

#[test]
fn a_text_no_reason_has_is_not_parsed() {
    assert_eq!(Reason::parse("NAME_TOO_SHORT"), None);
    assert_eq!(Reason::parse("name_too_long"), None);
    assert_eq!(Reason::parse("REASON_NAME_TOO_LONG"), None);
    assert_eq!(Reason::parse(""), None);
}

#[test]
fn everything_put_into_a_refusal_is_read_back() {
    let refusal = status(Code::ResourceExhausted, Reason::Quota, "too many timers")
        .metadata("timersMax", "1000")
        .metadata("quota", "timers")
        .field("requests[3].name", "is empty")
        .field_because("requests[4].labels", Reason::LabelCount, "33 labels, 32 allowed")
        .retry_after(Duration::from_millis(1500))
        .quota("tenant:dev", "1000 timers")
        .build();
    assert_eq!(
        (refusal.code(), refusal.message()),
        (Code::ResourceExhausted, "too many timers")
    );
    let details = Details::of(&refusal);
    assert_eq!(details.reason(), Some(Reason::Quota));
    let metadata: Vec<_> = details
        .metadata
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(metadata, [("quota", "timers"), ("timersMax", "1000")]);
    let fields: Vec<_> = details
        .fields
        .iter()
        .map(|field| (field.path.as_str(), field.reason.as_str()))
        .collect();
    assert_eq!(
        fields,
        [("requests[3].name", "QUOTA"), ("requests[4].labels", "LABEL_COUNT")]
    );
    assert_eq!(details.fields[1].description, "33 labels, 32 allowed");
    assert_eq!(details.retry_delay, Some(Duration::from_millis(1500)));
    assert_eq!(
        details.quotas,
        [QuotaViolation {
            subject: "tenant:dev".into(),
            description: "1000 timers".into()
        }]
    );
}

#[test]
fn a_plain_refusal_carries_its_reason_and_nothing_else() {
    let refusal: Status = status(Code::NotFound, Reason::Timer, "no such timer").into();
    assert_eq!(Reason::of(&refusal), Some(Reason::Timer));
    assert_eq!(
        Details::of(&refusal),
        Details {
            reason_text: "TIMER".into(),
            ..Details::default()
        }
    );
}

#[test]
fn refusals_built_alike_have_the_same_bytes() {
    let build = || {
        let keys = ["e", "b", "d", "a", "c"].into_iter();
        keys.fold(status(Code::NotFound, Reason::Timer, "no"), |refusal, key| {
            refusal.metadata(key, "1")
        })
        .build()
    };
    let first = build();
    for _ in 0..50 {
        assert_eq!(build().details(), first.details());
    }
}

#[test]
fn the_first_32_wrong_fields_are_named() {
    let refusal = (0..100).fold(
        status(Code::InvalidArgument, Reason::NameEmpty, "names"),
        |refusal, index| refusal.field(format!("requests[{index}].name"), "is empty"),
    );
    let details = Details::of(&refusal.build());
    assert_eq!(details.fields.len(), FIELD_VIOLATIONS_MAX);
    assert_eq!(details.fields[31].path, "requests[31].name");
}

#[test]
fn a_status_without_our_details_has_none() {
    assert_eq!(
        Details::of(&Status::unavailable("connection refused")),
        Details::default()
    );
    let rubbish = Status::with_details(Code::Internal, "proxy", vec![0xff; 20].into());
    assert_eq!(Reason::of(&rubbish), None);
}

#[test]
fn a_reason_of_another_domain_is_not_ours() {
    let details = tonic_types::ErrorDetails::with_error_info("TIMER", "example.com", std::collections::HashMap::new());
    let foreign = Status::with_error_details(Code::NotFound, "no", details);
    assert_eq!(Reason::of(&foreign), None);
}

#[test]
fn a_reason_from_a_newer_server_is_kept_as_text() {
    let details = tonic_types::ErrorDetails::with_error_info("BRAND_NEW", DOMAIN, std::collections::HashMap::new());
    let newer = Details::of(&Status::with_error_details(Code::NotFound, "no", details));
    assert_eq!((newer.reason(), newer.reason_text.as_str()), (None, "BRAND_NEW"));
}

#[test]
fn a_retry_delay_longer_than_protobuf_can_say_is_capped() {
    let refusal = status(Code::Unavailable, Reason::NoQuorum, "later")
        .retry_after(Duration::MAX)
        .build();
    assert!(Details::of(&refusal).retry_delay.unwrap() > Duration::from_secs(300_000_000_000));
}
