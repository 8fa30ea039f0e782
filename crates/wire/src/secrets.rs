//! Debug texts of messages that hold secrets, such as a new API key: whether a secret is set, and not the secret.
//! `proto/` marks these fields with `debug_redact`.

#[path = "gen/secrets.rs"]
#[rustfmt::skip]
mod generated;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::admin::v1::CreateKeyResponse;
    use crate::webhook::v1::CreateWebhookRequest;

    #[test]
    fn a_secret_is_not_in_a_debug_text() {
        let made = CreateKeyResponse {
            secret: "mk_live_1234".to_owned(),
            commit_index: 7,
            ..CreateKeyResponse::default()
        };
        let text = format!("{made:?}");
        assert!(
            text.contains("commit_index: 7") && text.contains("secret: \"(hidden)\""),
            "{text}"
        );
        assert!(!text.contains("1234"), "{text}");
        let asked = CreateWebhookRequest {
            headers: BTreeMap::from([("authorization".to_owned(), "Bearer 1234".to_owned())]),
            ..CreateWebhookRequest::default()
        };
        assert!(!format!("{asked:?}").contains("1234"));
    }
}
