//! A token says claims and nothing else.

use ferrovia::{App, HandlerError, TokenRequest, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum TokenError {
    #[error("this account belongs to no tenant")]
    NoTenant,
}

#[handler(trigger = "pre_token_generation", timeout = "4s")]
async fn add_tenant(_token: TokenRequest) -> Result<String, TokenError> {
    Err(TokenError::NoTenant)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<add_tenant>();
}
