//! The tables at one commit, as calls read them. A call names what it looks for, and no table.

use crate::fair_slots::Place;
pub(crate) use minoots_kernel::tables::request::KnownRequest;
use minoots_kernel::{
    Failure,
    internal::{
        AttemptRow, BudgetRow, CheckpointHeadRow, CheckpointRow, CredentialRow, EventRow, JoinTokenRow, KeyRow,
        LeaseRow, PayloadKeysRow, PolicyRow, QueueRow, RemovedCheckpointRow, RequestRow, ScheduleRow, ShardRow,
        TenantRow, TimerRow, TokenRow, TrustRow, WebhookRow,
    },
    tables::{self, Row, layout},
};
use minoots_sequencer::consensus::View;
use minoots_wire::error::{Reason, status};
use std::{borrow::Cow, sync::Arc};
use tonic::{Code, Status};

/// Stops the node, which cannot read its state.
pub(crate) type OnFailure = Arc<dyn Fn(Failure) + Send + Sync>;

/// The tables at one commit. Dropping it frees its slot.
pub(crate) struct State {
    view: Box<dyn View>,
    on_failure: OnFailure,
    /// The slot of a read of many rows.
    _turn: Option<Place>,
}

/// A portion of a list: up to `size` rows after a key.
pub(crate) struct Portion {
    pub after: Option<Vec<u8>>,
    pub size: usize,
}

/// The rows of a portion, and the last key, if more follow.
pub(crate) type Listed<T> = (Vec<T>, Option<Vec<u8>>);

/// Stops the node, and returns the refusal for the caller.
pub(crate) fn unreadable(on_failure: &OnFailure, failure: Failure) -> Status {
    on_failure(failure);
    let message = "this node's state cannot be read; it stops";
    status(Code::Internal, Reason::Internal, message).build()
}

impl State {
    pub(crate) fn new(view: Box<dyn View>, on_failure: OnFailure) -> State {
        State {
            view,
            on_failure,
            _turn: None,
        }
    }

    /// Holds the slot of a read of many rows.
    pub(crate) fn holding(self, turn: Place) -> State {
        State {
            _turn: Some(turn),
            ..self
        }
    }

    /// The index of the commit.
    pub(crate) fn index(&self) -> u64 {
        self.view.index()
    }

    /// The tables, for work that outlives a call.
    pub(crate) fn into_view(self) -> Box<dyn View> {
        self.view
    }

    /// Makes a query that reads several rows.
    pub(crate) fn look<T>(&self, query: impl FnOnce(&dyn View) -> Result<T, Failure>) -> Result<T, Status> {
        query(self.view.as_ref()).map_err(|failure| unreadable(&self.on_failure, failure))
    }

    fn portion<T>(
        &self,
        (first, until): (Vec<u8>, Vec<u8>),
        portion: &Portion,
        read: fn(&Row) -> Result<T, Failure>,
    ) -> Result<Listed<T>, Status> {
        let from = portion.from(first);
        self.look(|view| {
            let (rows, last) = portion.cut(view.scan(&from, &until, portion.size + 1)?);
            let rows = rows.iter().map(read).collect::<Result<_, _>>()?;
            Ok((rows, last))
        })
    }
}

impl Portion {
    /// The first key that the portion may have, in a table that begins with the key `first`.
    pub(crate) fn from(&self, first: Vec<u8>) -> Vec<u8> {
        self.after.as_deref().map_or(first, layout::behind)
    }

    /// The key, in a list whose keys are names; empty for the first portion.
    fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.after.as_deref().unwrap_or_default())
    }

    /// Cuts rows, of which there is one more than asked for if more follow.
    fn cut<K: AsRef<[u8]>, V>(&self, mut rows: Vec<(K, V)>) -> Listed<(K, V)> {
        let has_more = rows.len() > self.size;
        rows.truncate(self.size);
        let last = rows.last().filter(|_| has_more).map(|(key, _)| key.as_ref().to_vec());
        (rows, last)
    }
}

/// Generates a method for each table whose rows are looked up by their keys.
macro_rules! rows {
    ($($(#[$about:meta])* $table:ident($($key:ident: $kind:ty),*) -> $row:ty;)*) => {
        impl State {
            $(
                $(#[$about])*
                pub(crate) fn $table(&self, $($key: $kind),*) -> Result<$row, Status> {
                    self.look(|view| tables::$table::get(view, $($key),*))
                }
            )*
        }
    };
}

rows! {
    /// The shard.
    shard() -> ShardRow;
    /// A tenant.
    tenant(name: &str) -> TenantRow;
    /// A timer, in its present occurrence.
    timer(tenant: &str, id: &str) -> Option<TimerRow>;
    /// A schedule.
    schedule(tenant: &str, id: &str) -> Option<ScheduleRow>;
    /// A queue.
    queue(tenant: &str, name: &str) -> Option<QueueRow>;
    /// A webhook endpoint.
    webhook(tenant: &str, id: &str) -> Option<WebhookRow>;
    /// A lease by tenant, id and partition key.
    lease(name: (&str, &str, &str)) -> Option<LeaseRow>;
    /// A budget by tenant, id and partition key.
    budget(name: (&str, &str, &str)) -> Option<BudgetRow>;
    /// The versions of a checkpoint.
    checkpoint(tenant: &str, execution: &str, name: &str) -> Option<CheckpointHeadRow>;
    /// A tenant's policy.
    policy(tenant: &str) -> Option<PolicyRow>;
    /// A tenant's trust rules.
    trust(tenant: &str) -> Option<TrustRow>;
    /// A tenant's payload keys.
    payload_keys(tenant: &str) -> Option<PayloadKeysRow>;
    /// An API key.
    credential(id: &str) -> Option<CredentialRow>;
    /// A token that was exchanged, by its hash in hexadecimal.
    token(hash: &str) -> Option<TokenRow>;
    /// A join token.
    join_token(id: &str) -> Option<JoinTokenRow>;
    /// An event of a tenant's log.
    event(tenant: &str, sequence: u64) -> Option<EventRow>;
    /// A signing key.
    key(kid: &str) -> Option<KeyRow>;
}

impl State {
    /// An occurrence of a timer, whether it still holds its id or is retired.
    pub(crate) fn occurrence(&self, tenant: &str, id: &str, version: u64) -> Result<Option<TimerRow>, Status> {
        self.look(|view| tables::retired::current_or_retired(view, tenant, id, version))
    }

    /// Whether a request with this id and digest was answered.
    pub(crate) fn request(&self, tenant: &str, id: &str, digest: &[u8]) -> Result<KnownRequest, Status> {
        self.look(|view| tables::request::known(view, tenant, id, digest))
    }

    /// The answer to a request with this id.
    pub(crate) fn answer(&self, tenant: &str, request_id: &str) -> Result<Option<RequestRow>, Status> {
        self.look(|view| tables::request::get(view, tenant, request_id))
    }

    /// The record of a removed checkpoint.
    pub(crate) fn removed_checkpoint(&self, place: (&str, &str, &str)) -> Result<Option<RemovedCheckpointRow>, Status> {
        self.look(|view| tables::checkpoint::removed(view, place))
    }

    /// A version of a checkpoint.
    pub(crate) fn checkpoint_version(
        &self,
        place: (&str, &str, &str),
        version: u64,
    ) -> Result<Option<CheckpointRow>, Status> {
        self.look(|view| tables::checkpoint::version(view, place, version))
    }

    /// The kept attempts of posts to an endpoint, in their order.
    pub(crate) fn attempts(&self, tenant: &str, webhook: &str) -> Result<Vec<AttemptRow>, Status> {
        let attempts = self.look(|view| tables::attempt::list(view, tenant, webhook))?;
        Ok(attempts.into_iter().map(|(_, attempt)| attempt).collect())
    }

    /// Whether there is a webhook endpoint, of any tenant.
    pub(crate) fn has_webhooks(&self) -> Result<bool, Status> {
        Ok(!self.look(|view| tables::webhook::behind(view, &[], 1))?.is_empty())
    }

    /// Whether any tenant has payload keys.
    pub(crate) fn has_payload_keys(&self) -> Result<bool, Status> {
        Ok(!self
            .look(|view| tables::payload_keys::tenants(view, &[], 1))?
            .is_empty())
    }

    /// API keys of a tenant, in the order of their ids.
    pub(crate) fn credentials(
        &self,
        tenant: &str,
        portion: &Portion,
    ) -> Result<Listed<(String, CredentialRow)>, Status> {
        let (after, limit) = (portion.name(), portion.size + 1);
        let rows = self.look(|view| tables::credential::list(view, tenant, &after, limit))?;
        Ok(portion.cut(rows))
    }

    /// Tenants, in the order of their names.
    pub(crate) fn tenants(&self, portion: &Portion) -> Result<Listed<(String, TenantRow)>, Status> {
        let (after, limit) = (portion.name(), portion.size + 1);
        let rows = self.look(|view| tables::tenant::list(view, &after, limit))?;
        Ok(portion.cut(rows))
    }

    /// Schedules by id: tenant, id, row.
    pub(crate) fn schedules(
        &self,
        (tenant, id_prefix): (&str, &str),
        portion: &Portion,
    ) -> Result<Listed<(String, String, ScheduleRow)>, Status> {
        self.portion(
            tables::schedule::range(tenant, id_prefix),
            portion,
            tables::schedule::read,
        )
    }

    /// Webhook endpoints by id: tenant, id, row.
    pub(crate) fn webhooks(
        &self,
        tenant: &str,
        portion: &Portion,
    ) -> Result<Listed<(String, String, WebhookRow)>, Status> {
        self.portion(tables::webhook::range(tenant), portion, tables::webhook::read)
    }

    /// Leases by id: tenant, id, partition key, row.
    pub(crate) fn leases(
        &self,
        (tenant, id_prefix): (&str, &str),
        portion: &Portion,
    ) -> Result<Listed<(String, String, String, LeaseRow)>, Status> {
        self.portion(tables::lease::range(tenant, id_prefix), portion, tables::lease::read)
    }

    /// Budgets by id: tenant, id, partition key, row.
    pub(crate) fn budgets(
        &self,
        (tenant, id_prefix): (&str, &str),
        portion: &Portion,
    ) -> Result<Listed<(String, String, String, BudgetRow)>, Status> {
        self.portion(tables::budget::range(tenant, id_prefix), portion, tables::budget::read)
    }
}
