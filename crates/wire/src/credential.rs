//! Adds a credential to every call of a connection.

use std::fmt;
use std::task::{Context, Poll};

use tonic::codegen::{
    Service,
    http::{HeaderValue, Request, header::AUTHORIZATION},
};

/// The tenant of the root key, which has no timers.
pub const SYSTEM: &str = "system";

/// An API key as a header value. Never logged: its `Debug` form does not contain it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(HeaderValue);

/// Text that no header can contain: an API key is letters, digits and underscores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an API key has no spaces, line breaks or other characters than letters, digits, dashes, dots and underscores")]
pub struct NoCredential;

impl Credential {
    /// Makes a credential from a key's text, without the space around it.
    ///
    /// # Errors
    /// The text can be neither a key nor any other token.
    pub fn bearer(key: &str) -> Result<Credential, NoCredential> {
        let key = key.trim();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if key.is_empty() || !key.bytes().all(allowed) {
            return Err(NoCredential);
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| NoCredential)?;
        value.set_sensitive(true);
        Ok(Credential(value))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credential")
    }
}

/// A connection that adds a credential to its requests, if there is one.
#[derive(Clone, Debug)]
pub struct Showing<S> {
    inner: S,
    credential: Option<Credential>,
}

impl<S> Showing<S> {
    /// Makes a connection that adds `credential` to every request over `inner`.
    pub fn new(inner: S, credential: Option<Credential>) -> Showing<S> {
        Showing { inner, credential }
    }
}

impl<S, B> Service<Request<B>> for Showing<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        if let Some(Credential(value)) = &self.credential {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_credential_is_one_word_and_is_not_shown_by_accident() {
        let credential = Credential::bearer(" mnt_x_y_z\n").unwrap();
        assert_eq!(credential.0.to_str().unwrap(), "Bearer mnt_x_y_z");
        assert!(!format!("{credential:?} {:?}", Showing::new((), Some(credential.clone()))).contains("mnt"));
        for text in ["", " ", "a b", "a\nb", "a\"b", "ключ"] {
            assert_eq!(Credential::bearer(text), Err(NoCredential), "{text:?}");
        }
    }
}
