//! A handler that Cognito asks before it issues a token, beside a route that takes tokens.

use ferrovia::{App, HandlerError, NoContent, Request, TokenClaims, TokenRequest, TokenSubject, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum AddDeskError {
    /// Whoever asks belongs to no desk.
    #[error("this account belongs to no desk")]
    #[problem(status = 403, slug = "no-desk", title = "This account belongs to no desk")]
    NoDesk,
    /// A defect of ours.
    #[error("there are two desks of one name")]
    Defect,
}

/// Puts the person's desk into the access token.
#[handler(trigger = "pre_token_generation", timeout = "4s", memory_mb = 128)]
pub async fn add_desk(token: TokenRequest) -> Result<TokenClaims, AddDeskError> {
    match token.subject {
        TokenSubject::User { attributes, .. } => match attributes.get("custom:desk").map(String::as_str) {
            Some("") => Err(AddDeskError::Defect),
            Some(desk) => Ok(TokenClaims::default().with("desk", desk)),
            None => Err(AddDeskError::NoDesk),
        },
        TokenSubject::Client => Err(AddDeskError::NoDesk),
    }
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum LeaveError {}

/// Closes the caller's desk.
#[handler(route = "DELETE /v1/desk", scopes = ["desk:write"], timeout = "5s", memory_mb = 128)]
pub async fn leave(_request: Request) -> Result<NoContent, LeaveError> {
    Ok(NoContent)
}

pub fn app() -> App {
    App::new("golden-trigger", "A help desk.")
        .handler::<add_desk>()
        .handler::<leave>()
}
