//! A stand-in for a language model: a request in, a reply out, by a few rules and the same every time.
//!
//! **It is no language model**, and says nothing about what one would do. It reads the instructions that it is given and
//! obeys those that it understands, and only those: told to promise nothing it promises nothing; not told so, it does.
//! So a prompt that lost a rule comes to other answers, and one that says the same in other words does not, which is all
//! that the gate has to be shown.

mod answering;
mod instructions;
mod judging;
mod reading;
mod sorting;

use std::time::Duration;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, ChatRole, Finish};
use serde_json::Value;

pub use instructions::Instructions;

use crate::heard::system_prompt;

/// The name it goes by, so that nobody takes its results for a model's.
pub const NAME: &str = "reference-rules-1";

/// The stand-in.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReferenceModel;

#[async_trait]
impl ChatModel for ReferenceModel {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let instructions = Instructions::read(&system_prompt(request));
        let said = said(request);
        let asks_for = |member: &str| {
            let schema = request.json_schema.as_ref();
            schema.is_some_and(|schema| schema.schema.pointer(&format!("/properties/{member}")).is_some())
        };
        let text = if asks_for("intent") {
            sorting::reply(&instructions, &said)
        } else if asks_for("pass") {
            judging::reply(&said)
        } else {
            answering::reply(&instructions, &said)?
        };
        Ok(ChatReply {
            text,
            finish: Finish::Stop,
            usage: None,
            model: NAME.to_owned(),
            provider_request_id: None,
            latency: Duration::ZERO,
            fallbacks: 0,
        })
    }
}

/// One side's words.
pub(crate) struct Said {
    pub(crate) by_customer: bool,
    pub(crate) text: String,
}

/// What customer and assistant said, in order. Customers' words come in JSON.
fn said(request: &ChatRequest) -> Vec<Said> {
    let words = |content: &str| {
        let parsed: Option<Value> = serde_json::from_str(content).ok();
        let customer = parsed
            .as_ref()
            .and_then(|value| value.get("customer_message")?.as_str());
        customer.unwrap_or(content).to_owned()
    };
    let one = |message: &ferrovia::language_model::ChatMessage| match message.role {
        ChatRole::System => None,
        ChatRole::User => Some(Said {
            by_customer: true,
            text: words(&message.content),
        }),
        ChatRole::Assistant => Some(Said {
            by_customer: false,
            text: message.content.clone(),
        }),
    };
    request.messages.iter().filter_map(one).collect()
}
