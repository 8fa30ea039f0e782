//! The endpoints that this node posts to: all that are not disabled, from the beginning of a leadership to its end.

use super::{
    Context, deliveries,
    endpoint::{self, Endpoint},
    event_letters, told,
};
use crate::endpoints::slots::Pace;
use minoots_kernel::{Failure, internal::WebhookRow, tables};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, atomic::Ordering},
};
use tokio::sync::watch;

/// The number of rows in one read.
const ROWS: usize = 256;

/// Tenant and id.
type Name = (String, String);

/// An endpoint that this node posts to.
struct Live {
    version: u64,
    pace: Arc<Pace>,
    /// Signals that events may have been redriven.
    redriven: watch::Sender<()>,
    /// Dropping it ends its tasks.
    _stop: watch::Sender<bool>,
}

/// Runs until the node stops.
pub(super) async fn run(context: Context) {
    let mut reigning = context.app.standing.reigning.clone();
    while reigning.wait_for(|reigning| *reigning).await.is_ok() {
        let reign = Reign {
            context: context.clone(),
            live: HashMap::new(),
            disabled: HashSet::new(),
        };
        tokio::select! {
            _ = reigning.wait_for(|reigning| !reigning) => {}
            result = reign.run() => if let Err(failure) = result {
                (context.app.reader.on_failure)(failure);
                return;
            }
        }
        context.app.webhooks.disabled.store(0, Ordering::Relaxed);
    }
}

struct Reign {
    context: Context,
    live: HashMap<Name, Live>,
    disabled: HashSet<Name>,
}

impl Reign {
    async fn run(mut self) -> Result<(), Failure> {
        let changes = self.context.app.webhooks.changes.clone();
        // Changes from here on arrive as notifications; the read below covers all earlier ones.
        drop(changes.take());
        self.read_all()?;
        loop {
            changes.bell.notified().await;
            // Takes the changes before the view: an older view would not show a change, and no further notification
            // follows.
            let changed = changes.take();
            let view = self.context.app.reader.consensus.view()?;
            for (tenant, id) in changed {
                let row = tables::webhook::get(view.as_ref(), &tenant, &id)?;
                self.set(tenant, id, row);
            }
        }
    }

    fn read_all(&mut self) -> Result<(), Failure> {
        let view = self.context.app.reader.consensus.view()?;
        let mut last = Vec::new();
        loop {
            let rows = tables::webhook::behind(view.as_ref(), &last, ROWS)?;
            let Some((key, _)) = rows.last() else { return Ok(()) };
            last.clone_from(key);
            for row in &rows {
                let (tenant, id, row) = tables::webhook::read(row)?;
                self.set(tenant, id, Some(row));
            }
        }
    }

    fn set(&mut self, tenant: String, id: String, row: Option<WebhookRow>) {
        let name = (tenant, id);
        let is_disabled = row.as_ref().is_some_and(endpoint::is_disabled);
        let _ = match is_disabled {
            true => self.disabled.insert(name.clone()),
            false => self.disabled.remove(&name),
        };
        let disabled = &self.context.app.webhooks.disabled;
        disabled.store(self.disabled.len() as u64, Ordering::Relaxed);
        let row = row.filter(|_| !is_disabled);
        if let (Some(live), Some(row)) = (self.live.get(&name), &row)
            && live.version == row.version
        {
            live.redriven.send_replace(());
            return;
        }
        let before = self.live.remove(&name);
        let Some(row) = row else { return };
        let (tenant, id) = &name;
        let Some(key) = &self.context.app.webhooks.key else {
            tracing::error!(
                tenant,
                webhook = id,
                "nothing is posted: this node was started without --secrets-key"
            );
            return;
        };
        let endpoint = match Endpoint::open(key, tenant, id, &row) {
            Ok(endpoint) => Arc::new(endpoint),
            Err(error) => {
                tracing::error!(tenant, webhook = id, error, "nothing is posted to this endpoint");
                return;
            }
        };
        let pace = before.map_or_else(|| Arc::new(Pace::new(endpoint.limits)), |live| live.pace.clone());
        pace.set(endpoint.limits);
        let (stop, stopped) = watch::channel(false);
        let (context, of) = (self.context.clone(), endpoint.clone());
        tokio::spawn(deliveries::run(context, of, pace.clone(), stopped.clone()));
        let (redriven, told) = watch::channel(());
        let (context, of) = (self.context.clone(), endpoint.clone());
        tokio::spawn(event_letters::run(context, of, pace.clone(), told, stopped.clone()));
        if !endpoint.types.is_empty() {
            tokio::spawn(told::run(self.context.clone(), endpoint, pace.clone(), stopped));
        }
        let live = Live {
            version: row.version,
            pace,
            redriven,
            _stop: stop,
        };
        self.live.insert(name, live);
    }
}
