//! Changes an endpoint: the fields that the mask names, and its secrets on request.

use super::shown;
use crate::{
    access::Principal,
    app::App,
    endpoints::{
        rotation,
        sealed::{self, Owner, Pair},
    },
    refusal, validate,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{PutWebhook, WebhookRow, WebhookSpec, command::Command},
};
use minoots_sequencer::{Answer, Priority};
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::Reason,
    webhook::v1::{UpdateWebhookRequest, UpdateWebhookResponse},
};
use tonic::Status;

/// The number of attempts. A change that met a concurrent one is retried on the new state, unless the caller named a
/// version.
const TRIES_MAX: u32 = 5;
const FIELDS: [&str; 7] = [
    "url",
    "event_types",
    "headers",
    "rate",
    "allow_private",
    "disable_after",
    "disabled",
];

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<UpdateWebhookRequest>,
) -> Result<UpdateWebhookResponse, Status> {
    let caller = who.caller("");
    let (request, mut violations) = request.judge();
    check_mask(&mut violations, &request);
    violations.finish()?;
    for _ in 0..TRIES_MAX {
        let (state, _) = app.reader.read(None).await?;
        let row = state.webhook(&caller.tenant, &request.id)?;
        let row = row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
        drop(state);
        let changed = changed(app, &caller.tenant, &request, &row)?;
        let command = Command::PutWebhook(Box::new(PutWebhook {
            caller: Some(caller.clone()),
            id: request.id.clone(),
            spec: Some(changed.spec),
            version: match request.state_version {
                0 => row.version,
                version => version,
            },
            enable: names(&request, "disabled") && !request.disabled,
        }));
        let answer = app
            .writer
            .proposer
            .submit(command, Priority::Normal)
            .map_err(refusal::refused)?;
        let answer = crate::app::answered(answer).await;
        let raced = matches!(
            &answer,
            Answer::Applied(_, Reply::Rejected(Reject::WebhookVersion { .. }))
        );
        if raced && request.state_version == 0 {
            continue;
        }
        let (at, reply) = crate::app::settle(answer)?;
        let Reply::Webhook { row, .. } = reply else {
            return Err(refusal::unexpected_reply());
        };
        return Ok(UpdateWebhookResponse {
            webhook: Some(shown::webhook(&caller.tenant, &request.id, &row, app.clock.now())),
            secret: changed.secret,
            public_key: changed.public_key,
            shard: id::SHARD,
            commit_index: at.index,
        });
    }
    Err(refusal::overloaded(std::time::Duration::from_millis(100)))
}

fn names(request: &UpdateWebhookRequest, field: &str) -> bool {
    let mask = request.update_mask.iter().flat_map(|mask| &mask.paths);
    mask.into_iter().any(|path| path == field)
}

/// Checks that the mask names fields, and all fields that are set.
fn check_mask(violations: &mut validate::Violations, request: &UpdateWebhookRequest) {
    let paths = request.update_mask.as_ref().map_or(&[][..], |mask| &mask.paths);
    let wrong = match paths.iter().find(|path| !FIELDS.contains(&path.as_str())) {
        None if paths.is_empty() && !request.rotate_secrets => Some("is required".to_owned()),
        None => None,
        Some(path) => Some(format!("names {path:?}, which cannot be set")),
    };
    if let Some(wrong) = wrong {
        let description = format!("{wrong}: name some of {}", FIELDS.join(", "));
        violations.add("update_mask", Reason::UpdateMask, description);
    }
    let set = [
        ("url", !request.url.is_empty()),
        ("event_types", !request.event_types.is_empty()),
        ("headers", !request.headers.is_empty()),
        ("rate", request.rate.is_some()),
        ("allow_private", request.allow_private),
        ("disable_after", request.disable_after.is_some()),
        ("disabled", request.disabled),
    ];
    for (name, _) in set
        .into_iter()
        .filter(|(name, is_set)| *is_set && !names(request, name))
    {
        let description = "is set and not named by update_mask: name it there, or leave it out";
        violations.add(name, Reason::UpdateMask, description);
    }
}

struct Changed {
    spec: WebhookSpec,
    /// Set if secrets were generated; else empty.
    secret: String,
    public_key: String,
}

fn changed(app: &App, tenant: &str, request: &UpdateWebhookRequest, row: &WebhookRow) -> Result<Changed, Status> {
    let mut violations = validate::Violations::default();
    let mut spec = row.spec.clone().unwrap_or_default();
    let private_before = spec.allow_private;
    let networks = &app.webhooks.reach.private;
    if names(request, "allow_private") {
        spec.allow_private = request.allow_private;
    }
    if names(request, "url") {
        spec.url = validate::webhook::url(&mut violations, &request.url, spec.allow_private, networks);
    } else if spec.allow_private != private_before {
        spec.url = validate::webhook::url(&mut violations, &spec.url, spec.allow_private, networks);
    }
    if names(request, "event_types") {
        spec.types = validate::webhook::event_types(&mut violations, "event_types", &request.event_types);
    }
    if names(request, "rate") {
        let rate = validate::webhook::rate(&mut violations, request.rate.as_ref());
        (spec.per_second, spec.burst, spec.concurrency) = (rate.per_second, rate.burst, rate.concurrency);
    }
    if names(request, "disable_after") {
        spec.disable_after = validate::webhook::disable_after(request.disable_after.as_ref());
    }
    if names(request, "disabled") {
        spec.disabled = request.disabled;
    }
    let header_names = names(request, "headers").then(|| validate::webhook::headers(&mut violations, &request.headers));
    let overlap = validate::webhook::overlap(request.overlap.as_ref());
    if request.overlap.is_some() && !request.rotate_secrets {
        let description = "belongs to rotate_secrets: set it, or leave this out";
        violations.add("overlap", Reason::UpdateMask, description);
    }
    violations.finish()?;
    let owner = Owner {
        tenant,
        webhook: &request.id,
    };
    let mut changed = Changed {
        spec,
        secret: String::new(),
        public_key: String::new(),
    };
    if let Some(names) = header_names {
        let key = app.webhooks.key.as_ref().ok_or_else(refusal::no_secrets_key)?;
        let sealed = sealed::seal_headers(key, owner, &request.headers).map_err(|_| refusal::unexpected_reply())?;
        changed.spec.sealed_headers = if names.is_empty() { Vec::new() } else { sealed };
        changed.spec.header_names = names;
    }
    if request.rotate_secrets {
        rotate(app, owner, overlap, &mut changed)?;
    }
    Ok(changed)
}

/// Puts new secrets before the present ones; the pair that they replace continues to sign for the overlap.
fn rotate(app: &App, owner: Owner<'_>, overlap: u64, changed: &mut Changed) -> Result<(), Status> {
    let key = app.webhooks.key.as_ref().ok_or_else(refusal::no_secrets_key)?;
    let spec = &mut changed.spec;
    // Without an overlap the earlier secrets are not needed, so an owner can rotate even if the key that sealed them is
    // lost.
    let earlier = match overlap {
        0 => Vec::new(),
        _ => {
            let opened = sealed::open_secrets(key, owner, &spec.sealed_secrets);
            opened.map_err(|error| refusal::secrets_key(&error))?
        }
    };
    let pair = Pair::generate().map_err(|_| refusal::unexpected_reply())?;
    (changed.secret, changed.public_key) = (pair.hmac.expose().to_string(), pair.public());
    let rotated = rotation::rotate(spec, &earlier, pair, (app.clock.now(), overlap));
    let secrets = rotated.map_err(|full| refusal::secrets_too_many(rotation::PAIRS_MAX, full.first_end))?;
    spec.sealed_secrets = sealed::seal_secrets(key, owner, &secrets).map_err(|_| refusal::unexpected_reply())?;
    Ok(())
}
