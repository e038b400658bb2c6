//! A phase in, the platform's database as the signatures say out.

use crate::adapters::resources::Platform;
use ferrovia::{Migrate, MigrateError, MigrateRequest, Migrated, handler};

/// Brings the platform's database up to date, before a release and after the one before it.
#[handler(timeout = "15m", memory_mb = 256)]
pub async fn migrate_platform(
    request: MigrateRequest,
    database: Migrate<Platform>,
) -> Result<Migrated, MigrateError> {
    database.run(request).await
}
