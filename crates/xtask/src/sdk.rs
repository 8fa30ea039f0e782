//! Checks in other languages: buf reads `proto/`, stock JOSE libraries in Python and JavaScript verify the vectors, those for webhooks
//! what is posted, Slack's what is said to Slack, and the suite of the Model Context Protocol what is said to agents; the Python client and
//! the GitHub Actions check themselves, and calendars of others are asked what ours is asked.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{run, run_tests};
use crate::stage::Stage;
use crate::totals::Totals;
use crate::workspace;

const VECTORS: &str = "tests/vectors/envelope.json";
const NODE: &str = "tests/sdk/node";
const PYTHON: &str = "tests/sdk/python";
const ROTATION_PROGRAM: &str = "tests/sdk/rotation.py";
const WEBHOOK_PROGRAM: &str = "tests/webhook/verify.sh";
const SLACK_PROGRAM: &str = "tests/slack/verify.sh";
const MCP_PROGRAM: &str = "tests/mcp/verify.sh";

/// Installs the pinned packages: Python's in `target/venv`, Node's beside its program.
pub const SET_UP: Stage = Stage {
    name: "sdk packages",
    action: set_up,
};

/// buf finds nothing to say about `proto/`.
pub const PROTO: Stage = Stage {
    name: "proto",
    action: |root, _| {
        run(buf(root).args(["lint", "proto"]))?;
        run(buf(root).args(["format", "proto", "--diff", "--exit-code"]))
    },
};

/// PyJWT accepts and refuses what the vectors say.
pub const PYTHON_VECTORS: Stage = Stage {
    name: "python vectors",
    action: |root, totals| {
        verify_vectors(
            root,
            &venv(root).join("bin/python"),
            &format!("{PYTHON}/verify_vectors.py"),
            totals,
        )
    },
};

/// jose accepts and refuses what the vectors say.
pub const NODE_VECTORS: Stage = Stage {
    name: "node vectors",
    action: |root, totals| verify_vectors(root, Path::new("node"), &format!("{NODE}/verify_vectors.mjs"), totals),
};

/// PyJWT and jose verify what a real node signs while its signing key is replaced, against the program.
pub const ROTATION: Stage = Stage {
    name: "key rotation",
    action: |root, totals| {
        let mut rotation = Command::new(venv(root).join("bin/python"));
        rotation.current_dir(root).arg(ROTATION_PROGRAM);
        run_tests(rotation.env("MINOOTS_BIN", workspace::tested_binary(root)?), totals)
    },
};

/// Everything that `sdk/python` says of itself, against the program.
pub const PYTHON_CLIENT: Stage = Stage {
    name: "python client",
    action: |root, totals| {
        let mut check = Command::new(root.join("sdk/python/check.sh"));
        run_tests(check.env("MINOOTS_BIN", workspace::tested_binary(root)?), totals)
    },
};

/// Everything that `sdk/github-action` says of itself, as GitHub's runner starts it, against the program.
pub const ACTION: Stage = Stage {
    name: "github action",
    action: |root, totals| {
        let action = root.join("sdk/github-action");
        install_node_packages(&action)?;
        let mut test = Command::new("npm");
        test.current_dir(&action)
            .arg("test")
            .env("MINOOTS_BIN", workspace::tested_binary(root)?);
        run_tests(&mut test, totals)
    },
};

/// Slack's own library says of requests what ours says, reads our messages, and signs requests to `minoots slack`.
pub const SLACK: Stage = Stage {
    name: "slack",
    action: |root, totals| {
        let mut verify = Command::new("bash");
        verify.current_dir(root).arg(SLACK_PROGRAM);
        run_tests(verify.env("MINOOTS_BIN", workspace::tested_binary(root)?), totals)
    },
};

/// The protocol's conformance suite and the Inspector say of `minoots mcp` what `docs/mcp.md` says, against the program.
pub const MCP: Stage = Stage {
    name: "mcp",
    action: |root, totals| {
        let mut verify = Command::new("bash");
        verify.current_dir(root).arg(MCP_PROGRAM);
        run_tests(verify.env("MINOOTS_BIN", workspace::tested_binary(root)?), totals)
    },
};

/// cronsim, croniter and dateutil say what the calendar says, or differ as documented; and the schedules of a node make what they say.
pub const CALENDAR: Stage = Stage {
    name: "calendar",
    action: |root, totals| {
        let size = ["--expressions", "700", "--rules", "300"];
        run_tests(
            Command::new("python3")
                .arg(root.join("tests/calendar/compare.py"))
                .args(size),
            totals,
        )?;
        run_tests(
            Command::new("python3").arg(root.join("tests/calendar/windows.py")),
            totals,
        )
    },
};

/// standardwebhooks, cryptography, node's crypto and the CloudEvents SDKs accept and refuse webhooks as they should, by what
/// `docs/webhooks.md` tells receivers to do.
pub const WEBHOOKS: Stage = Stage {
    name: "webhooks",
    action: |root, totals| run_tests(Command::new("bash").current_dir(root).arg(WEBHOOK_PROGRAM), totals),
};

fn set_up(root: &Path, _: &mut Totals) -> Result<()> {
    let venv = venv(root);
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let install = "-m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps -r";
    let requirements = root.join(PYTHON).join("requirements.txt");
    run(Command::new(venv.join("bin/python"))
        .args(install.split(' '))
        .arg(requirements))?;
    install_node_packages(&root.join(NODE))
}

/// Those of the lock file, beside it.
fn install_node_packages(directory: &Path) -> Result<()> {
    let install = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    run(Command::new("npm").current_dir(directory).args(install))
}

fn verify_vectors(root: &Path, interpreter: &Path, program: &str, totals: &mut Totals) -> Result<()> {
    run_tests(
        Command::new(interpreter).current_dir(root).arg(program).arg(VECTORS),
        totals,
    )
}

fn venv(root: &Path) -> PathBuf {
    root.join("target/venv")
}

/// The buf program itself: the package that would start it also lists programs for systems MINOOTS does not run on.
fn buf(root: &Path) -> Command {
    let architecture = if cfg!(target_arch = "x86_64") {
        "x64"
    } else {
        std::env::consts::ARCH
    };
    let package = format!("node_modules/@bufbuild/buf-linux-{architecture}");
    let mut command = Command::new(root.join(NODE).join(package).join("bin/buf"));
    command.current_dir(root);
    command
}
