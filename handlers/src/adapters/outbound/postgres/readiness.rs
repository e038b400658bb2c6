//! Whether the database answers, and has the platform's tables.

use std::time::Duration;

use async_trait::async_trait;

use super::Postgres;
use super::fault::fault;
use crate::ports::{Readiness, StoreFault};

/// How long is waited for the answer, connecting included. Whoever asks wants to know now.
const PATIENCE: Duration = Duration::from_secs(1);

#[async_trait]
impl Readiness for Postgres {
    async fn ready(&self) -> Result<(), StoreFault> {
        // In nobody's name, and so without rows; that it can be asked is the answer.
        let asked = sqlx::query("select exists (select from app.tenants)").execute(&self.pool);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(StoreFault::TimedOut),
        }
    }
}
