//! Every way to be asked before a token is issued.

use ferrovia::{App, HandlerError, Read, Resource, Secret, TokenClaims, TokenOccasion, TokenRequest, TokenSubject, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum TokenError {
    #[error("this account belongs to no tenant")]
    #[problem(status = 403, slug = "no-tenant", title = "No tenant")]
    NoTenant,
}

#[derive(Resource)]
#[resource(name = "pepper", kind = Secret)]
struct Pepper;

type Said = Result<TokenClaims, TokenError>;

#[handler(trigger = "pre_token_generation", timeout = "4s")]
async fn add_tenant(token: TokenRequest, _pepper: Read<Pepper>) -> Said {
    let claims = TokenClaims::default().with("renewed", token.occasion == TokenOccasion::RefreshTokens);
    match &token.subject {
        TokenSubject::User { attributes, .. } => {
            let tenant = attributes.get("custom:tenant").ok_or(TokenError::NoTenant)?;
            Ok(claims.with("tenant", tenant.as_str()))
        }
        TokenSubject::Client => Ok(claims.with("tenant", token.client_id)),
    }
}

/// What Cognito speaks of is data like any other.
#[handler]
async fn keep(token: TokenRequest) -> Said {
    Ok(TokenClaims {
        suppress_scopes: token.scopes,
        ..TokenClaims::default()
    })
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .resource::<Pepper>()
        .handler::<add_tenant>()
        .handler::<keep>();
}
