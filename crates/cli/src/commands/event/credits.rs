//! The number of outstanding deliveries of a bounded consumer.
//!
//! Invariant: with a maximum, the server may never send more deliveries than that, so that the command takes no
//! delivery that it drops.

/// The maximum number of credits that a server grants.
const CREDITS_MAX: u32 = 10_000;
const CREDITS_DEFAULT: u32 = 256;

/// The credits of one stream.
#[derive(Debug)]
pub struct Credits {
    current: u32,
    /// The deliveries that the caller still wants to settle; `None` means no end.
    wanted: Option<u32>,
}

impl Credits {
    /// Creates the credits for `max` deliveries in all. Without acknowledgements no credit is freed, so the default is
    /// the maximum.
    pub fn new(asked: Option<u32>, max: Option<u32>, acknowledging: bool) -> Self {
        let default = if acknowledging { CREDITS_DEFAULT } else { CREDITS_MAX };
        let current = asked.unwrap_or(default);
        Self {
            current: max.map_or(current, |max| current.min(max)),
            wanted: max,
        }
    }

    /// The credits with which the stream opens.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// The credits of the next stream after a lost one: at most the number of deliveries still wanted.
    pub fn again(&self, left: Option<u32>) -> u32 {
        left.map_or(self.current, |left| self.current.min(left))
    }

    /// Returns the smaller number of credits to set before an acknowledgement, if any. Call it before each
    /// acknowledgement, which frees a credit.
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

    /// The maximum number of deliveries that a server may have sent after `acks` acknowledgements.
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
