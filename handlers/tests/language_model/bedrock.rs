//! Amazon Bedrock's Converse API as a row of the contract. What only this protocol has is tested where its adapter is.

use std::sync::Arc;

use async_trait::async_trait;
use ferrovia::Env;
use ferrovia::language_model::ChatModel;
use ferrovia_aws::{BedrockModels, config};
use serde_json::{Value, json};

use super::behaviour::Says;
use super::provider::{Provider, Response};

pub(crate) struct Bedrock;

const MODEL: &str = "amazon.nova-lite-v1:0";

#[async_trait]
impl Provider for Bedrock {
    fn name(&self) -> &'static str {
        "bedrock"
    }

    async fn model(&self, endpoint: &str) -> Arc<dyn ChatModel> {
        let variables = [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "dummy"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let env = Env::new(variables.into());
        BedrockModels::new(&config::load(&env).await).open(MODEL)
    }

    fn response(&self, says: &Says) -> Option<Response> {
        Some(match *says {
            Says::Answer(text) => converse("end_turn", &words(text)),
            Says::Structured(text) => match serde_json::from_str::<Value>(text) {
                Ok(input) => {
                    let call = json!({ "toolUseId": "t-1", "name": "intent", "input": input });
                    converse("tool_use", &json!([{ "toolUse": call }]))
                }
                Err(_) => converse("end_turn", &words(text)),
            },
            Says::AnswerWithoutUsage(text) => Response::json(200, &answer("end_turn", &words(text))),
            Says::CutOff(text) | Says::StructuredCutOff(text) => converse("max_tokens", &words(text)),
            Says::CutOffBeforeTheFirstWord => converse("max_tokens", &json!([])),
            Says::EmptyText => converse("end_turn", &words("")),
            // A model's refusal is words like any other.
            Says::Refusal => return None,
            Says::Filtered => converse("content_filtered", &words("Sure, here is how")),
            Says::QuestionFiltered => converse("guardrail_intervened", &words("I cannot answer this.")),
            Says::BlankText => converse("end_turn", &words(" \n")),
            Says::NoText | Says::NoAnswer => converse("end_turn", &json!([])),
            Says::OtherJson => Response::json(200, &json!({ "output": "many", "stopReason": 7 })),
            Says::RateLimited(wait) => {
                let response = error(429, "ThrottlingException", "Too many requests, please wait");
                wait.map_or(response.clone(), |wait| response.header("retry-after", wait))
            }
            Says::QuotaSpent => error(429, "ThrottlingException", "Too many tokens per day, please wait"),
            Says::Overloaded(status) => Response::text(status, "<html><h1>Bad Gateway</h1></html>"),
            Says::Unauthorized(status) => error(
                status,
                "AccessDeniedException",
                "You don't have access to the model",
            ),
            Says::NoSuchModel => error(
                404,
                "ResourceNotFoundException",
                "Could not resolve the foundation model",
            ),
            Says::ContextTooLong => error(
                400,
                "ValidationException",
                "Input is too long for requested model.",
            ),
            Says::InvalidRequest => error(
                400,
                "ValidationException",
                "The value at temperature is not allowed",
            ),
        })
    }
}

fn words(text: &str) -> Value {
    json!([{ "text": text }])
}

fn answer(stop_reason: &str, content: &Value) -> Value {
    json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": stop_reason,
        "metrics": { "latencyMs": 420 },
    })
}

/// An answer with the usage that the contract speaks of: Bedrock counts what it had cached apart.
fn converse(stop_reason: &str, content: &Value) -> Response {
    let mut body = answer(stop_reason, content);
    body["usage"] =
        json!({ "inputTokens": 805, "outputTokens": 64, "totalTokens": 876, "cacheReadInputTokens": 7 });
    Response::json(200, &body).header("x-amzn-requestid", "req-4711")
}

fn error(status: u16, code: &str, message: &str) -> Response {
    Response::json(status, &json!({ "message": message })).header("x-amzn-errortype", code)
}
