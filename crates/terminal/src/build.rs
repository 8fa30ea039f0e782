//! The build that a program comes from.

/// Cargo's profile of this build, such as `dist`; `unknown` where cargo put the build elsewhere than usual.
pub const PROFILE: &str = env!("MINOOTS_BUILD_PROFILE");

/// The answer of a program to `--version`: its version, and the profile on a line of its own. `-V` prints the first line only.
pub const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nprofile: ", env!("MINOOTS_BUILD_PROFILE"));

/// The version and the profile of another program of this repository, as it prints them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Its version.
    pub version: String,
    /// Its profile.
    pub profile: String,
}

impl Build {
    /// This program's.
    pub fn own() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            profile: PROFILE.to_owned(),
        }
    }

    /// Reads the output of `--version` of the program with this name; `None` if that is not what it is, such as of a program that names no
    /// profile.
    pub fn parse(name: &str, text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let version = lines.next()?.strip_prefix(name)?.strip_prefix(' ')?;
        let profile = lines.find_map(|line| line.strip_prefix("profile: "))?;
        Some(Self {
            version: version.to_owned(),
            profile: profile.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_own_words() {
        let text = format!("minoots {LONG_VERSION}\n");
        assert_eq!(Build::parse("minoots", &text), Some(Build::own()));
    }

    #[test]
    fn other_words_name_no_build() {
        for text in [
            "",
            "minoots 0.1.0\n",
            "other 0.1.0\nprofile: dist\n",
            "minoots\nprofile: dist\n",
        ] {
            assert_eq!(Build::parse("minoots", text), None, "{text:?}");
        }
    }

    #[test]
    fn tests_are_built_with_a_known_profile() {
        assert_ne!(PROFILE, "unknown");
        assert!(!PROFILE.contains('/'), "{PROFILE}");
    }
}
