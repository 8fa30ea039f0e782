//! Checks in other languages:
//! - buf checks `proto/`, and typos the spelling of all files.
//! - Stock JOSE libraries in Python and JavaScript verify the vectors.
//! - Webhook libraries verify webhook requests, and Slack's library verifies the Slack integration.
//! - The conformance suite of the Model Context Protocol checks the MCP server.
//! - Chromium uses the dashboard, and checks the access of web pages.
//! - The Python client and the GitHub Actions run their own checks.
//! - Third-party calendars are compared with ours.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::packages;
use crate::process::{run, run_tests};
use crate::program::minoots;
use crate::stage::{Reads, Stage};
use crate::tally::Tally;

/// buf reports nothing about `proto/`.
pub const PROTO: Stage = Stage {
    name: "proto",
    reads: Reads::Paths(&["proto", "tests/sdk/node"]),
    action: |root, _| {
        run(buf(root)?.args(["lint", "proto"]))?;
        run(buf(root)?.args(["format", "proto", "--diff", "--exit-code"]))
    },
};

/// No document, comment, name or message has a spelling mistake.
pub const SPELLING: Stage = Stage {
    name: "spelling",
    reads: Reads::Everything,
    action: |root, _| {
        let typos = packages::SPELLING.install(root)?.join("bin/typos");
        run(Command::new(typos).current_dir(root))
    },
};

/// PyJWT and jose accept and reject the vectors as specified.
pub const VECTORS: Stage = Stage {
    name: "vectors",
    reads: Reads::Paths(&["tests/vectors", "tests/sdk"]),
    action: |root, tally| {
        const FILE: &str = "tests/vectors/envelope.json";
        packages::VECTORS_NODE.install(root)?;
        for words in [
            ["python", "tests/sdk/python/verify_vectors.py", FILE],
            ["node", "tests/sdk/node/verify_vectors.mjs", FILE],
        ] {
            let [language, program, file] = words;
            let mut verify = if language == "python" {
                python(root)?
            } else {
                Command::new(language)
            };
            run_tests(verify.current_dir(root).args([program, file]), tally)?;
        }
        Ok(())
    },
};

/// PyJWT and jose verify signatures of a real node during a rotation of its signing key.
pub const ROTATION: Stage = Stage {
    name: "key rotation",
    reads: Reads::Program(&["tests/sdk"]),
    action: |root, tally| {
        packages::VECTORS_NODE.install(root)?;
        against_program(root, python(root)?.arg("tests/sdk/rotation.py"), tally)
    },
};

/// The checks of `sdk/python`.
pub const PYTHON_CLIENT: Stage = Stage {
    name: "python client",
    reads: Reads::Program(&["sdk/python", "proto", "tests/contract"]),
    action: |root, tally| against_program(root, &mut Command::new(root.join("sdk/python/check.sh")), tally),
};

/// The checks of `sdk/github-action`, started as GitHub's runner starts it.
pub const ACTION: Stage = Stage {
    name: "github action",
    reads: Reads::Program(&["sdk/github-action", "docs/github-action.md"]),
    action: |root, tally| {
        packages::ACTION.install(root)?;
        let mut test = Command::new("npm");
        test.args(["--prefix", "sdk/github-action", "test"]);
        against_program(root, &mut test, tally)
    },
};

/// Slack's own library agrees with ours on requests, parses our messages, and signs requests to `minoots slack`.
pub const SLACK: Stage = Stage {
    name: "slack",
    reads: Reads::Program(&["tests/slack", "crates/slack", "docs/slack.md", "sdk/slack"]),
    action: |root, tally| script(root, "tests/slack/verify.sh", tally),
};

/// The protocol's conformance suite and the Inspector confirm the claims of `docs/mcp.md` about `minoots mcp`.
pub const MCP: Stage = Stage {
    name: "mcp",
    reads: Reads::Program(&["tests/mcp", "docs/mcp.md"]),
    action: |root, tally| script(root, "tests/mcp/verify.sh", tally),
};

/// The dashboard's files are what its source builds, and it works in Chromium. Other web pages cannot reach a node,
/// unless the node allows their origin.
pub const BROWSER: Stage = Stage {
    name: "browser",
    reads: Reads::Program(&["tests/browser"]),
    action: |root, tally| script(root, "tests/browser/verify.sh", tally),
};

/// The OpenAPI document of a node breaks no recommended rule of Redocly.
pub const OPENAPI: Stage = Stage {
    name: "openapi",
    reads: Reads::Program(&["tests/openapi"]),
    action: |root, tally| script(root, "tests/openapi/lint.sh", tally),
};

/// The Helm chart renders as recorded, fits the schemas of four Kubernetes versions, and gives nodes only settings that
/// they know. So do the systemd unit and the compose file. Its StatefulSet runs as processes in network namespaces.
pub const HELM: Stage = Stage {
    name: "helm",
    reads: Reads::Program(&[
        "tests/helm",
        "helm",
        "deploy",
        "docs/kubernetes.md",
        "docs/runbook.md",
        "docs/operations.md",
        "docs/errors.md",
    ]),
    action: |root, tally| script(root, "tests/helm/check.sh", tally),
};

/// cronsim, croniter and dateutil agree with the calendar, or differ as documented. A node's schedules create the
/// expected timers.
pub const CALENDAR: Stage = Stage {
    name: "calendar",
    reads: Reads::Program(&["tests/calendar", "crates/calendar"]),
    action: |root, tally| {
        let compare = "tests/calendar/compare.py --expressions 700 --rules 300".split(' ');
        against_program(root, Command::new("python3").args(compare), tally)?;
        against_program(root, Command::new("python3").arg("tests/calendar/windows.py"), tally)
    },
};

/// standardwebhooks, cryptography, node's crypto and the CloudEvents SDKs accept and reject webhooks correctly, using
/// the receiver code in `docs/webhooks.md`.
pub const WEBHOOKS: Stage = Stage {
    name: "webhooks",
    reads: Reads::Program(&["tests/webhook", "crates/webhook", "docs/webhooks.md"]),
    action: |root, tally| script(root, "tests/webhook/verify.sh", tally),
};

fn script(root: &Path, path: &str, tally: &mut Tally) -> Result<()> {
    against_program(root, Command::new("bash").arg(path), tally)
}

/// Runs tests that start the program named by `MINOOTS_BIN`.
fn against_program(root: &Path, command: &mut Command, tally: &mut Tally) -> Result<()> {
    command.current_dir(root).env("MINOOTS_BIN", minoots(root)?);
    run_tests(command, tally)
}

/// The Python interpreter with the JOSE libraries.
fn python(root: &Path) -> Result<Command> {
    let mut python = Command::new(packages::VECTORS_PYTHON.install(root)?.join("bin/python"));
    python.current_dir(root);
    Ok(python)
}

/// The buf program itself. The package that normally starts it also lists programs for systems on which MINOOTS does
/// not run.
fn buf(root: &Path) -> Result<Command> {
    let architecture = if cfg!(target_arch = "x86_64") {
        "x64"
    } else {
        std::env::consts::ARCH
    };
    let packages = packages::VECTORS_NODE.install(root)?;
    let program = format!("node_modules/@bufbuild/buf-linux-{architecture}/bin/buf");
    let mut command = Command::new(packages.join(program));
    command.current_dir(root);
    Ok(command)
}
