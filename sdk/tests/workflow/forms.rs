//! Workflows that repeat, wait, calculate and write.

use crate::desk::*;
use ferrovia::{HandlerError, data, workflow};
use std::time::Duration;

#[data]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    pub ticket_ids: Vec<TicketId>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default = "few")]
    pub limit: u32,
    #[serde(default)]
    pub change: i32,
}

fn few() -> u32 {
    3
}

#[data]
pub struct Summary {
    pub total: u32,
    pub last: Option<TicketId>,
    pub text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum BatchError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The message did not go out.
    #[error(transparent)]
    Notify(#[from] NotifyError),
    /// Too much at once.
    #[error("{count} tickets, {why}")]
    Many {
        count: u32,
        why: String,
        first: Option<TicketId>,
    },
    /// Nobody wants these.
    #[error("nobody wants these")]
    Unwanted(Vec<TicketId>),
    #[error("it is {0:?}")]
    Stuck(Status),
}

const PAUSE: u32 = 30;
const MOST: u32 = 3;

/// Variables, and a loop over a list that may end early.
#[workflow(kind = "standard")]
pub async fn sum_up(batch: Batch) -> Result<Summary, BatchError> {
    let mut total: u32 = 0;
    let mut last: Option<TicketId> = None;
    for id in batch.ticket_ids {
        // What `total` was, whatever it will be.
        let before = total;
        let ticket = find_ticket(id).await?;
        if ticket.priority == 0 {
            continue;
        }
        total += ticket.priority;
        if total > batch.limit {
            total = before;
            break;
        }
        last = Some(ticket.ticket_id);
    }
    let text = format!("{total} of {}, {{done}}", batch.limit);
    Ok(Summary { total, last, text })
}

/// Ranges inside ranges.
#[workflow(kind = "standard")]
pub async fn count_up(batch: Batch) -> Result<Vec<u32>, BatchError> {
    let mut seen: u32 = 0;
    let mut rounds = 0_u32;
    'rows: for row in 1..=batch.limit {
        for column in 0..row {
            if column == 2 {
                continue 'rows;
            }
            if row == 5 {
                break 'rows;
            }
            seen = seen * 10 + row + column;
        }
    }
    for _ in 0..2 {
        rounds += 1;
    }
    for _ in 3..batch.limit {
        rounds += 1;
    }
    Ok(vec![seen, rounds])
}

/// Waits until somebody has the ticket, or for long enough.
#[workflow(kind = "standard")]
pub async fn wait_for_owner(request: Request) -> Result<String, BatchError> {
    let mut ticket = find_ticket(request.ticket_id).await?;
    let mut waited: u32 = 0;
    #[at_most(3)]
    while ticket.owner.is_none() {
        sleep(Duration::from_secs(PAUSE)).await;
        waited += PAUSE;
        ticket = find_ticket(ticket.ticket_id).await?;
    }
    let Some(owner) = ticket.owner else {
        sleep(Duration::from_mins(ticket.priority)).await;
        return Ok(format!("nobody after {waited} s"));
    };
    sleep(Duration::from_hours(1)).await;
    Ok(owner)
}

/// Follows a ticket to where it has gone.
#[workflow(kind = "standard")]
pub async fn follow(request: Request) -> Result<Vec<TicketId>, BatchError> {
    let mut at = request.ticket_id;
    let mut next: Option<TicketId> = Some(request.ticket_id);
    let mut steps: u32 = 0;
    #[at_most(MOST)]
    while let Some(id) = next {
        at = id;
        steps += 1;
        match find_ticket(id).await?.status {
            Status::Moved(to) => next = Some(to),
            Status::Closed { by } if by == "nobody" => break,
            Status::Closed { .. } => next = None,
            Status::Open => {
                next = None;
                continue;
            }
        }
    }
    if steps == 0 {
        return Ok(vec![]);
    }
    Ok(vec![at, request.ticket_id])
}

/// Several at once.
#[workflow(kind = "standard")]
pub async fn fan_out(batch: Batch) -> Result<Vec<Summary>, BatchError> {
    let shared = format!("{} tickets", batch.ticket_ids.len());
    let summaries = map!(batch.ticket_ids, limit = 2, async |id| {
        let ticket = match find_ticket(id).await {
            Ok(ticket) => ticket,
            Err(StoreError::Missing) => {
                return Ok(Summary {
                    total: 0,
                    last: None,
                    text: shared,
                });
            }
            Err(other) => return Err(other.into()),
        };
        if ticket.priority > batch.limit {
            return Err(BatchError::Many {
                count: ticket.priority,
                why: shared,
                first: Some(id),
            });
        }
        Ok(Summary {
            total: ticket.priority,
            last: Some(ticket.ticket_id),
            text: shared,
        })
    })?;
    Ok(summaries)
}

/// Lists of lists stay lists of lists.
#[workflow(kind = "standard")]
pub async fn cross(batch: Batch) -> Result<Vec<Vec<String>>, BatchError> {
    let all = map!(batch.tags, limit = 1, async |tag| {
        let mut texts = 0_u32;
        let inner = map!(batch.ticket_ids, limit = 1, async |TicketId(id)| {
            notify(format!("{tag}/{id}")).await?;
            Ok(format!("{id}{tag}"))
        })?;
        for text in inner {
            if text == "t-1a" {
                texts += 1;
            }
        }
        if texts > 0 {
            notify("found").await?;
        }
        Ok(inner)
    })?;
    let mut kept = all;
    for one in all {
        if one.is_empty() {
            kept = vec![];
        }
    }
    Ok(kept)
}

/// Iterations whose answer is a step's own.
#[workflow(kind = "express")]
pub async fn find_all(batch: Batch) -> Result<Vec<Ticket>, BatchError> {
    Ok(map!(batch.ticket_ids, limit = 40, async |id| -> Result<
        Ticket,
        BatchError,
    > {
        Ok(find_ticket(id).await?)
    })?)
}

/// Looks into lists and strings, and writes.
#[workflow(kind = "express")]
pub async fn look(batch: Batch) -> Result<Vec<String>, BatchError> {
    let (count, none) = (batch.ticket_ids.len(), batch.tags.is_empty());
    let phone = batch.channels.contains(&Channel::Phone);
    let tagged = batch.tags.contains(&"vip".to_owned()) || batch.tags.contains(&"a\"b");
    let plural = if count == 1 { "" } else { "s" };
    let text = if tagged && !none {
        format!("{{% {count} %}} ticket{plural}: {}", batch.change)
    } else {
        format!(
            "{0}-{0}-{rest}",
            count * 2 + 1,
            rest = batch.limit as usize - count
        )
    };
    let what = if phone { "phone" } else { "no phone" };
    if text.is_empty() || what.is_empty() {
        return Ok(vec![]);
    }
    Ok(vec![text, format!("{what}"), format!("{} {}", none, -7)])
}

/// Integers of each kind, to their ends.
#[data]
pub struct Numbers {
    pub tiny: i8,
    pub byte: u8,
    pub short: i16,
    pub word: u16,
    pub signed: i32,
    pub unsigned: u32,
}

/// Calculates; what overflows ends it.
#[workflow(kind = "express")]
pub async fn calculate(numbers: Numbers) -> Result<Numbers, BatchError> {
    // Before anything else happens, though it is used last.
    let unsigned = numbers.unsigned - 1;
    notify("calculating").await?;
    let mut signed = numbers.signed * -1;
    signed -= 2;
    Ok(Numbers {
        tiny: -numbers.tiny,
        byte: numbers.byte + 1,
        short: numbers.short - numbers.tiny as i16,
        word: numbers.word * 2,
        signed: signed + 1,
        unsigned: unsigned + numbers.byte as u32,
    })
}

/// Fails with what it has found out.
#[workflow(kind = "standard")]
pub async fn complain(batch: Batch) -> Result<(), BatchError> {
    if batch.ticket_ids.len() > 2 {
        return Err(BatchError::Unwanted(batch.ticket_ids));
    }
    for id in batch.ticket_ids {
        match find_ticket(id).await {
            Ok(Ticket {
                status: Status::Moved(to),
                ..
            }) => return Err(BatchError::Unwanted(vec![id, to])),
            Ok(ticket) if ticket.priority == 0 => return Err(BatchError::Stuck(ticket.status)),
            Ok(ticket) if ticket.priority == 9 => return Err(BatchError::Stuck(Status::Moved(id))),
            Ok(ticket) if ticket.priority == 8 => {
                return Err(BatchError::Store(StoreError::Locked {
                    by: format!("{} himself", ticket.priority),
                    text: "{% text %}",
                }));
            }
            Ok(ticket) => {
                return Err(BatchError::Many {
                    count: ticket.priority * 2,
                    why: format!("\"{}\"", batch.limit),
                    first: None,
                });
            }
            Err(StoreError::Locked { by, .. }) => {
                return Err(NotifyError::Unreachable(by).into());
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// One variable for a step's answer and for what the branches come to, and snapshots of one that changes.
#[workflow(kind = "standard")]
pub async fn share(request: Request) -> Result<Vec<Ticket>, BatchError> {
    let ticket = if request.text == "first" {
        let found = find_ticket(request.ticket_id).await?;
        if found.priority > 5 {
            notify(format!("{}", found.priority)).await?;
        }
        found
    } else if request.text == "second" {
        find_ticket(TicketId("t-2")).await?
    } else {
        let found = find_ticket(request.ticket_id).await?;
        let other = find_ticket(TicketId("t-3")).await?;
        notify(found.ticket_id.0).await?;
        other
    };
    let mut kept = ticket;
    for id in vec![TicketId("t-4"), ticket.ticket_id] {
        let before = kept;
        kept = if id == before.ticket_id {
            find_ticket(id).await?
        } else {
            before
        };
        if let Some(owner) = kept.owner {
            kept = before;
            notify(owner).await?;
        }
        if kept.priority != before.priority {
            notify(format!("{} was {}", kept.priority, before.priority)).await?;
        }
    }
    let pair = (kept, {
        kept = ticket;
        kept
    });
    Ok(vec![pair.0, pair.1])
}

#[data]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub struct Envelope {
    pub the_wrapped: Wrapped,
    #[serde(rename = "a `parcel`")]
    pub parcel: Parcel,
    pub label: Label,
    #[serde(default)]
    pub settings: Settings,
}

/// Externally tagged.
#[data]
#[serde(rename_all = "camelCase")]
pub enum Wrapped {
    AtRest,
    One(Grade),
    Two(u32, TicketId),
    #[serde(rename = "t h r e e", rename_all = "UPPERCASE")]
    Three {
        inner: Status,
    },
}

/// Adjacently tagged.
#[data]
#[serde(tag = "t t", content = "c`c", rename_all_fields = "kebab-case")]
pub enum Parcel {
    AtRest,
    One(Inner),
    Two(u32, Status),
    Three {
        #[serde(default = "few")]
        how_many: u32,
    },
}

/// Internally tagged.
#[data]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Label {
    AtRest,
    One(Inner),
    Pair {
        #[serde(rename = "number")]
        how_many: u32,
        status: Status,
    },
}

#[data]
pub struct Inner {
    pub grade: Grade,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

#[data]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    pub retry_limit: u32,
    #[serde(rename = "e-mail")]
    pub mail: Option<String>,
    pub notes: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry_limit: 7,
            mail: Some("nobody".to_owned()),
            notes: vec!["none".to_owned()],
        }
    }
}

/// From each way to tag a variant to the next, whatever serde calls it.
#[workflow(kind = "express")]
pub async fn translate(envelope: Envelope) -> Result<Envelope, BatchError> {
    let settings = envelope.settings;
    let parcel = match envelope.the_wrapped {
        Wrapped::AtRest => Parcel::AtRest,
        Wrapped::One(grade) => Parcel::One(Inner {
            grade,
            notes: settings.notes,
            owner: settings.mail,
        }),
        Wrapped::Two(count, id) => Parcel::Two(count, Status::Moved(id)),
        Wrapped::Three { inner: Status::Open } => Parcel::Three { how_many: 0 },
        Wrapped::Three { inner } => Parcel::Two(1, inner),
    };
    let label = match envelope.parcel {
        Parcel::AtRest => Label::AtRest,
        Parcel::One(inner) => Label::One(inner),
        Parcel::Two(how_many, status) => Label::Pair { how_many, status },
        Parcel::Three { how_many } => Label::Pair {
            how_many: how_many + 1,
            status: Status::Open,
        },
    };
    let the_wrapped = match envelope.label {
        Label::AtRest => Wrapped::AtRest,
        Label::One(Inner { grade, notes, .. }) if notes.is_empty() => Wrapped::One(grade),
        Label::One(inner) => Wrapped::Three {
            inner: Status::Closed {
                by: format!("{} notes", inner.notes.len()),
            },
        },
        Label::Pair {
            how_many,
            status: Status::Moved(id),
        } => Wrapped::Two(how_many, id),
        Label::Pair { status, .. } => Wrapped::Three { inner: status },
    };
    Ok(Envelope {
        the_wrapped,
        parcel,
        label,
        settings: Settings {
            retry_limit: settings.retry_limit * 2,
            mail: Some(format!("{}", settings.notes.len())),
            notes: settings.notes,
        },
    })
}
