//! A trigger is a name.

use ferrovia::{App, HandlerError, TokenClaims, TokenRequest, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum TokenError {
    #[error("this account belongs to no tenant")]
    NoTenant,
}

#[handler(trigger, timeout = "4s")]
async fn add_tenant(_token: TokenRequest) -> Result<TokenClaims, TokenError> {
    Err(TokenError::NoTenant)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<add_tenant>();
}
