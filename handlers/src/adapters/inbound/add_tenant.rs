//! A token about to be issued in, the tenant that it shall name out.

use crate::adapters::resources::{ApiClients, Tenants};
use crate::application::{self, AdmitError};
use crate::domain::Bearer;
use crate::ports::{FindTenantError, StoreFault, TenantDirectory};
use ferrovia::{Capability, HandlerError, Port, Read, TokenClaims, TokenRequest, TokenSubject, handler};

/// The claim that every route reads the caller's tenant from.
const TENANT: &str = "tenant";

/// The attribute of the user pool that says which tenant a person was invited into. No app client may write it.
const TENANT_ATTRIBUTE: &str = "custom:tenant";

/// Whom everybody belongs to.
#[derive(Capability)]
pub struct Directory {
    clients: Read<ApiClients>,
    tenants: Read<Tenants>,
    directory: Port<dyn TenantDirectory>,
}

/// Why no token is issued. Whoever wants it reads the message of those that declare a problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum AddTenantError {
    /// The account or the program belongs to no tenant of ours.
    #[error("this account or client belongs to no tenant")]
    #[problem(status = 403, slug = "no-tenant", title = "There is no tenant to act for")]
    NoTenant,
    /// The tenant may not use the platform at the moment.
    #[error("the tenant is suspended")]
    #[problem(status = 403, slug = "tenant-suspended", title = "The tenant is suspended")]
    TenantSuspended,
    /// The database is away, slow or contended.
    #[error("the tenant cannot be looked up right now: try again")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    Unavailable,
    /// A defect of ours.
    #[error("the tenant cannot be looked up")]
    Defect,
}

impl From<AdmitError> for AddTenantError {
    fn from(error: AdmitError) -> Self {
        match error {
            AdmitError::Unknown => Self::NoTenant,
            AdmitError::TenantSuspended => Self::TenantSuspended,
            AdmitError::Find(FindTenantError::Store(
                StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended,
            )) => Self::Unavailable,
            AdmitError::Find(FindTenantError::Store(StoreFault::Defect)) => Self::Defect,
        }
    }
}

/// Puts the tenant into an access token: a person's, or a program's.
#[handler(trigger = "pre_token_generation", timeout = "4s", memory_mb = 256)]
pub async fn add_tenant(token: TokenRequest, directory: Directory) -> Result<TokenClaims, AddTenantError> {
    let bearer = bearer(&token).ok_or(AddTenantError::NoTenant)?;
    let tenant = application::admit(&*directory.directory, &bearer).await?;
    Ok(TokenClaims::default().with(TENANT, tenant.to_string()))
}

/// Whom the token is for; `None` for a person who was invited into no tenant.
fn bearer(token: &TokenRequest) -> Option<Bearer> {
    match &token.subject {
        TokenSubject::User { attributes, .. } => {
            let tenant = attributes.get(TENANT_ATTRIBUTE)?.parse().ok()?;
            Some(Bearer::Member(tenant))
        }
        TokenSubject::Client => Some(Bearer::Program(token.client_id.parse().ok()?)),
    }
}
