//! A question and its history in, the reply that the customer is to read out.

use std::time::Instant;

use ferrovia::language_model::ChatError;
use ferrovia_guardrails::SUSPICIOUS;

use crate::domain::{
    GuardAction, Guarding, Locale, MessageText, Outcome, Replied, Reply, TokenUsage, milliseconds,
    milliseconds_since,
};
use crate::ports::{Advice, Assistant, Draft, Drafted, Guard, Question};

/// Has the assistant answer, and makes of it what a customer can read: cut at the last whole sentence where
/// the model was cut off, a polite refusal where it declined, and nothing that the guard does not let through. A draft
/// that the guard sends back is made once more.
///
/// # Errors
/// [`ChatError`] if no model gave a reply; never [`ChatError::ContentFiltered`], which is a refusal.
pub async fn generate_reply(
    assistant: &dyn Assistant,
    guard: &dyn Guard,
    question: &Question<'_>,
) -> Result<Replied, ChatError> {
    let asked = Instant::now();
    let suspicion = guard.suspicion(question.text);
    let mut advice = Advice {
        cautious: suspicion.score >= SUSPICIOUS,
        mistakes: Vec::new(),
    };
    let mut guarding = Guarding {
        suspicion,
        inspected: Vec::new(),
    };
    let first = match assistant.answer(question, &advice).await {
        Ok(draft) => Answer::of(draft)?,
        Err(ChatError::ContentFiltered) => return refused(assistant, question.locale, None, guarding, asked),
        Err(error) => return Err(error),
    };
    let looked_at = look_at(first, guard, question, &mut guarding, false).await;
    let rejected = match looked_at {
        Ok(answer) => return Ok(answered(assistant, answer, guarding, asked)),
        Err(rejected) => rejected,
    };
    if rejected.mistakes.is_empty() {
        return refused(assistant, question.locale, Some(rejected.answer), guarding, asked);
    }
    advice.mistakes = rejected.mistakes;
    // Where no second draft comes, a text of ours does: there was a reply.
    let second = assistant.answer(question, &advice).await.and_then(Answer::of);
    let Ok(second) = second.map(|second| second.after(&rejected.answer)) else {
        return refused(assistant, question.locale, Some(rejected.answer), guarding, asked);
    };
    match look_at(second, guard, question, &mut guarding, true).await {
        Ok(answer) => Ok(answered(assistant, answer, guarding, asked)),
        Err(rejected) => refused(assistant, question.locale, Some(rejected.answer), guarding, asked),
    }
}

/// What a customer may come to read.
struct Answer {
    text: MessageText,
    truncated: bool,
    draft: Draft,
}

impl Answer {
    fn of(draft: Draft) -> Result<Self, ChatError> {
        let text = MessageText::fitting(&draft.text, draft.cut_off).ok_or(ChatError::Empty)?;
        Ok(Self {
            // A draft that was too long for a message was cut here, if not by the model.
            truncated: draft.cut_off || text.as_str().len() < draft.text.trim().len(),
            text,
            draft,
        })
    }

    /// What both together took.
    fn after(mut self, first: &Self) -> Self {
        self.draft.latency += first.draft.latency;
        self.draft.usage = match (first.draft.usage, self.draft.usage) {
            (Some(first), Some(second)) => Some(sum(first, second)),
            (None, _) | (_, None) => None,
        };
        self
    }
}

const fn sum(first: TokenUsage, second: TokenUsage) -> TokenUsage {
    TokenUsage {
        input_tokens: first.input_tokens.saturating_add(second.input_tokens),
        output_tokens: first.output_tokens.saturating_add(second.output_tokens),
        cached_tokens: first.cached_tokens.saturating_add(second.cached_tokens),
    }
}

/// An answer that no customer reads.
struct Rejected {
    answer: Answer,
    /// What another draft should do without; nothing, if there shall be none.
    mistakes: Vec<&'static str>,
}

/// Lets an answer pass, perhaps without some of its parts.
async fn look_at(
    mut answer: Answer,
    guard: &dyn Guard,
    question: &Question<'_>,
    guarding: &mut Guarding,
    last: bool,
) -> Result<Answer, Rejected> {
    let mut redacted = false;
    loop {
        let inspection = guard
            .inspect(&Drafted {
                text: &answer.text,
                instructions: &answer.draft.instructions,
                question,
                last,
            })
            .await;
        let action = inspection.inspected.action;
        guarding.inspected.push(inspection.inspected);
        let mistakes = match action {
            GuardAction::Pass => return Ok(answer),
            GuardAction::Redact if !redacted => match MessageText::fitting(&inspection.redacted, false) {
                Some(text) => {
                    answer.text = text;
                    redacted = true;
                    continue;
                }
                None => inspection.mistakes,
            },
            // What was cut out was not all of it.
            GuardAction::Redact | GuardAction::Regenerate => inspection.mistakes,
            GuardAction::SafeText => Vec::new(),
        };
        return Err(Rejected { answer, mistakes });
    }
}

fn answered(assistant: &dyn Assistant, answer: Answer, guarding: Guarding, asked: Instant) -> Replied {
    let Answer {
        text,
        truncated,
        draft,
    } = answer;
    Replied {
        reply: Reply {
            truncated,
            text,
            outcome: Outcome::Answered,
            prompt: assistant.prompt(),
            model: Some(draft.model),
            fallbacks: draft.fallbacks,
            usage: draft.usage,
            latency_ms: milliseconds(draft.latency),
            guarding,
        },
        took_ms: milliseconds_since(asked),
    }
}

/// A text of ours; `instead` is what the model said, if it said anything.
fn refused(
    assistant: &dyn Assistant,
    locale: Option<&Locale>,
    instead: Option<Answer>,
    guarding: Guarding,
    asked: Instant,
) -> Result<Replied, ChatError> {
    let text = MessageText::fitting(refusal(locale), false).ok_or(ChatError::Empty)?;
    let draft = instead.map(|answer| answer.draft);
    let took_ms = milliseconds_since(asked);
    Ok(Replied {
        reply: Reply {
            text,
            outcome: Outcome::Refused,
            truncated: false,
            prompt: assistant.prompt(),
            fallbacks: draft.as_ref().map_or(0, |draft| draft.fallbacks),
            usage: draft.as_ref().and_then(|draft| draft.usage),
            latency_ms: draft
                .as_ref()
                .map_or(took_ms, |draft| milliseconds(draft.latency)),
            model: draft.map(|draft| draft.model),
            guarding,
        },
        took_ms,
    })
}

/// What a customer reads when the model declines or says what nobody should read: ours, in the language that was asked for.
fn refusal(locale: Option<&Locale>) -> &'static str {
    let language = locale.and_then(|locale| locale.as_str().split('-').next());
    if language.is_some_and(|language| language.eq_ignore_ascii_case("pt")) {
        "Não posso ajudar com isso por aqui. Se preferir, pergunte outra coisa ou peça para falar com uma pessoa da \
         nossa equipe."
    } else {
        "I can't help with that here. You are welcome to ask something else, or to ask for a person from our team."
    }
}
