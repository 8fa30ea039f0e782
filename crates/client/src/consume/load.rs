//! How many deliveries are here, so that a consumer that is connected again does not get more than it can hold.
//!
//! The server counts what it sent on a stream. What came on earlier streams and is still held here it does not know, so it
//! is taken off the credits asked for.

/// Names one actual stream of a consumer.
pub(super) type Generation = u64;

/// How a stream is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// With so many credits.
    With(u32),
    /// With none: as many deliveries are here as may be.
    Paused,
}

/// See the module's words.
#[derive(Debug)]
pub(super) struct Load {
    credits: u32,
    generation: Generation,
    /// Held, from the present stream.
    present: u32,
    /// Held, from earlier streams.
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

    /// Another stream begins; answers how to open it.
    pub fn open(&mut self) -> Opening {
        self.generation += 1;
        self.earlier += std::mem::take(&mut self.present);
        match (self.credits, self.room()) {
            // The server has a default of its own, or a rule.
            (0, _) => Opening::With(0),
            (_, 0) => Opening::Paused,
            (_, room) => Opening::With(room),
        }
    }

    /// A delivery came; answers the stream it came on.
    pub fn take(&mut self) -> Generation {
        self.present += 1;
        self.generation
    }

    /// A delivery is let go of; answers the credits to ask for, if they are others than before.
    pub fn release(&mut self, generation: Generation) -> Option<u32> {
        if generation == self.generation {
            self.present = self.present.saturating_sub(1);
            return None;
        }
        self.earlier = self.earlier.saturating_sub(1);
        (self.credits > 0).then(|| self.room())
    }

    /// Deliveries held, of whatever stream.
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
    fn what_is_held_from_earlier_streams_is_taken_off_the_credits() {
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
