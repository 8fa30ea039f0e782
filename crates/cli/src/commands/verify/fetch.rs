//! One GET over plain HTTP/1.1, which suffices to read a key set.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use minoots_terminal::errors::{Exit, Failure, START_HINT};
use minoots_wire::shown_url::shown_url;
use tokio::net::TcpStream;

const TIMEOUT: Duration = Duration::from_secs(10);
const BODY_BYTES_MAX: usize = 1 << 20;
const WELL_KNOWN_PATH: &str = "/.well-known/jwks.json";

/// Fetches the body at `url`. A URL without a path means the server's key set.
pub async fn get(url: &str) -> Result<Bytes, Failure> {
    let shown = shown_url(url);
    let uri: Uri = url
        .parse()
        .map_err(|error| Failure::usage(format!("keys: {shown}: {error}")))?;
    let (Some("http"), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(unsupported(&shown, &uri));
    };
    let target = (host.trim_matches(['[', ']']).to_owned(), uri.port_u16().unwrap_or(80));
    match tokio::time::timeout(TIMEOUT, exchange(&uri, target)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(problem)) => Err(unavailable(format!("keys: {shown}: {problem}"))),
        Err(_) => Err(unavailable(format!("keys: {shown}: no answer within {TIMEOUT:?}"))),
    }
}

/// The failure for an unsupported URL, with a command that can fetch it.
fn unsupported(url: &str, uri: &Uri) -> Failure {
    if uri.scheme_str() == Some("https") {
        return Failure::usage(format!("keys: {url}: key sets are not fetched over https here")).hint(format!(
            "`curl -fsS -o keys.json {url}`, or `minoots event keys > keys.json` from a server you are set up for; then --keys keys.json"
        ));
    }
    Failure::usage(format!("keys: {url}: not an http:// URL")).hint("fetch it with another tool and name the file")
}

fn unavailable(message: String) -> Failure {
    Failure::new(Exit::Unavailable, message).hint(START_HINT)
}

async fn exchange(uri: &Uri, target: (String, u16)) -> Result<Bytes, String> {
    let stream = TcpStream::connect(target).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    // The connection task ends with the sender. The request below reports errors of the connection.
    tokio::spawn(async move { drop(connection.await) });
    let response = sender
        .send_request(request(uri)?)
        .await
        .map_err(|error| error.to_string())?;
    if !response.status().is_success() {
        return Err(format!("the server answered {}", response.status()));
    }
    let body = Limited::new(response.into_body(), BODY_BYTES_MAX).collect().await;
    Ok(body.map_err(|error| error.to_string())?.to_bytes())
}

fn request(uri: &Uri) -> Result<Request<Empty<Bytes>>, String> {
    let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let path = match uri.path_and_query().map(|path| path.as_str()) {
        None | Some("" | "/") => WELL_KNOWN_PATH,
        Some(path) => path,
    };
    let request = Request::get(path).header(HOST, authority).body(Empty::new());
    request.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn unsupported_key_urls_are_refused_with_the_curl_command() {
        let url = "https://one.example:7411/.well-known/jwks.json";
        let failure = get(url).await.unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert_eq!(
            failure.message,
            format!("keys: {url}: key sets are not fetched over https here")
        );
        let hint = failure.hint.unwrap();
        assert!(hint.contains(&format!("curl -fsS -o keys.json {url}")), "{hint}");
        assert!(hint.ends_with("then --keys keys.json"), "{hint}");
        for url in ["ftp://one.example/keys", "//one.example/keys"] {
            let failure = get(url).await.unwrap_err();
            assert_eq!(
                (failure.exit, failure.message),
                (Exit::Usage, format!("keys: {url}: not an http:// URL"))
            );
        }
    }
}
