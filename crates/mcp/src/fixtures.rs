//! Fixtures for the protocol's conformance suite: the tools, resources and prompts that it names, served by the same
//! code as the real ones. Only `--fixtures` enables them.

use std::collections::BTreeMap;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, CompleteResult, CompletionInfo, ErrorData,
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, ReadResourceResult, Resource, ResourceContents,
    ResourceTemplate, ResultType, Tool,
};
use rmcp::service::RequestContext;
use serde::Deserialize;
use serde_json::{Map, Value, json};

mod inputs;
mod jobs;
mod peer;
mod seal;

use inputs::{Asked, InTask, Inputs};
use seal::Seal;

use crate::agent::Agent;

const DATA: &str = include_str!("fixtures/fixtures.json");
const TEMPLATE: (&str, &str) = ("test://template/", "/data");

/// The fixtures' data, and the seal for state that clients return.
#[derive(Debug)]
pub struct Fixtures {
    data: Data,
    seal: Seal,
}

#[derive(Debug, Deserialize)]
struct Data {
    tools: Vec<Tool>,
    results: BTreeMap<String, CallToolResult>,
    inputs: BTreeMap<String, Inputs>,
    elicitations: BTreeMap<String, Value>,
    prompts: Vec<Prompt>,
    messages: BTreeMap<String, Value>,
    resources: Vec<Resource>,
    contents: BTreeMap<String, ResourceContents>,
    templates: Vec<ResourceTemplate>,
}

impl Fixtures {
    /// Reads the built-in data.
    ///
    /// # Errors
    /// The built-in data does not match this reader; a test detects that first.
    pub fn new() -> Result<Self, serde_json::Error> {
        Ok(Self {
            data: serde_json::from_str(DATA)?,
            seal: Seal::new(),
        })
    }

    /// The tools.
    pub fn tools(&self) -> &[Tool] {
        &self.data.tools
    }

    /// The prompts.
    pub fn prompts(&self) -> &[Prompt] {
        &self.data.prompts
    }

    /// The resources.
    pub fn resources(&self) -> &[Resource] {
        &self.data.resources
    }

    /// The templates of resources.
    pub fn templates(&self) -> &[ResourceTemplate] {
        &self.data.templates
    }

    /// Calls a tool; `None` if it is not a fixture.
    pub async fn call(
        &self,
        agent: &Agent,
        request: &CallToolRequestParams,
        (context, takes_tasks): (&RequestContext<RoleServer>, bool),
    ) -> Option<Result<CallToolResponse, ErrorData>> {
        let name = request.name.as_ref();
        if !self.data.tools.iter().any(|tool| tool.name == name) {
            return None;
        }
        if let Some(answer) = jobs::call(agent, name, request.arguments.as_ref(), takes_tasks).await {
            return Some(answer);
        }
        if let Some(result) = self.data.results.get(name) {
            let mut result = result.clone();
            result.result_type = Some(ResultType::COMPLETE);
            return Some(Ok(result.into()));
        }
        if let Some(inputs) = self.data.inputs.get(name) {
            return Some(self.ask(agent, inputs, request, (context, takes_tasks)).await);
        }
        let arguments = request.arguments.clone().unwrap_or_default();
        let elicitation = self.data.elicitations.get(name);
        Some(
            peer::call(name, &arguments, elicitation, context)
                .await
                .map(CallToolResponse::from),
        )
    }

    /// Calls a tool that requests input before it answers, or that becomes a task.
    async fn ask(
        &self,
        agent: &Agent,
        inputs: &Inputs,
        request: &CallToolRequestParams,
        (context, takes_tasks): (&RequestContext<RoleServer>, bool),
    ) -> Result<CallToolResponse, ErrorData> {
        match inputs.task {
            Some(InTask::Asks) if takes_tasks => {
                return jobs::asking(agent, &inputs.answer, inputs.first(context)?).await;
            }
            Some(InTask::Follows) if !takes_tasks => return Err(jobs::no_tasks()),
            _ => {}
        }
        let (responses, state) = (request.input_responses.as_ref(), request.request_state.as_deref());
        match inputs.ask(&self.seal, &request.name, responses, state, context)? {
            Asked::More(more) => Ok(CallToolResponse::InputRequired(*more)),
            Asked::Done(text) if inputs.task == Some(InTask::Follows) => jobs::following(agent, &text).await,
            Asked::Done(text) => Ok(peer::text(text).into()),
        }
    }

    /// Reads a resource; `None` if it is not a fixture.
    pub fn read(&self, uri: &str) -> Option<ReadResourceResult> {
        if let Some(contents) = self.data.contents.get(uri) {
            return Some(ReadResourceResult::new(vec![contents.clone()]));
        }
        let id = uri.strip_prefix(TEMPLATE.0)?.strip_suffix(TEMPLATE.1)?;
        let data = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
        let contents = ResourceContents::text(data.to_string(), uri).with_mime_type("application/json");
        Some(ReadResourceResult::new(vec![contents]))
    }

    /// A prompt with its arguments inserted.
    ///
    /// # Errors
    /// There is no such prompt, or an argument is missing.
    pub fn prompt(
        &self,
        request: &GetPromptRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let name = request.name.as_str();
        let no_prompt = || ErrorData::invalid_params("there is no such prompt: prompts/list names them", None);
        if let Some(inputs) = self
            .data
            .inputs
            .get(name)
            .filter(|_| self.data.prompts.iter().any(|prompt| prompt.name == name))
        {
            let (responses, state) = (request.input_responses.as_ref(), request.request_state.as_deref());
            return Ok(match inputs.ask(&self.seal, name, responses, state, context)? {
                Asked::More(more) => GetPromptResponse::InputRequired(*more),
                Asked::Done(text) => {
                    messages(&json!({"messages": [{"role": "user", "content": {"type": "text", "text": text}}]}))?
                        .into()
                }
            });
        }
        let told = self.data.messages.get(name).ok_or_else(no_prompt)?;
        let arguments = request
            .arguments
            .as_ref()
            .map(|given| serde_json::to_value(given).unwrap_or_default());
        let arguments = arguments
            .as_ref()
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        Ok(messages(&filled(told, &arguments))?.into())
    }

    /// Whether a resource can be subscribed to.
    pub fn has_resource(&self, uri: &str) -> bool {
        self.data.contents.contains_key(uri)
    }

    /// Completions of typed text.
    ///
    /// # Errors
    /// There are more values than the protocol allows.
    pub fn complete(&self, typed: &str) -> Result<CompleteResult, ErrorData> {
        let words = ["paris", "park", "party"]
            .into_iter()
            .filter(|word| word.starts_with(typed));
        let values = CompletionInfo::new(words.map(str::to_owned).collect());
        Ok(CompleteResult::new(
            values.map_err(|error| ErrorData::internal_error(error, None))?,
        ))
    }
}

fn messages(told: &Value) -> Result<GetPromptResult, ErrorData> {
    let read: Result<GetPromptResult, _> = serde_json::from_value(told.clone());
    let mut result = read.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
    result.result_type = Some(ResultType::COMPLETE);
    Ok(result)
}

/// `{name}` in each text replaced by the argument.
fn filled(told: &Value, arguments: &Map<String, Value>) -> Value {
    match told {
        Value::String(text) => {
            let fill = |text: String, (name, value): (&String, &Value)| {
                text.replace(&format!("{{{name}}}"), value.as_str().unwrap_or_default())
            };
            Value::String(arguments.iter().fold(text.clone(), fill))
        }
        Value::Array(items) => items.iter().map(|item| filled(item, arguments)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, arguments)))
            .collect(),
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_what_is_read_and_every_tool_of_them_does_something() {
        let fixtures = Fixtures::new();
        assert!(fixtures.is_ok(), "{:?}", fixtures.err());
        let data = fixtures.map(|fixtures| fixtures.data);
        for tool in data.as_ref().map(|data| data.tools.as_slice()).unwrap_or_default() {
            let known = data.as_ref().is_ok_and(|data| {
                let name = tool.name.as_ref();
                data.results.contains_key(name)
                    || data.inputs.contains_key(name)
                    || peer::NAMES.contains(&name)
                    || jobs::NAMES.contains(&name)
            });
            assert!(known, "{}", tool.name);
        }
    }
}
