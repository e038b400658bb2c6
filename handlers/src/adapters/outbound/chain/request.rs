//! A request in, the request that is sent instead out: since the model reads no more, or since one failed.

use std::borrow::Cow;

use ferrovia::language_model::{ChatMessage, ChatRequest, ChatRole};

/// What wraps a message, in tokens: its role and its borders.
const PER_MESSAGE: usize = 4;

/// With as many of the newest turns as a model can read that reads `context` tokens, less what it may write and a twentieth
/// for what is not counted well. The last turn stays even so: a question rarely makes sense without it, and a model that
/// cannot read both says so. Bytes are counted, three to a token: tokenisers take fewer of most texts, also of those that
/// are not English, and rarely more.
pub(super) fn fitting(request: &ChatRequest, context: Option<u32>) -> Cow<'_, ChatRequest> {
    let Some(context) = context.and_then(|tokens| usize::try_from(tokens).ok()) else {
        return Cow::Borrowed(request);
    };
    let written = request.max_output_tokens.unwrap_or_default();
    let schema = request.json_schema.as_ref();
    let taken = tokens(&schema.map(|schema| schema.schema.to_string()).unwrap_or_default())
        .saturating_add(usize::try_from(written).unwrap_or(usize::MAX));
    let budget = (context - context / 20).saturating_sub(taken);
    let messages = || request.messages.iter().enumerate();
    let weight = |first: usize| -> usize {
        let stays = messages().filter(|(place, message)| stays(message, *place, first));
        stays
            .map(|(_, message)| tokens(&message.content) + PER_MESSAGE)
            .sum()
    };
    let questions = questions(request);
    let turns = questions.split_last().map_or(&[][..], |(_asked, before)| before);
    let first = turns
        .iter()
        .find(|first| weight(**first) <= budget)
        .or(turns.last());
    match (first, turns.first()) {
        (Some(first), Some(oldest)) if first != oldest => Cow::Owned(since(request, *first)),
        (Some(_) | None, _) => Cow::Borrowed(request),
    }
}

/// Where customers' messages are: each begins a turn, and the last is what is asked.
fn questions(request: &ChatRequest) -> Vec<usize> {
    let messages = request.messages.iter().enumerate();
    messages
        .filter(|(_, message)| message.role == ChatRole::User)
        .map(|(place, _)| place)
        .collect()
}

const fn tokens(text: &str) -> usize {
    text.len().div_ceil(3)
}

/// Whether a message stays where what was said before `first` is left out: instructions always do.
fn stays(message: &ChatMessage, place: usize, first: usize) -> bool {
    message.role == ChatRole::System || place >= first
}

/// Without what was said before the message at `first`.
fn since(request: &ChatRequest, first: usize) -> ChatRequest {
    let messages = request.messages.iter().enumerate();
    let stay = messages.filter(|(place, message)| stays(message, *place, first));
    ChatRequest {
        messages: stay.map(|(_, message)| message.clone()).collect(),
        ..request.clone()
    }
}

/// Without the older half of the history, in whole turns: what was asked goes with what was answered. `None` if there is
/// no history to leave out.
pub(super) fn halved(request: &ChatRequest) -> Option<ChatRequest> {
    let questions = questions(request);
    let turns = questions.len().checked_sub(1).filter(|turns| *turns > 0)?;
    let first = questions.get(turns.div_ceil(2))?;
    Some(since(request, *first))
}

/// With the model's last mistake told.
pub(super) fn corrected(request: &ChatRequest, mistake: &str) -> ChatRequest {
    let mut request = request.clone();
    let told = format!("Your last reply was not accepted: {mistake}. Reply once more.");
    request.messages.push(ChatMessage::system(told));
    request
}

/// With half as many tokens again; `None` if it was not us who limited them.
pub(super) fn longer(request: &ChatRequest) -> Option<ChatRequest> {
    let tokens = request.max_output_tokens?;
    Some(ChatRequest {
        max_output_tokens: Some(tokens.saturating_add(tokens / 2)),
        ..request.clone()
    })
}
