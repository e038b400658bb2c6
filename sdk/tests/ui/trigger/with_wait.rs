//! Cognito gives no token of a task.

use ferrovia::{App, HandlerError, TaskToken, TokenClaims, TokenRequest, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum TokenError {
    #[error("this account belongs to no tenant")]
    NoTenant,
}

#[handler(trigger = "pre_token_generation", wait = "3d")]
async fn add_tenant(_token: TokenRequest, _task: TaskToken<TokenClaims>) -> Result<(), TokenError> {
    Err(TokenError::NoTenant)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<add_tenant>();
}
