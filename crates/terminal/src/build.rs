//! Build information of a program.

/// Cargo's profile of this build, such as `dist`; `unknown` if the build directory has an unusual location.
pub const PROFILE: &str = env!("MINOOTS_BUILD_PROFILE");

/// Output of `--version`: the version, and the profile on its own line. `-V` prints only the first line.
pub const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nprofile: ", env!("MINOOTS_BUILD_PROFILE"));

/// The version, profile and allocator that another program of this repository prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The version.
    pub version: String,
    /// The profile.
    pub profile: String,
    /// The allocator, such as `jemalloc`; empty if the program does not name it.
    pub allocator: String,
}

impl Build {
    /// The build of this program.
    pub fn own() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            profile: PROFILE.to_owned(),
            allocator: String::new(),
        }
    }

    /// Parses the `--version` output of the program with this name. `None` if the output has another form, for example
    /// without a profile.
    pub fn parse(name: &str, text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let version = lines.next()?.strip_prefix(name)?.strip_prefix(' ')?;
        let profile = lines.find_map(|line| line.strip_prefix("profile: "))?;
        let allocator = lines.find_map(|line| line.strip_prefix("allocator: "));
        Some(Self {
            version: version.to_owned(),
            profile: profile.to_owned(),
            allocator: allocator.unwrap_or_default().to_owned(),
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
        let named = Build::parse("minoots", &format!("{text}allocator: jemalloc\n"));
        let expected = (PROFILE.to_owned(), "jemalloc".to_owned());
        assert_eq!(named.map(|build| (build.profile, build.allocator)), Some(expected));
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
