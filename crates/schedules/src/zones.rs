//! A release of zone data.

use minoots_calendar::zone;

/// The zone data that instants are computed from. Versions are compared as texts: later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones {
    version: &'static str,
    moved: &'static [(&'static str, &'static str)],
}

impl Zones {
    /// The zone data of the binary.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            version: zone::data_version(),
            moved: &[],
        }
    }

    /// A different release, for simulations of an upgrade. Each pair maps a zone to the zone whose bundled data it
    /// gets.
    #[must_use]
    pub const fn other(version: &'static str, moved: &'static [(&'static str, &'static str)]) -> Self {
        Self { version, moved }
    }

    /// The version of the release.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The name of the bundled zone that holds the data of this zone.
    #[must_use]
    pub fn data_of<'a>(&self, zone: &'a str) -> &'a str {
        let moved = self.moved.iter().find(|(name, _)| *name == zone);
        moved.map_or(zone, |(_, data)| *data)
    }
}
