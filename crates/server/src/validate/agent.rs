//! Timers that are messages to agents: the template is filled in before the proposal, so the stored payload is the one
//! that is sent.
//!
//! A template is JSON and is filled in as JSON: the content of a label or a payload can neither end a text nor add a
//! member.

use super::Violations;
use minoots_delivery::payload;
use minoots_kernel::{
    internal::{Label, NewTimer},
    limits,
};
use minoots_wire::{error::Reason, json, timer::v1::AgentBinding};
use serde_json::{Value, json};

/// The prefix of agents' queues.
const PREFIX: &str = "agent.";
const CONTENT_TYPE: &str = "application/json";
const PAYLOAD: &str = "{{payload}}";

/// Makes a timer a message to an agent.
pub(super) fn bind(violations: &mut Violations, prefix: &str, timer: &mut NewTimer, binding: &AgentBinding) {
    let field = |name: &str| format!("{prefix}agent.{name}");
    let template = match parse(&binding.template) {
        Ok(template) => template,
        Err(problem) => return violations.add(field("template"), Reason::AgentTemplate, problem),
    };
    let mut message = String::new();
    let filling = Filling {
        binding,
        timer,
        payload: attached(timer),
    };
    if let Err(unknown) = filling.write(&mut message, &template) {
        let description = format!(
            "has {{{{{unknown}}}}}: there are name, agent, adapter, labels.KEY, and payload as a text of its own"
        );
        return violations.add(field("template"), Reason::AgentTemplate, description);
    }
    if message.len() > limits::PAYLOAD_BYTES_MAX {
        let description = format!(
            "makes a message of {} bytes; at most {} are allowed",
            message.len(),
            limits::PAYLOAD_BYTES_MAX
        );
        return violations.add(field("template"), Reason::PayloadTooLarge, description);
    }
    timer.payload = message.into_bytes();
    CONTENT_TYPE.clone_into(&mut timer.content_type);
    timer.queue = format!("{PREFIX}{}", binding.target);
    if timer.agent().is_none() {
        timer.labels.retain(|label| label.key != limits::AGENT_LABEL);
        timer.labels.push(Label {
            key: limits::AGENT_LABEL.to_owned(),
            value: binding.target.clone(),
        });
        timer.labels.sort_by(|a, b| a.key.cmp(&b.key));
    }
}

/// Parses the template; an empty text means the default one.
fn parse(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(json!({
            "agent": "{{agent}}",
            "adapter": "{{adapter}}",
            "name": "{{name}}",
            "labels": "{{labels}}",
            "payload": PAYLOAD,
        }));
    }
    json::check_json(text.as_bytes()).map_err(|error| format!("must be JSON: {error}"))?;
    serde_json::from_str(text).map_err(|error| format!("must be JSON: {error}"))
}

/// The payload as JSON: JSON unchanged, text as a string, anything else in base64; null without a payload.
fn attached(timer: &NewTimer) -> String {
    let media_type = payload::media_type(&timer.content_type);
    let text = std::str::from_utf8(&timer.payload).ok();
    match text {
        _ if timer.payload.is_empty() => "null".to_owned(),
        Some(text) if payload::is_json(&media_type) => text.to_owned(),
        Some(text) if media_type.starts_with("text/") => Value::from(text).to_string(),
        _ => {
            use base64::{Engine as _, engine::general_purpose::STANDARD};
            Value::from(STANDARD.encode(&timer.payload)).to_string()
        }
    }
}

struct Filling<'a> {
    binding: &'a AgentBinding,
    timer: &'a NewTimer,
    payload: String,
}

impl Filling<'_> {
    /// Writes a value with its placeholders filled in; an error names an unknown placeholder.
    fn write(&self, to: &mut String, value: &Value) -> Result<(), String> {
        match value {
            Value::String(text) if text == PAYLOAD => to.push_str(&self.payload),
            Value::String(text) if text == "{{labels}}" => {
                let labels = self.timer.labels.iter();
                let labels: serde_json::Map<String, Value> = labels
                    .map(|label| (label.key.clone(), Value::from(label.value.as_str())))
                    .collect();
                to.push_str(&Value::Object(labels).to_string());
            }
            Value::String(text) => to.push_str(&Value::from(self.filled(text)?).to_string()),
            Value::Array(items) => {
                to.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        to.push(',');
                    }
                    self.write(to, item)?;
                }
                to.push(']');
            }
            Value::Object(members) => {
                to.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    if at > 0 {
                        to.push(',');
                    }
                    to.push_str(&Value::from(name.as_str()).to_string());
                    to.push(':');
                    self.write(to, member)?;
                }
                to.push('}');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => to.push_str(&value.to_string()),
        }
        Ok(())
    }

    fn filled(&self, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, begun)) = rest.split_once("{{") {
            let Some((name, after)) = begun.split_once("}}") else {
                break;
            };
            filled.push_str(before);
            filled.push_str(self.value(name.trim()).ok_or_else(|| name.trim().to_owned())?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "name" => Some(&self.timer.name),
            "agent" => Some(&self.binding.target),
            "adapter" => Some(&self.binding.adapter),
            _ => {
                let key = name.strip_prefix("labels.")?;
                // A missing label is empty: many timers share a template.
                let label = self.timer.labels.iter().find(|label| label.key == key);
                Some(label.map_or("", |label| &label.value))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn timer(content_type: &str, payload: &[u8]) -> NewTimer {
        NewTimer {
            name: "say \"hi\"".to_owned(),
            content_type: content_type.to_owned(),
            payload: payload.to_vec(),
            labels: vec![Label {
                key: "team".to_owned(),
                value: "a\",\"b\":\"c".to_owned(),
            }],
            ..NewTimer::default()
        }
    }

    fn bound(timer: &NewTimer, template: &str) -> Result<(NewTimer, Value), String> {
        let mut bound = timer.clone();
        let mut violations = Violations::default();
        let binding = AgentBinding {
            target: "ann".to_owned(),
            adapter: "langgraph".to_owned(),
            template: template.to_owned(),
        };
        bind(&mut violations, "", &mut bound, &binding);
        violations.finish().map_err(|status| status.message().to_owned())?;
        let message = serde_json::from_slice(&bound.payload).unwrap();
        Ok((bound, message))
    }

    #[test]
    fn a_message_goes_to_its_agents_queue_and_says_all_there_is() {
        let (bound, message) = bound(&timer("application/json", b"{\"n\":12345678901234567890123}"), "").unwrap();
        assert_eq!((bound.queue.as_str(), bound.agent()), ("agent.ann", Some("ann")));
        let text = String::from_utf8(bound.payload).unwrap();
        assert!(text.contains(r#""payload":{"n":12345678901234567890123}"#), "{text}");
        assert_eq!(message["adapter"], "langgraph");
        assert_eq!(message["labels"]["team"], "a\",\"b\":\"c");
    }

    #[test]
    fn template_values_cannot_break_out_of_their_string() {
        let template =
            r#"{"do":"wake {{ agent }}: {{name}} of {{labels.team}}{{labels.none}}","with":["{{payload}}"],"n":1.5}"#;
        let (_, message) = bound(&timer("text/plain", b"{{name}}"), template).unwrap();
        assert_eq!(message["do"], "wake ann: say \"hi\" of a\",\"b\":\"c");
        assert_eq!(message["with"][0], "{{name}}", "a payload is no template");
        assert_eq!(message.as_object().unwrap().len(), 3);
        let (_, message) = bound(&timer("application/octet-stream", &[0xFF]), r#"["{{payload}}"]"#).unwrap();
        assert_eq!(message[0], "/w==");
        let (_, message) = bound(&timer("", b""), r#"["{{payload}}", "{{ open"]"#).unwrap();
        assert_eq!(message, json!([null, "{{ open"]));
    }

    #[test]
    fn a_template_that_is_none_is_refused_with_its_rule() {
        let refused = |template: &str| bound(&timer("", b""), template).unwrap_err();
        assert!(refused("{").contains("must be JSON"), "{}", refused("{"));
        assert!(refused(r#"["{{fire_time}}"]"#).contains("{{fire_time}}: there are name"));
        assert!(refused(r#"["x {{payload}}"]"#).contains("{{payload}}"));
    }
}
