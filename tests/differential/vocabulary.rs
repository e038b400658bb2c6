//! What generated workflows are made of: types in every form that JSON gives them, and errors.
//!
//! The build script reads this file, so that what is added here is used.

use ferrovia::{HandlerError, data};
use std::collections::BTreeMap;

pub const GREETING: &str = "so it `begins`";
pub const TRAP: &str = "{% $states.input %}";
pub const LIMIT: u32 = 3;

#[data]
#[derive(Eq)]
pub struct Id(pub String);

#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    EMail,
    Phone,
    Post,
}

#[data]
#[serde(rename_all = "camelCase")]
pub struct Point {
    pub x_axis: i32,
    #[serde(rename = "and")]
    pub y_axis: i32,
    pub label: Option<String>,
}

#[data]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    pub full_name: String,
    #[serde(rename = "e-mail")]
    pub mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick_name: Option<String>,
    #[serde(default = "usual")]
    pub level: u32,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub vip: bool,
    #[serde(default = "nowhere")]
    pub home: Point,
    pub score: f64,
}

fn usual() -> u32 {
    2
}

fn nowhere() -> Point {
    Point {
        x_axis: -1,
        y_axis: 0,
        label: Some("nowhere".to_owned()),
    }
}

/// External tags.
#[data]
#[serde(rename_all = "snake_case", rename_all_fields = "UPPERCASE")]
pub enum State {
    Idle,
    ClosedBy { who: String, why: Option<String> },
    MovedTo(Id),
    Split(u32, String),
    Listed(Vec<u32>),
}

/// Internal tags.
#[data]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Event {
    Nothing,
    Noted(Point),
    Found {
        profile: Profile,
        #[serde(default)]
        times: u32,
        hint: Option<String>,
    },
}

/// Adjacent tags.
#[data]
#[serde(tag = "t", content = "c d")]
pub enum Grade {
    Low,
    High(u32),
    Range(i32, i32),
    Named { label: String, note: Option<String> },
    Of(Point),
}

#[data]
pub struct Line {
    pub id: Id,
    pub count: u32,
    pub gift: Option<bool>,
    pub price: f64,
    pub r#type: String,
}

#[data]
pub struct Table {
    pub rows: Vec<Vec<u32>>,
    pub cells: Vec<Option<i32>>,
    pub points: Vec<Point>,
    pub grades: Vec<Grade>,
}

/// What a workflow cannot build, and passes on whole.
#[data]
pub struct Parcel {
    pub counts: BTreeMap<String, u32>,
    pub raw: serde_json::Value,
    pub wide: u64,
    pub tree: Tree,
    pub note: Option<String>,
}

#[data]
pub struct Tree {
    pub name: String,
    #[serde(default)]
    pub left: Option<Box<Tree>>,
    pub right: Option<Box<Tree>>,
}

#[data]
pub struct Order {
    pub id: Id,
    #[serde(rename = "$owner")]
    pub owner: Option<Profile>,
    pub buyer: Option<Id>,
    pub lines: Vec<Line>,
    pub state: State,
    pub grade: Grade,
    pub last: Event,
    pub channel: Channel,
    pub pair: (Id, Option<u32>),
    #[serde(rename = "total`amount")]
    pub total: i32,
    pub parcel: Option<Parcel>,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum LookupError {
    /// There is none.
    #[error("there is none")]
    Missing,
    /// Somebody else has it.
    #[error("{by} has it, {until:?}")]
    Locked { by: String, until: Option<u32> },
    /// Not now.
    #[error("not now")]
    #[retry(max_attempts = 2, interval = "1s")]
    Busy,
    /// Not now either.
    #[error("not within {0} s")]
    #[retry(max_attempts = 2, interval = "1s")]
    Slow(u32),
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum PriceError {
    /// It has no price.
    #[error("{0:?} has no price")]
    Unknown(Id),
    /// The price is old.
    #[error("the price is old")]
    #[retry(max_attempts = 1, interval = "3s")]
    Stale,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum OrderError {
    /// It has no good price.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// Not this one.
    #[error("not this one")]
    Refused {
        state: State,
        grade: Grade,
        tags: Vec<String>,
    },
    /// Not yet.
    #[error("not yet")]
    #[retry(max_attempts = 3, interval = "1s")]
    Later,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum TellError {
    /// Nobody hears.
    #[error("nobody hears {0}")]
    Unheard(String),
    /// Two hear.
    #[error("two hear")]
    Heard((Id, Option<u32>)),
}

/// How a generated workflow fails.
#[derive(Debug, thiserror::Error, HandlerError)]
pub enum Failure {
    /// Nothing was found.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// Nothing was ordered.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// Nobody was told.
    #[error(transparent)]
    Tell(#[from] TellError),
    /// It is of no use.
    #[error("after {attempts} attempts: {why}")]
    Hopeless { attempts: u32, why: String },
    /// There.
    #[error("{0:?}")]
    There(Point),
    /// Gone.
    #[error("gone")]
    Gone,
}
