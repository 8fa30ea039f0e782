//! Verification of event signatures. Keys are fetched on first use and cached, and fetched again when an event names an
//! unknown key.

use std::sync::Arc;
use std::time::Duration;

use minoots_wire::envelope::{KeySet, Verifier, VerifyError};
use minoots_wire::event::v1::ListVerificationKeysRequest;
use serde::Deserialize;
use tokio::time::sleep_until;

use crate::client::Client;
use crate::error::Error;
use crate::events::Event;

/// The shortest time between two fetches of the keys.
const FETCH_INTERVAL: Duration = Duration::from_secs(1);

/// The signed members of an event that are also copied beside it.
#[derive(Deserialize)]
struct Signed {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    subject: String,
}

impl Client {
    /// The keys that verify this cluster's events. They are cached, and fetched again when [`verify`](Self::verify)
    /// meets an unknown key.
    ///
    /// # Errors
    /// `Unavailable` when no server answers; `Internal` when a key is malformed.
    pub async fn verification_keys(&self) -> Result<Arc<Verifier>, Error> {
        match self.keys().known() {
            Some((verifier, _)) => Ok(verifier),
            None => self.fetch_keys().await,
        }
    }

    /// Checks that the cluster signed this event, and that its fields equal the signed payload's.
    ///
    /// # Errors
    /// `Unverified` when a check fails; `Unavailable` when keys cannot be fetched.
    pub async fn verify(&self, event: &Event) -> Result<(), Error> {
        let verifier = self.verification_keys().await?;
        let verdict = match check(&verifier, event) {
            Err(VerifyError::KeyUnknown(_)) => check(&*self.newer_keys(&verifier).await?, event),
            verdict => verdict,
        };
        verdict.map_err(|source| Error::Unverified {
            event_id: event.id.clone(),
            source,
        })
    }

    /// Keys fetched after `old`. Waits if the last fetch is recent, so that events with unknown keys cannot cause
    /// constant fetches.
    async fn newer_keys(&self, old: &Arc<Verifier>) -> Result<Arc<Verifier>, Error> {
        match self.keys().known() {
            Some((verifier, _)) if !Arc::ptr_eq(&verifier, old) => Ok(verifier),
            Some((_, at)) => {
                sleep_until(at + FETCH_INTERVAL).await;
                self.fetch_keys().await
            }
            None => self.fetch_keys().await,
        }
    }

    async fn fetch_keys(&self) -> Result<Arc<Verifier>, Error> {
        let mut keys = KeySet::default();
        for key in self.unary(ListVerificationKeysRequest {}).await?.keys {
            keys.insert(key.kid, &key.public_key)
                .map_err(|error| Error::internal(error.to_string()))?;
        }
        let verifier = Arc::new(Verifier::new(keys));
        self.keys().keep(verifier.clone());
        Ok(verifier)
    }
}

fn check(verifier: &Verifier, event: &Event) -> Result<(), VerifyError> {
    verifier.verify(&event.payload, &event.signature)?;
    let signed: Signed = serde_json::from_slice(&event.payload)
        .map_err(|_| VerifyError::Malformed("the payload is not a CloudEvent".to_owned()))?;
    if (&signed.id, &signed.kind, &signed.subject) == (&event.id, &event.kind, &event.subject) {
        return Ok(());
    }
    Err(VerifyError::SignatureInvalid(
        "it was made for an event with another id, type or subject",
    ))
}
