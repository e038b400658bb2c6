//! A help desk whose workflows use all of the language.

use ferrovia::{Complete, HandlerError, TaskToken, TaskTokenValue, data, handler, workflow};

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
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    pub ticket_id: TicketId,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default = "usual")]
    pub priority: u32,
    #[serde(default)]
    pub tags: Vec<String>,
}

fn usual() -> u32 {
    2
}

#[data]
#[derive(Eq)]
#[serde(rename_all = "snake_case", rename_all_fields = "UPPERCASE")]
pub enum Status {
    Open,
    Closed { by: String },
    Moved(TicketId),
}

#[data]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Noted(Receipt),
    Found { ticket: Ticket },
    Nothing,
}

#[data]
#[serde(tag = "t", content = "c")]
pub enum Grade {
    Low,
    High(u32),
}

#[data]
#[derive(Eq, Copy)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    EMail,
    Phone,
}

#[data]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub ticket_id: TicketId,
    pub text: String,
    pub author: Option<String>,
    pub urgent: bool,
}

#[data]
pub struct Receipt {
    pub number: u32,
}

#[data]
pub struct Pair {
    pub left: TicketId,
    pub right: TicketId,
}

#[data]
pub struct Case {
    pub request: Request,
    pub channel: Channel,
    pub grade: Grade,
    pub last: Event,
    pub callback: Option<String>,
    pub attempts: u32,
    pub score: f64,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum StoreError {
    /// There is no such ticket.
    #[error("there is no such ticket")]
    Missing,
    /// Somebody else has it.
    #[error("{by} has it")]
    Locked { by: String, text: String },
    /// The store does not answer.
    #[error("the store does not answer")]
    #[retry(max_attempts = 2, interval = "1s")]
    Down,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum NotifyError {
    /// Nobody can be reached.
    #[error("{0} cannot be reached")]
    Unreachable(String),
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The message did not go out.
    #[error(transparent)]
    Notify(#[from] NotifyError),
    /// Somebody tries for ever.
    #[error("after {attempts} attempts: {why}")]
    Hopeless { attempts: u32, why: String },
}

/// Finds a ticket.
#[handler]
pub async fn find_ticket(id: TicketId) -> Result<Ticket, StoreError> {
    Ok(Ticket {
        ticket_id: id,
        status: Status::Open,
        owner: None,
        priority: 2,
        tags: vec!["a".to_owned()],
    })
}

/// Saves a note.
#[handler(timeout = "30s")]
pub async fn save_note(note: Note) -> Result<Receipt, StoreError> {
    Ok(Receipt {
        number: u32::try_from(note.text.len()).unwrap_or(0),
    })
}

/// Tells the customer.
#[handler]
pub async fn notify(text: String) -> Result<(), NotifyError> {
    Err(NotifyError::Unreachable(text))
}

const GREETING: &str = "We have it.";

/// Finds, then notes.
#[workflow(kind = "express", timeout = "25s")]
pub async fn open_ticket(Request { ticket_id, text }: Request) -> Result<Receipt, DeskError> {
    let ticket = find_ticket(ticket_id).await?;
    let urgent = ticket.priority > 1 && ticket.owner.is_none();
    let receipt = save_note(Note {
        ticket_id: ticket.ticket_id,
        text,
        author: ticket.owner,
        urgent,
    })
    .await?;
    Ok(receipt)
}

/// Matches every kind of variant.
#[workflow(kind = "express")]
pub async fn describe_status(request: Request) -> Result<String, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let text = match ticket.status {
        Status::Open => "open",
        Status::Closed { by } => by,
        Status::Moved(_) => "moved",
    };
    Ok(text)
}

/// Tells errors apart.
#[workflow(kind = "standard", timeout = "2h")]
pub async fn find_or_note(request: Request) -> Result<Receipt, DeskError> {
    let ticket = match find_ticket(request.ticket_id).await {
        Ok(ticket) => ticket,
        Err(StoreError::Missing) => return Ok(Receipt { number: 0 }),
        Err(StoreError::Locked { by, text }) => {
            let note = Note {
                ticket_id: request.ticket_id,
                text,
                author: Some(by),
                urgent: false,
            };
            return Ok(save_note(note).await?);
        }
        Err(other) => return Err(other.into()),
    };
    if let Status::Closed { .. } = ticket.status {
        return Err(DeskError::Hopeless {
            attempts: 3,
            why: String::from("closed {% for ever %}"),
        });
    }
    Ok(Receipt {
        number: ticket.priority,
    })
}

/// Two at once.
#[workflow(kind = "express")]
pub async fn compare_tickets(pair: Pair) -> Result<Receipt, DeskError> {
    let (left, right) = join!(find_ticket(pair.left), find_ticket(pair.right))?;
    let text = if left.status == Status::Open && left.priority == right.priority || !left.owner.is_some() {
        if let Some(owner) = right.owner {
            owner
        } else {
            "nobody".to_owned()
        }
    } else {
        "{% not an expression".to_owned()
    };
    let note = Note {
        ticket_id: left.ticket_id,
        text,
        author: right.owner,
        urgent: left.priority < 1,
    };
    Ok(save_note(note).await?)
}

/// Everything else.
#[workflow(kind = "express")]
pub async fn triage(case: Case) -> Result<Event, DeskError> {
    let high = match case.grade {
        Grade::High(level) if level > 3 => true,
        Grade::High(_) | Grade::Low => false,
    };
    let Some(callback) = case.callback else {
        notify(GREETING).await?;
        return Ok(Event::Nothing);
    };
    if case.attempts >= 5 {
        return Err(DeskError::Hopeless {
            attempts: 5,
            why: "enough".to_owned(),
        });
    } else if case.channel == Channel::Phone || case.score <= -0.5 {
        notify(callback).await?;
    }
    let seen = match case.last {
        Event::Noted(receipt) => receipt.number,
        Event::Found {
            ticket: Ticket { priority, .. },
        } => priority,
        Event::Nothing => 0,
    };
    match find_ticket(case.request.ticket_id).await {
        Ok(Ticket {
            status: Status::Moved(to),
            ..
        }) => {
            let ticket = find_ticket(to).await?;
            Ok(Event::Found { ticket })
        }
        Ok(ticket) if high => Ok(Event::Found { ticket }),
        Ok(_) => Ok(Event::Noted(Receipt { number: seen })),
        Err(StoreError::Missing | StoreError::Locked { .. }) => Ok(Event::Nothing),
        Err(other) => {
            notify("the store is down").await?;
            Err(other.into())
        }
    }
}

/// Builds values of every kind.
#[workflow(kind = "express")]
pub async fn wrap(ticket: Ticket) -> Result<Case, DeskError> {
    let id = TicketId("t-0");
    Ok(Case {
        request: Request {
            ticket_id: id,
            text: GREETING,
        },
        channel: Channel::EMail,
        grade: Grade::High(ticket.priority),
        last: Event::Found { ticket },
        callback: None,
        attempts: 1,
        score: -1.5,
    })
}

/// Takes nothing.
#[workflow(kind = "standard")]
pub async fn nightly() -> Result<(), DeskError> {
    match notify("good night").await {
        Ok(()) => Ok(()),
        Err(NotifyError::Unreachable(name)) => {
            notify(name).await?;
            Ok(())
        }
    }
}

/// Brings values together from branches of every kind.
#[workflow(kind = "express")]
pub async fn fall_back(request: Request) -> Result<Note, DeskError> {
    // A field of the answer, a literal, a field of another step's answer.
    let priority = match find_ticket(request.ticket_id).await {
        Ok(ticket) => ticket.priority,
        Err(StoreError::Missing) => 0,
        Err(StoreError::Locked { by, .. }) => {
            let note = Note {
                ticket_id: request.ticket_id,
                text: by,
                author: None,
                urgent: true,
            };
            let receipt = save_note(note).await?;
            receipt.number
        }
        Err(other) => return Err(other.into()),
    };
    // The answer itself, or another's.
    let ticket = match find_ticket(TicketId("t-2")).await {
        Ok(ticket) => ticket,
        Err(_) => find_ticket(TicketId("t-3")).await?,
    };
    // A comparison of the answer, which no edge that brings the answer can hold.
    let urgent = match find_ticket(ticket.ticket_id).await {
        Ok(Ticket { priority: 9, .. }) => true,
        Ok(other) => other.priority > priority,
        Err(_) => false,
    };
    // A struct built from the answer.
    let note = if let Ok(last) = find_ticket(TicketId("t-4")).await {
        Note {
            ticket_id: last.ticket_id,
            text: request.text,
            author: last.owner,
            urgent,
        }
    } else {
        Note {
            ticket_id: ticket.ticket_id,
            text: "none",
            author: Some("nobody"),
            urgent,
        }
    };
    Ok(note)
}

/// What a list and a pair are made of.
#[data]
pub struct Shelf {
    pub tickets: Vec<Ticket>,
    pub ids: Vec<TicketId>,
    pub empty: Vec<String>,
    pub pair: (TicketId, Option<u32>),
}

/// Lists what there is.
#[handler]
pub async fn list_tickets(owner: Option<String>) -> Result<Vec<Ticket>, StoreError> {
    let _ = owner;
    Ok(Vec::new())
}

/// Lists stay lists, pairs stay pairs.
#[workflow(kind = "express")]
pub async fn shelve(pair: Pair) -> Result<Shelf, DeskError> {
    let (tickets, other) = join!(list_tickets(None), list_tickets(Some("Ada")))?;
    let chosen = match (pair.left == pair.right, pair.left) {
        (true, TicketId(_)) => tickets,
        (false, _) => other,
    };
    let pair = (
        pair.right,
        if pair.left == TicketId("t-1") {
            Some(1)
        } else {
            None
        },
    );
    let ids = vec![pair.0, TicketId("t-5")];
    Ok(Shelf {
        tickets: chosen,
        ids,
        empty: vec![],
        pair,
    })
}

/// Options as values.
#[workflow(kind = "express")]
pub async fn options(case: Case) -> Result<String, DeskError> {
    if case.callback == Some("555") && !(case.attempts == 0) {
        return Ok("known");
    }
    let Some(callback) = case.callback else {
        return Ok("none");
    };
    match (case.channel, case.grade) {
        (Channel::EMail, Grade::High(1 | 2)) => Ok("mail"),
        (Channel::Phone | Channel::EMail, Grade::Low) if case.score > 0.5 => Ok("low"),
        _ => Ok(callback),
    }
}

/// A list of its own making.
#[workflow(kind = "express")]
pub async fn gather(pair: Pair) -> Result<Vec<Note>, DeskError> {
    let ticket = find_ticket(pair.left).await?;
    Ok(vec![Note {
        ticket_id: ticket.ticket_id,
        text: "",
        author: Some("two\nlines"),
        urgent: false,
    }])
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum HandOverError {
    /// No agent took it in time.
    #[error("no agent took it in time")]
    #[timeout]
    TimedOut,
    /// The agent sent it back.
    #[error("{by} sent it back")]
    Refused { by: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum EscalateError {
    /// Nobody took it.
    #[error(transparent)]
    HandOver(#[from] HandOverError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Waits for an agent.
#[handler(wait = "3d", heartbeat = "1h")]
pub async fn hand_over(request: Request, token: TaskToken<Ticket>) -> Result<(), HandOverError> {
    let _ = (request, token.into_value());
    Ok(())
}

/// The agent is done.
#[handler]
pub async fn hand_back(
    token: TaskTokenValue,
    handing_over: Complete<hand_over>,
) -> Result<(), HandOverError> {
    let _ = handing_over.heartbeat(&token).await;
    Ok(())
}

/// Waits for people, in every way there is.
#[workflow(kind = "standard", timeout = "30d")]
pub async fn escalate(request: Request) -> Result<Note, EscalateError> {
    let ticket = match hand_over(request).await {
        Ok(ticket) => ticket,
        Err(HandOverError::Refused { by }) => {
            return Ok(Note {
                ticket_id: request.ticket_id,
                text: "refused",
                author: Some(by),
                urgent: false,
            });
        }
        Err(HandOverError::TimedOut) => find_ticket(request.ticket_id).await?,
    };
    let (second, found) = join!(hand_over(request), find_ticket(ticket.ticket_id))?;
    match hand_over(request).await {
        Ok(third) if third.priority > found.priority => Ok(Note {
            ticket_id: third.ticket_id,
            text: "third",
            author: second.owner,
            urgent: true,
        }),
        Ok(_) => {
            let last = hand_over(request).await?;
            Ok(Note {
                ticket_id: last.ticket_id,
                text: request.text,
                author: last.owner,
                urgent: false,
            })
        }
        Err(other) => {
            let note = Note {
                ticket_id: ticket.ticket_id,
                text: "in vain",
                author: None,
                urgent: false,
            };
            let receipt = save_note(note).await?;
            if receipt.number > 7 {
                return Err(EscalateError::HandOver(HandOverError::TimedOut));
            }
            Err(other.into())
        }
    }
}
