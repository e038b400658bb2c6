//! What the mistakes are made with.
#![allow(dead_code)]

use ferrovia::{HandlerError, data, handler};

#[data]
#[derive(Eq)]
pub struct TicketId(pub String);

#[data]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub ticket_id: TicketId,
    pub text: String,
}

#[data]
pub struct Ticket {
    pub id: TicketId,
    pub status: Status,
    pub priority: u32,
    pub tags: Vec<String>,
}

#[data]
#[derive(Eq)]
pub enum Status {
    Open,
    Closed,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum StoreError {
    #[error("there is no such ticket")]
    Missing,
    #[error("{by} has it")]
    Locked { by: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum MailError {
    #[error("nobody can be reached")]
    Unreachable,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("because of {0}")]
    Refused(String),
}

#[handler]
pub async fn find_ticket(id: TicketId) -> Result<Ticket, StoreError> {
    Ok(Ticket { id, status: Status::Open, priority: 1, tags: Vec::new() })
}

#[handler]
pub async fn send_mail(text: String) -> Result<(), MailError> {
    drop(text);
    Ok(())
}
