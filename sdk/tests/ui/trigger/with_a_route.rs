//! What the API reaches, Cognito does not.

use ferrovia::{App, HandlerError, TokenClaims, TokenRequest, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum TokenError {
    #[error("this account belongs to no tenant")]
    NoTenant,
}

#[handler(trigger = "pre_token_generation", route = "POST /v1/tokens", public)]
async fn add_tenant(_token: TokenRequest) -> Result<TokenClaims, TokenError> {
    Err(TokenError::NoTenant)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<add_tenant>();
}
