//! A tenant's short name in, a row in the database out: who signs tokens for development says which tenants there are.

use crate::mistake::Mistake;
use async_trait::async_trait;
use ferrovia::Claims;
use ferrovia_local::{Admission, ISSUER};
use handlers::domain::{Limit, TenantId, TenantSettings};
use serde_json::{Map, Value, json};
use sqlx::PgPool;
use sqlx::types::Json;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// The claim that carries a tenant's short name beside its id.
const SLUG: &str = "tenant_slug";

/// What is agreed with them: nobody is throttled on their own laptop.
fn unthrottled() -> TenantSettings {
    let limit = Limit {
        requests: 1_000_000,
        window_seconds: 1,
        burst: 1_000_000,
    };
    TenantSettings {
        tenant_limit: limit,
        customer_limit: limit,
        ..TenantSettings::default()
    }
}

/// The claims that name a tenant. A short name always means the same tenant, on every machine.
pub(crate) fn claims(tenant: &str) -> Result<Map<String, Value>, Mistake> {
    if let Ok(id) = tenant.parse::<TenantId>() {
        return Ok([("tenant".to_owned(), json!(id.to_string()))]
            .into_iter()
            .collect());
    }
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(2..=40).contains(&tenant.len()) || !tenant.bytes().all(allowed) {
        return Err(Mistake::Tenant(tenant.to_owned()));
    }
    let id = TenantId::from(Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("{ISSUER}/{tenant}").as_bytes(),
    ));
    let claims = [
        ("tenant".to_owned(), json!(id.to_string())),
        (SLUG.to_owned(), json!(tenant)),
    ];
    Ok(claims.into_iter().collect())
}

/// Enters the tenants that tokens name by their short names. One that a token names by its id alone is not entered, so
/// what happens to a stranger can be tried too.
pub(crate) struct Tenants {
    owner: PgPool,
    entered: Mutex<BTreeSet<Uuid>>,
}

impl Tenants {
    pub(crate) const fn new(owner: PgPool) -> Self {
        Self {
            owner,
            entered: Mutex::new(BTreeSet::new()),
        }
    }

    /// Under row-level security, which binds the tables' owner too: only a superuser is free of it.
    async fn enter(&self, id: Uuid, slug: &str) -> Result<(), sqlx::Error> {
        let mut transaction = self.owner.begin().await?;
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "insert into app.tenants (id, slug, name, settings) values ($1, $2, $2, $3) on conflict do nothing",
        )
        .bind(id)
        .bind(slug)
        .bind(Json(unthrottled()))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }
}

#[async_trait]
impl Admission for Tenants {
    async fn admit(&self, Claims(claims): &Claims) {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let id = text("tenant").and_then(|id| id.parse::<TenantId>().ok());
        let (Some(id), Some(slug)) = (id.map(TenantId::uuid), text(SLUG)) else {
            return;
        };
        if self
            .entered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&id)
        {
            return;
        }
        match self.enter(id, slug).await {
            Ok(()) => drop(
                self.entered
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(id),
            ),
            // The handler then finds no such tenant, and says so.
            Err(error) => tracing::error!(slug, %error, "the tenant could not be entered"),
        }
    }
}
