//! The timers of a run, and their due instants.

use minoots_terminal::id::new_id;

const SECOND_NS: f64 = 1e9;
/// The shortest time for creating all timers before the first due instant; it grows with their number.
const LEAD_SECONDS_MIN: f64 = 3.0;
/// A lower bound of the rate of batched creates, which is several times higher.
const CREATES_PER_SECOND: f64 = 10_000.0;
/// A fixed seed, so that runs differ only in their start.
const SEED: u64 = 0x006d_696e_6f6f_7473;

/// The timers of a run, by index.
pub struct Plan {
    /// The queue of the timers.
    pub queue: String,
    prefix: String,
    due_ns: Vec<i64>,
    first_due_ns: i64,
}

impl Plan {
    /// `count` timers due at uniformly random instants at `rate` per second, the first soon after `now_ns`.
    pub fn new(now_ns: i64, count: u32, rate: f64) -> Self {
        let lead_seconds = LEAD_SECONDS_MIN + f64::from(count) / CREATES_PER_SECOND;
        let start_ns = now_ns.saturating_add((lead_seconds * SECOND_NS) as i64);
        let window_ns = f64::from(count) / rate * SECOND_NS;
        let mut random = SplitMix64(SEED);
        let due = |_| start_ns.saturating_add((random.unit() * window_ns) as i64);
        let due_ns: Vec<i64> = (0..count).map(due).collect();
        let first_due_ns = due_ns.iter().copied().min().unwrap_or(start_ns);
        let prefix = new_id();
        Self {
            queue: format!("bench-{prefix}"),
            prefix,
            due_ns,
            first_due_ns,
        }
    }

    /// `count` timers due in one instant, soon after `now_ns`.
    pub fn burst(now_ns: i64, count: u32) -> Self {
        let mut plan = Self::new(now_ns, count, f64::INFINITY);
        plan.due_ns.fill(plan.first_due_ns);
        plan
    }

    /// The number of timers.
    pub fn count(&self) -> usize {
        self.due_ns.len()
    }

    /// The due instant of a timer, in nanoseconds since 1970 UTC.
    pub fn due_ns(&self, index: usize) -> Option<i64> {
        self.due_ns.get(index).copied()
    }

    /// The earliest due instant.
    pub fn first_due_ns(&self) -> i64 {
        self.first_due_ns
    }

    /// The latest due instant.
    pub fn last_due_ns(&self) -> i64 {
        self.due_ns.iter().copied().max().unwrap_or(self.first_due_ns)
    }

    /// The id of a timer.
    pub fn id(&self, index: usize) -> String {
        format!("{}-{index}", self.prefix)
    }

    /// The timer of an event id (`timer:<tenant>:<id>:<state version>`), if it belongs to this run.
    pub fn index_of(&self, event_id: &str) -> Option<usize> {
        let id = event_id.rsplit(':').nth(1)?;
        let index: usize = id.strip_prefix(&self.prefix)?.strip_prefix('-')?.parse().ok()?;
        (index < self.due_ns.len()).then_some(index)
    }
}

/// A small, fast generator of well-spread numbers.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A uniform number in [0, 1).
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_timer_is_due_within_the_window_after_the_lead() {
        let plan = Plan::new(0, 10_000, 1_000.0);
        assert!(plan.first_due_ns() >= 4_000_000_000, "{}", plan.first_due_ns());
        assert!(plan.last_due_ns() < 14_000_000_000, "{}", plan.last_due_ns());
        let first_half = (0..10_000)
            .filter(|index| plan.due_ns(*index) < Some(9_000_000_000))
            .count();
        assert!(
            (4_700..5_300).contains(&first_half),
            "{first_half} of 10,000 in the first half"
        );
    }

    #[test]
    fn a_burst_is_due_in_one_instant_after_the_lead() {
        let plan = Plan::burst(0, 10_000);
        assert_eq!(
            (plan.first_due_ns(), plan.last_due_ns()),
            (4_000_000_000, 4_000_000_000)
        );
    }

    #[test]
    fn an_event_is_known_by_the_timer_id_in_its_own() {
        let plan = Plan::new(0, 3, 1.0);
        let event = |id: &str| plan.index_of(&format!("timer:dev:{id}:77"));
        assert_eq!(event(&plan.id(2)), Some(2));
        assert_eq!(event(&plan.id(3)), None);
        assert_eq!(event("someone-elses-2"), None);
        assert_eq!(plan.index_of("no event id"), None);
    }
}
