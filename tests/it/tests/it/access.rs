//! Access control: API keys and roles, over every interface.

mod audit;
mod decisions;
mod ended_keys;
mod issuer;
pub(crate) mod life;
mod matrix;
mod nodes;
mod orchestrators;
mod policy;
mod quotas;
mod routes;
mod shares;
mod shown;
mod signing;
mod sources;
mod tokens;
mod unread_bodies;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use minoots_it::cli::Cli;
use minoots_it::client::Client;
use minoots_it::server::{Home, Server};
use serde_json::Value;

/// A node that requires a credential from every caller.
pub struct Guarded {
    pub home: Home,
    pub server: Server,
    root: String,
}

impl Guarded {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a node with these variables.
    pub async fn start_with(variables: &[(&str, &str)]) -> Self {
        let (mut home, root) = with_root_key();
        for (name, value) in variables {
            home = home.with_variable(name, value);
        }
        let server = Server::start(&home).await.unwrap();
        Self { home, server, root }
    }

    fn cli(&self, key: &str) -> Cli {
        cli(&self.home, self.server.endpoint(), key)
    }

    /// Creates a key of a tenant, with the root key.
    pub async fn key(&self, tenant: &str, roles: &[&str]) -> String {
        secret(&create_key(&self.cli(&self.root), tenant, roles).await)
    }

    pub async fn client(&self, key: &str) -> Client {
        Client::connect_showing(self.server.endpoint(), Some(key))
            .await
            .unwrap()
    }
}

fn cli(home: &Home, endpoint: &str, key: &str) -> Cli {
    Cli::new(home.path(), endpoint).with_variable("MINOOTS_API_KEY", key)
}

/// Makes a home whose servers have a root key, and returns that key.
fn with_root_key() -> (Home, String) {
    let home = Home::new().unwrap();
    let (path, key) = root_key(&home);
    (home.with_variable("MINOOTS_ROOT_KEY_FILE", path.to_str().unwrap()), key)
}

pub fn root_key(home: &Home) -> (PathBuf, String) {
    let mut generate = minoots_it::server::command(home.path()).unwrap();
    let made = generate.args(["key", "generate"]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let key = String::from_utf8(made.stdout).unwrap();
    let path = home.path().join("root.key");
    fs::write(&path, &key).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    (path, key.trim().to_owned())
}

/// Runs `minoots key create`, and returns its output.
async fn create_key(cli: &Cli, tenant: &str, roles: &[&str]) -> Value {
    let mut arguments = vec!["key", "create", "--name", "a key", "--tenant", tenant, "-o", "json"];
    roles.iter().for_each(|role| arguments.extend(["--role", role]));
    let made = cli.run(&arguments).await.unwrap();
    assert_eq!(made.code, Some(0), "{made:?}");
    made.json().unwrap()
}

fn secret(made: &Value) -> String {
    made["secret"].as_str().unwrap().to_owned()
}

/// Returns the part of a key that is not secret.
fn id_of(key: &str) -> &str {
    key.split('_').nth(1).unwrap()
}
