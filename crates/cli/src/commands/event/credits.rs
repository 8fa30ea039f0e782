//! How many deliveries a bounded consumer may have outstanding.
//!
//! Invariant: with a maximum, the server is never allowed to send more deliveries than that, so that none is taken
//! from the queue only to be dropped.

/// The most a server grants.
const CREDITS_MAX: u32 = 10_000;
const CREDITS_DEFAULT: u32 = 256;

/// The credits of one stream.
#[derive(Debug)]
pub struct Credits {
    current: u32,
    /// Deliveries the caller still wants settled; `None` for no end.
    wanted: Option<u32>,
}

impl Credits {
    /// For `max` deliveries in all. Without acknowledgements nothing frees a credit, so the default is the most.
    pub fn new(asked: Option<u32>, max: Option<u32>, acknowledging: bool) -> Self {
        let default = if acknowledging { CREDITS_DEFAULT } else { CREDITS_MAX };
        let current = asked.unwrap_or(default);
        Self {
            current: max.map_or(current, |max| current.min(max)),
            wanted: max,
        }
    }

    /// What the stream is opened with.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// The credits of another stream, after the one before was lost: no more than are still to be delivered.
    pub fn again(&self, left: Option<u32>) -> u32 {
        left.map_or(self.current, |left| self.current.min(left))
    }

    /// Call before each acknowledgement, which frees a credit: the smaller number to set first, if any.
    pub fn before_ack(&mut self) -> Option<u32> {
        let wanted = self.wanted.as_mut()?;
        *wanted = wanted.saturating_sub(1);
        if *wanted >= self.current {
            return None;
        }
        self.current = *wanted;
        Some(self.current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most a server may have sent after `acks` acknowledgements.
    fn sent_max(asked: Option<u32>, max: u32) -> u32 {
        let mut credits = Credits::new(asked, Some(max), true);
        let mut most = credits.current();
        for acks in 1..=max {
            credits.before_ack();
            most = most.max(acks + credits.current());
        }
        most
    }

    #[test]
    fn a_bounded_consumer_is_never_sent_more_than_it_wants() {
        for max in [1, 2, 255, 256, 257, 1_000] {
            assert_eq!(sent_max(None, max), max);
            assert_eq!(sent_max(Some(3), max), max);
        }
    }

    #[test]
    fn an_unbounded_consumer_keeps_its_credits() {
        let mut credits = Credits::new(None, None, true);
        assert_eq!((credits.current(), credits.before_ack()), (256, None));
    }

    #[test]
    fn another_stream_takes_no_more_than_is_left() {
        let credits = Credits::new(None, Some(500), false);
        assert_eq!((credits.again(Some(7)), credits.again(Some(600))), (7, 500));
        assert_eq!(Credits::new(Some(3), None, true).again(None), 3);
    }

    #[test]
    fn without_acknowledgements_the_default_is_the_most_a_server_grants() {
        assert_eq!(Credits::new(None, None, false).current(), 10_000);
        assert_eq!(Credits::new(None, Some(500), false).current(), 500);
    }
}
