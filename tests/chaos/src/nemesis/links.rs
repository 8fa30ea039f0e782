//! Links that lose packets, relays that delay or cut bytes, and processes that are stopped for a while.

use std::time::Duration;

use anyhow::Result;
use minoots_it::clock::Deadline;
use minoots_it::namespaces::Cut;
use minoots_it::random::Random;
use rustix::process::Signal;
use tokio::time::sleep;

use super::Nemesis;
use crate::plan::{Kind, Strike};
use crate::proxy::Behaviour;
use crate::scene::NODES;

impl Nemesis {
    /// Begins a fault that lasts until [`leave_alone`](Self::leave_alone).
    pub(super) fn disturb(&self, strike: &Strike, node: u64) -> Result<()> {
        let network = &self.scene.network;
        match strike.kind {
            Kind::Pause => self.scene.cluster.signal(node, Signal::STOP),
            Kind::CutBoth | Kind::Flapping => network.cut(node, Cut::Both),
            Kind::CutInbound => network.cut(node, Cut::Inbound),
            Kind::CutOutbound => network.cut(node, Cut::Outbound),
            Kind::CutFromPeers => {
                let others = (1..=NODES).filter(|other| *other != node);
                others.into_iter().try_for_each(|other| self.separate(node, other))
            }
            Kind::CutPair => self.separate(node, (node - 1 + 1 + strike.dice % (NODES - 1)) % NODES + 1),
            Kind::RelayDelay => self.mistreat(node, Behaviour::Delay),
            Kind::RelayStall => self.mistreat(node, Behaviour::Stall),
            Kind::RelayCut => self.mistreat(node, Behaviour::Cut),
            Kind::RelayThrottle => self.mistreat(node, Behaviour::Throttle),
            kind => anyhow::bail!("{kind} is not begun by a word"),
        }
    }

    /// Ends all such faults.
    pub(super) fn leave_alone(&self) -> Result<()> {
        self.scene.heal_network()?;
        let mut running = self.scene.cluster.running().into_iter();
        running.try_for_each(|node| self.scene.cluster.signal(node, Signal::CONT))
    }

    fn separate(&self, node: u64, other: u64) -> Result<()> {
        self.scene.network.lose(node, other)?;
        self.scene.network.lose(other, node)
    }

    fn mistreat(&self, node: u64, behaviour: Behaviour) -> Result<()> {
        self.scene.proxy(node)?.behave(behaviour);
        Ok(())
    }

    /// Injects the fault for its duration. Returns whether bytes met the relay's fault, if it is one of a relay.
    pub(super) async fn disturb_for_a_while(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let touched_before = self.scene.proxy(node)?.touched();
        self.disturb(strike, node)?;
        match strike.kind {
            Kind::Flapping => self.flap(strike, node).await?,
            _ => sleep(strike.lasts).await,
        }
        self.leave_alone()?;
        let touched = self.scene.proxy(node)?.touched() > touched_before;
        let is_relayed = matches!(
            strike.kind,
            Kind::RelayDelay | Kind::RelayStall | Kind::RelayCut | Kind::RelayThrottle
        );
        Ok(touched || !is_relayed)
    }

    async fn flap(&self, strike: &Strike, node: u64) -> Result<()> {
        let mut random = Random::seeded(strike.dice);
        let over = Deadline::after(strike.lasts);
        let mut period = || Duration::from_millis(50 + random.below(450));
        while !over.has_passed() {
            sleep(period().min(over.left())).await;
            self.scene.network.heal(node)?;
            sleep(period().min(over.left())).await;
            self.scene.network.cut(node, Cut::Both)?;
        }
        Ok(())
    }
}
