//! Exports all kept records as the lines of a file that can be verified without a server.
//!
//! Links are computed from the rows as they are read, and the end contains the link that the tables store for the last
//! row. Rows that were altered on this node's disk contradict it.

use crate::{
    app::App,
    listener::Transfers,
    queries::{audit, signing_keys},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use minoots_audit::{Line, Statement, chain_name};
use minoots_kernel::{
    Failure,
    chain::{self, Link},
    internal::{self, AuditChain, TenantRow},
};
use minoots_sequencer::consensus::View;
use minoots_wire::admin::v1::ExportAuditResponse;
use std::{collections::VecDeque, sync::Arc};
use tokio::{runtime::Handle, sync::mpsc};
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::Status;

/// The number of rows in one read, and of lines in one message.
const ROWS: usize = 256;
/// The maximum number of signed heads in memory.
const HEADS: usize = 2_000;
/// The maximum number of exported keys.
const KEYS: usize = 10_000;

type ExportResult = Result<ExportAuditResponse, Status>;

pub(super) async fn run(
    app: &App,
    tenant: String,
    chain: AuditChain,
    connection: Option<Transfers>,
) -> Result<impl Stream<Item = ExportResult> + use<>, Status> {
    let (state, _) = app.reader.read(None).await?;
    let row = state.tenant(&tenant)?;
    let (sender, receiver) = mpsc::channel(4);
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        let mut export = Export {
            app,
            view: state.into_view(),
            tenant,
            chain,
            row,
            lines: Vec::new(),
            sender,
        };
        if let Err(failure) = export.run() {
            // Without an end line the caller knows that the export is incomplete. A caller that has disconnected needs
            // no answer.
            let status = export.app.reader.fail(failure);
            let _ = export.sender.blocking_send(Err(status));
        }
    });
    let transfer = connection.map(|connection| connection.begin());
    Ok(ReceiverStream::new(receiver).map(move |part| {
        // Keeps the transfer open while lines follow.
        let _ = &transfer;
        part
    }))
}

struct Export {
    app: App,
    view: Box<dyn View>,
    tenant: String,
    chain: AuditChain,
    row: TenantRow,
    lines: Vec<String>,
    sender: mpsc::Sender<ExportResult>,
}

impl Export {
    fn run(&mut self) -> Result<(), Failure> {
        let kept = self.row.chain(self.chain).cloned().unwrap_or_default();
        let first = kept.first.max(1);
        let before = kept.anchor(self.chain, &self.tenant);
        let last = self.row.last_of(self.chain);
        self.line(&Line::Begin {
            tenant: self.tenant.clone(),
            chain: chain_name(self.chain).to_owned(),
            first,
            before: hex::encode(before),
        });
        for (kid, key) in signing_keys::valid(self.view.as_ref(), KEYS)? {
            self.line(&Line::Key {
                kid,
                public_key: STANDARD.encode(&key.public_key),
            });
        }
        let of = (self.tenant.as_str(), self.chain);
        let heads = audit::heads(self.view.as_ref(), of, first, HEADS)?;
        if !self.records(first, last, before, heads.into())? {
            return Ok(());
        }
        let statement = Statement {
            tenant: self.tenant.clone(),
            chain: self.chain,
            first: Some((first, before)),
            sequence: last.max(first - 1),
            link: kept.head(self.chain, &self.tenant),
            time: self.app.clock.now(),
        };
        let signer = Arc::clone(&self.app.signer);
        let signed = statement.signed(|payload| signer.sign_detached(payload));
        self.line(&Line::End { signed });
        self.send();
        Ok(())
    }

    /// Sends records. Returns whether the caller is still connected.
    fn records(
        &mut self,
        first: u64,
        last: u64,
        before: Link,
        mut heads: VecDeque<(u64, internal::HeadRow)>,
    ) -> Result<bool, Failure> {
        let (mut from, mut link) = (first, before);
        while from <= last {
            // The slot is held for one read only, so a slow caller does not occupy it. Without a slot the node stops,
            // and the file has no end.
            let Ok(turn) = Handle::current().block_on(self.app.reader.long_read_turn(&self.tenant)) else {
                return Ok(false);
            };
            let of = (self.tenant.as_str(), self.chain);
            let rows = audit::rows(self.view.as_ref(), of, (from, last + 1), ROWS)?;
            if rows.is_empty() {
                break;
            }
            for kept in rows {
                let (record, row) = (kept.record(), kept.bytes());
                let sequence = record.sequence;
                from = sequence + 1;
                link = chain::next(&link, sequence, &row);
                self.line(&Line::Record {
                    record: Box::new(record),
                    row: STANDARD.encode(&row),
                    link: hex::encode(link),
                });
                while heads.front().is_some_and(|(at, _)| *at <= sequence) {
                    if let Some((_, head)) = heads.pop_front() {
                        self.line(&Line::Head { signed: head.signed });
                    }
                }
            }
            drop(turn);
            if !self.send() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn line(&mut self, line: &Line) {
        // Lines contain only strings and numbers, which always serialize.
        self.lines.push(serde_json::to_string(line).unwrap_or_default());
    }

    fn send(&mut self) -> bool {
        let lines = std::mem::take(&mut self.lines);
        lines.is_empty() || self.sender.blocking_send(Ok(ExportAuditResponse { lines })).is_ok()
    }
}
