//! Signs the heads of chains that grew since their last signature.

use crate::app::App;
use minoots_audit::Statement;
use minoots_kernel::{
    Failure,
    internal::{AuditChain, NewHead, RecordHeads, TenantRow, command::Command},
    limits::AUDIT_RECORDS_MAX,
    tables,
};
use minoots_sequencer::Priority;

/// The number of tenants in one read. Each has two chains, and one command contains all of them.
const TENANTS: usize = AUDIT_RECORDS_MAX / 2;

/// Signs the heads of all tenants' chains.
pub(super) async fn sign(app: &App) {
    let mut after = String::new();
    loop {
        let page = app
            .reader
            .consensus
            .view()
            .and_then(|view| tables::tenant::list(view.as_ref(), &after, TENANTS));
        let page: Result<Vec<(String, TenantRow)>, Failure> = page;
        let page = match page {
            Ok(page) => page,
            Err(failure) => return (app.reader.on_failure)(failure),
        };
        let Some((last, _)) = page.last() else { return };
        after.clone_from(last);
        let is_last = page.len() < TENANTS;
        let heads: Vec<NewHead> = page
            .iter()
            .flat_map(|(tenant, row)| of_tenant(app, tenant, row))
            .collect();
        if !heads.is_empty() {
            let command = Command::RecordHeads(RecordHeads { heads });
            if let Err(status) = app.writer.propose(command, Priority::Normal).await {
                tracing::debug!(%status, "signed heads were not recorded");
                return;
            }
        }
        if is_last || !app.standing.leads() {
            return;
        }
    }
}

fn of_tenant<'a>(app: &'a App, tenant: &'a str, row: &'a TenantRow) -> impl Iterator<Item = NewHead> + use<'a> {
    let chains = [AuditChain::Events, AuditChain::Denials];
    chains.into_iter().filter_map(move |chain| {
        let kept = row.chain(chain)?;
        let sequence = row.last_of(chain);
        if sequence <= kept.signed {
            return None;
        }
        let statement = Statement {
            tenant: tenant.to_owned(),
            chain,
            first: None,
            sequence,
            link: kept.head(chain, tenant),
            time: app.clock.now(),
        };
        Some(NewHead {
            tenant: tenant.to_owned(),
            chain: chain.into(),
            sequence,
            signed: statement.signed(|payload| app.signer.sign_detached(payload)),
        })
    })
}
