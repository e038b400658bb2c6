//! Every way to wait.

use ferrovia::{
    App, Capability, Complete, HandlerError, Read, Resource, Secret, TaskToken, TaskTokenValue, TokenError,
    data, handler, workflow,
};

#[data]
struct HandOver {
    conversation: String,
    /// A token is data like any other.
    former: Option<TaskTokenValue>,
}

#[data]
struct Handled {
    note: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("nobody took it in time")]
    #[timeout]
    #[retry(max_attempts = 1)]
    TimedOut,
    #[error("{by} does not want it")]
    Refused { by: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum WorkError {
    #[error(transparent)]
    Desk(#[from] DeskError),
}

#[derive(Resource)]
#[resource(name = "pager", kind = Secret)]
struct Pager;

type Waiting = TaskToken<Vec<Handled>>;

/// With a heartbeat, a capability, and a token by another name.
#[handler(wait = "3d", heartbeat = "1h", timeout = "20s")]
async fn hand_over(_request: HandOver, token: Waiting, _pager: Read<Pager>) -> Result<(), DeskError> {
    let _ = token.into_value();
    Ok(())
}

/// With nothing but a token, whose answer is nothing.
#[handler(wait = "1h")]
async fn confirm(_: (), token: TaskToken<()>) -> Result<(), DeskError> {
    let _ = token.value().as_str();
    Err(DeskError::TimedOut)
}

#[derive(Capability)]
struct Answers {
    handing_over: Complete<hand_over>,
    confirming: Complete<confirm>,
}

#[handler]
async fn close(token: TaskTokenValue, answers: Answers) -> Result<(), DeskError> {
    let late = |_: TokenError| DeskError::TimedOut;
    answers.handing_over.heartbeat(&token).await.map_err(late)?;
    answers
        .handing_over
        .succeed(&token, &vec![Handled { note: String::new() }])
        .await
        .map_err(late)?;
    answers
        .confirming
        .fail(&token, &DeskError::Refused { by: "Ada".to_owned() })
        .await
        .map_err(late)
}

#[workflow(kind = "standard", timeout = "7d")]
async fn escalate(request: HandOver) -> Result<Vec<Handled>, WorkError> {
    confirm().await?;
    match hand_over(request).await {
        Ok(handled) => Ok(handled),
        Err(DeskError::TimedOut) => Ok(vec![]),
        Err(other) => Err(other.into()),
    }
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .resource::<Pager>()
        .handler::<hand_over>()
        .handler::<confirm>()
        .handler::<close>()
        .workflow::<escalate>();
}
