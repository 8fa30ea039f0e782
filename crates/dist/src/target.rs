//! The platforms of a release, and their names in each packaging format.

use anyhow::{Context, Result};
use object::elf;

/// The oldest supported minor version of glibc 2.
pub const GLIBC_MINOR_MIN: u32 = 28;

/// The C library of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Libc {
    /// Linked dynamically.
    Glibc,
    /// Linked statically.
    Musl,
}

/// A platform.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The target triple of rustc.
    pub triple: &'static str,
    /// Its name in file names.
    pub name: &'static str,
    /// The machine in an ELF header.
    pub machine: u16,
    /// Its C library.
    pub libc: Libc,
    /// The machine's name in wheels and in `uname`.
    pub architecture: &'static str,
    /// The npm package is `@minoots/<this>`.
    pub npm: &'static str,
    /// The machine's name in Debian and in container images.
    pub debian: &'static str,
    /// Debian's directory for its libraries.
    pub libraries: &'static str,
    /// The Debian package with its libraries for a machine of another architecture, and their directory.
    pub cross: (&'static str, &'static str),
}

const TARGETS: [Target; 4] = [
    Target {
        triple: "x86_64-unknown-linux-gnu",
        name: "x86_64-linux-gnu",
        machine: elf::EM_X86_64,
        libc: Libc::Glibc,
        architecture: "x86_64",
        npm: "linux-x64",
        debian: "amd64",
        libraries: "lib/x86_64-linux-gnu",
        cross: ("libc6-amd64-cross", "/usr/x86_64-linux-gnu/lib"),
    },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        name: "aarch64-linux-gnu",
        machine: elf::EM_AARCH64,
        libc: Libc::Glibc,
        architecture: "aarch64",
        npm: "linux-arm64",
        debian: "arm64",
        libraries: "lib/aarch64-linux-gnu",
        cross: ("libc6-arm64-cross", "/usr/aarch64-linux-gnu/lib"),
    },
    Target {
        triple: "x86_64-unknown-linux-musl",
        name: "x86_64-linux-musl",
        machine: elf::EM_X86_64,
        libc: Libc::Musl,
        architecture: "x86_64",
        npm: "linux-x64-musl",
        debian: "amd64",
        libraries: "",
        cross: ("", ""),
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        name: "aarch64-linux-musl",
        machine: elf::EM_AARCH64,
        libc: Libc::Musl,
        architecture: "aarch64",
        npm: "linux-arm64-musl",
        debian: "arm64",
        libraries: "",
        cross: ("", ""),
    },
];

impl Target {
    /// All platforms.
    pub fn all() -> &'static [Self] {
        &TARGETS
    }

    /// Finds a platform by its target triple.
    pub fn of_triple(triple: &str) -> Result<&'static Self> {
        let found = TARGETS.iter().find(|target| target.triple == triple);
        found.with_context(|| {
            let known: Vec<&str> = TARGETS.iter().map(|target| target.triple).collect();
            format!("--target {triple}: releases are for {}", known.join(", "))
        })
    }

    /// The platform of a program with this machine and C library.
    pub fn of_program(machine: u16, libc: Libc) -> Result<&'static Self> {
        let found = TARGETS
            .iter()
            .find(|target| target.machine == machine && target.libc == libc);
        found.with_context(|| format!("no release for ELF machine {machine} with {libc:?}"))
    }

    /// Its name in cargo-zigbuild, with the oldest supported glibc.
    pub fn zig(&self) -> String {
        match self.libc {
            Libc::Glibc => format!("{}.2.{GLIBC_MINOR_MIN}", self.triple),
            Libc::Musl => self.triple.to_owned(),
        }
    }

    /// The platform tag of a wheel whose program requires this glibc.
    pub fn wheel_tag(&self, glibc_minor: u32) -> String {
        match self.libc {
            Libc::Glibc => format!("manylinux_2_{}_{}", glibc_minor.max(GLIBC_MINOR_MIN), self.architecture),
            Libc::Musl => format!("musllinux_1_2_{}", self.architecture),
        }
    }

    /// Whether this platform has a Debian package and an image.
    pub fn is_for_systems(&self) -> bool {
        self.libc == Libc::Glibc
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_wheel_is_tagged_with_the_floor_or_what_its_program_needs_beyond() {
        let target = Target::of_triple("x86_64-unknown-linux-gnu").unwrap();
        assert_eq!(target.wheel_tag(17), "manylinux_2_28_x86_64");
        assert_eq!(target.wheel_tag(34), "manylinux_2_34_x86_64");
        assert_eq!(target.zig(), "x86_64-unknown-linux-gnu.2.28");
    }

    #[test]
    fn musl_has_no_glibc_in_its_names() {
        let target = Target::of_triple("aarch64-unknown-linux-musl").unwrap();
        assert_eq!(target.wheel_tag(0), "musllinux_1_2_aarch64");
        assert_eq!(target.zig(), "aarch64-unknown-linux-musl");
    }

    #[test]
    fn names_are_used_once() {
        for (index, target) in TARGETS.iter().enumerate() {
            for other in &TARGETS[index + 1..] {
                assert!(target.name != other.name && target.npm != other.npm && target.triple != other.triple);
            }
        }
    }

    #[test]
    fn an_unknown_target_is_refused_with_the_known_ones() {
        let error = Target::of_triple("riscv64gc-unknown-linux-gnu")
            .unwrap_err()
            .to_string();
        assert!(error.contains("x86_64-unknown-linux-musl"), "{error}");
    }
}
