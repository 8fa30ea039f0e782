//! Situations that a set of runs must reach. Otherwise the runs prove less than they seem to.

use std::collections::BTreeMap;

/// All situations of tier A.
pub const ALL: [&str; 56] = [
    "a backup was restored",
    "a cancel came in time",
    "a cancel came in time within the lead",
    "a cancel lost to the arm",
    "a cluster was lost while deliveries were out",
    "a consumer died with what it held",
    "a create met another body",
    "a create was repeated after a change of leader",
    "a delivery of a limited key went out",
    "a delivery was made by a leader of the past",
    "a key was taken",
    "a leader armed ahead and handed over",
    "a leader fell with attempts under way",
    "a leader with a wrong clock handed over",
    "a lease ran out and the event was offered again",
    "a node did not know a key yet",
    "a node stopped while deliveries were out",
    "a node whose key was revoked came to lead",
    "a power cut lost entries",
    "a reader was ahead of its node",
    "a receiver got an event twice",
    "a receiver said when to come again",
    "a receiver took what it did not say it took",
    "a release came before what is held was due",
    "a reschedule was armed at once",
    "a revoked key was refused",
    "a short lease was made longer for an attempt",
    "a snapshot was installed",
    "a snapshot was installed while deliveries were out",
    "a tail waited for the future",
    "a timer fired as it was created",
    "a timer of an old version was asked for",
    "a write was answered from its record",
    "an acknowledgement came before due",
    "an acknowledgement came twice",
    "an endpoint changed with attempts under way",
    "an endpoint that is gone was disabled",
    "an endpoint that took nothing was disabled",
    "an event was delivered before and after a restore",
    "an event was delivered by two leaders",
    "an event was posted by two nodes",
    "an expired key was refused",
    "an extension was accepted",
    "an old fence was refused",
    "attempts to post were spent",
    "records of attempts were proposed again",
    "the key that signs was revoked",
    "the leader changed between arm and first delivery",
    "what a receiver refused is a dead letter",
    "what a replaced key had signed was handed out",
    "what a revoked key had signed was signed anew",
    "what waited for an endpoint to be enabled was posted",
    "what waited for an endpoint's rate was given back",
    "what was held fired",
    "what was held was cancelled",
    "what was held was missed",
];

/// The reached situations and their counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub BTreeMap<&'static str, u64>);

impl Marks {
    /// Counts a situation.
    pub fn hit(&mut self, mark: &'static str) {
        *self.0.entry(mark).or_default() += 1;
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Marks) {
        for (mark, count) in &other.0 {
            *self.0.entry(mark).or_default() += count;
        }
    }

    /// The situations of a list that were not reached.
    pub fn missing(&self, of: &[&'static str]) -> Vec<&'static str> {
        of.iter().copied().filter(|mark| !self.0.contains_key(mark)).collect()
    }
}
