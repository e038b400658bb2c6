//! How far exports have come.

use async_trait::async_trait;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{Row as _, query, query_scalar};
use uuid::Uuid;

use super::audit::{Deed, PLATFORM, log};
use super::export_rows::Rows;
use crate::adapters::outbound::postgres::Postgres;
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::fault::{decode, signed, unsigned};
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work, commit};
use crate::domain::{EXPORT_KEPT_DAYS, ExportFile, ExportedRow, PrivacyCounts, Pseudonym, RowKey, Section};
use crate::ports::{CarryOutError, ErasedExport, ExportStore, FindError, PrivacyRequestOf};

#[async_trait]
impl ExportStore for Postgres {
    async fn resume(&self, of: PrivacyRequestOf) -> Result<Option<Vec<ExportFile>>, CarryOutError> {
        commit(self, &Resume(of)).await
    }

    async fn rows(
        &self,
        of: PrivacyRequestOf,
        section: Section,
        after: Option<RowKey>,
    ) -> Result<Vec<ExportedRow>, CarryOutError> {
        commit(self, &Rows { of, section, after }).await
    }

    async fn keep(&self, of: PrivacyRequestOf, file: &ExportFile) -> Result<bool, CarryOutError> {
        commit(self, &Keep { of, file }).await
    }

    async fn complete(&self, of: PrivacyRequestOf, counts: &PrivacyCounts) -> Result<bool, CarryOutError> {
        commit(self, &Complete { of, counts }).await
    }

    async fn files(&self, of: PrivacyRequestOf) -> Result<Vec<ExportFile>, FindError> {
        commit(self, &Files(of)).await
    }

    async fn of_erased(&self, of: PrivacyRequestOf) -> Result<Vec<ErasedExport>, CarryOutError> {
        commit(self, &OfErased(of)).await
    }

    async fn forget(&self, of: PrivacyRequestOf) -> Result<(), CarryOutError> {
        commit(self, &Forget(of)).await
    }
}

/// The files of an export, in the order in which they were written.
async fn files(of: PrivacyRequestOf, connection: &mut PgConnection) -> Result<Vec<ExportFile>, sqlx::Error> {
    let rows = query(
        "select section, number, rows, bytes, sha256, last_id, last_place from app.privacy_export_files
          where tenant_id = $1 and privacy_request_id = $2",
    )
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .fetch_all(connection)
    .await?;
    let mut files = rows.iter().map(file).collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(|file| (file.section, file.number));
    Ok(files)
}

fn file(row: &PgRow) -> Result<ExportFile, sqlx::Error> {
    let number = |column| unsigned(row.try_get::<i32, _>(column)?.into());
    let sha256: Vec<u8> = row.try_get("sha256")?;
    Ok(ExportFile {
        section: decode(row.try_get("section")?)?,
        number: number("number")?,
        rows: number("rows")?,
        bytes: number("bytes")?,
        sha256: sha256
            .try_into()
            .map_err(|_| sqlx::Error::Decode("a digest of another length".into()))?,
        last: RowKey {
            id: row.try_get("last_id")?,
            place: number("last_place")?,
        },
    })
}

/// What became of an export, which nobody changes meanwhile.
async fn status(of: PrivacyRequestOf, connection: &mut PgConnection) -> Result<String, Stop<CarryOutError>> {
    let status: Option<String> = query_scalar(
        "select status from app.privacy_requests where tenant_id = $1 and id = $2 and kind = 'export' for update",
    )
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .fetch_optional(connection)
    .await?;
    status.ok_or(Stop::Refused(CarryOutError::Unknown))
}

struct Resume(PrivacyRequestOf);

#[async_trait]
impl Work for Resume {
    type Output = Option<Vec<ExportFile>>;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Self::Output, Stop<CarryOutError>> {
        if !matches!(status(self.0, connection).await?.as_str(), "pending" | "running") {
            return Ok(None);
        }
        query("update app.privacy_requests set status = 'running' where tenant_id = $1 and id = $2")
            .bind(self.0.tenant_id.uuid())
            .bind(self.0.id.uuid())
            .execute(&mut *connection)
            .await?;
        Ok(Some(files(self.0, connection).await?))
    }
}

struct Keep<'a> {
    of: PrivacyRequestOf,
    file: &'a ExportFile,
}

#[async_trait]
impl Work for Keep<'_> {
    type Output = bool;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<bool, Stop<CarryOutError>> {
        if status(self.of, connection).await? != "running" {
            return Ok(false);
        }
        query(
            "insert into app.privacy_export_files
                 (tenant_id, privacy_request_id, section, number, rows, bytes, sha256, last_id, last_place)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        )
        .bind(self.of.tenant_id.uuid())
        .bind(self.of.id.uuid())
        .bind(self.file.section.as_str())
        .bind(signed(self.file.number)?)
        .bind(signed(self.file.rows)?)
        .bind(signed(self.file.bytes)?)
        .bind(self.file.sha256.as_slice())
        .bind(self.file.last.id)
        .bind(signed(self.file.last.place)?)
        .execute(connection)
        .await?;
        Ok(true)
    }
}

struct Complete<'a> {
    of: PrivacyRequestOf,
    counts: &'a PrivacyCounts,
}

#[async_trait]
impl Work for Complete<'_> {
    type Output = bool;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<bool, Stop<CarryOutError>> {
        match status(self.of, connection).await?.as_str() {
            "completed" => return Ok(true),
            "running" => {}
            _ => return Ok(false),
        }
        let customer: Vec<u8> = query_scalar(
            "update app.privacy_requests set status = 'completed', ended_at = now(), counts = $3
              where tenant_id = $1 and id = $2 returning customer_hmac",
        )
        .bind(self.of.tenant_id.uuid())
        .bind(self.of.id.uuid())
        .bind(Json(self.counts))
        .fetch_one(&mut *connection)
        .await?;
        let customer = Pseudonym::try_from(customer).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let deed = Deed {
            tenant_id: self.of.tenant_id,
            id: self.of.id.exported(),
            actor: PLATFORM.to_owned(),
            action: "customer.exported",
            customer,
            detail: json!({ "privacy_request_id": self.of.id, "counts": self.counts }),
        };
        log(deed, connection).await?;
        Ok(true)
    }
}

struct Files(PrivacyRequestOf);

#[async_trait]
impl Work for Files {
    type Output = Vec<ExportFile>;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<ExportFile>, Stop<FindError>> {
        admit(self.0.tenant_id, connection).await?;
        let kept: bool = query_scalar(
            "select exists (select from app.privacy_requests
              where tenant_id = $1 and id = $2 and status = 'completed' and customer_id is not null
                and ended_at > now() - make_interval(days => $3))",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .bind(signed(EXPORT_KEPT_DAYS)?)
        .fetch_one(&mut *connection)
        .await?;
        if kept {
            Ok(files(self.0, connection).await?)
        } else {
            Ok(Vec::new())
        }
    }
}

struct OfErased(PrivacyRequestOf);

#[async_trait]
impl Work for OfErased {
    type Output = Vec<ErasedExport>;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<ErasedExport>, Stop<CarryOutError>> {
        // Who has come back under the name of somebody who was erased is another customer, and keeps their exports.
        let ids: Vec<Uuid> = query_scalar(
            "select export.id
               from app.privacy_requests erasure
               join app.privacy_requests export
                 on export.tenant_id = erasure.tenant_id and export.customer_hmac = erasure.customer_hmac
              where erasure.tenant_id = $1 and erasure.id = $2 and erasure.kind = 'erase'
                and export.kind = 'export' and export.customer_id is null",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(self.0.id.uuid())
        .fetch_all(&mut *connection)
        .await?;
        let mut exports = Vec::new();
        for id in ids {
            let of = PrivacyRequestOf {
                id: id.into(),
                ..self.0
            };
            let files = files(of, connection).await?;
            exports.push(ErasedExport { id: of.id, files });
        }
        Ok(exports)
    }
}

struct Forget(PrivacyRequestOf);

#[async_trait]
impl Work for Forget {
    type Output = ();
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<CarryOutError>> {
        query("delete from app.privacy_export_files where tenant_id = $1 and privacy_request_id = $2")
            .bind(self.0.tenant_id.uuid())
            .bind(self.0.id.uuid())
            .execute(connection)
            .await?;
        Ok(())
    }
}
