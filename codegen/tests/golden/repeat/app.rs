//! Workflows that repeat: over a list one by one and several at a time, and until something is so.

use ferrovia::{App, HandlerError, data, handler, workflow};
use std::time::Duration;

#[data]
pub struct Order {
    id: String,
    items: Vec<Item>,
    /// The most that it may cost.
    limit: u32,
}

#[data]
pub struct Item {
    name: String,
    count: u32,
}

#[data]
#[serde(rename_all = "snake_case")]
pub enum Parcel {
    Packed,
    Sent { number: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum StockError {
    /// There is none left.
    #[error("there is no {0} left")]
    Empty(String),
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum OrderError {
    /// The stock failed.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// It costs too much.
    #[error("{total} for {item} and what precedes it")]
    Dear {
        total: u32,
        item: String,
    },
}

/// Says what an item costs.
#[handler]
pub async fn price(name: String) -> Result<u32, StockError> {
    u32::try_from(name.len()).map_err(|_| StockError::Empty(name))
}

/// Takes an item from the stock.
#[handler]
pub async fn take(item: Item) -> Result<String, StockError> {
    Ok(item.name)
}

/// Says where a parcel is.
#[handler]
pub async fn find(order: String) -> Result<Parcel, StockError> {
    Err(StockError::Empty(order))
}

/// Adds up what an order costs, one item after the other.
#[workflow(kind = "express")]
pub async fn add_up(order: Order) -> Result<u32, OrderError> {
    let mut total: u32 = 0;
    for item in order.items {
        if item.count == 0 {
            continue;
        }
        let one = price(item.name).await?;
        total += one * item.count;
        if total > order.limit {
            return Err(OrderError::Dear {
                total,
                item: item.name,
            });
        }
    }
    Ok(total)
}

/// Takes all items of an order, three at a time.
#[workflow(kind = "express")]
pub async fn pack(order: Order) -> Result<String, OrderError> {
    let taken = map!(order.items, limit = 3, async |item| {
        let name = take(item).await?;
        Ok(format!("{name} for {}", order.id))
    })?;
    Ok(format!("{} items", taken.len()))
}

/// Waits until an order is on its way, or for a day.
#[workflow(kind = "standard", timeout = "2d")]
pub async fn follow(id: String) -> Result<Option<String>, OrderError> {
    let mut number: Option<String> = None;
    #[at_most(24)]
    while number.is_none() {
        sleep(Duration::from_hours(1)).await;
        match find(id).await? {
            Parcel::Packed => {}
            Parcel::Sent { number: found } => number = Some(found),
        }
    }
    Ok(number)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<price>()
        .handler::<take>()
        .handler::<find>()
        .workflow::<add_up>()
        .workflow::<pack>()
        .workflow::<follow>()
}
