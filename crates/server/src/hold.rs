//! The notice that a restore holds overdue timers: they do not fire until an operator decides about them.

use minoots_kernel::tables::{self, Read};
use minoots_wire::time::instant;

/// The notice, while a restore holds timers.
pub(crate) fn notice(view: &(impl Read + ?Sized)) -> Option<String> {
    let held_until = tables::shard::get(view).ok()?.held_until;
    (held_until != 0).then(|| {
        format!(
            "HOLD: timers that waited at the backup and were due by {} are held since the restore, until \
             `minoots cluster release --overdue fire|miss|cancel`",
            instant::format(held_until)
        )
    })
}
