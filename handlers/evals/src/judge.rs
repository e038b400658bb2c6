//! A rubric and an answer in, what a language model finds of it out.

use std::time::{Duration, Instant};

use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatRequest, JsonSchema};
use serde::Deserialize;
use serde_json::json;

use crate::digest::canonical;
use crate::grader::{Answer, Grade};

/// The words that the judge is asked with.
const PROMPT: &str = include_str!("../prompts/judge-1.0.0.txt");

/// Their version, which reports name: judgements by different words are not to be compared.
pub const VERSION: &str = "judge@1.0.0";

/// What a judgement may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Enough for the longest reason.
const MAX_OUTPUT_TOKENS: u32 = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgement {
    pass: bool,
    score: f64,
    reason: String,
}

/// What `judge` finds of `answer` by `rubric`. A judgement that is none of the form that was asked for is a failed grade:
/// an answer that nobody judged did not pass.
///
/// # Errors
/// [`ChatError`] if the judge gave no reply.
pub async fn grade(judge: &dyn ChatModel, rubric: &str, answer: &Answer<'_>) -> Result<Grade, ChatError> {
    let grade = |pass, reason| Grade {
        grader: "rubric".to_owned(),
        pass,
        reason,
    };
    let reply = match judge.complete(&request(rubric, answer)).await {
        Ok(reply) => reply,
        Err(ChatError::Malformed | ChatError::Truncated | ChatError::Empty) => {
            return Ok(grade(
                false,
                "the judge's reply is not what was asked for".to_owned(),
            ));
        }
        Err(error) => return Err(error),
    };
    Ok(match serde_json::from_str::<Judgement>(&reply.text) {
        Ok(Judgement { pass, score, reason }) if (0.0..=1.0).contains(&score) => {
            grade(pass, format!("{reason} ({score:.2}, {VERSION})"))
        }
        Ok(_) | Err(_) => grade(false, "the judge's reply is not what was asked for".to_owned()),
    })
}

fn request(rubric: &str, answer: &Answer<'_>) -> ChatRequest {
    let subject = json!({
        "rubric": rubric,
        "asked_before": answer.asked,
        "answered_before": answer.facts,
        "question": answer.question,
        "answer": answer.text,
    });
    let mut request = ChatRequest::new(Instant::now() + PATIENCE);
    request.messages = vec![
        ChatMessage::system(PROMPT.trim_end()),
        // The same text whichever crates are compiled, or no cassette would know it.
        ChatMessage::user(canonical(&subject)),
    ];
    request.max_output_tokens = Some(MAX_OUTPUT_TOKENS);
    request.temperature = Some(0.0);
    request.json_schema = Some(JsonSchema {
        name: "judgement".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {
                "pass": { "type": "boolean" },
                "score": { "type": "number", "description": "from 0 to 1" },
                "reason": { "type": "string" },
            },
            "required": ["pass", "score", "reason"],
            "additionalProperties": false,
        }),
    });
    request
}
