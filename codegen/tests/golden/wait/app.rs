//! A step that waits for a person, in every place where a workflow can call it, and the handlers that answer for the person.

use ferrovia::{App, Complete, HandlerError, Start, TaskToken, TaskTokenValue, data, handler, workflow};

#[data]
pub struct HandOver {
    conversation: String,
}

/// What the agent made of it.
#[data]
pub struct Handled {
    note: String,
}

#[data]
pub struct Close {
    token: TaskTokenValue,
    note: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum HandOverError {
    /// No agent took it in time.
    #[error("no agent took it in time")]
    #[timeout]
    TimedOut,
    /// The agent sent it back.
    #[error("{by} sent it back")]
    Refused { by: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum AskError {
    /// The customer says nothing, even when asked again.
    #[error("the customer says nothing")]
    #[timeout]
    #[retry(max_attempts = 1, interval = "1s")]
    Silent,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
    /// The desk takes too long. No handler says so: its time-out does.
    #[error("the desk takes too long")]
    #[timeout]
    #[retry(max_attempts = 1, interval = "1s")]
    Slow,
}

/// Puts a conversation into the agents' queue, and waits for one of them.
#[handler(timeout = "20s", wait = "3d", heartbeat = "1h")]
pub async fn hand_over(request: HandOver, token: TaskToken<Handled>) -> Result<(), HandOverError> {
    let _stored = (request.conversation, token.into_value());
    Ok(())
}

/// Asks the customer whether it helped.
#[handler(wait = "90m")]
pub async fn ask_back(request: HandOver, token: TaskToken<bool>) -> Result<(), AskError> {
    let _stored = (request.conversation, token.into_value());
    Ok(())
}

/// Tells the customer.
#[handler]
pub async fn tell(text: String) -> Result<(), DeskError> {
    let _sent = text;
    Ok(())
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum EscalateError {
    /// Nobody took it.
    #[error(transparent)]
    HandOver(#[from] HandOverError),
    /// The customer did not answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Tells the end of a wait apart from a refusal.
#[workflow(kind = "standard", timeout = "7d")]
pub async fn escalate(request: HandOver) -> Result<Handled, EscalateError> {
    let handled = match hand_over(HandOver {
        conversation: request.conversation,
    })
    .await
    {
        Ok(handled) => handled,
        Err(HandOverError::TimedOut) => return Ok(Handled { note: "nobody came" }),
        Err(HandOverError::Refused { by }) => {
            tell(by).await?;
            Handled { note: "sent back" }
        }
    };
    let helped = ask_back(request).await?;
    if helped {
        return Ok(handled);
    }
    Ok(hand_over(request).await?)
}

/// Lets every error pass: with `?`, in a `join!`, and after a word.
#[workflow(kind = "standard", timeout = "30d")]
pub async fn insist(request: HandOver) -> Result<Handled, EscalateError> {
    let first = hand_over(request).await?;
    let (second, helped) = join!(hand_over(request), ask_back(request))?;
    match hand_over(request).await {
        Ok(third) if helped => Ok(third),
        Ok(_) if first.note == second.note => Ok(first),
        Ok(_) => Ok(second),
        Err(other) => {
            tell("nobody").await?;
            Err(other.into())
        }
    }
}

/// Takes a conversation to a person.
#[handler]
pub async fn start(request: HandOver, _escalating: Start<escalate>) -> Result<String, DeskError> {
    Ok(request.conversation)
}

/// The agent is done.
#[handler]
pub async fn close(close: Close, handing_over: Complete<hand_over>) -> Result<(), DeskError> {
    let handled = Handled { note: close.note };
    let answered = handing_over.succeed(&close.token, &handled).await;
    answered.map_err(|_| DeskError::Closed)
}

/// The customer has answered.
#[handler]
pub async fn confirm(token: TaskTokenValue, asking_back: Complete<ask_back>) -> Result<(), DeskError> {
    asking_back
        .succeed(&token, &true)
        .await
        .map_err(|_| DeskError::Closed)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<hand_over>()
        .handler::<ask_back>()
        .handler::<tell>()
        .handler::<start>()
        .handler::<close>()
        .handler::<confirm>()
        .workflow::<escalate>()
        .workflow::<insist>()
}
