//! The list of pending approvals, with what is decided.

use std::collections::BTreeMap;

use futures::stream::{BoxStream, StreamExt as _};
use minoots_wire::workflow::v1 as proto;
use tonic::Status;

use crate::boards::{Conditions, card, matching};
use crate::convert;
use crate::execution::{PendingApproval, Status as ExecutionStatus};
use crate::loaded::Loaded;
use crate::store::Store;

/// The size of an output that the list contains.
const OUTPUT_BYTES_MAX: u32 = 64 << 10;

/// The pending approvals that meet the conditions, by execution.
pub(crate) fn pending(
    store: Store,
    request: proto::ListApprovalsRequest,
) -> BoxStream<'static, Result<proto::ListApprovalsResponse, Status>> {
    let conditions = Conditions {
        definition: request.definition,
        labels: request.labels.into_iter().collect::<BTreeMap<_, _>>(),
        ..Conditions::default()
    };
    let from = request.from;
    let found = matching(store.clone(), &request.id_prefix, conditions);
    let answers = found.filter_map(move |loaded| {
        let (store, from) = (store.clone(), from.clone());
        async move {
            let loaded = match loaded {
                Ok(loaded) => loaded,
                Err(status) => return Some(Err(status)),
            };
            let asked = asked(&loaded)
                .filter(|asked| from.is_empty() || asked.who == from)?
                .clone();
            Some(
                approval(&store, &loaded, asked)
                    .await
                    .map(|approval| proto::ListApprovalsResponse {
                        approval: Some(approval),
                    }),
            )
        }
    });
    answers.boxed()
}

/// The approval that an execution waits for, or that came too late.
fn asked(loaded: &Loaded) -> Option<&PendingApproval> {
    let state = &loaded.state;
    let asked = state.run.as_ref()?.asked.as_ref()?;
    let waits = match state.status {
        ExecutionStatus::Running | ExecutionStatus::Paused => true,
        ExecutionStatus::Blocked => asked.late,
        _ => false,
    };
    waits.then_some(asked)
}

async fn approval(store: &Store, loaded: &Loaded, asked: PendingApproval) -> Result<proto::Approval, Status> {
    let phase = loaded
        .state
        .run
        .as_ref()
        .map(|run| run.phase.as_str())
        .unwrap_or_default();
    let rule = loaded
        .definition
        .phase(phase)
        .and_then(|(_, phase)| phase.approval.as_ref());
    let output = loaded.state.outputs.get(phase);
    let output = match output.filter(|output| output.bytes <= OUTPUT_BYTES_MAX) {
        Some(output) => store.output_text(&loaded.state.id, (phase, output)).await?,
        None => None,
    };
    let votes = asked.votes.into_iter().map(|vote| proto::ApprovalVote {
        by: vote.by,
        principal: vote.principal,
        approved: vote.approved,
        why: vote.why,
    });
    Ok(proto::Approval {
        execution: Some(proto::Execution {
            input: loaded.state.input.clone().into_bytes().into(),
            ..card(loaded)
        }),
        from: asked.who,
        risk: rule.map(|rule| rule.risk.clone()).unwrap_or_default(),
        request_time: Some(asked.since_ms).filter(|since| *since != 0).map(convert::instant),
        late: asked.late,
        output: output.unwrap_or_default().into_bytes().into(),
        checklist: asked.shown.checklist,
        artifacts: asked.shown.artifacts,
        score: asked.shown.score,
        tokens: asked.shown.tokens,
        money_micros: asked.shown.money_micros,
        worker: asked.worker,
        votes: votes.collect(),
        quorum: rule.map_or(1, |rule| rule.quorum),
        omitted: asked.shown.omitted,
    })
}
