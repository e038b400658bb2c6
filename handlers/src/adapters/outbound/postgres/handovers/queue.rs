//! The agents' queue: what is in it, who takes what out, and the token of the step that waits meanwhile.

use async_trait::async_trait;
use ferrovia::TaskTokenValue;
use sqlx::PgConnection;

use super::row::{columns, read};
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{AgentId, Handover, HandoverRefusal, HandoverStatus};
use crate::ports::{HandoverError, HandoverOf, HandoverPage};

/// Looks one up.
pub(super) struct Find(pub(super) HandoverOf);

/// Keeps a token.
pub(super) struct KeepToken<'a> {
    pub(super) of: HandoverOf,
    pub(super) token: &'a TaskTokenValue,
}

/// Gives one to an agent.
pub(super) struct Accept<'a> {
    pub(super) of: HandoverOf,
    pub(super) agent: &'a AgentId,
}

#[async_trait]
impl Work for Find {
    type Output = Handover;
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Handover, Stop<HandoverError>> {
        admit(self.0.tenant_id, connection).await?;
        find(self.0, connection).await
    }
}

#[async_trait]
impl Work for HandoverPage {
    type Output = Vec<Handover>;
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<Handover>, Stop<HandoverError>> {
        admit(self.tenant_id, connection).await?;
        let rows = sqlx::query(concat!(
            "select ",
            columns!(),
            "  from app.handovers
              where tenant_id = $1 and ($2::text is null or status = $2)
                and ($3::uuid is null
                     or (requested_at, id) > (select requested_at, id from app.handovers where tenant_id = $1 and id = $3))
              order by requested_at, id
              limit $4",
        ))
        .bind(self.tenant_id.uuid())
        .bind(self.status.map(HandoverStatus::as_str))
        .bind(self.after.map(|id| id.uuid()))
        .bind(i64::from(self.limit))
        .fetch_all(connection)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

#[async_trait]
impl Work for KeepToken<'_> {
    type Output = ();
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<HandoverError>> {
        let kept = sqlx::query(
            "update app.handovers set task_token = $3
              where tenant_id = $1 and id = $2 and status in ('waiting', 'accepted')",
        )
        .bind(self.of.tenant_id.uuid())
        .bind(self.of.id.uuid())
        .bind(self.token.as_str())
        .execute(&mut *connection)
        .await?;
        if kept.rows_affected() == 0 {
            find(self.of, connection).await?;
            return Err(Stop::Refused(HandoverRefusal::Over.into()));
        }
        Ok(())
    }
}

#[async_trait]
impl Work for Accept<'_> {
    type Output = Handover;
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Handover, Stop<HandoverError>> {
        admit(self.of.tenant_id, connection).await?;
        // Of all who ask at once, one finds it waiting.
        let accepted = sqlx::query(concat!(
            "update app.handovers set status = 'accepted', assignee = $3, accepted_at = now()
              where tenant_id = $1 and id = $2 and status = 'waiting'
          returning ",
            columns!(),
        ))
        .bind(self.of.tenant_id.uuid())
        .bind(self.of.id.uuid())
        .bind(self.agent.as_str())
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(row) = accepted {
            return Ok(read(&row)?);
        }
        let handover = find(self.of, connection).await?;
        match handover.may_be_accepted_by(self.agent) {
            Ok(()) => Ok(handover),
            Err(refusal) => Err(Stop::Refused(refusal.into())),
        }
    }
}

async fn find(of: HandoverOf, connection: &mut PgConnection) -> Result<Handover, Stop<HandoverError>> {
    let row = sqlx::query(concat!(
        "select ",
        columns!(),
        " from app.handovers where tenant_id = $1 and id = $2",
    ))
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .fetch_optional(connection)
    .await?;
    match row {
        Some(row) => Ok(read(&row)?),
        None => Err(Stop::Refused(HandoverError::Unknown)),
    }
}
