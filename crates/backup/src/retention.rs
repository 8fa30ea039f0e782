//! Which backups to keep.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::Manifest;

const NANOS_PER_HOUR: i64 = 3_600_000_000_000;
const HOURS_PER_DAY: i64 = 24;
const DAYS_PER_WEEK: i64 = 7;
/// 1970 began on a Thursday; weeks begin on Mondays.
const THURSDAY: i64 = 3;

/// The numbers of backups to keep, of each cluster: a restored cluster has an id of its own. A backup that any rule
/// keeps is kept. Hours, days and weeks are those of UTC. Epochs and entries tell which of two backups is newer, not
/// the clocks of the machines that took them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// The newest backups.
    pub last: usize,
    /// The newest backup of each of so many hours that have one.
    pub hourly: usize,
    /// The newest backup of each of so many days that have one.
    pub daily: usize,
    /// The newest backup of each of so many weeks that have one. Weeks begin on Monday.
    pub weekly: usize,
}

impl Keep {
    /// Whether no rule keeps anything.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The ids of the backups to keep, of all backups of a place, oldest first.
    pub(crate) fn chosen(&self, manifests: &[Manifest]) -> BTreeSet<String> {
        let mut clusters: BTreeMap<&str, Vec<&Manifest>> = BTreeMap::new();
        for manifest in manifests {
            clusters.entry(&manifest.about.cluster_id).or_default().push(manifest);
        }
        let mut kept = BTreeSet::new();
        for (_, mut manifests) in clusters {
            // Stable: of equal states, the later in the given order is the newer.
            manifests.sort_by_key(|manifest| (manifest.about.epoch, manifest.about.applied_index));
            self.choose(&manifests, &mut kept);
        }
        kept
    }

    /// Adds the ids of the backups to keep, of the backups of one cluster, oldest first.
    fn choose(&self, manifests: &[&Manifest], kept: &mut BTreeSet<String>) {
        let hour = |manifest: &Manifest| instant_ns(manifest).div_euclid(NANOS_PER_HOUR);
        let day = |manifest: &Manifest| hour(manifest).div_euclid(HOURS_PER_DAY);
        let week = |manifest: &Manifest| (day(manifest) + THURSDAY).div_euclid(DAYS_PER_WEEK);
        let last = manifests.iter().rev().take(self.last);
        kept.extend(last.map(|manifest| manifest.id.clone()));
        newest_of_each(manifests, self.hourly, &hour, kept);
        newest_of_each(manifests, self.daily, &day, kept);
        newest_of_each(manifests, self.weekly, &week, kept);
    }
}

/// The instant by which backups are counted.
fn instant_ns(manifest: &Manifest) -> i64 {
    manifest.taken_ns.unwrap_or_default()
}

fn newest_of_each(manifests: &[&Manifest], count: usize, span: &dyn Fn(&Manifest) -> i64, kept: &mut BTreeSet<String>) {
    let mut spans = BTreeSet::new();
    for manifest in manifests.iter().rev() {
        if spans.contains(&span(manifest)) {
            continue;
        }
        if spans.len() == count {
            return;
        }
        spans.insert(span(manifest));
        kept.insert(manifest.id.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::manifest_taken;

    const MINUTE_NS: i64 = NANOS_PER_HOUR / 60;
    const DAY_NS: i64 = HOURS_PER_DAY * NANOS_PER_HOUR;

    fn kept(keep: Keep, taken: &[i64]) -> Vec<i64> {
        let manifests: Vec<_> = taken.iter().map(|taken| manifest_taken(*taken)).collect();
        let chosen = keep.chosen(&manifests);
        let kept = manifests.iter().filter(|manifest| chosen.contains(&manifest.id));
        kept.map(instant_ns).collect()
    }

    #[test]
    fn entries_tell_the_newest_of_each_cluster_and_not_clocks() {
        let of = |cluster: &str, epoch: u64, applied: u64, taken: i64| {
            let mut manifest = manifest_taken(taken);
            manifest.id = format!("{cluster}{epoch}{applied}");
            manifest.about.cluster_id = cluster.to_owned();
            (manifest.about.epoch, manifest.about.applied_index) = (epoch, applied);
            manifest
        };
        // A clock was once far ahead, and another cluster was backed up later.
        let manifests = [
            of("a", 0, 7, DAY_NS),
            of("b", 0, 1, 2 * DAY_NS),
            of("a", 0, 5, 9_999 * DAY_NS),
            of("a", 1, 2, 0),
        ];
        let last = Keep {
            last: 1,
            ..Keep::default()
        };
        assert_eq!(
            last.chosen(&manifests),
            BTreeSet::from(["a12".to_owned(), "b01".to_owned()])
        );
        let last = Keep { last: 2, ..last };
        let expected = ["a12", "a07", "b01"].map(str::to_owned);
        assert_eq!(last.chosen(&manifests), BTreeSet::from(expected));
    }

    #[test]
    fn the_newest_of_each_hour_day_and_week_is_kept() {
        // Thursday, 1970-01-01.
        let taken = [
            0,
            10 * MINUTE_NS,
            70 * MINUTE_NS,
            80 * MINUTE_NS,
            DAY_NS,
            3 * DAY_NS,
            4 * DAY_NS,
            4 * DAY_NS + MINUTE_NS,
        ];
        let keep = Keep::default();
        assert!(kept(keep, &taken).is_empty());
        assert_eq!(kept(Keep { last: 2, ..keep }, &taken), taken[6..]);
        let hourly = [80 * MINUTE_NS, DAY_NS, 3 * DAY_NS, 4 * DAY_NS + MINUTE_NS];
        assert_eq!(kept(Keep { hourly: 4, ..keep }, &taken), hourly);
        let daily = [DAY_NS, 3 * DAY_NS, 4 * DAY_NS + MINUTE_NS];
        assert_eq!(kept(Keep { daily: 3, ..keep }, &taken), daily);
        let weekly = [3 * DAY_NS, 4 * DAY_NS + MINUTE_NS];
        assert_eq!(kept(Keep { weekly: 9, ..keep }, &taken), weekly);
        let all = Keep {
            last: 1,
            hourly: 5,
            weekly: 2,
            ..keep
        };
        assert_eq!(kept(all, &taken), [&[10 * MINUTE_NS][..], &hourly].concat());
    }
}
