//! Privacy requests, and what is done to carry them out.

mod audit;
mod erase;
mod erase_again;
mod export_rows;
mod exports;
mod finish;
mod requests;

use async_trait::async_trait;

use super::Postgres;
use super::transaction::commit;
use crate::domain::{CustomerErased, PrivacyRequest, PrivacyRequestId};
use crate::ports::{
    CarryOutError, FindError, FinishError, NewPrivacyRequest, PrivacyRequestOf, PrivacyStore, StoreFault,
};

#[async_trait]
impl PrivacyStore for Postgres {
    async fn open(&self, request: &NewPrivacyRequest) -> Result<PrivacyRequest, FindError> {
        commit(self, request).await
    }

    async fn find(&self, of: PrivacyRequestOf) -> Result<PrivacyRequest, FindError> {
        commit(self, &requests::Find(of)).await
    }

    async fn erase(&self, of: PrivacyRequestOf) -> Result<(), CarryOutError> {
        commit(self, &erase::Erase(of)).await
    }

    async fn finish_erasure(&self, of: PrivacyRequestOf) -> Result<(), FinishError> {
        commit(self, &finish::Finish(of)).await
    }

    async fn erase_again(
        &self,
        erased: &CustomerErased,
        id: PrivacyRequestId,
    ) -> Result<Option<PrivacyRequestOf>, StoreFault> {
        commit(self, &erase_again::EraseAgain { erased, id }).await
    }

    async fn give_up(&self, of: PrivacyRequestOf) -> Result<bool, CarryOutError> {
        commit(self, &requests::GiveUp(of)).await
    }
}
