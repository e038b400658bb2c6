//! A request that failed in, the request to try instead out.

use ferrovia::language_model::{ChatMessage, ChatRequest, ChatRole};

/// Without the older half of the history, in whole turns: what was asked goes with what was answered. `None` if there is
/// no history to leave out.
pub(super) fn halved(request: &ChatRequest) -> Option<ChatRequest> {
    let said: Vec<usize> = (0..request.messages.len())
        .filter(|&place| request.messages[place].role != ChatRole::System)
        .collect();
    let (_question, history) = said.split_last()?;
    let half = history.len().div_ceil(2);
    // The first that stays is a question, or else nothing of the history does.
    let kept = (half..history.len())
        .find(|&place| request.messages[history[place]].role == ChatRole::User)
        .unwrap_or(history.len());
    let left_out = &history[..kept];
    let messages = request.messages.iter().enumerate();
    let stays = messages.filter(|(place, _)| !left_out.contains(place));
    (!left_out.is_empty()).then(|| ChatRequest {
        messages: stays.map(|(_, message)| message.clone()).collect(),
        ..request.clone()
    })
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
