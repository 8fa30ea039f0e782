//! Settings of the sequencer.

/// Bounds and timing of the sequencer. Durations are nanoseconds.
#[derive(Clone, Debug)]
pub struct Options {
    /// The maximum of entries handed to the log and not yet applied.
    pub entries_in_flight_max: usize,
    /// The approximate maximum of the bytes of one entry's commands.
    pub entry_bytes_max: usize,
    /// The maximum of commands in one entry. It bounds the time for which the next arms wait behind many
    /// acknowledgements.
    pub entry_commands_max: usize,
    /// The same maximum while more timers are to be armed than one entry may arm. Firing goes first, and everything
    /// else continues.
    pub entry_commands_max_in_crowds: usize,
    /// The maximum of timers armed by one entry.
    pub arms_per_entry_max: usize,
    /// The maximum of waiting creates and reschedules.
    pub waiting_commands_max: usize,
    /// The maximum of their bytes.
    pub waiting_bytes_max: usize,
    /// The maximum of waiting acknowledgements, cancels and commands of the node itself.
    pub urgent_commands_max: usize,
    /// The number of waiting commands from which on they do not wait for the delivery of a burst.
    pub commands_waiting_in_crowds_max: usize,
    /// The maximum of waiting touches.
    pub touches_max: usize,
    /// The minimum time for which a command waits for others. Without half as many commands as callers, it waits for
    /// the usual commit time.
    pub pace_min: i64,
    /// The maximum of that time. Entries of many callers are at least half of it apart.
    pub pace_max: i64,
    /// The shortest intended time between arming and due.
    pub lead_min: i64,
    /// The maximum delay of an entry after a due instant, so that FIRED is stored.
    pub tick_delay: i64,
    /// The pause between entries made only for other sweeps.
    pub sweep_pause: i64,
    /// The maximum of timers held in memory.
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
