//! The single entry point of the kernel: [`apply`].

use crate::{
    commands, context::Context, effect::Effect, entry::Entry, failure::Failure, internal::command::Command as Kind,
    reply::Reply, sweeps, tables::Tables,
};
use alloc::vec::Vec;

/// The result of an applied entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// Log time after the entry.
    pub time: i64,
    /// One reply for each command.
    pub replies: Vec<Reply>,
    /// The effects in the order of their occurrence.
    pub effects: Vec<Effect>,
    /// Sweeps stopped at their limit, so another entry is needed soon.
    pub unfinished: bool,
    /// The instant of the next work that needs no command; `None` if there is none.
    pub next_deadline: Option<i64>,
}

/// Applies one entry. `index` is its position in the log. A rejection is a reply. An error means that the state cannot
/// be trusted, and the node must stop.
pub fn apply(tables: &mut dyn Tables, index: u64, entry: &Entry) -> Result<Applied, Failure> {
    let mut context = Context::begin(tables, index, entry, sweeps::arms_crowd(entry))?;
    let mut replies = Vec::with_capacity(entry.commands.len());
    // An epoch begins before anything else of its entry: rows that a sweep writes must not be reported under the
    // numbers of the previous epoch.
    let (epoch, rest) = entry.commands.split_at(usize::from(starts_epoch(entry)));
    for command in epoch {
        replies.push(commands::run(&mut context, command)?);
    }
    // Time comes next: timers and jobs that became due run before the entry's commands.
    let unfinished = sweeps::run(&mut context)?;
    commands::go_on_with_schedules(&mut context)?;
    for command in rest {
        replies.push(commands::run(&mut context, command)?);
        commands::go_on_with_schedules(&mut context)?;
    }
    let unfinished = unfinished || context.left_to_fire;
    context.end();
    let next_deadline = Some(context.shard.next_deadline).filter(|at| *at != 0);
    Ok(Applied {
        time: context.shard.time,
        replies,
        effects: context.effects,
        unfinished,
        next_deadline,
    })
}

fn starts_epoch(entry: &Entry) -> bool {
    let first = entry.commands.first().and_then(|command| command.command.as_ref());
    matches!(first, Some(Kind::StartEpoch(_)))
}
