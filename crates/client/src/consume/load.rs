//! The count of deliveries held, so that a reconnected consumer does not receive more than it can hold.
//!
//! The server counts deliveries of one stream. It does not know of deliveries from earlier streams that are still held,
//! so the client subtracts them from its credits.

/// The number of one connection of a consumer.
pub(super) type Generation = u64;

/// The credits of a new stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// This number of credits.
    With(u32),
    /// No credits: the consumer is full.
    Paused,
}

/// The counts of held deliveries. See the module's documentation.
#[derive(Debug)]
pub(super) struct Load {
    credits: u32,
    generation: Generation,
    /// Deliveries held from the present stream.
    present: u32,
    /// Deliveries held from earlier streams.
    earlier: u32,
}

impl Load {
    /// For a consumer that holds at most this many.
    pub fn new(credits: u32) -> Self {
        Self {
            credits,
            generation: 0,
            present: 0,
            earlier: 0,
        }
    }

    /// Starts another stream; returns how to open it.
    pub fn open(&mut self) -> Opening {
        self.generation += 1;
        self.earlier += std::mem::take(&mut self.present);
        match (self.credits, self.room()) {
            // The server applies its default, or its rule.
            (0, _) => Opening::With(0),
            (_, 0) => Opening::Paused,
            (_, room) => Opening::With(room),
        }
    }

    /// Counts a new delivery; returns the number of its stream.
    pub fn take(&mut self) -> Generation {
        self.present += 1;
        self.generation
    }

    /// Counts a dropped delivery; returns the new number of credits if it changes.
    pub fn release(&mut self, generation: Generation) -> Option<u32> {
        if generation == self.generation {
            self.present = self.present.saturating_sub(1);
            return None;
        }
        self.earlier = self.earlier.saturating_sub(1);
        (self.credits > 0).then(|| self.room())
    }

    /// Deliveries held, from all streams.
    pub fn held(&self) -> u32 {
        self.present + self.earlier
    }

    fn room(&self) -> u32 {
        self.credits.saturating_sub(self.earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_held_from_earlier_streams_reduce_the_credits() {
        let mut load = Load::new(10);
        assert_eq!(load.open(), Opening::With(10));
        let held: Vec<_> = (0..4).map(|_| load.take()).collect();
        assert_eq!(load.release(held[0]), None);
        assert_eq!(load.open(), Opening::With(7));
        assert_eq!(load.release(held[1]), Some(8));
        assert_eq!(load.release(held[2]), Some(9));
        assert_eq!(load.release(held[3]), Some(10));
    }

    #[test]
    fn a_consumer_that_is_full_opens_with_no_credit_and_asks_for_what_it_lets_go_of() {
        let mut load = Load::new(2);
        load.open();
        assert_eq!([load.take(), load.take()], [1, 1]);
        assert_eq!(load.open(), Opening::Paused);
        assert_eq!(load.release(1), Some(1));
        assert_eq!(Load::new(0).open(), Opening::With(0));
    }
}
