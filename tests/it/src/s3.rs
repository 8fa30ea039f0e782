//! A store that speaks S3: moto's server, in its own process.
//!
//! `tests/it/moto/requirements.txt` pins its packages, which are installed once beside the build.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::PATIENCE;
use crate::cli::Cli;
use crate::clock::Deadline;
use crate::http1;
use crate::packages::install;

const POLL: Duration = Duration::from_millis(20);
const RUNNING: &str = "Running on http://";

/// A running store with one empty bucket. Dropping it kills the process.
#[derive(Debug)]
pub struct Store {
    child: Child,
    address: String,
    _output: TempDir,
}

/// The credentials for the store: it reads the region and ignores the signature.
const AUTHORIZATION: &str =
    "AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/// The bucket.
pub const BUCKET: &str = "minoots";

impl Store {
    /// Starts a store on a port the system chooses.
    ///
    /// # Errors
    /// When its packages cannot be installed, or it does not get ready in time.
    pub async fn start() -> Result<Self> {
        let packages = install(&["python", "moto", "tests/it/moto/requirements.txt"]).await?;
        let output = tempfile::tempdir()?;
        let log = output.path().join("moto.log");
        let child = Command::new(packages.join("bin/python"))
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut store = Self {
            child,
            address: String::new(),
            _output: output,
        };
        store.address = store.listens_at(&log).await?;
        store.put("", &[]).await?;
        Ok(store)
    }

    /// Puts an object into the bucket, replacing an existing one; without a name, creates the bucket.
    ///
    /// # Errors
    /// The store's.
    pub async fn put(&self, name: &str, content: &[u8]) -> Result<()> {
        let path = format!("/{BUCKET}/{name}");
        let answer = http1::put(&self.address, path.trim_end_matches('/'), AUTHORIZATION, content).await?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(())
    }

    async fn listens_at(&mut self, log: &Path) -> Result<String> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let text = fs::read_to_string(log)?;
            if let Some((_, rest)) = text.split_once(RUNNING)
                && let Some((address, _)) = rest.split_once(char::is_whitespace)
            {
                return Ok(address.to_owned());
            }
            ensure!(self.child.try_wait()?.is_none(), "the store ended: {text}");
            ensure!(!deadline.has_passed(), "the store did not get ready: {text}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Gives commands the address of the store and credentials for it.
    #[must_use]
    pub fn commands(&self, cli: Cli) -> Cli {
        cli.with_variable("AWS_ENDPOINT_URL", &format!("http://{}", self.address))
            .with_variable("AWS_ACCESS_KEY_ID", "test")
            .with_variable("AWS_SECRET_ACCESS_KEY", "test")
            .with_variable("AWS_REGION", "us-east-1")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // It may have ended already; errors are irrelevant in either case.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
