//! The restore epoch: chosen outside the restored state, and larger than every earlier one.

use clap::Args;
use minoots_server::offline::{Begun, NewEpoch, OfflineError};
use minoots_terminal::clock;
use minoots_terminal::errors::{Exit, Failure};
use minoots_wire::time::instant;

/// 2020-01-01T00:00:00Z.
const ORIGIN_NS: i64 = 1_577_836_800_000_000_000;
const MINUTE_NS: i64 = 60_000_000_000;

/// The choice of a restore epoch.
#[derive(Args, Clone, Copy, Debug)]
pub struct EpochArguments {
    /// Restore epoch, larger than every earlier one [default: minutes since 2020]
    #[arg(long, value_name = "E", value_parser = clap::value_parser!(u64).range(1..1 << 28))]
    pub epoch: Option<u64>,
}

impl EpochArguments {
    /// Starts an epoch now. Timers that are overdue by this machine's clock are held.
    pub fn begin(self) -> Result<NewEpoch, Failure> {
        let now = clock::wall_ns();
        let minutes = u64::try_from((now - ORIGIN_NS).div_euclid(MINUTE_NS)).ok();
        let epoch = self.epoch.or(minutes.filter(|minutes| *minutes > 0));
        let epoch = epoch.ok_or_else(|| Failure::usage("epoch: this machine's clock is before 2020: give --epoch"))?;
        Ok(NewEpoch { epoch, hold_until: now })
    }
}

/// Moves the start of an epoch to now, so that timers that became overdue since its choice are also held.
pub fn held_by_now(new: NewEpoch) -> NewEpoch {
    let hold_until = new.hold_until.max(clock::wall_ns());
    NewEpoch { hold_until, ..new }
}

/// The refusal of an epoch that was used before.
pub fn not_larger(epoch: u64, present: u64) -> Failure {
    let error = OfflineError::EpochNotLarger { epoch, present };
    offline(error)
}

/// Converts an error of an offline operation into a failure of the command.
pub fn offline(error: OfflineError) -> Failure {
    let exit = match &error {
        OfflineError::NotEmpty { .. } | OfflineError::EpochNotLarger { .. } | OfflineError::Quarantined(_) => {
            Exit::Conflict
        }
        _ => Exit::Failed,
    };
    let failure = Failure::new(exit, error.to_string());
    match &error {
        OfflineError::NotEmpty { .. } => {
            failure.hint("name an empty directory, or one that does not exist, with --data")
        }
        OfflineError::EpochNotLarger { present, .. } => failure.hint(format!(
            "give --epoch, larger than {present} and than every one used with this cluster"
        )),
        OfflineError::Quarantined(_) => failure
            .hint("let another survivor go on, or restore a backup: what is here is not what the cluster agreed on"),
        OfflineError::Unrecoverable(_) => failure.hint(
            "nobody can go on from it: keep the directory for inspection, and restore a backup into an empty one",
        ),
        OfflineError::Damaged(_) => failure.hint("use another backup; nothing was restored from this one"),
        _ if failure.message.contains("DATA_IN_USE") => failure.hint("stop the node that runs there first"),
        _ => failure,
    }
}

/// The end of the hold as RFC 3339, if timers are held.
pub fn held_until(begun: Begun) -> Option<String> {
    (begun.held_until != 0).then(|| instant::format(begun.held_until))
}

/// The instructions for held timers.
pub fn hold_notice(begun: Begun) -> String {
    match held_until(begun) {
        None => "nothing is overdue, so nothing is held".to_owned(),
        Some(until) => format!(
            "HOLD: {} of the timers were due by {until} and do not fire until you decide about them.\n\
             Start the node, then: minoots cluster release --overdue fire|miss|cancel",
            begun.held
        ),
    }
}
