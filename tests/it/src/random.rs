//! Seeded random numbers (SplitMix64), so that a failure can be repeated.

/// Draws numbers; equal seeds draw equal numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts from this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Starts from `MINOOTS_IT_SEED`, or from `default_seed`, and prints the seed on standard error.
    #[must_use]
    pub fn from_environment(test: &str, default_seed: u64) -> Self {
        let asked = std::env::var("MINOOTS_IT_SEED").ok();
        let seed = asked.and_then(|text| text.parse().ok()).unwrap_or(default_seed);
        eprintln!("{test}: MINOOTS_IT_SEED={seed}");
        Self(seed)
    }

    /// Returns another stream of numbers, for another task.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.draw())
    }

    /// Returns a number, uniform over all u64.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number, uniform in `0..end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        u64::try_from((u128::from(self.draw()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// Returns an index below `among`; 0 if `among` is 0.
    pub fn place(&mut self, among: usize) -> usize {
        usize::try_from(self.below(among as u64)).unwrap_or_default()
    }

    /// Returns a number, uniform in `start..end`.
    pub fn between(&mut self, start: i64, end: i64) -> i64 {
        start.saturating_add_unsigned(self.below(end.abs_diff(start)))
    }

    /// Returns true with this probability in percent.
    pub fn percent(&mut self, chances: u64) -> bool {
        self.below(100) < chances
    }
}
