//! A proxy to a server, which can cut its connections.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Forwards bytes between its own address and a server's. Ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    cuts: watch::Sender<u64>,
}

impl Proxy {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cuts, seen) = watch::channel(0);
        tokio::spawn(async move {
            let mut ended = seen.clone();
            loop {
                let (mut client, _) = tokio::select! {
                    accepted = listener.accept() => accepted.unwrap(),
                    changed = ended.changed() => match changed {
                        Ok(()) => continue,
                        Err(_) => return,
                    },
                };
                let mut cut = seen.clone();
                cut.mark_unchanged();
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { address, cuts }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts all present connections.
    pub fn cut(&self) -> Cut {
        Cut(self.cuts.clone())
    }
}

/// A handle that cuts a proxy's connections.
#[derive(Clone)]
pub struct Cut(watch::Sender<u64>);

impl Cut {
    pub fn now(&self) {
        self.0.send_modify(|cuts| *cuts += 1);
    }
}
