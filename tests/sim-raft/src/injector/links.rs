//! Cut links, bad networks, wrong clocks.

use std::collections::BTreeSet;

use super::Injector;
use crate::fault::FaultKind;
use crate::network::Weather;

impl Injector {
    pub(super) async fn cut(&self, kind: FaultKind) -> bool {
        let nodes = self.world.members();
        let Some(one) = self.victim() else { return false };
        let (others, refuse) = (nodes.iter().filter(|node| **node != one), self.random.per_mille(500));
        let mut directions = BTreeSet::new();
        match kind {
            FaultKind::OneWay if self.random.per_mille(500) => directions.extend(others.map(|other| (one, *other))),
            FaultKind::OneWay => directions.extend(others.map(|other| (*other, one))),
            FaultKind::Bridge => {
                // These two nodes do not reach each other; every other node reaches both.
                let other = others.copied().next();
                directions.extend(other.into_iter().flat_map(|other| [(one, other), (other, one)]));
            }
            _ => directions.extend(others.flat_map(|other| [(one, *other), (*other, one)])),
        }
        let before = self.disturbed();
        let times = if kind == FaultKind::Flapping {
            self.random.within(3..=10)
        } else {
            1
        };
        for _ in 0..times {
            let (cut, whole) = match kind {
                FaultKind::Flapping => (50..=500, 50..=500),
                _ => (200..=4_000, 0..=0),
            };
            self.world.network.cut(directions.clone(), refuse);
            tokio::time::sleep(self.random.millis(cut)).await;
            self.world.network.cut(BTreeSet::new(), false);
            tokio::time::sleep(self.random.millis(whole)).await;
        }
        self.disturbed() > before
    }

    fn disturbed(&self) -> u64 {
        let tally = self.world.network.state_of().1;
        tally.cut + tally.refused + tally.lost + tally.held + tally.repeated + tally.damaged
    }

    pub(super) async fn storm(&self, kind: FaultKind) -> bool {
        let mut weather = self.world.network.state_of().0;
        weather.delay_micros_max = self.random.within(500..=40_000);
        match kind {
            FaultKind::Loss => weather.lost_per_mille = self.random.within(5..=300),
            FaultKind::Repetition => weather.repeated_per_mille = self.random.within(50..=500),
            FaultKind::Held => weather.held_per_mille = self.random.within(5..=60),
            _ => weather.damaged_per_mille = 300,
        }
        let before = self.disturbed();
        self.world.network.set_weather(weather);
        tokio::time::sleep(self.random.millis(500..=4_000)).await;
        if kind != FaultKind::DamagedSnapshot {
            self.world.network.set_weather(Weather::FAIR);
        }
        self.disturbed() > before
    }

    pub(super) async fn confuse_clock(&self, kind: FaultKind) -> Option<bool> {
        let _turn = self.shared.clock.try_lock().ok()?;
        let node = self.victim()?;
        let clock = self.world.machines().get(&node).map(|machine| machine.clock.clone())?;
        const SECOND: i64 = 1_000_000_000;
        let errors = [
            SECOND / 10,
            SECOND,
            3_600 * SECOND,
            31_536_000 * SECOND,
            1_700_000_000 * SECOND,
        ];
        let error = self.random.pick(&errors).copied().unwrap_or(SECOND);
        if kind == FaultKind::ClockDrift {
            clock.set_drift([500, -500][usize::try_from(self.random.below(2)).unwrap_or(0)]);
            self.world.facts.clock(node, &clock);
            return Some(true);
        }
        clock.set_error(if self.random.per_mille(500) { error } else { -error });
        self.world.facts.clock(node, &clock);
        tokio::time::sleep(self.random.millis(200..=3_000)).await;
        clock.set_error(0);
        self.world.facts.clock(node, &clock);
        Some(true)
    }
}
