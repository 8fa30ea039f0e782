//! The programs and permissions that the tests need, checked before anything is built.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::packages;
use crate::process::succeeds;
use crate::stage::{Reads, Stage};

/// A requirement of a stage.
struct Requirement {
    /// Its name in the message.
    name: &'static str,
    /// A command that succeeds if the requirement is met.
    probe: &'static [&'static str],
    /// The remedy.
    remedy: &'static str,
}

const NODE_VERSION: &str = "process.exit(+process.versions.node.split('.')[0] >= 20 ? 0 : 1)";
const PYTHON_VERSION: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
const NAMESPACE: &str = "unshare --net ip link set lo up";
const CHROMIUM: &str = "\"${CHROMIUM:-chromium}\" --version";
const PTRACE: &str = "strace -qq -o /dev/null true";

const REQUIREMENTS: [Requirement; 18] = [
    Requirement {
        name: "a C compiler",
        probe: &["cc", "--version"],
        remedy: "Debian: apt-get install gcc libc6-dev",
    },
    Requirement {
        name: "make",
        probe: &["make", "--version"],
        remedy: "Debian: apt-get install make",
    },
    Requirement {
        name: "git",
        probe: &["git", "--version"],
        remedy: "Debian: apt-get install git",
    },
    Requirement {
        name: "bash",
        probe: &["bash", "--version"],
        remedy: "Debian: apt-get install bash",
    },
    Requirement {
        name: "curl",
        probe: &["curl", "--version"],
        remedy: "Debian: apt-get install curl",
    },
    Requirement {
        name: "jq",
        probe: &["jq", "--version"],
        remedy: "Debian: apt-get install jq",
    },
    Requirement {
        name: "Node 20 or newer",
        probe: &["node", "-e", NODE_VERSION],
        remedy: "https://nodejs.org, or a package of your system",
    },
    Requirement {
        name: "npm",
        probe: &["npm", "--version"],
        remedy: "it comes with Node; Debian: apt-get install npm",
    },
    Requirement {
        name: "Python 3.10 or newer with venv",
        probe: &["python3", "-c", PYTHON_VERSION],
        remedy: "Debian: apt-get install python3 python3-venv",
    },
    Requirement {
        name: "strace, with the right to trace processes",
        probe: &["bash", "-c", PTRACE],
        remedy: "Debian: apt-get install strace; in a container, add the capability SYS_PTRACE",
    },
    Requirement {
        name: "ip and unshare, with the right to make network namespaces",
        probe: &["bash", "-c", NAMESPACE],
        remedy: "Debian: apt-get install iproute2 util-linux; run as root, or with the capabilities SYS_ADMIN and NET_ADMIN",
    },
    Requirement {
        name: "strip and objcopy",
        probe: &["objcopy", "--version"],
        remedy: "Debian: apt-get install binutils",
    },
    Requirement {
        name: "dpkg-deb",
        probe: &["dpkg-deb", "--version"],
        remedy: "Debian: apt-get install dpkg",
    },
    Requirement {
        name: "minisign",
        probe: &["minisign", "-v"],
        remedy: "Debian: apt-get install minisign",
    },
    Requirement {
        name: "prometheus and promtool",
        probe: &["promtool", "--version"],
        remedy: "Debian: apt-get install prometheus",
    },
    Requirement {
        name: "skopeo",
        probe: &["skopeo", "--version"],
        remedy: "Debian: apt-get install skopeo",
    },
    Requirement {
        name: "Chromium",
        probe: &["bash", "-c", CHROMIUM],
        remedy: "Debian: apt-get install chromium; or name another program of it in CHROMIUM",
    },
    Requirement {
        name: "flock",
        probe: &["flock", "--version"],
        remedy: "Debian: apt-get install util-linux",
    },
];

/// Checks the requirements, and tells the user which packages will be installed.
pub const REQUIREMENTS_MET: Stage = Stage {
    name: "requirements",
    reads: Reads::Everything,
    action: |root, _| check(root),
};

/// Lists everything that is missing, each with its remedy.
///
/// # Errors
/// Something is missing.
pub fn check(root: &Path) -> Result<()> {
    let is_missing = |requirement: &&Requirement| {
        let [program, arguments @ ..] = requirement.probe else {
            return true;
        };
        !succeeds(Command::new(program).args(arguments))
    };
    // In parallel: a probe of Node or Python takes tenths of a second.
    let missing: Vec<&Requirement> = std::thread::scope(|scope| {
        let probes: Vec<_> = REQUIREMENTS
            .iter()
            .map(|requirement| scope.spawn(move || (requirement, is_missing(&requirement))))
            .collect();
        let done = probes.into_iter().filter_map(|probe| probe.join().ok());
        done.filter_map(|(requirement, missing)| missing.then_some(requirement))
            .collect()
    });
    if !missing.is_empty() {
        let lines: Vec<String> = missing
            .iter()
            .map(|requirement| format!("{}: {}", requirement.name, requirement.remedy))
            .collect();
        bail!(
            "the tests need, and this machine does not have:\n  {}",
            lines.join("\n  ")
        );
    }
    println!(
        "The tests install packages below {}/target/packages, as pinned by:",
        root.display()
    );
    for file in packages::lock_files() {
        println!("  {file}");
    }
    Ok(())
}
