//! Which rows in, as JSON out: what there is about a customer, section by section.

use async_trait::async_trait;
use sqlx::{PgConnection, query_as};
use uuid::Uuid;

use crate::adapters::outbound::postgres::fault::{signed, unsigned};
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{ExportedRow, RowKey, Section};
use crate::ports::{CarryOutError, PrivacyRequestOf};

/// How many rows are read at a time.
const PAGE_ROWS: i32 = 100;

/// A page of a section.
pub(super) struct Rows {
    pub(super) of: PrivacyRequestOf,
    pub(super) section: Section,
    pub(super) after: Option<RowKey>,
}

#[async_trait]
impl Work for Rows {
    type Output = Vec<ExportedRow>;
    type Refusal = CarryOutError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<ExportedRow>, Stop<CarryOutError>> {
        let after = self.after.unwrap_or(RowKey {
            id: Uuid::nil(),
            place: 0,
        });
        let rows: Vec<(Uuid, i32, String)> = query_as(selection(self.section))
            .bind(self.of.tenant_id.uuid())
            .bind(self.of.id.uuid())
            .bind(after.id)
            .bind(signed(after.place)?)
            .bind(PAGE_ROWS)
            .fetch_all(connection)
            .await?;
        let row = |(id, place, line): (Uuid, i32, String)| {
            let place = unsigned(place.into())?;
            Ok(ExportedRow {
                key: RowKey { id, place },
                line,
            })
        };
        let rows: Result<_, sqlx::Error> = rows.into_iter().map(row).collect();
        Ok(rows?)
    }
}

/// The rows of a section behind `($3, $4)`: key, and JSON with the names that the API has for things. Who worked for the
/// tenant is not the customer's to know.
const fn selection(section: Section) -> &'static str {
    match section {
        Section::Customers => {
            "select it.id, 0, json_build_object('id', 'cust_' || it.id, 'object', 'customer',
                    'external_id', it.external_id, 'created_at', it.created_at)::text
               from app.privacy_requests request
               join app.customers it on it.tenant_id = request.tenant_id and it.id = request.customer_id
              where request.tenant_id = $1 and request.id = $2 and (it.id, 0) > ($3, $4)
              order by it.id limit $5"
        }
        Section::Conversations => {
            "select it.id, 0, json_build_object('id', 'conv_' || it.id, 'object', 'conversation', 'state', it.state,
                    'metadata', it.metadata, 'created_at', it.created_at, 'updated_at', it.updated_at,
                    'resolved_at', it.resolved_at)::text
               from app.privacy_requests request
               join app.conversations it on it.tenant_id = request.tenant_id and it.customer_id = request.customer_id
              where request.tenant_id = $1 and request.id = $2 and (it.id, 0) > ($3, $4)
              order by it.id limit $5"
        }
        Section::Messages => {
            "select it.conversation_id, it.seq, json_build_object('id', 'msg_' || it.id, 'object', 'message',
                    'conversation_id', 'conv_' || it.conversation_id, 'sequence', it.seq, 'role', it.role,
                    'status', it.status, 'in_reply_to', 'msg_' || it.in_reply_to, 'content', it.content,
                    'metadata', it.metadata, 'created_at', it.created_at, 'completed_at', it.completed_at)::text
               from app.privacy_requests request
               join app.conversations conversation
                 on conversation.tenant_id = request.tenant_id and conversation.customer_id = request.customer_id
               join app.messages it on it.tenant_id = $1 and it.conversation_id = conversation.id
              where request.tenant_id = $1 and request.id = $2 and (it.conversation_id, it.seq) > ($3, $4)
              order by it.conversation_id, it.seq limit $5"
        }
        Section::Runs => {
            "select message.conversation_id, message.seq, json_build_object('id', 'run_' || it.id, 'object', 'run',
                    'message_id', 'msg_' || it.message_id, 'outcome', it.outcome, 'intent', it.intent,
                    'intent_confidence', it.intent_confidence, 'prompt_name', it.prompt_name,
                    'prompt_version', it.prompt_version, 'prompt_sha256', it.prompt_sha256, 'model', it.model,
                    'input_tokens', it.input_tokens, 'output_tokens', it.output_tokens,
                    'created_at', it.created_at)::text
               from app.privacy_requests request
               join app.conversations conversation
                 on conversation.tenant_id = request.tenant_id and conversation.customer_id = request.customer_id
               join app.messages message on message.tenant_id = $1 and message.conversation_id = conversation.id
               join app.runs it on it.tenant_id = $1 and it.message_id = message.id
              where request.tenant_id = $1 and request.id = $2 and (message.conversation_id, message.seq) > ($3, $4)
              order by message.conversation_id, message.seq limit $5"
        }
        Section::Feedback => {
            "select message.conversation_id, message.seq, json_build_object('object', 'feedback',
                    'message_id', 'msg_' || it.message_id, 'rating', it.rating, 'reasons', it.reasons,
                    'comment', it.comment, 'created_at', it.created_at, 'updated_at', it.updated_at)::text
               from app.privacy_requests request
               join app.conversations conversation
                 on conversation.tenant_id = request.tenant_id and conversation.customer_id = request.customer_id
               join app.messages message on message.tenant_id = $1 and message.conversation_id = conversation.id
               join app.feedback it on it.tenant_id = $1 and it.message_id = message.id
              where request.tenant_id = $1 and request.id = $2 and (message.conversation_id, message.seq) > ($3, $4)
              order by message.conversation_id, message.seq limit $5"
        }
        Section::Handovers => {
            "select it.id, 0, json_build_object('id', 'hand_' || it.id, 'object', 'handover',
                    'conversation_id', 'conv_' || it.conversation_id, 'status', it.status, 'reason', it.reason,
                    'outcome', it.outcome, 'note', it.note, 'requested_at', it.requested_at,
                    'accepted_at', it.accepted_at, 'ended_at', it.ended_at)::text
               from app.privacy_requests request
               join app.conversations conversation
                 on conversation.tenant_id = request.tenant_id and conversation.customer_id = request.customer_id
               join app.handovers it on it.tenant_id = $1 and it.conversation_id = conversation.id
              where request.tenant_id = $1 and request.id = $2 and (it.id, 0) > ($3, $4)
              order by it.id limit $5"
        }
        Section::PrivacyRequests => {
            "select it.id, 0, json_build_object('id', 'priv_' || it.id, 'object', 'privacy_request', 'kind', it.kind,
                    'status', it.status, 'requested_at', it.requested_at, 'ended_at', it.ended_at)::text
               from app.privacy_requests request
               join app.privacy_requests it
                 on it.tenant_id = request.tenant_id and it.customer_id = request.customer_id
              where request.tenant_id = $1 and request.id = $2 and (it.id, 0) > ($3, $4)
              order by it.id limit $5"
        }
    }
}
