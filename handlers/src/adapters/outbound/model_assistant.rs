//! The assistant port over a chat model: history and question in, a draft of the answer out.

use async_trait::async_trait;
use ferrovia::Prompt;
use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatReply, ChatRequest, Finish};

use super::customer_text::customer_text;
use super::unfit_prompt::unfit;
use crate::domain::{AnswerPrompt, PromptVersion, TokenUsage};
use crate::ports::{Assistant, Draft, Question};

/// An [`Assistant`] that asks a language model.
#[derive(Clone, Debug)]
pub struct ModelAssistant<M> {
    /// The model.
    pub model: M,
    /// What it is asked with.
    pub prompt: Prompt<AnswerPrompt>,
}

#[async_trait]
impl<M: ChatModel> Assistant for ModelAssistant<M> {
    fn prompt(&self) -> PromptVersion {
        self.prompt.into()
    }

    async fn answer(&self, question: &Question<'_>) -> Result<Draft, ChatError> {
        self.model
            .complete(&request(self.prompt, question)?)
            .await
            .map(draft)
    }
}

fn request(prompt: Prompt<AnswerPrompt>, question: &Question<'_>) -> Result<ChatRequest, ChatError> {
    let mut request = ChatRequest::new(question.deadline);
    request
        .messages
        .push(ChatMessage::system(instructions(prompt, question)?));
    for turn in &question.history.turns {
        request
            .messages
            .push(ChatMessage::user(customer_text(turn.question.as_str())));
        request
            .messages
            .push(ChatMessage::assistant(turn.answer.as_str()));
    }
    request
        .messages
        .push(ChatMessage::user(customer_text(question.text.as_str())));
    request.max_output_tokens = Some(prompt.max_output_tokens);
    request.temperature = Some(prompt.temperature);
    Ok(request)
}

fn instructions(prompt: Prompt<AnswerPrompt>, question: &Question<'_>) -> Result<String, ChatError> {
    let intent = question.intent.name;
    let values = AnswerPrompt {
        language: question.locale.map_or_else(
            || "the language of the customer's last message".to_owned(),
            |locale| format!("the language with the tag `{}`", locale.as_str()),
        ),
        intent: intent.as_str(),
        intent_description: intent.description(),
    };
    prompt.fill(&values).map_err(unfit)
}

fn draft(reply: ChatReply) -> Draft {
    Draft {
        cut_off: match reply.finish {
            Finish::Stop => false,
            Finish::Length => true,
        },
        text: reply.text,
        model: reply.model,
        fallbacks: reply.fallbacks,
        usage: reply.usage.map(|usage| TokenUsage {
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cached_tokens: usage.cached_tokens,
        }),
        latency: reply.latency,
    }
}
