//! Passes: secrets by which a node tells requests forwarded within its cluster from requests of clients.
//!
//! Each node draws a pass when it starts, and sends it to the others along with replication. A node attaches the
//! leader's pass to each request that it forwards. Clients do not know the pass, so the receiver can trust a forwarded
//! request's data about its sender.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Bytes of a pass.
const BYTES: usize = 16;

/// The pass of this node, and the passes of other nodes.
pub struct Passes {
    /// Empty if the system returns no random bytes; then no request has a valid pass.
    own: Bytes,
    told: Mutex<BTreeMap<u64, [u8; BYTES]>>,
}

impl Passes {
    /// Draws a new pass.
    pub(crate) fn new() -> Self {
        let mut own = [0; BYTES];
        Self {
            own: getrandom::fill(&mut own).map_or_else(|_| Bytes::new(), |()| Bytes::copy_from_slice(&own)),
            told: Mutex::default(),
        }
    }

    /// The pass to send to other nodes; empty if there is none.
    pub(crate) fn own(&self) -> Bytes {
        self.own.clone()
    }

    /// Records a node's pass. Ignores a malformed one: releases without passes send none.
    pub(crate) fn told(&self, node: u64, pass: &[u8]) {
        let Ok(pass) = <[u8; BYTES]>::try_from(pass) else {
            return;
        };
        let mut told = self.others();
        if told.get(&node) != Some(&pass) {
            told.insert(node, pass);
        }
    }

    /// The pass to present to a node, in hexadecimal digits; `None` if the node has not sent it.
    pub fn to(&self, node: u64) -> Option<String> {
        let pass = *self.others().get(&node)?;
        Some(shown(pass))
    }

    /// Whether this is the pass of this node, in hexadecimal digits. The comparison takes constant time.
    pub fn is_own(&self, pass: &[u8]) -> bool {
        let Ok(own) = <[u8; BYTES]>::try_from(&*self.own) else {
            return false;
        };
        let own = shown(own).into_bytes();
        let differences = own.iter().zip(pass).fold(0, |all, (own, pass)| all | (own ^ pass));
        own.len() == pass.len() && differences == 0
    }

    fn others(&self) -> MutexGuard<'_, BTreeMap<u64, [u8; BYTES]>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pass in hexadecimal digits.
fn shown(pass: [u8; BYTES]) -> String {
    format!("{:032x}", u128::from_be_bytes(pass))
}

/// Omits the passes.
impl fmt::Debug for Passes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Passes").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_pass_is_known_again_and_nothing_else_is() {
        let (leader, follower) = (Passes::new(), Passes::new());
        assert_eq!(follower.to(1), None);
        follower.told(1, &leader.own());
        let shown = follower.to(1).unwrap();
        assert!(leader.is_own(shown.as_bytes()));
        assert!(!follower.is_own(shown.as_bytes()));
        for other in [
            "",
            "1",
            &shown[1..],
            &format!("{shown}0"),
            &shown.to_uppercase().replace('A', "b"),
        ] {
            assert!(!leader.is_own(other.as_bytes()) || other == shown, "{other}");
        }
        follower.told(1, b"short");
        assert_eq!(follower.to(1), Some(shown));
    }
}
