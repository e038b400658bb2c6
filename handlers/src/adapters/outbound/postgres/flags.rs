//! What tenants say of feature flags.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Postgres;
use super::admission::admit;
use super::fault::unsigned;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{Flag, FlagSetting, Rollout, Rollouts, TenantId};
use crate::ports::{AccessError, FlagStore, SetFlagError};

#[async_trait]
impl FlagStore for Postgres {
    async fn settings(&self, tenant_id: TenantId) -> Result<Vec<FlagSetting>, AccessError> {
        commit(self, &Settings { tenant_id }).await
    }

    async fn set(
        &self,
        tenant_id: TenantId,
        flag: Flag,
        rollout: Option<Rollout>,
        expected: Option<&[u32]>,
    ) -> Result<FlagSetting, SetFlagError> {
        commit(
            self,
            &Set {
                tenant_id,
                flag,
                rollout,
                expected,
            },
        )
        .await
    }
}

type Row = (Option<Json<Rollout>>, i32, DateTime<Utc>);

fn setting(flag: Flag, (said, version, updated_at): Row) -> Result<FlagSetting, sqlx::Error> {
    Ok(FlagSetting {
        flag,
        rollout: said.map(|said| said.0),
        version: unsigned(version.into())?,
        updated_at: Some(updated_at.into()),
    })
}

struct Settings {
    tenant_id: TenantId,
}

#[async_trait]
impl Work for Settings {
    type Output = Vec<FlagSetting>;
    type Refusal = AccessError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<FlagSetting>, Stop<AccessError>> {
        admit(self.tenant_id, connection).await?;
        let rows: Vec<(String, Option<Json<Rollout>>, i32, DateTime<Utc>)> =
            sqlx::query_as("select key, rollout, version, updated_at from app.flags where tenant_id = $1")
                .bind(self.tenant_id.uuid())
                .fetch_all(connection)
                .await?;
        let of = |flag: Flag| match rows.iter().find(|(key, ..)| key == flag.key()) {
            Some((_, rollout, version, updated_at)) => {
                setting(flag, (rollout.clone(), *version, *updated_at))
            }
            None => Ok(FlagSetting::unset(flag)),
        };
        Ok(Flag::ALL.into_iter().map(of).collect::<Result<_, _>>()?)
    }
}

struct Set<'a> {
    tenant_id: TenantId,
    flag: Flag,
    rollout: Option<Rollout>,
    expected: Option<&'a [u32]>,
}

impl Set<'_> {
    async fn find(&self, connection: &mut PgConnection) -> Result<FlagSetting, sqlx::Error> {
        let row: Option<Row> = sqlx::query_as(
            "select rollout, version, updated_at from app.flags where tenant_id = $1 and key = $2 for update",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.flag.key())
        .fetch_optional(connection)
        .await?;
        row.map_or(Ok(FlagSetting::unset(self.flag)), |row| setting(self.flag, row))
    }
}

#[async_trait]
impl Work for Set<'_> {
    type Output = FlagSetting;
    type Refusal = SetFlagError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<FlagSetting, Stop<SetFlagError>> {
        admit(self.tenant_id, connection).await?;
        let found = self.find(connection).await?;
        if let Some(expected) = self.expected
            && !expected.contains(&found.version)
        {
            // After a commit whose answer was lost, the second try finds what the first one did.
            return if found.is_done(self.rollout.as_ref(), expected) {
                Ok(found)
            } else {
                Err(Stop::Refused(SetFlagError::Changed))
            };
        }
        // Two that are the first to say something: one waits for the other, breaks on the key, and finds it at the next try.
        let write = if found.version == 0 {
            "insert into app.flags (tenant_id, key, rollout) values ($1, $2, $3)
             returning rollout, version, updated_at"
        } else {
            "update app.flags set rollout = $3, version = version + 1, updated_at = now()
              where tenant_id = $1 and key = $2
          returning rollout, version, updated_at"
        };
        let row: Row = sqlx::query_as(write)
            .bind(self.tenant_id.uuid())
            .bind(self.flag.key())
            .bind(self.rollout.as_ref().map(Json))
            .fetch_one(connection)
            .await?;
        Ok(setting(self.flag, row)?)
    }
}

/// What the tenant says of flags: what decides in its conversations.
pub(super) async fn rollouts(
    tenant_id: TenantId,
    connection: &mut PgConnection,
) -> Result<Rollouts, sqlx::Error> {
    let rows: Vec<(String, Json<Rollout>)> =
        sqlx::query_as("select key, rollout from app.flags where tenant_id = $1 and rollout is not null")
            .bind(tenant_id.uuid())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(key, said)| (key, said.0)).collect())
}
