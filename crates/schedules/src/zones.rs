//! A release of zone data.

use minoots_calendar::zone;

/// The zone data that instants are computed from. Versions are compared as texts: later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones {
    version: &'static str,
    moved: &'static [(&'static str, &'static str)],
}

impl Zones {
    /// Those of the binary.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            version: zone::data_version(),
            moved: &[],
        }
    }

    /// Another release, for simulations of an upgrade: each of these zones is what the second is in the data of the binary.
    #[must_use]
    pub const fn other(version: &'static str, moved: &'static [(&'static str, &'static str)]) -> Self {
        Self { version, moved }
    }

    /// The release.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Whose data in the binary a zone has.
    #[must_use]
    pub fn data_of<'a>(&self, zone: &'a str) -> &'a str {
        let moved = self.moved.iter().find(|(name, _)| *name == zone);
        moved.map_or(zone, |(_, data)| *data)
    }
}
