//! Proxy variables in the environment. The environment belongs to a whole process, so the test runs itself again in a
//! new one.

use std::env;
use std::io::ErrorKind;
use std::net::TcpListener;

use tokio::process::Command;

use super::node::Node;
use super::{client, within};

/// Passes the server's address to the child process with proxy variables.
const SERVER: &str = "MINOOTS_TEST_SERVER";
const PROXIES: [&str; 4] = ["http_proxy", "https_proxy", "all_proxy", "grpc_proxy"];

#[tokio::test]
async fn a_proxy_in_the_environment_is_not_asked() {
    if let Ok(server) = env::var(SERVER) {
        let client = client(&[&server]);
        within(client.limits()).await.unwrap();
        within(client.verification_keys()).await.unwrap();
        return;
    }
    let node = Node::ephemeral().await;
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let mut again = Command::new(env::current_exe().unwrap());
    again
        .args(["--exact", "environment::a_proxy_in_the_environment_is_not_asked"])
        .env(SERVER, node.endpoint())
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .kill_on_drop(true);
    for name in PROXIES {
        again.env(name, &url).env(name.to_uppercase(), &url);
    }
    let done = within(again.output()).await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
    proxy.set_nonblocking(true).unwrap();
    assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
