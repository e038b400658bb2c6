//! A question and its history in, the reply that the customer is to read out.

use std::time::Instant;

use ferrovia::language_model::ChatError;

use crate::domain::{Locale, MessageText, Outcome, Replied, Reply, milliseconds, milliseconds_since};
use crate::ports::{Assistant, Draft, Question};

/// Has the assistant answer, and makes of it what a customer can read: cut at the last whole sentence where
/// the model was cut off, and a polite refusal where it declined.
///
/// # Errors
/// [`ChatError`] if no model gave a reply; never [`ChatError::ContentFiltered`], which is a refusal.
pub async fn generate_reply(
    assistant: &dyn Assistant,
    question: &Question<'_>,
) -> Result<Replied, ChatError> {
    let asked = Instant::now();
    let reply = match assistant.answer(question).await {
        Ok(draft) => answered(assistant, draft)?,
        Err(ChatError::ContentFiltered) => refused(assistant, question.locale, asked)?,
        Err(error) => return Err(error),
    };
    Ok(Replied {
        reply,
        took_ms: milliseconds_since(asked),
    })
}

fn answered(assistant: &dyn Assistant, draft: Draft) -> Result<Reply, ChatError> {
    let text = MessageText::fitting(&draft.text, draft.cut_off).ok_or(ChatError::Empty)?;
    Ok(Reply {
        // A draft that was too long for a message was cut here, if not by the model.
        truncated: draft.cut_off || text.as_str().len() < draft.text.trim().len(),
        text,
        outcome: Outcome::Answered,
        prompt: assistant.prompt(),
        model: Some(draft.model),
        fallbacks: draft.fallbacks,
        usage: draft.usage,
        latency_ms: milliseconds(draft.latency),
    })
}

fn refused(assistant: &dyn Assistant, locale: Option<&Locale>, asked: Instant) -> Result<Reply, ChatError> {
    let text = MessageText::fitting(refusal(locale), false).ok_or(ChatError::Empty)?;
    Ok(Reply {
        text,
        outcome: Outcome::Refused,
        truncated: false,
        prompt: assistant.prompt(),
        model: None,
        fallbacks: 0,
        usage: None,
        latency_ms: milliseconds_since(asked),
    })
}

/// What a customer reads when the model declines: ours, in the language that was asked for.
fn refusal(locale: Option<&Locale>) -> &'static str {
    let language = locale.and_then(|locale| locale.as_str().split('-').next());
    if language.is_some_and(|language| language.eq_ignore_ascii_case("pt")) {
        "Não posso ajudar com isso por aqui. Se preferir, pergunte outra coisa ou peça para falar com uma pessoa da \
         nossa equipe."
    } else {
        "I can't help with that here. You are welcome to ask something else, or to ask for a person from our team."
    }
}
