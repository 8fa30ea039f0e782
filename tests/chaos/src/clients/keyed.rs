//! A client of another tenant. It uses API keys that are created and revoked all the time, and its timers are posted to
//! a webhook receiver.
//!
//! Histories cover one tenant, so the guarantees for this one are judged here:
//! - A key whose revocation was acknowledged authorises no further create, on any node.
//! - After the heal, every node accepts the valid keys, and no node accepts a revoked one.
//! - A timer whose creation was acknowledged is posted until the receiver has accepted it, signed with the endpoint's
//!   secret. No timer is posted without a request.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, now_ns};
use minoots_it::namespaces::{DRIVER, address};
use minoots_it::random::Random;
use minoots_it::receiver::{Posted, Receiver, Reply};
use minoots_wire::admin::v1::{CreateKeyRequest, GetCallerRequest, RevokeKeyRequest};
use minoots_wire::timer::v1::{CreateTimerRequest, Target, target};
use minoots_wire::webhook::v1::CreateWebhookRequest;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tonic::{Code, Request, Status};

use super::{CALL_PATIENCE, Ground, soon_again};
use crate::recorder::Recorder;

/// The tenant.
const TENANT: &str = "keyed";
/// The largest number of keys in use at a time.
const KEYS_MAX: usize = 8;
/// The largest number of repeats of a request with an unknown outcome.
const REPEATS_MAX: usize = 40;
/// The metadata key of a forwarded request, which the receiving node answers itself.
const FORWARDED: &str = "minoots-forwarded";
const POLL: Duration = Duration::from_millis(100);

/// A key, and the id by which it is revoked.
#[derive(Clone, Debug)]
struct Key {
    id: String,
    secret: String,
}

/// The current state.
#[derive(Debug, Default)]
struct State {
    /// The ids of timers that were requested under a valid key.
    asked: BTreeSet<String>,
    /// The ids of timers whose creation was acknowledged.
    owed: BTreeSet<String>,
    /// The ids of timers that the receiver accepted.
    taken: BTreeSet<String>,
    held: Vec<Key>,
    revoked: Vec<Key>,
    /// The endpoint's id and signing secret.
    endpoint: Option<(String, String)>,
    /// The number of requests from nodes to the receiver.
    posted: u64,
    /// The number of refused calls with a revoked key.
    refused: u64,
    /// Whether the client is working.
    busy: bool,
    /// Whether the receiver accepts every request.
    calm: bool,
}

/// The client's knowledge, and its requirements at the end.
#[derive(Debug)]
pub struct Keyed {
    recorder: Arc<Recorder>,
    state: Mutex<State>,
}

impl Keyed {
    /// Creates the client of a tenant that does not exist yet.
    #[must_use]
    pub fn new(recorder: Arc<Recorder>) -> Self {
        Self {
            recorder,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the counts for the verdict.
    #[must_use]
    pub fn counts(&self) -> Value {
        let state = self.state();
        json!({
            "timers": state.owed.len(),
            "posts": state.posted,
            "keysRevoked": state.revoked.len(),
            "revokedKeysRefused": state.refused,
        })
    }

    /// Returns the reasons why a run proves less about this tenant than it should.
    #[must_use]
    pub fn guards(&self) -> Vec<String> {
        let state = self.state();
        let counts = [
            (state.taken.len() as u64, "no webhook was posted"),
            (state.revoked.len() as u64, "no key was revoked"),
            (state.refused, "no revoked key was shown"),
        ];
        let idle = counts.into_iter().filter(|(count, _)| *count == 0);
        idle.map(|(_, what)| what.to_owned()).collect()
    }

    /// Returns the receiver's response to a request.
    fn answer(&self, posted: &Posted, random: &mut Random) -> Reply {
        let mut state = self.state();
        state.posted += 1;
        let secret = state.endpoint.as_ref().map(|(_, secret)| secret.clone());
        let id = posted.event().ok().and_then(|event| {
            let subject = event["subject"].as_str()?;
            subject.strip_prefix("timers/").map(str::to_owned)
        });
        let Some(id) = id.filter(|id| state.asked.contains(id)) else {
            self.recorder
                .complain(format!("a webhook that nobody asked for: {posted:?}"));
            return Reply::status(200);
        };
        if let Err(error) = posted.is_signed_by(&secret.unwrap_or_default()) {
            self.recorder
                .complain(format!("a webhook with a wrong signature: {error:#}"));
        }
        let mood = random.below(100);
        match state.calm {
            false if mood < 10 => Reply::status(500),
            false if mood < 13 => Reply::Break,
            false if mood < 15 => Reply::Hang,
            _ => {
                state.taken.insert(id);
                Reply::status(200)
            }
        }
    }

    /// After new work has stopped: waits until the client has ended, and the receiver has accepted every owed timer.
    pub async fn settle(&self) {
        self.state().calm = true;
        let deadline = Deadline::after(PATIENCE);
        let missing = || -> Vec<String> {
            let state = self.state();
            state.owed.difference(&state.taken).cloned().collect()
        };
        while (self.state().busy || !missing().is_empty()) && !deadline.has_passed() {
            sleep(POLL).await;
        }
        for id in missing() {
            self.recorder.complain(format!(
                "the timer {id} was acknowledged, and the receiver never got it"
            ));
        }
    }

    /// Asks every node about every key. All nodes have applied the acknowledged writes.
    pub async fn ask_about_keys(&self, endpoints: &[String]) {
        let (held, revoked) = {
            let state = self.state();
            (state.held.clone(), state.revoked.clone())
        };
        for endpoint in endpoints {
            for (keys, expected) in [(&held, Code::Ok), (&revoked, Code::Unauthenticated)] {
                for key in keys {
                    let found = said_of(endpoint, &key.secret).await;
                    if found != Some(expected) {
                        let message = format!("{endpoint} answers {found:?} to a key, and not {expected:?}");
                        self.recorder.complain(message);
                    }
                }
            }
        }
    }
}

/// Returns this node's own answer about a key; `None` if it does not answer for a long time.
async fn said_of(endpoint: &str, secret: &str) -> Option<Code> {
    let deadline = Deadline::after(PATIENCE);
    while !deadline.has_passed() {
        let ask = async {
            let client = Client::connect_showing(endpoint, Some(secret)).await.ok()?;
            let mut request = Request::new(GetCallerRequest {});
            // Without this mark, the node would ask the leader about a key that it would refuse itself.
            request.metadata_mut().insert(FORWARDED, "1".parse().ok()?);
            let answer = client.keys.clone().get_caller(request).await;
            Some(answer.map_or_else(|status| status.code(), |_| Code::Ok))
        };
        let said = timeout(CALL_PATIENCE, ask).await.ok().flatten();
        if matches!(said, Some(Code::Ok | Code::Unauthenticated)) {
            return said;
        }
        sleep(POLL).await;
    }
    None
}

/// Writes while writing is allowed.
pub(super) async fn run(ground: Arc<Ground>, keyed: Arc<Keyed>, mut random: Random) {
    let mut moods = random.fork();
    let judge = Arc::clone(&keyed);
    let Ok(here) = address(DRIVER).parse() else {
        return keyed.recorder.complain("the driver has no address");
    };
    let receiver = Receiver::on(here, move |posted, _| judge.answer(posted, &mut moods)).await;
    let receiver = match receiver {
        Ok(receiver) => receiver,
        Err(error) => return keyed.recorder.complain(format!("no receiver: {error:#}")),
    };
    let mut tenant = Tenant {
        ground,
        keyed,
        random,
        url: receiver.url("/"),
        made: 0,
    };
    loop {
        let pause_ms = tenant.random.below(60);
        sleep(Duration::from_millis(10 + pause_ms)).await;
        if tenant.ground.may_write() {
            tenant.keyed.state().busy = true;
            tenant.act().await;
            tenant.keyed.state().busy = false;
        }
    }
}

struct Tenant {
    ground: Arc<Ground>,
    keyed: Arc<Keyed>,
    random: Random,
    url: String,
    made: u64,
}

impl Tenant {
    async fn act(&mut self) {
        let (keys, has_endpoint) = {
            let state = self.keyed.state();
            (state.held.len(), state.endpoint.is_some())
        };
        if keys == 0 {
            return self.make_key().await;
        }
        if !has_endpoint {
            return self.make_endpoint().await;
        }
        match self.random.below(100) {
            0..=9 if keys < KEYS_MAX => self.make_key().await,
            10..=17 if keys > 1 => self.revoke().await,
            18..=34 => self.show_revoked().await,
            _ => self.make_timer().await,
        }
    }

    /// Calls any node with this key; `None` if no node answered.
    async fn ask<A>(
        &mut self,
        key: Option<&str>,
        request: impl AsyncFnOnce(Client) -> Result<A, Status>,
    ) -> Option<Result<A, Status>> {
        let endpoint = self.ground.some_endpoint(&mut self.random);
        let call = async {
            let client = Client::connect_showing(endpoint, key).await.ok()?;
            Some(request(client).await)
        };
        timeout(CALL_PATIENCE, call).await.ok().flatten()
    }

    fn number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    async fn make_key(&mut self) {
        let request = CreateKeyRequest {
            tenant: TENANT.to_owned(),
            name: format!("key-{}", self.number()),
            roles: vec!["admin".to_owned(), "writer".to_owned()],
            expire_time: None,
        };
        // A key whose response is lost is unknown to every client.
        let answer = self
            .ask(None, async |client| client.keys.clone().create_key(request).await)
            .await;
        if let Some(Ok(answer)) = answer {
            let answer = answer.into_inner();
            let id = answer.key.map(|key| key.id).unwrap_or_default();
            let secret = answer.secret;
            self.keyed.state().held.push(Key { id, secret });
        }
    }

    fn some_key(&mut self) -> Option<Key> {
        let state = self.keyed.state();
        state.held.get(self.random.place(state.held.len())).cloned()
    }

    /// Revokes a key. From the request to the response, either answer about the key is correct.
    async fn revoke(&mut self) {
        let Some(key) = self.some_key() else { return };
        self.keyed.state().held.retain(|held| held.id != key.id);
        for _ in 0..REPEATS_MAX {
            let request = RevokeKeyRequest {
                id: key.id.clone(),
                tenant: TENANT.to_owned(),
                reason: "a new one is in use".to_owned(),
            };
            let answer = self
                .ask(None, async |client| client.keys.clone().revoke_key(request).await)
                .await;
            if let Some(Ok(_)) = answer {
                self.keyed.state().revoked.push(key);
                return;
            }
            if !self.ground.may_write() {
                return;
            }
            sleep(POLL).await;
        }
    }

    /// Creates the endpoint, with an id of its own, because a secret whose response was lost is not returned again.
    async fn make_endpoint(&mut self) {
        let Some(key) = self.some_key() else { return };
        let id = format!("hook-{}", self.number());
        let request = CreateWebhookRequest {
            id: id.clone(),
            url: self.url.clone(),
            allow_private: true,
            ..CreateWebhookRequest::default()
        };
        let answer = self
            .ask(Some(&key.secret), async |client| {
                client.webhooks.clone().create_webhook(request).await
            })
            .await;
        if let Some(Ok(answer)) = answer {
            self.keyed.state().endpoint = Some((id, answer.into_inner().secret));
        }
    }

    fn timer(&mut self, id: &str) -> CreateTimerRequest {
        let webhook = self.keyed.state().endpoint.as_ref().map(|(id, _)| id.clone());
        // An instant, because a delay counts by the clock of the receiving node, which may be a year ahead.
        let mut request = timer(id).fire_at(now_ns() + self.random.between(-100 * MS, 1_500 * MS));
        request.target = webhook.map(|id| Target {
            target: Some(target::Target::Webhook(id)),
        });
        request.retry_policy = Some(soon_again());
        request.ack_within(Duration::from_millis(1_000 + self.random.below(1_000)))
    }

    /// Creates a timer, and repeats the request with any current key until the outcome is known.
    async fn make_timer(&mut self) {
        let id = format!("k{}", self.number());
        let request = self.timer(&id);
        self.keyed.state().asked.insert(id.clone());
        for _ in 0..REPEATS_MAX {
            let Some(key) = self.some_key() else { return };
            let sent = request.clone();
            let answer = self
                .ask(Some(&key.secret), async |client| client.create(sent).await)
                .await;
            match answer {
                Some(Ok(_)) => {
                    self.keyed.state().owed.insert(id);
                    return;
                }
                Some(Err(status)) if status.code() == Code::PermissionDenied => {
                    self.keyed
                        .recorder
                        .complain(format!("a key that may was refused: {status}"));
                    return;
                }
                // The leader may not know a new key yet.
                Some(Err(_)) | None => {}
            }
            if !self.ground.may_write() {
                return;
            }
            sleep(POLL).await;
        }
    }

    /// Creates with a revoked key a timer that is in no list, and which must not be created.
    async fn show_revoked(&mut self) {
        let key = {
            let state = self.keyed.state();
            let at = self.random.place(state.revoked.len());
            // Mostly the last one: a leader that has not applied its revocation would accept it.
            let at = if self.random.percent(70) {
                state.revoked.len().saturating_sub(1)
            } else {
                at
            };
            state.revoked.get(at).cloned()
        };
        let Some(key) = key else { return };
        let id = format!("r{}", self.number());
        let request = self.timer(&id);
        let answer = self
            .ask(Some(&key.secret), async |client| client.create(request).await)
            .await;
        match answer {
            Some(Ok(_)) => {
                let message = format!("the key {} made {id} after its revocation was answered", key.id);
                self.keyed.recorder.complain(message);
            }
            Some(Err(status)) if status.code() == Code::Unauthenticated => self.keyed.state().refused += 1,
            Some(Err(_)) | None => {}
        }
    }
}
