//! Makes an endpoint. Its secrets are generated and sealed here, before the proposal, and returned once.

use super::shown;
use crate::{
    access::Principal,
    app::App,
    endpoints::sealed::{self, Owner, Pair},
    refusal, validate,
};
use minoots_kernel::{
    Reply, id,
    internal::{PutWebhook, WebhookSpec, command::Command},
};
use minoots_seal::SecretsKey;
use minoots_sequencer::Priority;
use minoots_wire::rules::Unjudged;
use minoots_wire::webhook::v1::{CreateWebhookRequest, CreateWebhookResponse};
use prost::Message as _;
use tonic::Status;
use uuid::Uuid;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<CreateWebhookRequest>,
) -> Result<CreateWebhookResponse, Status> {
    let caller = who.caller("");
    let (mut request, mut violations) = request.judge();
    if request.id.is_empty() {
        request.id = Uuid::now_v7().to_string();
    }
    let mut spec = spec(app, &mut violations, &request);
    violations.finish()?;
    app.writer.check_growth()?;
    let key = app.webhooks.key.as_ref().ok_or_else(refusal::no_secrets_key)?;
    let owner = Owner {
        tenant: &caller.tenant,
        webhook: &request.id,
    };
    let pair = Pair::generate().map_err(|_| refusal::unexpected_reply())?;
    let (secret, public_key) = (pair.hmac.expose().to_string(), pair.public());
    seal(key, owner, &request, pair, &mut spec).map_err(|_| refusal::unexpected_reply())?;
    let tenant = caller.tenant.clone();
    let command = Command::PutWebhook(Box::new(PutWebhook {
        caller: Some(caller),
        id: request.id.clone(),
        spec: Some(spec),
        ..PutWebhook::default()
    }));
    let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
    let Reply::Webhook { row, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    // Only the create that made an existing endpoint returned its secrets.
    let told = |text: String| if existing { String::new() } else { text };
    Ok(CreateWebhookResponse {
        webhook: Some(shown::webhook(&tenant, &request.id, &row, app.clock.now())),
        secret: told(secret),
        public_key: told(public_key),
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

fn spec(app: &App, violations: &mut validate::Violations, request: &CreateWebhookRequest) -> WebhookSpec {
    let rate = validate::webhook::rate(violations, request.rate.as_ref());
    WebhookSpec {
        url: validate::webhook::url(
            violations,
            &request.url,
            request.allow_private,
            &app.webhooks.reach.private,
        ),
        allow_private: request.allow_private,
        types: validate::webhook::event_types(violations, "event_types", &request.event_types),
        header_names: validate::webhook::headers(violations, &request.headers),
        per_second: rate.per_second,
        burst: rate.burst,
        concurrency: rate.concurrency,
        disable_after: validate::webhook::disable_after(request.disable_after.as_ref()),
        disabled: request.disabled,
        ..WebhookSpec::default()
    }
}

fn seal(
    key: &SecretsKey,
    owner: Owner<'_>,
    request: &CreateWebhookRequest,
    pair: Pair,
    spec: &mut WebhookSpec,
) -> Result<(), minoots_seal::Error> {
    // A keyed digest, since it covers values of headers. Maps are encoded in the order of their keys.
    spec.digest = key.digest(&request.encode_to_vec());
    spec.public_keys = vec![pair.public()];
    spec.sealed_secrets = sealed::seal_secrets(key, owner, &pair.into_secrets())?;
    if !request.headers.is_empty() {
        spec.sealed_headers = sealed::seal_headers(key, owner, &request.headers)?;
    }
    Ok(())
}
