//! Cases in, a configuration for promptfoo out: its viewer and its providers for the same cases.
//!
//! Each case goes out with the messages that production would send, so promptfoo renders nothing. Graders become its
//! assertions; those that it has no like of are named in the test's metadata instead of being left out in silence.

use std::sync::Arc;

use ferrovia::language_model::{ChatError, ChatModel, ChatRequest};
use serde_json::{Value, json};

use crate::case::Case;
use crate::grader::Grader;
use crate::heard::Heard;
use crate::production::Platform;
use crate::reference::ReferenceModel;

/// The model that a fresh configuration asks; whoever uses it writes another.
const PROVIDER: &str = "openai:chat:gpt-4o-mini";

/// A configuration as YAML. `prompt` is what answers.
///
/// # Errors
/// [`ChatError`] if a case cannot be put into a request.
pub async fn export(suite: &str, cases: &[Case], platform: &Platform) -> Result<String, ChatError> {
    let (mut tests, mut settings) = (Vec::new(), None);
    for case in cases {
        let request = request(case, platform).await?;
        let messages = request
            .as_ref()
            .map(|request| json!(request.messages).to_string());
        settings = settings.or(request);
        tests.push(json!({
            "description": case.id,
            "vars": { "messages": messages },
            "assert": assertions(case),
            "metadata": metadata(case),
        }));
    }
    let mut config = json!({});
    if let Some(request) = settings {
        // As it is written in code: a float of 32 bits has no short form in JSON.
        let temperature = request
            .temperature
            .and_then(|of| of.to_string().parse::<f64>().ok());
        config["temperature"] = json!(temperature);
        config["max_tokens"] = json!(request.max_output_tokens);
        if let Some(schema) = request.json_schema {
            let schema = json!({ "name": schema.name, "strict": true, "schema": schema.schema });
            config["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
        }
    }
    let document = json!({
        "description": format!("{suite}, exported by `cargo run -p evals -- export promptfoo {suite}`"),
        // The messages are a text of JSON, which promptfoo takes for a conversation.
        "prompts": ["{{messages}}"],
        "providers": [{ "id": PROVIDER, "config": config }],
        "tests": tests,
    });
    Ok(yaml(&document))
}

/// What production sends for the case's last step.
async fn request(case: &Case, platform: &Platform) -> Result<Option<ChatRequest>, ChatError> {
    let heard = Arc::new(Heard::new(Arc::new(ReferenceModel)));
    let platform = Platform {
        model: Arc::clone(&heard) as Arc<dyn ChatModel>,
        ..platform.clone()
    };
    let intent = platform.classify(case).await?;
    if !case.answer.is_empty() {
        platform.answer(case, intent).await?;
    }
    Ok(heard.requests().pop())
}

fn assertions(case: &Case) -> Vec<Value> {
    let label = case.intent.filter(|_| case.answer.is_empty()).map(|intent| {
        let code = format!("JSON.parse(output).intent === {}", json!(intent.as_str()));
        json!({ "type": "javascript", "value": code })
    });
    label
        .into_iter()
        .chain(case.answer.iter().filter_map(assertion))
        .collect()
}

/// `None` for what only the platform's guardrails see.
fn assertion(grader: &Grader) -> Option<Value> {
    let javascript = |code: String| Some(json!({ "type": "javascript", "value": code }));
    match grader {
        Grader::Exact { value } => javascript(format!("output.trim() === {}", json!(value.trim()))),
        Grader::ContainsAll { values } => Some(json!({ "type": "icontains-all", "value": values })),
        Grader::ContainsAny { values } => Some(json!({ "type": "icontains-any", "value": values })),
        Grader::Regex { pattern } => javascript(format!(
            "new RegExp({}, 'iu').test(output)",
            json!(pattern.as_str())
        )),
        Grader::NotRegex { pattern } => javascript(format!(
            "!new RegExp({}, 'iu').test(output)",
            json!(pattern.as_str())
        )),
        Grader::JsonSchema { schema } => Some(json!({ "type": "is-json", "value": schema })),
        Grader::MaxChars { value } => javascript(format!("[...output].length <= {value}")),
        Grader::Refused { value: true } => Some(json!({ "type": "is-refusal" })),
        Grader::Refused { value: false } => Some(json!({ "type": "not-is-refusal" })),
        Grader::Rubric { text } => Some(json!({ "type": "llm-rubric", "value": text })),
        Grader::NoLeak {} | Grader::NumbersSupported {} | Grader::Guard { .. } => None,
    }
}

fn metadata(case: &Case) -> Value {
    let left_out = case.answer.iter().filter(|grader| assertion(grader).is_none());
    let left_out: Vec<&str> = left_out.map(Grader::name).collect();
    json!({ "suite": case.suite, "tags": case.tags, "must_pass": case.must_pass, "not_exported": left_out })
}

/// JSON as YAML: blocks, and every text in double quotes, where YAML reads what JSON writes.
fn yaml(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                text.push_str(&format!("{indent}{}:", Value::from(name.as_str())));
                below(member, depth, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                text.push_str(&format!("{indent}-"));
                below(item, depth, text);
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => text.push_str(&format!("{indent}{value}\n")),
    }
}

fn below(value: &Value, depth: usize, text: &mut String) {
    let nested = match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    if nested {
        text.push('\n');
        block(value, depth + 1, text);
    } else {
        text.push_str(&format!(" {value}\n"));
    }
}
