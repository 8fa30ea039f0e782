//! `minoots agent handoff`.

use clap::{Args, Subcommand};
use minoots_terminal::connect::unary;
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
    /// Offer the attempt that an agent works on, with what it knows, to another agent
    Propose(Propose),
    /// Take what is offered
    Accept(Answer),
    /// Do not take it
    Reject(Refuse),
    /// Vote on it: yes, or with --deny no
    Vote(Vote),
    /// Take back what was offered
    Withdraw(Refuse),
    /// Show one
    Show(Named),
    /// List them
    List(List),
}

/// What is offered to whom.
#[derive(Args, Debug)]
pub struct Propose {
    /// The execution's id
    execution: String,
    /// The agent that works on the attempt
    #[arg(long, value_name = "AGENT")]
    from: String,
    /// Which instance of it [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
    /// The agent that is to
    #[arg(long, value_name = "AGENT")]
    to: String,
    /// The attempt's fence, as its message says
    #[arg(long, value_name = "N")]
    fence: u64,
    /// What it knows: JSON, as the phase's schema says
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    state: String,
    /// Why, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// How long all of it may take, 1s to 24h [default: as the phase says, else 60s]
    #[arg(long, value_name = "DURATION")]
    deadline: Option<Span>,
    /// The handoff's id [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    id: String,
}

/// Which handoff.
#[derive(Args, Debug)]
pub struct Named {
    /// The execution's id
    execution: String,
    /// The handoff's id
    id: String,
}

/// Who answers.
#[derive(Args, Debug)]
pub struct Answer {
    #[command(flatten)]
    named: Named,
    /// The agent
    #[arg(long, value_name = "AGENT")]
    by: String,
    /// Which instance of it [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
}

/// Who ends it, and why.
#[derive(Args, Debug)]
pub struct Refuse {
    #[command(flatten)]
    answer: Answer,
    /// Why, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// What a voter says.
#[derive(Args, Debug)]
pub struct Vote {
    #[command(flatten)]
    named: Named,
    /// One of the phase's voters
    #[arg(long, value_name = "TEXT")]
    voter: String,
    /// It is a no
    #[arg(long)]
    deny: bool,
    /// Why, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Which handoffs.
#[derive(Args, Debug)]
pub struct List {
    /// Only those of this execution [default: of all]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    execution: String,
    /// Only those from or to this agent
    #[arg(long, value_name = "AGENT", default_value = "", hide_default_value = true)]
    agent: String,
    /// Only those; repeat it for more [default: all]
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

/// Makes a call that may be repeated, and keeps its answer.
macro_rules! call {
    ($client:expr, $method:ident, $request:expr) => {{
        let handoffs = $client.handoffs().await?;
        let request = $request;
        unary(|| {
            let (mut handoffs, request) = (handoffs.clone(), request.clone());
            async move { handoffs.$method(request).await }
        })
        .await?
        .handoff
    }};
}

/// Runs the action.
pub async fn run(action: Action, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let handoff = match action {
        Action::List(arguments) => return list(arguments, client, output).await,
        Action::Propose(arguments) => call!(client, propose_handoff, propose(arguments)),
        Action::Accept(answer) => {
            let (Named { execution, id }, by) = answer.party();
            call!(client, accept_handoff, AcceptHandoffRequest { execution, id, by })
        }
        Action::Reject(Refuse { answer, why }) => {
            let (Named { execution, id }, by) = answer.party();
            call!(client, reject_handoff, RejectHandoffRequest { execution, id, by, why })
        }
        Action::Withdraw(Refuse { answer, why }) => {
            let (Named { execution, id }, by) = answer.party();
            let request = WithdrawHandoffRequest { execution, id, by, why };
            call!(client, withdraw_handoff, request)
        }
        Action::Vote(vote) => {
            let request = VoteHandoffRequest {
                execution: vote.named.execution,
                id: vote.named.id,
                voter: vote.voter,
                approved: !vote.deny,
                why: vote.why,
            };
            call!(client, vote_handoff, request)
        }
        Action::Show(Named { execution, id }) => call!(client, get_handoff, GetHandoffRequest { execution, id }),
    };
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
            // Chosen here, so that a repeat proposes one.
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
