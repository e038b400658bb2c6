//! A workflow with a parallel, a choice, a retried error and a caught one, and a handler that starts it.

use ferrovia::{App, HandlerError, Launch, Start, data, handler, workflow};

#[data]
pub struct Question {
    text: String,
}

#[data]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    wants_human: bool,
}

#[data]
pub struct Ask {
    text: String,
    history: Vec<String>,
}

#[data]
pub struct Reply {
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum ModelError {
    /// The model is busy.
    #[error("the model is busy")]
    #[retry(max_attempts = 2, interval = "1s")]
    Busy,
    /// No model is left.
    #[error("no model is left")]
    Exhausted,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum AnswerError {
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Decides what the customer wants.
#[handler(timeout = "20s")]
pub async fn classify(question: Question) -> Result<Intent, ModelError> {
    Ok(Intent {
        wants_human: question.text.is_empty(),
    })
}

/// Loads what was said before.
#[handler]
pub async fn load_history(question: Question) -> Result<Vec<String>, ModelError> {
    Ok(vec![question.text])
}

/// Writes a reply.
#[handler(timeout = "30s")]
pub async fn write_reply(ask: Ask) -> Result<Reply, ModelError> {
    Ok(Reply {
        text: ask.history.concat() + &ask.text,
    })
}

/// Hands over to a person.
#[handler]
pub async fn hand_over(question: Question) -> Result<Reply, ModelError> {
    Ok(Reply { text: question.text })
}

/// Answers a question.
#[workflow(kind = "express", timeout = "1m")]
pub async fn answer(question: Question) -> Result<Reply, AnswerError> {
    let (intent, history) = join!(
        classify(Question { text: question.text }),
        load_history(Question { text: question.text }),
    )?;
    if intent.wants_human {
        return Ok(hand_over(Question { text: question.text }).await?);
    }
    match write_reply(Ask {
        text: question.text,
        history,
    })
    .await
    {
        Ok(reply) => Ok(reply),
        Err(ModelError::Exhausted) => Ok(hand_over(Question { text: question.text }).await?),
        Err(other) => Err(other.into()),
    }
}

/// Takes a question.
#[handler]
pub async fn take(
    question: Question,
    _answering: Start<answer>,
    _launching: Launch<answer>,
) -> Result<String, DeskError> {
    Ok(question.text)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<classify>()
        .handler::<load_history>()
        .handler::<write_reply>()
        .handler::<hand_over>()
        .handler::<take>()
        .workflow::<answer>()
}
