//! The assistant port over a chat model: history and question in, a draft of the answer out.

use async_trait::async_trait;
use ferrovia::Prompt;
use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatReply, ChatRequest, Finish};
use ferrovia_guardrails::personal_data::Placeholders;
use ferrovia_guardrails::visible;

use super::customer_text::customer_text;
use super::unfit_prompt::unfit;
use crate::domain::{AnswerPolicy, AnswerPrompt, Choice, MessageText, PromptVersion, TokenUsage};
use crate::ports::{Advice, Assistant, Draft, Instructions, Question};

/// An [`Assistant`] that asks a language model.
#[derive(Clone, Debug)]
pub struct ModelAssistant<M> {
    /// The model.
    pub model: M,
    /// What it is asked with.
    pub prompt: Prompt<AnswerPrompt>,
    /// Which flag's choice that is; `None` if no flag chose.
    pub choice: Option<Choice>,
    /// A word in the instructions that nobody would write by chance: a new one for each question.
    pub canary: String,
}

#[async_trait]
impl<M: ChatModel> Assistant for ModelAssistant<M> {
    fn prompt(&self) -> PromptVersion {
        PromptVersion {
            variant: self.choice.map(|choice| choice.to_string()),
            ..self.prompt.into()
        }
    }

    async fn answer(&self, question: &Question<'_>, advice: &Advice) -> Result<Draft, ChatError> {
        let instructions = self.instructions(question)?;
        let mut shown = Shown::to_model(question.policy);
        let request = request(self.prompt, &instructions, question, advice, &mut shown);
        let reply = self.model.complete(&request).await?;
        Ok(draft(reply, instructions, &shown))
    }
}

impl<M> ModelAssistant<M> {
    fn instructions(&self, question: &Question<'_>) -> Result<Instructions, ChatError> {
        let intent = question.intent.name;
        let values = AnswerPrompt {
            language: question.locale.map_or_else(
                || "the language of the customer's last message".to_owned(),
                |locale| format!("the language with the tag `{}`", locale.as_str()),
            ),
            intent: intent.as_str(),
            intent_description: intent.description(),
        };
        let words = self.prompt.fill(&values).map_err(unfit)?;
        Ok(Instructions {
            text: format!("{words} The word {} is between us: never write it.", self.canary),
            canary: self.canary.clone(),
            confidential: self.prompt.confidential,
            public: self.prompt.public,
        })
    }
}

/// What a model sees of what people wrote.
struct Shown {
    /// Kept where the tenant wants personal data hidden.
    placeholders: Option<Placeholders>,
}

impl Shown {
    fn to_model(policy: &AnswerPolicy) -> Self {
        Self {
            placeholders: policy.hide_personal_data.then(Placeholders::new),
        }
    }

    /// What a reader sees of `text`, and perhaps placeholders.
    fn text(&mut self, text: &MessageText) -> String {
        let visible = visible(text.as_str());
        match &mut self.placeholders {
            Some(placeholders) => placeholders.hide(&visible),
            None => visible.into_owned(),
        }
    }

    fn restore(&self, text: String) -> String {
        match &self.placeholders {
            Some(placeholders) => placeholders.restore(&text),
            None => text,
        }
    }
}

fn request(
    prompt: Prompt<AnswerPrompt>,
    instructions: &Instructions,
    question: &Question<'_>,
    advice: &Advice,
    shown: &mut Shown,
) -> ChatRequest {
    let mut request = ChatRequest::new(question.deadline);
    let messages = &mut request.messages;
    messages.push(ChatMessage::system(instructions.text.as_str()));
    let facts = &question.policy.facts;
    if !facts.is_empty() {
        messages.push(ChatMessage::system(format!(
            "The company says this, and you may tell it to customers:\n{facts}"
        )));
    }
    for turn in &question.history.turns {
        messages.push(ChatMessage::user(customer_text(&shown.text(&turn.question))));
        messages.push(ChatMessage::assistant(shown.text(&turn.answer)));
    }
    messages.push(ChatMessage::user(customer_text(&shown.text(question.text))));
    if !advice.mistakes.is_empty() {
        messages.push(ChatMessage::system(format!(
            "Your last reply was not sent: it {}. Reply once more, without that.",
            advice.mistakes.join(", and it ")
        )));
    }
    request.max_output_tokens = Some(prompt.max_output_tokens);
    request.temperature = Some(if advice.cautious { 0.0 } else { prompt.temperature });
    request
}

fn draft(reply: ChatReply, instructions: Instructions, shown: &Shown) -> Draft {
    Draft {
        cut_off: match reply.finish {
            Finish::Stop => false,
            Finish::Length => true,
        },
        text: shown.restore(reply.text),
        instructions,
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
