//! Tokens about to be issued in, what else they shall say out: what a handler with the trigger `pre_token_generation`
//! takes and answers.

use ferrovia_macros::data;
use serde_json::Value;
use std::collections::BTreeMap;

/// An access token that the identity provider is about to issue: all of it that is proven.
///
/// What the client says of itself (Cognito's `clientMetadata`) is not here, since it proves nothing.
#[data]
pub struct TokenRequest {
    /// Whom the token is for.
    pub subject: TokenSubject,
    /// The app client that asks for it. Whether it has a secret, and has shown it, `subject` says.
    pub client_id: String,
    /// What it will allow, with the resource server before the slash: `api/messages:write`.
    pub scopes: Vec<String>,
    /// What it is asked for.
    pub occasion: TokenOccasion,
}

/// Whom a token is for.
#[data]
#[serde(rename_all = "snake_case")]
pub enum TokenSubject {
    /// A person, who has signed in.
    User {
        /// Their name in the user pool.
        name: String,
        /// What the user pool knows of them: `email`, `custom:tenant`, … Which of these they can change by themselves
        /// is for the app client to say.
        attributes: BTreeMap<String, String>,
    },
    /// A program: the app client itself, which has shown its secret.
    Client,
}

/// What a token is asked for: Cognito's `triggerSource`.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum TokenOccasion {
    /// Someone signed in on Cognito's own pages.
    HostedAuth,
    /// Someone signed in on pages of ours.
    Authentication,
    /// An invited person chose a password.
    NewPasswordChallenge,
    /// A device was recognised.
    AuthenticateDevice,
    /// An older token was renewed.
    RefreshTokens,
    /// A program showed its secret.
    ClientCredentials,
}

/// What an access token shall say besides what it says by itself. Empty changes nothing.
///
/// Claims that tell who issued the token, to whom and for how long (`iss`, `sub`, `client_id`, `exp`, …) are Cognito's
/// own: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html>.
#[data]
#[derive(Default)]
pub struct TokenClaims {
    /// Claims to add, or to put in the place of others.
    #[serde(default)]
    pub add: BTreeMap<String, Value>,
    /// Claims to leave out.
    #[serde(default)]
    pub suppress: Vec<String>,
    /// Scopes to add, with the resource server before the slash.
    #[serde(default)]
    pub add_scopes: Vec<String>,
    /// Scopes to leave out.
    #[serde(default)]
    pub suppress_scopes: Vec<String>,
}

impl TokenClaims {
    /// The same with one claim more.
    ///
    /// ```
    /// use ferrovia::{App, HandlerError, TokenClaims, TokenRequest, TokenSubject, handler};
    ///
    /// #[derive(Debug, thiserror::Error, HandlerError)]
    /// enum AddTenantError {
    ///     /// Whoever asks belongs to no tenant.
    ///     #[error("this account belongs to no tenant")]
    ///     #[problem(status = 403, slug = "no-tenant", title = "No tenant")]
    ///     NoTenant,
    /// }
    ///
    /// /// Puts the user's tenant into the access token.
    /// #[handler(trigger = "pre_token_generation", timeout = "4s")]
    /// async fn add_tenant(token: TokenRequest) -> Result<TokenClaims, AddTenantError> {
    ///     let TokenSubject::User { attributes, .. } = &token.subject else {
    ///         return Err(AddTenantError::NoTenant);
    ///     };
    ///     let tenant = attributes.get("custom:tenant").ok_or(AddTenantError::NoTenant)?;
    ///     Ok(TokenClaims::default().with("tenant", tenant.as_str()))
    /// }
    ///
    /// let app = App::new("desk", "A help desk.").handler::<add_tenant>().model();
    /// assert_eq!(app.functions[0].trigger, Some(ferrovia::model::Trigger::PreTokenGeneration));
    /// ```
    #[must_use]
    pub fn with(mut self, claim: impl Into<String>, value: impl Into<Value>) -> Self {
        self.add.insert(claim.into(), value.into());
        self
    }
}

/// What a handler takes that is asked before a token is issued.
#[diagnostic::on_unimplemented(
    message = "a handler with the trigger `pre_token_generation` takes a `TokenRequest`, not `{Self}`",
    label = "this is not what Cognito asks"
)]
pub trait AskedForToken {}

impl AskedForToken for TokenRequest {}

/// What a handler answers that is asked before a token is issued.
#[diagnostic::on_unimplemented(
    message = "a handler with the trigger `pre_token_generation` answers `TokenClaims`, not `{Self}`",
    label = "a token cannot say this"
)]
pub trait SaidByToken {}

impl SaidByToken for TokenClaims {}

/// Compiles if a handler that is asked before a token is issued takes `I`.
pub const fn input_of_pre_token_generation<I: AskedForToken>() {}

/// Compiles if a handler that is asked before a token is issued answers `A`.
pub const fn output_of_pre_token_generation<A: SaidByToken>() {}
