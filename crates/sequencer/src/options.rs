//! Settings of the sequencer.

/// Bounds and timing. Durations are nanoseconds.
#[derive(Clone, Debug)]
pub struct Options {
    /// Entries handed to the log and not yet applied.
    pub entries_in_flight_max: usize,
    /// Bytes of one entry's commands, about.
    pub entry_bytes_max: usize,
    /// Commands of one entry, so that what is to be armed next does not wait for long behind a crowd of acknowledgements.
    pub entry_commands_max: usize,
    /// And while more is to be armed than one entry may: what fires goes first, and everything else goes on.
    pub entry_commands_max_in_crowds: usize,
    /// Timers armed by one entry.
    pub arms_per_entry_max: usize,
    /// Creates and reschedules that may wait.
    pub waiting_commands_max: usize,
    /// Their bytes.
    pub waiting_bytes_max: usize,
    /// Acknowledgements, cancels and the fabric's own commands that may wait.
    pub urgent_commands_max: usize,
    /// So many commands do not wait any more for a crowd to go out.
    pub commands_waiting_in_crowds_max: usize,
    /// Touches that may wait.
    pub touches_max: usize,
    /// A command waits for others, until there are half as many as there are callers, as long as entries have taken of late, but at least
    /// this...
    pub pace_min: i64,
    /// ... and at most this. Many callers' entries are at least half of this apart.
    pub pace_max: i64,
    /// Shortest time between arming and due that is aimed at.
    pub lead_min: i64,
    /// An entry is proposed at most this long after a due instant, so that FIRED is stored.
    pub tick_delay: i64,
    /// Pause between entries made only for other sweeps.
    pub sweep_pause: i64,
    /// Timers held in memory.
    pub horizon_rows_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            entries_in_flight_max: 4,
            entry_bytes_max: 1 << 20,
            entry_commands_max: 5_000,
            entry_commands_max_in_crowds: 128,
            arms_per_entry_max: 2_000,
            waiting_commands_max: 8_192,
            waiting_bytes_max: 32 << 20,
            urgent_commands_max: 65_536,
            commands_waiting_in_crowds_max: 44_000,
            touches_max: 65_536,
            pace_min: 1_500_000,
            pace_max: 2_000_000,
            lead_min: 10_000_000,
            tick_delay: 5_000_000,
            sweep_pause: 1_000_000_000,
            horizon_rows_max: 32_768,
        }
    }
}
