//! A caller of the JSON API that checks every response against the node's OpenAPI document.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::http1::{self, Answer};
use crate::schema;

const JSON: (&str, &str) = ("content-type", "application/json");

/// A node's JSON API.
#[derive(Clone, Debug)]
pub struct Rest {
    address: String,
    document: Value,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Told {
    /// The status code.
    pub status: u16,
    /// The body; null without one.
    pub json: Value,
    /// The whole response.
    pub answer: Answer,
}

impl Told {
    /// Returns the reason of a problem; empty if the response is no problem.
    #[must_use]
    pub fn reason(&self) -> &str {
        self.json["reason"].as_str().unwrap_or_default()
    }
}

impl Rest {
    /// Connects to the API at `127.0.0.1:PORT`.
    ///
    /// # Errors
    /// When there is no document.
    pub async fn at(address: &str) -> Result<Self> {
        let answer = http1::get(address, "/openapi.json").await?;
        ensure!(answer.status == 200, "no document: {answer:?}");
        Ok(Self {
            address: address.to_owned(),
            document: serde_json::from_str(&answer.body)?,
        })
    }

    /// Returns the node's document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Gets a path.
    ///
    /// # Errors
    /// When the response does not match the document.
    pub async fn get(&self, path: &str) -> Result<Told> {
        self.send("GET", path, &[], "").await
    }

    /// Posts JSON.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn post(&self, path: &str, body: &Value) -> Result<Told> {
        self.send("POST", path, &[JSON], &body.to_string()).await
    }

    /// Posts JSON with a key.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Result<Told> {
        let headers = [JSON, ("idempotency-key", key)];
        self.send("POST", path, &headers, &body.to_string()).await
    }

    /// Sends any request.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Result<Told> {
        let answer = http1::send(&self.address, method, path, headers, body.as_bytes()).await?;
        let json = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
        let told = Told {
            status: answer.status,
            json,
            answer,
        };
        self.check(method, path, &told)
            .with_context(|| format!("{method} {path}: {told:?}"))?;
        Ok(told)
    }

    /// Requires that a response matches the document's description of its route, or is a problem.
    fn check(&self, method: &str, path: &str, told: &Told) -> Result<()> {
        if told.status >= 400 {
            let kind = told.answer.header("content-type");
            ensure!(kind == Some("application/problem+json"), "a refusal that is no problem");
            if method != "HEAD" {
                self.validate("Problem", &told.json)?;
                ensure!(told.json["status"] == told.status, "a problem of another status");
            }
            return Ok(());
        }
        let path = path.split('?').next().unwrap_or_default();
        if let Some(schema) = self.answer_schema(method, path) {
            self.validate(&schema, &told.json)?;
        }
        Ok(())
    }

    /// Returns the document's template of a path.
    #[must_use]
    pub fn template(&self, method: &str, path: &str) -> Option<&str> {
        let paths = self.document["paths"].as_object()?;
        let method = method.to_lowercase();
        let fits = |template: &str| match template.split_once('{') {
            None => template == path,
            Some((before, rest)) => {
                let after = rest.split_once('}').map_or("", |(_, after)| after);
                let text = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                text.is_some_and(|text| !(text.contains('/') || (after.is_empty() && text.contains(':'))))
            }
        };
        let mut known = paths.iter().filter(|(_, operations)| operations[&method].is_object());
        known
            .find(|(template, _)| fits(template))
            .map(|(template, _)| template.as_str())
    }

    fn answer_schema(&self, method: &str, path: &str) -> Option<String> {
        let template = self.template(method, path)?;
        let operation = &self.document["paths"][template][method.to_lowercase()];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        Some(schema.as_str()?.rsplit('/').next()?.to_owned())
    }

    /// Validates a value against a schema of the document, and rejects members that the schema does not name.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn validate(&self, schema: &str, value: &Value) -> Result<()> {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        schema::check(&self.document, &schema, value, "$")
    }
}
