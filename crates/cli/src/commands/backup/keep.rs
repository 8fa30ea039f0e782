//! The rules by which backups are kept.

use clap::Args;
use minoots_backup::Keep;

/// The rules. A backup that any rule keeps is kept.
#[derive(Args, Clone, Copy, Debug)]
pub struct KeepArguments {
    /// Number of the newest backups to keep
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    keep_last: usize,
    /// Number of hours (UTC) of which to keep the newest backup
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    keep_hourly: usize,
    /// Number of days (UTC) of which to keep the newest backup
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    keep_daily: usize,
    /// Number of weeks (UTC, from Monday) of which to keep the newest backup
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    keep_weekly: usize,
}

impl KeepArguments {
    /// The rules; `None` if no flag gives one.
    pub fn rules(self) -> Option<Keep> {
        let keep = Keep {
            last: self.keep_last,
            hourly: self.keep_hourly,
            daily: self.keep_daily,
            weekly: self.keep_weekly,
        };
        (!keep.is_nothing()).then_some(keep)
    }
}
