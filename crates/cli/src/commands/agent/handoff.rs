//! `minoots agent handoff`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, GetHandoffRequest, Handoff, HandoffParty, HandoffStatus, ListHandoffsRequest,
    ProposeHandoffRequest, RejectHandoffRequest, VoteHandoffRequest, WithdrawHandoffRequest,
};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::value::{self, Span};

mod show;

#[derive(Subcommand, Debug)]
pub enum Action {
    /// Offer an agent's attempt, with its context, to another agent
    Propose(Propose),
    /// Accept a handoff as the receiving agent
    Accept(Answer),
    /// Reject a handoff as the receiving agent
    Reject(Refuse),
    /// Vote on a handoff: yes, or no with --deny
    Vote(Vote),
    /// Withdraw a handoff as the proposing agent
    Withdraw(Refuse),
    /// Show a handoff
    Show(Named),
    /// List handoffs
    List(List),
}

/// Arguments of `minoots agent handoff propose`.
#[derive(Args, Debug)]
pub struct Propose {
    /// Execution's id
    execution: String,
    /// Agent that works on the attempt
    #[arg(long, value_name = "AGENT")]
    from: String,
    /// Epoch of the proposing instance [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
    /// Agent that receives the attempt
    #[arg(long, value_name = "AGENT")]
    to: String,
    /// Fence of the attempt, from its message
    #[arg(long, value_name = "N")]
    fence: u64,
    /// Context to hand over, as JSON that matches the phase's schema
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    state: String,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Time until the handoff expires, 1s to 24h [default: that of the phase, else 60s]
    #[arg(long, value_name = "DURATION")]
    deadline: Option<Span>,
    /// Handoff's id [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    id: String,
}

/// The handoff to act on.
#[derive(Args, Debug)]
pub struct Named {
    /// Execution's id
    execution: String,
    /// Handoff's id
    id: String,
}

/// The handoff, and the agent that accepts it.
#[derive(Args, Debug)]
pub struct Answer {
    #[command(flatten)]
    named: Named,
    /// Agent that makes the call
    #[arg(long, value_name = "AGENT")]
    by: String,
    /// Epoch of the agent's instance [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
}

/// The handoff, the agent that ends it, and the reason.
#[derive(Args, Debug)]
pub struct Refuse {
    #[command(flatten)]
    answer: Answer,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Arguments of `minoots agent handoff vote`.
#[derive(Args, Debug)]
pub struct Vote {
    #[command(flatten)]
    named: Named,
    /// Voter of the phase
    #[arg(long, value_name = "TEXT")]
    voter: String,
    /// Vote no
    #[arg(long)]
    deny: bool,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Arguments of `minoots agent handoff list`.
#[derive(Args, Debug)]
pub struct List {
    /// List only handoffs of this execution [default: all]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    execution: String,
    /// List only handoffs from or to this agent
    #[arg(long, value_name = "AGENT", default_value = "", hide_default_value = true)]
    agent: String,
    /// List only handoffs with this status; repeatable [default: all]
    #[arg(long = "status", value_name = "STATUS", value_parser = show::status)]
    statuses: Vec<HandoffStatus>,
}

impl Answer {
    fn party(self) -> (Named, Option<HandoffParty>) {
        let party = HandoffParty {
            agent: self.by,
            epoch: self.epoch,
        };
        (self.named, Some(party))
    }
}

/// Runs the action.
pub async fn run(action: Action, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let handoff = match action {
        Action::List(arguments) => return list(arguments, client, output).await,
        Action::Propose(arguments) => {
            let request = propose(arguments);
            let proposed = client.call(&request).await.map(|answer| answer.handoff);
            proposed.map_err(|failure| value::name_the_id(failure, "--id", &request.id))
        }
        Action::Accept(answer) => {
            let (Named { execution, id }, by) = answer.party();
            client
                .call(&AcceptHandoffRequest { execution, id, by })
                .await
                .map(|answer| answer.handoff)
        }
        Action::Reject(Refuse { answer, why }) => {
            let (Named { execution, id }, by) = answer.party();
            client
                .call(&RejectHandoffRequest { execution, id, by, why })
                .await
                .map(|answer| answer.handoff)
        }
        Action::Withdraw(Refuse { answer, why }) => {
            let (Named { execution, id }, by) = answer.party();
            let request = WithdrawHandoffRequest { execution, id, by, why };
            client.call(&request).await.map(|answer| answer.handoff)
        }
        Action::Vote(vote) => {
            let request = VoteHandoffRequest {
                execution: vote.named.execution,
                id: vote.named.id,
                voter: vote.voter,
                approved: !vote.deny,
                why: vote.why,
            };
            client.call(&request).await.map(|answer| answer.handoff)
        }
        Action::Show(Named { execution, id }) => client
            .call(&GetHandoffRequest { execution, id })
            .await
            .map(|answer| answer.handoff),
    }?;
    let handoff = handoff.ok_or_else(|| Failure::failed("the server's answer has no handoff"))?;
    if output.is_json() {
        return output.json(&handoff);
    }
    output.table(&show::handoff(&handoff))
}

fn propose(arguments: Propose) -> ProposeHandoffRequest {
    let party = |agent, epoch| Some(HandoffParty { agent, epoch });
    ProposeHandoffRequest {
        execution: arguments.execution,
        id: match arguments.id.as_str() {
            // The id is chosen here, so that a repeat proposes one handoff.
            "" => value::new_id(),
            id => id.to_owned(),
        },
        from: party(arguments.from, arguments.epoch),
        to: party(arguments.to, 0),
        fence: arguments.fence,
        state: arguments.state.into_bytes().into(),
        reason: arguments.reason,
        deadline: arguments.deadline.map(Span::to_proto),
    }
}

async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListHandoffsRequest {
        execution: arguments.execution,
        agent: arguments.agent,
        statuses: arguments.statuses.into_iter().map(i32::from).collect(),
    };
    let mut handoffs = client.handoffs().await?;
    let answers = handoffs.list_handoffs(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut all: Vec<Handoff> = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.handoffs);
    }
    if output.is_json() {
        return output.json(&json!({ "handoffs": all }));
    }
    output.table(&show::handoffs(&all))
}
