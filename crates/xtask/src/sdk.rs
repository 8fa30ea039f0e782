//! Checks in other languages: buf reads `proto/`, stock JOSE libraries in Python and JavaScript verify the vectors, those for webhooks
//! what is posted, Slack's what is said to Slack, the suite of the Model Context Protocol what is said to agents, and
//! Chromium what pages may do; the Python client and the GitHub Actions check themselves, and calendars of others are asked what ours is
//! asked.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::packages;
use crate::process::{run, run_tests};
use crate::program::minoots;
use crate::stage::{Reads, Stage};
use crate::tally::Tally;

/// buf finds nothing to say about `proto/`.
pub const PROTO: Stage = Stage {
    name: "proto",
    reads: Reads::Paths(&["proto", "tests/sdk/node"]),
    action: |root, _| {
        run(buf(root)?.args(["lint", "proto"]))?;
        run(buf(root)?.args(["format", "proto", "--diff", "--exit-code"]))
    },
};

/// PyJWT and jose accept and refuse what the vectors say.
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

/// PyJWT and jose verify what a real node signs while its signing key is replaced.
pub const ROTATION: Stage = Stage {
    name: "key rotation",
    reads: Reads::Program(&["tests/sdk"]),
    action: |root, tally| {
        packages::VECTORS_NODE.install(root)?;
        against_program(root, python(root)?.arg("tests/sdk/rotation.py"), tally)
    },
};

/// Everything that `sdk/python` says of itself.
pub const PYTHON_CLIENT: Stage = Stage {
    name: "python client",
    reads: Reads::Program(&["sdk/python", "proto", "tests/contract"]),
    action: |root, tally| against_program(root, &mut Command::new(root.join("sdk/python/check.sh")), tally),
};

/// Everything that `sdk/github-action` says of itself, as GitHub's runner starts it.
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

/// Slack's own library says of requests what ours says, reads our messages, and signs requests to `minoots slack`.
pub const SLACK: Stage = Stage {
    name: "slack",
    reads: Reads::Program(&["tests/slack", "crates/slack", "docs/slack.md", "sdk/slack"]),
    action: |root, tally| script(root, "tests/slack/verify.sh", tally),
};

/// The protocol's conformance suite and the Inspector say of `minoots mcp` what `docs/mcp.md` says.
pub const MCP: Stage = Stage {
    name: "mcp",
    reads: Reads::Program(&["tests/mcp", "docs/mcp.md"]),
    action: |root, tally| script(root, "tests/mcp/verify.sh", tally),
};

/// Pages in Chromium reach no node that did not name them.
pub const BROWSER: Stage = Stage {
    name: "browser",
    reads: Reads::Program(&["tests/browser"]),
    action: |root, tally| script(root, "tests/browser/verify.sh", tally),
};

/// cronsim, croniter and dateutil say what the calendar says, or differ as documented; and the schedules of a node make what they say.
pub const CALENDAR: Stage = Stage {
    name: "calendar",
    reads: Reads::Program(&["tests/calendar", "crates/calendar"]),
    action: |root, tally| {
        let compare = "tests/calendar/compare.py --expressions 700 --rules 300".split(' ');
        against_program(root, Command::new("python3").args(compare), tally)?;
        against_program(root, Command::new("python3").arg("tests/calendar/windows.py"), tally)
    },
};

/// standardwebhooks, cryptography, node's crypto and the CloudEvents SDKs accept and refuse webhooks as they should, by the code for
/// receivers in `docs/webhooks.md`.
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

/// The interpreter that has the JOSE libraries.
fn python(root: &Path) -> Result<Command> {
    let mut python = Command::new(packages::VECTORS_PYTHON.install(root)?.join("bin/python"));
    python.current_dir(root);
    Ok(python)
}

/// The buf program itself: the package that would start it also lists programs for systems MINOOTS does not run on.
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
