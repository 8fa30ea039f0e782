//! The parts of a node that receive each applied entry.

use crate::{
    access::Revocations, endpoints::Changes, hand_over::PlannedHandOver, keys::KeyRevocations,
    payloads::PayloadKeyChanges, policies::PolicyChanges, schedules, sinks::Sinks, telemetry::Metrics, waits::Waits,
};
use minoots_delivery::{Delivery, tail::Tail};
use minoots_sequencer::Sequencer;
use std::sync::Arc;

/// The effect sinks of this node. They exist before the first entry is applied.
pub(super) struct Hearers {
    pub sequencer: Arc<Sequencer>,
    pub delivery: Delivery,
    pub tail: Tail,
    pub waits: Arc<Waits>,
    pub hand_over: Arc<PlannedHandOver>,
    pub revocations: Arc<Revocations>,
    pub key_revocations: Arc<KeyRevocations>,
    pub policies: Arc<PolicyChanges>,
    pub payload_keys: Arc<PayloadKeyChanges>,
    pub endpoints: Arc<Changes>,
    pub bell: Arc<schedules::Bell>,
}

impl Hearers {
    pub fn new(metrics: &Metrics) -> Hearers {
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let delivery = Delivery::new();
        Hearers {
            hand_over: Arc::new(PlannedHandOver::new(sequencer.clone(), delivery.clone())),
            sequencer,
            delivery,
            tail: Tail::new(),
            waits: Arc::default(),
            revocations: Arc::new(Revocations::new()),
            key_revocations: Arc::default(),
            policies: Arc::new(PolicyChanges::new()),
            payload_keys: Arc::new(PayloadKeyChanges::new()),
            endpoints: Arc::default(),
            bell: Arc::new(schedules::Bell::new(metrics.clone())),
        }
    }

    pub fn sinks(&self) -> Sinks {
        Sinks(vec![
            self.sequencer.clone(),
            Arc::new(self.delivery.clone()),
            Arc::new(self.tail.clone()),
            self.waits.clone(),
            self.hand_over.clone(),
            self.revocations.clone(),
            self.key_revocations.clone(),
            self.policies.clone(),
            self.payload_keys.clone(),
            self.endpoints.clone(),
            self.bell.clone(),
        ])
    }
}
