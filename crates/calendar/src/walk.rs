//! Combines a civil rule with a zone: converts local seconds to instants.
//!
//! The walk goes through the spans of one offset, and within each span from match to match. So instants come in order.
//! Each policy needs one question about a local time: did it occur before, will it occur again, or was it skipped?

use std::ops::Range;

use crate::{
    civil::DAY,
    limits::{SECOND_END, SECOND_MIN},
    occurrence::Note,
    rule::CivilRule,
    spec::{Gap, Overlap},
    zone::{Span, Zone},
};

/// An iterator over the instants, in seconds, at which a civil rule matches in a zone.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'a> {
    rule: &'a CivilRule,
    zone: &'a Zone,
    gap: Gap,
    overlap: Overlap,
    span: Span,
    /// The first second not yet examined.
    at: i64,
    /// End of the range, exclusive.
    end: i64,
    /// The last result of the rule: the first match at or after `.0` is `.1`.
    found: Option<(i64, Option<i64>)>,
}

impl<'a> Walk<'a> {
    /// Creates a walk over these seconds.
    pub fn new(rule: &'a CivilRule, zone: &'a Zone, gap: Gap, overlap: Overlap, seconds: Range<i64>) -> Self {
        // Local time differs from UTC by little more than a day at most. So no local second before this one can matter.
        let at = seconds
            .start
            .max(rule.first.saturating_sub(2 * DAY))
            .clamp(SECOND_MIN, SECOND_END);
        Self {
            span: zone.span_at(at),
            rule,
            zone,
            gap,
            overlap,
            at,
            end: seconds.end.min(SECOND_END),
            found: None,
        }
    }

    /// The first match in the gap before this span, on a date that exists in local time.
    fn in_gap(&mut self) -> Option<i64> {
        let gap = self.span.gap();
        let mut local = gap.start;
        while local < gap.end {
            let meant = self.matching(local).filter(|meant| *meant < gap.end)?;
            let midnight = meant - meant.rem_euclid(DAY);
            let date_exists = midnight < gap.start || midnight + DAY > gap.end;
            if date_exists {
                return Some(meant);
            }
            local = midnight + DAY;
        }
        None
    }

    /// The first match at or after `local`. Reuses the last result while it is valid.
    fn matching(&mut self, local: i64) -> Option<i64> {
        if let Some((from, found)) = self.found
            && from <= local
            && found.is_none_or(|found| local <= found)
        {
            return found;
        }
        let found = self.rule.next(local);
        self.found = Some((local, found));
        found
    }

    /// Whether this pass of a repeated time counts.
    fn counts(&self, repeats: bool, will_repeat: bool) -> bool {
        !self.rule.fixed
            || match self.overlap {
                Overlap::First => !repeats,
                Overlap::Second => !will_repeat,
                Overlap::Both => true,
            }
    }
}

impl Iterator for Walk<'_> {
    type Item = (i64, Option<Note>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.end {
            if self.at >= self.span.seconds.end {
                self.span = self.zone.span_at(self.at);
            }
            if self.at == self.span.seconds.start
                && self.rule.fixed
                && self.gap == Gap::After
                && let Some(meant) = self.in_gap()
            {
                self.at += 1;
                return Some((self.at - 1, Some(Note::Gap { meant })));
            }
            let local = self.at + self.span.offset;
            // No clock is ever set back by more than two days, so no later match exists.
            if self.matching(local).is_none() && self.rule.next(local - 2 * DAY).is_none() {
                self.at = self.end;
                return None;
            }
            let here = self.span.seconds.end.min(self.end) + self.span.offset;
            let Some(matching) = self.matching(local).filter(|matching| *matching < here) else {
                self.at = self.span.seconds.end;
                continue;
            };
            let second = matching - self.span.offset;
            self.at = second + 1;
            let (repeats, will_repeat) = (self.span.repeats(matching), self.span.will_repeat(matching));
            if self.counts(repeats, will_repeat) {
                let note = match (repeats, will_repeat) {
                    (false, false) => None,
                    (false, true) => Some(Note::FirstPass),
                    (true, _) => Some(Note::SecondPass),
                };
                return Some((second, note));
            }
        }
        None
    }
}
